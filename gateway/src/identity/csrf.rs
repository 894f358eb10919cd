//! Requests that change something must come from our own page: cookies travel with forged forms too, these marks do
//! not.

use axum::http::{HeaderMap, Method, header};

/// Whether an unsafe method was sent by our own origin, as the browser says, and marked by the page with
/// [`gateway_api::CSRF_HEADER`]. To be asked before everything that cookies open; the back-channel logout, which the
/// identity provider calls, is not.
///
/// `origin`: scheme, host and port of the portal, as in an `Origin` header.
pub fn is_ours(method: &Method, headers: &HeaderMap, origin: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let from_our_page = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        // Browsers before 2023, and programs that follow the rules.
        (None, Some(sender)) => sender == origin,
        (None, None) => false,
    };
    from_our_page && text(gateway_api::CSRF_HEADER).is_some_and(|mark| !mark.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_requests_of_our_own_page_may_change_something() {
        let check = |method: Method, pairs: &[(&'static str, &'static str)], expected: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            let ours = is_ours(&method, &headers, "https://portal.example");
            assert_eq!(ours, expected, "{method} {pairs:?}");
        };
        let mark = (gateway_api::CSRF_HEADER, "1");
        let site = |value| ("sec-fetch-site", value);
        let origin = |value| ("origin", value);
        check(Method::GET, &[], true);
        check(Method::HEAD, &[site("cross-site")], true);
        check(Method::POST, &[], false);
        check(Method::POST, &[mark], false);
        check(Method::POST, &[mark, site("same-origin")], true);
        check(Method::PUT, &[mark, site("same-origin")], true);
        check(Method::DELETE, &[site("same-origin")], false);
        check(Method::DELETE, &[(gateway_api::CSRF_HEADER, ""), site("same-origin")], false);
        check(Method::POST, &[mark, site("same-site")], false);
        check(Method::POST, &[mark, site("cross-site")], false);
        check(Method::POST, &[mark, site("none")], false);
        check(Method::POST, &[mark, site("cross-site"), origin("https://portal.example")], false);
        check(Method::POST, &[mark, origin("https://portal.example")], true);
        check(Method::POST, &[mark, origin("https://portal.example:8443")], false);
        check(Method::POST, &[mark, origin("http://portal.example")], false);
        check(Method::POST, &[mark, origin("null")], false);
    }
}
