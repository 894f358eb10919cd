//! What we know of the browser in front of us: its cookies, its language, and what its pages may do.

use http::header::{ACCEPT_LANGUAGE, COOKIE, HOST};
use http::{HeaderMap, HeaderValue, Uri};

use super::parameters::Parameters;
use super::secret::{digest, random, same};

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Fr,
    En,
}

impl Language {
    /// `ui_locales` when it names a language of ours, else what the browser prefers, else French.
    pub(super) fn of(parameters: &Parameters, headers: &HeaderMap) -> Self {
        let asked = parameters.get("ui_locales").unwrap_or_default();
        let asked = asked.split(' ').find_map(Self::from_tag);
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        asked.or_else(|| accepted.and_then(preferred)).unwrap_or(Self::Fr)
    }

    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// The language of ours with the highest weight (RFC 9110, 12.5.4); the first of equals.
fn preferred(accepted: &str) -> Option<Language> {
    let weighed = accepted.split(',').filter_map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
        Some((Language::from_tag(tag.trim())?, weight)).filter(|(_, weight)| *weight > 0.0)
    });
    weighed
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(language, _)| language)
}

/// Cookies of the provider. Browsers share cookies between the ports of a host, so the names hold the port.
pub(super) struct Cookies {
    port: u16,
    /// Which browser a form was given to; never changes while the browser is open.
    seat: Option<String>,
    /// The session, when somebody has signed in.
    pub(super) session: Option<String>,
}

impl Cookies {
    pub(super) fn read(headers: &HeaderMap, port: u16) -> Self {
        let find = |name: String| {
            let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
            let mut pairs = lines
                .flat_map(|line| line.split(';'))
                .filter_map(|pair| pair.trim().split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        Self { port, seat: find(seat_name(port)), session: find(session_name(port)) }
    }

    /// The value a form carries so that only a form of ours, shown in this browser, is obeyed; and the cookie to set
    /// when the browser had none.
    pub(super) fn form_token(&self) -> (String, Option<String>) {
        if let Some(seat) = &self.seat {
            return (token_of(seat), None);
        }
        let seat = random();
        (token_of(&seat), Some(set(&seat_name(self.port), &seat)))
    }

    /// Whether the form was shown in this browser.
    pub(super) fn owns(&self, token: Option<&str>) -> bool {
        let (Some(seat), Some(token)) = (&self.seat, token) else { return false };
        same(&digest(&token_of(seat)), &digest(token))
    }

    pub(super) fn set_session(&self, value: &str) -> String {
        set(&session_name(self.port), value)
    }

    pub(super) fn clear_session(&self) -> String {
        format!("{}; Max-Age=0", set(&session_name(self.port), ""))
    }
}

fn seat_name(port: u16) -> String {
    format!("openid-browser-{port}")
}

fn session_name(port: u16) -> String {
    format!("openid-session-{port}")
}

/// Without `Secure`: the provider speaks plain HTTP, on this machine alone.
fn set(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax")
}

fn token_of(seat: &str) -> String {
    hex::encode(digest(&format!("form {seat}")))
}

/// Whether the request names us. A page elsewhere whose name was made to point at this machine (DNS rebinding) does
/// not.
pub(super) fn names_us(uri: &Uri, headers: &HeaderMap, authority: &str) -> bool {
    let host = headers.get(HOST).map(HeaderValue::as_bytes);
    match uri.authority() {
        Some(named) => named == authority,
        None => host == Some(authority.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ui_locales: &str, accept: &'static str, expected: Language) {
        let parameters = Parameters::default().with("ui_locales", ui_locales);
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(accept))]);
        assert_eq!(Language::of(&parameters, &headers), expected, "{ui_locales} {accept}");
    }

    #[test]
    fn the_language_is_the_one_asked_then_the_one_preferred_then_french() {
        check("en-CA fr", "fr", Language::En);
        check("de fr-CA", "en", Language::Fr);
        check("", "de, en;q=0.5, fr-CA;q=0.8", Language::Fr);
        check("", "en-US,en;q=0.9", Language::En);
        check("", "en;q=0, de", Language::Fr);
        check("", "", Language::Fr);
    }

    #[test]
    fn a_form_is_obeyed_only_in_the_browser_it_was_shown_in() {
        let (token, cookie) = Cookies::read(&HeaderMap::new(), 9400).form_token();
        let cookie = HeaderValue::from_str(&cookie.unwrap()).unwrap();
        let shown = Cookies::read(&HeaderMap::from_iter([(COOKIE, cookie)]), 9400);
        assert!(shown.owns(Some(&token)));
        assert_eq!(shown.form_token(), (token.clone(), None));
        let elsewhere = HeaderValue::from_static("openid-browser-9400=other");
        assert!(
            !Cookies::read(&HeaderMap::from_iter([(COOKIE, elsewhere)]), 9400).owns(Some(&token))
        );
        assert!(!Cookies::read(&HeaderMap::new(), 9400).owns(Some(&token)));
        assert!(!shown.owns(None));
    }
}
