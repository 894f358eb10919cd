//! What the log must not hold, however much is logged.

use http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::process::Demo;
use crate::support::{Browser, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Everything a day brings: in, up, down, a refusal, out.
async fn a_day(demo: &Demo) -> Browser {
    let alice = demo.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    alice.put(&format!("{BUCKET}/objects?key=diary.txt"), "what-nobody-reads").await.expect(201);
    alice.get(&format!("{BUCKET}/listing")).await.expect(200);
    alice.get(&format!("{BUCKET}/objects?key=diary.txt")).await.expect(200);
    alice.get(&format!("{BUCKET}/objects?key=missing")).await.expect(404);
    alice.put(&format!("{BUCKET}/objects?key={}", "%FF"), "x").await.expect(400);
    alice
        .send_raw(
            Method::GET,
            "/api/session",
            &[("authorization", "Bearer a-token-of-somebody")],
            "",
        )
        .await
        .expect(200);
    alice
}

#[tokio::test]
async fn no_secret_is_in_the_log_even_when_everything_is_logged() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "debug").await;
    let alice = a_day(&demo).await;
    let cookie = alice.cookie("cellier").unwrap();
    alice.send(Method::POST, "/auth/sign-out", &[], "{}").await.expect(200);
    until("the log is written", async || demo.log().contains("/auth/sign-out")).await;
    let log = demo.log();
    let lower = log.to_lowercase();
    let line = |word: &str| lower.lines().find(|line| line.contains(word)).unwrap_or_default();
    let sealing_key = std::fs::read_to_string(data.path().join("sealing.key"));
    let sealing_key = sealing_key.unwrap_or_default().trim().to_lowercase();
    let mut secrets = vec![cookie.to_lowercase()];
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
