//! Uploads that go wrong: whatever happens, no request is complete that should not be.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test helper: a failure here is a failed test"
)]

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use cellier::s3::operation::WriteCondition;
use cellier::upstream::{Capabilities, Error, Status, UploadFault, Wait};
use futures_util::stream::{self, StreamExt as _};
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use tokio::sync::oneshot;

use super::permits::{self, bucket, key};
use super::scripted::{Reply, Scripted, answer, ok, refusal};

type Piece = Result<&'static str, &'static str>;

fn put() -> cellier::policy::Permit {
    permits::put(&bucket("b-1"), &key("a"), WriteCondition::Always)
}

/// A body of these pieces, which then ends, or is silent for ever.
fn body(
    pieces: Vec<Piece>,
    ends: bool,
) -> impl http_body::Body<Data = Bytes, Error = std::io::Error> + Send + 'static {
    let pieces = stream::iter(pieces).map(|piece| {
        piece.map(|data| Frame::data(Bytes::from(data))).map_err(std::io::Error::other)
    });
    let rest = stream::pending().take_while(move |_| std::future::ready(!ends));
    StreamBody::new(if ends { pieces.boxed() } else { pieces.chain(rest).boxed() })
}

/// Sends a body announced with 10 bytes; answers the fault and whether the server got a whole body.
async fn fault(pieces: Vec<Piece>, ends: bool) -> (UploadFault, bool) {
    let server = Scripted::start([ok(&[("etag", "\"e\"")], "")]).await;
    let upstream = server.impatient();
    let error = upstream.put_object(&put(), 10, body(pieces, ends)).await.unwrap_err();
    let Error::BodyInterrupted { source, .. } = error else { panic!("{error:?}") };
    assert_eq!(upstream.status(&permits::instance()), Some(Status::Available));
    (source, server.whole_request_came().await)
}

#[tokio::test]
async fn a_sender_that_breaks_off_leaves_no_object() {
    let (fault, whole) = fault(vec![Ok("hello"), Err("gone")], true).await;
    assert!(matches!(fault, UploadFault::Sender(_)), "{fault:?}");
    assert!(!whole);
}

#[tokio::test]
async fn a_body_that_is_too_short_leaves_no_object() {
    let (fault, whole) = fault(vec![Ok("hello")], true).await;
    assert!(matches!(fault, UploadFault::TooShort { bytes: 10 }), "{fault:?}");
    assert!(!whole);
}

#[tokio::test]
async fn a_body_that_is_too_long_leaves_no_object() {
    for pieces in [vec![Ok("hello"), Ok("hello"), Ok("!")], vec![Ok("hello"), Ok("hello!")]] {
        let (fault, whole) = fault(pieces, true).await;
        assert!(matches!(fault, UploadFault::TooLong { bytes: 10 }), "{fault:?}");
        assert!(!whole);
    }
}

#[tokio::test]
async fn a_sender_that_falls_silent_is_not_waited_for_forever() {
    for pieces in [vec![Ok("hello")], vec![Ok("hello"), Ok("hello")]] {
        let (fault, whole) = fault(pieces, false).await;
        assert!(matches!(fault, UploadFault::Silent), "{fault:?}");
        assert!(!whole);
    }
}

#[tokio::test]
async fn an_empty_object_is_not_made_of_a_body_that_is_not_empty() {
    let server = Scripted::start([]).await;
    let upstream = server.upstream(Capabilities::default());
    let error = upstream.put_object(&put(), 0, Full::from("a")).await.unwrap_err();
    assert!(matches!(
        error,
        Error::BodyInterrupted { source: UploadFault::TooLong { bytes: 0 }, .. }
    ));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn an_upload_that_is_given_up_is_cut() {
    let server = Scripted::start([ok(&[("etag", "\"e\"")], "")]).await;
    let upstream = server.upstream(Capabilities::default());
    let permit = put();
    let upload = upstream.put_object(&permit, 10, body(vec![Ok("hello")], false));
    tokio::time::timeout(Duration::from_millis(200), upload).await.unwrap_err();
    assert!(!server.whole_request_came().await);
}

#[tokio::test]
async fn what_was_stored_wrongly_is_not_said_to_be_stored() {
    let wrong = ("etag", "\"00000000000000000000000000000000\"");
    let not_md5 = ("etag", "\"00000000000000000000000000000000-1\"");
    let encrypted = ("x-amz-server-side-encryption", "aws:kms");
    let check = async |headers: &[(&str, &str)], capabilities: Capabilities, stored: bool| {
        let server = Scripted::start([ok(headers, "")]).await;
        let result = server.upstream(capabilities).put_object(&put(), 5, Full::from("hello")).await;
        match result {
            Ok(_) => assert!(stored, "{headers:?}"),
            Err(error) => {
                assert!(!stored && matches!(error, Error::ChecksumMismatch { .. }), "{error:?}");
            }
        }
    };
    let usual = Capabilities::default();
    check(&[wrong], usual, false).await;
    check(&[not_md5], usual, true).await;
    check(&[wrong, encrypted], usual, true).await;
    check(&[wrong], Capabilities { md5_etags: false, ..usual }, true).await;
}

#[tokio::test]
async fn an_answer_without_a_tag_is_unreadable() {
    let server = Scripted::start([ok(&[], "")]).await;
    let upstream = server.upstream(Capabilities::default());
    let error = upstream.put_object(&put(), 5, Full::from("hello")).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn an_early_refusal_is_heard_and_the_sender_let_go() {
    let Reply::Answer(forbidden) = refusal("403 Forbidden", "AccessDenied") else { unreachable!() };
    let server = Scripted::start([Reply::Early(forbidden)]).await;
    let upstream = server.upstream(Capabilities::default());
    // The body holds one end, so that the other tells when the body is gone.
    let (held, gone) = oneshot::channel::<Infallible>();
    let pieces = stream::once(async { Ok::<_, Infallible>(Frame::data(Bytes::from("hello"))) });
    let silence = stream::once(async move {
        let _held = held;
        std::future::pending().await
    });
    let body = StreamBody::new(pieces.chain(silence).boxed());
    let error = upstream.put_object(&put(), 10, body).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code, .. } if code == "AccessDenied"), "{error:?}");
    tokio::time::timeout(Duration::from_secs(5), gone).await.unwrap().unwrap_err();
}

#[tokio::test]
async fn a_success_before_the_whole_body_is_none() {
    let early = answer("200 OK", &[("etag", "\"e\"")], "");
    let server = Scripted::start([Reply::Early(early)]).await;
    let upstream = server.upstream(Capabilities::default());
    let error = upstream.put_object(&put(), 10, body(vec![Ok("hello")], false)).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn an_upstream_that_takes_nothing_is_not_waited_for_forever() {
    let server = Scripted::start([Reply::Early(Vec::new())]).await;
    let upstream = server.impatient();
    // More than the buffers of both ends of a connection hold.
    let piece = Bytes::from(vec![0; 1 << 20]);
    let pieces =
        stream::iter(0..64).map(move |_| Ok::<_, std::io::Error>(Frame::data(piece.clone())));
    let error = upstream.put_object(&put(), 64 << 20, StreamBody::new(pieces)).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { wait: Wait::TakeBody, .. }), "{error:?}");
}
