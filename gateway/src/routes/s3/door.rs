//! Who signed. Whoever did not is anonymous; whoever did wrongly is refused, at the same cost and with the same words,
//! whether the key is known or not.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use secrecy::SecretString;

use super::{Programs, fault};
use crate::identity::{Credential, SealedSecret};
use crate::policy::Caller;
use crate::s3::fault::{Code, Fault};
use crate::s3::verify::{Payload, Presented, Received, Refusal, Scope, Seed, SigningKey};

/// Signing keys kept at a time, each of some 300 bytes.
const SIGNING_KEYS_MAX: usize = 4096;

/// The secret of the key there is not: what it signs is looked at as carefully, and never fits.
const NOBODY: &str = "";

/// Somebody who was let in.
#[derive(Debug)]
pub struct Entrant {
    pub caller: Caller,
    /// What a signature says of the body, and what its chunks are signed with; `None` without a signature.
    pub signed: Option<(Payload, Seed)>,
}

/// The keys of the day, so that no secret is opened and no key derived for each request. A key stays only as long as its
/// secret is the one that the records hold: who may use it is asked of them each time. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SigningKeys(Arc<Mutex<HashMap<String, Kept>>>);

#[derive(Debug)]
struct Kept {
    scope: Scope,
    /// As it is recorded; `None` for nobody's.
    secret: Option<SealedSecret>,
    key: SigningKey,
}

impl SigningKeys {
    fn key<E>(
        &self,
        access_key: &str,
        secret: Option<&SealedSecret>,
        scope: &Scope,
        open: impl FnOnce() -> Result<SecretString, E>,
    ) -> Result<SigningKey, E> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.get(access_key)
            && kept.scope == *scope
            && kept.secret.as_ref() == secret
        {
            return Ok(kept.key.clone());
        }
        let key = SigningKey::derive(&open()?, scope);
        if kept.len() >= SIGNING_KEYS_MAX {
            kept.clear();
        }
        let entry = Kept { scope: scope.clone(), secret: secret.cloned(), key: key.clone() };
        kept.insert(access_key.to_owned(), entry);
        Ok(key)
    }
}

impl Programs {
    /// Lets a request in, or says why not. No instance is asked for anything here.
    pub(super) async fn enter(
        &self,
        request: &Received<'_>,
        from: IpAddr,
        now: Timestamp,
    ) -> Result<Entrant, Fault> {
        let Some(presented) = Presented::read(request)? else {
            return Ok(Entrant { caller: Caller::Anonymous, signed: None });
        };
        presented.check(&self.manner.accepted, now)?;
        let payload = presented.payload(request)?;
        let found = self.access_keys.find(&presented.access_key, now).await;
        let found = found.map_err(|error| fault::ours(error.into()))?;
        let key = self.signing_key(&presented.access_key, found.as_ref(), &presented.scope)?;
        let fits = presented.verify(request, key);
        let credential = found.ok_or(Refusal::Mismatch)?;
        let seed = fits?;
        self.let_in(&credential, presented.security_token.as_deref(), from, now)?;
        Ok(Entrant { caller: credential.caller, signed: Some((payload, seed)) })
    }

    /// What a signature is checked against: where there is no such key, something that nobody signed with.
    pub(super) fn signing_key(
        &self,
        access_key: &str,
        credential: Option<&Credential>,
        scope: &Scope,
    ) -> Result<SigningKey, Fault> {
        let Some(credential) = credential else {
            return self.signing_keys.key(NOBODY, None, scope, || Ok(NOBODY.into()));
        };
        self.signing_keys.key(access_key, Some(&credential.secret), scope, || {
            self.access_keys.open(credential).map_err(|error| fault::ours(error.into()))
        })
    }

    /// Whether the key may be used by whoever signed with it, from where they are.
    pub(super) fn let_in(
        &self,
        credential: &Credential,
        session_token: Option<&str>,
        from: IpAddr,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if !credential.accepts(session_token) {
            let message = "the security token is missing or does not belong to the access key";
            return Err(Fault::new(Code::InvalidToken, message));
        }
        if !credential.admits(from) {
            let message = "the access key may not be used from this address";
            return Err(Fault::new(Code::AccessDenied, message));
        }
        self.access_keys.used(credential, from, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::policy::PersonId;
    use crate::sealing::Sealed;

    fn scope(date: &str) -> Scope {
        Scope { date: date.to_owned(), region: "local".to_owned(), service: "s3".to_owned() }
    }

    fn sealed(owner: i64, secret: &str) -> SealedSecret {
        SealedSecret::new(PersonId(owner).into(), Sealed::from_bytes(secret.into()))
    }

    #[test]
    fn a_kept_key_is_the_one_that_would_be_derived() {
        let keys = SigningKeys::default();
        let check = |owner: i64, secret: &'static str, date: &str| {
            let sealed = sealed(owner, secret);
            let expected = SigningKey::derive(&secret.into(), &scope(date)).sign(b"text");
            let mut opened = 0;
            for _ in 0..2 {
                let open = || {
                    opened += 1;
                    Ok::<_, Infallible>(secret.into())
                };
                let Ok(key) = keys.key("A", Some(&sealed), &scope(date), open);
                assert_eq!(key.sign(b"text"), expected);
            }
            assert_eq!(opened, 1);
        };
        check(1, "one", "20261121");
        check(1, "one", "20261122");
        check(1, "two", "20261122");
        check(2, "two", "20261122");
    }

    #[test]
    fn what_cannot_be_opened_is_not_kept() {
        let keys = SigningKeys::default();
        let (sealed, scope) = (sealed(1, "one"), scope("20261121"));
        assert_eq!(keys.key("A", Some(&sealed), &scope, || Err("torn")).unwrap_err(), "torn");
        let Ok(key) = keys.key("A", Some(&sealed), &scope, || Ok::<_, Infallible>("one".into()));
        assert_eq!(key.sign(b"text"), SigningKey::derive(&"one".into(), &scope).sign(b"text"));
    }

    #[test]
    fn no_more_keys_are_kept_than_may_be() {
        let keys = SigningKeys::default();
        for number in 0..=SIGNING_KEYS_MAX {
            let open = || Ok::<_, Infallible>("secret".into());
            let Ok(_) = keys.key(&number.to_string(), None, &scope("20261121"), open);
        }
        assert!(keys.0.lock().unwrap().len() <= SIGNING_KEYS_MAX);
    }
}
