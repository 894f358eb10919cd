//! The record of what is done: each person sees their own, newest first, and takes it out whole.

use serde_json::{Value, json};

use crate::support::{Browser, Gateway, until};

/// The acts that are shown, newest first.
async fn acts(browser: &Browser) -> Vec<String> {
    let page = browser.get("/api/activity").await.expect(200).json();
    let entries = page["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_a_person_did_is_theirs_to_see_and_nobody_elses() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.sign_in("alice.tremblay", "/en/").await;
    until("the acts are recorded", async || acts(&alice).await.len() == 3).await;
    assert_eq!(acts(&alice).await, ["sign-in", "sign-out", "sign-in"]);
    let entry = alice.get("/api/activity?limit=1").await.expect(200).json()["entries"][0].clone();
    assert_eq!((entry["way"].as_str(), entry["from"].as_str()), (Some("page"), Some("127.0.0.1")));
    assert_eq!(entry["refusal"], Value::Null);
    let benoit = gateway.as_person("benoit.gagnon").await;
    until("the sign-in is recorded", async || !acts(&benoit).await.is_empty()).await;
    assert_eq!(acts(&benoit).await, ["sign-in"]);
}

#[tokio::test]
async fn it_is_shown_page_by_page_and_taken_out_line_by_line() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    for _ in 0..2 {
        alice.post("/auth/sign-out", &json!({})).await.expect(200);
        alice.sign_in("alice.tremblay", "/en/").await;
    }
    until("the acts are recorded", async || acts(&alice).await.len() == 5).await;
    let (mut seen, mut before) = (Vec::new(), String::new());
    loop {
        let page = alice.get(&format!("/api/activity?limit=2{before}")).await.expect(200).json();
        seen.extend(page["entries"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_i64() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(seen.len(), 5);
    let export = alice.get("/api/activity/export").await.expect(200);
    assert_eq!(export.header("content-type"), "application/x-ndjson");
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"activity.jsonl\"");
    let text = export.text();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, seen);
    for limit in ["0", "201", "-1", "x"] {
        let answer = alice.get(&format!("/api/activity?limit={limit}")).await;
        answer.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn it_is_refused_to_strangers_and_ended_sessions() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    for browser in [alice, gateway.anonymous()] {
        for address in ["/api/activity", "/api/activity/export"] {
            browser.get(address).await.expect_problem(401, "not-signed-in");
        }
    }
}
