//! `/auth/…`: signing in and out. Failures come back to the page, which words them; what the provider said does not.

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Way};
use jiff::Timestamp;
use locales::Language;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::activity::Whence;
use super::language;
use crate::activity::{Activity, Entry};
use crate::adoption::Adoption;
use crate::identity::{Answer, Error, Failure, Identity, Why, local_path};

/// Query of [`begin`].
#[derive(Debug, Default, Deserialize)]
pub struct SignInQuery {
    /// A path of the portal to come back to; anything else is replaced by the start.
    pub return_to: Option<String>,
    /// `fr` or `en`; without it the language of `return_to`, then of the reader.
    pub lang: Option<String>,
}

/// Body of the answer to [`sign_out`].
#[derive(Serialize, utoipa::ToSchema)]
pub struct SignedOutAnswer {
    /// Where the page sends the browser next: `/auth/leave`, or `/` where the provider has nothing to end.
    pub redirect: &'static str,
}

/// Body of [`back_channel_logout`].
#[derive(Deserialize)]
pub struct LogoutForm {
    logout_token: String,
}

/// `GET /auth/sign-in?return_to=&lang=`: to the identity provider, or to the page that says it is down.
pub async fn begin(
    State(identity): State<Identity>,
    Query(query): Query<SignInQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let return_to = query.return_to.as_deref().and_then(local_path);
    let language = query
        .lang
        .as_deref()
        .and_then(|code| Language::parse(code, ""))
        .or_else(|| language::of_path(return_to?, ""))
        .unwrap_or_else(|| language::of_reader(&headers));
    match identity.begin_sign_in(&headers, return_to, language).await {
        Ok(begun) => Ok(redirect(&begun.redirect, Some(begun.cookie))),
        Err(Error::ProviderUnreachable) => {
            Ok(redirect(&failure_page(language.code(), Why::ProviderDown, return_to), None))
        }
        Err(error) => Err(error),
    }
}

/// `GET /auth/callback`: back from the identity provider, to where the person was, with a new session.
pub async fn callback(
    State(identity): State<Identity>,
    State(adoption): State<Adoption>,
    State(activity): State<Activity>,
    Whence(from): Whence,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let answer = Answer::parse(&query.unwrap_or_default());
    let entry = Entry { from: Some(from), ..Entry::of(Act::SignIn, Way::Page, Timestamp::now()) };
    let outcome = identity.complete_sign_in(&headers, answer).await?;
    activity.record(match &outcome {
        Ok(completed) => Entry { person: Some(completed.person.id), ..entry },
        Err(failure) => Entry { refusal: Some(failure.why.to_string()), ..entry },
    });
    match outcome {
        Ok(completed) => {
            if completed.newcomer {
                adoption.welcome(completed.person).await;
            } else {
                adoption.welcome_back(completed.person).await;
            }
            Ok(redirect(&completed.return_to, Some(completed.cookie)))
        }
        Err(Failure { why, resume: Some(resume) }) => {
            let page = failure_page(&resume.language, why, Some(&resume.return_to));
            Ok(redirect(&page, None))
        }
        Err(Failure { why, resume: None }) => {
            let language = language::of_reader(&headers);
            Ok(redirect(&failure_page(language.code(), why, None), None))
        }
    }
}

/// `POST /auth/sign-out`: ends the session and says where to go on. Mounted behind the forgery guard.
pub async fn sign_out(
    State(identity): State<Identity>,
    State(activity): State<Activity>,
    Whence(from): Whence,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let session = identity.look_at_session(&headers).await?;
    let signed_out = identity.sign_out(&headers).await?;
    if let Some(session) = session {
        let entry = Entry::of(Act::SignOut, Way::Page, Timestamp::now());
        let person = Some(session.person.id);
        activity.record(Entry { person, from: Some(from), ..entry });
    }
    let answer = Json(SignedOutAnswer { redirect: signed_out.redirect });
    let mut response = (NO_STORE, answer).into_response();
    if let Some(cookie) = signed_out.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /auth/leave`: from [`sign_out`] on to the provider's own sign-out, with the ID token that the page never sees.
pub async fn leave(
    State(identity): State<Identity>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let left = identity.leave(&headers).await?;
    Ok(redirect(&left.redirect, left.cookie))
}

/// `POST /auth/back-channel-logout`: the provider says that somebody signed out (Back-Channel Logout 1.0 §2.5, §2.8).
/// Mounted outside the forgery guard: the provider is no browser, and its token proves itself.
pub async fn back_channel_logout(
    State(identity): State<Identity>,
    form: Result<Form<LogoutForm>, FormRejection>,
) -> Result<Response, Error> {
    let done = match form {
        Ok(Form(form)) => identity.back_channel_logout(&form.logout_token).await?,
        Err(_) => false,
    };
    if done {
        return Ok((StatusCode::OK, NO_STORE).into_response());
    }
    let fault = serde_json::json!({ "error": "invalid_request" });
    Ok((StatusCode::BAD_REQUEST, NO_STORE, Json(fault)).into_response())
}

const NO_STORE: [(header::HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// `/{lang}/sign-in-failed?why=…&return_to=…`: the page offers to try again from there.
fn failure_page(language: &str, why: Why, return_to: Option<&str>) -> String {
    let mut page = format!("/{language}/sign-in-failed?why={why}");
    if let Some(return_to) = return_to {
        page.push_str("&return_to=");
        page.extend(utf8_percent_encode(return_to, NON_ALPHANUMERIC));
    }
    page
}

/// 303, so that whatever brought the browser here is followed by a GET.
fn redirect(address: &str, cookie: Option<HeaderValue>) -> Response {
    // Addresses are made by us or checked before; what cannot stand in a header leads to the start.
    let location = HeaderValue::from_str(address).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let mut response =
        (StatusCode::SEE_OTHER, NO_STORE, [(header::LOCATION, location)]).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
