//! Connections that fail while something is asked or read.

use cellier::upstream::{Capabilities, Error, Status, Timeouts, Wait};
use http_body_util::BodyExt as _;
use tokio::net::TcpListener;

use super::permits::{self, bucket, key};
use super::scripted::{Reply, Scripted, ok, upstream_at};

fn head_of(length: usize) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\netag: \"e\"\r\n\r\nhello").into_bytes()
}

#[tokio::test]
async fn an_instance_nobody_serves_is_unreachable_and_soon_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let upstream = upstream_at(address, Capabilities::default(), Timeouts::default());
    assert_eq!(upstream.status(&permits::instance()), Some(Status::Available));
    let error = upstream.probe(&permits::list_buckets()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(matches!(upstream.status(&permits::instance()), Some(Status::Unavailable { .. })));
}

#[tokio::test]
async fn an_instance_that_comes_back_is_available_again() {
    let cut = || Reply::Cut(Vec::new());
    let buckets = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
    let server = Scripted::start([cut(), cut(), cut(), ok(&[], buckets)]).await;
    let upstream = server.upstream(Capabilities::default());
    upstream.list_buckets(&permits::list_buckets()).await.unwrap_err();
    assert!(matches!(upstream.status(&permits::instance()), Some(Status::Unavailable { .. })));
    assert!(upstream.list_buckets(&permits::list_buckets()).await.unwrap().is_empty());
    assert_eq!(upstream.status(&permits::instance()), Some(Status::Available));
}

#[tokio::test]
async fn an_instance_that_does_not_answer_is_not_waited_for_forever() {
    let server = Scripted::start([Reply::Stall(Vec::new())]).await;
    let upstream = server.impatient();
    let error = upstream.list_buckets(&permits::list_buckets()).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { wait: Wait::Answer, .. }), "{error:?}");
    assert_eq!(server.received().len(), 1, "a timeout is not repeated");
}

#[tokio::test]
async fn a_download_that_breaks_off_fails_instead_of_ending() {
    let server = Scripted::start([Reply::Cut(head_of(9))]).await;
    let permit = permits::get(&bucket("b-1"), &key("a"));
    let download = server.upstream(Capabilities::default()).get_object(&permit).await.unwrap();
    let error = download.body.collect().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_download_that_falls_silent_fails() {
    let server = Scripted::start([Reply::Stall(head_of(9))]).await;
    let permit = permits::get(&bucket("b-1"), &key("a"));
    let mut download = server.impatient().get_object(&permit).await.unwrap();
    let first = download.body.frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap(), "hello");
    let error = download.body.frame().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::TimedOut { wait: Wait::SendBody, .. }), "{error:?}");
}

#[tokio::test]
async fn an_instance_there_is_not_is_named() {
    let server = Scripted::start([]).await;
    let upstream = server.upstream(Capabilities::default());
    let other = cellier::s3::names::InstanceId::parse("other").unwrap();
    assert_eq!(upstream.status(&other), None);
    assert_eq!(upstream.instances().count(), 1);
}
