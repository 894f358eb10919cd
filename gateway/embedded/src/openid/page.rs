//! The provider's pages: rendered here, without script.

use axum::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::authorization::Distrust;
use super::browser::Language;
use super::parameters::Parameters;
use super::settings::Person;
use super::words::{Words, words};

pub(super) const STYLE: &str = include_str!("style.css");

/// What the page to choose a person needs.
pub(super) struct Choice {
    pub(super) status: StatusCode,
    pub(super) people: Vec<Person>,
    /// Subject of the person the application expects.
    pub(super) suggested: Option<String>,
    /// Subject of the person who is signed in already.
    pub(super) signed_in: Option<String>,
    /// The request itself, sent back with the choice.
    pub(super) fields: Parameters,
    /// The same page in the other language.
    pub(super) other_language: String,
    /// Origin of the application.
    pub(super) destination: String,
}

/// What the question before sign-out needs.
pub(super) struct Farewell {
    pub(super) fields: Parameters,
    pub(super) other_language: String,
    /// Origin of where it leads, if anywhere.
    pub(super) destination: Option<String>,
}

pub(super) fn choose(language: Language, choice: Choice) -> Response {
    let words = words(language);
    let body = html! {
        h1 { (words.choose_title) }
        @if choice.status != StatusCode::OK { p.notice role="alert" { (words.out_of_date) } }
        @if choice.people.is_empty() {
            p.lead { (words.nobody) }
        } @else {
            p.lead { (words.choose_lead) }
            form method="post" action="/authorize/choose" {
                (hidden(&choice.fields))
                ul.people aria-label=(words.choose_list) {
                    @for person in &choice.people { li { (button(words, person, &choice)) } }
                }
            }
        }
        p.destination { (words.continue_to) " " strong { (choice.destination) } }
    };
    let shell = shell(language, words.choose_title, Some(&choice.other_language), body);
    page(language, choice.status, Some(&choice.destination), shell)
}

fn button(words: &Words, person: &Person, choice: &Choice) -> Markup {
    let is = |sub: &Option<String>| sub.as_ref() == Some(&person.sub);
    let description = if words.other_language == "English" {
        &person.description.fr
    } else {
        &person.description.en
    };
    html! {
        button.person type="submit" name="person" value=(person.sub) {
            span.person__initials aria-hidden="true" { (initials(person)) }
            span.person__text {
                span.person__name { (person.name()) }
                " "
                @if is(&choice.signed_in) { span.badge { (words.signed_in) } " " }
                @if is(&choice.suggested) { span.badge { (words.suggested) } " " }
                span.person__description { (description) }
                " "
                span.person__teams {
                    @match person.groups.as_slice() {
                        [] => (words.no_team),
                        [team] => { (words.team) " " (team) }
                        teams => { (words.teams) " " (teams.join(", ")) }
                    }
                }
            }
        }
    }
}

fn initials(person: &Person) -> String {
    [&person.given_name, &person.family_name]
        .into_iter()
        .filter_map(|name| name.chars().next())
        .collect()
}

pub(super) fn confirm(language: Language, farewell: Farewell) -> Response {
    let words = words(language);
    let body = html! {
        h1 { (words.leave_title) }
        p.lead { (words.leave_lead) }
        form method="post" action="/end_session/confirm" {
            (hidden(&farewell.fields))
            button.primary type="submit" { (words.leave) }
        }
        @if let Some(destination) = &farewell.destination {
            p.destination { (words.continue_to) " " strong { (destination) } }
        }
    };
    let shell = shell(language, words.leave_title, Some(&farewell.other_language), body);
    page(language, StatusCode::OK, farewell.destination.as_deref(), shell)
}

pub(super) fn farewell(language: Language) -> Response {
    let words = words(language);
    message(language, StatusCode::OK, words.left_title, words.left_lead)
}

pub(super) fn distrusted(language: Language, distrust: Distrust) -> Response {
    let words = words(language);
    let lead = match distrust {
        Distrust::Client => words.unknown_client,
        Distrust::Address => words.unknown_address,
    };
    message(language, StatusCode::BAD_REQUEST, words.refused_title, lead)
}

pub(super) fn distrusted_farewell(language: Language) -> Response {
    let words = words(language);
    message(language, StatusCode::BAD_REQUEST, words.refused_title, words.unknown_farewell)
}

fn message(language: Language, status: StatusCode, title: &str, lead: &str) -> Response {
    let body = html! { h1 { (title) } p.lead { (lead) } };
    page(language, status, None, shell(language, title, None, body))
}

fn hidden(fields: &Parameters) -> Markup {
    html! { @for (name, value) in fields.pairs() { input type="hidden" name=(name) value=(value); } }
}

fn shell(language: Language, title: &str, other_language: Option<&str>, body: Markup) -> Markup {
    let words = words(language);
    let other = language.other().tag();
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (words.brand) }
                // Spares the request for an icon that is not there.
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
            }
            body {
                header {
                    p.brand { (words.brand) }
                    @if let Some(address) = other_language {
                        a href=(address) lang=(other) hreflang=(other) { (words.other_language) }
                    }
                }
                main { (body) }
                footer { p { (words.footer) } }
            }
        }
    }
}

/// Browsers hold a form's redirects to `form-action` too, so the page that leads to an application names its origin.
fn page(
    language: Language,
    status: StatusCode,
    leads_to: Option<&str>,
    markup: Markup,
) -> Response {
    let target = leads_to.map(form_target).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{target}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let mut response = (status, Html(markup.into_string())).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    response
}

/// A source expression for the origin; an IPv6 address has none (CSP 3, 2.3.1), so its scheme stands for it.
fn form_target(origin: &str) -> String {
    match origin.split_once("//[") {
        Some((scheme, _)) => format!(" {scheme}"),
        None => format!(" {origin}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_target_is_an_origin_or_for_ipv6_its_scheme() {
        assert_eq!(form_target("http://127.0.0.1:8080"), " http://127.0.0.1:8080");
        assert_eq!(form_target("https://[::1]:8080"), " https:");
    }
}
