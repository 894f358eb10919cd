//! Long lists travel compressed to whoever reads them so: most of a folder is what every row of it repeats. Lists of names
//! only: beside what somebody else chose, a secret would be told by the length of the answer.

use std::convert::Infallible;
use std::io::Write as _;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::request::Parts;
use http::{HeaderValue, header};

use crate::page::assets::accepts;

/// One packet takes as much: there is nothing to gain.
const PLAIN_BYTES_MAX: usize = 1_400;

/// Expected, so that the buffer is made once.
const TIMES_SMALLER_USUAL: usize = 3;

/// How whoever asks reads a long answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    #[default]
    Plain,
    Gzip,
}

impl<S: Send + Sync> FromRequestParts<S> for Packing {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let gzip = accepts(&parts.headers, "gzip");
        Ok(if gzip { Self::Gzip } else { Self::Plain })
    }
}

impl Packing {
    /// An answer of JSON.
    pub fn answer(self, json: Vec<u8>) -> Response {
        let packed = (self == Self::Gzip && PLAIN_BYTES_MAX < json.len()).then(|| gzip(&json));
        let (body, encoding) = match packed {
            Some(Ok(packed)) => (packed, Some(HeaderValue::from_static("gzip"))),
            _ => (json, None),
        };
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, encoding);
        }
        response
    }
}

/// As quick as it goes: the next level takes four times as long for a tenth less.
fn gzip(json: &[u8]) -> std::io::Result<Vec<u8>> {
    let room = Vec::with_capacity(json.len() / TIMES_SMALLER_USUAL);
    let mut packed = GzEncoder::new(room, Compression::fast());
    packed.write_all(json)?;
    packed.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use http_body_util::BodyExt as _;

    use super::*;

    async fn answered(packing: Packing, json: &[u8]) -> (Response<()>, Vec<u8>) {
        let (head, body) = packing.answer(json.to_vec()).into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        (Response::from_parts(head, ()), body)
    }

    #[tokio::test]
    async fn what_is_long_is_packed_for_whoever_unpacks_it() {
        let long = "{\"key\":\"a\"},".repeat(1000).into_bytes();
        let (head, body) = answered(Packing::Gzip, &long).await;
        assert_eq!(head.headers()[header::CONTENT_ENCODING], "gzip");
        assert!(body.len() * 20 < long.len(), "{}", body.len());
        let mut read = Vec::new();
        GzDecoder::new(body.as_slice()).read_to_end(&mut read).unwrap();
        assert_eq!(read, long);

        for (packing, json) in [(Packing::Plain, long.as_slice()), (Packing::Gzip, b"{}")] {
            let (head, body) = answered(packing, json).await;
            assert!(!head.headers().contains_key(header::CONTENT_ENCODING), "{packing:?}");
            assert_eq!(head.headers()[header::VARY], "accept-encoding", "caches tell them apart");
            assert_eq!(body, json);
        }
    }
}
