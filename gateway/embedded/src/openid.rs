//! The OIDC provider of `cellier demo`: real OIDC on loopback, with people to choose instead of passwords.
//!
//! Invariant: it serves on a loopback address or not at all, for whoever can open a page of it can be anybody.
//!
//! Code flow with PKCE (S256) only, confidential clients only, RS256 only. The signing key is kept in the folder; who
//! is signed in and what was given lives in memory (see [`Provider::open`]).

mod authorization;
mod authorize;
mod backchannel;
mod browser;
mod client_auth;
mod discovery;
mod keys;
mod ledger;
mod logout;
mod page;
mod parameters;
mod routes;
mod scopes;
mod secret;
mod settings;
mod shelf;
mod token;
mod userinfo;
mod words;

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use axum::serve::ListenerExt;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::backchannel::Messenger;
use self::keys::{Key, SigningKeys};
use self::ledger::Ledger;
pub use self::settings::{Client, Description, Lifetimes, Person, Settings};
use self::shelf::UnixSeconds;

/// How long requests under way may take once told to stop.
const SHUTDOWN_SECONDS: u64 = 5;
/// The file that remembers where the provider listened.
const ADDRESS_FILE: &str = "listen";

/// Why the provider does not open or serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the OpenID provider's settings are wrong: {0}")]
    Settings(String),
    #[error("the OpenID provider's folder `{path}` cannot be used")]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the signing key `{path}` cannot be read or written")]
    KeyFile {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "the signing key `{path}` can be read by others (mode {mode:o}): chmod 600, or delete it to have a new one made"
    )]
    KeyExposed { path: PathBuf, mode: u32 },
    #[error(
        "the signing key `{path}` is not an RSA key in PKCS#8: delete it to have a new one made"
    )]
    KeyUnreadable {
        path: PathBuf,
        #[source]
        source: rsa::pkcs8::Error,
    },
    #[error("no RSA key could be made")]
    MakeKey(#[source] rsa::Error),
    #[error("the OpenID provider serves on loopback only, not on `{0}`")]
    NotLoopback(SocketAddr),
    #[error("the OpenID provider is already serving `{0}`")]
    AlreadyServing(String),
    #[error("the OpenID provider cannot listen on `{address}`")]
    Listen {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("the OpenID provider stopped serving")]
    Serve(#[source] io::Error),
    #[error("nobody here has the subject `{0}`")]
    NoSuchPerson(String),
}

/// The provider; clones share everything.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    clients: Vec<Client>,
    lifetimes: Lifetimes,
    people: RwLock<Vec<Standing>>,
    keys: RwLock<SigningKeys>,
    ledger: Mutex<Ledger>,
    site: OnceLock<Site>,
    messenger: Messenger,
}

/// A person, and whether they may sign in.
#[derive(Clone)]
struct Standing {
    person: Person,
    disabled: bool,
}

/// Where the provider is served.
#[derive(Debug)]
struct Site {
    /// `http://ADDRESS:PORT`, no trailing slash.
    issuer: String,
    authority: String,
    port: u16,
}

/// The issuer of a provider served on the address: `http://ADDRESS:PORT`, no trailing slash.
pub fn issuer(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Binds the address, or, when none is wanted, the one used last in this folder, or a free port of 127.0.0.1. People
/// are known by issuer and subject, so the port should not change between two starts.
pub async fn listen(folder: &Path, wanted: Option<SocketAddr>) -> Result<TcpListener, Error> {
    let failed = |source| Error::Folder { path: folder.into(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = folder.join(ADDRESS_FILE);
    let remembered = fs::read_to_string(&file).ok().and_then(|line| line.trim().parse().ok());
    let bind = async |address: SocketAddr| {
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
        TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })
    };
    let listener = match (wanted, remembered) {
        (Some(address), _) => bind(address).await?,
        (None, Some(address)) => match bind(address).await {
            Ok(listener) => listener,
            Err(error) => {
                tracing::warn!(%error, "the OpenID provider moves to another port; people sign in as strangers");
                bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?
            }
        },
        (None, None) => bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?,
    };
    let address = listener.local_addr().map_err(failed)?;
    fs::write(&file, format!("{address}\n")).map_err(failed)?;
    Ok(listener)
}

impl Provider {
    /// Reads the signing key of the folder, or makes it (RSA 2048, mode 0600; up to a second, so not on an async
    /// thread). Sessions, codes and tokens are in memory, at most 1,024 sessions and 4,096 grants, and end with the
    /// process: a refresh token of an earlier run answers `invalid_grant`, and the person chooses again.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, Error> {
        let Settings { people, clients, lifetimes } = settings::checked(settings)?;
        let keys = SigningKeys::open(folder)?;
        let standing = |person| Standing { person, disabled: false };
        Ok(Self(Arc::new(Inner {
            clients,
            lifetimes,
            people: RwLock::new(people.into_iter().map(standing).collect()),
            keys: RwLock::new(keys),
            ledger: Mutex::new(Ledger::new(lifetimes)),
            site: OnceLock::new(),
            messenger: Messenger::new(),
        })))
    }

    /// Serves until `shutdown` resolves and the requests under way are answered (5 s at most). Refuses a listener that
    /// is not on loopback, and serves once in its life: the issuer is the listener's address.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Error> {
        let address = listener.local_addr().map_err(Error::Serve)?;
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
        let site =
            Site { issuer: issuer(address), authority: address.to_string(), port: address.port() };
        self.0.site.set(site).map_err(|refused| Error::AlreadyServing(refused.issuer))?;
        let stopping = CancellationToken::new();
        let stopped = stopping.clone();
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY not set");
            }
        });
        let served = axum::serve(listener, routes::router(self.clone()))
            .with_graceful_shutdown(async move {
                shutdown.await;
                stopping.cancel();
            })
            .into_future();
        let overdue = async {
            stopped.cancelled().await;
            tokio::time::sleep(Duration::from_secs(SHUTDOWN_SECONDS)).await;
        };
        tokio::select! {
            result = served => result.map_err(Error::Serve),
            () = overdue => Ok(()),
        }
    }

    /// Gives the person these groups: told at their next sign-in, refresh or question to `/userinfo`.
    pub fn set_groups(&self, sub: &str, groups: &[&str]) -> Result<(), Error> {
        self.change(sub, |standing| {
            standing.person.groups = groups.iter().map(ToString::to_string).collect();
        })
    }

    /// Shuts the person out: off the page, sessions and tokens ended, applications told before this returns.
    pub async fn disable(&self, sub: &str) -> Result<(), Error> {
        self.change(sub, |standing| standing.disabled = true)?;
        let ended = self.ledger().end_all_of(sub);
        self.tell_ended(&ended).await;
        Ok(())
    }

    /// Lets a disabled person sign in again.
    pub fn enable(&self, sub: &str) -> Result<(), Error> {
        self.change(sub, |standing| standing.disabled = false)
    }

    /// Ends the person's sessions and tokens, as an operator's console would; applications are told before this
    /// returns.
    pub async fn end_sessions(&self, sub: &str) -> Result<(), Error> {
        self.change(sub, |_| ())?;
        let ended = self.ledger().end_all_of(sub);
        self.tell_ended(&ended).await;
        Ok(())
    }

    /// Signs with a new key from now on; the old one stays in the JWKS until the next rotation. Up to a second.
    pub fn rotate_signing_key(&self) -> Result<(), Error> {
        let new = Key::generate()?;
        self.0.keys.write().unwrap_or_else(PoisonError::into_inner).rotate(new)
    }

    fn change(&self, sub: &str, change: impl FnOnce(&mut Standing)) -> Result<(), Error> {
        let mut people = self.0.people.write().unwrap_or_else(PoisonError::into_inner);
        let found = people.iter_mut().find(|standing| standing.person.sub == sub);
        found.map(change).ok_or_else(|| Error::NoSuchPerson(sub.to_owned()))
    }

    /// The people who may sign in.
    fn people(&self) -> Vec<Person> {
        let people = self.0.people.read().unwrap_or_else(PoisonError::into_inner);
        people
            .iter()
            .filter(|standing| !standing.disabled)
            .map(|standing| standing.person.clone())
            .collect()
    }

    fn person(&self, sub: &str) -> Option<Person> {
        self.people().into_iter().find(|person| person.sub == sub)
    }

    fn client(&self, client_id: &str) -> Option<&Client> {
        self.0.clients.iter().find(|client| client.client_id == client_id)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> RwLockReadGuard<'_, SigningKeys> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn issuer(&self) -> &str {
        self.0.site.get().map_or("", |site| &site.issuer)
    }

    fn authority(&self) -> &str {
        self.0.site.get().map_or("", |site| &site.authority)
    }

    fn port(&self) -> u16 {
        self.0.site.get().map_or(0, |site| site.port)
    }
}

fn now() -> UnixSeconds {
    Timestamp::now().as_second()
}
