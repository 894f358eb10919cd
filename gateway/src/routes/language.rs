//! In which language somebody reads: the address says it, or else the cookie of the page, or else the browser.

use http::{HeaderMap, header};
use locales::Language;

use crate::identity::cookies;

/// Of a page of ours: `/fr/…`. `french`: whose French the portal speaks ("CA" or "FR").
pub fn of_path(path: &str, french: &str) -> Option<Language> {
    Language::parse(path.strip_prefix('/')?.split(['/', '?', '#']).next()?, french)
}

/// For an address that names none; English where neither cookie nor browser names a language of ours. Which French
/// is left open: only the code is to be used.
pub fn of_reader(headers: &HeaderMap) -> Language {
    of_cookie(headers).or_else(|| of_browser(headers)).unwrap_or_default()
}

fn of_cookie(headers: &HeaderMap) -> Option<Language> {
    Language::parse(cookies(headers, "lang").next()?, "")
}

/// The best of `Accept-Language` (RFC 9110 §12.5.4) that we speak.
fn of_browser(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighted = |range: &str| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
        let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
        (weight > 0.0).then_some((Language::parse(&primary, "")?, weight))
    };
    let mut best: Option<(Language, f32)> = None;
    for (language, weight) in accepted.split(',').filter_map(weighted) {
        // The first of equals: browsers list languages by preference.
        if best.is_none_or(|(_, best)| best < weight) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_address_names_its_language() {
        let check = |path: &str, expected: Option<Language>| {
            assert_eq!(of_path(path, "FR"), expected, "{path}");
        };
        check("/fr/b/minimal/x", Some(Language::FrFr));
        check("/en?x", Some(Language::En));
        check("/france/", None);
        check("/", None);
        check("", None);
    }

    #[test]
    fn the_browsers_favourite_known_language_is_taken() {
        let check = |accepted: &'static str, expected: Option<&str>| {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value)]);
            assert_eq!(of_browser(&headers).map(Language::code), expected, "{accepted}");
        };
        check("fr-CA,fr;q=0.9,en;q=0.8", Some("fr"));
        check("en-CA,en;q=0.9,fr-CA;q=0.8", Some("en"));
        check("de, EN-gb;q=0.9", Some("en"));
        check("de,en;q=0.4,fr;q=0.5", Some("fr"));
        check("de", None);
        check("fr;q=0", None);
        check("fr;q=much", None);
        check("", None);
    }

    #[test]
    fn the_cookie_wins_when_it_names_a_language_of_ours() {
        let check = |cookie: &'static str, expected: &str| {
            let headers = HeaderMap::from_iter([
                (header::COOKIE, HeaderValue::from_static(cookie)),
                (header::ACCEPT_LANGUAGE, HeaderValue::from_static("en")),
            ]);
            assert_eq!(of_reader(&headers).code(), expected, "{cookie}");
        };
        check("a=b; lang=fr", "fr");
        check("lang=de", "en");
        check("slang=fr", "en");
    }
}
