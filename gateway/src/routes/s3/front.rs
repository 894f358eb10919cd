//! The S3 side as a listener sees it.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use futures_util::FutureExt as _;
use http::Request;
use lingering::Lingering;

use super::answer::{self, Asked};
use super::cors::Page;
use super::{Programs, fault, serve};
use crate::layers::{self, Answers, Peer};

/// Answers programs. Cheap to clone.
#[derive(Clone)]
pub struct Front(Arc<Programs>);

impl Front {
    pub fn new(programs: Programs) -> Self {
        Self(Arc::new(programs))
    }
}

impl Answers for Front {
    fn answer(
        self,
        request: Request<Lingering>,
        peer: Peer,
    ) -> impl Future<Output = Response> + Send + 'static {
        // Most requests have no body, and an empty one needs no box.
        let boxed = |body: Lingering| {
            if body.is_end_stream() { Body::empty() } else { Body::new(body) }
        };
        let request = request.map(boxed);
        // Boxed where it begins: of its ten kilobytes each layer around it would move every one, for every request.
        let answered = Box::pin(serve(self.0, request, peer));
        // What is shared between requests is locked by whoever changes it, and whole again when a lock is given back.
        AssertUnwindSafe(answered).catch_unwind().map(|answered| answered.unwrap_or_else(panicked))
    }
}

/// A fault of ours that was no error: nothing is told of it.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request of the S3 side panicked");
    let id = layers::new_request_id();
    let asked = Asked { id, head_only: true, resource: String::new(), page: Page::default() };
    answer::finish(answer::refusal(&fault::internal(), &asked), &asked)
}
