//! Preferences and the renewal of sessions: each person's own, and refused to everybody else.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Gateway};

const PREFERENCES: &str = "/api/preferences";

async fn change(browser: &Browser, values: Value) -> Answer {
    let json = [("content-type", "application/json")];
    browser.send(Method::PUT, PREFERENCES, &json, json!({ "values": values }).to_string()).await
}

#[tokio::test]
async fn preferences_follow_the_person_and_nobody_else() {
    let gateway = Gateway::start().await;
    let (here, elsewhere) =
        (gateway.as_person("alice.tremblay").await, gateway.as_person("alice.tremblay").await);
    let empty = here.get(PREFERENCES).await.expect(200).json();
    assert_eq!(empty, json!({ "version": 0, "values": {} }));
    let bookmark = "star:/b/minimal/alice.tremblay?prefix=a%2Fb/é/";
    change(&here, json!({ "density": "compact", bookmark: "1" })).await.expect(200);
    let changed = change(&elsewhere, json!({ "sort": "-size", "density": null })).await;
    let kept = json!({ "version": 2, "values": { "sort": "-size", bookmark: "1" } });
    assert_eq!(changed.expect(200).json(), kept);
    assert_eq!(here.get(PREFERENCES).await.json(), kept);
    let benoit = gateway.as_person("benoit.gagnon").await;
    assert_eq!(benoit.get(PREFERENCES).await.json(), empty);
}

#[tokio::test]
async fn preferences_are_refused_to_strangers_to_ended_sessions_and_to_forged_requests() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    change(&alice, json!({ "density": "compact" })).await.expect(200);
    change(&gateway.anonymous(), json!({ "density": "x" }))
        .await
        .expect_problem(401, "not-signed-in");
    let forged = [
        ("content-type", "application/json"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    let body = json!({ "values": { "density": "x" } }).to_string();
    alice.send_raw(Method::PUT, PREFERENCES, &forged, body).await.expect_problem(403, "forged");
    assert_eq!(alice.get(PREFERENCES).await.json()["values"]["density"], "compact");
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.get(PREFERENCES).await.expect_problem(401, "not-signed-in");
    change(&alice, json!({ "density": "x" })).await.expect_problem(401, "not-signed-in");
}

#[tokio::test]
async fn preferences_that_are_too_large_or_no_texts_change_nothing() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    change(&alice, json!({ "a": "1" })).await.expect(200);
    let long = "x".repeat(gateway_api::PREFERENCES_BYTES_MAX);
    change(&alice, json!({ "b": long })).await.expect_problem(413, "too-large");
    change(&alice, json!({ "b": 1 })).await.expect_problem(400, "malformed");
    change(&alice, json!({ "b": { "deep": [] } })).await.expect_problem(400, "malformed");
    change(&alice, json!([])).await.expect_problem(400, "malformed");
    assert_eq!(
        alice.get(PREFERENCES).await.json(),
        json!({ "version": 1, "values": { "a": "1" } })
    );
}

#[tokio::test]
async fn a_session_says_how_long_it_lasts_and_is_renewed_by_its_person_alone() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    let session = stranger.get("/api/session").await.expect(200).json();
    assert_eq!((&session["ends_in_seconds"], &session["renewable"]), (&Value::Null, &json!(false)));
    stranger.post("/api/session/renewal", &json!({})).await.expect_problem(401, "not-signed-in");
    let alice = gateway.as_person("alice.tremblay").await;
    let session = alice.post("/api/session/renewal", &json!({})).await.expect(200).json();
    assert_eq!(session["person"]["handle"], "alice.tremblay");
    assert_eq!(session["renewable"], true);
    assert!(0 < session["ends_in_seconds"].as_u64().unwrap());
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.post("/api/session/renewal", &json!({})).await.expect_problem(401, "not-signed-in");
}
