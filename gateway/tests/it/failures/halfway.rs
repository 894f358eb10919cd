//! What is told line by line, and fails on the way: the last line says why.

use axum::Router;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::House;
use crate::support::Answer;

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Lists one object, says that there are more, and then refuses to list those.
async fn answer(method: Method, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    if query.contains("versions") {
        return (StatusCode::NOT_IMPLEMENTED, "<Error><Code>NotImplemented</Code></Error>")
            .into_response();
    }
    if query.contains("continuation-token") {
        return (StatusCode::FORBIDDEN, "<Error><Code>AccessDenied</Code></Error>").into_response();
    }
    if method == Method::POST {
        let gone = "<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>";
        return gone.into_response();
    }
    let entry = "<Contents><Key>a</Key><LastModified>2026-11-20T10:00:00Z</LastModified>\
                 <ETag>&quot;e&quot;</ETag><Size>5</Size></Contents>";
    format!(
        "<ListBucketResult><IsTruncated>true</IsTruncated>{entry}\
         <NextContinuationToken>more</NextContinuationToken></ListBucketResult>"
    )
    .into_response()
}

fn last(answer: &Answer) -> Value {
    let text = answer.text();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[tokio::test]
async fn a_count_that_fails_on_the_way_says_so_in_its_last_line() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    house.minimal.be_replaced_by(Router::new().fallback(answer)).await;
    let told = alice.get(&format!("{BUCKET}/summary")).await.expect(200);
    let line = last(&told);
    assert_eq!((&line["objects"], &line["complete"]), (&json!(1), &json!(false)));
    assert_eq!(line["problem"]["type"], "/problems/upstream-failed");
    assert_eq!(line["problem"]["code"], "AccessDenied");
}

#[tokio::test]
async fn emptying_that_fails_on_the_way_says_so_in_its_last_line() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    house.minimal.be_replaced_by(Router::new().fallback(answer)).await;
    let told = alice.post(&format!("{BUCKET}/empty"), &json!({})).await.expect(200);
    let line = last(&told);
    assert_eq!((&line["removed"], &line["complete"]), (&json!(1), &json!(false)));
    assert_eq!(line["problem"]["code"], "AccessDenied");
}
