//! Serves on a socket: no delay, TLS where it is asked for, a limit on connections of one address and on how
//! long a head may take, and a graceful end.

mod cores;
mod full;
mod socket;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use lingering::lingering;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

pub use self::cores::Cores;
pub use self::full::Tongue;
use self::socket::Socket;
use crate::layers::{Answers, Crowd, Peer, Place};

/// A client that has not sent a whole head by then is let go: it would hold a connection for nothing. A TLS handshake
/// has as long.
const HEAD_SECONDS_MAX: u64 = 30;

/// Longest head of a request, and what waits of an answer until its reader takes it: a thousand slow readers hold a
/// thousand of them.
const BUFFER_BYTES_MAX: usize = 32 * 1024;

/// How often a silent HTTP/2 connection is asked whether it is still there.
const PING_SECONDS: u64 = 60;

/// How long transfers under way may go on once told to stop.
const DRAIN_SECONDS_MAX: u64 = 30;

/// After a failed accept (mostly: no file descriptor left), others get time to close theirs.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How connections are taken in.
#[derive(Clone, Default)]
pub struct Entrance {
    /// `None`: plain HTTP.
    pub tls: Option<TlsAcceptor>,
    /// `None`: as many as come.
    pub crowd: Option<Crowd>,
    /// How those are told who are one too many.
    pub tongue: Tongue,
    /// Who serves them; `None`: the runtime that accepts them.
    pub cores: Option<Cores>,
}

/// What serves every connection of a listener.
#[derive(Clone)]
struct Service<A> {
    builder: Arc<auto::Builder<TokioExecutor>>,
    answers: A,
    tls: Option<TlsAcceptor>,
    cores: Option<Cores>,
}

/// Serves until `shutdown`, then stops accepting and lets what is under way finish.
pub async fn serve(
    listener: TcpListener,
    answers: impl Answers,
    entrance: Entrance,
    shutdown: CancellationToken,
) {
    let Entrance { tls, crowd, tongue, cores } = entrance;
    let service = Service { builder: Arc::new(builder()), answers, tls, cores };
    let connections = GracefulShutdown::new();
    let turned_away = full::TurnedAway::default();
    loop {
        let (stream, peer) = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let place = crowd.as_ref().map(|crowd| crowd.enter(peer.ip()));
        if matches!(place, Some(None)) {
            turned_away.tell(stream, service.tls.is_some(), tongue);
            continue;
        }
        service.clone().connect(stream, peer, place.flatten(), connections.watcher());
    }
    drop(listener);
    let drained =
        tokio::time::timeout(Duration::from_secs(DRAIN_SECONDS_MAX), connections.shutdown()).await;
    if drained.is_err() {
        tracing::warn!(seconds = DRAIN_SECONDS_MAX, "transfers were cut off after waiting");
    }
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .max_buf_size(BUFFER_BYTES_MAX)
        .header_read_timeout(Duration::from_secs(HEAD_SECONDS_MAX));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(PING_SECONDS)));
    builder
}

impl<A: Answers> Service<A> {
    /// Takes the connection over in a task of its own, so that a slow handshake keeps nobody waiting.
    fn connect(self, stream: TcpStream, peer: SocketAddr, place: Option<Place>, watcher: Watcher) {
        // Without it each small answer waits 40 ms for the other side's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let (cores, socket) = (self.cores.clone(), Socket::new(stream));
        let entered = self.enter(socket, peer, place, watcher);
        match cores {
            Some(cores) => cores.spawn(entered),
            None => drop(tokio::spawn(entered)),
        }
    }

    async fn enter(self, socket: Socket, peer: SocketAddr, place: Option<Place>, watcher: Watcher) {
        let _place = place;
        let Some(tls) = self.tls.clone() else {
            return self.serve(socket, peer, watcher).await;
        };
        let limit = Duration::from_secs(HEAD_SECONDS_MAX);
        match tokio::time::timeout(limit, tls.accept(socket)).await {
            Ok(Ok(stream)) => self.serve(stream, peer, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn serve<S>(self, stream: S, peer: SocketAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (answers, peer) = (self.answers, Peer(peer.ip()));
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            // Whoever is refused while still sending shall get to read why.
            let answered = answers.clone().answer(lingering(request), peer);
            async { Ok::<_, Infallible>(answered.await) }
        });
        let connection =
            self.builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error, "a connection broke");
        }
    }
}
