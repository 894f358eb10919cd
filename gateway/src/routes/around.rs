//! What stands around the handlers of the portal: one layer for each group of addresses, in one order for all. Of layers
//! one around the other each would clone all that is inside it, several times for every request.

use std::any::Any;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::Route;
use futures_util::FutureExt as _;
use tokio::time::timeout;
use tower::ServiceExt as _;
use tower::layer::layer_fn;
use tower::service_fn;
use tower_http::catch_panic::CatchPanic;
use tracing::Instrument as _;

use super::activity::deeds::Noted;
use super::throttle::Throttle;
use crate::app::App;
use crate::error::{self, Error};
use crate::identity::{self, csrf};
use crate::layers::{self, Door, RequestId, Surrounded};

/// What a group of addresses has around it, besides what all have: an id, headers, counts, a log line, and failures that
/// are told as problems.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// What changes something must come from our own page: wherever cookies open.
    pub from_our_page: bool,
    /// What people do is written down.
    pub noted: bool,
    /// Nobody keeps the answers.
    pub not_stored: bool,
    /// An answer that takes longer is given up.
    pub seconds_max: Option<u64>,
    /// `None`: as axum has it.
    pub body: Option<DefaultBodyLimit>,
    /// One address may ask so often.
    pub door: Option<Door>,
}

/// The same with what it works with; one for each group.
struct Surroundings {
    around: Around,
    throttle: Option<Throttle>,
    app: App,
}

impl Around {
    pub fn layer(self, app: &App, routes: Router<App>) -> Router<App> {
        let at = |door| Throttle { door, limits: app.limits.clone(), portal: app.portal.clone() };
        let throttle = self.door.map(at);
        let surroundings = Arc::new(Surroundings { around: self, throttle, app: app.clone() });
        routes.layer(layer_fn(move |handler: Route| {
            let surroundings = surroundings.clone();
            service_fn(move |request| surroundings.clone().answer(handler.clone(), request))
        }))
    }
}

impl Surroundings {
    async fn answer(
        self: Arc<Self>,
        handler: Route,
        mut request: Request,
    ) -> Result<Response, Infallible> {
        let surrounded = Surrounded::begin(&mut request);
        let answer =
            |request| self.answer_in_words(handler.clone(), request).map(Ok::<_, Infallible>);
        let caught = CatchPanic::custom(service_fn(answer), panicked);
        let Ok(response) = caught.oneshot(request).instrument(surrounded.span().clone()).await;
        let mut response = response.map(Body::new);
        surrounded.end(&self.app.traffic, &mut response);
        if self.app.portal.https {
            layers::insist_on_tls(response.headers_mut());
        }
        Ok(response)
    }

    async fn answer_in_words(&self, handler: Route, request: Request) -> Response {
        let id = request.extensions().get::<RequestId>().cloned();
        let origin = self.app.identity.origin();
        let response = if self.around.from_our_page
            && !csrf::is_ours(request.method(), request.headers(), origin)
        {
            identity::Error::Forged.into_response()
        } else {
            self.answer_noted(handler, request).await
        };
        error::as_problem(id, response)
    }

    async fn answer_noted(&self, handler: Route, mut request: Request) -> Response {
        let noted = if self.around.noted {
            Noted::begin(&self.app.limits.proxies, &mut request).await
        } else {
            None
        };
        if let Some(limit) = self.around.body {
            limit.apply(&mut request);
        }
        let mut response = match self.around.seconds_max {
            None => self.ask(handler, request).await,
            Some(seconds) => {
                let answered = timeout(Duration::from_secs(seconds), self.ask(handler, request));
                answered.await.unwrap_or_else(|_| Error::TooSlow { seconds }.into_response())
            }
        };
        if self.around.not_stored {
            layers::forbid_storing(response.headers_mut());
        }
        if let Some(noted) = noted {
            noted.end(&self.app.activity, &response);
        }
        response
    }

    async fn ask(&self, handler: Route, request: Request) -> Response {
        let refused = self.throttle.as_ref().and_then(|throttle| throttle.refusal(&request));
        if let Some(refusal) = refused {
            return refusal;
        }
        let Ok(response) = handler.oneshot(request).await;
        response
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    Error::Panicked.into_response()
}
