//! A storage that is down, silent, or takes back what it said.

use std::time::{Duration, Instant};

use axum::Router;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Browser, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// The longest a person waits for an answer about a storage that gives a second for each of its own, tries included.
const PATIENCE: Duration = Duration::from_secs(10);

async fn card(browser: &Browser, id: &str) -> Value {
    let cards = browser.get("/api/instances").await.expect(200).json();
    let found = cards["instances"].as_array().unwrap().iter().find(|card| card["id"] == id);
    found.unwrap().clone()
}

async fn status(browser: &Browser, id: &str) -> String {
    let card = card(browser, id).await;
    card["status"]["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_storage_that_is_down_darkens_its_own_card_and_no_other() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    alice.put(&format!("{BUCKET}/objects?key=kept.txt"), "kept").await.expect(201);
    assert_eq!(status(&alice, "minimal").await, "available");
    house.minimal.go_down().await;

    let listing = format!("{BUCKET}/listing");
    alice.get(&listing).await.expect_problem(502, "upstream-unreachable");
    alice
        .put(&format!("{BUCKET}/objects?key=kept.txt"), "lost")
        .await
        .expect_problem(502, "upstream-unreachable");
    until("the card says so", async || status(&alice, "minimal").await == "unavailable").await;
    for other in ["pachyderm", "public"] {
        assert_eq!(status(&alice, other).await, "available");
    }
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    let elsewhere = "/api/instances/pachyderm/buckets/alice.tremblay/objects?key=a";
    alice.put(elsewhere, "works").await.expect(201);
    house.anonymous().get("/public/open/a.txt").await.expect(200);
    // The bucket's record is ours: it is shown, and what is in it is not known.
    let mine = alice.get("/api/instances/minimal/buckets").await;
    mine.expect(200);
    let ready = alice.get(&format!("{}/readyz", house.ops)).await.expect(200).json();
    let part = ready.as_array().unwrap().iter().find(|part| part["name"] == "upstream/minimal");
    assert_eq!(part.unwrap()["ready"], false);

    house.minimal.come_up().await;
    assert_eq!(alice.get(&listing).await.expect(200).json()["entries"][0]["key"], "kept.txt");
    assert_eq!(status(&alice, "minimal").await, "available");
    let kept = alice.get(&format!("{BUCKET}/objects?key=kept.txt")).await.expect(200);
    assert_eq!(kept.text(), "kept");
}

#[tokio::test]
async fn a_storage_that_falls_silent_is_given_up_in_bounded_time() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let object = format!("{BUCKET}/objects?key=a");
    alice.put(&object, "old").await.expect(201);
    house.minimal.fall_silent().await;
    let begun = Instant::now();
    for (method, path) in [
        (Method::GET, format!("{BUCKET}/listing")),
        (Method::GET, object.clone()),
        (Method::PUT, object.clone()),
        (Method::DELETE, object.clone()),
    ] {
        let answer = alice.send(method.clone(), &path, &[], "new").await;
        answer.expect_problem(504, "upstream-unreachable");
        assert!(begun.elapsed() < PATIENCE * 4, "{method} took {:?}", begun.elapsed());
    }
    until("the card says so", async || status(&alice, "minimal").await == "unavailable").await;
    // The other doors stay open meanwhile.
    house.anonymous().get("/public/open/a.txt").await.expect(200);
    house.minimal.come_up().await;
    assert_eq!(alice.get(&object).await.expect(200).text(), "old");
}

#[tokio::test]
async fn a_success_with_an_error_in_its_body_is_none() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let query = format!("{BUCKET}/uploads");
    let started = alice.post(&format!("{query}?key=big"), &json!({})).await.expect(201).json();
    let upload = started["upload"].as_str().unwrap();
    let part = alice.put(&format!("{query}/parts?key=big&upload={upload}&part=1"), "part").await;
    let parts = json!({ "parts": [part.expect(200).json()] });

    let nonsense = || async {
        let body = "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>no</Message></Error>";
        (StatusCode::OK, [("content-type", "application/xml")], body)
    };
    house.minimal.be_replaced_by(Router::new().fallback(nonsense)).await;
    let complete = format!("{query}/complete?key=big&upload={upload}");
    let answer = alice.post(&complete, &parts).await;
    answer.expect_problem(502, "upstream-failed");
    assert_eq!(answer.json()["code"], "InternalError");
    let listing = alice.get(&format!("{BUCKET}/listing")).await;
    listing.expect_problem(502, "upstream-failed");
    let keys = json!({ "keys": ["big"] });
    let deleted = alice.post(&format!("{BUCKET}/objects/delete"), &keys).await;
    deleted.expect_problem(502, "upstream-failed");

    house.minimal.come_up().await;
    alice.get(&format!("{BUCKET}/objects?key=big")).await.expect_problem(404, "no-such-object");
    alice.post(&complete, &parts).await.expect(201);
    let whole = alice.get(&format!("{BUCKET}/objects?key=big")).await.expect(200);
    assert_eq!(whole.text(), "part");
}
