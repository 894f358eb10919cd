//! What people do to objects on the page, written down by what wraps the handlers: which address says which act it is, the
//! answer says how it ended. What is written and what is refused always is, of the reads a part.

use std::net::IpAddr;
use std::sync::Arc;

use axum::RequestExt as _;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::response::Response;
use gateway_api::{Act, Way};
use http::{Method, Uri};
use jiff::Timestamp;

use super::scribe::refusal_word;
use crate::activity::{Activity, Entry};
use crate::error::Error;
use crate::identity::Asker;
use crate::layers::{Peer, Proxies};
use crate::s3::encode;

/// What stands before the last part of an address of a bucket.
const OF_BUCKET: &str = "/api/instances/{instance}/buckets/{bucket}/";

/// An act, as an address and a method say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Looked at; a part of them is recorded, and those that the policy refused.
    Read(Act),
    /// Changed; recorded however it ended.
    Change(Act),
    /// A step to a change, which is recorded by its last: only what the policy refused.
    Step(Act),
}

/// `None` for what handlers write down themselves, one by one or not at all.
fn deed(path: &str, method: &Method) -> Option<Deed> {
    let what = path.strip_prefix(OF_BUCKET)?;
    Some(match (what, method.as_str()) {
        ("listing" | "summary" | "search" | "uploads", "GET") => Deed::Read(Act::List),
        ("objects", "GET" | "HEAD") | ("details" | "tags" | "rendering" | "readme", "GET") => {
            Deed::Read(Act::Read)
        }
        ("objects" | "details" | "tags", "PUT") | ("uploads/complete", "POST") => {
            Deed::Change(Act::Write)
        }
        ("objects", "DELETE") => Deed::Change(Act::Delete),
        ("uploads", "POST" | "DELETE") | ("uploads/parts", "GET" | "PUT") => Deed::Step(Act::Write),
        _ => return None,
    })
}

/// A request that does something, from before its handler to the answer. Of what is mostly not recorded nothing is copied.
pub struct Noted {
    deed: Deed,
    asker: Asker,
    from: IpAddr,
    parameters: RawPathParams,
    uri: Uri,
}

impl Noted {
    /// `None` where nothing is done that is recorded here.
    pub async fn begin(proxies: &Proxies, request: &mut Request) -> Option<Self> {
        let path = request.extensions().get::<MatchedPath>()?;
        let deed = deed(path.as_str(), request.method())?;
        let parameters = request.extract_parts::<RawPathParams>().await.ok()?;
        let Peer(peer) = Peer::of(request.extensions());
        let from = proxies.client(peer, request.headers());
        let asker = Asker::default();
        request.extensions_mut().insert(asker.clone());
        Some(Self { deed, asker, from, parameters, uri: request.uri().clone() })
    }

    pub fn end(self, activity: &Activity, response: &Response) {
        let error = response.extensions().get::<Arc<Error>>().map(Arc::as_ref);
        let denied = matches!(error, Some(Error::Denied(_)));
        let (act, wanted) = match self.deed {
            Deed::Read(act) => (act, denied || (error.is_none() && activity.samples_read())),
            Deed::Change(act) => (act, true),
            Deed::Step(act) => (act, denied),
        };
        // Strangers are told to sign in: there is nobody to write about.
        let Some(person) = self.asker.person().filter(|_| wanted) else { return };
        activity.record(Entry {
            person: Some(person),
            instance: self.parameter("instance"),
            bucket: self.parameter("bucket"),
            key: self.uri.query().and_then(object_key),
            from: Some(self.from),
            refusal: error.map(refusal_word),
            ..Entry::of(act, Way::Page, Timestamp::now())
        });
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let mut found = self.parameters.iter().filter(|(known, _)| *known == name);
        found.next().map(|(_, value)| value.to_owned())
    }
}

/// `key=` or, of what is about folders, `prefix=`; decoded as handlers decode it.
fn object_key(query: &str) -> Option<String> {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let mut found = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
        encode::decode_form(found.next()?)
    };
    value("key").or_else(|| value("prefix")).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_method_say_what_is_done() {
        let check = |what: &str, method: Method, expected: Option<Deed>| {
            assert_eq!(deed(&format!("{OF_BUCKET}{what}"), &method), expected, "{method} {what}");
        };
        check("objects", Method::PUT, Some(Deed::Change(Act::Write)));
        check("objects", Method::DELETE, Some(Deed::Change(Act::Delete)));
        check("objects", Method::GET, Some(Deed::Read(Act::Read)));
        check("search", Method::GET, Some(Deed::Read(Act::List)));
        check("uploads/parts", Method::PUT, Some(Deed::Step(Act::Write)));
        check("uploads/parts", Method::GET, Some(Deed::Step(Act::Write)));
        check("uploads/complete", Method::POST, Some(Deed::Change(Act::Write)));
        // One by one in the handler.
        check("objects/delete", Method::POST, None);
        // When it has come to its end.
        check("empty", Method::POST, None);
        check("settings", Method::PUT, None);
        assert_eq!(deed("/api/session", &Method::GET), None);
    }

    #[test]
    fn the_key_is_read_as_handlers_read_it() {
        let check = |query: &str, expected: Option<&str>| {
            assert_eq!(object_key(query).as_deref(), expected, "{query}");
        };
        check("key=a/b%20c%2B.txt", Some("a/b c+.txt"));
        check("token=x&key=a+b", Some("a b"));
        check("prefix=2026/&recursive=true", Some("2026/"));
        check("prefix=", None);
        check("recursive=true", None);
        check("key=%FF", None);
    }
}
