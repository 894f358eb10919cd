//! What the page sends, compared with the checksum it announced while it passes. What differs is an error before the
//! last byte was handed on, so that nothing of it is stored.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http::HeaderMap;
use http_body::{Frame, SizeHint};

use crate::error::Error;
use crate::s3::checksum::{Algorithm, Mismatch, Running};
use crate::upstream::BoxError;

/// A body on its way, with what its checksum has to be.
#[derive(Debug)]
pub struct Compared {
    body: Body,
    announced: Option<(Running, String)>,
}

/// The body, to be compared where one of S3's checksums is announced (`x-amz-checksum-…`, base64).
pub fn compared(headers: &HeaderMap, body: Body) -> Result<Compared, Error> {
    let named = |algorithm: Algorithm| Some((algorithm, headers.get(algorithm.header())?));
    let mut announced = Algorithm::ALL.into_iter().filter_map(named);
    let Some((algorithm, value)) = announced.next() else {
        return Ok(Compared { body, announced: None });
    };
    if announced.next().is_some() {
        return Err(Error::Malformed("only one checksum may be announced".to_owned()));
    }
    let text = value.to_str().unwrap_or_default();
    if !algorithm.writes(text) {
        return Err(Error::Malformed(format!("`{}` is no checksum", algorithm.header())));
    }
    Ok(Compared { body, announced: Some((Running::new(algorithm), text.to_owned())) })
}

impl HttpBody for Compared {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        Poll::Ready(match ready!(Pin::new(&mut this.body).poll_frame(context)) {
            Some(Ok(frame)) => {
                if let (Some((running, _)), Some(data)) = (&mut this.announced, frame.data_ref()) {
                    running.update(data);
                }
                Some(Ok(frame))
            }
            Some(Err(error)) => Some(Err(error.into())),
            None => this.announced.take().and_then(|(running, announced)| {
                let algorithm = running.algorithm();
                let differs = running.finish() != announced;
                differs.then(|| Err(Mismatch(algorithm).into()))
            }),
        })
    }

    /// The end of the bytes is not the end: then they are compared.
    fn is_end_stream(&self) -> bool {
        self.announced.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    async fn passes(
        announced: &[(&'static str, &'static str)],
        bytes: &'static str,
    ) -> Option<bool> {
        let mut headers = HeaderMap::new();
        for (name, value) in announced {
            headers.insert(*name, value.parse().unwrap());
        }
        let body = compared(&headers, Body::from(bytes)).ok()?;
        match body.collect().await {
            Ok(whole) => Some(whole.to_bytes() == bytes),
            Err(error) => {
                assert!(error.is::<Mismatch>(), "{error}");
                Some(false)
            }
        }
    }

    #[tokio::test]
    async fn what_was_announced_is_what_came() {
        // The check value of the CRC catalogue.
        let header = ("x-amz-checksum-crc64nvme", "rosUhgp5mIg=");
        assert_eq!(passes(&[header], "123456789").await, Some(true));
        assert_eq!(passes(&[header], "123456780").await, Some(false));
        assert_eq!(passes(&[header], "").await, Some(false));
        assert_eq!(passes(&[], "123456780").await, Some(true));
        assert_eq!(passes(&[("x-amz-checksum-crc32c", "4waSgw==")], "123456789").await, Some(true));
        assert_eq!(passes(&[("x-amz-checksum-crc64nvme", "rosUhgp5")], "").await, None);
        assert_eq!(passes(&[header, ("x-amz-checksum-crc32c", "4waSgw==")], "").await, None);
    }
}
