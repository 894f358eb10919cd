//! Request bodies that are read to their end even after the answer is known.
//!
//! A server that answers early and closes while the client still sends makes the client's kernel throw the answer
//! away (RFC 9112 §9.6): the person reads "connection reset" where "no space left" was said. So what nobody wants
//! any more is read and dropped for a while.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

/// How long a client may go on sending what is not wanted.
const LINGER_SECONDS_MAX: u64 = 30;

/// A client that sends nothing for so long has read its answer.
const LINGER_IDLE_SECONDS_MAX: u64 = 5;

/// A body that, dropped before its end, is read on in a task of its own.
#[derive(Debug)]
pub struct Lingering {
    /// `None` once it came to its end, or failed.
    body: Option<Incoming>,
    /// One that waits for `100 Continue` sends nothing unasked, and must not be asked now.
    waits: bool,
}

/// The request with its body made to linger.
pub fn lingering(request: Request<Incoming>) -> Request<Lingering> {
    let waits = request.headers().contains_key(header::EXPECT);
    request.map(|body| Lingering { body: Some(body), waits })
}

impl Body for Lingering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(context);
        self.waits = false;
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        if self.waits {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let limit = Duration::from_secs(LINGER_SECONDS_MAX);
            runtime.spawn(tokio::time::timeout(limit, read_out(body)));
        }
    }
}

async fn read_out(mut body: Incoming) {
    let idle = Duration::from_secs(LINGER_IDLE_SECONDS_MAX);
    while let Ok(Some(Ok(_))) = tokio::time::timeout(idle, body.frame()).await {}
}
