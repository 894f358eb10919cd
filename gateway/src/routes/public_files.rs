//! `/public/{bucket}/{key…}`: an address per public file, for scripts, notebooks and `<img>`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};

use super::content::{self, Disposition};
use super::gate::Gate;
use super::objects;
use super::pdf::{self, Show, ShowQuery};
use crate::datasets::{Datasets, Within};
use crate::error::Error;
use crate::identity::Identity;
use crate::policy::{Caller, Denied};
use crate::s3::encode;
use crate::s3::names::{BucketName, Key};
use crate::upstream::Upstream;

const START: &str = "/public/";

/// How long a copy elsewhere may be used before asking again.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=60, must-revalidate");

/// What only those may read who signed in stays in their browser, and is asked for each time.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What a person made public may be taken back at any moment: a copy elsewhere is used only after asking.
const REVOCABLE: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Reads a public file: whole, a range, or only its head; with `?show=pdf` to be shown. While the anonymous door is open
/// cookies are not looked at, and every answer, also a failure, is open to scripts of other sites. While it is shut,
/// people who signed in read what they may see, and nothing is open to other sites.
pub async fn read(
    Parts { method, uri, headers, .. }: Parts,
    State(identity): State<Identity>,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Response {
    let open = gate.policy().anonymous_door_is_open();
    let mut caching = if open { CACHING } else { PRIVATE };
    let answer = async {
        let (name, key) = parse(uri.path())?;
        let caller = if open { Caller::Anonymous } else { identity.caller(&headers).await? };
        let Within { bucket, revocable, .. } =
            datasets.find(&caller, &name).await?.at(key.as_str())?;
        if open && revocable {
            caching = REVOCABLE;
        }
        let disposition = Disposition::InlineWhenInert;
        if method == Method::HEAD {
            objects::read_head(&gate, &upstream, &caller, bucket, key, disposition).await
        } else if ShowQuery::of(&uri)?.show == Some(Show::Pdf) {
            pdf::read(&gate, &upstream, &caller, bucket, key, &headers).await
        } else {
            objects::read(&gate, &upstream, &caller, bucket, key, &headers, disposition).await
        }
    };
    let mut response = answer.await.unwrap_or_else(Error::into_response);
    if open {
        content::open_to_all(response.headers_mut());
    }
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, caching);
    }
    response
}

/// CORS preflight: everybody may read, with ranges and conditions.
pub async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    content::open_to_all(headers);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range",
        ),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Parses the raw path ourselves: the bucket ends at the first raw `/`, the rest is one key, decoded once.
fn parse(path: &str) -> Result<(BucketName, Key), Error> {
    let (bucket, key) =
        path.strip_prefix(START).and_then(|rest| rest.split_once('/')).ok_or(Error::NoSuchPage)?;
    let bucket = BucketName::parse(bucket).map_err(|_| Denied::NoSuchBucket)?;
    let key =
        encode::decode(key).ok_or_else(|| Error::Malformed("the key is not UTF-8".to_owned()))?;
    Ok((bucket, Key::parse(key).map_err(Error::KeyName)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_path_is_split_before_it_is_decoded() {
        let check = |path: &str, expected: Option<(&str, &str)>| {
            let parsed = parse(path).ok();
            let parsed = parsed.as_ref().map(|(bucket, key)| (bucket.as_str(), key.as_str()));
            assert_eq!(parsed, expected, "{path}");
        };
        check("/public/open-census/2024/a.csv", Some(("open-census", "2024/a.csv")));
        check("/public/open-census/a%2Fb+c%20d", Some(("open-census", "a/b+c d")));
        check("/public/open-census//a//", Some(("open-census", "/a//")));
        check("/public/open-census/%2e%2e/x", Some(("open-census", "../x")));
        check("/public/open%2Dcensus/a", None);
        check("/public/open-census", None);
        check("/public/open-census/", None);
        check("/public/open-census/%FF", None);
    }
}
