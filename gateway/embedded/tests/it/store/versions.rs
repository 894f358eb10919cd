//! Versions and delete markers.

use super::client::{Answer, Client, with_bucket};

async fn set(client: &Client, status: &str) {
    let document =
        format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    client.put("/bucket").query("versioning", "").body(document).ok().await;
}

/// Puts `body`; returns the version id.
async fn put(client: &Client, key: &str, body: &str) -> String {
    let put = client.put(&format!("/bucket/{key}")).body(body.to_owned()).ok().await;
    put.header("x-amz-version-id").to_owned()
}

async fn get(client: &Client, version: &str) -> Answer {
    client.get("/bucket/o").query("versionId", version).answer().await
}

#[tokio::test]
async fn nothing_is_lost_while_versions_are_kept() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    assert_eq!(put(client, "o", "before").await, "");
    set(client, "Enabled").await;
    assert_eq!(client.get("/bucket").query("versioning", "").ok().await.xml("Status"), ["Enabled"]);
    let first = put(client, "o", "first").await;
    let second = put(client, "o", &"second".repeat(10_000)).await;
    let marker = client.delete("/bucket/o").answer().await.expect(204);
    assert_eq!(marker.header("x-amz-delete-marker"), "true");
    let marker = marker.header("x-amz-version-id").to_owned();

    let hidden = client.get("/bucket/o").answer().await;
    assert_eq!(hidden.header("x-amz-delete-marker"), "true");
    hidden.refused(404, "NoSuchKey");
    get(client, &marker).await.refused(405, "MethodNotAllowed");
    get(client, "unknown").await.refused(404, "NoSuchVersion");
    assert_eq!(get(client, "null").await.ok().text(), "before");
    assert_eq!(get(client, &first).await.ok().text(), "first");
    assert_eq!(get(client, &second).await.ok().text(), "second".repeat(10_000));
    assert_eq!(client.get("/bucket").query("list-type", "2").ok().await.xml("Key").len(), 0);
    client.delete("/bucket").answer().await.refused(409, "BucketNotEmpty");

    let versions = client.get("/bucket").query("versions", "").ok().await;
    assert_eq!(versions.xml("VersionId"), [&marker, &second, &first, "null"]);
    assert_eq!(versions.xml("IsLatest"), ["true", "false", "false", "false"]);

    // Without its marker the key is there again.
    client.delete("/bucket/o").query("versionId", &marker).answer().await.expect(204);
    assert_eq!(client.get("/bucket/o").ok().await.header("x-amz-version-id"), second);
    // Without its newest version the one before is the newest.
    client.delete("/bucket/o").query("versionId", &second).answer().await.expect(204);
    assert_eq!(client.get("/bucket/o").ok().await.text(), "first");
    let source = format!("bucket/o?versionId={}", "null");
    client.put("/bucket/o").header("x-amz-copy-source", &source).ok().await;
    assert_eq!(client.get("/bucket/o").ok().await.text(), "before");
    running.stop().await;
}

#[tokio::test]
async fn while_versions_are_suspended_only_the_null_version_is_replaced() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    set(client, "Enabled").await;
    let kept = put(client, "o", "kept").await;
    set(client, "Suspended").await;
    assert_eq!(put(client, "o", "null one").await, "null");
    assert_eq!(put(client, "o", "null two").await, "null");
    let versions = client.get("/bucket").query("versions", "").ok().await;
    assert_eq!(versions.xml("VersionId"), ["null", &kept]);
    let marker = client.delete("/bucket/o").answer().await.expect(204);
    assert_eq!(marker.header("x-amz-version-id"), "null");
    let versions = client.get("/bucket").query("versions", "").ok().await;
    assert_eq!(versions.xml("VersionId"), ["null", &kept]);
    assert!(versions.text().contains("<DeleteMarker>"));
    client.delete("/bucket/o").query("versionId", "null").answer().await.expect(204);
    assert_eq!(client.get("/bucket/o").ok().await.text(), "kept");
    running.stop().await;
}

#[tokio::test]
async fn versions_are_paged_without_loss_or_repetition() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    set(client, "Enabled").await;
    let mut expected = Vec::new();
    for key in ["a", "b/1", "b/2", "c"] {
        let mut ids = Vec::new();
        for body in ["1", "2", "3"] {
            ids.push(put(client, key, body).await);
        }
        let marker = client.delete(&format!("/bucket/{key}")).answer().await;
        ids.push(marker.header("x-amz-version-id").to_owned());
        ids.reverse();
        expected.extend(ids);
    }
    for page in 1..6_usize {
        let mut seen = Vec::new();
        let mut markers = (String::new(), String::new());
        loop {
            let answer = client
                .get("/bucket")
                .query("versions", "")
                .query("max-keys", &page.to_string())
                .query("key-marker", &markers.0)
                .query("version-id-marker", &markers.1)
                .ok()
                .await;
            // Markers and versions stand apart in the answer: put each page back in its order.
            let mut ids = answer.xml("VersionId");
            assert!(ids.len() <= page);
            ids.sort_by_key(|id| expected.iter().position(|other| other == id));
            seen.extend(ids);
            if answer.xml("IsTruncated") != ["true"] {
                break;
            }
            let next = |name| answer.xml(name).first().cloned().unwrap_or_default();
            markers = (next("NextKeyMarker"), next("NextVersionIdMarker"));
        }
        assert_eq!(seen, expected, "pages of {page}");
    }
    let rolled = client.get("/bucket").query("versions", "").query("delimiter", "/").ok().await;
    assert_eq!((rolled.xml("VersionId").len(), rolled.xml("CommonPrefixes").len()), (8, 1));
    running.stop().await;
}

#[tokio::test]
async fn many_keys_are_deleted_at_once_and_refusals_are_told_key_by_key() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    for key in ["a", "b & c", "d"] {
        client.put(&format!("/bucket/{key}")).body(key).ok().await;
    }
    let document = "<Delete><Object><Key>a</Key></Object><Object><Key>b &amp; c</Key></Object>\
        <Object><Key>d</Key><ETag>\"00000000000000000000000000000000\"</ETag></Object>\
        <Object><Key>never there</Key></Object></Delete>";
    let deleted = client.post("/bucket").query("delete", "").body(document).ok().await;
    assert_eq!(deleted.xml("Code"), ["PreconditionFailed"]);
    assert_eq!(deleted.xml("Deleted").len(), 3);
    assert_eq!(client.get("/bucket").ok().await.xml("Key"), ["d"]);
    let quiet = "<Delete><Quiet>true</Quiet><Object><Key>d</Key></Object></Delete>";
    let deleted = client.post("/bucket").query("delete", "").body(quiet).ok().await;
    assert_eq!(deleted.xml("Deleted").len(), 0);
    let keys: String = (0..1_001).map(|i| format!("<Object><Key>{i}</Key></Object>")).collect();
    let too_many =
        client.post("/bucket").query("delete", "").body(format!("<Delete>{keys}</Delete>"));
    too_many.answer().await.refused(400, "MalformedXML");
    running.stop().await;
}
