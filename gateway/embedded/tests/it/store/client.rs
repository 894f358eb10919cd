//! A small S3 client that signs, and a store to point it at.
#![expect(clippy::unwrap_used, reason = "a fault of the test is told by a panic")]

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use embedded::store::{Credentials, Settings, Store};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const REGION: &str = "local";
const ACCESS_KEY: &str = "TESTKEY";
const SECRET_KEY: &str = "test-secret";
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub type Body = UnsyncBoxBody<Bytes, std::io::Error>;

pub fn credentials() -> Credentials {
    Credentials { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() }
}

/// A store served on a loopback port until it is stopped or dropped.
pub struct Running {
    pub store: Store,
    pub client: Client,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Running {
    pub async fn start(folder: &Path) -> Self {
        Self::start_with(folder, Settings::default()).await
    }

    pub async fn start_with(folder: &Path, settings: Settings) -> Self {
        let store = Store::open_with(folder, credentials(), REGION, settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(store.clone().serve(listener, async {
            let _ = stopped.await;
        }));
        Self { store, client: Client::new(address), stop, served }
    }

    /// Stops serving and closes the store.
    pub async fn stop(self) {
        let Self { store, client, stop, served } = self;
        drop((stop, client));
        served.await.unwrap();
        drop(store);
    }
}

/// A store in a folder of its own, with one bucket named `bucket`.
pub async fn with_bucket() -> (TempDir, Running) {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path()).await;
    running.client.put("/bucket").ok().await;
    (folder, running)
}

/// What came back, with its body read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.status, self.text());
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        self.expect(200)
    }

    /// The status and the S3 code of a refusal.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!(self.xml("Code"), [code], "{}: {}", self.status, self.text());
        self.expect(status)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The texts of all elements of that name.
    pub fn xml(&self, name: &str) -> Vec<String> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let text = self.text();
        let found = text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap());
        found
            .map(|text| {
                text.replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&")
            })
            .collect()
    }
}

#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    http: HttpClient<HttpConnector, Body>,
}

/// A request being put together; [`Call::send`] signs and sends it.
pub struct Call {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { address, http: HttpClient::builder(TokioExecutor::new()).build(connector) }
    }

    /// A call to `path`, which is not encoded yet.
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call {
            client: self.clone(),
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Call {
        self.call(Method::HEAD, path)
    }

    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Sends a request that is complete.
    pub async fn send(&self, request: Request<Body>) -> http::Response<Incoming> {
        self.http.request(request).await.unwrap()
    }

    /// Sends a request that is complete, and says whether there was an answer.
    pub async fn try_send(&self, request: Request<Body>) -> Option<Answer> {
        let (head, body) = self.http.request(request).await.ok()?.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        Some(Answer { status: head.status, headers: head.headers, body })
    }
}

impl Call {
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    fn uri(&self) -> String {
        let path: Vec<String> = self.path.split('/').map(|s| encode(s)).collect();
        let pairs: Vec<String> =
            self.query.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("http://{}{}{mark}{}", self.client.address, path.join("/"), pairs.join("&"))
    }

    /// The request, signed in its headers.
    pub fn signed(&self, body: SignableBody<'_>) -> http::request::Builder {
        let uri = self.uri();
        let headers = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let request =
            SignableRequest::new(self.method.as_str(), uri.clone(), headers, body).unwrap();
        let (instructions, _) =
            sign(request, &params(settings(), SystemTime::now()).into()).unwrap().into_parts();
        let mut builder = Request::builder().method(self.method.clone()).uri(uri);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        for (name, value) in instructions.headers() {
            builder = builder.header(name, value);
        }
        builder
    }

    /// The address, signed for `lifetime` from `at`.
    pub fn presigned(&self, at: SystemTime, lifetime: Duration) -> String {
        let uri = self.uri();
        let mut settings = settings();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        settings.expires_in = Some(lifetime);
        let body = SignableBody::UnsignedPayload;
        let none = std::iter::empty::<(&str, &str)>();
        let request = SignableRequest::new(self.method.as_str(), uri.clone(), none, body).unwrap();
        let (instructions, _) = sign(request, &params(settings, at).into()).unwrap().into_parts();
        let pairs: Vec<String> =
            instructions.params().iter().map(|(n, v)| format!("{n}={}", encode(v))).collect();
        let mark = if uri.contains('?') { "&" } else { "?" };
        format!("{uri}{mark}{}", pairs.join("&"))
    }

    pub fn request(self) -> Request<Body> {
        let body = Full::new(self.body.clone()).map_err(|never| match never {}).boxed_unsync();
        self.signed(SignableBody::Bytes(&self.body)).body(body).unwrap()
    }

    pub async fn answer(self) -> Answer {
        let client = self.client.clone();
        let (head, body) = client.send(self.request()).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Sends; whatever the answer, without a body for the signature.
    pub async fn answer_unsigned_body(self, body: Body, length: u64) -> Answer {
        let client = self.client.clone();
        let builder = self
            .header("content-length", &length.to_string())
            .signed(SignableBody::UnsignedPayload);
        let (head, body) = client.send(builder.body(body).unwrap()).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    pub async fn ok(self) -> Answer {
        self.answer().await.ok()
    }
}

pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings
}

fn params(
    settings: SigningSettings,
    at: SystemTime,
) -> v4::SigningParams<'static, SigningSettings> {
    let identity: Identity = AwsCredentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test").into();
    // A leaked identity a request: the test process is short.
    v4::SigningParams::builder()
        .identity(Box::leak(Box::new(identity)))
        .region(REGION)
        .name("s3")
        .time(at)
        .settings(settings)
        .build()
        .unwrap()
}
