//! Builds the parts from the settings, joins them, and serves the three listeners.

mod parts;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::activity::Activity;
use crate::adoption::Adoption;
use crate::catalog::Catalog;
use crate::clearing::Clearing;
use crate::config::Config;
use crate::database::Database;
use crate::datasets::Datasets;
use crate::downloads::Downloads;
use crate::identity::{AccessKeys, Identity};
use crate::layers::{Limits, Meter, Traffic};
use crate::links::Links;
use crate::listener::Entrance;
use crate::policy::Caller;
use crate::policy::Policy;
use crate::routes::gate::Gate;
use crate::routes::s3::{ProgramTraffic, Programs, SigningKeys};
use crate::routes::sts::Tokens;
use crate::s3::operation::Operation;
use crate::tls::Certificate;
use crate::turns::Turns;
use crate::upstream::Upstream;
use crate::{config, database, identity, listener, routes, sealing, tls, upstream};

/// How often each upstream is asked whether it is there, so that its card is true before anybody needs it.
const PROBE_SECONDS: u64 = 15;

/// How often the files of certificates are looked at.
const RENEWAL_SECONDS: u64 = 2;

/// What the portal's handlers take their parts from. Cheap to clone, which happens several times a request.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    pub gate: Gate,
    pub identity: Identity,
    pub access_keys: AccessKeys,
    pub database: Database,
    pub upstream: Upstream,
    pub catalog: Arc<Catalog>,
    pub datasets: Datasets,
    pub adoption: Adoption,
    pub clearing: Clearing,
    pub activity: Activity,
    pub downloads: Downloads,
    pub links: Links,
    pub turns: Turns,
    pub traffic: Traffic,
    pub limits: Limits,
    pub portal: Portal,
    pub programs: Programs,
    pub entrances: Entrances,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Lets handlers take these parts.
macro_rules! taken {
    ($($part:ident: $type:ty),* $(,)?) => {
        $(impl FromRef<App> for $type {
            fn from_ref(app: &App) -> Self {
                app.$part.clone()
            }
        })*
    };
}

taken! {
    gate: Gate,
    identity: Identity,
    access_keys: AccessKeys,
    database: Database,
    upstream: Upstream,
    catalog: Arc<Catalog>,
    datasets: Datasets,
    adoption: Adoption,
    clearing: Clearing,
    activity: Activity,
    downloads: Downloads,
    links: Links,
    turns: Turns,
    limits: Limits,
    portal: Portal,
}

/// How the three listeners take connections in.
#[derive(Clone, Default)]
pub struct Entrances {
    portal: Entrance,
    s3: Entrance,
    ops: Entrance,
    /// Those that are read again when their files change.
    certificates: Vec<Arc<Certificate>>,
}

/// What the portal says of itself.
#[derive(Clone, Debug)]
pub struct Portal {
    /// "CA" or "FR".
    pub french: String,
    /// Whether browsers reach it over TLS.
    pub https: bool,
    /// Where programs reach the S3 side, as far as the settings say.
    pub s3_endpoint: String,
    /// The region that programs are told; others are accepted too.
    pub s3_region: String,
}

/// What the operators' handlers take their parts from.
#[derive(Clone, FromRef)]
pub struct Ops {
    pub database: Database,
    pub identity: Identity,
    pub upstream: Upstream,
    pub catalog: Arc<Catalog>,
    pub registry: Arc<Registry>,
}

/// Why Cellier does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the settings cannot be used")]
    Config(#[from] config::Error),
    #[error("the database cannot be used")]
    Database(#[from] database::Error),
    #[error("the sealing key cannot be used")]
    Sealing(#[from] sealing::Error),
    #[error("the OpenID client cannot be set up")]
    Identity(#[from] identity::Error),
    #[error("the instances cannot be set up")]
    Upstream(#[from] upstream::Error),
    #[error("the file `{path}` cannot be read")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the certificate of {setting} cannot be used")]
    Certificate {
        setting: &'static str,
        #[source]
        source: tls::CertificateFault,
    },
    #[error("the threads that serve connections cannot be started")]
    Threads(#[source] std::io::Error),
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    #[error("cannot listen on {address} ({setting})")]
    Listen {
        setting: &'static str,
        address: String,
        #[source]
        source: std::io::Error,
    },
}

/// The three sockets, bound before anything is said to be ready.
#[derive(Debug)]
pub struct Listeners {
    pub portal: TcpListener,
    pub s3: TcpListener,
    pub ops: TcpListener,
}

impl Listeners {
    pub async fn bind(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            portal: bind("portal.listen", &config.portal.listen).await?,
            s3: bind("s3.listen", &config.s3.listen).await?,
            ops: bind("ops.listen", &config.ops.listen).await?,
        })
    }
}

async fn bind(setting: &'static str, address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|source| Error::Listen {
        setting,
        address: address.to_owned(),
        source,
    })
}

/// The operator's rules, for who only wants to know.
pub fn policy(config: &Config) -> Result<Policy, Error> {
    parts::policy(config)
}

impl App {
    /// Builds every part. Neither the upstreams nor the identity provider need to be there yet.
    pub async fn build(config: &Config) -> Result<(Self, Ops), Error> {
        let database = Database::open(&config.database_file).await?;
        let sealing_key = sealing::SealingKey::load(&config.sealing_key_file)?;
        let upstream = Upstream::new(parts::instances(config)?)?;
        let identity =
            Identity::new(&parts::identity(config)?, database.clone(), sealing_key.clone())?;
        let rules = config.access_keys.rules(&config.sts);
        let access_keys = AccessKeys::new(database.clone(), sealing_key.clone(), rules);
        let policy = Arc::new(parts::policy(config)?);
        let catalog = Arc::new(Catalog::new(parts::catalog(config)?, parts::team_titles(config)?));
        let gate = Gate::new(policy, database.clone());
        let datasets = Datasets::new(gate.clone(), upstream.clone(), &catalog);
        let adoption = parts::adoption(config, &gate, &database, &upstream, &catalog);
        let portal = Portal {
            french: format!("{:?}", config.french),
            https: config.is_https(),
            s3_endpoint: config.s3_endpoint(),
            s3_region: config.s3.regions.first().cloned().unwrap_or_default(),
        };
        let downloads = Downloads::new(database.clone(), sealing_key.clone(), &config.public_url);
        let mut registry = Registry::with_prefix("cellier");
        let traffic = Traffic::default();
        traffic.register(&mut registry);
        identity.register(&mut registry);
        let activity = Activity::new(database.clone(), config.activity.rules());
        activity.register(&mut registry);
        upstream.register(&mut registry);
        let rules = parts::clearing(config)?;
        let clearing = Clearing::new(&gate, &database, &upstream, &activity, rules);
        let tokens = Tokens {
            identity: identity.clone(),
            access_keys: access_keys.clone(),
            gate: gate.clone(),
            adoption: adoption.clone(),
            activity: activity.clone(),
            meter: Meter::per_minute(config.sts.per_minute),
        };
        let programs = Programs {
            gate: gate.clone(),
            access_keys: access_keys.clone(),
            database: database.clone(),
            upstream: upstream.clone(),
            datasets: datasets.clone(),
            limits: parts::program_limits(config),
            signing_keys: SigningKeys::default(),
            manner: Arc::new(parts::manner(config)),
            tokens,
            activity: activity.clone(),
            traffic: ProgramTraffic::registered(&mut registry),
        };
        let ops = Ops {
            database: database.clone(),
            identity: identity.clone(),
            upstream: upstream.clone(),
            catalog: catalog.clone(),
            registry: Arc::new(registry),
        };
        let parts = Parts {
            links: parts::links(config, database.clone(), sealing_key),
            gate,
            identity,
            access_keys,
            database,
            upstream,
            catalog,
            datasets,
            adoption,
            clearing,
            activity,
            downloads,
            turns: Turns::default(),
            traffic,
            limits: parts::limits(config),
            portal,
            programs,
            entrances: parts::entrances(config)?,
        };
        Ok((Self(Arc::new(parts)), ops))
    }

    /// Serves until `shutdown`; transfers under way are given time to finish.
    pub async fn serve(self, ops: Ops, listeners: Listeners, shutdown: CancellationToken) {
        let probes = tokio::spawn(probe(self.clone(), shutdown.clone()));
        let refresher = tokio::spawn(refresh(self.identity.clone(), shutdown.clone()));
        let recorder = tokio::spawn(record(self.access_keys.clone(), shutdown.clone()));
        let activity = tokio::spawn(keep(self.activity.clone(), shutdown.clone()));
        let clearing = tokio::spawn(clear(self.clearing.clone(), shutdown.clone()));
        let inspection = tokio::spawn(inspect_datasets(self.datasets.clone()));
        let programs = self.programs.clone();
        let Entrances { portal, s3, ops: operators, certificates } = self.entrances.clone();
        let renewal = tokio::spawn(renew(certificates));
        tokio::join!(
            listener::serve(listeners.portal, routes::portal(self), portal, shutdown.clone()),
            listener::serve(listeners.s3, routes::programs(programs), s3, shutdown.clone()),
            listener::serve(listeners.ops, routes::ops(ops), operators, shutdown),
        );
        renewal.abort();
        probes.abort();
        refresher.abort();
        inspection.abort();
        clearing.abort();
        // They end by themselves, once what was used and done last is written down.
        let _ = tokio::join!(recorder, activity);
    }
}

/// Reads certificates again when their files change, or when SIGHUP says that they did.
async fn renew(certificates: Vec<Arc<Certificate>>) {
    if certificates.is_empty() {
        return;
    }
    let mut tick = tokio::time::interval(Duration::from_secs(RENEWAL_SECONDS));
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    loop {
        let read: fn(&Certificate) = tokio::select! {
            _ = tick.tick() => Certificate::refresh,
            _ = told.recv() => Certificate::reload,
        };
        for certificate in &certificates {
            let certificate = Arc::clone(certificate);
            // Files may lie on a network.
            let _ = tokio::task::spawn_blocking(move || read(&certificate)).await;
        }
    }
}

async fn record(access_keys: AccessKeys, shutdown: CancellationToken) {
    access_keys.run_recorder(shutdown.cancelled_owned()).await;
}

async fn keep(activity: Activity, shutdown: CancellationToken) {
    activity.run(shutdown.cancelled_owned()).await;
}

async fn clear(clearing: Clearing, shutdown: CancellationToken) {
    clearing.run(shutdown.cancelled_owned()).await;
}

async fn refresh(identity: Identity, shutdown: CancellationToken) {
    identity.run_refresher(shutdown.cancelled_owned()).await;
}

/// Asks for the datasets once before anybody does: two that bear one name are in the log from the start. Nobody waits.
async fn inspect_datasets(datasets: Datasets) {
    if let Err(error) = datasets.catalogue(&Caller::Cellier).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the datasets are not known yet");
    }
}

/// Asks each upstream now and then; what it answers is kept by the upstream itself.
async fn probe(app: App, shutdown: CancellationToken) {
    let mut tick = tokio::time::interval(Duration::from_secs(PROBE_SECONDS));
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = tick.tick() => {}
        }
        let probes = app.catalog.iter().map(|entry| {
            let operation = Operation::ListBuckets { instance: entry.id.clone() };
            let (gate, upstream) = (app.gate.clone(), app.upstream.clone());
            async move {
                if let Ok(permit) = gate.permit_cellier(operation).await {
                    // What it found is in the upstream's own record of its health.
                    let _ = upstream.probe(&permit).await;
                }
            }
        });
        futures_util::future::join_all(probes).await;
    }
}
