//! The two cookies: one for the session, one that ties a sign-in to the browser that began it. Both are random and
//! mean nothing by themselves.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::database::Fingerprint;
use crate::sealing;

/// 256 bits in base64url without padding.
const TOKEN_CHARACTERS: usize = 43;

/// A random value of 256 bits that goes to the browser and of which only the fingerprint is kept.
#[derive(Clone)]
pub(super) struct Token(SecretString);

impl Token {
    pub(super) fn random() -> Result<Self, sealing::Error> {
        let bytes: [u8; 32] = sealing::random_bytes()?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes).into()))
    }

    /// What does not look like one of ours is not looked up.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let known = text.len() == TOKEN_CHARACTERS
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        known.then(|| Self(text.into()))
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.0.expose_secret())
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A cookie of ours by its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    Session,
    SignIn,
}

impl Cookie {
    /// Over https the `__Host-` prefix has browsers refuse a copy planted by a neighbouring host.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-cellier",
            (Self::Session, false) => "cellier",
            (Self::SignIn, true) => "__Host-cellier-sign-in",
            (Self::SignIn, false) => "cellier-sign-in",
        }
    }

    /// The value the browser sent, when it looks like one of ours.
    pub(super) fn read(self, headers: &HeaderMap, secure: bool) -> Option<Token> {
        cookies(headers, self.name(secure)).find_map(Token::parse)
    }

    /// `Set-Cookie` for a value that lives `seconds`.
    pub(super) fn set(self, token: &Token, seconds: u32, secure: bool) -> Option<HeaderValue> {
        self.header(token.expose(), seconds, secure)
    }

    /// `Set-Cookie` that removes the cookie.
    pub(super) fn clear(self, secure: bool) -> Option<HeaderValue> {
        self.header("", 0, secure)
    }

    /// Lax, not Strict: the browser must send it when it comes back from the identity provider.
    fn header(self, value: &str, seconds: u32, secure: bool) -> Option<HeaderValue> {
        let (name, secure) = (self.name(secure), if secure { "; Secure" } else { "" });
        let text =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut header = HeaderValue::try_from(text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// What the browser sent under a name (RFC 6265 §4.2); cookies of the nearer path come first.
pub fn cookies<'h>(headers: &'h HeaderMap, name: &'static str) -> impl Iterator<Item = &'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        headers
    }

    #[test]
    fn only_a_well_formed_cookie_of_the_right_name_is_read() {
        let token = "A".repeat(43);
        let check = |cookies: &[&str], secure: bool, expected: bool| {
            let read = Cookie::Session.read(&headers(cookies), secure);
            assert_eq!(read.is_some(), expected, "{cookies:?}");
        };
        check(&[&format!("cellier={token}")], false, true);
        check(&[&format!("a=b; cellier={token}; c=d")], false, true);
        check(&["a=b", &format!("cellier={token}")], false, true);
        check(&[&format!("cellier={token}")], true, false);
        check(&[&format!("__Host-cellier={token}")], true, true);
        check(&[&format!("cellier-sign-in={token}")], false, false);
        check(&[&format!("cellier={token}A")], false, false);
        check(&["cellier=", "cellier", "="], false, false);
        check(&[&format!("cellier=short; cellier={token}")], false, true);
        check(&[], false, false);
    }

    #[test]
    fn cookies_are_closed_to_scripts_and_to_other_hosts() {
        let token = Token::parse(&"A".repeat(43)).unwrap();
        let secure = Cookie::Session.set(&token, 60, true).unwrap();
        let expected = format!(
            "__Host-cellier={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
            token.expose()
        );
        assert_eq!(secure, expected);
        assert!(secure.is_sensitive());
        let plain = Cookie::SignIn.clear(false).unwrap();
        assert_eq!(plain, "cellier-sign-in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn tokens_are_random_and_well_formed() {
        let (first, second) = (Token::random().unwrap(), Token::random().unwrap());
        assert_ne!(first.expose(), second.expose());
        assert!(Token::parse(first.expose()).is_some());
    }
}
