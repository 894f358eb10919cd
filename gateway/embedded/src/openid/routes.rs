//! Every address of the provider, and what wraps each answer.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::browser::names_us;
use super::{Provider, authorize, discovery, logout, page, token, userinfo};

/// The largest form: an authorization request with its state and nonce.
const FORM_BYTES_MAX: usize = 32 * 1024;

pub(super) fn router(provider: Provider) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::configuration))
        .route("/jwks", get(discovery::jwks))
        .route("/authorize", get(authorize::by_query).post(authorize::by_form))
        .route("/authorize/choose", post(authorize::choose))
        .route("/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/end_session", get(logout::by_query).post(logout::by_form))
        .route("/end_session/confirm", post(logout::confirm))
        .route("/style.css", get(style))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(provider.clone(), guard))
        .with_state(provider)
}

/// Refuses requests meant for another name, and gives every answer the headers that keep it where it belongs.
async fn guard(State(provider): State<Provider>, request: Request, next: Next) -> Response {
    let mut response = if names_us(request.uri(), request.headers(), provider.authority()) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    };
    let headers = response.headers_mut();
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(CACHE_CONTROL, "no-store");
    unless_set(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    unless_set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(REFERRER_POLICY, "no-referrer");
    unless_set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    response
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], page::STYLE)
}
