//! What passes passes while it comes, in both directions; and who has much under way is told to slow down.
#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use cellier::config::Config;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::program::{Grant, Mode, Program, element, newcomer, program_in};
use super::stage::before;
use crate::house::House;
use crate::support::until;

/// Whatever has not come by then was held back.
const PATIENCE: Duration = Duration::from_secs(5);

fn stream(mut source: UnboundedReceiver<Bytes>) -> BoxStream<'static, std::io::Result<Bytes>> {
    futures_util::stream::poll_fn(move |context| source.poll_recv(context)).map(Ok).boxed()
}

/// What an instance answers that is asked for its buckets.
const BUCKETS: &str = "<ListAllMyBucketsResult><Buckets><Bucket><Name>open</Name></Bucket></Buckets></ListAllMyBucketsResult>";

/// An instance that answers the first request for an object with what the test sends, bit by bit, and any other with
/// nothing; and that tells the bytes that it is sent.
fn instance() -> (Router, UnboundedSender<Bytes>, UnboundedReceiver<Bytes>) {
    let (say, said) = unbounded_channel();
    let (hear, heard) = unbounded_channel();
    let said = Arc::new(Mutex::new(Some(said)));
    let router = Router::new().fallback(move |request: axum::extract::Request| {
        let (said, hear) = (Arc::clone(&said), hear.clone());
        async move {
            let is_of_buckets = request.uri().path() == "/";
            let mut sent = request.into_body().into_data_stream();
            while let Some(Ok(bytes)) = sent.next().await {
                let _ = hear.send(bytes);
            }
            if is_of_buckets {
                return Response::new(Body::from(BUCKETS));
            }
            let mine = said.lock().unwrap().take();
            Response::new(mine.map_or_else(Body::empty, |said| Body::from_stream(stream(said))))
        }
    });
    (router, say, heard)
}

async fn set(
    change: impl FnOnce(&mut Config),
) -> (House, Program, UnboundedSender<Bytes>, UnboundedReceiver<Bytes>) {
    let (router, say, heard) = instance();
    let (house, program) = before(router, change).await;
    (house, program, say, heard)
}

/// What an answer brings, until it has brought `expected`.
async fn bring(answer: &mut Incoming, expected: &str) {
    let mut came = String::new();
    while came != expected {
        let frame = tokio::time::timeout(PATIENCE, answer.frame()).await;
        let frame = frame.unwrap_or_else(|_| panic!("only {came:?} came")).unwrap().unwrap();
        came.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        assert!(expected.starts_with(&came), "{came:?}");
    }
}

async fn begin(program: &Program, method: &str, target: &str, body: &str) -> Incoming {
    let request = program.request(Mode::Literal, None, method, target, &[], body.to_owned().into());
    let answer = tokio::time::timeout(PATIENCE, program.client.request(request)).await;
    let answer = answer.unwrap_or_else(|_| panic!("no head came before the body")).unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body()
}

#[tokio::test]
async fn a_download_passes_while_it_comes() {
    let (_house, program, say, _) = set(|_| {}).await;
    say.send("first".into()).unwrap();
    let mut answer = begin(&program, "GET", "/alice.tremblay/a", "").await;
    bring(&mut answer, "first").await;
    say.send("second".into()).unwrap();
    bring(&mut answer, "second").await;
    drop(say);
    assert!(answer.frame().await.is_none());
}

#[tokio::test]
async fn whitespace_that_keeps_a_connection_alive_passes_before_the_end_is_known() {
    let (_house, program, say, _) = set(|_| {}).await;
    say.send("<?xml version=\"1.0\"?>\n".into()).unwrap();
    let parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>";
    let mut answer = begin(&program, "POST", "/alice.tremblay/a?uploadId=u", parts).await;
    bring(&mut answer, "<?xml version=\"1.0\"?>\n").await;
    for _ in 0..3 {
        say.send(" ".into()).unwrap();
        bring(&mut answer, " ").await;
    }
    let end = "<CompleteMultipartUploadResult><Location>http://inside.test/a</Location><ETag>e</ETag></CompleteMultipartUploadResult>";
    say.send(end.into()).unwrap();
    drop(say);
    let rest = answer.collect().await.unwrap().to_bytes();
    let rest = String::from_utf8(rest.to_vec()).unwrap();
    assert_eq!(element(&rest, "Location"), format!("{}/alice.tremblay/a", program.endpoint));
}

#[tokio::test]
async fn an_upload_passes_while_it_comes() {
    let (_house, program, say, mut heard) = set(|_| {}).await;
    drop(say);
    let piece = Bytes::from(vec![b'x'; 100_000]);
    let length = (2 * piece.len()).to_string();
    let headers = [("content-length", length.as_str())];
    let target = "/alice.tremblay/a";
    let request = program.request(Mode::Unsigned, None, "PUT", target, &headers, Bytes::new());
    let (pour, poured) = unbounded_channel();
    let request = request.map(|_| Body::from_stream(stream(poured)));
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let answer = tokio::spawn(client.request(request));
    let mut hear = async |bytes_min: usize| {
        let mut bytes = 0;
        while bytes < bytes_min {
            let next = tokio::time::timeout(PATIENCE, heard.recv()).await;
            bytes += next.unwrap_or_else(|_| panic!("only {bytes} bytes came")).unwrap().len();
        }
        bytes
    };
    pour.send(piece.clone()).unwrap();
    // Some of it may be on its way still.
    let first = hear(piece.len() / 2).await;
    pour.send(piece.clone()).unwrap();
    drop(pour);
    hear(2 * piece.len() - first).await;
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn a_key_with_too_much_under_way_is_told_to_slow_down_and_no_other_is() {
    let (house, program, say, _) = set(|config| config.limits.access_key_at_once = 1).await;
    say.send("first".into()).unwrap();
    let mut answer = begin(&program, "GET", "/alice.tremblay/a", "").await;
    bring(&mut answer, "first").await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let told = program.ask(method.as_str(), "/alice.tremblay/a", &[], "").await;
        told.expect_code(503, "SlowDown");
        assert_eq!(told.header("retry-after"), "1");
    }
    let grant = Grant::default();
    let other = program_in(house.data(), &house.s3, "alice.tremblay", "minimal", grant).await;
    other.get("/alice.tremblay/a").await.expect(200);
    drop(say);
    answer.collect().await.unwrap();
    let passes = async || program.get("/alice.tremblay/a").await.status == 200;
    until("the place is free again", passes).await;
}

#[tokio::test]
async fn an_address_with_too_much_under_way_is_told_to_slow_down_behind_a_proxy_too() {
    let (router, say, _) = instance();
    let mut house = House::configured(|config| {
        config.limits.s3_at_once = 1;
        config.limits.trusted_proxies = vec!["127.0.0.0/8".to_owned()];
    })
    .await;
    house.public.be_replaced_by(router).await;
    let program = newcomer(&house, "alice.tremblay").await;
    let request = |address: &str, target: &str| {
        let request = Request::get(format!("{}{target}", house.s3));
        request.header("x-forwarded-for", address).body(Full::<Bytes>::default()).unwrap()
    };
    let get =
        async |address: &str, target: &str| program.send_request(request(address, target)).await;
    say.send("first".into()).unwrap();
    let first = program.client.request(request("203.0.113.1", "/open/a"));
    let answer = tokio::time::timeout(PATIENCE, first).await;
    let mut answer = answer.unwrap().unwrap().into_body();
    bring(&mut answer, "first").await;
    for target in ["/open/a", "/open?list-type=2", "/nothing", "/?Action=GetCallerIdentity"] {
        let told = get("203.0.113.1", target).await;
        assert_eq!(told.status, 503, "{target}: {told:?}");
        assert_eq!(told.header("retry-after"), "1", "{target}");
    }
    get("203.0.113.1", "/open/a").await.expect_code(503, "SlowDown");
    get("203.0.113.2", "/open/a").await.expect(200);
    drop(say);
    answer.collect().await.unwrap();
    let passes = async || get("203.0.113.1", "/open/a").await.status == 200;
    until("the place is free again", passes).await;
}
