//! A provider on a free port, browsers that keep cookies and follow nothing, and an application that is told of
//! logouts.
#![expect(clippy::unwrap_used, reason = "a test helper: what fails here fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::{Form, State};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use embedded::openid::{Client, Provider, Settings, issuer};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use rsa::{BigUint, RsaPublicKey};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};

pub const CALLBACK: &str = "http://127.0.0.1:8080/auth/callback";
pub const HOME: &str = "http://127.0.0.1:8080/";
/// RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub type Pairs<'a> = [(&'a str, &'a str)];

pub struct Rig {
    pub provider: Provider,
    pub issuer: String,
    http: HttpClient<HttpConnector, Full<bytes::Bytes>>,
    /// What the application `portal` was told.
    notices: Mutex<mpsc::UnboundedReceiver<String>>,
    _folder: Option<TempDir>,
    _stop: DropGuard,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

#[derive(Default)]
pub struct Browser(BTreeMap<String, String>);

impl Rig {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rig = Self::start_in(folder.path()).await;
        Self { _folder: Some(folder), ..rig }
    }

    pub async fn start_in(folder: &Path) -> Self {
        let stop = CancellationToken::new();
        let (told, notices) = mpsc::unbounded_channel();
        let portal = listener().await;
        let hook = format!("{}/logout", issuer(portal.local_addr().unwrap()));
        let application = Router::new().route("/logout", post(hear)).with_state(told);
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(
            axum::serve(portal, application).with_graceful_shutdown(stopped).into_future(),
        );

        lend_key(folder);
        let settings = Settings::demo(vec![client("portal", Some(hook)), client("other", None)]);
        let provider = Provider::open(folder, settings).unwrap();
        let listener = listener().await;
        let issuer = issuer(listener.local_addr().unwrap());
        let (serving, stopped) = (provider.clone(), stop.clone().cancelled_owned());
        tokio::spawn(async move { serving.serve(listener, stopped).await.unwrap() });
        Self {
            provider,
            issuer,
            http: HttpClient::builder(TokioExecutor::new()).build_http(),
            notices: Mutex::new(notices),
            _folder: None,
            _stop: stop.drop_guard(),
        }
    }

    /// A right authorization request, with these parameters changed; an empty value leaves one out.
    pub fn authorize(&self, changed: &Pairs<'_>) -> String {
        let right = [
            ("client_id", "portal"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email groups offline_access"),
            ("state", "état 1&2"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let kept = right.iter().filter(|(name, _)| !changed.iter().any(|(key, _)| key == name));
        let pairs: Vec<_> =
            kept.chain(changed).filter(|(_, value)| !value.is_empty()).copied().collect();
        format!("{}/authorize?{}", self.issuer, encode(&pairs))
    }

    pub async fn get(&self, browser: &mut Browser, address: &str) -> Answer {
        self.send(browser, Method::GET, address, &[], None).await
    }

    pub async fn post(&self, browser: &mut Browser, path: &str, form: &Pairs<'_>) -> Answer {
        let address = format!("{}{path}", self.issuer);
        self.send(browser, Method::POST, &address, &[], Some(form)).await
    }

    pub async fn send(
        &self,
        browser: &mut Browser,
        method: Method,
        address: &str,
        headers: &Pairs<'_>,
        form: Option<&Pairs<'_>>,
    ) -> Answer {
        let cookies: Vec<String> =
            browser.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = Full::new(form.map(encode).unwrap_or_default().into());
        let (parts, body) =
            self.http.request(request.body(body).unwrap()).await.unwrap().into_parts();
        for line in parts.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                browser.0.remove(name);
            } else {
                browser.0.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.into()).unwrap(),
        }
    }

    /// Opens the page and presses the person's button.
    pub async fn choose(&self, browser: &mut Browser, person: &str, changed: &Pairs<'_>) -> Answer {
        let page = self.get(browser, &self.authorize(changed)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let fields = page.hidden_fields();
        let mut form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.push(("person", person));
        self.post(browser, "/authorize/choose", &form).await
    }

    pub async fn code(&self, browser: &mut Browser, person: &str) -> String {
        self.choose(browser, person, &[]).await.query("code").unwrap()
    }

    pub async fn tokens(&self, browser: &mut Browser, person: &str) -> Value {
        let code = self.code(browser, person).await;
        let answer = self.redeem(&code, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    /// The token endpoint, as `portal`.
    pub async fn token(&self, form: &Pairs<'_>) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode("portal:portal-secret"));
        let address = format!("{}/token", self.issuer);
        let headers = [(AUTHORIZATION.as_str(), basic.as_str())];
        self.send(&mut Browser::default(), Method::POST, &address, &headers, Some(form)).await
    }

    pub async fn redeem(&self, code: &str, changed: &Pairs<'_>) -> Answer {
        let right = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let kept = right.iter().filter(|(name, _)| !changed.iter().any(|(key, _)| key == name));
        let form: Vec<_> = kept.chain(changed).copied().collect();
        self.token(&form).await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let address = format!("{}/userinfo", self.issuer);
        let headers = [(AUTHORIZATION.as_str(), bearer.as_str())];
        self.send(&mut Browser::default(), Method::GET, &address, &headers, None).await
    }

    pub async fn read_json(&self, path: &str) -> Value {
        let answer = self.get(&mut Browser::default(), &format!("{}{path}", self.issuer)).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()
    }

    /// Header and claims of a token, its signature verified with the published keys.
    pub async fn verified(&self, token: &str) -> (Value, Value) {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let decoded = |part: &str| -> Value { serde_json::from_slice(&bytes(part)).unwrap() };
        let header = decoded(header);
        let jwks = self.read_json("/jwks").await;
        let jwk = jwks["keys"]
            .as_array()
            .unwrap()
            .iter()
            .find(|jwk| jwk["kid"] == header["kid"])
            .unwrap();
        let number = |name: &str| BigUint::from_bytes_be(&bytes(jwk[name].as_str().unwrap()));
        let key = VerifyingKey::<Sha256>::new(RsaPublicKey::new(number("n"), number("e")).unwrap());
        let signature = Signature::try_from(bytes(signature).as_slice()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
        (header, decoded(claims))
    }

    /// The logout tokens received so far.
    pub async fn notices(&self) -> Vec<String> {
        let mut notices = self.notices.lock().await;
        std::iter::from_fn(|| notices.try_recv().ok()).collect()
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// A parameter of the address it leads to.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.header(LOCATION.as_str()).split_once('?')?;
        let found =
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
        found.map(|(_, value)| percent_decode_str(value).decode_utf8().unwrap().into_owned())
    }

    /// What the page's form sends along.
    pub fn hidden_fields(&self) -> Vec<(String, String)> {
        let inputs = self.body.split(r#"<input type="hidden" name=""#).skip(1);
        let field = |text: &str| {
            let (name, rest) = text.split_once(r#"" value=""#).unwrap();
            let (value, _) = rest.split_once('"').unwrap();
            (name.to_owned(), value.replace("&amp;", "&"))
        };
        inputs.map(field).collect()
    }
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// Puts one and the same key into every folder that has none: making one takes a while.
fn lend_key(folder: &Path) {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    const FILE: &str = "signing-key.pem";
    let key = KEY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        Provider::open(folder.path(), Settings::demo(Vec::new())).unwrap();
        fs::read(folder.path().join(FILE)).unwrap()
    });
    let path = folder.join(FILE);
    if !path.exists() {
        fs::write(&path, key).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

pub async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn client(id: &str, backchannel_logout_uri: Option<String>) -> Client {
    Client {
        client_id: id.to_owned(),
        client_secret: format!("{id}-secret"),
        redirect_uris: vec![CALLBACK.to_owned()],
        post_logout_redirect_uris: vec![HOME.to_owned()],
        backchannel_logout_uri,
    }
}

async fn hear(
    State(told): State<mpsc::UnboundedSender<String>>,
    Form(mut form): Form<BTreeMap<String, String>>,
) {
    told.send(form.remove("logout_token").unwrap()).unwrap();
}

fn encode(pairs: &Pairs<'_>) -> String {
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

fn bytes(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}
