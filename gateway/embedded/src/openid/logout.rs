//! Sign-out asked by an application (OIDC RP-Initiated Logout 1.0).

use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;

use super::browser::{Cookies, Language};
use super::page::{self, Farewell};
use super::parameters::{Parameters, with_query};
use super::settings::origin;
use super::{Provider, now};

/// The parameters that are read; each may come once.
const NAMES: [&str; 5] =
    ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];
/// The fields the page adds to those of the request.
const ADDED: [&str; 2] = ["form", "ui_locales"];

/// A request whose address, when there is one, is registered.
struct Leaving {
    /// The session the application's ID token was of, when it showed one of ours.
    sid: Option<String>,
    /// Where to go afterwards.
    destination: Option<String>,
}

pub(super) async fn by_query(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    end_session(&provider, &headers, &parameters).await
}

pub(super) async fn by_form(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    end_session(&provider, &headers, &parameters).await
}

/// The person said yes on our page.
pub(super) async fn confirm(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    let language = Language::of(&parameters, &headers);
    let Some(leaving) = check(&provider, &parameters) else {
        return page::distrusted_farewell(language);
    };
    let cookies = Cookies::read(&headers, provider.port());
    if cookies.owns(parameters.get("form")) {
        leave(&provider, &cookies, language, leaving).await
    } else {
        ask(&cookies, language, &parameters, &leaving)
    }
}

/// Without a question when the application proves that it speaks of this very session; a page asks otherwise, for
/// anybody can send a browser here.
async fn end_session(
    provider: &Provider,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Response {
    let language = Language::of(parameters, headers);
    let Some(leaving) = check(provider, parameters) else {
        return page::distrusted_farewell(language);
    };
    let cookies = Cookies::read(headers, provider.port());
    let current = cookies.session.as_deref();
    let current = current.and_then(|cookie| provider.ledger().session(cookie, now()).cloned());
    match current {
        Some(session) if leaving.sid.as_ref() != Some(&session.sid) => {
            ask(&cookies, language, parameters, &leaving)
        }
        _ => leave(provider, &cookies, language, leaving).await,
    }
}

/// `None` when the address is not registered for the application that asks. A hint that is not ours, or no longer, is
/// as if it were absent.
fn check(provider: &Provider, parameters: &Parameters) -> Option<Leaving> {
    if parameters.repeats(&NAMES) {
        return None;
    }
    let claims = parameters.get("id_token_hint").and_then(|hint| provider.keys().verify(hint));
    let claim = |name: &str| {
        let claims = claims
            .as_ref()
            .filter(|claims| claims.get("iss").is_some_and(|iss| iss == provider.issuer()))?;
        claims.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    let (named, hinted) = (parameters.get("client_id"), claim("aud"));
    if let (Some(named), Some(hinted)) = (named, &hinted)
        && named != hinted
    {
        return None;
    }
    let destination = match parameters.get("post_logout_redirect_uri") {
        None => None,
        Some(uri) => {
            let client = provider.client(hinted.as_deref().or(named)?)?;
            let registered = client.post_logout_redirect_uris.iter().any(|known| known == uri);
            let state = parameters.get("state").map(|state| ("state", state));
            Some(registered.then(|| with_query(uri, state))?)
        }
    };
    Some(Leaving { sid: claim("sid"), destination })
}

async fn leave(
    provider: &Provider,
    cookies: &Cookies,
    language: Language,
    leaving: Leaving,
) -> Response {
    let current = cookies.session.as_deref();
    let ended = current.and_then(|cookie| provider.ledger().end(cookie, now()));
    provider.tell_ended(ended.as_slice()).await;
    let clear = [(SET_COOKIE, cookies.clear_session())];
    match leaving.destination {
        Some(address) => (clear, Redirect::to(&address)).into_response(),
        None => (clear, page::farewell(language)).into_response(),
    }
}

fn ask(
    cookies: &Cookies,
    language: Language,
    parameters: &Parameters,
    leaving: &Leaving,
) -> Response {
    let (form, set) = cookies.form_token();
    let bare = parameters.without(&ADDED);
    let elsewhere = bare.clone().with("ui_locales", language.other().tag());
    let page = page::confirm(
        language,
        Farewell {
            fields: bare.with("ui_locales", language.tag()).with("form", &form),
            other_language: with_query("/end_session", elsewhere.pairs()),
            destination: leaving.destination.as_deref().and_then(origin),
        },
    );
    match set {
        Some(cookie) => ([(SET_COOKIE, cookie)], page).into_response(),
        None => page,
    }
}
