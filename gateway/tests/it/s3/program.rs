//! A program with an access key: signs what it sends in each of the ways there are.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use cellier::database::{Database, NewPerson};
use cellier::identity::{AccessKeys, KeyRules, MadeKey, Wish};
use cellier::policy::{AccessKeyId, Handle, KeyPrefix, KeyScope, Reach};
use cellier::s3::names::{BucketName, InstanceId};
use cellier::s3::verify::Scope;
use cellier::sealing::SealingKey;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use super::signing::Signing;
use crate::house::House;
use crate::support::{Answer, Gateway};

/// How a body is sent and proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The SHA-256 of the body is signed.
    Literal,
    Unsigned,
    /// Chunks, each signed.
    Chunks,
    /// Chunks and a trailer, signed.
    ChunksWithTrailer,
    /// Chunks without signatures, and a trailer with a checksum.
    UnsignedWithTrailer,
    /// By the address.
    Presigned,
}

pub const MODES: [Mode; 6] = [
    Mode::Literal,
    Mode::Unsigned,
    Mode::Chunks,
    Mode::ChunksWithTrailer,
    Mode::UnsignedWithTrailer,
    Mode::Presigned,
];

/// One thing that is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    WrongSecret,
    UnknownKey,
    Old,
    /// Credentials in the header and in the address.
    TwoPlaces,
    /// The body is another one than was signed or announced.
    OtherBody,
    /// The checksum behind the body, signed where it is signed at all, is that of another body.
    OtherSum,
    /// The checksum behind the body does not come although it is announced.
    NoSum,
}

/// What an access key may do, in the words of a test.
#[derive(Clone, Debug, Default)]
pub struct Grant<'a> {
    pub read_only: bool,
    /// One bucket, and in it perhaps one prefix; without it, everything.
    pub bucket: Option<(&'a str, Option<&'a str>)>,
}

#[derive(Clone)]
pub struct Program {
    pub endpoint: String,
    pub access_key: String,
    pub secret_key: String,
    pub region: String,
    pub client: Client<HttpConnector, Full<Bytes>>,
}

/// A key of the person's on the instance, made as the command line makes one: beside the gateway, in its records.
pub async fn program(gateway: &Gateway, handle: &str, instance: &str, grant: Grant<'_>) -> Program {
    program_in(gateway.data(), &gateway.s3, handle, instance, grant).await
}

/// The same, of the gateway with this folder.
pub async fn program_in(
    data: &Path,
    endpoint: &str,
    handle: &str,
    instance: &str,
    grant: Grant<'_>,
) -> Program {
    let database = Database::open(&data.join("cellier.db")).await.unwrap();
    let sealing_key = SealingKey::load(&data.join("sealing.key")).unwrap();
    let owner = database.person_by_handle(&Handle::parse(handle).unwrap()).await.unwrap().unwrap();
    let rules = KeyRules {
        life_max: SignedDuration::from_hours(24),
        temporary_seconds_max: 43_200,
        groups_max_age: SignedDuration::from_hours(24),
    };
    let keys = AccessKeys::new(database, sealing_key, rules);
    let reach = match grant.bucket {
        None => Reach::Everything,
        Some((bucket, prefix)) => Reach::Buckets(BTreeMap::from([(
            BucketName::parse(bucket).unwrap(),
            prefix.iter().map(|prefix| KeyPrefix::parse(prefix).unwrap()).collect(),
        )])),
    };
    let scope = KeyScope {
        instance: InstanceId::parse(instance).unwrap(),
        reach,
        read_only: grant.read_only,
    };
    let expires_at = Timestamp::now() + SignedDuration::from_hours(1);
    let name = "test".to_owned();
    let (owner, sources) = (owner.person.id.into(), Vec::new());
    let wish = Wish { owner, made_by: None, name, scope, sources, expires_at };
    let MadeKey { record, secret } = keys.make(wish, Timestamp::now()).await.unwrap();
    Program::new(endpoint, record.id.as_str(), secret.expose_secret())
}

/// Somebody of whom the house hears for the first time, and a program of theirs on `minimal`.
pub async fn newcomer(house: &House, handle: &str) -> Program {
    let database = Database::open(&house.data().join("cellier.db")).await.unwrap();
    let person = NewPerson {
        handle: Handle::parse(handle).unwrap(),
        name: handle.to_owned(),
        issuer: "https://id.test".to_owned(),
        subject: handle.to_owned(),
    };
    database.add_person(person).await.unwrap();
    program_in(house.data(), &house.s3, handle, "minimal", Grant::default()).await
}

/// The person's program, and a bucket of the person's own.
pub async fn program_with_bucket(gateway: &Gateway, handle: &str) -> Program {
    let program = program(gateway, handle, "minimal", Grant::default()).await;
    program.put(&format!("/{handle}"), "").await.expect(200);
    program
}

impl Program {
    pub fn new(endpoint: &str, access_key: &str, secret_key: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            region: "local".to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[], "").await
    }

    pub async fn head(&self, target: &str) -> Answer {
        self.ask("HEAD", target, &[], "").await
    }

    pub async fn put(&self, target: &str, body: impl Into<Bytes>) -> Answer {
        self.ask("PUT", target, &[], body).await
    }

    pub async fn post(&self, target: &str, body: impl Into<Bytes>) -> Answer {
        self.ask("POST", target, &[], body).await
    }

    pub async fn delete(&self, target: &str) -> Answer {
        self.ask("DELETE", target, &[], "").await
    }

    /// Signed by header, with the SHA-256 of the body.
    pub async fn ask(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        self.send(Mode::Literal, None, method, target, headers, body).await
    }

    /// Signed in any way, rightly or not.
    pub async fn send(
        &self,
        mode: Mode,
        flaw: Option<Flaw>,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let request = self.request(mode, flaw, method, target, headers, body.into());
        self.send_request(request).await
    }

    /// Without any signature.
    pub async fn anonymously(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("{}{target}", self.endpoint));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send_request(request.body(Full::default()).unwrap()).await
    }

    pub async fn send_request(&self, request: Request<Full<Bytes>>) -> Answer {
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub fn request(
        &self,
        mode: Mode,
        flaw: Option<Flaw>,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Request<Full<Bytes>> {
        let age = if flaw == Some(Flaw::Old) {
            SignedDuration::from_hours(1)
        } else {
            SignedDuration::ZERO
        };
        let time = (Timestamp::now() - age).strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut signing = Signing {
            access_key: match flaw {
                // One that could be.
                Some(Flaw::UnknownKey) => AccessKeyId::from_random([7; 12]).as_str().to_owned(),
                _ => self.access_key.clone(),
            },
            secret: match flaw {
                Some(Flaw::WrongSecret) => "wrong".to_owned(),
                _ => self.secret_key.clone(),
            },
            scope: Scope {
                date: time[..8].to_owned(),
                region: self.region.clone(),
                service: "s3".to_owned(),
            },
            time,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: BTreeMap::new(),
        };
        let host = self.endpoint.split_once("://").unwrap().1;
        signing.headers.insert("host".to_owned(), host.to_owned());
        for (name, value) in headers {
            signing.headers.insert((*name).to_owned(), (*value).to_owned());
        }
        let sent = if flaw == Some(Flaw::OtherBody) { other(&body) } else { body.clone() };
        let sent = match mode {
            Mode::Presigned => {
                signing.presign();
                sent
            }
            Mode::Literal => {
                signing.sign(&hex::encode(Sha256::digest(&body)));
                sent
            }
            Mode::Unsigned => {
                signing.sign("UNSIGNED-PAYLOAD");
                sent
            }
            Mode::Chunks | Mode::ChunksWithTrailer | Mode::UnsignedWithTrailer => {
                let sum = match flaw {
                    Some(Flaw::OtherSum) => Some(other(&body)),
                    Some(Flaw::NoSum) => None,
                    _ => Some(body.clone()),
                };
                signing.chunks(mode, &body, &sent, sum)
            }
        };
        if flaw == Some(Flaw::TwoPlaces) {
            signing.in_both_places();
        }
        let mut request =
            Request::builder().method(method).uri(format!("{}{}", self.endpoint, signing.target));
        for (name, value) in &signing.headers {
            request = request.header(name, value);
        }
        // What bears a body says how long it is, also where that is nothing.
        if ["PUT", "POST"].contains(&method)
            && sent.is_empty()
            && !signing.headers.contains_key("content-length")
        {
            request = request.header("content-length", "0");
        }
        request.body(Full::new(sent)).unwrap()
    }
}

/// Of the same length.
fn other(body: &Bytes) -> Bytes {
    body.iter().map(|byte| byte ^ 1).collect()
}

impl Answer {
    /// The code of an S3 error, whose id must be the one in the header.
    pub fn code(&self) -> String {
        let id = self.header("x-amz-request-id");
        assert!(!id.is_empty(), "{self:?}");
        if self.body.is_empty() {
            return String::new();
        }
        let text = self.text();
        assert_eq!(element(&text, "RequestId"), id, "{text}");
        assert!(!text.contains("HostId"), "{text}");
        element(&text, "Code")
    }

    #[track_caller]
    pub fn expect_code(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{}", self.text());
    }
}

/// The text of the first element of this name.
pub fn element(document: &str, name: &str) -> String {
    let inner = document.split(&format!("<{name}>")).nth(1).unwrap_or_default();
    inner.split(&format!("</{name}>")).next().unwrap_or_default().to_owned()
}

/// The texts of all elements of this name.
pub fn elements(document: &str, name: &str) -> Vec<String> {
    let open = format!("<{name}>");
    let inner = document.split(&open).skip(1);
    inner
        .map(|inner| inner.split(&format!("</{name}>")).next().unwrap_or_default().to_owned())
        .collect()
}
