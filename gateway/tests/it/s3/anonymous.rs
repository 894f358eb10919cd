//! Without credentials: public datasets, to read, and nothing else.

use bytes::Bytes;
use cellier::s3::call::{Name, Place, Spec, TABLE, Verb};
use http::Request;
use http_body_util::Full;

use super::isolation::{example, verb};
use super::program::{Grant, Program, elements, program, program_with_bucket};
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

/// All that a stranger may ask, of a dataset that a public instance holds.
const OPEN: [Name; 12] = [
    Name::ListObjectsV2,
    Name::ListObjects,
    Name::ListObjectVersions,
    Name::ListMultipartUploads,
    Name::ListParts,
    Name::HeadBucket,
    Name::GetBucketLocation,
    Name::GetBucketVersioning,
    Name::GetObject,
    Name::HeadObject,
    Name::GetObjectAttributes,
    Name::GetObjectTagging,
];

/// Asks for it without any proof; answers the status and the code.
async fn asked(stranger: &Program, spec: &Spec, bucket: &str, key: &str) -> (u16, String) {
    let (target, body, headers) = example(spec.name, bucket, key, "u");
    let target = format!("{}{target}", stranger.endpoint);
    let mut request = Request::builder().method(verb(spec.name).as_str()).uri(target);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::<Bytes>::from(body)).unwrap();
    let answer = stranger.send_request(request).await;
    let code = if answer.status.is_success() { String::new() } else { answer.code() };
    (answer.status.as_u16(), code)
}

#[tokio::test]
async fn of_everything_there_is_to_ask_strangers_are_answered_reads_of_datasets() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/secret", "x").await.expect(200);
    for spec in &TABLE {
        let is_head = spec.verb == Verb::Head;
        let (status, code) = asked(&alice, spec, "open-census", "LICENSE.txt").await;
        let expected = match spec.name {
            Name::ListParts => (404, "NoSuchUpload"),
            name if OPEN.contains(&name) => (200, ""),
            _ => (403, "AccessDenied"),
        };
        assert_eq!((status, code.as_str()), expected, "{}", spec.title);
        if spec.place == Place::Service {
            continue;
        }
        // What is somebody's and what is not there are alike.
        let of_somebody = asked(&alice, spec, "alice.tremblay", "secret").await;
        let of_nobody = asked(&alice, spec, "nobody-has-this", "secret").await;
        let missing = (404, if is_head { String::new() } else { "NoSuchBucket".to_owned() });
        let closed = (403, "AccessDenied".to_owned());
        assert!(of_somebody == missing || of_somebody == closed, "{} {of_somebody:?}", spec.title);
        assert_eq!(of_somebody, of_nobody, "{}", spec.title);
    }
    assert_eq!(alice.get("/alice.tremblay/secret").await.expect(200).text(), "x");
    let listed = alice.anonymously("GET", "/open-census?list-type=2", &[]).await.expect(200).text();
    assert!(elements(&listed, "Key").contains(&"LICENSE.txt".to_owned()), "{listed}");
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
