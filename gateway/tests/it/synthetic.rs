//! A storage that is made up: as many objects as one likes, of any size and of zeros, which break when told to.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, StatusCode, header};
use percent_encoding::percent_decode_str;

/// What happens to who reads an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    Well,
    /// Breaks off in the middle, once; then goes on where it was asked to.
    BreakOnce,
    /// Breaks off at the first byte that is asked for, again and again.
    Break,
    Refused(StatusCode),
}

#[derive(Clone, Debug)]
pub struct Object {
    pub size: u64,
    pub reads: Reads,
}

#[derive(Clone, Debug, Default)]
pub struct Synthetic(Arc<Mutex<State_>>);

#[derive(Debug, Default)]
struct State_ {
    objects: BTreeMap<String, Object>,
    /// Whole requests for objects, by key.
    asked: BTreeMap<String, usize>,
    /// Requests for pages of the list, and whether those after the first are left waiting for ever.
    listed: usize,
    stuck: bool,
    /// Of these, how many were given up by whoever asked.
    given_up: usize,
}

/// What it says of every object, true or not: 32 bytes of 7.
const SHA256: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

const PIECE_BYTES: usize = 64 * 1024;
static ZEROS: [u8; PIECE_BYTES] = [0; PIECE_BYTES];

impl Synthetic {
    pub fn add(&self, key: impl Into<String>, size: u64, reads: Reads) {
        self.0.lock().unwrap().objects.insert(key.into(), Object { size, reads });
    }

    /// How often the object was asked for.
    pub fn asked(&self, key: &str) -> usize {
        self.0.lock().unwrap().asked.get(key).copied().unwrap_or_default()
    }

    /// From now on, pages of the list but the first one are not answered; folders are.
    pub fn get_stuck(&self) {
        self.0.lock().unwrap().stuck = true;
    }

    /// How many pages of the list were asked for, and of those that were not answered, how many nobody waits for any more.
    pub fn listed(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap();
        (state.listed, state.given_up)
    }

    /// Waits for ever, where that was ordered.
    async fn wait(&self, query: &str) {
        struct GivenUp<'a>(&'a Synthetic);
        impl Drop for GivenUp<'_> {
            fn drop(&mut self) {
                self.0.0.lock().unwrap().given_up += 1;
            }
        }
        let later = ["continuation-token=", "start-after="].iter().any(|name| query.contains(name));
        let later = later && !query.contains("delimiter=");
        let stuck = {
            let mut state = self.0.lock().unwrap();
            state.listed += 1;
            state.stuck && later
        };
        if stuck {
            let _given_up = GivenUp(self);
            std::future::pending::<()>().await;
        }
    }

    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// Like some storages, it does not know `start-after`. Folders come all at once.
    fn list(&self, query: &str) -> Response {
        let field = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value);
            percent_decode_str(value.unwrap_or_default()).decode_utf8().unwrap().into_owned()
        };
        let (prefix, after) = (field("prefix"), field("continuation-token"));
        let state = self.0.lock().unwrap();
        if query.contains("delimiter=") {
            return folders(state.objects.keys().filter_map(|key| key.strip_prefix(&prefix)));
        }
        let rest: Vec<_> = state
            .objects
            .iter()
            .filter(|(key, _)| key.starts_with(&prefix) && **key > after)
            .take(1001)
            .collect();
        let mut document = String::from("<ListBucketResult>");
        for (key, object) in rest.iter().take(1000) {
            let _ = write!(
                document,
                "<Contents><Key>{key}</Key><LastModified>2024-05-01T12:30:00.000Z</LastModified>\
                 <ETag>\"zeros\"</ETag><Size>{}</Size></Contents>",
                object.size
            );
        }
        let more = rest.len() > 1000;
        let _ = write!(document, "<IsTruncated>{more}</IsTruncated>");
        if more {
            let token = rest[999].0;
            let _ = write!(document, "<NextContinuationToken>{token}</NextContinuationToken>");
        }
        document.push_str("</ListBucketResult>");
        ([(header::CONTENT_TYPE, "application/xml")], document).into_response()
    }

    fn read(&self, key: &str, headers: &HeaderMap) -> Response {
        let mut state = self.0.lock().unwrap();
        let Some(object) = state.objects.get(key).cloned() else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let asked = state.asked.entry(key.to_owned()).or_default();
        *asked += 1;
        let first = headers.get(header::RANGE).and_then(|range| {
            let (first, _) = range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
            first.parse::<u64>().ok()
        });
        let begin = first.unwrap_or_default();
        let end = match object.reads {
            Reads::Refused(status) => return status.into_response(),
            Reads::Break => begin,
            Reads::BreakOnce if *asked == 1 => object.size / 2,
            Reads::Well | Reads::BreakOnce => object.size,
        };
        let status = if first.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let headers = [
            (header::CONTENT_LENGTH, (object.size - begin).to_string()),
            (header::ETAG, "\"zeros\"".to_owned()),
            (header::LAST_MODIFIED, "Wed, 01 May 2024 12:30:00 GMT".to_owned()),
            (HeaderName::from_static("x-amz-checksum-sha256"), SHA256.to_owned()),
        ];
        (status, headers, zeros(begin, end, object.size)).into_response()
    }
}

fn folders<'a>(below: impl Iterator<Item = &'a str>) -> Response {
    let mut folders: Vec<_> = below.filter_map(|key| Some(key.split_once('/')?.0)).collect();
    folders.dedup();
    let written =
        |name: &&str| format!("<CommonPrefixes><Prefix>{name}/</Prefix></CommonPrefixes>");
    let folders: String = folders.iter().map(written).collect();
    let document = format!("<ListBucketResult>{folders}</ListBucketResult>");
    ([(header::CONTENT_TYPE, "application/xml")], document).into_response()
}

/// Zeros from `begin` to `end`; an object that ends later breaks off there.
fn zeros(begin: u64, end: u64, size: u64) -> Body {
    let pieces = stream::unfold(begin, move |at| async move {
        if at < end {
            let length = usize::try_from(end - at).unwrap().min(PIECE_BYTES);
            Some((Ok(Bytes::from_static(&ZEROS[..length])), at + length as u64))
        } else if at < size {
            // Time to send what was before, so that it arrives.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            Some((Err(std::io::Error::other("it breaks")), size))
        } else {
            None
        }
    });
    Body::from_stream(pieces)
}

async fn answer(State(synthetic): State<Synthetic>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    match path.split_once('/') {
        Some((_, key)) if !key.is_empty() => {
            let key = percent_decode_str(key).decode_utf8().unwrap().into_owned();
            synthetic.read(&key, request.headers())
        }
        _ if path.is_empty() => {
            let document = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
            document.into_response()
        }
        _ => {
            let query = request.uri().query().unwrap_or_default();
            synthetic.wait(query).await;
            synthetic.list(query)
        }
    }
}
