//! What is made of an upstream that refuses.

use std::time::Duration;

use cellier::s3::operation::WriteCondition;
use cellier::upstream::{Capabilities, Error, Status};
use http_body_util::Full;
use jiff::{Timestamp, Unit};
use prometheus_client::registry::Registry;

use super::permits::{self, bucket, key};
use super::scripted::{Reply, Scripted, answer, ok, refusal};

const EMPTY_PAGE: &str = "<ListBucketResult></ListBucketResult>";

fn list() -> cellier::policy::Permit {
    permits::list(&bucket("b-1"), "", true, 10, None)
}

#[tokio::test]
async fn refusals_have_names_callers_act_on() {
    let check = async |reply: Reply, expected: &str| {
        let server = Scripted::start([reply]).await;
        let upstream = server.upstream(Capabilities::default());
        let permit = permits::put(&bucket("b-1"), &key("a"), WriteCondition::Always);
        let error = upstream.put_object(&permit, 5, Full::from("hello")).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{expected}: {error:?}");
        assert_eq!(server.received().len(), 1, "{expected}");
    };
    check(refusal("404 Not Found", "NoSuchBucket"), "NoSuchBucket").await;
    check(refusal("507 Insufficient Storage", "XMinioStorageFull"), "OutOfSpace").await;
    check(refusal("403 Forbidden", "QuotaExceeded"), "OutOfSpace").await;
    check(refusal("400 Bad Request", "XMinioAdminBucketQuotaExceeded"), "OutOfSpace").await;
    check(refusal("400 Bad Request", "EntityTooLarge"), "TooLarge").await;
    // A proxy before the storage has no document of S3's.
    let page = "<html><h1>413 Request Entity Too Large</h1></html>";
    let proxy = answer("413 Request Entity Too Large", &[("content-type", "text/html")], page);
    check(Reply::Answer(proxy), "TooLarge").await;
    check(refusal("412 Precondition Failed", "PreconditionFailed"), "PreconditionFailed").await;
    check(refusal("503 Service Unavailable", "SlowDown"), "SlowDown").await;
    check(refusal("501 Not Implemented", "NotImplemented"), "Unsupported").await;
    check(refusal("500 Internal Server Error", "InternalError"), "Refused").await;
}

#[tokio::test]
async fn a_refusal_keeps_what_finds_it_in_the_upstreams_log() {
    let server = Scripted::start([refusal("403 Forbidden", "AccessDenied")]).await;
    let error = server.upstream(Capabilities::default()).list_objects(&list()).await.unwrap_err();
    let Error::Refused { status, code, request_id, .. } = &error else { panic!("{error:?}") };
    assert_eq!(
        (status.as_u16(), code.as_str(), request_id.as_deref()),
        (403, "AccessDenied", Some("r-1"))
    );
    assert!(error.to_string().contains(permits::INSTANCE));
}

#[tokio::test]
async fn a_read_is_repeated_when_the_upstream_asks_to_slow_down() {
    let slow = || refusal("503 Service Unavailable", "SlowDown");
    let server =
        Scripted::start([slow(), slow(), ok(&[], EMPTY_PAGE), slow(), slow(), slow()]).await;
    let upstream = server.upstream(Capabilities::default());
    assert!(upstream.list_objects(&list()).await.unwrap().entries.is_empty());
    assert_eq!(server.received().len(), 3);
    let error = upstream.list_objects(&list()).await.unwrap_err();
    assert!(matches!(error, Error::SlowDown { .. }), "{error:?}");
    assert_eq!(server.received().len(), 6);
    assert!(matches!(upstream.status(&permits::instance()), Some(Status::Unavailable { .. })));
}

#[tokio::test]
async fn what_changes_something_is_sent_once() {
    let slow = || refusal("503 Service Unavailable", "SlowDown");
    let server = Scripted::start([slow(), slow(), Reply::Cut(Vec::new())]).await;
    let upstream = server.upstream(Capabilities::default());
    let (bucket, key) = (bucket("b-1"), key("a"));
    upstream.delete_object(&permits::delete(&bucket, &key)).await.unwrap_err();
    upstream.create_upload(&permits::create_upload(&bucket, &key)).await.unwrap_err();
    upstream.delete_bucket(&permits::delete_bucket(&bucket)).await.unwrap_err();
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn redirects_are_never_followed() {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        let server = Scripted::start([]).await;
        let elsewhere = format!("http://{}/b-1", server.address);
        let moved =
            Scripted::start([Reply::Answer(answer(status, &[("location", &elsewhere)], ""))]).await;
        let error =
            moved.upstream(Capabilities::default()).list_objects(&list()).await.unwrap_err();
        assert!(
            matches!(&error, Error::Refused { status: found, .. } if status.starts_with(found.as_str()))
        );
        assert_eq!((server.received().len(), moved.received().len()), (0, 1));
    }
}

#[tokio::test]
async fn a_giant_error_is_read_only_so_far() {
    let giant =
        format!("<Error><Code>Odd</Code><Message>{}</Message></Error>", "x".repeat(1 << 20));
    let server = Scripted::start([Reply::Stall(answer("400 Bad Request", &[], &giant))]).await;
    let error = server.upstream(Capabilities::default()).list_objects(&list()).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code, .. } if code.is_empty()), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_listing_is_unreadable() {
    let giant = format!("<ListBucketResult>{}", " ".repeat(9 << 20));
    for document in ["<html/>", "<!DOCTYPE a><ListBucketResult/>", "<ListBucketResult>", &giant] {
        let server = Scripted::start([ok(&[], document)]).await;
        let error =
            server.upstream(Capabilities::default()).list_objects(&list()).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn the_clock_of_the_upstream_is_learned_once() {
    let hour = Duration::from_hours(1);
    let theirs = Timestamp::now() + hour;
    let date = theirs.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let document = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
    let skewed = || Reply::Answer(answer("403 Forbidden", &[("date", &date)], document));
    let server = Scripted::start([skewed(), ok(&[], EMPTY_PAGE), skewed()]).await;
    let upstream = server.upstream(Capabilities::default());
    upstream.list_objects(&list()).await.unwrap();
    let error = upstream.list_objects(&list()).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code, .. } if code == "RequestTimeTooSkewed"));
    let received = server.received_count(3).await;
    let ahead_seconds = |index: usize| {
        let date: Timestamp = received[index].header("x-amz-date").unwrap().parse().unwrap();
        (date - Timestamp::now()).total(Unit::Second).unwrap()
    };
    assert!(ahead_seconds(0) < 60.0);
    assert!((3500.0..=3600.0).contains(&ahead_seconds(1)), "{}", ahead_seconds(1));
    assert!((3500.0..=3600.0).contains(&ahead_seconds(2)), "{}", ahead_seconds(2));
}

#[tokio::test]
async fn operators_see_requests_by_instance_operation_and_outcome() {
    let server =
        Scripted::start([ok(&[], EMPTY_PAGE), refusal("403 Forbidden", "AccessDenied")]).await;
    let upstream = server.upstream(Capabilities::default());
    let mut registry = Registry::default();
    upstream.register(&mut registry);
    upstream.list_objects(&list()).await.unwrap();
    upstream.list_objects(&list()).await.unwrap_err();
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
    for outcome in ["Answered", "Refused"] {
        let line = format!(
            "upstream_requests_total{{instance=\"minimal\",operation=\"ListObjectsV2\",outcome=\"{outcome}\"}} 1"
        );
        assert!(text.contains(&line), "{text}");
    }
    assert!(
        text.contains(
            "upstream_answer_seconds_count{instance=\"minimal\",operation=\"ListObjectsV2\"} 2"
        ),
        "{text}"
    );
}
