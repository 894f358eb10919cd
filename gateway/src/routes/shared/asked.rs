//! What is asked of a link, and by whom.

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use locales::Language;
use serde::Deserialize;

use super::super::extract::Query;
use super::super::{language, throttle};
use crate::app::Portal;
use crate::error::Error;
use crate::page::rendering::address::shared_address;
use crate::s3::encode;

const START: &str = "/s/";

/// `?lang=&key=&token=&download&show&zip`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SharedQuery {
    lang: Option<String>,
    /// What lies below, where a path cannot say it.
    key: Option<String>,
    /// Of a folder's next page.
    pub token: Option<String>,
    /// The bytes, to be saved.
    pub download: Option<String>,
    /// The bytes, to be shown.
    pub show: Option<String>,
    /// All of it in one file.
    pub zip: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Asked {
    /// What stands in the address for the link.
    pub id: String,
    /// Seen from what the link opens; empty for all of it.
    pub below: String,
    pub query: SharedQuery,
    pub language: Language,
    /// A person opens the address in a browser.
    pub page: bool,
}

impl<S> FromRequestParts<S> for Asked
where
    Portal: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Query(query) = Query::from_request_parts(parts, state).await?;
        Self::parse(&parts.uri, query, &parts.headers, &Portal::from_ref(state).french)
    }
}

impl Asked {
    /// The link ends at the first raw `/`, the rest is one name, decoded once.
    fn parse(
        uri: &Uri,
        query: SharedQuery,
        headers: &HeaderMap,
        french: &str,
    ) -> Result<Self, Error> {
        let rest = uri.path().strip_prefix(START).ok_or(Error::NoSuchPage)?;
        let (id, raw) = rest.split_once('/').unwrap_or((rest, ""));
        let below = encode::decode(raw)
            .ok_or_else(|| Error::Malformed("the name is not UTF-8".to_owned()))?;
        let below = match &query.key {
            Some(key) if below.is_empty() => key.clone(),
            Some(_) => return Err(Error::NoSuchLink),
            None => below,
        };
        let chosen = query.lang.as_deref().and_then(|code| Language::parse(code, french));
        let language = chosen
            .or_else(|| Language::parse(language::of_reader(headers).code(), french))
            .unwrap_or_default();
        let page = throttle::is_page_load(&Method::GET, headers);
        Ok(Self { id: id.to_owned(), below, query, language, page })
    }

    /// Where the link begins.
    pub fn start(&self) -> String {
        format!("{START}{}", self.id)
    }

    /// Address of what lies below the link, with what else is wished of it; in the language that was chosen.
    pub fn address(&self, below: &str, wish: &str) -> String {
        let address = shared_address(&self.start(), "", below).unwrap_or_else(|| self.start());
        let chosen = self.query.lang.as_deref().map(|_| self.language.code());
        with(address, wish, chosen)
    }

    /// The address that was asked.
    pub fn here(&self) -> String {
        self.address(&self.below, "")
    }

    /// The same in the other language.
    pub fn in_other_language(&self) -> String {
        let other = if self.language.is_french() { "en" } else { "fr" };
        let address = shared_address(&self.start(), "", &self.below);
        let token = self.query.token.as_deref().map(|token| {
            let token = encode::encode_value(token);
            format!("token={token}")
        });
        with(
            address.unwrap_or_else(|| self.start()),
            token.as_deref().unwrap_or_default(),
            Some(other),
        )
    }
}

/// Adds to the query of an address that may have one.
fn with(mut address: String, wish: &str, language: Option<&str>) -> String {
    let language = language.map(|code| format!("lang={code}"));
    for part in [Some(wish), language.as_deref()].into_iter().flatten() {
        if !part.is_empty() {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(part);
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    fn asked(address: &str, query: SharedQuery) -> Option<Asked> {
        let headers = HeaderMap::from_iter([(
            header::ACCEPT,
            HeaderValue::from_static("text/html,application/xhtml+xml"),
        )]);
        Asked::parse(&address.parse().unwrap(), query, &headers, "CA").ok()
    }

    #[test]
    fn the_raw_path_is_split_before_it_is_decoded() {
        let check = |address: &str, expected: Option<(&str, &str)>| {
            let parsed = asked(address, SharedQuery::default());
            let parsed = parsed.as_ref().map(|asked| (asked.id.as_str(), asked.below.as_str()));
            assert_eq!(parsed, expected, "{address}");
        };
        check("/s/abc", Some(("abc", "")));
        check("/s/abc/", Some(("abc", "")));
        check("/s/abc/a%2Fb+c%20d", Some(("abc", "a/b+c d")));
        check("/s/abc//a//", Some(("abc", "/a//")));
        check("/s/abc/%2e%2e/x", Some(("abc", "../x")));
        check("/s/a%2Fc/x", Some(("a%2Fc", "x")));
        check("/s/abc/%FF", None);
    }

    #[test]
    fn addresses_keep_the_language_that_was_chosen_and_no_other() {
        let plain = asked("/s/abc/a/", SharedQuery::default()).unwrap();
        assert_eq!(plain.address("é b", "download"), "/s/abc/%C3%A9%20b?download");
        assert_eq!(plain.address("a/../b", "show"), "/s/abc?key=a%2F..%2Fb&show");
        assert_eq!(plain.in_other_language(), "/s/abc/a/?lang=fr");
        let query = SharedQuery {
            lang: Some("fr".to_owned()),
            token: Some("x&y".to_owned()),
            ..SharedQuery::default()
        };
        let chosen = asked("/s/abc/a/", query).unwrap();
        assert_eq!(chosen.language, Language::FrCa);
        assert_eq!(chosen.here(), "/s/abc/a/?lang=fr");
        assert_eq!(chosen.in_other_language(), "/s/abc/a/?token=x%26y&lang=en");
        let hostile = SharedQuery { lang: Some("\"><x".to_owned()), ..SharedQuery::default() };
        assert_eq!(asked("/s/abc", hostile).unwrap().here(), "/s/abc?lang=en");
    }
}
