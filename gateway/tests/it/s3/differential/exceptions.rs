//! Which answers may differ.

use std::collections::BTreeSet;

use serde::Deserialize;

/// Servers that an exception may be of; `any` is each of them.
const SERVERS: [&str; 6] = ["any", "embedded", "ceph-rgw", "minio", "garage", "rustfs"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// Method and target of a step.
    request: String,
    server: String,
    reason: String,
    /// The status that the storage answers where this is a success, which may not open what is somebody else's.
    succeeds: Option<u16>,
}

impl Exceptions {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../differential_exceptions.toml")).unwrap()
    }

    /// On a server that nobody named, those of any server hold.
    pub fn hold(&self, request: &str, server: Option<&str>) -> bool {
        self.exception.iter().any(|exception| {
            exception.request == request && server.is_none_or(|server| exception.is_of(server))
        })
    }

    /// Whether the storage alone may answer with this success when somebody else asks.
    pub fn may_succeed(&self, request: &str, server: Option<&str>, status: u16) -> bool {
        self.exception.iter().any(|exception| {
            exception.request == request
                && exception.succeeds == Some(status)
                && server.is_some_and(|server| exception.is_of(server))
        })
    }

    /// The requests that must differ on this server; none on one that nobody named.
    pub fn of(&self, server: Option<&str>) -> impl Iterator<Item = &String> {
        self.exception
            .iter()
            .filter(move |exception| server.is_some_and(|server| exception.is_of(server)))
            .map(|exception| &exception.request)
    }

    #[track_caller]
    pub fn check(&self, made: &BTreeSet<String>) {
        for Exception { request, server, reason, .. } in &self.exception {
            assert!(made.contains(request), "{request}");
            assert!(SERVERS.contains(&server.as_str()), "{server}");
            assert!(reason.len() > 20, "{request}: {reason}");
        }
    }
}

impl Exception {
    fn is_of(&self, server: &str) -> bool {
        self.server == server || self.server == "any"
    }
}
