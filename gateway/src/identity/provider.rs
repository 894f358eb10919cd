//! What is known of the identity provider: its addresses and its keys. Asked for when first needed, again when it may
//! have changed, never more often than a limit; the last good answer is kept while the provider is down.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    JsonWebKeySet, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::Clock;
use super::settings::Rules;
use super::transport::Transport;

/// Addresses and keys are asked again when older than this.
const KNOWN_SECONDS_MAX: i64 = 3_600;
/// A provider that failed is not asked again sooner.
const RETRY_SECONDS_MIN: i64 = 2;
/// Tokens with unknown keys, which anybody can make, cause no more questions than one in this time.
const KEYS_SECONDS_MIN: i64 = 10;

/// What we read of the discovery document beside the core of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Extras {
    /// RP-Initiated Logout 1.0 §2.1.
    pub(super) end_session_endpoint: Option<String>,
    /// RFC 9207 §3: an answer without `iss` is then a forgery.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extras {}

pub(super) type Metadata = ProviderMetadata<
    Extras,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// One state of knowledge.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) metadata: Arc<Metadata>,
    pub(super) keys: Arc<CoreJsonWebKeySet>,
    asked_at: Timestamp,
    keys_asked_at: Timestamp,
}

/// How the last exchange with the provider went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contact {
    Never,
    Good,
    Bad,
}

/// Nothing is known of the provider and it cannot be asked now.
#[derive(Debug)]
pub(super) struct Unreachable;

pub(super) struct Provider {
    rules: Arc<Rules>,
    pub(super) transport: Transport,
    clock: Clock,
    known: RwLock<Option<Known>>,
    contact: AtomicU8,
    /// Held while asking; the time of the last failure.
    asking: Mutex<Option<Timestamp>>,
}

impl Provider {
    pub(super) fn new(rules: Arc<Rules>, transport: Transport, clock: Clock) -> Self {
        Self {
            rules,
            transport,
            clock,
            known: RwLock::new(None),
            contact: AtomicU8::new(0),
            asking: Mutex::new(None),
        }
    }

    /// Whatever is known, without asking.
    pub(super) fn remembered(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn contact(&self) -> Contact {
        match self.contact.load(Ordering::Relaxed) {
            1 => Contact::Good,
            2 => Contact::Bad,
            _ => Contact::Never,
        }
    }

    pub(super) fn note_contact(&self, good: bool) {
        self.contact.store(if good { 1 } else { 2 }, Ordering::Relaxed);
    }

    /// What is known, asked for where it is missing or old. Who needs it while somebody else asks goes on with what
    /// was known before, or waits for the answer when nothing was.
    pub(super) async fn known(&self) -> Result<Known, Unreachable> {
        let remembered = self.remembered();
        let asking = match remembered {
            Some(known) if self.is_fresh(&known) => return Ok(known),
            Some(known) => match self.asking.try_lock() {
                Ok(asking) => asking,
                Err(_) => return Ok(known),
            },
            None => self.asking.lock().await,
        };
        self.ask(asking).await
    }

    /// Keys asked anew, because one was missing among `seen`; `None` when nothing newer can be had now.
    pub(super) async fn newer_keys(&self, seen: &Known) -> Option<Known> {
        let mut asking = self.asking.lock().await;
        let now = self.clock.now();
        let known = self.remembered()?;
        if !Arc::ptr_eq(&known.keys, &seen.keys) {
            return Some(known);
        }
        if younger(known.keys_asked_at, now, KEYS_SECONDS_MIN) {
            return None;
        }
        let answer = JsonWebKeySet::fetch_async(known.metadata.jwks_uri(), &self.transport).await;
        let newer = match answer {
            Ok(keys) => {
                self.note_contact(true);
                Known { keys: Arc::new(keys), keys_asked_at: now, ..known }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "keys not refreshed");
                self.note_contact(false);
                *asking = Some(now);
                Known { keys_asked_at: now, ..known }
            }
        };
        self.remember(newer.clone());
        (!Arc::ptr_eq(&newer.keys, &seen.keys)).then_some(newer)
    }

    /// A client of the provider as it is known now.
    pub(super) fn client(&self, known: &Known) -> Client {
        let rules = &self.rules;
        let metadata = known.metadata.as_ref().clone().set_jwks(known.keys.as_ref().clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let only_post = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let auth = if only_post { AuthType::RequestBody } else { AuthType::BasicAuth };
        CoreClient::from_provider_metadata(
            metadata,
            rules.client_id.clone(),
            rules.client_secret.clone(),
        )
        .set_redirect_uri(rules.redirect.clone())
        .set_auth_type(auth)
    }

    async fn ask(
        &self,
        mut last_failure: tokio::sync::MutexGuard<'_, Option<Timestamp>>,
    ) -> Result<Known, Unreachable> {
        // Somebody else may have asked while we waited for the turn.
        let remembered = self.remembered();
        if let Some(known) = remembered.as_ref().filter(|known| self.is_fresh(known)) {
            return Ok(known.clone());
        }
        let now = self.clock.now();
        let failed_lately =
            last_failure.is_some_and(|failure| younger(failure, now, RETRY_SECONDS_MIN));
        if failed_lately {
            return remembered.ok_or(Unreachable);
        }
        match Metadata::discover_async(self.rules.issuer.clone(), &self.transport).await {
            Ok(metadata) => {
                let keys = Arc::new(metadata.jwks().clone());
                let metadata = Arc::new(metadata);
                let known = Known { metadata, keys, asked_at: now, keys_asked_at: now };
                self.remember(known.clone());
                self.note_contact(true);
                *last_failure = None;
                Ok(known)
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "identity provider not discovered"
                );
                self.note_contact(false);
                *last_failure = Some(self.clock.now());
                remembered.ok_or(Unreachable)
            }
        }
    }

    /// Also asked again after a failure, to notice when the provider is back.
    fn is_fresh(&self, known: &Known) -> bool {
        self.contact() == Contact::Good
            && younger(known.asked_at, self.clock.now(), KNOWN_SECONDS_MAX)
    }

    fn remember(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

fn younger(then: Timestamp, now: Timestamp, seconds: i64) -> bool {
    now.duration_since(then) < SignedDuration::from_secs(seconds)
}
