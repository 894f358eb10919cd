//! How a link says no: to people as a page, to programs as a problem, and to neither more than they may know.

use axum::response::{IntoResponse, Response};
use gateway_api::ProblemKind;
use http::{HeaderValue, StatusCode, header};
use locales::text;
use maud::Markup;

use super::asked::Asked;
use super::reach::{Reach, Thing};
use crate::error::{self, Error};
use crate::page::{plain, quiet};
use crate::policy::Denied;
use crate::upstream;

/// What a failure is to whoever holds a link: what lies beyond it is not there, and what its sharer may no longer share,
/// or what is gone, ends it.
pub(super) fn hidden(error: Error, reach: &Reach, thing: &Thing) -> Error {
    match error {
        Error::Denied(Denied::OutsideLink)
        | Error::Upstream(upstream::Error::MisreadKey { .. }) => Error::NoSuchPage,
        Error::Denied(_) | Error::Upstream(upstream::Error::NoSuchBucket { .. }) => Error::LinkOver,
        Error::Upstream(upstream::Error::NoSuchKey { .. }) => match thing {
            Thing::Object(key) if reach.single() == Some(key) => Error::LinkOver,
            _ => Error::NoSuchPage,
        },
        other => other,
    }
}

/// The answer that tells of a failure.
pub(super) fn tell(error: Error, asked: &Asked) -> Response {
    if !asked.page {
        return error.into_response();
    }
    let (status, kind) = error.classify();
    let language = asked.language;
    let frame = frame(asked);
    let says = |title: &str, words: &str| quiet::notice(&frame, title, words, None);
    let over = || says(text::quiet_over_title(language), text::quiet_over(language));
    let page = match (&error, kind) {
        (Error::TooManyRequests { seconds }, _) => return wait(asked, *seconds),
        (_, ProblemKind::LinkPassword) => {
            return page(StatusCode::FORBIDDEN, quiet::password(&frame, &asked.here(), false));
        }
        (_, ProblemKind::LinkOver) => over(),
        (_, ProblemKind::NoSuchLink) => {
            says(text::quiet_unknown_title(language), text::quiet_unknown(language))
        }
        (_, ProblemKind::NoSuchPage | ProblemKind::KeyName) => quiet::notice(
            &frame,
            text::quiet_missing_title(language),
            text::quiet_missing(language),
            Some(&asked.address("", "")),
        ),
        (_, ProblemKind::LinkViewOnly) => {
            says(text::quiet_shown_only_title(language), text::quiet_shown_only(language))
        }
        (_, ProblemKind::TooLarge | ProblemKind::ArchiveRefused) => {
            says(text::quiet_too_much_title(language), text::quiet_too_much(language))
        }
        (_, ProblemKind::UpstreamUnreachable | ProblemKind::SlowDown) => {
            says(text::quiet_unavailable_title(language), text::quiet_unavailable(language))
        }
        _ => says(text::quiet_failed_title(language), text::quiet_failed(language)),
    };
    error::log(&error);
    self::page(status, page)
}

/// The page that asks for the password, after a wrong one.
pub(super) fn wrong_password(asked: &Asked) -> Response {
    page(StatusCode::FORBIDDEN, quiet::password(&frame(asked), &asked.here(), true))
}

fn wait(asked: &Asked, seconds: u64) -> Response {
    let mut response = page(StatusCode::TOO_MANY_REQUESTS, plain::wait(asked.language, seconds));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(super) fn frame(asked: &Asked) -> quiet::Frame {
    quiet::Frame { language: asked.language, other: asked.in_other_language() }
}

pub(super) fn page(status: StatusCode, page: Markup) -> Response {
    page_with(status, page, quiet::CSP)
}

/// `csp`: what the page may do.
pub(super) fn page_with(status: StatusCode, page: Markup, csp: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp)),
    ];
    (status, headers, page.into_string()).into_response()
}
