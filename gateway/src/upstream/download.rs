//! An object on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, Sleep};

use super::transport::AnswerBody;
use super::{Error, UnreadableAnswer, Wait};
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
    inner: AnswerBody,
    instance: InstanceId,
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    waiting: bool,
}

impl DownloadBody {
    pub(super) fn new(inner: AnswerBody, instance: &InstanceId, idle: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(idle));
        Self { inner, instance: instance.clone(), idle, timer, waiting: false }
    }

    /// All of it, where it has at most `bytes_max` bytes.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where it has more, and whatever keeps it from coming.
    pub async fn whole(self, bytes_max: usize) -> Result<Bytes, Error> {
        let instance = self.instance.clone();
        let bytes = self.up_to(bytes_max + 1).await?;
        if bytes.len() > bytes_max {
            let source = UnreadableAnswer::TooLong { bytes_max };
            return Err(Error::Unreadable { instance, source });
        }
        Ok(bytes)
    }

    /// At most `bytes_max` bytes; the rest is left unread, and the connection with it.
    pub(super) async fn up_to(mut self, bytes_max: usize) -> Result<Bytes, Error> {
        // Most documents come whole, and are not copied then.
        let (mut whole, mut joined) = (Bytes::new(), Vec::new());
        while let Some(frame) = self.frame().await {
            let Ok(mut data) = frame?.into_data() else { continue };
            data.truncate(bytes_max - whole.len() - joined.len());
            if whole.is_empty() && joined.is_empty() {
                whole = data;
            } else {
                joined.extend_from_slice(&std::mem::take(&mut whole));
                joined.extend_from_slice(&data);
            }
            if whole.len() + joined.len() == bytes_max {
                break;
            }
        }
        Ok(if joined.is_empty() { whole } else { joined.into() })
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

/// Whether a part came of another object than the one whose rest was asked for (`If-Range`): some upstreams (Ceph RGW 16)
/// send it, and what is put together so is neither of the two.
pub(super) fn is_of_another(wanted: &[u8], status: StatusCode, headers: &HeaderMap) -> bool {
    let is_wanted = |name| headers.get(name).is_some_and(|value| value.as_bytes() == wanted);
    status == StatusCode::PARTIAL_CONTENT && !is_wanted(ETAG) && !is_wanted(LAST_MODIFIED)
}

/// The condition under which a whole object is sent only if it is another one than `If-Range` wants. Nothing is the same
/// as a weak tag (RFC 9110 §13.1.5).
pub(super) fn unless_same(wanted: &[u8]) -> Option<HeaderName> {
    match wanted {
        [b'W', b'/', ..] => None,
        [b'"', ..] => Some(IF_NONE_MATCH),
        _ => Some(IF_MODIFIED_SINCE),
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
fn belongs(name: &HeaderName) -> bool {
    OBJECT_HEADERS.contains(name)
}

/// What S3 says that is the instance's affair, where no more than the object counts: request ids, regions, and how and
/// with which key it encrypts.
pub(super) const OWN_AFFAIRS: [&str; 4] =
    ["x-amz-request-id", "x-amz-id-", "x-amz-bucket-region", "x-amz-server-side-encryption"];

/// Keeps the headers of an answer that belong to the object or the upload: HTTP's by name, so that no cookie, policy or
/// challenge of the upstream speaks for our origin, and S3's `x-amz-…` except what begins like `own_affairs`.
pub(super) fn clean(mut headers: HeaderMap, own_affairs: &[&str]) -> HeaderMap {
    let own = |name: &str| own_affairs.iter().any(|affair| name.starts_with(affair));
    let passes = |name: &HeaderName| {
        belongs(name) || name.as_str().starts_with("x-amz-") && !own(name.as_str())
    };
    if headers.keys().all(passes) {
        return headers;
    }
    let strange: Vec<HeaderName> = headers.keys().filter(|name| !passes(name)).cloned().collect();
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
            assert_eq!(!clean(headers, &OWN_AFFAIRS).is_empty(), expected, "{name}");
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
