//! The authorization endpoint: check, ask who it is when that is not known, answer at the application's address.

use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::authorization::{Authorization, Prompt, Refused};
use super::browser::{Cookies, Language};
use super::page::{self, Choice};
use super::parameters::{Parameters, with_query};
use super::settings::{Person, origin};
use super::{Provider, now};

/// The fields the page adds to those of the request.
const ADDED: [&str; 3] = ["person", "form", "ui_locales"];

pub(super) async fn by_query(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    authorize(&provider, &headers, &parameters)
}

pub(super) async fn by_form(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    authorize(&provider, &headers, &parameters)
}

/// The page was sent: the person is signed in and the application gets its code. The page carries the request itself,
/// which is checked again as if it came from anywhere.
pub(super) async fn choose(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    let language = Language::of(&parameters, &headers);
    let request = match Authorization::check(&parameters, |id| provider.client(id)) {
        Ok(request) => request,
        Err(refused) => return refuse(&provider, language, refused),
    };
    let cookies = Cookies::read(&headers, provider.port());
    let person = parameters.get("person").and_then(|sub| provider.person(sub));
    let (true, Some(person)) = (cookies.owns(parameters.get("form")), person) else {
        // An old page, or somebody else's form: ask again.
        return choose_page(&provider, &headers, &parameters, &request, StatusCode::BAD_REQUEST);
    };
    let before = cookies.session.as_deref();
    let (cookie, _, ended) = provider.ledger().sign_in(before, &person.sub, now());
    provider.tell_ended(ended.as_slice()).await;
    let set = cookies.set_session(&cookie);
    ([(SET_COOKIE, set)], give_code(&provider, &cookie, request)).into_response()
}

fn authorize(provider: &Provider, headers: &HeaderMap, parameters: &Parameters) -> Response {
    let language = Language::of(parameters, headers);
    let request = match Authorization::check(parameters, |id| provider.client(id)) {
        Ok(request) => request,
        Err(refused) => return refuse(provider, language, refused),
    };
    let cookies = Cookies::read(headers, provider.port());
    match cookies.session.filter(|cookie| suffices(provider, cookie, &request)) {
        Some(cookie) => give_code(provider, &cookie, request),
        None if request.prompt == Prompt::None => login_required(provider, request),
        None => choose_page(provider, headers, parameters, &request, StatusCode::OK),
    }
}

/// Whether the browser's session answers the request without a question.
fn suffices(provider: &Provider, cookie: &str, request: &Authorization) -> bool {
    let now = now();
    let Some((person, auth_time)) = provider.signed_in(cookie) else { return false };
    let young = request.max_age_seconds.is_none_or(|max_age| now - auth_time <= max_age);
    let hinted = request.login_hint.as_ref().is_none_or(|hint| person.answers_to(hint));
    let meant = request.id_token_hint.as_ref().is_none_or(|token| {
        let claims = provider.keys().verify(token);
        claims.is_some_and(|claims| claims.get("sub").is_some_and(|sub| *sub == person.sub))
    });
    request.prompt != Prompt::Always && young && hinted && meant
}

impl Provider {
    /// Who is signed in with the cookie, and since when.
    fn signed_in(&self, cookie: &str) -> Option<(Person, i64)> {
        let (sub, auth_time) = {
            let ledger = self.ledger();
            let session = ledger.session(cookie, now())?;
            (session.sub.clone(), session.auth_time)
        };
        Some((self.person(&sub)?, auth_time))
    }
}

fn give_code(provider: &Provider, cookie: &str, request: Authorization) -> Response {
    let redirect_uri = request.asked.redirect_uri.clone();
    let state = request.state.clone();
    let code = provider.ledger().give_code(cookie, request.asked, now());
    let Some(code) = code else {
        let error = [("error", "login_required"), ("error_description", "the session ended")];
        return answer(provider, &redirect_uri, state.as_deref(), &error);
    };
    answer(provider, &redirect_uri, state.as_deref(), &[("code", &code)])
}

fn login_required(provider: &Provider, request: Authorization) -> Response {
    let error = [("error", "login_required"), ("error_description", "a person must be asked")];
    answer(provider, &request.asked.redirect_uri, request.state.as_deref(), &error)
}

fn refuse(provider: &Provider, language: Language, refused: Refused) -> Response {
    match refused {
        Refused::Page(distrust) => page::distrusted(language, distrust),
        Refused::Redirect { redirect_uri, state, error, description } => {
            let error = [("error", error), ("error_description", description)];
            answer(provider, &redirect_uri, state.as_deref(), &error)
        }
    }
}

/// To the application, with its state and, against mix-up, our name (RFC 9207).
fn answer(
    provider: &Provider,
    redirect_uri: &str,
    state: Option<&str>,
    pairs: &[(&str, &str)],
) -> Response {
    let state = state.map(|state| ("state", state));
    let pairs = pairs.iter().copied().chain(state).chain([("iss", provider.issuer())]);
    Redirect::to(&with_query(redirect_uri, pairs)).into_response()
}

fn choose_page(
    provider: &Provider,
    headers: &HeaderMap,
    parameters: &Parameters,
    request: &Authorization,
    status: StatusCode,
) -> Response {
    let language = Language::of(parameters, headers);
    let cookies = Cookies::read(headers, provider.port());
    let (form, set) = cookies.form_token();
    let signed_in = cookies.session.and_then(|cookie| provider.signed_in(&cookie));
    let mut people = provider.people();
    let hinted =
        |person: &Person| request.login_hint.as_ref().is_some_and(|hint| person.answers_to(hint));
    people.sort_by_key(|person| !hinted(person));
    let bare = parameters.without(&ADDED);
    let elsewhere = bare.clone().with("ui_locales", language.other().tag());
    let choice = Choice {
        status,
        suggested: people.first().filter(|person| hinted(person)).map(|person| person.sub.clone()),
        signed_in: signed_in.map(|(person, _)| person.sub),
        people,
        fields: bare.with("ui_locales", language.tag()).with("form", &form),
        other_language: with_query("/authorize", elsewhere.pairs()),
        destination: origin(&request.asked.redirect_uri).unwrap_or_default(),
    };
    let page = page::choose(language, choice);
    match set {
        Some(cookie) => ([(SET_COOKIE, cookie)], page).into_response(),
        None => page,
    }
}
