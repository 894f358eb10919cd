//! Passwords of links: hashed slowly and with a lot of memory, so that whoever has the database guesses few.

use std::time::Duration;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Argon2, password_hash};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::Error;
use crate::sealing;

/// Passwords looked at at the same time: each takes 19 MiB and a core for some 30 ms (Argon2id as OWASP advises it, the
/// default of the crate).
const AT_ONCE_MAX: usize = 2;
/// How long one waits for its turn.
const WAIT_SECONDS_MAX: u64 = 5;
/// 128 bits (RFC 9106, 3.1).
const SALT_BYTES: usize = 16;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE_MAX);

/// Argon2id with a salt of its own, in the PHC string format.
pub(super) async fn hash(password: SecretString) -> Result<String, Error> {
    let salt = sealing::random_bytes::<SALT_BYTES>()?;
    worked(move || {
        let salt = SaltString::encode_b64(&salt)?;
        let hash = Argon2::default().hash_password(password.expose_secret().as_bytes(), &salt)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the one of this hash.
pub(super) async fn verify(hash: String, password: SecretString) -> Result<bool, Error> {
    worked(move || {
        let hash = PasswordHash::new(&hash)?;
        match Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(password_hash::Error::Password) => Ok(false),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Work without a pause, on threads of its own and few of them. The turn lasts as long as the work, also when nobody
/// waits for it any more.
async fn worked<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, password_hash::Error> + Send + 'static,
) -> Result<T, Error> {
    let wait = Duration::from_secs(WAIT_SECONDS_MAX);
    let turn = tokio::time::timeout(wait, TURNS.acquire()).await.map_err(|_| Error::Busy)?;
    let turn = turn.map_err(|_| Error::Busy)?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    working.await.map_err(Error::Interrupted)?.map_err(Error::Hashing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_two_hashes_of_it_differ() {
        let password = || SecretString::from("correct horse");
        let (first, second) = (hash(password()).await.unwrap(), hash(password()).await.unwrap());
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        assert_ne!(first, second);
        assert!(verify(first.clone(), password()).await.unwrap());
        assert!(!verify(first.clone(), "correct horsf".into()).await.unwrap());
        assert!(!verify(first, "".into()).await.unwrap());
        verify("no hash".to_owned(), password()).await.unwrap_err();
    }
}
