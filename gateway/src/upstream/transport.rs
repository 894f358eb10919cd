//! Pooled connections to one instance: HTTP/1.1, as S3 speaks it, over TLS or plainly.

use std::time::Duration;

use bytes::Bytes;
use http::uri::Scheme;
use http_body_util::combinators::UnsyncBoxBody;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::RootCertStore;

use super::BoxError;
use super::settings::{InstanceSettings, SettingsError};
use crate::tls;

pub(super) type RequestBody = UnsyncBoxBody<Bytes, BoxError>;

pub(super) type Client = legacy::Client<HttpsConnector<HttpConnector>, RequestBody>;

/// Shorter than servers and balancers keep idle connections (20 s and more), so that a request seldom meets one that
/// is just being closed.
const IDLE_SECONDS_MAX: u64 = 15;

const IDLE_CONNECTIONS_MAX: usize = 64;

/// Finds the other end gone without waiting for an answer that cannot come.
const KEEPALIVE_SECONDS: u64 = 30;

pub(super) fn client(settings: &InstanceSettings) -> Result<Client, SettingsError> {
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
    Ok(legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(IDLE_SECONDS_MAX))
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .build(connector))
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
