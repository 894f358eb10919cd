//! What people do to objects on the page, written down by what wraps the handlers: which address says which act it is, the
//! answer says how it ended. What is written and what is refused always is, of the reads a part.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use gateway_api::{Act, Way};
use http::Method;
use jiff::Timestamp;

use super::scribe::{Whence, refusal_word};
use crate::activity::{Activity, Entry};
use crate::error::Error;
use crate::identity::Asker;
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

/// Wraps the handlers of the portal's API.
pub async fn note(
    State(activity): State<Activity>,
    Whence(from): Whence,
    path: Option<MatchedPath>,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let deed = path.as_ref().and_then(|path| deed(path.as_str(), request.method()));
    let (Some(deed), Ok(parameters)) = (deed, parameters) else { return next.run(request).await };
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let parameter = |name: &str| {
        let found = parameters.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    };
    let (instance, bucket) = (parameter("instance"), parameter("bucket"));
    let key = request.uri().query().and_then(object_key);
    let response = next.run(request).await;
    let error = response.extensions().get::<Arc<Error>>().map(Arc::as_ref);
    let denied = matches!(error, Some(Error::Denied(_)));
    let (act, wanted) = match deed {
        Deed::Read(act) => (act, denied || (error.is_none() && activity.samples_read())),
        Deed::Change(act) => (act, true),
        Deed::Step(act) => (act, denied),
    };
    // Strangers are told to sign in: there is nobody to write about.
    if let Some(person) = asker.person().filter(|_| wanted) {
        activity.record(Entry {
            person: Some(person),
            instance,
            bucket,
            key,
            from: Some(from),
            refusal: error.map(refusal_word),
            ..Entry::of(act, Way::Page, Timestamp::now())
        });
    }
    response
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
