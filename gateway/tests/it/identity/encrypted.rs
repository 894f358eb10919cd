//! A provider behind TLS, with a certificate of its operator's own authority.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use cellier::database::Database;
use cellier::identity::{Identity, NotReady, Settings};
use cellier::sealing::SealingKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use crate::encrypted::serving;

/// For 127.0.0.1 and for a hundred years; it protects nothing but this test.
const CERTIFICATE: &[u8] = include_bytes!("loopback.crt.pem");
const KEY: &[u8] = include_bytes!("loopback.key.pem");

#[tokio::test]
async fn a_certificate_is_trusted_only_when_its_authority_is() {
    let issuer = start();
    let ready = async |authority_pem: Option<&[u8]>| {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
        let settings = Settings {
            authority_pem: authority_pem.map(<[u8]>::to_vec),
            ..Settings::new(&issuer, "cellier", "https://portal.example")
        };
        let identity = Identity::new(&settings, database, SealingKey::random().unwrap()).unwrap();
        identity.ready().await
    };
    assert_eq!(ready(None).await, Err(NotReady));
    assert_eq!(ready(Some(CERTIFICATE)).await, Ok(()));
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_a_fault_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate at all", garbage] {
        let settings = Settings {
            authority_pem: Some(pem.as_bytes().to_vec()),
            ..Settings::new("https://id.example", "cellier", "https://portal.example")
        };
        let key = SealingKey::random().unwrap();
        assert!(Identity::new(&settings, database.clone(), key).is_err(), "{pem}");
    }
}

/// Answers discovery and keys; one thread, one request at a time, as little as a test needs.
fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("https://{}", listener.local_addr().unwrap());
    let config = serving(CERTIFICATE, KEY);
    let named = issuer.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // Who does not trust us hangs up; the next one may.
            drop(answer(stream.unwrap(), &config, &named));
        }
    });
    issuer
}

fn answer(stream: TcpStream, config: &Arc<ServerConfig>, issuer: &str) -> std::io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let mut request = String::new();
    stream.read_line(&mut request)?;
    let mut line = String::new();
    while stream.read_line(&mut line)? > 2 {
        line.clear();
    }
    let body = if request.contains("/jwks") {
        json!({ "keys": [] })
    } else {
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
    };
    let body = body.to_string();
    write!(
        stream.get_mut(),
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    stream.get_mut().conn.send_close_notify();
    stream.get_mut().flush()
}
