//! What a storage would ignore although a program relies on it.

use axum::body::Body;
use cellier::config::Config;
use http::Response;

use super::program::element;
use super::stage::{Received, Stage, stored};
use crate::support::Answer;

const PARTS: &str = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part><Part><PartNumber>3</PartNumber><ETag>f</ETag></Part></CompleteMultipartUpload>";

const SOURCE: (&str, &str) = ("x-amz-copy-source", "alice.tremblay/b?versionId=v");

fn lacking(config: &mut Config) {
    let capabilities = &mut config.instances[0].capabilities;
    capabilities.conditional_sources = false;
    capabilities.tags = false;
    capabilities.checksum_trailers = false;
}

/// Holds conditions on what is read, and parts of 4, 5 and 6 bytes.
fn answer(received: &Received) -> Response<Body> {
    let line = received.line.as_str();
    if line.starts_with("HEAD ") && received.header("if-match") == "\"no\"" {
        return Response::builder().status(412).body(Body::empty()).unwrap();
    }
    if line.starts_with("HEAD ") && received.header("if-none-match") == "\"e\"" {
        return Response::builder().status(304).body(Body::empty()).unwrap();
    }
    if line.starts_with("GET ") && line.ends_with("uploadId=gone") {
        let document = "<Error><Code>NoSuchUpload</Code></Error>";
        return Response::builder().status(404).body(Body::from(document)).unwrap();
    }
    if line.starts_with("GET ") && line.contains("uploadId=") {
        let part = |number: u8, size: u8| {
            format!(
                "<Part><PartNumber>{number}</PartNumber><ETag>e</ETag><Size>{size}</Size></Part>"
            )
        };
        let parts = [part(1, 4), part(2, 5), part(3, 6)].concat();
        let document = format!("<ListPartsResult>{parts}</ListPartsResult>");
        return Response::new(Body::from(document));
    }
    let same = received.header("if-none-match") == "\"e\""
        || received.header("if-modified-since") == "Sat, 01 Jan 2000 00:00:00 GMT";
    if line.starts_with("GET ") && same {
        return Response::builder().status(304).body(Body::empty()).unwrap();
    }
    if received.header("range") == "bytes=5-" {
        let document = "<Error><Code>InvalidRange</Code></Error>";
        return Response::builder().status(416).body(Body::from(document)).unwrap();
    }
    if !received.header("range").is_empty() {
        return Response::builder()
            .status(206)
            .header("etag", "\"e\"")
            .header("last-modified", "Sat, 01 Jan 2000 00:00:00 GMT")
            .header("content-range", "bytes 2-3/5")
            .body(Body::from("le"))
            .unwrap();
    }
    if line.starts_with("GET ") {
        return Response::builder().header("etag", "\"e\"").body(Body::from("whole")).unwrap();
    }
    stored(received)
}

fn lines(stage: &Stage) -> Vec<String> {
    stage.records().into_iter().map(|received| received.line).collect()
}

#[track_caller]
fn expect_named(told: &Answer, what: &str) {
    told.expect_code(501, "NotImplemented");
    assert!(element(&told.text(), "Message").contains(what), "{}", told.text());
}

#[tokio::test]
async fn tags_and_checksums_that_would_be_dropped_are_refused_by_name() {
    let stage = Stage::set(answer, lacking).await;
    let (program, tags) = (&stage.program, ("x-amz-tagging", "k=v"));
    let told = program.ask("PUT", "/alice.tremblay/a", &[tags], "x").await;
    expect_named(&told, "tags of objects");
    let told = program.ask("POST", "/alice.tremblay/a?uploads", &[tags], "").await;
    expect_named(&told, "tags of objects");
    let directive = ("x-amz-tagging-directive", "REPLACE");
    let told = program.ask("PUT", "/alice.tremblay/a", &[SOURCE, directive, tags], "").await;
    expect_named(&told, "tags of objects");
    let completes = "/alice.tremblay/a?uploadId=u";
    let sum = [("x-amz-checksum-crc32", "y/Q5Jg==")];
    let told = program.ask("POST", completes, &sum, PARTS).await;
    expect_named(&told, "checksums of objects in parts");
    assert!(stage.records().is_empty(), "{:?}", stage.records());
    program.ask("PUT", "/alice.tremblay/a", &sum, "123456789").await.expect(200);
    // There is nothing to lose where none come.
    program.ask("PUT", "/alice.tremblay/a", &[SOURCE, directive], "").await.expect(200);

    let stage = Stage::set(answer, |_| {}).await;
    stage.program.ask("PUT", "/alice.tremblay/a", &[tags], "x").await.expect(200);
    assert_eq!(stage.last().header("x-amz-tagging"), "k=v");
    stage.program.ask("POST", completes, &sum, PARTS).await.expect(200);
    assert_eq!(stage.last().header("x-amz-checksum-crc32"), "y/Q5Jg==");
}

#[tokio::test]
async fn a_version_that_would_be_taken_for_the_newest_is_refused_by_name() {
    let unversioned = |config: &mut Config| config.instances[0].capabilities.versions = false;
    let stage = Stage::set(answer, unversioned).await;
    let program = &stage.program;
    let both = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>v</VersionId></Object></Delete>";
    for (method, target, headers, body) in [
        ("GET", "/alice.tremblay/a?versionId=v", &[][..], ""),
        ("GET", "/alice.tremblay/a?tagging&versionId=v", &[], ""),
        ("DELETE", "/alice.tremblay/a?versionId=v", &[], ""),
        ("PUT", "/alice.tremblay/a", &[SOURCE], ""),
        ("PUT", "/alice.tremblay/a?partNumber=1&uploadId=u", &[SOURCE], ""),
        ("POST", "/alice.tremblay?delete", &[], both),
    ] {
        expect_named(&program.ask(method, target, headers, body).await, "versions of objects");
    }
    program.ask("HEAD", "/alice.tremblay/a?versionId=v", &[], "").await.expect(501);
    assert!(stage.records().is_empty(), "{:?}", stage.records());
    // Where there are no versions, what is there is this one.
    program.ask("GET", "/alice.tremblay/a?versionId=null", &[], "").await.expect(200);
    program.ask("DELETE", "/alice.tremblay/a?versionId=null", &[], "").await.expect(200);

    let stage = Stage::set(answer, |_| {}).await;
    stage.program.ask("DELETE", "/alice.tremblay/a?versionId=v", &[], "").await.expect(200);
    assert_eq!(stage.last().line, "DELETE /alice.tremblay/a?versionId=v");
}

#[tokio::test]
async fn the_source_of_a_copy_is_looked_at_where_its_conditions_would_be_ignored() {
    let (look, copy) = ("HEAD /alice.tremblay/b?versionId=v", "PUT /alice.tremblay/a");
    for (target, copy) in [
        ("/alice.tremblay/a", copy),
        (
            "/alice.tremblay/a?partNumber=1&uploadId=u",
            "PUT /alice.tremblay/a?partNumber=1&uploadId=u",
        ),
    ] {
        let stage = Stage::set(answer, lacking).await;
        let ask = async |name: &str, value: &str| {
            stage.program.ask("PUT", target, &[SOURCE, (name, value)], "").await
        };
        let failed = ask("x-amz-copy-source-if-match", "\"no\"").await;
        failed.expect_code(412, "PreconditionFailed");
        let failed = ask("x-amz-copy-source-if-none-match", "\"e\"").await;
        failed.expect_code(412, "PreconditionFailed");
        assert_eq!(lines(&stage), [look, look]);
        ask("x-amz-copy-source-if-match", "\"e\"").await.expect(200);
        assert_eq!(lines(&stage)[2..], [look, copy]);
        assert_eq!(stage.last().header("x-amz-copy-source-if-match"), "\"e\"");
    }
    let stage = Stage::set(answer, |_| {}).await;
    let condition = ("x-amz-copy-source-if-match", "\"e\"");
    stage.program.ask("PUT", "/alice.tremblay/a", &[SOURCE, condition], "").await.expect(200);
    assert_eq!(lines(&stage), [copy]);
}

#[tokio::test]
async fn parts_that_do_not_add_up_are_not_put_together() {
    let stage = Stage::set(answer, |_| {}).await;
    let complete = async |upload: &str, size: &str| {
        let target = format!("/alice.tremblay/a?uploadId={upload}");
        stage.program.ask("POST", &target, &[("x-amz-mp-object-size", size)], PARTS).await
    };
    for wrong in ["9", "15", "x", "-1"] {
        complete("u", wrong).await.expect_code(400, "InvalidRequest");
    }
    assert!(lines(&stage).iter().all(|line| line.starts_with("GET ")), "{:?}", lines(&stage));
    complete("u", "10").await.expect(200);
    assert_eq!(stage.last().line, "POST /alice.tremblay/a?uploadId=u");
    // Asked for again: the storage knows what came of it.
    complete("gone", "10").await.expect(200);
    assert_eq!(stage.last().line, "POST /alice.tremblay/a?uploadId=gone");
}

#[tokio::test]
async fn a_whole_object_is_no_part_of_itself() {
    let stage = Stage::set(answer, |_| {}).await;
    let told = stage.program.get("/alice.tremblay/a?partNumber=2").await;
    expect_named(&told, "parts of objects");
    let head = stage.program.head("/alice.tremblay/a?partNumber=2").await;
    assert_eq!(head.status, 501);
    let first = stage.program.get("/alice.tremblay/a?partNumber=1").await.expect(200);
    assert_eq!(first.text(), "whole");
}

#[tokio::test]
async fn the_rest_of_another_object_is_not_sent_as_the_rest_of_this_one() {
    let stage = Stage::set(answer, |_| {}).await;
    let resume = async |known: &str| {
        let headers = [("range", "bytes=2-3"), ("if-range", known)];
        stage.program.ask("GET", "/alice.tremblay/a", &headers, "").await
    };
    for same in ["\"e\"", "Sat, 01 Jan 2000 00:00:00 GMT"] {
        assert_eq!(resume(same).await.expect(206).text(), "le");
        assert_eq!(stage.last().header("if-range"), same);
    }
    assert_eq!(stage.records().len(), 2);
    for another in ["\"f\"", "W/\"e\"", "Sun, 02 Jan 2000 00:00:00 GMT"] {
        let got = resume(another).await.expect(200);
        assert_eq!((got.text().as_str(), got.header("content-range")), ("whole", ""));
        assert_eq!((stage.last().header("range"), stage.last().header("if-range")), ("", ""));
    }
    assert_eq!(stage.records().len(), 8);
    // What comes after the end of the same object is nothing; another one is sent whole.
    let beyond = async |known: &str| {
        let headers = [("range", "bytes=5-"), ("if-range", known), ("if-none-match", "\"g\"")];
        stage.program.ask("GET", "/alice.tremblay/a", &headers, "").await
    };
    for same in ["\"e\"", "Sat, 01 Jan 2000 00:00:00 GMT"] {
        let got = beyond(same).await.expect(416);
        assert!(got.text().contains("InvalidRange"), "{}", got.text());
    }
    for another in ["\"f\"", "W/\"e\"", "Fri, 31 Dec 1999 00:00:00 GMT"] {
        assert_eq!(beyond(another).await.expect(200).text(), "whole");
    }
}
