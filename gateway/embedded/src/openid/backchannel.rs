//! Tells applications that a session ended (OIDC Back-Channel Logout 1.0).

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use http_body_util::Full;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Map, Value, json};

use super::ledger::Session;
use super::secret::random;
use super::{Provider, now};

/// How long an application may take to answer before the person is no longer kept waiting.
const ANSWER_SECONDS_MAX: u64 = 3;
/// How long a logout token may be believed; the specification recommends two minutes.
const LOGOUT_TOKEN_SECONDS: i64 = 120;
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Sends; follows no redirect.
pub(super) struct Messenger(HttpClient<HttpConnector, Full<Bytes>>);

impl Messenger {
    pub(super) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)));
        Self(HttpClient::builder(TokioExecutor::new()).build(connector))
    }

    async fn send(&self, client_id: &str, uri: &str, token: String) {
        let form = format!("logout_token={token}");
        let request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(form)));
        let Ok(request) = request else { return };
        let limit = Duration::from_secs(ANSWER_SECONDS_MAX);
        match tokio::time::timeout(limit, self.0.request(request)).await {
            Ok(Ok(answer)) if answer.status().is_success() => {}
            Ok(Ok(answer)) => {
                tracing::warn!(client_id, status = %answer.status(), "logout notice refused");
            }
            Ok(Err(error)) => tracing::warn!(client_id, %error, "logout notice not delivered"),
            Err(_) => tracing::warn!(client_id, "logout notice not answered in time"),
        }
    }
}

impl Provider {
    /// Tells each application that had a part in these sessions and wants to know; returns when all have answered or
    /// had their time. A notice is sent once: an application that is down learns at its next refresh.
    pub(super) async fn tell_ended(&self, sessions: &[Session]) {
        let pairs =
            sessions.iter().flat_map(|session| session.clients.iter().map(move |id| (session, id)));
        let notices = pairs.filter_map(|(session, client_id)| {
            let uri = self.client(client_id)?.backchannel_logout_uri.as_deref()?;
            let token = self.keys().sign("logout+jwt", &self.logout_claims(session, client_id));
            Some(self.0.messenger.send(client_id, uri, token))
        });
        join_all(notices).await;
    }

    fn logout_claims(&self, session: &Session, client_id: &str) -> Map<String, Value> {
        let now = now();
        Map::from_iter([
            ("iss".to_owned(), json!(self.issuer())),
            ("sub".to_owned(), json!(session.sub)),
            ("aud".to_owned(), json!(client_id)),
            ("iat".to_owned(), json!(now)),
            ("exp".to_owned(), json!(now + LOGOUT_TOKEN_SECONDS)),
            ("jti".to_owned(), json!(random())),
            ("sid".to_owned(), json!(session.sid)),
            ("events".to_owned(), json!({ EVENT: {} })),
        ])
    }
}
