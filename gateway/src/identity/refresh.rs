//! Asking the provider again, while a refresh token lives: group changes count, and people whom the provider shut out
//! lose their session. While the provider is down, sessions live on as they are.

use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use openidconnect::core::CoreTokenResponse;
use openidconnect::http::{Request, StatusCode, header};
use openidconnect::{Nonce, OAuth2TokenResponse, RefreshToken, RequestTokenError, TokenResponse};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::claims;
use super::session::after;
use super::sign_in::{CodedError, refuse};
use super::verify::{self, ExpectedNonce, Untrusted};
use super::{Error, Identity, Inner, Why};
use crate::database::{Fingerprint, Profile, RefreshClaim, Refreshed};
use crate::sealing::Purpose;

/// Longer than all exchanges of one refresh together may take; then another process may try.
const CLAIM_SECONDS: u32 = 60;
/// When the provider could not be asked, it is asked again after so long.
const RETRY_SECONDS: u32 = 30;
const REFRESHES_AT_ONCE: usize = 8;
/// Sessions looked at in one round; what is left is due in the next.
const REFRESHES_PER_ROUND: u32 = 200;
const ROUND_SECONDS: u64 = 5;
const ROUNDS_PER_SWEEP: u64 = 12;

/// What a refresh came to.
enum Outcome {
    News(Refreshed),
    /// Ask again later.
    Later,
    /// The provider does not vouch for the person any more.
    End,
}

impl Identity {
    /// Keeps what is known of the provider and of groups fresh and forgets what expired, until `shutdown`. Every
    /// replica may run it: each refresh is done by one of them.
    pub async fn run_refresher(&self, shutdown: impl Future<Output = ()>) {
        let rounds = async {
            let mut interval = tokio::time::interval(Duration::from_secs(ROUND_SECONDS));
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            for round in 0_u64.. {
                interval.tick().await;
                let outcome = self.refresh_round(round.is_multiple_of(ROUNDS_PER_SWEEP)).await;
                if let Err(error) = outcome {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "sessions were not refreshed"
                    );
                }
            }
        };
        tokio::select! {
            () = rounds => {}
            () = shutdown => {}
        }
    }

    /// Refreshes every session that is due; with `sweep`, forgets what expired.
    pub async fn refresh_round(&self, sweep: bool) -> Result<(), Error> {
        let inner = &self.0;
        let now = inner.clock.now();
        if sweep {
            inner.database.sweep(now).await?;
        }
        // Failing is noted and told inside; the round goes on, to postpone what is due.
        drop(inner.provider.known().await);
        let due = inner.database.due_refreshes(now, REFRESHES_PER_ROUND).await?;
        stream::iter(due)
            .for_each_concurrent(REFRESHES_AT_ONCE, |id| async move {
                // In a task of its own, so that a shutdown does not lose a refresh token just received.
                let identity = self.clone();
                drop(tokio::spawn(async move { identity.0.refresh(id).await }).await);
            })
            .await;
        Ok(())
    }
}

impl Inner {
    /// Refreshes the session if it is due and nobody else is at it. Faults are told to the operator: nobody waits for
    /// an answer.
    pub(super) async fn refresh(&self, id: Fingerprint) {
        if let Err(error) = self.try_refresh(id).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a session was not refreshed"
            );
        }
    }

    async fn try_refresh(&self, id: Fingerprint) -> Result<(), Error> {
        let now = self.clock.now();
        let claimed_until = after(now, CLAIM_SECONDS);
        let claim = self.database.claim_refresh(id, now, claimed_until).await?;
        let Some(claim) = claim else { return Ok(()) };
        match self.ask_again(&claim).await? {
            Outcome::News(refreshed) => {
                Ok(self.database.finish_refresh(&claim, refreshed, now).await?)
            }
            Outcome::Later => {
                let due_at = after(now, RETRY_SECONDS);
                Ok(self.database.postpone_refresh(&claim, due_at).await?)
            }
            Outcome::End => {
                self.database.end_session(id, None).await?;
                Ok(())
            }
        }
    }

    async fn ask_again(&self, claim: &RefreshClaim) -> Result<Outcome, Error> {
        let owner = claim.session.as_bytes();
        let open = |purpose, sealed| self.sealing_key.open(purpose, owner, sealed);
        // Sealed with a key that is gone: the person signs in again.
        let (Ok(refresh_token), Ok(first_id_token)) = (
            open(Purpose::RefreshToken, &claim.refresh_token),
            open(Purpose::IdToken, &claim.id_token),
        ) else {
            return Ok(Outcome::End);
        };
        let refresh_token = String::from_utf8_lossy(refresh_token.expose_secret()).into_owned();
        let tokens = match self.exchange_refresh_token(RefreshToken::new(refresh_token)).await {
            Ok(tokens) => tokens,
            Err(outcome) => return Ok(outcome),
        };
        let first_id_token = String::from_utf8_lossy(first_id_token.expose_secret()).into_owned();
        let nonce = verify::payload(&first_id_token)
            .and_then(|claims| claims::text_at(&claims, "nonce"))
            .map(Nonce::new);
        let Ok(profile) = self.learn(&tokens, claim, nonce).await else { return Ok(Outcome::End) };
        let seal = |purpose, secret: &str| self.sealing_key.seal(purpose, owner, secret.as_bytes());
        Ok(Outcome::News(Refreshed {
            refresh_token: tokens
                .refresh_token()
                .map(|token| seal(Purpose::RefreshToken, token.secret()))
                .transpose()?,
            profile,
            due_at: after(self.clock.now(), self.rules.refresh_seconds),
        }))
    }

    async fn exchange_refresh_token(
        &self,
        refresh_token: RefreshToken,
    ) -> Result<CoreTokenResponse, Outcome> {
        let known = self.provider.known().await.map_err(|_| Outcome::Later)?;
        let client = self.provider.client(&known);
        let exchange = client.exchange_refresh_token(&refresh_token).map_err(|_| Outcome::Later)?;
        match exchange.request_async(&self.provider.transport).await {
            Ok(tokens) => {
                self.provider.note_contact(true);
                Ok(tokens)
            }
            Err(RequestTokenError::ServerResponse(response))
                if response.code() == "invalid_grant" =>
            {
                tracing::info!("the provider ended a session");
                Err(Outcome::End)
            }
            Err(RequestTokenError::Request(cause)) => {
                self.provider.note_contact(false);
                tracing::warn!(%cause, "a session could not be refreshed");
                Err(Outcome::Later)
            }
            Err(RequestTokenError::ServerResponse(response)) => {
                tracing::warn!(code = response.code(), "the provider refuses to refresh sessions");
                Err(Outcome::Later)
            }
            // The cause could quote the answer, and with it a token.
            Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
                tracing::warn!("the answer to a refresh cannot be read");
                Err(Outcome::Later)
            }
        }
    }

    /// What the new tokens say of the person; `None` when nothing could be learned this time. An error is an answer
    /// that is not to be believed.
    async fn learn(
        &self,
        tokens: &CoreTokenResponse,
        claim: &RefreshClaim,
        nonce: Option<Nonce>,
    ) -> Result<Option<Profile>, Why> {
        let mut claims = match tokens.id_token() {
            Some(id_token) => {
                let Ok(known) = self.provider.known().await else { return Ok(None) };
                match self.believe(id_token, known, &ExpectedNonce::NoneOr(nonce)).await {
                    Ok(claims) => claims,
                    // Keys that cannot be had now are no reason to believe, nor to throw people out.
                    Err((_, Untrusted::UnknownKey)) => return Ok(None),
                    Err((why, cause)) => return Err(refuse(why, &cause)),
                }
            }
            // Providers may leave the ID token out (§12.2); the userinfo endpoint then has to name the person.
            None => Map::from_iter([("sub".to_owned(), Value::from(claim.subject.as_str()))]),
        };
        if claims::text_at(&claims, "sub").as_deref() != Some(&claim.subject) {
            return Err(refuse(Why::MixedUp, "a refresh brought another person"));
        }
        let silent = tokens.id_token().is_none();
        match self.complete_claims(&mut claims, tokens.access_token().secret()).await {
            // Neither token nor userinfo said anything of the person.
            Ok(_) if silent && claims.len() == 1 => Ok(None),
            Ok(groups) => Ok(Some(claims::profile(&claims, groups))),
            Err(Why::ProviderDown) => Ok(None),
            // Groups that cannot be known are no groups.
            Err(Why::Groups) => Ok(Some(claims::profile(&claims, claims::Groups::Silent))),
            Err(why) => Err(why),
        }
    }

    /// Asks the userinfo endpoint (OpenID Connect Core §5.3); `None` where the provider has none.
    pub(super) async fn userinfo(
        &self,
        claims: &Map<String, Value>,
        access_token: &str,
    ) -> Result<Option<Map<String, Value>>, Why> {
        let known = self.provider.known().await.map_err(|_| Why::ProviderDown)?;
        let Some(address) = known.metadata.userinfo_endpoint() else { return Ok(None) };
        let request = Request::get(address.as_str())
            .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
            .header(header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|error| refuse(Why::ProviderDown, &error))?;
        let answer = self.provider.transport.send(request).await.map_err(|error| {
            self.provider.note_contact(false);
            refuse(Why::ProviderDown, &error)
        })?;
        if answer.status() != StatusCode::OK {
            let cause = format!("the userinfo endpoint answered {}", answer.status());
            return Err(refuse(Why::ProviderDown, &cause));
        }
        let userinfo: Map<String, Value> = serde_json::from_slice(answer.body())
            .map_err(|_| refuse(Why::ProviderDown, "the userinfo answer is no JSON object"))?;
        // §5.3.2: an answer about somebody else must not be used.
        if userinfo.get("sub") != claims.get("sub") {
            return Err(refuse(Why::MixedUp, "the userinfo answer is about somebody else"));
        }
        Ok(Some(userinfo))
    }
}
