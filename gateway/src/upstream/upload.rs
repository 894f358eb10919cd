//! A body on its way to an instance: counted, checked, and cut when it is not what was announced.
//!
//! The last bytes are held back until the sender has ended, so that a body that is too long is never taken for a whole
//! one, and a request that is given up is cut before it could be complete: the object that was there stays.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::announced::Check;
use super::{BoxError, Timeouts, Wait};

/// What went wrong on the sender's side.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    #[error("the sender broke off")]
    Sender(#[source] BoxError),
    #[error("the body has fewer than the {bytes} bytes that were announced")]
    TooShort { bytes: u64 },
    #[error("the body has more than the {bytes} bytes that were announced")]
    TooLong { bytes: u64 },
    #[error("the sender fell silent")]
    Silent,
}

/// What the connection is told when a body is cut; the reason is kept aside.
#[derive(Debug, thiserror::Error)]
#[error("the body was cut")]
struct Cut;

/// The body as the connection sees it.
#[derive(Debug)]
pub(super) struct WatchedBody<B> {
    inner: Pin<Box<B>>,
    progress: Arc<Mutex<Progress>>,
    /// Ends when the [`Watch`] is dropped.
    watched: oneshot::Receiver<Infallible>,
    check: Check,
    length: u64,
    left: u64,
    last: Option<Bytes>,
    ended: bool,
}

/// The other end, held by whoever waits for the answer. Dropping it cuts a body that is still on its way.
#[derive(Debug)]
pub(super) struct Watch {
    progress: Arc<Mutex<Progress>>,
    _watching: oneshot::Sender<Infallible>,
    timeouts: Timeouts,
}

#[derive(Debug)]
struct Progress {
    stage: Stage,
    since: Instant,
    fault: Option<UploadFault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The connection has something to send, or has not asked for more.
    Sending,
    /// Waiting for the sender.
    Receiving,
    Sent {
        digest: Option<[u8; 16]>,
    },
}

/// `length` is what the sender announced, and more than zero.
pub(super) fn watched<B>(
    body: B,
    length: u64,
    check: Check,
    timeouts: Timeouts,
) -> (WatchedBody<B>, Watch) {
    let (body, watch) = counted(body, length, timeouts);
    (WatchedBody { check, ..body }, watch)
}

/// As [`watched`], with nothing to check but its length: what it holds is proved in another way.
pub(super) fn counted<B>(body: B, length: u64, timeouts: Timeouts) -> (WatchedBody<B>, Watch) {
    let progress = Progress { stage: Stage::Sending, since: Instant::now(), fault: None };
    let progress = Arc::new(Mutex::new(progress));
    let (watching, watched) = oneshot::channel();
    let body = WatchedBody {
        inner: Box::pin(body),
        progress: Arc::clone(&progress),
        watched,
        check: Check::default(),
        length,
        left: length,
        last: None,
        ended: false,
    };
    (body, Watch { progress, _watching: watching, timeouts })
}

impl Watch {
    /// Ends when nothing moved for too long, and says whom was waited for.
    pub(super) async fn stalled(&self) -> Wait {
        loop {
            let deadline = {
                let mut progress = lock(&self.progress);
                let (limit, wait) = self.limit(progress.stage);
                let deadline = progress.since + limit;
                if deadline <= Instant::now() {
                    if progress.stage == Stage::Receiving {
                        progress.fault.get_or_insert(UploadFault::Silent);
                    }
                    return wait;
                }
                deadline
            };
            tokio::time::sleep_until(deadline).await;
        }
    }

    /// Why the body was cut, if the sender is why.
    pub(super) fn fault(&self) -> Option<UploadFault> {
        lock(&self.progress).fault.take()
    }

    /// The MD5 of the whole body where it was computed, once all of it was handed to the connection.
    pub(super) fn digest(&self) -> Option<[u8; 16]> {
        match lock(&self.progress).stage {
            Stage::Sent { digest } => digest,
            Stage::Sending | Stage::Receiving => None,
        }
    }

    /// All of the body was handed to the connection.
    pub(super) fn is_sent(&self) -> bool {
        matches!(lock(&self.progress).stage, Stage::Sent { .. })
    }

    /// What was handed over last may still lie in buffers, so the answer has as long as a piece of the body.
    fn limit(&self, stage: Stage) -> (Duration, Wait) {
        match stage {
            Stage::Sending | Stage::Receiving => (self.timeouts.body_idle, Wait::TakeBody),
            Stage::Sent { .. } => {
                (self.timeouts.response_head.max(self.timeouts.body_idle), Wait::Answer)
            }
        }
    }
}

impl<B> WatchedBody<B> {
    /// The stage lasts from now, unless it was the stage before.
    fn enter(&self, stage: Stage) {
        let mut progress = lock(&self.progress);
        if progress.stage != stage || stage == Stage::Sending {
            progress.stage = stage;
            progress.since = Instant::now();
        }
    }

    fn cut(&mut self, fault: UploadFault) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        lock(&self.progress).fault.get_or_insert(fault);
        self.ended = true;
        self.last = None;
        Poll::Ready(Some(Err(Box::new(Cut))))
    }

    /// The sender ended: hand over what was held back.
    fn end(&mut self) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.left > 0 {
            return self.cut(UploadFault::TooShort { bytes: self.length });
        }
        let digest = match std::mem::take(&mut self.check).finish() {
            Ok(digest) => digest,
            Err(fault) => return self.cut(fault),
        };
        self.ended = true;
        self.enter(Stage::Sent { digest });
        Poll::Ready(self.last.take().map(|data| Ok(Frame::data(data))))
    }
}

impl<B> Body for WatchedBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        loop {
            if this.ended {
                return Poll::Ready(None);
            }
            if Pin::new(&mut this.watched).poll(context).is_ready() {
                this.ended = true;
                return Poll::Ready(Some(Err(Box::new(Cut))));
            }
            let data = match this.inner.as_mut().poll_frame(context) {
                Poll::Pending => {
                    this.enter(Stage::Receiving);
                    return Poll::Pending;
                }
                Poll::Ready(None) => return this.end(),
                Poll::Ready(Some(Err(error))) => {
                    return this.cut(UploadFault::Sender(error.into()));
                }
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => data,
                    // Trailers of HTTP mean nothing to S3.
                    _ => continue,
                },
            };
            let Some(left) = this.left.checked_sub(data.len() as u64) else {
                return this.cut(UploadFault::TooLong { bytes: this.length });
            };
            this.left = left;
            this.check.update(&data);
            if left > 0 {
                this.enter(Stage::Sending);
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            this.last = Some(data);
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.last.as_ref().map_or(0, |data| data.len() as u64);
        SizeHint::with_exact(self.left + held)
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
