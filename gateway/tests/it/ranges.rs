//! Downloads that are gone on with: the rest of the object that was begun, or all of another, and never a mixture.

use bytes::Bytes;
use http::Method;

use crate::house::House;
use crate::support::{Answer, Browser};

const OBJECT: &str = "/api/instances/minimal/buckets/alice.tremblay/objects?key=a.bin";
const PUBLIC: &str = "/public/open/a.bin";
const LONG_AGO: &str = "Mon, 01 Jan 2001 00:00:00 GMT";

const BEGUN: &str = "0123456789";
const REPLACED: &str = "abcde";

/// Asks for what comes from a byte on, should the object still be the one that was begun.
async fn rest(browser: &Browser, path: &str, from: usize, begun: &str) -> Answer {
    let range = format!("bytes={from}-");
    browser.send(Method::GET, path, &[("range", &range), ("if-range", begun)], "").await
}

fn is_rest(answer: Answer, from: usize) {
    let answer = answer.expect(206);
    let range = format!("bytes {from}-9/10");
    assert_eq!((answer.text().as_str(), answer.header("content-range")), (&BEGUN[from..], &*range));
    assert_eq!(answer.header("content-length"), (10 - from).to_string());
}

fn is_whole(answer: Answer, object: &str, why: &str) {
    let answer = answer.expect(200);
    assert_eq!((answer.text().as_str(), answer.header("content-range")), (object, ""), "{why}");
    assert_eq!(answer.header("content-length"), object.len().to_string(), "{why}");
    assert!(!answer.header("etag").is_empty(), "{why}");
}

/// What is at `path` is `BEGUN`, until `replace` is asked to make something else of it.
async fn is_gone_on_with(browser: &Browser, path: &str, replace: impl AsyncFn(&'static str)) {
    let begun = browser.get(path).await.expect(200);
    let (tag, date) = (begun.header("etag").to_owned(), begun.header("last-modified").to_owned());
    assert!(tag.starts_with('"') && date.ends_with(" GMT"), "{tag} {date}");
    for validator in [&tag, &date] {
        is_rest(rest(browser, path, 4, validator).await, 4);
        is_rest(rest(browser, path, 9, validator).await, 9);
        rest(browser, path, 10, validator).await.expect_problem(416, "range");
        rest(browser, path, 1000, validator).await.expect_problem(416, "range");
    }
    let weak = format!("W/{tag}");
    for stale in ["\"another\"", LONG_AGO, &weak] {
        is_whole(rest(browser, path, 4, stale).await, BEGUN, stale);
        // Of another object nobody knows how far it goes.
        is_whole(rest(browser, path, 1000, stale).await, BEGUN, stale);
    }

    replace(REPLACED).await;
    is_whole(rest(browser, path, 4, &tag).await, REPLACED, "replaced");
    is_whole(rest(browser, path, 7, &tag).await, REPLACED, "replaced by less than was begun");
    let tag = browser.get(path).await.header("etag").to_owned();
    assert_eq!(rest(browser, path, 4, &tag).await.expect(206).text(), &REPLACED[4..]);
}

#[tokio::test]
async fn an_object_of_a_bucket_is_gone_on_with() {
    let house = House::start().await;
    let alice = house.alice().await;
    alice.put(OBJECT, BEGUN).await.expect(201);
    let replace = async |body: &'static str| drop(alice.put(OBJECT, body).await.expect(201));
    is_gone_on_with(&alice, OBJECT, replace).await;
}

#[tokio::test]
async fn a_public_file_is_gone_on_with() {
    let house = House::start().await;
    let put = async |body: &'static str| {
        house.public.store.put("open", "a.bin", None, Bytes::from(body)).await.unwrap();
    };
    put(BEGUN).await;
    is_gone_on_with(&house.anonymous(), PUBLIC, put).await;
}
