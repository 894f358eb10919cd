//! Signing out: by the person (RP-Initiated Logout 1.0) or by the provider's word (Back-Channel Logout 1.0).

use axum::http::{HeaderMap, HeaderValue};
use openidconnect::url::Url;
use secrecy::ExposeSecret;

use super::cookie::{Cookie, Token};
use super::session::after;
use super::sign_in::refuse;
use super::verify::Untrusted;
use super::{Error, Identity, Inner, Why, logout_token};
use crate::database::{Departure, Fingerprint, LogoutOutcome};
use crate::sealing::Purpose;

/// What was kept for the provider's own sign-out waits no longer than this: the page goes there at once.
const DEPARTURE_SECONDS_MAX: u32 = 60;

/// Where [`Identity::leave`] answers: the page is sent here because the provider's address holds an ID token, which
/// is none of the page's business.
pub const LEAVE: &str = "/auth/leave";

/// The session is over here; where the browser goes next.
pub struct SignedOut {
    /// [`LEAVE`], or `/` where the provider has nothing to end.
    pub redirect: &'static str,
    /// Removes the session cookie. Who is sent to [`LEAVE`] shows it there once more: it opens nothing else by then.
    pub cookie: Option<HeaderValue>,
}

/// A browser on its way to the provider's sign-out. Not to be shown in a log: the address holds an ID token.
pub struct Left {
    /// The provider's sign-out with `id_token_hint`, which leads back to the portal; or `/`.
    pub redirect: String,
    /// Removes the session cookie.
    pub cookie: Option<HeaderValue>,
}

impl Identity {
    /// Ends the session of the request's cookie. Works while the provider is down.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<SignedOut, Error> {
        let inner = &self.0;
        if let Some(token) = Cookie::Session.read(headers, inner.rules.secure) {
            let departs_by = inner
                .end_session_endpoint()
                .map(|_| after(inner.clock.now(), DEPARTURE_SECONDS_MAX));
            let ended = inner.database.end_session(token.fingerprint(), departs_by).await?;
            if ended && departs_by.is_some() {
                return Ok(SignedOut { redirect: LEAVE, cookie: None });
            }
        }
        Ok(SignedOut { redirect: "/", cookie: Cookie::Session.clear(inner.rules.secure) })
    }

    /// Leads the browser whose session [`Identity::sign_out`] has just ended to the provider, once. Whoever else
    /// comes here goes to `/` and keeps their cookie: a link must not sign anybody out.
    pub async fn leave(&self, headers: &HeaderMap) -> Result<Left, Error> {
        let inner = &self.0;
        let stay = || Left { redirect: "/".to_owned(), cookie: None };
        let token = Cookie::Session.read(headers, inner.rules.secure);
        let Some(id) = token.as_ref().map(Token::fingerprint) else { return Ok(stay()) };
        let Some(departure) = inner.database.take_departure(id, inner.clock.now()).await? else {
            return Ok(stay());
        };
        let redirect = inner.provider_sign_out(id, &departure).unwrap_or(stay().redirect);
        Ok(Left { redirect, cookie: Cookie::Session.clear(inner.rules.secure) })
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
    /// As far as it is known now; nobody waits for a provider to sign out.
    fn end_session_endpoint(&self) -> Option<Url> {
        let known = self.provider.remembered()?;
        let endpoint = known.metadata.additional_metadata().end_session_endpoint.as_deref()?;
        Url::parse(endpoint).ok().filter(super::settings::is_https_or_loopback)
    }

    /// RP-Initiated Logout 1.0 §2.
    fn provider_sign_out(&self, id: Fingerprint, departure: &Departure) -> Option<String> {
        let mut address = self.end_session_endpoint()?;
        let hint =
            self.sealing_key.open(Purpose::IdToken, id.as_bytes(), &departure.id_token).ok()?;
        let hint = std::str::from_utf8(hint.expose_secret()).ok()?;
        address
            .query_pairs_mut()
            .append_pair("id_token_hint", hint)
            .append_pair("client_id", self.rules.client_id.as_str())
            .append_pair("post_logout_redirect_uri", &self.rules.after_sign_out);
        Some(address.into())
    }
}
