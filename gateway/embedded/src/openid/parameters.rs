//! The parameters of an OAuth request, from a query or a form, as they came.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Everything but the unreserved characters of RFC 3986 (2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Names and values, decoded, in order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The value; an empty one is as if it were absent (RFC 6749, 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether one of these came more than once, which no request may do (RFC 6749, 3.1).
    pub(super) fn repeats(&self, names: &[&str]) -> bool {
        let times = |name: &&str| self.0.iter().filter(|(key, _)| key == name).count();
        names.iter().any(|name| times(name) > 1)
    }

    /// A copy without these names.
    pub(super) fn without(&self, names: &[&str]) -> Self {
        let kept = self.0.iter().filter(|(key, _)| !names.contains(&key.as_str()));
        Self(kept.cloned().collect())
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The address with the pairs appended to its query.
pub(super) fn with_query<'a>(
    uri: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut address = uri.to_owned();
    for (name, value) in pairs {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.extend(utf8_percent_encode(name, RESERVED));
        address.push('=');
        address.extend(utf8_percent_encode(value, RESERVED));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_appended_to_the_query_that_is_there_and_encoded() {
        let uri = with_query("http://127.0.0.1/cb?a=1", [("state", "x y&é"), ("iss", "http://i")]);
        assert_eq!(uri, "http://127.0.0.1/cb?a=1&state=x%20y%26%C3%A9&iss=http%3A%2F%2Fi");
        assert_eq!(with_query("http://127.0.0.1/", []), "http://127.0.0.1/");
    }

    #[test]
    fn an_empty_value_is_absent_and_a_second_one_is_seen() {
        let parameters =
            Parameters::default().with("state", "").with("scope", "a").with("scope", "b");
        assert_eq!(parameters.get("state"), None);
        assert!(parameters.repeats(&["state", "scope"]) && !parameters.repeats(&["state"]));
    }
}
