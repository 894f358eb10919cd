//! An OpenID Connect provider of the tests' own, in process, that can be told to misbehave in every way that matters.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Form, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openidconnect::url::Url;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::signing::{Signing, public_key, sign};

pub const CLIENT_ID: &str = "cellier";
pub const CLIENT_SECRET: &str = "the secret of the client";
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnRefresh {
    Tokens,
    /// An access token and nothing else.
    WithoutIdToken,
    InvalidGrant,
    InvalidClient,
}

/// What every address answers instead, or what discovery says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Down,
    Redirect,
    Huge,
    NotJson,
    AnotherIssuer,
}

/// What the provider does, changed by tests as they go.
pub struct Script {
    pub trouble: Option<Trouble>,
    pub announces_issuer: bool,
    pub only_post: bool,
    pub signing: Signing,
    /// Numbers of the keys that are published.
    pub published: Vec<usize>,
    pub person: Map<String, Value>,
    /// Laid over the claims of every ID token; `null` removes one.
    pub edits: Map<String, Value>,
    pub userinfo: Option<Value>,
    pub gives_refresh_token: bool,
    pub on_refresh: OnRefresh,
    pub keys_asked: u32,
    pub refreshes: u32,
    codes: HashMap<String, Map<String, Value>>,
    refresh_token: Option<String>,
    serial: u32,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
    now: Arc<AtomicI64>,
}

impl Provider {
    /// Listens on a free port of loopback; `now` is the clock of its tokens.
    pub async fn start(now: Arc<AtomicI64>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let provider = Self::at(address, now);
        let router = provider.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn at(address: SocketAddr, now: Arc<AtomicI64>) -> Self {
        let script = Script {
            trouble: None,
            announces_issuer: false,
            only_post: false,
            signing: Signing::Rs256(0),
            published: vec![0],
            person: person("alice", "Alice", "Tremblay", &["team-a"]),
            edits: Map::new(),
            userinfo: None,
            gives_refresh_token: true,
            on_refresh: OnRefresh::Tokens,
            keys_asked: 0,
            refreshes: 0,
            codes: HashMap::new(),
            refresh_token: None,
            serial: 0,
        };
        Self { issuer: format!("http://{address}"), script: Arc::new(Mutex::new(script)), now }
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    pub fn edit(&self, edits: Value) {
        self.script().edits.clone_from(edits.as_object().unwrap());
    }

    /// What a browser that follows the redirect brings back: the query of the callback.
    pub fn authorize(&self, redirect: &str) -> String {
        let asked = query(redirect);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut script = self.script();
        script.serial += 1;
        let code = format!("code-{}", script.serial);
        let remembered = json!({
            "nonce": asked["nonce"],
            "challenge": asked["code_challenge"],
            "redirect_uri": asked["redirect_uri"],
        });
        script.codes.insert(code.clone(), remembered.as_object().unwrap().clone());
        format!("code={code}&state={}", asked["state"])
    }

    /// A logout token with these claims laid over good ones.
    pub fn logout_token(&self, signing: Signing, typ: Option<&str>, edits: Value) -> String {
        let now = self.now.load(Ordering::Relaxed);
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120,
            "jti": format!("jti-{}", edits), "events": { LOGOUT_EVENT: {} },
        });
        overlay(claims.as_object_mut().unwrap(), edits.as_object().unwrap());
        sign(signing, typ, &claims)
    }

    /// A token that a program brings: no nonce, and these claims laid over good ones.
    pub fn web_identity(&self, signing: Signing, edits: Value) -> String {
        let now = self.now.load(Ordering::Relaxed);
        let mut claims =
            json!({ "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300 });
        let all = claims.as_object_mut().unwrap();
        overlay(all, &self.script().person);
        overlay(all, edits.as_object().unwrap());
        sign(signing, Some("JWT"), &claims)
    }

    fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .layer(from_fn_with_state(self.clone(), make_trouble))
            .with_state(self.clone())
    }

    fn id_token(&self, script: &Script, nonce: Option<&Value>) -> String {
        let now = self.now.load(Ordering::Relaxed);
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300,
            "sid": "provider-session",
        });
        let all = claims.as_object_mut().unwrap();
        overlay(all, &script.person);
        if let Some(nonce) = nonce {
            all.insert("nonce".into(), nonce.clone());
        }
        overlay(all, &script.edits);
        sign(script.signing, Some("JWT"), &claims)
    }
}

pub fn person(subject: &str, given: &str, family: &str, groups: &[&str]) -> Map<String, Value> {
    let person = json!({
        "sub": subject, "given_name": given, "family_name": family,
        "name": format!("{given} {family}"), "groups": groups,
        "email": format!("{subject}@example.org"), "email_verified": true,
    });
    person.as_object().unwrap().clone()
}

pub fn query(address: &str) -> HashMap<String, String> {
    Url::parse(address).unwrap().query_pairs().into_owned().collect()
}

async fn make_trouble(State(provider): State<Provider>, request: Request, next: Next) -> Response {
    let trouble = provider.script().trouble;
    match trouble {
        Some(Trouble::Down) => {
            (StatusCode::SERVICE_UNAVAILABLE, "<html>down</html>").into_response()
        }
        Some(Trouble::Redirect) => Redirect::temporary("/elsewhere").into_response(),
        Some(Trouble::Huge) => "x".repeat(2 << 20).into_response(),
        Some(Trouble::NotJson) => "<html>Welcome</html>".into_response(),
        Some(Trouble::AnotherIssuer) | None => next.run(request).await,
    }
}

async fn discovery(State(provider): State<Provider>) -> Json<Value> {
    let issuer = &provider.issuer;
    let script = provider.script();
    let another = "https://evil.example".to_owned();
    let named = if script.trouble == Some(Trouble::AnotherIssuer) { &another } else { issuer };
    let methods = if script.only_post { "client_secret_post" } else { "client_secret_basic" };
    Json(json!({
        "issuer": named,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "token_endpoint_auth_methods_supported": [methods],
        "authorization_response_iss_parameter_supported": script.announces_issuer,
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let mut script = provider.script();
    script.keys_asked += 1;
    let keys = script.published.iter().map(|number| public_key(*number));
    Json(json!({ "keys": keys.collect::<Vec<_>>() }))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut script = provider.script();
    let basic = headers.get(header::AUTHORIZATION).is_some_and(|value| {
        let expected = format!("{CLIENT_ID}:{}", CLIENT_SECRET.replace(' ', "+"));
        value.to_str().unwrap() == format!("Basic {}", STANDARD.encode(expected))
    });
    let posted = form.get("client_secret").is_some_and(|secret| secret == CLIENT_SECRET);
    if basic == script.only_post || posted != script.only_post {
        return refuse("invalid_client");
    }
    match form["grant_type"].as_str() {
        "authorization_code" => {
            let Some(known) = script.codes.remove(&form["code"]) else {
                return refuse("invalid_grant");
            };
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
            if known["challenge"] != challenge || known["redirect_uri"] != form["redirect_uri"] {
                return refuse("invalid_grant");
            }
            let id_token = provider.id_token(&script, Some(&known["nonce"]));
            give(&mut script, Some(id_token))
        }
        "refresh_token" => {
            script.refreshes += 1;
            // A refresh token counts once: whoever sends an old one is shut out.
            if script.refresh_token.as_ref() != Some(&form["refresh_token"]) {
                return refuse("invalid_grant");
            }
            match script.on_refresh {
                OnRefresh::InvalidGrant => refuse("invalid_grant"),
                OnRefresh::InvalidClient => refuse("invalid_client"),
                OnRefresh::WithoutIdToken => give(&mut script, None),
                OnRefresh::Tokens => {
                    let id_token = provider.id_token(&script, None);
                    give(&mut script, Some(id_token))
                }
            }
        }
        _ => refuse("unsupported_grant_type"),
    }
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    let authorized = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value.to_str().unwrap().starts_with("Bearer access-"));
    match &provider.script().userinfo {
        Some(userinfo) if authorized => Json(userinfo.clone()).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

fn give(script: &mut Script, id_token: Option<String>) -> Response {
    script.serial += 1;
    let mut tokens = json!({
        "access_token": format!("access-{}", script.serial), "token_type": "Bearer",
        "expires_in": 300,
    });
    if let Some(id_token) = id_token {
        tokens["id_token"] = id_token.into();
    }
    if script.gives_refresh_token {
        let refresh_token = format!("refresh-token-{}", script.serial);
        tokens["refresh_token"] = refresh_token.clone().into();
        script.refresh_token = Some(refresh_token);
    }
    Json(tokens).into_response()
}

fn refuse(error: &str) -> Response {
    let answer = json!({ "error": error, "error_description": "words of the provider" });
    (StatusCode::BAD_REQUEST, Json(answer)).into_response()
}

fn overlay(claims: &mut Map<String, Value>, edits: &Map<String, Value>) {
    for (claim, value) in edits {
        if value.is_null() {
            claims.remove(claim);
        } else {
            claims.insert(claim.clone(), value.clone());
        }
    }
}
