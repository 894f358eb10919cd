//! How often and how fast the portal answers. Labels are few: a route is a pattern, never a bucket, a key or a person.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// From a page out of memory to a control-plane answer that is given up.
const ANSWER_SECONDS_BUCKETS: [f64; 11] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0, 60.0];

/// Whatever no route is for: the page's files, its open pages, and what does not exist.
const NO_ROUTE: &str = "other";

/// What the portal's listener was asked. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Traffic {
    requests: Family<RequestLabels, Counter>,
    answer_seconds: Family<RouteLabels, Histogram>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            answer_seconds: Family::new_with_constructor(|| Histogram::new(ANSWER_SECONDS_BUCKETS)),
        }
    }
}

impl Traffic {
    /// Adds `portal_requests` (by method, route, status) and `portal_answer_seconds` (by route, until the head of the
    /// answer) to what operators see.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("portal_requests", "Requests to the portal", self.requests.clone());
        registry.register(
            "portal_answer_seconds",
            "Seconds from a request to the head of its answer",
            self.answer_seconds.clone(),
        );
    }
}

/// A request that is counted once it is answered. One whose sender left before is not counted: nothing was answered.
pub(super) struct Counted {
    route: String,
    method: &'static str,
    started: Instant,
}

impl Counted {
    pub(super) fn begin(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str);
        let (route, method) = (route.to_owned(), known(request.method()));
        Self { route, method, started: Instant::now() }
    }

    pub(super) fn end(self, traffic: &Traffic, response: &Response) {
        let seconds = self.started.elapsed().as_secs_f64();
        let labels = RouteLabels { route: self.route.clone() };
        traffic.answer_seconds.get_or_create(&labels).observe(seconds);
        let (method, route, status) = (self.method, self.route, response.status().as_u16());
        traffic.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }
}

/// Clients may invent methods; labels must not grow with them.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
