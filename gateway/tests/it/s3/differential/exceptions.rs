//! Which answers may differ.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::steps::BY_ANOTHER;

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
    /// Method and target of a step; `* by another` is all that is asked of somebody else's bucket and has no entry.
    request: String,
    server: String,
    reason: String,
    /// The status that the storage alone answers: nothing else will do. Only with it may somebody else have success.
    straight: Option<u16>,
}

impl Exceptions {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../differential_exceptions.toml")).unwrap()
    }

    /// Whether the answers to this request may differ where the storage answers with this status. On a server that
    /// nobody named, the exceptions of any server hold.
    pub fn hold(&self, request: &str, server: Option<&str>, straight: u16) -> bool {
        let mut found = self.about(request, server).into_iter();
        found.any(|exception| exception.straight.is_none_or(|status| status == straight))
    }

    /// Whether the storage alone may answer with this success when somebody else asks.
    pub fn allow(&self, request: &str, server: Option<&str>, success: u16) -> bool {
        let mut found = self.about(request, server).into_iter();
        found.any(|exception| exception.straight == Some(success))
    }

    /// Whether the answers to this request must differ; none must on a server that nobody named.
    pub fn demand(&self, request: &str, server: Option<&str>) -> bool {
        server.is_some() && !self.about(request, server).is_empty()
    }

    /// The entries of a request; where it has none of its own, those of all requests by another.
    fn about(&self, request: &str, server: Option<&str>) -> Vec<&Exception> {
        let of = |request: &str| -> Vec<_> {
            let here = |exception: &&Exception| {
                exception.request == request && server.is_none_or(|server| exception.is_of(server))
            };
            self.exception.iter().filter(here).collect()
        };
        let own = of(request);
        let by_another = own.is_empty() && request.ends_with(BY_ANOTHER);
        if by_another { of(&format!("*{BY_ANOTHER}")) } else { own }
    }

    #[track_caller]
    pub fn check(&self, made: &BTreeSet<String>) {
        for Exception { request, server, reason, .. } in &self.exception {
            assert!(made.contains(request) || *request == format!("*{BY_ANOTHER}"), "{request}");
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
