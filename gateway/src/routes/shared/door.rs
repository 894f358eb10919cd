//! The way in: the link is found, and its password asked for where it has one.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateway_api::Act;
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{Shared, entry};
use crate::database::{FoundLink, UsableLink};
use crate::error::Error;
use crate::identity::cookies;
use crate::layers::counted;
use crate::links::{Unlocked, Visitor};
use crate::policy::ShareLink;
use crate::routes::activity::refusal_word;

/// Over https the prefix has browsers refuse one that was set without it.
const COOKIE: [&str; 2] = ["cellier-link", "__Secure-cellier-link"];
/// Cookies of a path come before others of their name: more than two are nobody's.
const COOKIES_MAX: usize = 2;

/// The link of this address, if it may be used now.
///
/// # Errors
/// [`Error::NoSuchLink`], [`Error::LinkOver`].
pub(super) async fn find(
    shared: &Shared,
    id: &str,
    from: IpAddr,
    now: Timestamp,
) -> Result<Box<UsableLink>, Error> {
    match shared.links.find(id, now).await? {
        FoundLink::Usable(link) => Ok(link),
        FoundLink::Unknown => Err(Error::NoSuchLink),
        FoundLink::Over { id, sharer } => {
            let visitor = Visitor::of(id, counted(from));
            if shared.links.count_refusal(id, visitor, now).await? {
                let mut entry = entry(Act::OpenLink, id, sharer, from, now);
                entry.refusal = Some(refusal_word(&Error::LinkOver));
                shared.activity.record(entry);
            }
            Err(Error::LinkOver)
        }
    }
}

pub(super) fn visitor(link: &UsableLink, from: IpAddr) -> Visitor {
    Visitor::of(link.link.id, counted(from))
}

/// Lets in whoever gave the password in this browser, or gives it now as programs do.
///
/// # Errors
/// [`Error::LinkPassword`], and [`Error::TooManyRequests`] after too many wrong ones.
pub(super) async fn pass(
    shared: &Shared,
    link: &UsableLink,
    visitor: Visitor,
    headers: &HeaderMap,
    from: IpAddr,
    now: Timestamp,
) -> Result<(), Error> {
    if link.password.is_none() {
        return Ok(());
    }
    let name = COOKIE[usize::from(shared.portal.https)];
    for token in cookies(headers, name).take(COOKIES_MAX) {
        if shared.links.has_pass(link.link.id, token, now).await? {
            return Ok(());
        }
    }
    let password = basic(headers).ok_or(Error::LinkPassword)?;
    unlock(shared, link, visitor, password, from, now).await
}

/// Looks at a password.
///
/// # Errors
/// As [`pass`].
pub(super) async fn unlock(
    shared: &Shared,
    link: &UsableLink,
    visitor: Visitor,
    password: SecretString,
    from: IpAddr,
    now: Timestamp,
) -> Result<(), Error> {
    let ShareLink { id, sharer, .. } = &link.link;
    let Some(hash) = &link.password else { return Ok(()) };
    let error = match shared.links.unlock(*id, hash, visitor, password, now).await? {
        Unlocked::Right => return Ok(()),
        Unlocked::Wrong => Error::LinkPassword,
        Unlocked::Wait { seconds } => return Err(Error::TooManyRequests { seconds }),
    };
    let mut entry = entry(Act::OpenLink, *id, sharer.id, from, now);
    entry.refusal = Some(refusal_word(&error));
    shared.activity.record(entry);
    Err(error)
}

/// `Set-Cookie` for this link and nothing else.
pub(super) fn cookie(
    id: &str,
    token: &SecretString,
    seconds: u32,
    secure: bool,
) -> Option<HeaderValue> {
    let (name, end) = (COOKIE[usize::from(secure)], if secure { "; Secure" } else { "" });
    let token = token.expose_secret();
    let text =
        format!("{name}={token}; Path=/s/{id}; Max-Age={seconds}; HttpOnly; SameSite=Lax{end}");
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The password of `Authorization: Basic` (RFC 7617), whoever it says it is of.
fn basic(headers: &HeaderMap) -> Option<SecretString> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_give_the_password_beside_any_name() {
        let check = |value: &str, expected: Option<&str>| {
            let value = HeaderValue::from_str(value).unwrap();
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
            let found = basic(&headers);
            assert_eq!(
                found.as_ref().map(ExposeSecret::expose_secret),
                expected,
                "{value:?}",
                value = headers[header::AUTHORIZATION]
            );
        };
        let encoded = |text: &str| format!("Basic {}", STANDARD.encode(text));
        check(&encoded("x:a:b"), Some("a:b"));
        check(&encoded(":été"), Some("été"));
        check(&encoded("none"), None);
        check("Bearer abc", None);
        check("Basic ?", None);
    }

    #[test]
    fn the_cookie_is_for_one_link_and_closed_to_scripts() {
        let cookie = cookie("abc", &"t".into(), 60, true).unwrap();
        assert_eq!(
            cookie,
            "__Secure-cellier-link=t; Path=/s/abc; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(cookie.is_sensitive());
    }
}
