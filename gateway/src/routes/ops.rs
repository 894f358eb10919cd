//! For operators: is the process alive, is it ready, and how is it doing.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use prometheus_client::registry::Registry;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::database::Database;
use crate::identity::Identity;
use crate::upstream::{Status, Upstream};

/// The process answers.
pub async fn livez() -> &'static str {
    "ok\n"
}

/// One part that readiness hangs on.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    ready: bool,
    /// A part that may be down for a while without taking Cellier out of service.
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Names each upstream, the database and the OpenID keys. Only the database takes Cellier out of service: while an
/// upstream or the identity provider is down, the rest still works, and another replica could do no better.
pub async fn readyz(
    State(catalog): State<Arc<Catalog>>,
    State(database): State<Database>,
    State(identity): State<Identity>,
    State(upstream): State<Upstream>,
) -> Response {
    let database = database.ping().await;
    let keys = identity.ready().await;
    let part = |name: String, required, reason: Option<String>| Part {
        name,
        ready: reason.is_none(),
        required,
        reason,
    };
    let mut parts = vec![
        part("database".to_owned(), true, database.err().map(|error| error.to_string())),
        part("openid-keys".to_owned(), false, keys.err().map(|error| error.to_string())),
    ];
    for entry in catalog.iter() {
        let reason = match upstream.status(&entry.id) {
            Some(Status::Unavailable { since }) => Some(format!("unavailable since {since}")),
            Some(Status::Available) | None => None,
        };
        parts.push(part(format!("upstream/{}", entry.id), false, reason));
    }
    let ready = parts.iter().all(|part| part.ready || !part.required);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(parts)).into_response()
}

/// Prometheus' text format.
pub async fn metrics(State(registry): State<Arc<Registry>>) -> Response {
    let mut text = String::new();
    match prometheus_client::encoding::text::encode(&mut text, &registry) {
        Ok(()) => (
            [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")],
            text,
        )
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
