//! A server that answers by script and keeps what it was sent, byte by byte.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cellier::upstream::{Capabilities, Credentials, InstanceSettings, Style, Timeouts, Upstream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::permits;

/// A server that can all but checksums in trailers.
pub const CAPABLE: Capabilities = Capabilities {
    conditional_writes: true,
    conditional_copies: true,
    conditional_deletes: true,
    conditional_sources: true,
    tags: true,
    versions: true,
    dot_segments: true,
    leading_slashes: true,
    md5_etags: true,
    checksum_trailers: false,
};

/// MD5 of `hello`.
pub const HELLO_MD5: &str = "5d41402abc4b2a76b9719d911017c592";

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Reads all, answers.
    Answer(Vec<u8>),
    /// Reads all, answers so much, closes.
    Cut(Vec<u8>),
    /// Reads all, answers so much, and keeps the connection without a word.
    Stall(Vec<u8>),
    /// Answers before the body, and reads no more.
    Early(Vec<u8>),
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub head: String,
    pub body: Vec<u8>,
    /// All of the announced body came.
    pub whole: bool,
}

impl Received {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let of_line = |line: &'_ str| line.split_once(": ").map(|(found, _)| found.to_owned());
        let line = self
            .head
            .lines()
            .find(|line| of_line(line).is_some_and(|found| found.eq_ignore_ascii_case(name)))?;
        line.split_once(": ").map(|(_, value)| value)
    }
}

#[derive(Clone, Debug)]
pub struct Scripted {
    pub address: SocketAddr,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    received: Arc<Mutex<Vec<Received>>>,
    /// How many connections have come to their end.
    ended: Arc<AtomicUsize>,
}

/// An answer with status line, headers and a body of known length.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A refusal in S3's words.
pub fn refusal(status: &str, code: &str) -> Reply {
    let document = format!(
        "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message><RequestId>r-1</RequestId></Error>"
    );
    Reply::Answer(answer(status, &[("content-type", "application/xml")], &document))
}

pub fn ok(headers: &[(&str, &str)], body: &str) -> Reply {
    Reply::Answer(answer("200 OK", headers, body))
}

impl Scripted {
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            replies: Arc::new(Mutex::new(replies.into_iter().collect())),
            received: Arc::default(),
            ended: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move {
                    serving.connection(stream).await;
                    serving.ended.fetch_add(1, Ordering::Release);
                });
            }
        });
        server
    }

    pub fn upstream(&self, capabilities: Capabilities) -> Upstream {
        upstream_at(self.address, capabilities, Timeouts::default())
    }

    /// A client of this server that loses patience quickly, and yet not because the machine is busy.
    pub fn impatient(&self) -> Upstream {
        let soon = Duration::from_millis(700);
        let timeouts = Timeouts { response_head: soon, body_idle: soon, ..Timeouts::default() };
        upstream_at(self.address, Capabilities::default(), timeouts)
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until a connection has come to its end, and answers whether a whole request came over it: one that was
    /// cut may not have come at all.
    pub async fn whole_request_came(&self) -> bool {
        until(|| self.ended.load(Ordering::Acquire) > 0).await;
        self.received().iter().any(|request| request.whole)
    }

    /// Waits until so many requests have come to their end.
    pub async fn received_count(&self, count: usize) -> Vec<Received> {
        until(|| self.received().len() >= count).await;
        let received = self.received();
        assert_eq!(received.len(), count, "{received:#?}");
        received
    }

    async fn connection(&self, mut stream: TcpStream) {
        while let Some(head) = read_head(&mut stream).await {
            let reply = self.replies.lock().unwrap().pop_front();
            if let Some(Reply::Early(bytes)) = &reply {
                self.keep(head, Vec::new(), false);
                stream.write_all(bytes).await.unwrap();
                return std::future::pending().await;
            }
            let (body, whole) = read_body(&mut stream, &head).await;
            self.keep(head, body, whole);
            match reply {
                Some(Reply::Answer(bytes)) if whole => stream.write_all(&bytes).await.unwrap(),
                Some(Reply::Cut(bytes)) => {
                    stream.write_all(&bytes).await.unwrap();
                    return;
                }
                Some(Reply::Stall(bytes)) => {
                    stream.write_all(&bytes).await.unwrap();
                    return std::future::pending().await;
                }
                _ => return,
            }
        }
    }

    fn keep(&self, head: String, body: Vec<u8>, whole: bool) {
        self.received.lock().unwrap().push(Received { head, body, whole });
    }
}

async fn until(holds: impl Fn() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(5);
    while !holds() && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(holds(), "waited in vain");
}

pub fn upstream_at(
    address: SocketAddr,
    capabilities: Capabilities,
    timeouts: Timeouts,
) -> Upstream {
    let settings = InstanceSettings {
        id: permits::instance(),
        endpoint: format!("http://{address}").parse().unwrap(),
        region: "us-east-1".to_owned(),
        style: Style::Path,
        credentials: Credentials { access_key: "key".to_owned(), secret_key: "secret".into() },
        own_ca: None,
        capabilities,
        timeouts,
    };
    Upstream::new(vec![settings]).unwrap()
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

async fn read_body(stream: &mut TcpStream, head: &str) -> (Vec<u8>, bool) {
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    while body.len() < length {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return (body, false),
            Ok(count) => body.extend_from_slice(&buffer[..count]),
        }
    }
    (body, true)
}
