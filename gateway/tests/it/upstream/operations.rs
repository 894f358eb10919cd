//! What is sent, byte by byte, and what is made of the answers.

use cellier::s3::operation::{
    ByteRange, Operation, Part, PartNumber, ReadConditions, UploadId, WriteCondition,
};
use cellier::upstream::{Capabilities, Created, Error, Status};
use http_body_util::{BodyExt as _, Full};

use super::permits::{self, bucket, key};
use super::scripted::{CAPABLE, HELLO_MD5, Reply, Scripted, answer, ok, refusal};

#[tokio::test]
async fn a_put_is_sent_as_it_was_permitted() {
    let server = Scripted::start([ok(&[("etag", &format!("\"{HELLO_MD5}\""))], "")]).await;
    let upstream = server.upstream(CAPABLE);
    let permit = permits::put(
        &bucket("alice.tremblay"),
        &key("/é +%2e?#&=/../'\"//"),
        WriteCondition::Absent,
    );
    let stored = upstream.put_object(&permit, 5, Full::from("hello")).await.unwrap();
    assert_eq!(stored.etag, HELLO_MD5);
    let received = server.received_count(1).await.remove(0);
    assert_eq!(
        received.line(),
        "PUT /alice.tremblay//%C3%A9%20%2B%252e%3F%23%26%3D/../%27%22// HTTP/1.1"
    );
    assert_eq!(received.body, b"hello");
    let check = |name: &str, expected: &str| {
        assert_eq!(received.header(name), Some(expected), "{name}");
    };
    check("host", &server.address.to_string());
    check("content-length", "5");
    check("content-type", "text/csv");
    check("if-none-match", "*");
    check("accept-encoding", "identity");
    check("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    assert_eq!(received.header("transfer-encoding"), None);
    assert_eq!(received.header("expect"), None);
    let authorization = received.header("authorization").unwrap();
    assert!(authorization.contains(
        "SignedHeaders=content-type;host;if-none-match;x-amz-content-sha256;x-amz-date,"
    ));
}

#[tokio::test]
async fn an_empty_object_is_put_like_any_other() {
    let etag = ("etag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
    let server = Scripted::start([ok(&[etag], "")]).await;
    let permit = permits::put(&bucket("b-1"), &key("empty"), WriteCondition::Always);
    server.upstream(CAPABLE).put_object(&permit, 0, Full::from("")).await.unwrap();
    let received = server.received_count(1).await.remove(0);
    assert_eq!((received.header("content-length"), received.body.len()), (Some("0"), 0));
}

#[tokio::test]
async fn a_download_keeps_what_belongs_to_the_object_and_nothing_else() {
    let headers = [
        ("etag", "\"e\""),
        ("content-type", "text/html"),
        ("content-encoding", "gzip"),
        ("content-range", "bytes 0-4/9"),
        ("x-amz-meta-a", "1"),
        ("set-cookie", "a=b"),
        ("x-amz-id-2", "inside"),
        ("content-security-policy", "default-src *"),
    ];
    let reply = Reply::Answer(answer("206 Partial Content", &headers, "hello"));
    let server = Scripted::start([reply]).await;
    let range = Some(ByteRange::Bounded { first: 0, last: 4 });
    let conditions =
        ReadConditions { if_range: Some("\"e\"".to_owned()), ..ReadConditions::default() };
    let permit = permits::get_with(&bucket("b-1"), &key("a"), range, conditions);
    let download = server.upstream(CAPABLE).get_object(&permit).await.unwrap();
    assert_eq!(download.status, 206);
    let mut names: Vec<_> = download.headers.keys().map(ToString::to_string).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "etag",
            "x-amz-meta-a"
        ]
    );
    assert_eq!(download.body.collect().await.unwrap().to_bytes(), "hello");
    let received = server.received_count(1).await.remove(0);
    assert_eq!(received.header("range"), Some("bytes=0-4"));
    assert_eq!(received.header("if-range"), Some("\"e\""));
    // There is no body to prove.
    assert_eq!(received.header("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
}

#[tokio::test]
async fn the_rest_of_another_object_is_not_taken_for_the_rest_of_this_one() {
    let part = [("etag", "\"f\""), ("content-range", "bytes 0-4/9")];
    let server = Scripted::start([
        Reply::Answer(answer("206 Partial Content", &part, "other")),
        ok(&[("etag", "\"f\"")], "other one"),
    ])
    .await;
    let range = Some(ByteRange::Bounded { first: 0, last: 4 });
    let conditions =
        ReadConditions { if_range: Some("\"e\"".to_owned()), ..ReadConditions::default() };
    let permit = permits::get_with(&bucket("b-1"), &key("a"), range, conditions);
    let download = server.upstream(CAPABLE).get_object(&permit).await.unwrap();
    assert_eq!(download.status, 200);
    assert_eq!(download.body.collect().await.unwrap().to_bytes(), "other one");
    let received = server.received_count(2).await;
    assert_eq!(received[0].header("range"), Some("bytes=0-4"));
    assert_eq!((received[1].header("range"), received[1].header("if-range")), (None, None));
}

#[tokio::test]
async fn conditions_of_a_read_end_as_the_upstream_says() {
    let server = Scripted::start([
        Reply::Answer(
            b"HTTP/1.1 304 Not Modified\r\netag: \"e\"\r\ncache-control: no-cache\r\n\r\n".to_vec(),
        ),
        refusal("412 Precondition Failed", "PreconditionFailed"),
        Reply::Answer(answer(
            "416 Range Not Satisfiable",
            &[("content-range", "bytes */9")],
            "<Error><Code>InvalidRange</Code></Error>",
        )),
    ])
    .await;
    let upstream = server.upstream(CAPABLE);
    let permit = permits::get(&bucket("b-1"), &key("a"));
    let unchanged = upstream.get_object(&permit).await.unwrap();
    assert_eq!(
        (unchanged.status.as_u16(), &unchanged.headers["etag"]),
        (304, &"\"e\"".parse().unwrap())
    );
    assert!(unchanged.body.collect().await.unwrap().to_bytes().is_empty());
    let error = upstream.get_object(&permit).await.unwrap_err();
    assert!(matches!(error, Error::PreconditionFailed { .. }), "{error:?}");
    let error = upstream.get_object(&permit).await.unwrap_err();
    assert!(matches!(error, Error::RangeNotSatisfiable { size: Some(9), .. }), "{error:?}");
}

#[tokio::test]
async fn an_upstream_without_conditions_is_asked_before() {
    let plain = Capabilities::default();
    let there = [("etag", "\"old\""), ("last-modified", "Mon, 12 Oct 2009 17:50:00 GMT")];
    let server = Scripted::start([
        ok(&there, ""),
        Reply::Answer(answer("404 Not Found", &[], "")),
        ok(&[("etag", &format!("\"{HELLO_MD5}\""))], ""),
    ])
    .await;
    let upstream = server.upstream(plain);
    let permit = permits::put(&bucket("b-1"), &key("a"), WriteCondition::Absent);
    let error = upstream.put_object(&permit, 5, Full::from("hello")).await.unwrap_err();
    assert!(matches!(error, Error::PreconditionFailed { .. }), "{error:?}");
    upstream.put_object(&permit, 5, Full::from("hello")).await.unwrap();
    let received = server.received_count(3).await;
    let lines: Vec<_> =
        received.iter().map(|request| request.line().split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["HEAD", "HEAD", "PUT"]);
    assert_eq!(received[2].header("if-none-match"), None);
}

#[tokio::test]
async fn keys_an_upstream_could_misread_are_refused_before_anything_is_sent() {
    let server = Scripted::start([]).await;
    let upstream = server.upstream(Capabilities::default());
    let bucket = bucket("b-1");
    for text in ["a/../secret", "/secret", "//"] {
        let key = key(text);
        let error = upstream.get_object(&permits::get(&bucket, &key)).await.unwrap_err();
        assert!(matches!(error, Error::MisreadKey { .. }), "{error:?}");
        let permit = permits::put(&bucket, &key, WriteCondition::Always);
        let error = upstream.put_object(&permit, 1, Full::from("a")).await.unwrap_err();
        assert!(matches!(error, Error::MisreadKey { .. }), "{error:?}");
        let told = upstream.delete_objects(&permits::delete_all(&bucket, &[key])).await.unwrap();
        assert_eq!(told[0].1.as_ref().unwrap_err().code, "MisreadKey");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_permit_for_something_else_sends_nothing() {
    let server = Scripted::start([]).await;
    let upstream = server.upstream(CAPABLE);
    let permit = permits::get(&bucket("b-1"), &key("a"));
    let wrong = |error: Error| assert!(matches!(error, Error::WrongPermit), "{error:?}");
    wrong(upstream.delete_object(&permit).await.unwrap_err());
    wrong(upstream.put_object(&permit, 1, Full::from("a")).await.unwrap_err());
    wrong(upstream.list_objects(&permit).await.unwrap_err());
    wrong(upstream.probe(&permit).await.unwrap_err());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_bucket_that_was_there_is_not_taken_for_a_new_one() {
    let missing = || Reply::Answer(answer("404 Not Found", &[], ""));
    let server = Scripted::start([
        ok(&[], ""),
        missing(),
        ok(&[], ""),
        missing(),
        refusal("409 Conflict", "BucketAlreadyOwnedByYou"),
        missing(),
        refusal("409 Conflict", "BucketAlreadyExists"),
    ])
    .await;
    let upstream = server.upstream(CAPABLE);
    let permit = permits::create_bucket(&bucket("alice.tremblay"));
    assert_eq!(upstream.create_bucket(&permit).await.unwrap(), Created::Before);
    assert_eq!(upstream.create_bucket(&permit).await.unwrap(), Created::Now);
    assert_eq!(upstream.create_bucket(&permit).await.unwrap(), Created::Before);
    let error = upstream.create_bucket(&permit).await.unwrap_err();
    assert!(matches!(error, Error::BucketTaken { .. }), "{error:?}");
}

#[tokio::test]
async fn deletions_are_told_key_by_key_and_odd_keys_go_alone() {
    let document = "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key>\
        <Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>";
    let server = Scripted::start([
        ok(&[], document),
        Reply::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    ])
    .await;
    let keys = [key("a"), key("x\ny"), key("b"), key("c")];
    let permit = permits::delete_all(&bucket("b-1"), &keys);
    let told = server.upstream(CAPABLE).delete_objects(&permit).await.unwrap();
    let codes: Vec<_> = told
        .iter()
        .map(|(key, result)| {
            (key.as_str(), result.as_ref().err().map(|refusal| refusal.code.as_str()))
        })
        .collect();
    assert_eq!(
        codes,
        [("a", None), ("x\ny", None), ("b", Some("AccessDenied")), ("c", Some("InternalError"))]
    );
    let received = server.received_count(2).await;
    assert_eq!(received[0].line(), "POST /b-1?delete HTTP/1.1");
    assert!(received[0].header("content-md5").is_some());
    assert_eq!(received[1].line(), "DELETE /b-1/x%0Ay HTTP/1.1");
}

#[tokio::test]
async fn an_upload_is_complete_when_the_document_says_so() {
    let stored = "\n \n<?xml version=\"1.0\"?><CompleteMultipartUploadResult><ETag>\"e-1\"</ETag>\
        </CompleteMultipartUploadResult>";
    let failed = "   <Error><Code>InternalError</Code><Message>later</Message></Error>";
    let full = "<Error><Code>QuotaExceeded</Code></Error>";
    let server =
        Scripted::start([ok(&[], stored), ok(&[], failed), ok(&[], full), ok(&[], "  ")]).await;
    let upstream = server.upstream(CAPABLE);
    let permit = permits::permit(Operation::CompleteUpload {
        bucket: bucket("b-1"),
        key: key("a"),
        upload: UploadId::parse("u").unwrap(),
        parts: vec![Part { number: PartNumber::new(1).unwrap(), etag: "p".to_owned() }],
        condition: WriteCondition::Always,
    });
    assert_eq!(upstream.complete_upload(&permit, None).await.unwrap().0.etag, "e-1");
    let error = upstream.complete_upload(&permit, None).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code, .. } if code == "InternalError"), "{error:?}");
    let error = upstream.complete_upload(&permit, None).await.unwrap_err();
    assert!(matches!(error, Error::OutOfSpace { .. }), "{error:?}");
    let error = upstream.complete_upload(&permit, None).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_refused_probe_finds_the_instance_there() {
    let server = Scripted::start([refusal("403 Forbidden", "AccessDenied")]).await;
    let upstream = server.upstream(CAPABLE);
    upstream.probe(&permits::list_buckets()).await.unwrap();
    assert_eq!(upstream.status(&permits::instance()), Some(Status::Available));
}

#[tokio::test]
async fn bodies_of_handlers_pass_in_and_out_on_any_thread() {
    let etag = format!("\"{HELLO_MD5}\"");
    let server = Scripted::start([ok(&[("etag", &etag)], ""), ok(&[], "hello")]).await;
    let upstream = server.upstream(CAPABLE);
    let (bucket, key) = (bucket("b-1"), key("a"));
    let handler = async move {
        let permit = permits::put(&bucket, &key, WriteCondition::Always);
        upstream.put_object(&permit, 5, axum::body::Body::from("hello")).await.unwrap();
        let download = upstream.get_object(&permits::get(&bucket, &key)).await.unwrap();
        axum::body::to_bytes(axum::body::Body::new(download.body), 5).await.unwrap()
    };
    assert_eq!(tokio::spawn(handler).await.unwrap(), "hello");
}
