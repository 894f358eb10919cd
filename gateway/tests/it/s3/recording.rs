//! What an instance is sent, byte by byte, and what of its answers reaches a program.

use axum::body::Body;
use bytes::Bytes;
use cellier::config::Config;
use futures_util::stream;
use http::{Response, StatusCode};

use super::program::{Flaw, Mode, Program, element, elements};
use super::stage::{Received, Stage, stored, without_trailers};

/// Headers that reach code with privileges on some server, or that nobody but the two ends of a connection may set.
pub const RESERVED: [(&str, &str); 26] = [
    ("connection", "x-amz-date, authorization, range"),
    ("keep-alive", "timeout=5"),
    ("te", "trailers"),
    ("proxy-authorization", "Basic eA=="),
    ("x-amz-mfa", "1"),
    ("x-amz-bypass-governance-retention", "true"),
    ("x-amz-security-token-of-nobody", "t"),
    ("x-amz-request-payer", "requester"),
    ("x-amz-replication-status", "REPLICA"),
    ("x-minio-replication-actual-object-size", "1"),
    ("x-minio-replication-server-side-encryption-sealed-key", "1"),
    ("x-minio-internal-erasure-upgraded", "1"),
    ("x-minio-source-mtime", "1"),
    ("x-minio-force-delete", "true"),
    ("x-minio-extract", "true"),
    ("x-amz-meta_twin", "1"),
    ("x_amz_meta_twin", "1"),
    ("x-rgw-object-type", "x"),
    ("x-container-read", "x"),
    ("x-copy-from", "/a/b"),
    ("x-forwarded-for", "10.0.0.1"),
    ("x-forwarded-host", "evil.test"),
    ("forwarded", "for=10.0.0.1"),
    ("cookie", "a=b"),
    ("userid", "admin"),
    ("groups", "admin"),
];

#[tokio::test]
async fn what_is_sent_is_built_from_what_was_permitted_and_nothing_else() {
    let stage = Stage::set(stored, without_trailers).await;
    let mut headers = RESERVED.to_vec();
    headers.extend([
        ("content-type", "text/csv"),
        ("content-encoding", "gzip"),
        ("x-amz-meta-note", "a  b"),
        ("x-amz-storage-class", "STANDARD"),
        ("x-amz-acl", "private"),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-amz-checksum-crc32", "y/Q5Jg=="),
    ]);
    let target = "/alice.tremblay/a%20b%2Bc%2Fd%2F%2e%2e%2Fe%C3%A9//";
    let target = target.replace("%2e%2e", "%252e");
    // Spaces are joined in what is signed, as S3 reads them.
    let headers: Vec<_> = headers
        .into_iter()
        .map(|(name, value)| (name, if value == "a  b" { "a b" } else { value }))
        .collect();
    stage
        .program
        .send(Mode::Literal, None, "PUT", &target, &headers, "123456789")
        .await
        .expect(200);
    let sent = stage.last();
    assert_eq!(sent.line, "PUT /alice.tremblay/a%20b%2Bc/d/%252e/e%C3%A9//");
    let mut names: Vec<_> = sent.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    let expected = [
        "accept-encoding",
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-amz-checksum-crc32",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-meta-note",
        "x-amz-storage-class",
    ];
    assert_eq!(names, expected);
    assert_eq!(sent.header("content-encoding"), "gzip");
    assert_eq!(sent.header("content-length"), "9");
    assert_eq!(sent.body.as_deref(), Some(&b"123456789"[..]));
    // The digest that the program signed is the one that the instance has to find.
    let digest = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
    assert_eq!(sent.header("x-amz-content-sha256"), digest);
    assert!(!sent.header("authorization").contains(&stage.program.access_key));
    assert!(sent.header("authorization").contains("Credential=AKHOUSE/"), "{sent:?}");
}

#[tokio::test]
async fn frames_of_every_kind_are_taken_off() {
    let stage = Stage::set(stored, without_trailers).await;
    for mode in [
        Mode::Unsigned,
        Mode::Chunks,
        Mode::ChunksWithTrailer,
        Mode::UnsignedWithTrailer,
        Mode::Presigned,
    ] {
        stage
            .program
            .send(mode, None, "PUT", "/alice.tremblay/a", &[], "0123456789")
            .await
            .expect(200);
        let sent = stage.last();
        assert_eq!(sent.body.as_deref(), Some(&b"0123456789"[..]), "{mode:?}");
        assert_eq!(sent.header("content-length"), "10");
        assert_eq!(sent.header("x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
        assert_eq!(sent.line, "PUT /alice.tremblay/a");
        for name in [
            "content-encoding",
            "x-amz-trailer",
            "x-amz-decoded-content-length",
            "transfer-encoding",
        ] {
            assert_eq!(sent.header(name), "", "{mode:?}");
        }
    }
}

#[tokio::test]
async fn a_checksum_behind_the_bytes_is_sent_behind_them_where_it_is_taken() {
    let stage = Stage::set(stored, |_| {}).await;
    for mode in [Mode::ChunksWithTrailer, Mode::UnsignedWithTrailer] {
        stage
            .program
            .send(mode, None, "PUT", "/alice.tremblay/a", &[], "123456789")
            .await
            .expect(200);
        let sent = stage.last();
        let framed = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
        assert_eq!(sent.body.as_deref(), Some(framed.as_bytes()), "{mode:?}");
        assert_eq!(sent.header("content-length"), framed.len().to_string());
        assert_eq!(sent.header("content-encoding"), "aws-chunked");
        assert_eq!(sent.header("x-amz-decoded-content-length"), "9");
        assert_eq!(sent.header("x-amz-trailer"), "x-amz-checksum-crc32");
        assert_eq!(sent.header("x-amz-content-sha256"), "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    }
}

#[tokio::test]
async fn bytes_that_are_not_what_was_announced_never_come_whole() {
    for change in [without_trailers, |_: &mut Config| {}] {
        let stage = Stage::set(stored, change).await;
        for (mode, code) in [
            (Mode::Chunks, "SignatureDoesNotMatch"),
            (Mode::ChunksWithTrailer, "SignatureDoesNotMatch"),
            (Mode::UnsignedWithTrailer, "BadDigest"),
        ] {
            let body = "0123456789".repeat(30_000);
            let answer = stage
                .program
                .send(mode, Some(Flaw::OtherBody), "PUT", "/alice.tremblay/a", &[], body)
                .await;
            assert_eq!(answer.code(), code, "{mode:?}");
        }
        for sent in stage.records() {
            assert!(sent.body.is_none(), "{sent:?}");
        }
    }
}

#[tokio::test]
async fn whoever_is_refused_costs_the_instance_nothing() {
    let stage = Stage::set(stored, |config| {
        config.instances[0].capabilities.conditional_writes = false;
        config.instances[0].capabilities.dot_segments = false;
        config.instances[0].capabilities.leading_slashes = false;
    })
    .await;
    let program = &stage.program;
    for flaw in [Flaw::UnknownKey, Flaw::WrongSecret, Flaw::Old, Flaw::TwoPlaces] {
        program.send(Mode::Literal, Some(flaw), "PUT", "/alice.tremblay/a", &[], "x").await;
    }
    let conditional = program.ask("PUT", "/alice.tremblay/a", &[("if-none-match", "*")], "x").await;
    conditional.expect_code(501, "NotImplemented");
    assert!(element(&conditional.text(), "Message").contains("conditional writes"));
    program.get("/alice.tremblay/a/../b").await.expect_code(400, "InvalidArgument");
    program.get("/alice.tremblay//a").await.expect_code(400, "InvalidArgument");
    program.put("/alice.tremblay//a", "x").await.expect_code(400, "InvalidArgument");
    for source in ["alice.tremblay/a/%2e%2e/b", "alice.tremblay//b", "alice.tremblay/%2Fb"] {
        let source = [("x-amz-copy-source", source)];
        let answer = program.ask("PUT", "/alice.tremblay/a", &source, "").await;
        answer.expect_code(400, "InvalidArgument");
    }
    let delete = "<Delete><Object><Key>/a</Key></Object><Object><Key>../b</Key></Object></Delete>";
    let told = program.post("/alice.tremblay?delete", delete).await.expect(200).text();
    assert_eq!(elements(&told, "Code"), ["InvalidArgument", "InvalidArgument"]);
    assert!(element(&told, "Message").contains("begin with `/`"), "{told}");
    program.get("/alice.tremblay?policy").await.expect_code(501, "NotImplemented");
    program.get("/benoit.gagnon/a").await.expect_code(403, "AccessDenied");
    assert!(stage.records().is_empty(), "{:?}", stage.records());
}

#[tokio::test]
async fn an_object_that_is_sent_in_the_place_of_its_attributes_is_none() {
    let stage = Stage::set(stored, |_| {}).await;
    let wanted = [("x-amz-object-attributes", "ETag")];
    let answer = stage.program.ask("GET", "/alice.tremblay/a?attributes", &wanted, "").await;
    answer.expect_code(501, "NotImplemented");
    assert!(element(&answer.text(), "Message").contains("attributes of objects"));
    stage.program.get("/alice.tremblay/a").await.expect(200);
}

fn late(received: &Received) -> Response<Body> {
    let end = if received.line.contains("uploadId=good") {
        "<CompleteMultipartUploadResult><Location>http://10.0.0.1:9/alice.tremblay/a</Location>\
         <Bucket>alice.tremblay</Bucket><Key>a</Key><ETag>\"e\"</ETag></CompleteMultipartUploadResult>"
    } else {
        "<Error><Code>InternalError</Code><Message>later</Message><RequestId>theirs</RequestId>\
         <HostId>host.of.theirs</HostId></Error>"
    };
    let pieces =
        ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "  ", " \n", &end[..10], &end[10..]];
    let pieces = pieces.map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece.to_owned())));
    Response::new(Body::from_stream(stream::iter(pieces)))
}

#[tokio::test]
async fn what_comes_late_is_passed_on_with_our_names() {
    let stage = Stage::set(late, |_| {}).await;
    let wish = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>";
    let good = stage.program.post("/alice.tremblay/a?uploadId=good", wish).await.expect(200);
    let text = good.text();
    assert!(
        text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n   \n<Complete"),
        "{text}"
    );
    assert_eq!(element(&text, "Location"), format!("{}/alice.tremblay/a", stage.program.endpoint));
    let bad = stage.program.post("/alice.tremblay/a?uploadId=bad", wish).await.expect(200);
    assert_eq!(bad.code(), "InternalError");
    assert_eq!(bad.text().matches("<?xml").count(), 1, "{}", bad.text());
    assert_eq!(stage.last().body.as_deref(), Some(wish.as_bytes()));
}

fn talkative(received: &Received) -> Response<Body> {
    let (status, code) = match received.line.rsplit('/').next().unwrap() {
        "credentials" => (StatusCode::FORBIDDEN, "InvalidAccessKeyId"),
        "signature" => (StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        "elsewhere" => (StatusCode::MOVED_PERMANENTLY, "PermanentRedirect"),
        "page" => {
            let page = Body::from("<html>10.0.0.1</html>");
            return Response::builder().status(502).header("set-cookie", "a=b").body(page).unwrap();
        }
        "missing" => (StatusCode::NOT_FOUND, "NoSuchKey"),
        _ => {
            return Response::builder()
                .header("etag", "\"e\"")
                .header("set-cookie", "a=b")
                .header("www-authenticate", "Basic")
                .header("server", "theirs")
                .header("x-amz-request-id", "theirs")
                .header("x-amz-id-2", "theirs")
                .header("x-amz-meta-note", "n")
                .header("access-control-allow-origin", "https://x.test")
                .body(Body::from("bytes"))
                .unwrap();
        }
    };
    let document = format!(
        "<Error><Code>{code}</Code><Message>m</Message><Key>missing</Key><Resource>/theirs</Resource>\
         <Endpoint>10.0.0.1</Endpoint><RequestId>theirs</RequestId><HostId>theirs</HostId></Error>"
    );
    Response::builder()
        .status(status)
        .header("location", "http://10.0.0.1/")
        .body(Body::from(document))
        .unwrap()
}

#[tokio::test]
async fn an_instances_own_affairs_stay_there() {
    let stage = Stage::set(talkative, |_| {}).await;
    let get = async |key: &str| stage.program.get(&format!("/alice.tremblay/{key}")).await;
    for key in ["credentials", "signature", "elsewhere"] {
        get(key).await.expect_code(503, "ServiceUnavailable");
    }
    let page = get("page").await;
    page.expect_code(502, "InternalError");
    let missing = get("missing").await;
    missing.expect_code(404, "NoSuchKey");
    assert_eq!(element(&missing.text(), "Key"), "missing");
    assert_eq!(element(&missing.text(), "Resource"), "/alice.tremblay/missing");
    let got = get("a").await.expect(200);
    assert_eq!((got.text().as_str(), got.header("x-amz-meta-note")), ("bytes", "n"));
    for answer in [page, missing, got] {
        let said = format!("{:?} {}", answer.headers, answer.text());
        for theirs in [
            "theirs",
            "10.0.0.1",
            "set-cookie",
            "www-authenticate",
            "x-amz-id-2",
            "x.test",
            "location",
        ] {
            assert!(!said.contains(theirs), "{theirs}: {said}");
        }
        assert_ne!(answer.header("x-amz-request-id"), "");
    }
}

#[tokio::test]
async fn whoever_asks_too_much_is_told_to_slow_down() {
    let stage = Stage::set(stored, |config| config.limits.access_key_per_minute = 10).await;
    for _ in 0..10 {
        stage.program.get("/alice.tremblay/a").await.expect(200);
    }
    let told = stage.program.get("/alice.tremblay/a").await;
    told.expect_code(503, "SlowDown");
    assert_eq!(told.header("retry-after"), "1");
    let stage = Stage::set(stored, |config| config.limits.s3_per_minute = 10).await;
    let preflight = [("origin", "https://x.test"), ("access-control-request-method", "PUT")];
    for _ in 0..5 {
        stage.program.anonymously("GET", "/alice.tremblay/a", &[]).await.expect(404);
        stage.program.anonymously("OPTIONS", "/alice.tremblay/a", &preflight).await.expect(200);
    }
    stage.program.get("/alice.tremblay/a").await.expect_code(503, "SlowDown");
    let told = stage.program.anonymously("OPTIONS", "/alice.tremblay/a", &preflight).await;
    told.expect_code(503, "SlowDown");
}

#[tokio::test]
async fn any_of_the_regions_and_no_other_may_be_named() {
    let stage = Stage::set(stored, |_| {}).await;
    let in_region = |region: &str| Program { region: region.to_owned(), ..stage.program.clone() };
    in_region("us-east-1").get("/alice.tremblay/a").await.expect(200);
    let refused = in_region("eu-west-1").get("/alice.tremblay/a").await;
    refused.expect_code(400, "AuthorizationHeaderMalformed");
    assert!(refused.text().contains("local"), "{}", refused.text());
}
