//! In which language the person reads: passed to the provider, and used for the page after a failure.

use axum::http::{HeaderMap, header};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    French,
}

impl Language {
    /// `fr` or `en`, as in our addresses and in `ui_locales`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }

    /// Of a page of ours: `/fr/…`.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::parse(path.strip_prefix('/')?.split(['/', '?', '#']).next()?)
    }

    /// The first of our two languages that the browser names. Browsers list them by preference.
    pub fn of_browser(headers: &HeaderMap) -> Option<Self> {
        let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted.split(',').find_map(|range| {
            let primary = range.trim().split(['-', ';']).next()?;
            Self::parse(&primary.to_ascii_lowercase())
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_language_of_an_address_or_of_a_browser_is_found() {
        let check = |path: &str, expected: Option<Language>| {
            assert_eq!(Language::of_path(path), expected, "{path}");
        };
        check("/fr/b/minimal/x", Some(Language::French));
        check("/en?x", Some(Language::English));
        check("/france/", None);
        check("/", None);
        let check = |accepted: &'static str, expected: Option<Language>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(Language::of_browser(&headers), expected, "{accepted}");
        };
        check("fr-CA,fr;q=0.8,en;q=0.5", Some(Language::French));
        check("de, EN-gb;q=0.9", Some(Language::English));
        check("de", None);
        check("", None);
    }
}
