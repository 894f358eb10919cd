//! Without credentials: public datasets, to read, and nothing else.

use super::program::{Grant, elements, program, program_with_bucket};
use crate::support::Gateway;

#[tokio::test]
async fn strangers_read_public_datasets_and_nothing_else() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/secret", "x").await.expect(200);
    let stranger = alice;
    let listing =
        stranger.anonymously("GET", "/open-census?list-type=2", &[]).await.expect(200).text();
    let keys = elements(&listing, "Key");
    assert!(keys.contains(&"LICENSE.txt".to_owned()), "{listing}");
    stranger.anonymously("HEAD", "/open-census/LICENSE.txt", &[]).await.expect(200);
    let part =
        stranger.anonymously("GET", "/open-census/LICENSE.txt", &[("range", "bytes=0-9")]).await;
    assert_eq!(part.expect(206).body.len(), 10);
    stranger.anonymously("GET", "/open-census?location", &[]).await.expect(200);
    for (method, target) in [
        ("GET", "/"),
        ("PUT", "/open-census/new"),
        ("PUT", "/open-census"),
        ("DELETE", "/open-census"),
        ("DELETE", "/open-census/LICENSE.txt"),
        ("POST", "/open-census?delete"),
        ("POST", "/open-census/a?uploads"),
        ("PUT", "/open-census/a?tagging"),
        ("PUT", "/open-census?versioning"),
    ] {
        stranger.anonymously(method, target, &[]).await.expect_code(403, "AccessDenied");
    }
    for target in ["", "/secret", "/none"] {
        for bucket in ["alice.tremblay", "nobody-has-this"] {
            let answer = stranger.anonymously("GET", &format!("/{bucket}{target}"), &[]).await;
            answer.expect_code(404, "NoSuchBucket");
        }
    }
    stranger
        .anonymously("GET", "/open-census/LICENSE.txt?response-content-type=text%2Fhtml", &[])
        .await
        .expect_code(400, "InvalidRequest");
    // A session of the portal's means nothing here.
    let browser = gateway.as_person("alice.tremblay").await;
    let cookie =
        format!("cellier-session={}", browser.cookie("cellier-session").unwrap_or_default());
    stranger
        .anonymously("GET", "/alice.tremblay/secret", &[("cookie", &cookie)])
        .await
        .expect_code(404, "NoSuchBucket");
}

#[tokio::test]
async fn a_key_of_one_instance_is_none_of_another() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/a", "x").await.expect(200);
    let elsewhere = program(&gateway, "alice.tremblay", "pachyderm", Grant::default()).await;
    elsewhere.get("/alice.tremblay/a").await.expect_code(404, "NoSuchBucket");
    elsewhere.put("/alice.tremblay", "").await.expect(200);
    elsewhere.get("/alice.tremblay/a").await.expect_code(404, "NoSuchKey");
}
