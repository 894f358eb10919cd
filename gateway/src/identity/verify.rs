//! Whether an ID token is the provider's, for us, for now and for this sign-in. The library checks signature, issuer,
//! audience and nonce; what it leaves out (`azp`, `nbf`, clock skew, the algorithm by configuration) is here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::CoreIdToken;
use openidconnect::{
    ClaimsVerificationError, ClientId, IdTokenVerifier, Nonce, SignatureVerificationError,
};
use serde_json::{Map, Value};

use super::provider::Known;
use super::settings::Rules;

/// How far clocks may differ.
pub(super) const SKEW_SECONDS_MAX: i64 = 60;

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Untrusted {
    /// Worth asking for newer keys, once.
    #[error("the token is signed with a key that is not known")]
    UnknownKey,
    #[error("the token is not valid now")]
    Time,
    #[error("the token is not what it should be: {0}")]
    Wrong(&'static str),
    #[error("the token is refused")]
    Refused(#[source] ClaimsVerificationError),
}

/// Which nonce the token must bear.
pub(super) enum ExpectedNonce {
    /// At sign-in: exactly this one.
    Exactly(Nonce),
    /// At refresh (OpenID Connect Core §12.2): none, or the one of the first token.
    NoneOr(Option<Nonce>),
}

/// The claims of a token that may be believed.
pub(super) fn id_token(
    token: &CoreIdToken,
    known: &Known,
    rules: &Rules,
    now: Timestamp,
    nonce: &ExpectedNonce,
) -> Result<Map<String, Value>, Untrusted> {
    let trusted = |audience: &str| rules.trusted_audiences.iter().any(|one| one == audience);
    let check_nonce = |claimed: Option<&Nonce>| match (nonce, claimed) {
        (ExpectedNonce::Exactly(expected), Some(claimed)) if same(expected, claimed) => Ok(()),
        (ExpectedNonce::NoneOr(_), None) => Ok(()),
        (ExpectedNonce::NoneOr(Some(first)), Some(claimed)) if same(first, claimed) => Ok(()),
        _ => Err("another nonce".to_owned()),
    };
    let us = rules.client_id.as_str();
    let claims = signed(token, known, rules, now, (us, &trusted), check_nonce)?;
    check_authorized_party(&claims, |party| party == us)?;
    Ok(claims)
}

/// The claims of a token that a program brings (STS, `AssumeRoleWithWebIdentity`), if it may be believed. It was given
/// to somebody else than our sign-in, so that it bears any nonce or none; it is for one of the audiences that the
/// operator lists, and for nobody who is not listed.
pub(super) fn web_identity(
    token: &str,
    known: &Known,
    rules: &Rules,
    now: Timestamp,
) -> Result<Map<String, Value>, Untrusted> {
    check_header(token)?;
    let token: CoreIdToken = token.parse().map_err(|_| Untrusted::Wrong("not a signed token"))?;
    let ours = |audience: &str| rules.web_identity_audiences.iter().any(|one| one == audience);
    let trusted = |audience: &str| {
        ours(audience) || rules.trusted_audiences.iter().any(|one| one == audience)
    };
    // Not believed yet: only which of our audiences the signature is then to confirm.
    let claimed = payload(&token.to_string()).ok_or(Untrusted::Wrong("unreadable"))?;
    let audience =
        audiences(&claimed).find(|one| ours(one)).ok_or(Untrusted::Wrong("another audience"))?;
    let any_nonce = |_: Option<&Nonce>| Ok(());
    let claims = signed(&token, known, rules, now, (audience, &trusted), any_nonce)?;
    check_authorized_party(&claims, ours)?;
    // A logout token is signed with the same keys (Back-Channel Logout 1.0 §2.4), and signs nobody in.
    if claims.contains_key("events") {
        return Err(Untrusted::Wrong("an event and no identity"));
    }
    Ok(claims)
}

/// The claims, once signature, issuer, audience and times were found to be right. `audience` is the one that must be
/// there, and which others may.
fn signed(
    token: &CoreIdToken,
    known: &Known,
    rules: &Rules,
    now: Timestamp,
    (us, trusted): (&str, &(dyn Fn(&str) -> bool + Sync)),
    check_nonce: impl FnOnce(Option<&Nonce>) -> Result<(), String>,
) -> Result<Map<String, Value>, Untrusted> {
    let skew = SignedDuration::from_secs(SKEW_SECONDS_MAX);
    let early = std::time::SystemTime::from(now.saturating_sub(skew).unwrap_or(now));
    let late = std::time::SystemTime::from(now.saturating_add(skew).unwrap_or(now));
    // As if we were a public client: then no signature made with the client secret is ever considered.
    let verifier = IdTokenVerifier::new_public_client(
        ClientId::new(us.to_owned()),
        rules.issuer.clone(),
        known.keys.as_ref().clone(),
    )
    .set_allowed_algs(rules.algorithms.iter().cloned())
    .set_other_audience_verifier_fn(|audience| trusted(audience.as_str()))
    .set_time_fn(move || early.into())
    .set_issue_time_verifier_fn(move |issued_at| {
        if std::time::SystemTime::from(issued_at) <= late {
            Ok(())
        } else {
            Err("issued in the future".to_owned())
        }
    });
    token.claims(&verifier, check_nonce).map_err(classify)?;
    let claims = payload(&token.to_string()).ok_or(Untrusted::Wrong("unreadable"))?;
    check_not_before(&claims, now)?;
    Ok(claims)
}

/// What the head of a token may say: what must be understood (`crit`, RFC 7515 §4.1.11) and what declares another kind
/// of token (RFC 8725 §3.11) is refused. Keys and addresses in it (`jwk`, `jku`, `x5u`) are never looked at.
fn check_header(token: &str) -> Result<(), Untrusted> {
    let header = token.split('.').next().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let header: Map<String, Value> = header
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or(Untrusted::Wrong("not a signed token"))?;
    let typed = match header.get("typ") {
        None => true,
        Some(typ) => typ.as_str().is_some_and(|typ| typ.eq_ignore_ascii_case("jwt")),
    };
    if header.contains_key("crit") || !typed {
        return Err(Untrusted::Wrong("another type of token"));
    }
    Ok(())
}

/// The audiences of a token: one text, or several.
pub(super) fn audiences(claims: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let (one, several) = match claims.get("aud") {
        Some(Value::Array(several)) => (None, several.as_slice()),
        one => (one, [].as_slice()),
    };
    one.into_iter().chain(several).filter_map(Value::as_str)
}

/// The claims inside a compact token, unverified: only for what was verified before.
pub(super) fn payload(token: &str) -> Option<Map<String, Value>> {
    let encoded = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
}

/// `nbf` is optional (RFC 7519 §4.1.5); when it is there, it counts.
pub(super) fn check_not_before(
    claims: &Map<String, Value>,
    now: Timestamp,
) -> Result<(), Untrusted> {
    let Some(not_before) = claims.get("nbf") else { return Ok(()) };
    let not_before = seconds(not_before).ok_or(Untrusted::Wrong("nbf is no time"))?;
    if not_before <= now.as_second() + SKEW_SECONDS_MAX { Ok(()) } else { Err(Untrusted::Time) }
}

/// A `NumericDate` (RFC 7519 §2) in whole seconds.
pub(super) fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let seconds = value.as_f64().filter(|seconds| (0.0..=1e12).contains(seconds))?;
        // Between 0 and 10^12, so nothing is lost but the fraction.
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        Some(seconds as i64)
    })
}

/// OpenID Connect Core §3.1.3.7, steps 4 and 5: with several audiences `azp` is required; wherever it stands it is us.
fn check_authorized_party(
    claims: &Map<String, Value>,
    is_us: impl Fn(&str) -> bool,
) -> Result<(), Untrusted> {
    let several = claims.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    match claims.get("azp") {
        Some(party) if party.as_str().is_some_and(is_us) => Ok(()),
        Some(_) => Err(Untrusted::Wrong("azp names somebody else")),
        None if several => Err(Untrusted::Wrong("several audiences without azp")),
        None => Ok(()),
    }
}

fn classify(error: ClaimsVerificationError) -> Untrusted {
    match error {
        ClaimsVerificationError::Expired(_) => Untrusted::Time,
        // A provider that replaced a key under the same name looks like a bad signature.
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
        ) => Untrusted::UnknownKey,
        error => Untrusted::Refused(error),
    }
}

/// Both are hashed first, so that comparing tells a clock nothing.
fn same(expected: &Nonce, claimed: &Nonce) -> bool {
    use sha2::{Digest, Sha256};
    Sha256::digest(expected.secret()) == Sha256::digest(claimed.secret())
}
