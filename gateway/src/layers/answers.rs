//! What stands behind a listener.

use std::future::Future;

use axum::Router;
use axum::response::Response;
use http::Request;
use lingering::Lingering;
use tower::ServiceExt as _;

use super::Peer;

/// What answers the requests of a listener. Cheap to clone: each request has one.
pub trait Answers: Clone + Send + Sync + 'static {
    /// Answers one request, which came from `peer`.
    fn answer(
        self,
        request: Request<Lingering>,
        peer: Peer,
    ) -> impl Future<Output = Response> + Send + 'static;
}

impl Answers for Router {
    fn answer(
        self,
        mut request: Request<Lingering>,
        peer: Peer,
    ) -> impl Future<Output = Response> + Send + 'static {
        request.extensions_mut().insert(peer);
        let answered = self.oneshot(request);
        async {
            let Ok(response) = answered.await;
            response
        }
    }
}
