//! What one authorization gave to one application.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::super::scopes::Scopes;
use super::super::secret::{Digest, digest, same};
use super::super::shelf::UnixSeconds;
use super::Session;

/// Access tokens of one grant alive at once; more refreshes than this within their lifetime end the oldest.
const ACCESS_TOKENS_MAX: usize = 8;
/// RFC 7636, 4.1.
const VERIFIER_BYTES: std::ops::RangeInclusive<usize> = 43..=128;
/// Two values of 43 characters and a dot; longer texts are none of ours.
const TOKEN_BYTES_MAX: usize = 87;

/// What the application asked for at the authorization endpoint.
#[derive(Clone, Debug)]
pub(in super::super) struct Asked {
    pub(in super::super) client_id: String,
    pub(in super::super) redirect_uri: String,
    pub(in super::super) scopes: Scopes,
    pub(in super::super) nonce: Option<String>,
    /// PKCE, method S256.
    pub(in super::super) challenge: String,
}

/// New tokens, and what the ID token beside them says.
#[derive(Debug)]
pub(in super::super) struct Given {
    pub(in super::super) access_token: String,
    pub(in super::super) refresh_token: String,
    pub(in super::super) scopes: Scopes,
    pub(in super::super) sub: String,
    pub(in super::super) sid: String,
    pub(in super::super) auth_time: UnixSeconds,
    /// Only in the answer to a code (OIDC Core 1.0, 12.2).
    pub(in super::super) nonce: Option<String>,
}

/// Why no token is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Refusal {
    /// The code or refresh token is unknown, ended, used, somebody else's, or came with the wrong verifier or address:
    /// which of these is not told.
    Grant,
    /// More was asked than had been granted.
    Scope,
}

pub(super) struct Grant {
    pub(super) asked: Asked,
    pub(super) sub: String,
    pub(super) sid: String,
    pub(super) auth_time: UnixSeconds,
    pub(super) session_ends: UnixSeconds,
    pub(super) redeemed: bool,
    code: Digest,
    refresh: Option<Digest>,
    access: Vec<Access>,
}

struct Access {
    secret: Digest,
    ends: UnixSeconds,
    scopes: Scopes,
}

impl Grant {
    pub(super) fn new(session: &Session, asked: Asked, code: Digest) -> Self {
        Self {
            asked,
            sub: session.sub.clone(),
            sid: session.sid.clone(),
            auth_time: session.auth_time,
            session_ends: session.ends,
            redeemed: false,
            code,
            refresh: None,
            access: Vec::new(),
        }
    }

    /// Whether this is the code of this application; another application learns nothing and ends nothing.
    pub(super) fn check_code(&self, secret: &Digest, client_id: &str) -> Result<(), Refusal> {
        let right = same(&self.code, secret) && self.asked.client_id == client_id;
        if right { Ok(()) } else { Err(Refusal::Grant) }
    }

    pub(super) fn check_first_use(
        &self,
        redirect_uri: &str,
        verifier: &str,
    ) -> Result<(), Refusal> {
        let right = !self.redeemed
            && self.asked.redirect_uri == redirect_uri
            && VERIFIER_BYTES.contains(&verifier.len())
            && same(&digest(&challenge(verifier)), &digest(&self.asked.challenge));
        if right { Ok(()) } else { Err(Refusal::Grant) }
    }

    pub(super) fn is_last_refresh(&self, secret: &Digest) -> bool {
        self.refresh.as_ref().is_some_and(|last| same(last, secret))
    }

    pub(super) fn access_scopes(&self, secret: &Digest, now: UnixSeconds) -> Option<&Scopes> {
        let found = self.access.iter().find(|access| same(&access.secret, secret));
        found.filter(|access| access.ends > now).map(|access| &access.scopes)
    }

    pub(super) fn keep(
        &mut self,
        access: Digest,
        ends: UnixSeconds,
        scopes: Scopes,
        refresh: Digest,
        now: UnixSeconds,
    ) {
        self.access.retain(|access| access.ends > now);
        if self.access.len() >= ACCESS_TOKENS_MAX {
            self.access.remove(0);
        }
        self.access.push(Access { secret: access, ends, scopes });
        self.refresh = Some(refresh);
    }
}

/// PKCE's S256 (RFC 7636, 4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// `handle.secret`, as digests: the first finds the grant, the second is compared.
pub(super) fn split(token: &str) -> Result<(Digest, Digest), Refusal> {
    let short = Some(token).filter(|token| token.len() <= TOKEN_BYTES_MAX);
    let (handle, secret) = short.and_then(|token| token.split_once('.')).ok_or(Refusal::Grant)?;
    Ok((digest(handle), digest(secret)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let challenge = super::challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
