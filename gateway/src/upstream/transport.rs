//! How an instance is spoken to: HTTP/1.1, as S3 speaks it, over TLS or plainly, on connections that are kept for the
//! next request.
//!
//! A connection has no task of its own: whoever asks drives it, and whoever reads the answer drives it on to its end. A
//! request passes from socket to socket within one task, so that nobody is woken for another's sake, and whoever goes
//! away takes the connection along.

mod connection;
mod kept;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::uri::{Parts, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::client::conn::http1;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::RootCertStore;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

pub(super) use self::connection::AnswerBody;
use self::connection::{Connection, Unanswered};
use self::kept::Kept;
use super::BoxError;
use super::settings::{InstanceSettings, SettingsError};
use crate::tls;

pub(super) type RequestBody = UnsyncBoxBody<Bytes, BoxError>;

/// Finds the other end gone without waiting for an answer that cannot come.
const KEEPALIVE_SECONDS: u64 = 30;

/// Of an answer that was read and not yet passed on, and longest head of one. Larger ones save few calls of the kernel.
const BUFFER_BYTES_MAX: usize = 64 * 1024;

/// The same where very many are connected at once: a thousand downloads hold a thousand of them, or two.
const CROWD_BUFFER_BYTES_MAX: usize = 24 * 1024;

/// Connections that have the larger buffers.
const LARGE_BUFFERS_MAX: usize = 192;

/// The connections to one instance. Cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    connector: HttpsConnector<HttpConnector>,
    large_buffers: Arc<Semaphore>,
    kept: Kept,
}

impl Client {
    pub(super) fn new(settings: &InstanceSettings) -> Result<Self, SettingsError> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(settings.timeouts.connect));
        connector.set_keepalive(Some(Duration::from_secs(KEEPALIVE_SECONDS)));
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls::client(authorities(settings)?).map_err(SettingsError::Tls)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let large_buffers = Arc::new(Semaphore::new(LARGE_BUFFERS_MAX));
        Ok(Self { connector, large_buffers, kept: Kept::default() })
    }

    /// Sends a request whose address is absolute, and answers once the head of the answer is there. A kept connection
    /// that turns out to be closed before anything was sent on it is followed by another one.
    pub(super) async fn request(
        &self,
        mut request: Request<RequestBody>,
    ) -> Result<Response<AnswerBody>, BoxError> {
        let (origin, path) = split(std::mem::take(request.uri_mut()))?;
        *request.uri_mut() = path;
        while let Some(connection) = self.kept.take(&origin) {
            request = match connection.ask(request, &self.kept).await {
                Ok(response) => return Ok(response),
                Err(Unanswered { unsent: Some(unsent), .. }) => *unsent,
                Err(Unanswered { unsent: None, source }) => return Err(source.into()),
            };
        }
        let connection = self.connect(origin).await?;
        connection.ask(request, &self.kept).await.map_err(|unanswered| unanswered.source.into())
    }

    async fn connect(&self, origin: Uri) -> Result<Connection, BoxError> {
        let began = Handle::current().id();
        let stream = self.connector.clone().oneshot(origin.clone()).await?;
        let large = Arc::clone(&self.large_buffers).try_acquire_owned().ok();
        let bytes_max = if large.is_some() { BUFFER_BYTES_MAX } else { CROWD_BUFFER_BYTES_MAX };
        let handshake = http1::Builder::new().max_buf_size(bytes_max).handshake(stream);
        let (sender, driver) = handshake.await?;
        // Who asks may have moved on meanwhile (`listener/cores.rs`).
        let home = (Handle::current().id() == began).then_some(began);
        Ok(Connection::new(origin, sender, driver, home, large))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").finish_non_exhaustive()
    }
}

/// Where to connect to, and what stands in the first line of a request (RFC 9112 §3.2.1).
fn split(address: Uri) -> Result<(Uri, Uri), http::Error> {
    let mut origin = address.into_parts();
    let mut path = Parts::default();
    path.path_and_query = origin.path_and_query.replace(PathAndQuery::from_static("/"));
    Ok((Uri::from_parts(origin)?, Uri::from_parts(path)?))
}

fn authorities(settings: &InstanceSettings) -> Result<RootCertStore, SettingsError> {
    if settings.endpoint.scheme() != Some(&Scheme::HTTPS) {
        return Ok(RootCertStore::empty());
    }
    let mut roots = tls::system_authorities();
    if let Some(pem) = &settings.own_ca {
        tls::trust(&mut roots, pem).map_err(SettingsError::OwnCa)?;
    }
    if roots.is_empty() {
        return Err(SettingsError::NoAuthorities);
    }
    Ok(roots)
}

#[cfg(test)]
mod tests;
