//! Which application speaks at the token endpoint (RFC 6749, 2.3.1): by the header, or in the form, never both.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::Provider;
use super::parameters::Parameters;
use super::secret::{digest, same};
use super::settings::Client;

/// Why no application is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unrecognised {
    /// Two ways at once.
    Twice,
    /// Unknown, or the secret is wrong.
    Wrong,
}

pub(super) fn client<'a>(
    provider: &'a Provider,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<&'a Client, Unrecognised> {
    let (id, secret) = match (headers.get(AUTHORIZATION), form.get("client_secret")) {
        (Some(_), Some(_)) => return Err(Unrecognised::Twice),
        (Some(header), None) => {
            let pair = header.to_str().ok().and_then(basic).ok_or(Unrecognised::Wrong)?;
            // Naming itself in the form too is allowed, as somebody else is not.
            if form.get("client_id").is_some_and(|id| id != pair.0) {
                return Err(Unrecognised::Twice);
            }
            pair
        }
        (None, secret) => {
            let field = |value: Option<&str>| value.unwrap_or_default().to_owned();
            (field(form.get("client_id")), field(secret))
        }
    };
    let client = provider.client(&id).ok_or(Unrecognised::Wrong)?;
    let right = same(&digest(&client.client_secret), &digest(&secret));
    if right { Ok(client) } else { Err(Unrecognised::Wrong) }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

/// Both halves are form-encoded before they are joined.
fn form_decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_holds_both_halves_form_encoded() {
        let header = format!("Basic {}", STANDARD.encode("my+portal:p%3Aw%2B"));
        assert_eq!(basic(&header), Some(("my portal".to_owned(), "p:w+".to_owned())));
        assert_eq!(basic("Bearer abc"), None);
        assert_eq!(basic("Basic !"), None);
    }
}
