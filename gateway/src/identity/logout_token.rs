//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.6): read, verified and reduced to what they end.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use openidconnect::JsonWebKey;
use openidconnect::core::CoreJwsSigningAlgorithm;
use serde_json::{Map, Value};

use super::provider::Known;
use super::settings::Rules;
use super::verify::{SKEW_SECONDS_MAX, Untrusted, check_not_before, seconds};
use crate::database::{Fingerprint, LogoutNotice};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const TOKEN_BYTES_MAX: usize = 16 * 1024;
/// A token without `exp` is acted on for so long after it was issued; none is remembered for less.
const AGE_SECONDS_MAX: i64 = 600;
/// A provider that lets logout tokens live longer would make us remember them as long.
const LIFE_SECONDS_MAX: i64 = 24 * 3_600;

#[derive(serde::Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

/// What the token ends, if it may be believed.
pub(super) fn read(
    token: &str,
    known: &Known,
    rules: &Rules,
    now: Timestamp,
) -> Result<LogoutNotice, Untrusted> {
    let claims = verified(token, known, rules)?;
    let text = |claim: &str| claims.get(claim).and_then(Value::as_str);
    if text("iss") != Some(rules.issuer.as_str()) {
        return Err(Untrusted::Wrong("another issuer"));
    }
    let audience = |value: &Value| value.as_str() == Some(rules.client_id.as_str());
    let for_us = claims.get("aud").is_some_and(|aud| match aud {
        Value::Array(all) => all.iter().any(audience),
        one => audience(one),
    });
    if !for_us {
        return Err(Untrusted::Wrong("another audience"));
    }
    let is_logout = claims.get("events").and_then(|events| events.get(EVENT));
    if !is_logout.is_some_and(Value::is_object) {
        return Err(Untrusted::Wrong("not a logout event"));
    }
    // What tells an ID token apart that somebody sends here.
    if claims.contains_key("nonce") {
        return Err(Untrusted::Wrong("a logout token with a nonce"));
    }
    let optional = |claim: &str| match claims.get(claim) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(Untrusted::Wrong("sub or sid is no text")),
    };
    let (subject, provider_session) = (optional("sub")?, optional("sid")?);
    if subject.is_none() && provider_session.is_none() {
        return Err(Untrusted::Wrong("neither sub nor sid"));
    }
    let id = text("jti").filter(|id| !id.is_empty()).ok_or(Untrusted::Wrong("no jti"))?;
    Ok(LogoutNotice {
        token: Fingerprint::of(format!("{}\0{id}", rules.issuer.as_str())),
        expires_at: forgettable_at(&claims, now)?,
        issuer: rules.issuer.as_str().to_owned(),
        subject,
        provider_session,
    })
}

/// Checks the times and says when the token, expired even for a slow clock, need not be remembered any more.
fn forgettable_at(claims: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, Untrusted> {
    check_not_before(claims, now)?;
    let now = now.as_second();
    let issued_at =
        claims.get("iat").and_then(seconds).ok_or(Untrusted::Wrong("iat is no time"))?;
    let expires_at = match claims.get("exp") {
        Some(time) => seconds(time).ok_or(Untrusted::Wrong("exp is no time"))?,
        None => issued_at.saturating_add(AGE_SECONDS_MAX),
    };
    let valid = issued_at <= now + SKEW_SECONDS_MAX && now - SKEW_SECONDS_MAX < expires_at;
    if !valid {
        return Err(Untrusted::Time);
    }
    if expires_at > now + LIFE_SECONDS_MAX {
        return Err(Untrusted::Wrong("lives too long"));
    }
    Timestamp::from_second(expires_at + SKEW_SECONDS_MAX).map_err(|_| Untrusted::Time)
}

/// The claims, once a key of the provider's is found to have signed them. The library verifies ID tokens only, which
/// must name a person; a logout token need not.
fn verified(token: &str, known: &Known, rules: &Rules) -> Result<Map<String, Value>, Untrusted> {
    let wrong = || Untrusted::Wrong("not a signed token");
    if token.len() > TOKEN_BYTES_MAX {
        return Err(wrong());
    }
    let (message, signature) = token.rsplit_once('.').ok_or_else(wrong)?;
    let (header, claims) = message.split_once('.').ok_or_else(wrong)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| wrong());
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| wrong())?;
    let typed = header.typ.as_deref().is_none_or(|typ| {
        ["logout+jwt", "application/logout+jwt", "jwt"].contains(&typ.to_lowercase().as_str())
    });
    if !typed || header.crit.is_some() {
        return Err(Untrusted::Wrong("another type of token"));
    }
    if !rules.algorithms.contains(&header.alg) {
        return Err(Untrusted::Wrong("an algorithm that is not allowed"));
    }
    let signature = decode(signature)?;
    // `verify_signature` refuses keys of another kind, or meant for something else than signatures.
    let signed = known
        .keys
        .keys()
        .iter()
        .filter(|key| match (&header.kid, key.key_id()) {
            (Some(wanted), Some(id)) => wanted == id.as_str(),
            (Some(_), None) | (None, _) => true,
        })
        .any(|key| key.verify_signature(&header.alg, message.as_bytes(), &signature).is_ok());
    if !signed {
        return Err(Untrusted::UnknownKey);
    }
    serde_json::from_slice(&decode(claims)?).map_err(|_| wrong())
}
