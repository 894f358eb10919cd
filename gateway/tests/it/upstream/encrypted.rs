//! TLS: an authority of one's own is trusted where it was given, and nowhere else.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use cellier::upstream::{
    Capabilities, Credentials, Error, InstanceSettings, SettingsError, Style, Timeouts, Upstream,
};
use rustls::{ServerConnection, Stream};

use super::permits;
use super::scripted::answer;
use crate::encrypted::serving;

/// Made for these tests, valid for a hundred years for `localhost` and 127.0.0.1; the authority's key was thrown away.
const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/server.pem");
const KEY: &[u8] = include_bytes!("tls/server.key.pem");

/// Answers connections with an empty list of buckets, one after the other; answers the port.
fn serve() -> u16 {
    let config = serving(CERTIFICATE, KEY);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let buckets = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
    std::thread::spawn(move || {
        while let Ok((mut tcp, _)) = listener.accept() {
            let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut tls, &mut tcp);
            // A client that does not trust us ends here.
            if stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
                let _ = stream.write_all(&answer("200 OK", &[("connection", "close")], buckets));
            }
        }
    });
    port
}

fn upstream(endpoint: &str, own_ca: Option<&[u8]>) -> Result<Upstream, Error> {
    Upstream::new(vec![InstanceSettings {
        id: permits::instance(),
        endpoint: endpoint.parse().unwrap(),
        region: "us-east-1".to_owned(),
        style: Style::Path,
        credentials: Credentials { access_key: "key".to_owned(), secret_key: "secret".into() },
        own_ca: own_ca.map(<[u8]>::to_vec),
        capabilities: Capabilities::default(),
        timeouts: Timeouts::default(),
    }])
}

#[tokio::test]
async fn an_own_authority_is_trusted_where_it_was_given() {
    let endpoint = format!("https://localhost:{}", serve());
    let trusting = upstream(&endpoint, Some(AUTHORITY)).unwrap();
    assert!(trusting.list_buckets(&permits::list_buckets()).await.unwrap().is_empty());
    match upstream(&endpoint, None) {
        Ok(strange) => {
            let error = strange.list_buckets(&permits::list_buckets()).await.unwrap_err();
            assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
        }
        // A machine without any authority says so at the start.
        Err(error) => {
            let Error::Settings { source, .. } = error else { unreachable!("{error:?}") };
            assert!(matches!(source, SettingsError::NoAuthorities), "{source:?}");
        }
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_accepted() {
    let endpoint = format!("https://127.0.0.2:{}", serve());
    let upstream = upstream(&endpoint, Some(AUTHORITY)).unwrap();
    let error = upstream.list_buckets(&permits::list_buckets()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[test]
fn settings_that_cannot_work_are_refused_at_the_start() {
    let check = |result: Result<Upstream, Error>, expected: &str| {
        let error = result.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(expected), "{source}");
        assert!(error.to_string().contains(permits::INSTANCE));
    };
    check(upstream("https://localhost", Some(b"not a certificate")), "PEM");
    check(upstream("ftp://localhost", None), "http");
}
