//! Which answers may differ.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::steps::BY_ANOTHER;
use crate::s3::program::elements;
use crate::support::Answer;

/// Servers that an exception may be of; `any` is each of them.
const SERVERS: [&str; 6] = ["any", "embedded", "ceph-rgw", "minio", "garage", "rustfs"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    ours: Vec<OurWord>,
    exception: Vec<Exception>,
}

/// One request, or several with one reason.
#[derive(Deserialize)]
#[serde(untagged)]
enum Requests {
    One(String),
    Several(Vec<String>),
}

impl Requests {
    fn all(&self) -> &[String] {
        match self {
            Self::One(request) => std::slice::from_ref(request),
            Self::Several(requests) => requests,
        }
    }
}

/// What of every answer Cellier says by itself, or keeps to itself.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OurWord {
    /// Of an answer, in small letters, all that begin so where it ends with `-`; or
    header: Option<String>,
    /// of a document.
    element: Option<String>,
    server: String,
    reason: String,
}

/// What is ours in the answers of one server.
pub struct Ours(Vec<OurWord>);

impl Ours {
    pub fn is_header(&self, name: &str) -> bool {
        self.0.iter().any(|word| word.is_header(name))
    }

    pub fn elements(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|word| word.element.as_deref())
    }

    /// Which of them two answers differ in.
    pub fn differing(&self, straight: &Answer, through: &Answer) -> Vec<String> {
        let differs = |word: &&OurWord| {
            let said = |answer: &Answer| match (&word.header, &word.element) {
                (Some(_), _) => {
                    let named =
                        answer.headers.iter().filter(|(name, _)| word.is_header(name.as_str()));
                    named
                        .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned())
                        .collect()
                }
                (None, Some(name)) => elements(&answer.text(), name),
                (None, None) => Vec::new(),
            };
            said(straight) != said(through)
        };
        self.0.iter().filter(differs).map(OurWord::name).collect()
    }

    /// Those of one server alone: there answers must differ in them.
    pub fn demanded(&self) -> BTreeSet<String> {
        self.0.iter().filter(|word| word.server != "any").map(OurWord::name).collect()
    }
}

impl OurWord {
    fn is_header(&self, name: &str) -> bool {
        self.header.as_deref().is_some_and(|header| {
            header == name || header.ends_with('-') && name.starts_with(header)
        })
    }

    fn name(&self) -> String {
        self.header.clone().or_else(|| self.element.clone()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// Method and target of a step, and the names of its headers; `* by another` is all that is asked of somebody else's bucket and has no entry.
    request: Requests,
    server: String,
    reason: String,
    /// The status that the storage alone answers: nothing else will do. Only with it may somebody else have success.
    straight: Option<u16>,
}

impl Exceptions {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../differential_exceptions.toml")).unwrap()
    }

    /// What is not compared on this server; on one that nobody named, what is not on any.
    pub fn ours(&self, server: Option<&str>) -> Ours {
        let here = |word: &&OurWord| {
            server.is_none_or(|server| word.server == server || word.server == "any")
        };
        Ours(self.ours.iter().filter(here).cloned().collect())
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
                exception.request.all().iter().any(|one| one == request)
                    && server.is_none_or(|server| exception.is_of(server))
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
            for request in request.all() {
                let is_made = made.contains(request) || *request == format!("*{BY_ANOTHER}");
                assert!(is_made, "{request}");
            }
            assert!(SERVERS.contains(&server.as_str()), "{server}");
            assert!(reason.len() > 20, "{reason}");
        }
        for word in &self.ours {
            let OurWord { header, element, server, reason } = word;
            assert!(header.is_some() != element.is_some(), "{}", word.name());
            assert!(SERVERS.contains(&server.as_str()), "{server}");
            assert!(reason.len() > 20, "{}: {reason}", word.name());
        }
    }
}

impl Exception {
    fn is_of(&self, server: &str) -> bool {
        self.server == server || self.server == "any"
    }
}
