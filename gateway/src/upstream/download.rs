//! An object on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName, StatusCode};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

use super::{Error, Wait};
use crate::s3::names::InstanceId;

/// An object, a part of it, or the word that it did not change.
#[derive(Debug)]
pub struct Download {
    /// 200, 206 or 304.
    pub status: StatusCode,
    /// Those that belong to the object (`clean`); what the portal's page must not follow (content type, disposition)
    /// is for the caller to decide.
    pub headers: HeaderMap,
    pub body: DownloadBody,
}

/// Bytes as they come, without buffering. Fails when the upstream is silent for too long or breaks off; the time the
/// reader takes does not count.
#[derive(Debug)]
pub struct DownloadBody {
    inner: Incoming,
    instance: InstanceId,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    waiting: bool,
}

impl DownloadBody {
    pub(super) fn new(inner: Incoming, instance: &InstanceId, idle: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(idle));
        Self { inner, instance: instance.clone(), idle, timer, waiting: false }
    }

    pub fn instance(&self) -> &InstanceId {
        &self.instance
    }
}

impl Body for DownloadBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = self.get_mut();
        loop {
            match Pin::new(&mut this.inner).poll_frame(context) {
                Poll::Pending => break,
                // Trailers of HTTP mean nothing to S3.
                Poll::Ready(Some(Ok(frame))) if !frame.is_data() => {}
                Poll::Ready(next) => {
                    this.waiting = false;
                    let unreachable = |source: hyper::Error| Error::Unreachable {
                        instance: this.instance.clone(),
                        source: source.into(),
                    };
                    return Poll::Ready(next.map(|frame| frame.map_err(unreachable)));
                }
            }
        }
        if !this.waiting {
            this.waiting = true;
            this.timer.as_mut().reset(Instant::now() + this.idle);
        }
        this.timer.as_mut().poll(context).map(|()| {
            Some(Err(Error::TimedOut { instance: this.instance.clone(), wait: Wait::SendBody }))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What HTTP says of an object.
const OBJECT_HEADERS: [HeaderName; 11] = [
    ACCEPT_RANGES,
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_RANGE,
    CONTENT_TYPE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
];

/// Whether the header is HTTP's word on an object.
pub(super) fn belongs(name: &HeaderName) -> bool {
    OBJECT_HEADERS.contains(name)
}

/// What S3 says beside of its own affairs: request ids, regions, and how and with which key it encrypts.
const OWN_AFFAIRS: [&str; 4] =
    ["x-amz-request-id", "x-amz-id-", "x-amz-bucket-region", "x-amz-server-side-encryption"];

/// Keeps the headers of an answer that belong to the object: HTTP's by name, so that no cookie, policy or challenge of
/// the upstream speaks for our origin, and S3's `x-amz-…` except its own affairs.
pub(super) fn clean(mut headers: HeaderMap) -> HeaderMap {
    let belongs = |name: &HeaderName| {
        let text = name.as_str();
        belongs(name)
            || text.starts_with("x-amz-")
                && !OWN_AFFAIRS.iter().any(|affair| text.starts_with(affair))
    };
    let strange: Vec<_> = headers.keys().filter(|name| !belongs(name)).cloned().collect();
    for name in strange {
        headers.remove(name);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_the_object_passes() {
        let check = |name: &'static str, expected: bool| {
            let headers =
                HeaderMap::from_iter([(HeaderName::from_static(name), "x".parse().unwrap())]);
            assert_eq!(!clean(headers).is_empty(), expected, "{name}");
        };
        check("etag", true);
        check("content-range", true);
        check("content-encoding", true);
        check("x-amz-meta-author", true);
        check("x-amz-checksum-crc32", true);
        check("x-amz-version-id", true);
        check("set-cookie", false);
        check("content-security-policy", false);
        check("www-authenticate", false);
        check("strict-transport-security", false);
        check("access-control-allow-origin", false);
        check("connection", false);
        check("transfer-encoding", false);
        check("server", false);
        check("location", false);
        check("x-amz-request-id", false);
        check("x-amz-id-2", false);
        check("x-amz-server-side-encryption-aws-kms-key-id", false);
        check("x-minio-deployment-id", false);
    }
}
