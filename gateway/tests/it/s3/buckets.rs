//! Buckets as programs see them: their owner's, and of those what the key reaches.

use super::program::{Grant, element, elements, program, program_with_bucket};
use crate::support::Gateway;

#[tokio::test]
async fn a_bucket_made_by_a_program_is_the_persons_everywhere() {
    let gateway = Gateway::start().await;
    let alice = program(&gateway, "alice.tremblay", "minimal", Grant::default()).await;
    alice.head("/alice.tremblay.data").await.expect(404);
    alice.get("/alice.tremblay.data").await.expect_code(404, "NoSuchBucket");
    let made = alice.put("/alice.tremblay.data", "").await.expect(200);
    assert_eq!(made.header("location"), "/alice.tremblay.data");
    alice.put("/alice.tremblay.data", "").await.expect_code(409, "BucketAlreadyOwnedByYou");
    let head = alice.head("/alice.tremblay.data").await.expect(200);
    assert_eq!(head.header("x-amz-bucket-region"), "local");
    let place = alice.get("/alice.tremblay.data?location").await.expect(200).text();
    assert!(place.contains(">local</LocationConstraint>"), "{place}");
    let browser = gateway.as_person("alice.tremblay").await;
    let shown = browser.get("/api/instances/minimal/buckets").await.expect(200).text();
    assert!(shown.contains("alice.tremblay.data"), "{shown}");
    alice.put("/alice.tremblay.data/a", "x").await.expect(200);
    alice.delete("/alice.tremblay.data").await.expect_code(409, "BucketNotEmpty");
    alice.delete("/alice.tremblay.data/a").await.expect(204);
    alice.delete("/alice.tremblay.data").await.expect(204);
    alice.get("/alice.tremblay.data").await.expect_code(404, "NoSuchBucket");
    let shown = browser.get("/api/instances/minimal/buckets").await.expect(200).text();
    assert!(!shown.contains("alice.tremblay.data"), "{shown}");
}

#[tokio::test]
async fn a_bucket_is_made_where_and_as_it_may_be() {
    let gateway = Gateway::start().await;
    let alice = program(&gateway, "alice.tremblay", "minimal", Grant::default()).await;
    let wish = |region: &str| {
        format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        )
    };
    let target = "/alice.tremblay.data";
    alice.put(target, wish("moon")).await.expect_code(400, "InvalidLocationConstraint");
    alice.put(target, "<Wrong/>").await.expect_code(400, "MalformedXML");
    alice.put(target, wish("local")).await.expect(200);
    alice.put("/somebody.else", "").await.expect_code(403, "AccessDenied");
    alice.put("/alice.tremblay2", "").await.expect_code(403, "AccessDenied");
}

#[tokio::test]
async fn a_list_of_buckets_shows_what_the_key_reaches_page_by_page() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for name in ["a", "b", "c"] {
        alice.put(&format!("/alice.tremblay.{name}"), "").await.expect(200);
    }
    program_with_bucket(&gateway, "benoit.gagnon").await;
    let names = |text: &str| elements(text, "Name");
    let all = alice.get("/").await.expect(200).text();
    assert_eq!(names(&all).len(), 4, "{all}");
    assert_eq!(element(&element(&all, "Owner"), "ID"), "alice.tremblay");
    let first = alice.get("/?max-buckets=2&prefix=alice.tremblay.").await.expect(200).text();
    assert_eq!(names(&first), ["alice.tremblay.a", "alice.tremblay.b"]);
    let token = element(&first, "ContinuationToken");
    let rest = alice.get(&format!("/?continuation-token={token}")).await.expect(200).text();
    assert_eq!(names(&rest), ["alice.tremblay.c"]);
    alice.get("/?max-buckets=0").await.expect_code(400, "InvalidArgument");
    let narrow = Grant { bucket: Some(("alice.tremblay.b", None)), read_only: true };
    let narrow = program(&gateway, "alice.tremblay", "minimal", narrow).await;
    assert_eq!(names(&narrow.get("/").await.expect(200).text()), ["alice.tremblay.b"]);
    narrow.put("/alice.tremblay.d", "").await.expect_code(403, "AccessDenied");
    narrow.delete("/alice.tremblay.b").await.expect_code(403, "AccessDenied");
}
