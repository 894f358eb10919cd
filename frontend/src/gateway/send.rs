//! How a request is sent and what its answer means.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use gateway_api::{CSRF_HEADER, Problem, ProblemKind};
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::{AbortController, RequestCredentials, RequestInit};

use super::{Error, json};

/// No answer for this long is no answer. Bytes of objects do not travel this way.
const ANSWER_SECONDS_MAX: u32 = 60;

/// What stores may take minutes for: putting the parts of a large object together. The gateway waits ten for the first
/// word, and ten for the last.
const WRITTEN_SECONDS_MAX: u32 = 1_260;

/// What changes something; reading is the other thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Post,
    Put,
    Patch,
    Delete,
}

thread_local! {
    static SIGNED_OUT: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Calls `listener` whenever the gateway answers that nobody is signed in.
pub fn when_signed_out(listener: impl Fn() + 'static) {
    SIGNED_OUT.with_borrow_mut(|known| *known = Some(Rc::new(listener)));
}

pub(super) fn tell_signed_out(problem: &Problem) {
    if problem.kind == ProblemKind::NotSignedIn {
        let listener = SIGNED_OUT.with_borrow(Clone::clone);
        if let Some(listener) = listener {
            listener();
        }
    }
}

/// Reads; leaving the page that asked aborts the request.
pub(super) async fn read<T: DeserializeOwned>(address: &str) -> Result<T, Error> {
    let text = send(RequestBuilder::new(address), None, true).await?;
    json::read(&text).map_err(|_| Error::Unreadable)
}

/// Changes something without a body; an answer without one is `null`.
pub(super) async fn change<T: DeserializeOwned>(method: Method, address: &str) -> Result<T, Error> {
    parse_change(&send(changing(method, address), None, false).await?)
}

/// Sends `body` as JSON.
pub(super) async fn submit<T: DeserializeOwned>(
    address: &str,
    body: &impl Serialize,
) -> Result<T, Error> {
    parse_change(&send(changing(Method::Post, address), Some(to_json(body)?), false).await?)
}

/// Sends `body` as JSON in the place of what is there.
pub(super) async fn replace<T: DeserializeOwned>(
    address: &str,
    body: &impl Serialize,
) -> Result<T, Error> {
    parse_change(&send(changing(Method::Put, address), Some(to_json(body)?), false).await?)
}

/// Sends `body` as JSON: what of the thing is to be different.
pub(super) async fn amend<T: DeserializeOwned>(
    address: &str,
    body: &impl Serialize,
) -> Result<T, Error> {
    parse_change(&send(changing(Method::Patch, address), Some(to_json(body)?), false).await?)
}

/// As [`replace`], and arrives even where the page is left meanwhile. At most 64 KiB of such bodies may be under way (Fetch,
/// `keepalive`).
pub(super) async fn replace_lastingly<T: DeserializeOwned>(
    address: &str,
    body: &impl Serialize,
) -> Result<T, Error> {
    let request = changing(Method::Put, address).header("content-type", "application/json");
    let request = request.credentials(RequestCredentials::SameOrigin);
    let request = request.body(to_json(body)?).map_err(|_| Error::Unreadable)?;
    let lasting = RequestInit::new();
    let _ = Reflect::set(&lasting, &"keepalive".into(), &true.into());
    let request = web_sys::Request::new_with_request_and_init(&request.into(), &lasting);
    let answer = Request::from(request.map_err(|_| Error::Unreadable)?).send().await;
    parse_change(&understood(answer).await?)
}

/// Sends `body` as JSON for what may take minutes; on a condition, where there is one: the header and what it says.
pub(super) async fn submit_patiently<T: DeserializeOwned>(
    address: &str,
    body: &impl Serialize,
    condition: Option<(&str, String)>,
) -> Result<T, Error> {
    let request = changing(Method::Post, address);
    let request = match condition {
        Some((name, value)) => request.header(name, &value),
        None => request,
    };
    let text = send_within(WRITTEN_SECONDS_MAX, request, Some(to_json(body)?), false).await?;
    parse_change(&text)
}

/// Asks for nothing but the status, past every cache.
pub(super) async fn is_missing(address: &str) -> bool {
    let request = RequestBuilder::new(address).method(gloo_net::http::Method::HEAD);
    let answer = request.cache(web_sys::RequestCache::NoStore).send().await;
    answer.is_ok_and(|answer| answer.status() == 404)
}

/// What the gateway says in an answer that is not a success.
fn failure(text: &str) -> Error {
    match json::read::<Problem>(text) {
        Ok(problem) => {
            tell_signed_out(&problem);
            Error::Problem(Box::new(problem))
        }
        Err(_) => Error::Unreadable,
    }
}

pub(super) fn parse_change<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let text = if text.is_empty() { "null" } else { text };
    json::read(text).map_err(|_| Error::Unreadable)
}

pub(super) fn to_json(body: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(body).map_err(|_| Error::Unreadable)
}

pub(super) fn changing(method: Method, address: &str) -> RequestBuilder {
    let method = match method {
        Method::Post => gloo_net::http::Method::POST,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Delete => gloo_net::http::Method::DELETE,
    };
    RequestBuilder::new(address).method(method).header(CSRF_HEADER, "1")
}

fn send(
    request: RequestBuilder,
    body: Option<String>,
    abort_on_cleanup: bool,
) -> Pin<Box<dyn Future<Output = Result<String, Error>>>> {
    send_within(ANSWER_SECONDS_MAX, request, body, abort_on_cleanup)
}

/// Boxed, so that it is compiled once and not into every endpoint.
fn send_within(
    seconds: u32,
    request: RequestBuilder,
    body: Option<String>,
    abort_on_cleanup: bool,
) -> Pin<Box<dyn Future<Output = Result<String, Error>>>> {
    Box::pin(send_unboxed(seconds, request, body, abort_on_cleanup))
}

async fn send_unboxed(
    seconds: u32,
    request: RequestBuilder,
    body: Option<String>,
    abort_on_cleanup: bool,
) -> Result<String, Error> {
    let controller = AbortController::new().map_err(|_| Error::Unreadable)?;
    if abort_on_cleanup {
        let controller = SendWrapper::new(controller.clone());
        on_cleanup(move || controller.abort());
    }
    let request = request
        .credentials(RequestCredentials::SameOrigin)
        .header("accept", "application/json")
        .abort_signal(Some(&controller.signal()));
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    }
    .map_err(|_| Error::Unreadable)?;

    let too_long = Timeout::new(seconds * 1000, move || controller.abort());
    let text = understood(request.send().await).await;
    drop(too_long);
    text
}

/// The text of a success.
async fn understood(answer: Result<Response, gloo_net::Error>) -> Result<String, Error> {
    let answer = answer.map_err(|_| Error::Offline)?;
    if answer.ok() {
        answer.text().await.map_err(|_| Error::Offline)
    } else {
        Err(refused(&answer).await)
    }
}

/// What an answer says that is not a success.
pub(super) async fn refused(answer: &Response) -> Error {
    match answer.text().await {
        Ok(text) => refusal(answer.status(), &text),
        Err(_) => Error::Offline,
    }
}

/// By whomever on the way it was given.
pub(super) fn refusal(status: u16, text: &str) -> Error {
    match failure(text) {
        Error::Unreadable => between(status),
        error => error,
    }
}

/// What a status means that no gateway gave, but what stands before it.
fn between(status: u16) -> Error {
    let kind = match status {
        // It found no gateway behind it.
        502..=504 => return Error::Offline,
        // It takes no bodies of this size, or has no room to keep them.
        413 => ProblemKind::TooLarge,
        507 => ProblemKind::OutOfSpace,
        _ => return Error::Unreadable,
    };
    Error::Problem(Box::new(Problem::new(kind, status, "refused before the gateway")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_understood_and_anything_else_is_unreadable() {
        let text =
            r#"{"type":"/problems/bucket-taken","title":"taken","status":409,"subject":"b"}"#;
        let error = failure(text);
        assert!(error.is(ProblemKind::BucketTaken));
        assert_eq!(failure("<html>502 Bad Gateway</html>"), Error::Unreadable);
    }

    #[test]
    fn a_proxy_is_understood_by_its_status() {
        let page = "<html>";
        assert!(refusal(413, page).is(ProblemKind::TooLarge));
        assert!(refusal(507, page).is(ProblemKind::OutOfSpace));
        assert_eq!(refusal(502, page), Error::Offline);
        assert_eq!(refusal(418, page), Error::Unreadable);
        let ours = r#"{"type":"/problems/upstream-unreachable","title":"t","status":502}"#;
        assert!(refusal(502, ours).is(ProblemKind::UpstreamUnreachable));
    }

    #[test]
    fn a_kind_from_a_newer_gateway_is_unknown_and_not_unreadable() {
        let error = failure(r#"{"type":"/problems/tomorrow","title":"t","status":400}"#);
        assert!(error.is(ProblemKind::Unknown));
    }

    #[test]
    fn an_empty_answer_to_a_change_is_nothing() {
        assert_eq!(parse_change::<()>(""), Ok(()));
        assert_eq!(parse_change::<u8>("x"), Err(Error::Unreadable));
    }

    #[test]
    fn a_listener_hears_that_nobody_is_signed_in() {
        let heard = Rc::new(std::cell::Cell::new(0));
        let count = Rc::clone(&heard);
        when_signed_out(move || count.set(count.get() + 1));
        failure(r#"{"type":"/problems/not-signed-in","title":"t","status":401}"#);
        failure(r#"{"type":"/problems/denied","title":"t","status":403}"#);
        assert_eq!(heard.get(), 1);
    }
}
