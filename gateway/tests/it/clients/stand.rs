//! A Cellier with its S3 side over http or https, a person's bucket, and an access key to it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use cellier::config::{Config, Timeouts, Tls};
use embedded::store::Store;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use snippets::{Place, What};
use tempfile::TempDir;

use super::workplace::Workplace;
use crate::house::House;
use crate::process::{run, text};
use crate::s3::tokens::Issuer as TokenIssuer;
use crate::support::{Browser, encode};

pub const BUCKET: &str = "alice.tremblay";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
}

pub struct Stand {
    house: House,
    alice: Browser,
    pub work: Workplace,
    place: Place,
    _certificates: TempDir,
}

impl Stand {
    pub async fn start(scheme: Scheme) -> Self {
        let certificates = TempDir::new().unwrap();
        let (tls, authority) = certify(&certificates);
        let house = House::configured(|config: &mut Config| {
            for instance in &mut config.instances {
                // Programs move more than the tests of failures do, on a machine that is busy with them.
                instance.timeouts = Timeouts::default();
            }
            if scheme == Scheme::Https {
                config.s3.tls = Some(tls);
            }
        })
        .await;
        let alice = house.alice().await;
        let key = make_key(&house).await;
        let value = |name: &str| key[name].as_str().unwrap().to_owned();
        let endpoint = match scheme {
            Scheme::Http => house.s3.clone(),
            Scheme::Https => house.s3.replace("http://", "https://"),
        };
        let place = Place {
            endpoint,
            region: "local".to_owned(),
            bucket: BUCKET.to_owned(),
            what: What::Bucket,
            access_key: value("access_key"),
            secret_key: value("secret_key"),
            session_token: None,
        };
        let trusted = (scheme == Scheme::Https).then_some(authority.as_str());
        let work = Workplace::new(trusted);
        Self { house, alice, work, place, _certificates: certificates }
    }

    /// A token of the identity provider for Nina Roy, whom nobody knows yet.
    pub async fn token(&self) -> String {
        let issuer = TokenIssuer::at(&self.house.anonymous(), &self.house.s3).await;
        issuer.token(serde_json::json!({})).await
    }

    /// What is stored, past the gateway.
    pub fn store(&self) -> &Store {
        &self.house.minimal.store
    }

    pub async fn put(&self, key: &str, bytes: &[u8]) {
        self.store().put(BUCKET, key, None, bytes.to_vec().into()).await.unwrap();
    }

    /// What is stored under a key, as the portal gives it.
    pub async fn read(&self, key: &str) -> Vec<u8> {
        let address =
            format!("/api/instances/minimal/buckets/{BUCKET}/objects?key={}", encode(key));
        self.alice.get(&address).await.expect(200).body.into()
    }

    pub fn place(&self, what: What) -> Place {
        Place { what, ..self.place.clone() }
    }

    /// The account of a key that ends in an hour, as the portal makes one.
    pub async fn temporary(&self) -> Place {
        let wish = json!({ "name": "an hour", "instance": "minimal", "read_only": false, "seconds": 3_600 });
        let made = self.alice.post("/api/access-keys", &wish).await.expect(201).json();
        let value = |name: &str| made[name].as_str().unwrap().to_owned();
        Place {
            access_key: made["key"]["id"].as_str().unwrap().to_owned(),
            secret_key: value("secret_key"),
            session_token: Some(value("session_token")),
            ..self.place.clone()
        }
    }
}

/// As an operator makes one, while the gateway runs.
async fn make_key(house: &House) -> Value {
    let data = house.data().to_str().unwrap().to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let person = ["--person", BUCKET, "--instance", "minimal", "--json"];
        run(&[&["key", "create", "--data", &data], person.as_slice()].concat())
    });
    let made = made.await.unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
    serde_json::from_slice(&made.stdout).unwrap()
}

/// A certificate for this machine in files, and the authority that vouches for it, in PEM.
fn certify(folder: &TempDir) -> (Tls, String) {
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    // Not what rcgen calls everything: a certificate with the name of its issuer counts as self-signed.
    authority.distinguished_name.push(DnType::CommonName, "Authority of this test");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = authority.self_signed(&key).unwrap();
    let issuer = Issuer::new(authority, key);
    let server_key = KeyPair::generate().unwrap();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names).unwrap().signed_by(&server_key, &issuer).unwrap();
    let files = Tls {
        certificate: folder.path().join("server.pem"),
        key: folder.path().join("server.key.pem"),
    };
    std::fs::write(&files.certificate, server.pem()).unwrap();
    std::fs::write(&files.key, server_key.serialize_pem()).unwrap();
    (files, certificate.pem())
}
