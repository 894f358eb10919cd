//! What is sent for copies, byte by byte, and what is made of answers that are lost, late or taken back.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use cellier::s3::operation::{
    CopiedAttributes, ObjectVersion, Operation, VersionId, WriteCondition,
};
use cellier::upstream::{
    Capabilities, CopyPermits, Course, Credentials, Error, InstanceSettings, Seen, Style, Timeouts,
    Upstream,
};

use super::permits::{self, bucket, key};
use super::scripted::{CAPABLE, HELLO_MD5, Reply, Scripted, answer, ok, refusal};

fn headed(etag: &str, modified: &str) -> Reply {
    let etag = format!("\"{etag}\"");
    Reply::Answer(
        format!(
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\netag: {etag}\r\nlast-modified: {modified}\r\n\r\n"
        )
        .into_bytes(),
    )
}

fn long_ago(etag: &str) -> Reply {
    headed(etag, "Mon, 12 Oct 2009 17:50:00 GMT")
}

fn just_now(etag: &str) -> Reply {
    let now = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    headed(etag, &now)
}

fn copied(etag: &str) -> Reply {
    let document = format!("  <CopyObjectResult><ETag>\"{etag}\"</ETag></CopyObjectResult>");
    ok(&[], &document)
}

fn permits(condition: WriteCondition) -> CopyPermits {
    let (from, to) = (bucket("alice.tremblay"), bucket("alice.notes"));
    let kept = CopiedAttributes::Kept { storage_class: None };
    permits::copy((&from, &key("/é +%2e?#&=//")), (&to, &key("b c")), condition, kept)
}

async fn run(server: &Scripted, condition: WriteCondition) -> Result<String, Error> {
    let upstream = server.upstream(CAPABLE);
    let (seen, course) = (Seen::default(), Course::default());
    let copied = upstream.copy_object(&permits(condition), &seen, &course).await;
    copied.map(|copied| copied.etag)
}

#[tokio::test]
async fn a_copy_names_its_source_as_an_address_and_by_its_tag() {
    let server = Scripted::start([long_ago(HELLO_MD5), copied(HELLO_MD5)]).await;
    assert_eq!(run(&server, WriteCondition::Absent).await.unwrap(), HELLO_MD5);
    let received = server.received_count(2).await.remove(1);
    assert_eq!(received.line(), "PUT /alice.notes/b%20c HTTP/1.1");
    let check = |name: &str, expected: &str| {
        assert_eq!(received.header(name), Some(expected), "{name}");
    };
    check("x-amz-copy-source", "/alice.tremblay//%C3%A9%20%2B%252e%3F%23%26%3D//");
    check("x-amz-copy-source-if-match", &format!("\"{HELLO_MD5}\""));
    check("if-none-match", "*");
    check("content-length", "0");
    assert_eq!(received.header("x-amz-metadata-directive"), None);
    let authorization = received.header("authorization").unwrap();
    assert!(authorization.contains("x-amz-copy-source;x-amz-copy-source-if-match"));
}

#[tokio::test]
async fn a_copy_that_is_taken_back_after_status_200_is_tried_again() {
    let taken_back = ok(&[], " \n <Error><Code>InternalError</Code></Error>");
    let cut = Reply::Cut(answer("200 OK", &[], "<CopyObjectResult>")[..50].to_vec());
    let server = Scripted::start([
        long_ago(HELLO_MD5),
        taken_back,
        refusal("503 Slow Down", "SlowDown"),
        cut,
        copied(HELLO_MD5),
    ])
    .await;
    assert_eq!(run(&server, WriteCondition::Always).await.unwrap(), HELLO_MD5);
    let denied = ok(&[], "<Error><Code>AccessDenied</Code></Error>");
    let server = Scripted::start([long_ago(HELLO_MD5), denied]).await;
    let error = run(&server, WriteCondition::Always).await.unwrap_err();
    assert!(matches!(error, Error::Refused { code, .. } if code == "AccessDenied"));
}

#[tokio::test]
async fn a_copy_whose_news_was_lost_is_known_again_and_a_stranger_in_its_place_is_not() {
    let conflict = || refusal("412 Precondition Failed", "PreconditionFailed");
    let lost = || Reply::Cut(Vec::new());
    let server =
        Scripted::start([long_ago(HELLO_MD5), lost(), conflict(), just_now(HELLO_MD5)]).await;
    assert_eq!(run(&server, WriteCondition::Absent).await.unwrap(), HELLO_MD5);
    // What was there before the first try is not ours, whatever it holds.
    let server = Scripted::start([
        long_ago(HELLO_MD5),
        lost(),
        conflict(),
        long_ago(HELLO_MD5),
        long_ago(HELLO_MD5),
    ])
    .await;
    let error = run(&server, WriteCondition::Absent).await.unwrap_err();
    assert!(matches!(error, Error::PreconditionFailed { .. }), "{error:?}");
    // Without a try before nothing there can be ours.
    let server = Scripted::start([long_ago(HELLO_MD5), conflict(), long_ago(HELLO_MD5)]).await;
    let error = run(&server, WriteCondition::Absent).await.unwrap_err();
    assert!(matches!(error, Error::PreconditionFailed { .. }), "{error:?}");
    // And where the source is another by now, that is the reason.
    let server = Scripted::start([long_ago(HELLO_MD5), conflict(), just_now("another")]).await;
    let error = run(&server, WriteCondition::Absent).await.unwrap_err();
    assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");
}

#[tokio::test]
async fn a_copy_is_believed_by_its_tag_or_by_its_size() {
    let server =
        Scripted::start([long_ago("source-2"), copied("target"), just_now("target")]).await;
    assert_eq!(run(&server, WriteCondition::Always).await.unwrap(), "target");
    let server =
        Scripted::start([long_ago("source-2"), copied("target"), just_now("another")]).await;
    let error = run(&server, WriteCondition::Always).await.unwrap_err();
    assert!(matches!(error, Error::ChecksumMismatch { .. }), "{error:?}");
}

#[tokio::test]
async fn a_key_that_could_be_misread_is_neither_source_nor_target() {
    let server = Scripted::start([]).await;
    let upstream =
        server.upstream(Capabilities { dot_segments: false, leading_slashes: false, ..CAPABLE });
    let place = bucket("b-1");
    // On a server that leaves the slash out, the second is a move onto itself, which would remove what it copied.
    for (from, to) in [("a/../secret", "b"), ("/b", "b")] {
        let (from, to) = (key(from), key(to));
        let kept = CopiedAttributes::Kept { storage_class: None };
        let permits = permits::copy((&place, &from), (&place, &to), WriteCondition::Always, kept);
        let error = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
        assert!(matches!(error, Err(Error::MisreadKey { .. })), "{error:?}");
    }
    assert!(server.received().is_empty());
    let server = Scripted::start([long_ago(HELLO_MD5)]).await;
    let upstream = server.upstream(Capabilities { leading_slashes: false, ..CAPABLE });
    let kept = CopiedAttributes::Kept { storage_class: None };
    let (from, to) = (key("b"), key("/b"));
    let permits = permits::copy((&place, &from), (&place, &to), WriteCondition::Always, kept);
    let error = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
    assert!(matches!(error, Err(Error::MisreadKey { .. })), "{error:?}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_source_is_removed_only_as_what_was_copied() {
    let remove = permits::delete(&bucket("b-1"), &key("a"));
    let begin = |rest: Vec<Reply>| {
        Scripted::start([long_ago(HELLO_MD5), copied(HELLO_MD5)].into_iter().chain(rest))
    };
    let gone = || Reply::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    let run = async |server: &Scripted, capabilities: Capabilities| {
        let upstream = server.upstream(capabilities);
        let permits = permits(WriteCondition::Always);
        let (seen, course) = (Seen::default(), Course::default());
        let copied = upstream.copy_object(&permits, &seen, &course).await.unwrap();
        upstream.remove_copied(&remove, &copied).await
    };
    let server = begin(vec![refusal("503 Slow Down", "SlowDown"), gone()]).await;
    run(&server, CAPABLE).await.unwrap();
    let received = server.received_count(4).await;
    assert_eq!(received[3].line(), "DELETE /b-1/a HTTP/1.1");
    assert_eq!(received[3].header("if-match"), Some(&*format!("\"{HELLO_MD5}\"")));

    let server = begin(vec![refusal("412 Precondition Failed", "PreconditionFailed")]).await;
    let error = run(&server, CAPABLE).await.unwrap_err();
    assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");

    let plain = Capabilities { conditional_deletes: false, ..CAPABLE };
    let server = begin(vec![long_ago(HELLO_MD5), gone()]).await;
    run(&server, plain).await.unwrap();
    assert_eq!(server.received_count(4).await[3].header("if-match"), None);
    let server = begin(vec![just_now("another")]).await;
    let error = run(&server, plain).await.unwrap_err();
    assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");
    server.received_count(3).await;
}

#[tokio::test]
async fn versions_are_removed_by_their_names() {
    let refused = "<DeleteResult><Error><Key>b</Key><VersionId>v2</VersionId>\
        <Code>AccessDenied</Code></Error><Error><Key>c</Key><VersionId>null</VersionId>\
        <Code>NoSuchVersion</Code></Error></DeleteResult>";
    let gone = Reply::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec());
    let server = Scripted::start([ok(&[], refused), gone]).await;
    let version =
        |text: &str, id: &str| ObjectVersion { key: key(text), id: VersionId::parse(id).unwrap() };
    let versions = vec![
        version("a&b", "null"),
        version("b", "v2"),
        version("c", "null"),
        version("d\n", "v4"),
    ];
    let purge = Operation::DeleteVersions { bucket: bucket("b-1"), versions };
    let told = server.upstream(CAPABLE).delete_versions(&permits::permit(purge)).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0.as_str(), told[0].1.code.as_str()), ("b", "AccessDenied"));
    let received = server.received_count(2).await;
    assert_eq!(received[0].line(), "POST /b-1?delete HTTP/1.1");
    let body = String::from_utf8(received[0].body.clone()).unwrap();
    assert!(body.contains("<Key>a&amp;b</Key><VersionId>null</VersionId>"), "{body}");
    assert!(!body.contains("v4"), "{body}");
    assert_eq!(received[1].line(), "DELETE /b-1/d%0A?versionId=v4 HTTP/1.1");
}

/// From one scripted server to another.
async fn stream(from: &Scripted, to: &Scripted) -> Result<String, Error> {
    let settings = |id, server: &Scripted| InstanceSettings {
        id,
        endpoint: format!("http://{}", server.address).parse().unwrap(),
        region: "us-east-1".to_owned(),
        style: Style::Path,
        credentials: Credentials { access_key: "key".to_owned(), secret_key: "secret".into() },
        own_ca: None,
        capabilities: CAPABLE,
        timeouts: Timeouts::default(),
    };
    let (source, target) = (bucket("b-1"), permits::elsewhere(&bucket("b-1")));
    let both = [settings(source.instance.clone(), from), settings(target.instance.clone(), to)];
    let upstream = Upstream::new(both.into()).unwrap();
    let key = key("a");
    let permits = permits::copy_between((&source, &key), (&target, &key), WriteCondition::Absent);
    let copied = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
    copied.map(|copied| copied.etag)
}

fn tagless() -> Reply {
    refusal("501 Not Implemented", "NotImplemented")
}

fn hello(etag: &str) -> Vec<u8> {
    answer("200 OK", &[("etag", &format!("\"{etag}\""))], "hello")
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_sent_once_more() {
    let whole = hello(HELLO_MD5);
    let half = Reply::Cut(whole[..whole.len() - 2].to_vec());
    let source =
        Scripted::start([long_ago(HELLO_MD5), tagless(), half, Reply::Answer(whole)]).await;
    let stored = ok(&[("etag", &format!("\"{HELLO_MD5}\""))], "");
    // The first is never answered, for it never came whole, if anything of it came.
    let target = Scripted::start([stored.clone(), stored]).await;
    assert_eq!(stream(&source, &target).await.unwrap(), HELLO_MD5);
    let received = source.received_count(4).await;
    assert_eq!(received[3].header("if-match"), Some(&*format!("\"{HELLO_MD5}\"")));
    let received = target.received();
    let whole: Vec<_> = received.iter().filter(|received| received.whole).collect();
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0].body, b"hello");
    assert_eq!(whole[0].header("if-none-match"), Some("*"));
}

#[tokio::test]
async fn a_source_that_changes_before_it_is_read_is_not_mixed_with_what_it_was() {
    let changed = refusal("412 Precondition Failed", "PreconditionFailed");
    for reply in [changed, Reply::Answer(hello("another"))] {
        let source = Scripted::start([long_ago(HELLO_MD5), tagless(), reply]).await;
        let target = Scripted::start([]).await;
        let error = stream(&source, &target).await.unwrap_err();
        assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");
        assert!(target.received().is_empty());
    }
}

#[tokio::test]
async fn two_names_of_one_storage_do_not_make_an_object_its_own_copy() {
    let server = Scripted::start([]).await;
    let error = stream(&server, &server).await.unwrap_err();
    assert!(matches!(error, Error::SameObject { .. }), "{error:?}");
    assert!(server.received().is_empty());
}
