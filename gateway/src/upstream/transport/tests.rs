use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use http::Method;
use http_body::Body as _;
use http_body_util::{BodyExt as _, Empty};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::s3::names::InstanceId;
use crate::upstream::{Capabilities, Credentials, Style, Timeouts};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nbytes";
const DEADLINE: Duration = Duration::from_secs(10);

/// A server that does with each connection what `serve` says, and a client of it.
struct Stand {
    client: Client,
    address: String,
    accepted: Arc<AtomicUsize>,
}

impl Stand {
    async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let accepted = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&accepted);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream));
            }
        });
        Self { client: Client::new(&settings(&address)).unwrap(), address, accepted }
    }

    async fn ask(&self, method: Method) -> Result<Response<AnswerBody>, BoxError> {
        let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = format!("{}/bucket/key?list", self.address).parse().unwrap();
        request.headers_mut().insert("host", "storage".parse().unwrap());
        self.client.request(request).await
    }

    async fn read(&self) -> Bytes {
        self.ask(Method::GET).await.unwrap().into_body().collect().await.unwrap().to_bytes()
    }

    fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

fn settings(endpoint: &str) -> InstanceSettings {
    InstanceSettings {
        id: InstanceId::parse("minimal").unwrap(),
        endpoint: endpoint.parse().unwrap(),
        region: "r".to_owned(),
        style: Style::Path,
        credentials: Credentials { access_key: "key".to_owned(), secret_key: "secret".into() },
        own_ca: None,
        capabilities: Capabilities::default(),
        timeouts: Timeouts::default(),
    }
}

/// Reads one head; `None` where the other end closed.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

async fn answer_all(mut stream: TcpStream) {
    while head(&mut stream).await.is_some() {
        stream.write_all(ANSWER).await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let stand = Stand::start(answer_all).await;
    for _ in 0..5 {
        assert_eq!(stand.read().await, "bytes");
    }
    assert_eq!(stand.accepted(), 1);
}

#[tokio::test]
async fn the_first_line_holds_the_path_and_nothing_of_the_origin() {
    let stand = Stand::start(|mut stream| async move {
        let head = head(&mut stream).await.unwrap();
        let line = head.lines().next().unwrap().to_owned();
        let length = line.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{line}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    assert_eq!(stand.read().await, "GET /bucket/key?list HTTP/1.1");
}

#[tokio::test]
async fn an_answer_without_a_body_leaves_its_connection_at_once() {
    let stand = Stand::start(answer_to_head).await;
    let answers = [stand.ask(Method::HEAD).await.unwrap(), stand.ask(Method::HEAD).await.unwrap()];
    assert_eq!(answers[0].headers()["content-length"], "5");
    assert_eq!(stand.accepted(), 1);
}

async fn answer_to_head(mut stream: TcpStream) {
    while head(&mut stream).await.is_some() {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n").await.unwrap();
    }
}

#[tokio::test]
async fn who_leaves_an_answer_unread_closes_its_connection() {
    let (ended, mut end) = tokio::sync::mpsc::channel(1);
    let stand = Stand::start(move |mut stream| {
        let ended = ended.clone();
        async move {
            head(&mut stream).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nsome")
                .await
                .unwrap();
            let _ = stream.read_u8().await;
            ended.send(()).await.unwrap();
        }
    })
    .await;
    let mut body = stand.ask(Method::GET).await.unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "some");
    drop(body);
    tokio::time::timeout(DEADLINE, end.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn those_who_ask_at_once_have_connections_of_their_own() {
    let stand = Stand::start(answer_all).await;
    let (first, second) = tokio::join!(stand.read(), stand.read());
    assert_eq!(first, second);
    assert_eq!(stand.accepted(), 2);
    stand.read().await;
    assert_eq!(stand.accepted(), 2);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used_again() {
    let stand = Stand::start(|mut stream| async move {
        head(&mut stream).await.unwrap();
        stream.write_all(ANSWER).await.unwrap();
    })
    .await;
    for asked in 1..=3 {
        assert_eq!(stand.read().await, "bytes");
        until(|| !stand.client.kept.holds_an_open_one()).await;
        assert_eq!(stand.accepted(), asked);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_and_its_connection_is_gone() {
    let stand = Stand::start(|mut stream| async move {
        head(&mut stream).await.unwrap();
        stream.write_all(&ANSWER[..ANSWER.len() - 1]).await.unwrap();
    })
    .await;
    let body = stand.ask(Method::GET).await.unwrap().into_body();
    assert!(body.collect().await.is_err());
    assert!(!stand.client.kept.holds_an_open_one());
}

async fn until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn an_answer_comes_with_its_first_bytes() {
    let stand = Stand::start(answer_all).await;
    let mut body = stand.ask(Method::GET).await.unwrap().into_body();
    assert_eq!(body.size_hint().exact(), Some(5));
    assert!(!body.is_end_stream());
    // Nobody has to be woken for them.
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(Ok(first))) = Pin::new(&mut body).poll_frame(&mut context) else {
        panic!("the first bytes are not there");
    };
    assert_eq!(first.into_data().unwrap(), "bytes");
    assert!(body.is_end_stream());
    assert_eq!(body.size_hint().exact(), Some(0));
}

#[tokio::test]
async fn an_answer_that_breaks_off_before_its_first_byte_is_none() {
    let stand = Stand::start(|mut stream| async move {
        head(&mut stream).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n").await.unwrap();
    })
    .await;
    assert!(stand.ask(Method::GET).await.is_err());
}

#[tokio::test]
async fn what_is_at_home_elsewhere_is_left_there_and_makes_room() {
    let stand = Arc::new(Stand::start(answer_all).await);
    let elsewhere = Arc::clone(&stand);
    let filled = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut asked = tokio::task::JoinSet::new();
            for _ in 0..kept::CONNECTIONS_MAX {
                let stand = Arc::clone(&elsewhere);
                asked.spawn(async move { stand.read().await });
            }
            asked.join_all().await;
        });
        runtime
    });
    let runtime = filled.await.unwrap();
    assert_eq!(stand.accepted(), kept::CONNECTIONS_MAX);
    stand.read().await;
    stand.read().await;
    assert_eq!(stand.accepted(), kept::CONNECTIONS_MAX + 1);
    runtime.shutdown_background();
}
