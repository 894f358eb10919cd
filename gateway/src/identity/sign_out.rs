//! Signing out: by the person (RP-Initiated Logout 1.0) or by the provider's word (Back-Channel Logout 1.0).

use axum::http::{HeaderMap, HeaderValue};
use openidconnect::url::Url;
use secrecy::ExposeSecret;

use super::cookie::{Cookie, Token};
use super::sign_in::refuse;
use super::verify::Untrusted;
use super::{Error, Identity, Inner, Why, logout_token};
use crate::database::{EndedSession, Fingerprint, LogoutOutcome};
use crate::sealing::Purpose;

/// The session is gone here; `redirect` ends it at the provider too and comes back. Not to be shown in a log: the
/// address holds an ID token.
pub struct SignedOut {
    /// The provider's sign-out with `id_token_hint`, or `/` where it has none or nobody was signed in.
    pub redirect: String,
    /// Removes the session cookie.
    pub cookie: Option<HeaderValue>,
}

impl Identity {
    /// Ends the session of the request's cookie. Works while the provider is down.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<SignedOut, Error> {
        let inner = &self.0;
        let cookie = Cookie::Session.clear(inner.rules.secure);
        let here = |cookie| SignedOut { redirect: "/".to_owned(), cookie };
        let token = Cookie::Session.read(headers, inner.rules.secure);
        let Some(id) = token.as_ref().map(Token::fingerprint) else { return Ok(here(cookie)) };
        let Some(ended) = inner.database.end_session(id).await? else { return Ok(here(cookie)) };
        match inner.provider_sign_out(id, &ended) {
            Some(redirect) => Ok(SignedOut { redirect, cookie }),
            None => Ok(here(cookie)),
        }
    }

    /// Acts on a logout token that the provider posted. `false`: the token is not to be believed, or was used before.
    pub async fn back_channel_logout(&self, token: &str) -> Result<bool, Error> {
        let inner = &self.0;
        let Ok(known) = inner.provider.known().await else {
            refuse(Why::ProviderDown, "a logout token came while the keys are not known");
            return Ok(false);
        };
        let now = inner.clock.now();
        let verdict = match logout_token::read(token, &known, &inner.rules, now) {
            Err(Untrusted::UnknownKey) => match inner.provider.newer_keys(&known).await {
                Some(newer) => logout_token::read(token, &newer, &inner.rules, now),
                None => Err(Untrusted::UnknownKey),
            },
            verdict => verdict,
        };
        let notice = match verdict {
            Ok(notice) => notice,
            Err(cause) => {
                tracing::warn!(%cause, "a logout token was refused");
                return Ok(false);
            }
        };
        match inner.database.log_out(notice).await? {
            LogoutOutcome::Ended(sessions) => {
                tracing::info!(sessions, "the provider signed somebody out");
                Ok(true)
            }
            LogoutOutcome::Replayed => {
                tracing::warn!("a logout token was sent twice");
                Ok(false)
            }
        }
    }
}

impl Inner {
    /// Where the provider ends its own session, as far as it is known now; nobody waits for a provider to sign out.
    fn provider_sign_out(&self, id: Fingerprint, ended: &EndedSession) -> Option<String> {
        let known = self.provider.remembered()?;
        let endpoint = known.metadata.additional_metadata().end_session_endpoint.as_deref()?;
        let mut address =
            Url::parse(endpoint).ok().filter(super::settings::is_https_or_loopback)?;
        let hint = self.sealing_key.open(Purpose::IdToken, id.as_bytes(), &ended.id_token).ok()?;
        let hint = std::str::from_utf8(hint.expose_secret()).ok()?;
        address
            .query_pairs_mut()
            .append_pair("id_token_hint", hint)
            .append_pair("client_id", self.rules.client_id.as_str())
            .append_pair("post_logout_redirect_uri", &self.rules.after_sign_out);
        Some(address.into())
    }
}
