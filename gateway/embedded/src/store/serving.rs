//! The listener of a store: connections in, s3s behind the gate, an orderly end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use lingering::lingering;
use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, S3Error};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::operations::Operations;
use super::{Store, document, gate, random_hex};

/// A connection that sends no whole request head for so long is closed. Longer than the 90 s after
/// which clients give up idle connections by themselves, so that none is closed under a new request.
const HEADER_SECONDS_MAX: u64 = 120;
/// Connections at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 1024;
/// What is being answered at shutdown has this long to end.
const SHUTDOWN_SECONDS_MAX: u64 = 10;
/// A request document: 10,000 parts with their checksums fit, and little more.
const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// An upload that is not finished by then is ended.
const UPLOAD_SECONDS_MAX: u64 = 7 * 24 * 60 * 60;
/// How often such uploads are looked for.
const EXPIRY_SECONDS: u64 = 60 * 60;
/// After a failed accept (too many open files), the listener rests this long.
const ACCEPT_PAUSE_MS: u64 = 50;

impl Store {
    /// Serves S3, path style, on `listener` until `shutdown` completes and the requests in flight are
    /// answered, ten seconds at most. Orphaned files are swept at start, beside the work.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        let sweeping = tokio::spawn(sweep(self.clone()));
        let expiring = tokio::spawn(expire(self.clone()));
        let front = Arc::new(Front { region: self.inner.region.clone(), service: service(&self) });
        let connections = GracefulShutdown::new();
        let turns = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let tasks = TaskTracker::new();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let accept = async {
                // The semaphore is never closed, so a turn always comes.
                let turn = Arc::clone(&turns).acquire_owned().await.ok();
                listener.accept().await.map(|(stream, _peer)| (stream, turn))
            };
            let accepted = tokio::select! {
                accepted = accept => accepted,
                () = &mut shutdown => break,
            };
            match accepted {
                Ok((stream, turn)) => {
                    let served = serve_connection(&connections, Arc::clone(&front), stream);
                    tasks.spawn(async move {
                        served.await;
                        drop(turn);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
                }
            }
        }
        drop(listener);
        let patience = Duration::from_secs(SHUTDOWN_SECONDS_MAX);
        sweeping.abort();
        expiring.abort();
        tasks.close();
        // Every task holds the store: whoever waits for this to end may open the folder again.
        let ended = async {
            connections.shutdown().await;
            tasks.wait().await;
            let _ = tokio::join!(sweeping, expiring);
        };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("requests were still being answered at shutdown");
        }
    }
}

async fn sweep(store: Store) {
    match store.sweep().await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "orphaned files were removed"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the sweep failed");
        }
    }
}

/// Nobody comes back to an upload that was left a week ago, and its parts take space that nobody sees.
async fn expire(store: Store) {
    let mut tick = tokio::time::interval(Duration::from_secs(EXPIRY_SECONDS));
    loop {
        tick.tick().await;
        match store.expire_uploads(Duration::from_secs(UPLOAD_SECONDS_MAX)).await {
            Ok(0) => {}
            Ok(ended) => tracing::info!(ended, "unfinished uploads were ended after a week"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "uploads did not expire");
            }
        }
    }
}

fn service(store: &Store) -> S3Service {
    let mut builder = S3ServiceBuilder::new(Operations::new(Arc::clone(&store.inner)));
    let credentials = &store.inner.credentials;
    builder.set_auth(SimpleAuth::from_single(
        credentials.access_key.clone(),
        credentials.secret_key.clone(),
    ));
    let mut config = S3Config::default();
    config.xml_max_body_size = DOCUMENT_BYTES_MAX;
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    builder.build()
}

/// What every request passes.
struct Front {
    region: String,
    service: S3Service,
}

impl Front {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let answered = self.refuse_or_call(request).await;
        let mut response =
            answered.or_else(S3Error::to_http_response).unwrap_or_else(|_unwritable| {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
                response
            });
        // s3s answers 206 to a GET only; HEAD promises the same head.
        if response.headers().contains_key(header::CONTENT_RANGE) && response.status() == 200 {
            *response.status_mut() = http::StatusCode::PARTIAL_CONTENT;
        }
        let id = random_hex::<8>().ok().and_then(|id| HeaderValue::try_from(id).ok());
        if let Some(id) = id {
            response.headers_mut().insert("x-amz-request-id", id);
        }
        response.headers_mut().insert(header::SERVER, HeaderValue::from_static("Cellier"));
        response
    }

    async fn refuse_or_call(&self, request: Request<Incoming>) -> Result<Response<Body>, S3Error> {
        gate::check(&self.region, request.uri(), request.headers())?;
        let mut request = document::check(lingering(request), DOCUMENT_BYTES_MAX).await?;
        let uri = request.uri().clone();
        gate::forget_several_ranges(&uri, request.headers_mut());
        self.service.call(request).await.map_err(|error| {
            let source: s3s::StdError = error.into();
            S3Error::with_source(s3s::S3ErrorCode::InternalError, source)
        })
    }
}

fn serve_connection(
    connections: &GracefulShutdown,
    front: Arc<Front>,
    stream: TcpStream,
) -> impl Future<Output = ()> + use<> {
    // Without it each small answer waits 40 ms for the other side's delayed acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it was served");
    }
    let service = service_fn(move |request| {
        let front = Arc::clone(&front);
        async move { Ok::<_, Infallible>(front.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADER_SECONDS_MAX))
        .serve_connection(TokioIo::new(stream), service);
    let watched = connections.watch(connection);
    async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
