//! What the log must not hold, however much is logged.

use http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::process::Demo;
use crate::support::{Browser, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Everything a day brings: in, up, down, a refusal, out.
async fn a_day(demo: &Demo) -> (Browser, Vec<String>) {
    let alice = demo.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    alice.put(&format!("{BUCKET}/objects?key=diary.txt"), "what-nobody-reads").await.expect(201);
    alice.get(&format!("{BUCKET}/listing")).await.expect(200);
    alice.get(&format!("{BUCKET}/objects?key=diary.txt")).await.expect(200);
    alice.get(&format!("{BUCKET}/objects?key=missing")).await.expect(404);
    alice.put(&format!("{BUCKET}/objects?key={}", "%FF"), "x").await.expect(400);
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    let selection = json!({ "place": place, "prefixes": [""] });
    let wanted = json!({ "selection": selection, "format": "urls" });
    let archive = alice.post("/api/archives", &wanted).await.expect(201).json();
    alice.get(archive["url"].as_str().unwrap()).await.expect(200);
    let address = alice.post("/api/manifests", &wanted).await.expect(200).text();
    demo.anonymous().get(address.trim()).await.expect(200);
    let opened = vec![archive["url"].as_str().unwrap().to_owned(), address];
    alice
        .send_raw(
            Method::GET,
            "/api/session",
            &[("authorization", "Bearer a-token-of-somebody")],
            "",
        )
        .await
        .expect(200);
    (alice, opened)
}

#[tokio::test]
async fn no_secret_is_in_the_log_even_when_everything_is_logged() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "debug").await;
    let (alice, opened) = a_day(&demo).await;
    let cookie = alice.cookie("cellier").unwrap();
    alice.send(Method::POST, "/auth/sign-out", &[], "{}").await.expect(200);
    until("the log is written", async || demo.log().contains("/auth/sign-out")).await;
    let log = demo.log();
    let lower = log.to_lowercase();
    let line = |word: &str| lower.lines().find(|line| line.contains(word)).unwrap_or_default();
    let sealing_key = std::fs::read_to_string(data.path().join("sealing.key"));
    let sealing_key = sealing_key.unwrap_or_default().trim().to_lowercase();
    let mut secrets = vec![cookie.to_lowercase()];
    // What opens something by itself is the long part of its address.
    let parts = opened.iter().flat_map(|address| address.trim().split('/'));
    secrets.extend(parts.filter(|part| part.len() >= 40).map(str::to_lowercase));
    assert_eq!(secrets.len(), 3);
    secrets.extend((!sealing_key.is_empty()).then_some(sealing_key));
    secrets.extend(
        [
            "code=",
            "state=",
            "nonce=",
            "code_verifier",
            "id_token",
            "access_token",
            "refresh_token",
            "logout_token",
            "client_secret",
            "aws4-hmac-sha256",
            "signature=",
            "bearer ",
            "basic ",
            "a-token-of-somebody",
            "set-cookie",
            "what-nobody-reads",
        ]
        .map(str::to_owned),
    );
    for secret in &secrets {
        assert!(!lower.contains(secret), "`{secret}` is in the log: {}", line(secret));
    }
    assert!(log.contains("answered"), "the log holds what it should: {log}");
}
