//! People, known by a token that a program brings for them (STS, `AssumeRoleWithWebIdentity`): the provider's word, as at
//! sign-in, but without a browser, a session or a nonce.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::claims::{self, Groups};
use super::verify::{self, SKEW_SECONDS_MAX, Untrusted};
use super::{Error, Identity, Inner};
use crate::database::{Vouched, Voucher};
use crate::policy::Person;

/// Longest token; those with a directory's worth of groups are some ten kilobytes.
pub const WEB_IDENTITY_BYTES_MAX: usize = 20_000;

/// Somebody for whom a token speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebIdentity {
    /// With the groups on record.
    pub person: Person,
    /// The groups that the token names, where it names any: what is made for it never counts more than these.
    pub groups: Option<Vec<String>>,
    /// This is the first that we hear of them.
    pub newcomer: bool,
    pub subject: String,
    /// The one of our audiences that the token is for.
    pub audience: String,
    pub issuer: String,
}

/// Why a token proves nobody. Whoever asks learns no more than the kind; the log says why.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    #[error("the token cannot be verified")]
    Token,
    #[error("the token has expired")]
    Expired,
    /// An operator shut the person out, or the provider did not confirm them for too long.
    #[error("the person may not come in")]
    Person,
    #[error("the identity provider cannot be reached")]
    Provider,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Identity {
    /// Who the token speaks for. Whom the provider vouched for last before `vouched_after`, and whose groups the token
    /// does not confirm, is kept waiting until they sign in.
    pub async fn web_identity(
        &self,
        token: &str,
        vouched_after: Timestamp,
    ) -> Result<WebIdentity, Unproven> {
        let inner = &self.0;
        if token.len() > WEB_IDENTITY_BYTES_MAX {
            return Err(refuse(&"longer than tokens are"));
        }
        let now = inner.clock.now();
        let claims = inner.believe_program(token, now).await?;
        let issuer = inner.rules.issuer.as_str();
        let subject = claims::text_at(&claims, "sub").ok_or_else(|| refuse(&"no subject"))?;
        let groups = claims::groups(&claims, inner.rules.groups_claim.as_deref())
            .map_err(|error| refuse(&error))?;
        let named = match &groups {
            Groups::Confirmed(groups) if inner.rules.groups_claim.is_some() => Some(groups.clone()),
            _ => None,
        };
        let issued_at = claims.get("iat").and_then(verify::seconds).unwrap_or_default();
        let word = Voucher {
            issuer: issuer.to_owned(),
            subject: subject.clone(),
            wish: inner.rules.handles.handle(&claims, issuer, &subject),
            profile: claims::profile(&claims, groups),
            // A clock that is ahead of ours must not confirm groups for longer.
            issued_at: Timestamp::from_second(issued_at).unwrap_or(now).min(now),
        };
        let vouched = inner.database.vouch(word, vouched_after, now).await.map_err(Error::from)?;
        let (person, newcomer) = match vouched {
            Vouched::Person { person, newcomer } => (person, newcomer),
            Vouched::Disabled => return Err(shut_out("the person is disabled")),
            Vouched::Unconfirmed => return Err(shut_out("the groups were not confirmed lately")),
        };
        let audience = inner.audience(&claims);
        let issuer = issuer.to_owned();
        Ok(WebIdentity { person, groups: named, newcomer, subject, audience, issuer })
    }
}

impl Inner {
    /// The claims of a token, with newer keys where it needs them.
    async fn believe_program(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, Unproven> {
        let known = self.provider.known().await.map_err(|_| Unproven::Provider)?;
        let verdict = match verify::web_identity(token, &known, &self.rules, now) {
            Err(Untrusted::UnknownKey) => match self.provider.newer_keys(&known).await {
                Some(newer) => verify::web_identity(token, &newer, &self.rules, now),
                None => Err(Untrusted::UnknownKey),
            },
            verdict => verdict,
        };
        verdict.map_err(|untrusted| match untrusted {
            Untrusted::Time => {
                tracing::info!(skew_seconds = SKEW_SECONDS_MAX, "a token was not valid now");
                Unproven::Expired
            }
            untrusted => refuse(&untrusted),
        })
    }

    fn audience(&self, claims: &Map<String, Value>) -> String {
        let ours = |one: &&str| self.rules.web_identity_audiences.iter().any(|ours| ours == one);
        verify::audiences(claims).find(ours).unwrap_or_default().to_owned()
    }
}

/// Tells the operator what the program is not told.
fn refuse(cause: &(impl std::fmt::Display + ?Sized)) -> Unproven {
    tracing::info!(%cause, "a token was refused");
    Unproven::Token
}

fn shut_out(cause: &str) -> Unproven {
    tracing::info!(cause, "a token was refused");
    Unproven::Person
}
