//! Somebody else writes while something is on its way: nothing is replaced that nobody saw, whether the storage knows
//! conditional writes or Cellier has to look before.

use http::Method;
use serde_json::json;

use crate::house::House;
use crate::support::Browser;

const OBJECT: &str = "/api/instances/minimal/buckets/alice.tremblay/objects?key=a";
const UPLOADS: &str = "/api/instances/minimal/buckets/alice.tremblay/uploads";

async fn check(conditional_writes: bool) {
    let house = House::configured(|config| {
        config.instances[0].capabilities.conditional_writes = conditional_writes;
    })
    .await;
    let alice = house.alice().await;
    let write = async |header: &str, value: &str, body: &'static str| {
        alice.send(Method::PUT, OBJECT, &[(header, value)], body).await
    };
    let seen = tag(&write("if-none-match", "*", "seen").await.expect(201).json());
    let started = alice.post(&format!("{UPLOADS}?key=a"), &json!({})).await.expect(201).json();
    let upload = started["upload"].as_str().unwrap();
    let part = alice.put(&format!("{UPLOADS}/parts?key=a&upload={upload}&part=1"), "whole").await;
    let parts = json!({ "parts": [part.expect(200).json()] }).to_string();
    let complete = async |header: &str, value: &str| {
        let headers = [("content-type", "application/json"), (header, value)];
        let address = format!("{UPLOADS}/complete?key=a&upload={upload}");
        alice.send(Method::POST, &address, &headers, parts.clone()).await
    };

    let theirs = tag(&write("if-match", &seen, "theirs").await.expect(201).json());
    write("if-none-match", "*", "mine").await.expect_problem(412, "object-exists");
    write("if-match", &seen, "mine").await.expect_problem(412, "precondition");
    complete("if-none-match", "*").await.expect_problem(412, "object-exists");
    complete("if-match", &seen).await.expect_problem(412, "precondition");
    assert_eq!(stored(&alice).await, "theirs");

    // The parts are still there for whoever has seen what there is now.
    complete("if-match", &theirs).await.expect(201);
    assert_eq!(stored(&alice).await, "whole");
    alice.delete(OBJECT).await.expect(204);
    let gone = write("if-match", &theirs, "mine").await;
    assert!([404, 412].contains(&gone.status.as_u16()), "{}", gone.status);
    alice.get(OBJECT).await.expect_problem(404, "no-such-object");
}

fn tag(stored: &serde_json::Value) -> String {
    format!("\"{}\"", stored["etag"].as_str().unwrap())
}

async fn stored(alice: &Browser) -> String {
    alice.get(OBJECT).await.expect(200).text()
}

#[tokio::test]
async fn what_nobody_saw_is_not_replaced_by_a_storage_that_knows_conditions() {
    check(true).await;
}

#[tokio::test]
async fn what_nobody_saw_is_not_replaced_where_cellier_has_to_look_before() {
    check(false).await;
}
