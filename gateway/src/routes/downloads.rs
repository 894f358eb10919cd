//! `/downloads/{ticket}/{key…}`: an object for a program that has no cookie, as its person may read it now.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use jiff::Timestamp;

use super::content::Disposition;
use super::gate::Gate;
use super::objects;
use crate::downloads::Downloads;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::encode;
use crate::s3::names::Key;
use crate::upstream::Upstream;

const START: &str = "/downloads/";

/// Reads the object: whole, a range, or only its head. Cookies are not looked at.
pub async fn read(
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    State(downloads): State<Downloads>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Response, Error> {
    let (ticket, key) = parse(&uri)?;
    let (person, bucket) = downloads.recognise(ticket, &key, Timestamp::now()).await?;
    let (caller, disposition) = (Caller::Person(person), Disposition::Attachment);
    let answer = if method == Method::HEAD {
        objects::read_head(&gate, &upstream, &caller, bucket, key, disposition).await
    } else {
        objects::read(&gate, &upstream, &caller, bucket, key, &headers, disposition).await
    };
    let mut response = answer?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The ticket ends at the first raw `/`, the rest is one key, decoded once; or else the key is in the query.
fn parse(uri: &Uri) -> Result<(&str, Key), Error> {
    let rest = uri.path().strip_prefix(START).ok_or(Error::NoSuchPage)?;
    let (ticket, raw) = match (rest.split_once('/'), uri.query()) {
        (Some((ticket, key)), None) => (ticket, key),
        (None, Some(query)) => (rest, query.strip_prefix("key=").ok_or(Error::NoSuchPage)?),
        _ => return Err(Error::NoSuchPage),
    };
    let key =
        encode::decode(raw).ok_or_else(|| Error::Malformed("the key is not UTF-8".to_owned()))?;
    Ok((ticket, Key::parse(key).map_err(Error::KeyName)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_follows_raw_or_stands_in_the_query() {
        let check = |address: &str, expected: Option<(&str, &str)>| {
            let uri: Uri = address.parse().unwrap();
            let parsed = parse(&uri).ok();
            let parsed = parsed.as_ref().map(|(ticket, key)| (*ticket, key.as_str()));
            assert_eq!(parsed, expected, "{address}");
        };
        check("/downloads/t/a%2Fb%20c//d", Some(("t", "a/b c//d")));
        check("/downloads/t?key=a%2F..%2Fb+c", Some(("t", "a/../b+c")));
        check("/downloads/t/a?key=b", None);
        check("/downloads/t", None);
        check("/downloads/t/", None);
        check("/downloads/t/%FF", None);
    }
}
