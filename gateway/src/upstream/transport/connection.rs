//! One connection, and the answer that is read from it.

use std::future::{Future as _, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use sync_wrapper::SyncWrapper;
use tokio::net::TcpStream;
use tokio::runtime::Id;
use tokio::sync::OwnedSemaphorePermit;

use super::RequestBody;
use super::kept::Kept;

/// Does what HTTP says on the socket, for as long as somebody polls it.
type Driver = http1::Connection<MaybeHttpsStream<TokioIo<TcpStream>>, RequestBody>;

/// A connection that serves one request at a time. Dropped, it is closed.
#[derive(Debug)]
pub(super) struct Connection {
    /// Scheme, host and port at the other end.
    pub(super) origin: Uri,
    /// The runtime that it was opened on. Who uses it elsewhere is woken from there for each piece of an answer. `None`
    /// where that is not known.
    pub(super) home: Option<Id>,
    sender: http1::SendRequest<RequestBody>,
    /// `None` once the connection is closed. Boxed, for it is large and handed on with each answer.
    driver: Option<SyncWrapper<Box<Driver>>>,
    /// That its buffers may be the larger ones.
    _large: Option<OwnedSemaphorePermit>,
}

/// A request without an answer.
pub(super) struct Unanswered {
    pub(super) source: hyper::Error,
    /// The request, where nothing of it was sent.
    pub(super) unsent: Option<Box<Request<RequestBody>>>,
}

impl Connection {
    pub(super) fn new(
        origin: Uri,
        sender: http1::SendRequest<RequestBody>,
        driver: Driver,
        home: Option<Id>,
        large: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let driver = Some(SyncWrapper::new(Box::new(driver)));
        Self { origin, home, sender, driver, _large: large }
    }

    /// Sends a request, the body included as far as it comes before the answer, and waits for the first bytes of the
    /// answer's body as well: storages send them right behind the head, and both are passed on at once. What breaks off
    /// between the two is no answer.
    pub(super) async fn ask(
        mut self,
        request: Request<RequestBody>,
        kept: &Kept,
    ) -> Result<Response<AnswerBody>, Unanswered> {
        let mut answer = pin!(self.sender.try_send_request(request));
        let answered = poll_fn(|context| {
            self.drive(context);
            answer.as_mut().poll(context)
        });
        let response = answered.await.map_err(|mut error| Unanswered {
            unsent: error.take_message().map(Box::new),
            source: error.into_error(),
        })?;
        let (head, incoming) = response.into_parts();
        let mut body = AnswerBody::new(incoming, self, kept.clone());
        let begun = poll_fn(|context| body.begin(context)).await;
        begun.map_err(|source| Unanswered { source, unsent: None })?;
        Ok(Response::from_parts(head, body))
    }

    /// Goes on as far as it goes now.
    fn drive(&mut self, context: &mut Context<'_>) {
        // What went wrong is told where the answer is waited for.
        if let Some(driver) = &mut self.driver
            && Pin::new(driver.get_mut()).poll(context).is_ready()
        {
            self.driver = None;
        }
    }

    /// Whether another request may be sent on it. Wakes nobody when that changes.
    pub(super) fn is_free(&mut self) -> bool {
        self.drive(&mut Context::from_waker(Waker::noop()));
        self.driver.is_some() && self.sender.is_ready()
    }
}

/// The body of an answer. Whoever reads it drives the connection, which is kept once all was read.
#[derive(Debug)]
pub struct AnswerBody {
    /// What came before anybody read.
    first: Option<Bytes>,
    incoming: Incoming,
    /// `None` once all was read, or reading failed.
    connection: Option<Connection>,
    kept: Kept,
}

impl AnswerBody {
    fn new(incoming: Incoming, connection: Connection, kept: Kept) -> Self {
        let mut body = Self { first: None, incoming, connection: Some(connection), kept };
        if body.incoming.is_end_stream() {
            body.keep();
        }
        body
    }

    /// Ends once there is something to read, or nothing ever will be.
    fn begin(&mut self, context: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        if self.connection.is_none() {
            return Poll::Ready(Ok(()));
        }
        let first = ready!(Pin::new(&mut *self).poll_frame(context)).transpose()?;
        // Trailers behind nothing say nothing.
        self.first = first.and_then(|frame| frame.into_data().ok());
        Poll::Ready(Ok(()))
    }

    fn keep(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.kept.put(connection);
        }
    }

    /// What came already. Nobody is to be woken: only driving the connection brings more.
    fn poll_incoming(&mut self) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.incoming).poll_frame(&mut Context::from_waker(Waker::noop()))
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = self.get_mut();
        if let Some(first) = this.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        let mut polled = this.poll_incoming();
        if polled.is_pending()
            && let Some(connection) = &mut this.connection
        {
            connection.drive(context);
            polled = this.poll_incoming();
        }
        match &polled {
            Poll::Ready(Some(Err(_))) => this.connection = None,
            Poll::Ready(None) => this.keep(),
            Poll::Ready(Some(Ok(_))) if this.incoming.is_end_stream() => this.keep(),
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let bytes = self.first.as_ref().map_or(0, Bytes::len) as u64;
        let mut hint = self.incoming.size_hint();
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + bytes);
        }
        hint.set_lower(hint.lower() + bytes);
        hint
    }
}
