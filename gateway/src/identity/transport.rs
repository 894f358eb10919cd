//! How the identity provider is spoken to: no redirects, bounded in time and size, encrypted unless it runs on this
//! very machine.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use openidconnect::http::StatusCode;
use openidconnect::url::Url;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls::RootCertStore;

use super::Error;
use super::settings::is_https_or_loopback;
use crate::tls;

const CONNECT_SECONDS_MAX: u64 = 3;
const ANSWER_SECONDS_MAX: u64 = 10;
/// Discovery documents and key sets are some ten kilobytes, tokens with thousands of groups a few hundred.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
const IDLE_SECONDS_MAX: u64 = 30;

#[derive(Debug, thiserror::Error)]
pub(super) enum TransportError {
    #[error("the provider names an address that is neither https nor on this machine")]
    Address,
    #[error("the provider did not answer within {ANSWER_SECONDS_MAX} seconds")]
    TooSlow,
    #[error("the provider answered more than {ANSWER_BYTES_MAX} bytes, or stopped in the middle")]
    Answer(#[source] Box<dyn StdError + Send + Sync>),
    #[error("the provider answered {0}")]
    Status(StatusCode),
    #[error("the provider cannot be reached")]
    Unreachable(#[from] hyper_util::client::legacy::Error),
}

#[derive(Clone)]
pub(super) struct Transport {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Whether plain http to loopback addresses is spoken at all.
    loopback: bool,
}

impl Transport {
    /// `authority_pem`: certificates trusted beside the system's.
    pub(super) fn new(loopback: bool, authority_pem: Option<&[u8]>) -> Result<Self, Error> {
        // A provider on this machine speaks plain http; reading the system's certificates would only cost time.
        let mut roots = if loopback { RootCertStore::empty() } else { tls::system_authorities() };
        if let Some(pem) = authority_pem {
            tls::trust(&mut roots, pem).map_err(Error::Authority)?;
        }
        let tls = tls::client(roots).map_err(Error::Tls)?;
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(Duration::from_secs(CONNECT_SECONDS_MAX)));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(IDLE_SECONDS_MAX))
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { client, loopback })
    }

    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let safe = Url::parse(&request.uri().to_string()).is_ok_and(|url| {
            is_https_or_loopback(&url) && (url.scheme() == "https" || self.loopback)
        });
        if !safe {
            return Err(TransportError::Address);
        }
        let exchange = async {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            let (head, body) = self.client.request(request).await?.into_parts();
            // What a failing provider says is of no use, and must not be taken for an answer of the protocol.
            if head.status.is_server_error() {
                return Err(TransportError::Status(head.status));
            }
            let body = Limited::new(body, ANSWER_BYTES_MAX)
                .collect()
                .await
                .map_err(TransportError::Answer)?
                .to_bytes();
            Ok(HttpResponse::from_parts(head, body.to_vec()))
        };
        tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), exchange)
            .await
            .map_err(|_| TransportError::TooSlow)?
    }
}

impl<'client> AsyncHttpClient<'client> for Transport {
    type Error = TransportError;
    type Future =
        Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'client>>;

    fn call(&'client self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
