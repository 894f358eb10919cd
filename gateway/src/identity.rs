//! Who asks: people who signed in with the OpenID Connect provider, known by a session cookie, and programs, known by
//! their access keys.
//!
//! Invariants: no token of the provider leaves the gateway; sessions, attempts and people are records, so that any
//! replica answers for any other; where the provider's word is missing or doubtful, nothing is assumed of groups.

mod access_keys;
mod claims;
mod clock;
mod cookie;
pub mod csrf;
mod error;
mod extract;
mod handle;
mod logout_token;
mod provider;
mod refresh;
mod return_to;
mod session;
mod settings;
mod sign_in;
mod sign_ins;
mod sign_out;
mod transport;
mod verify;
mod web_identity;

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::registry::Registry;
use secrecy::SecretString;

pub use self::access_keys::{
    AccessKeys, Credential, KeyFault, KeyRules, MadeKey, SealedSecret, TemporaryKey, TemporaryWish,
    Wish,
};
pub use self::clock::Clock;
pub use self::cookie::cookies;
pub use self::error::{Error, Turned, Why};
pub use self::extract::{Asker, CurrentSession, SignedIn};
pub use self::handle::{HandleTemplate, TemplateError};
pub use self::return_to::local_path;
pub use self::session::Session;
pub use self::settings::{Algorithm, Fault, Settings};
pub use self::sign_in::{Answer, Begun, Completed, Failure};
pub use self::sign_out::{LEAVE, Left, SignedOut};
pub use self::web_identity::{Unproven, WEB_IDENTITY_BYTES_MAX, WebIdentity};

use self::provider::{Contact, Provider, Unreachable};
use self::settings::Rules;
use self::sign_ins::SignIns;
use self::transport::Transport;
use crate::database::Database;
use crate::sealing::SealingKey;

/// How long the page and probes wait for the first word of a provider before they say that it must be waited for.
const FIRST_CONTACT_SECONDS_MAX: u64 = 1;

/// Signing in and being signed in. Cheap to clone.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    rules: Arc<Rules>,
    provider: Provider,
    database: Database,
    sealing_key: SealingKey,
    clock: Clock,
    sign_ins: SignIns,
}

/// Why [`Identity::ready`] says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys of the identity provider are not known yet")]
pub struct NotReady;

impl Identity {
    /// Does not need the provider to be up: it is discovered when first needed, and asked again until it answers.
    pub fn new(
        settings: &Settings,
        database: Database,
        sealing_key: SealingKey,
    ) -> Result<Self, Error> {
        Self::with_clock(settings, database, sealing_key, Clock::system())
    }

    /// As [`Identity::new`], with a clock of one's own: sessions and tokens age by it.
    pub fn with_clock(
        settings: &Settings,
        database: Database,
        sealing_key: SealingKey,
        clock: Clock,
    ) -> Result<Self, Error> {
        let rules = Arc::new(settings.rules().map_err(Error::Settings)?);
        let transport = Transport::new(rules.loopback, settings.authority_pem.as_deref())?;
        let provider = Provider::new(Arc::clone(&rules), transport, clock.clone());
        let sign_ins = SignIns::default();
        Ok(Self(Arc::new(Inner { rules, provider, database, sealing_key, clock, sign_ins })))
    }

    /// Adds `sign_ins` (by outcome) to what operators see.
    pub fn register(&self, registry: &mut Registry) {
        self.0.sign_ins.register(registry);
    }

    /// Whether tokens can be verified: the keys are known, even if the provider is briefly down.
    pub async fn ready(&self) -> Result<(), NotReady> {
        if self.0.provider.remembered().is_some() {
            return Ok(());
        }
        self.first_contact().await
    }

    /// Whether somebody who tries to sign in now is likely to reach the provider.
    pub async fn sign_in_available(&self) -> bool {
        match self.0.provider.contact() {
            Contact::Good => true,
            Contact::Bad => false,
            Contact::Never => self.first_contact().await.is_ok(),
        }
    }

    /// Asks now, for a moment; a provider that takes longer is asked at leisure by [`Identity::run_refresher`].
    async fn first_contact(&self) -> Result<(), NotReady> {
        let limit = Duration::from_secs(FIRST_CONTACT_SECONDS_MAX);
        match tokio::time::timeout(limit, self.0.provider.known()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(Unreachable)) | Err(_) => Err(NotReady),
        }
    }

    /// Scheme, host and port of the portal, as in an `Origin` header.
    pub fn origin(&self) -> &str {
        &self.0.rules.origin
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Identity")
            .field("issuer", &self.0.rules.issuer.as_str())
            .finish_non_exhaustive()
    }
}

/// What must not stay behind in memory or in a log line.
fn secret(text: impl Into<String>) -> SecretString {
    SecretString::from(text.into())
}
