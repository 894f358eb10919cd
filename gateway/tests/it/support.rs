//! A whole Cellier in this process, and browsers to use it with: nothing is mocked.
#![expect(clippy::panic, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use cellier::demo;
use embedded::openid::{self, Provider};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A gateway on free loopback ports, with the embedded store and provider, gone when dropped.
pub struct Gateway {
    pub address: String,
    /// Where programs reach the S3 side.
    pub s3: String,
    pub ops: String,
    data: TempDir,
    _stop: DropGuard,
}

impl Gateway {
    pub async fn start() -> Self {
        let data = TempDir::new().unwrap();
        let (welcome, stop) = start_in(data.path()).await;
        Self {
            address: welcome.address,
            s3: welcome.s3,
            ops: welcome.ops,
            data,
            _stop: stop.drop_guard(),
        }
    }

    /// The folder with everything of this gateway's.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    pub fn anonymous(&self) -> Browser {
        Browser::of(&self.address)
    }

    /// A browser in which the person has signed in: `alice.tremblay`, `benoit.gagnon`, …
    pub async fn as_person(&self, handle: &str) -> Browser {
        let browser = self.anonymous();
        browser.sign_in(handle, "/en/").await;
        browser
    }
}

/// One signing key for all providers of this process: making one takes a second.
static SIGNING_KEY: OnceCell<Vec<u8>> = OnceCell::const_new();

pub async fn signing_key() -> &'static [u8] {
    let make = || async {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_owned();
        let open = move || Provider::open(&path, openid::Settings::demo(Vec::new()));
        tokio::task::spawn_blocking(open).await.unwrap().unwrap();
        std::fs::read(folder.path().join(KEY_FILE)).unwrap()
    };
    SIGNING_KEY.get_or_init(make).await
}

const KEY_FILE: &str = "signing-key.pem";

pub fn place_signing_key(data: &Path, key: &[u8]) {
    let folder = data.join("openid");
    std::fs::create_dir_all(&folder).unwrap();
    let mut options = std::fs::OpenOptions::new();
    let mut file =
        options.write(true).create_new(true).mode(0o600).open(folder.join(KEY_FILE)).unwrap();
    file.write_all(key).unwrap();
}

async fn start_in(data: &Path) -> (demo::Welcome, CancellationToken) {
    place_signing_key(data, signing_key().await);
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let settings = demo::Settings {
        data: data.to_owned(),
        portal_listen: any,
        s3_listen: any,
        ops_listen: any,
        oidc_listen: Some(any),
        idle_minutes: None,
        space_bytes_max: None,
    };
    let stop = CancellationToken::new();
    let (tell, told) = tokio::sync::oneshot::channel();
    let stopped = stop.clone();
    tokio::spawn(async move {
        let ready = |welcome| {
            let _ = tell.send(welcome);
        };
        if let Err(error) = demo::run(settings, stopped, ready).await {
            panic!("the demo failed: {error:?}");
        }
    });
    (told.await.unwrap(), stop)
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The kind of the problem document, without `/problems/`.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.trim_start_matches("/problems/").to_owned()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    #[track_caller]
    pub fn expect_problem(&self, status: u16, kind: &str) {
        assert_eq!(
            (self.status.as_u16(), self.problem().as_str()),
            (status, kind),
            "{}",
            self.text()
        );
    }
}

/// A connection that ended before the answer did.
pub type Broken = Box<dyn std::error::Error + Send + Sync>;

/// A browser: cookies by host and port, headers as a page of ours sends them. Redirects are the caller's to follow.
#[derive(Clone)]
pub struct Browser {
    origin: String,
    client: Client<HttpConnector, Full<Bytes>>,
    cookies: Arc<Mutex<BTreeMap<String, BTreeMap<String, String>>>>,
}

impl Browser {
    /// A browser that nobody has used yet; `origin` is the portal's.
    pub fn of(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            cookies: Arc::default(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string())
            .await
    }

    pub async fn put(&self, path: &str, body: impl Into<Bytes>) -> Answer {
        self.send(Method::PUT, path, &[("content-type", "application/octet-stream")], body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], "").await
    }

    /// As a script of our own page asks.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let ours = [("sec-fetch-site", "same-origin"), ("x-cellier-request", "1")];
        let headers: Vec<(&str, &str)> = ours.into_iter().chain(headers.iter().copied()).collect();
        self.send_raw(method, path, &headers, body).await
    }

    /// With exactly these headers, and the cookies of the address.
    pub async fn send_raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// As [`Browser::send_raw`], where the connection may break.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, Broken> {
        let response = self.open(method, path, headers, body).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// Asks, and leaves the body of the answer unread.
    pub async fn open(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Response<Incoming>, Broken> {
        let address = if path.starts_with("http://") {
            path.to_owned()
        } else {
            format!("{}{path}", self.origin)
        };
        let uri: Uri = address.parse().unwrap_or_else(|error| panic!("{error}: {address}"));
        let authority = uri.authority().unwrap().to_string();
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies = self.cookie_header(&authority);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let response = self.client.request(request.body(Full::new(body.into())).unwrap()).await?;
        self.keep_cookies(&authority, response.headers());
        Ok(response)
    }

    /// Signs in as a person would: portal, provider, the person's button, and back. Returns where it ended.
    pub async fn sign_in(&self, handle: &str, return_to: &str) -> String {
        let mut at = format!(
            "/auth/sign-in?lang=en&return_to={}",
            return_to.replace('?', "%3F").replace('&', "%26")
        );
        for _ in 0..10 {
            let answer = self.send_raw(Method::GET, &at, &[("sec-fetch-site", "none")], "").await;
            match answer.header("location") {
                "" => {
                    let page = answer.text();
                    let origin = at.split("/authorize").next().unwrap().to_owned();
                    assert!(
                        page.contains("/authorize/choose"),
                        "no person to choose at {at}: {page}"
                    );
                    at = self.choose(&origin, &page, handle).await;
                }
                next if next.starts_with("http://") && !next.starts_with(&self.origin) => {
                    at = next.to_owned()
                }
                next => {
                    let path = next.trim_start_matches(&self.origin).to_owned();
                    if !path.starts_with("/auth/") {
                        return path;
                    }
                    at = path;
                }
            }
        }
        panic!("the sign-in goes round in circles at {at}");
    }

    async fn choose(&self, origin: &str, page: &str, handle: &str) -> String {
        let mut fields: Vec<(String, String)> = hidden_fields(page);
        let first_name = handle.split('.').next().unwrap();
        fields.push(("person".to_owned(), subject(page, first_name)));
        let form = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let form = form.collect::<Vec<_>>().join("&");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin),
            ("sec-fetch-site", "same-origin"),
        ];
        let answer = self
            .send_raw(Method::POST, &format!("{origin}/authorize/choose"), &headers, form)
            .await;
        assert!(answer.status.is_redirection(), "{answer:?}");
        answer.header("location").to_owned()
    }

    fn cookie_header(&self, authority: &str) -> String {
        let cookies = self.cookies.lock().unwrap();
        let own = cookies.get(authority).into_iter().flatten();
        own.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, authority: &str, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        let own = cookies.entry(authority.to_owned()).or_default();
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || line.to_ascii_lowercase().contains("max-age=0") {
                own.remove(name);
            } else {
                own.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The value of one of the portal's cookies.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let authority = self.origin.trim_start_matches("http://");
        self.cookies.lock().unwrap().get(authority)?.get(name).cloned()
    }

    /// Puts a cookie in the portal's jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let authority = self.origin.trim_start_matches("http://").to_owned();
        self.cookies
            .lock()
            .unwrap()
            .entry(authority)
            .or_default()
            .insert(name.to_owned(), value.to_owned());
    }
}

fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input").skip(1).filter(|input| input.contains("type=\"hidden\""));
    inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
}

/// The value of the button that bears the first name.
fn subject(page: &str, first_name: &str) -> String {
    let first_name = first_name.trim_end_matches('-');
    let buttons = page.split("<button").skip(1);
    let plain = |text: &str| {
        text.to_lowercase().replace(['î', 'ï'], "i").replace(['é', 'è'], "e").replace('ô', "o")
    };
    let mut found = buttons
        .filter(|button| plain(button.split("</button>").next().unwrap()).contains(first_name));
    attribute(
        found.next().unwrap_or_else(|| panic!("nobody is called {first_name} in {page}")),
        "value",
    )
}

fn attribute(tag: &str, name: &str) -> String {
    let value =
        tag.split(&format!("{name}=\"")).nth(1).unwrap_or_default().split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Asks until the answer is yes.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Percent-encodes everything but unreserved characters.
pub fn encode(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded = |byte: u8| {
        if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(encoded).collect()
}
