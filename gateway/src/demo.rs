//! `cellier demo`: everything in one process and one folder. The embedded store is reached over real S3 and the
//! embedded provider over real OIDC, so that what works here works with the real ones.

mod records;
mod samples;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use embedded::openid::{self, Provider};
use embedded::store::{self, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use self::records::records;
use crate::app::{self, App, Listeners};
use crate::config::{
    ALL_TEAMS, Capabilities, Config, Instance, Kind, Listener, Oidc, S3, Secret, Session, Text,
};
use crate::database::{Database, NewPerson};
use crate::identity::HandleTemplate;
use crate::{database, sealing};

const CLIENT_ID: &str = "cellier";
const REGION: &str = "local";

/// Where the demo keeps its things and listens.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    pub portal_listen: SocketAddr,
    pub s3_listen: SocketAddr,
    pub ops_listen: SocketAddr,
    /// `None`: the port used last in this folder, else a free one.
    pub oidc_listen: Option<SocketAddr>,
    /// `None`: as long as `serve` lets a session be idle by default.
    pub idle_minutes: Option<u32>,
    /// Of each instance. `None`: as much as the disk takes.
    pub space_bytes_max: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the demo offers anybody's account without a password: it listens on loopback only, not on {0}"
    )]
    NotLoopback(SocketAddr),
    #[error("the folder `{path}` cannot be used")]
    Folder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the embedded store cannot be used")]
    Store(#[from] store::Error),
    #[error("the embedded OpenID provider cannot be used")]
    Provider(#[from] openid::Error),
    #[error("the database cannot be used")]
    Database(#[from] database::Error),
    #[error("the secrets of the demo cannot be made or read")]
    Sealing(#[from] sealing::Error),
    #[error(transparent)]
    App(#[from] app::Error),
}

/// What the demo tells whoever started it.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// Of the portal.
    pub address: String,
    /// Of the S3 side.
    pub s3: String,
    /// Of the operators' listener.
    pub ops: String,
    pub people: Vec<String>,
}

/// Starts everything; `ready` is called once the portal answers.
pub async fn run(
    settings: Settings,
    shutdown: CancellationToken,
    ready: impl FnOnce(Welcome),
) -> Result<(), Error> {
    for address in [settings.portal_listen, settings.s3_listen, settings.ops_listen] {
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
    }
    make_folder(&settings.data)?;
    let mut instances = Vec::new();
    for blueprint in blueprints() {
        instances.push(start_store(&settings, blueprint, &shutdown).await?);
    }
    let provider_folder = settings.data.join("openid");
    make_folder(&provider_folder)?;
    let provider_listener = openid::listen(&provider_folder, settings.oidc_listen).await?;
    let mut config = config(&settings, instances, &provider_listener, &random_text()?)?;
    let listeners = Listeners::bind(&config).await?;
    // Port 0 was asked for where any port will do: the addresses that people are told are the ones that were bound.
    if let Ok(address) = listeners.portal.local_addr() {
        config.public_url = format!("http://{address}");
    }
    let s3 = format!("http://{}", local_address(&listeners.s3)?);
    config.s3.url = Some(s3.clone());
    if let Ok(address) = listeners.s3.local_addr() {
        config.s3.listen = address.to_string();
        records::write_address(&settings.data, address)?;
    }
    let people = start_provider(&provider_folder, provider_listener, &config, &shutdown).await?;
    let (app, ops) = App::build(&config).await?;
    let handles = add_people(&app.database, &people, &config.oidc.issuer).await?;
    let ops_address = format!("http://{}", local_address(&listeners.ops)?);
    ready(Welcome { address: config.public_url.clone(), s3, ops: ops_address, people: handles });
    app.serve(ops, listeners, shutdown).await;
    Ok(())
}

/// One instance of the demo.
struct Blueprint {
    id: &'static str,
    name: Text,
    description: Text,
    kind: Kind,
    classification: Option<Text>,
    groups: Vec<String>,
    publishing: bool,
}

fn text(en: &str, fr: &str) -> Text {
    Text { en: en.to_owned(), fr: fr.to_owned() }
}

fn blueprints() -> [Blueprint; 4] {
    let unclassified = || Some(text("Unclassified", "Non classifié"));
    [
        Blueprint {
            id: "minimal",
            name: text("Minimal", "Minimal"),
            description: text(
                "Everyday storage for files of any kind.",
                "Stockage courant pour des fichiers de toute sorte.",
            ),
            kind: Kind::SelfServe,
            classification: unclassified(),
            groups: Vec::new(),
            publishing: false,
        },
        Blueprint {
            id: "premium",
            name: text("Premium", "Premium"),
            description: text(
                "Fast storage for the price statistics team.",
                "Stockage rapide pour l’équipe des prix.",
            ),
            kind: Kind::SelfServe,
            classification: Some(text("Protected B", "Protégé B")),
            groups: vec!["prices".to_owned()],
            publishing: false,
        },
        Blueprint {
            id: "pachyderm",
            name: text("Pachyderm", "Pachyderm"),
            description: text(
                "What pipelines read and write.",
                "Ce que lisent et écrivent les chaînes de traitement.",
            ),
            kind: Kind::SelfServe,
            classification: unclassified(),
            groups: Vec::new(),
            // What comes out of a pipeline is what people publish.
            publishing: true,
        },
        Blueprint {
            id: "public",
            name: text("Open data", "Données ouvertes"),
            description: text(
                "Datasets that everyone may read.",
                "Des jeux de données que tout le monde peut lire.",
            ),
            kind: Kind::Public,
            classification: None,
            groups: Vec::new(),
            publishing: false,
        },
    ]
}

/// Opens the instance's store, serves it on a free loopback port with keys made for this run, and says where it is.
async fn start_store(
    Settings { data, space_bytes_max, .. }: &Settings,
    blueprint: Blueprint,
    shutdown: &CancellationToken,
) -> Result<Instance, Error> {
    let folder = data.join("instances").join(blueprint.id);
    make_folder(&folder)?;
    let (access_key, secret_key) = (random_text()?, random_text()?);
    let credentials =
        store::Credentials { access_key: access_key.clone(), secret_key: secret_key.clone() };
    let store = Store::open_with(
        &folder,
        credentials,
        REGION,
        store::Settings { space_bytes_max: *space_bytes_max },
    )?;
    if blueprint.kind == Kind::Public {
        samples::place(&store, &data.join("samples.placed")).await?;
    }
    let listener = bind_loopback().await?;
    let endpoint = format!("http://{}", local_address(&listener)?);
    let stopped = shutdown.clone();
    tokio::spawn(async move {
        store.serve(listener, stopped.cancelled_owned()).await;
    });
    Ok(Instance {
        id: blueprint.id.to_owned(),
        name: blueprint.name,
        description: blueprint.description,
        kind: blueprint.kind,
        endpoint,
        region: REGION.to_owned(),
        access_key: Some(Secret::Value(access_key.into())),
        secret_key: Some(Secret::Value(secret_key.into())),
        classification: blueprint.classification,
        groups: blueprint.groups,
        teams: team_buckets(blueprint.kind),
        publishing: blueprint.publishing,
        capabilities: Capabilities {
            conditional_writes: true,
            conditional_copies: true,
            conditional_deletes: true,
            conditional_sources: true,
            tags: true,
            versions: true,
            dot_segments: true,
            leading_slashes: true,
            md5_etags: true,
            checksum_trailers: true,
        },
        ..Instance::default()
    })
}

/// Every team may have a bucket wherever people have some.
fn team_buckets(kind: Kind) -> Vec<String> {
    match kind {
        Kind::SelfServe => vec![ALL_TEAMS.to_owned()],
        Kind::Public => Vec::new(),
    }
}

fn config(
    settings: &Settings,
    instances: Vec<Instance>,
    provider: &TcpListener,
    client_secret: &str,
) -> Result<Config, Error> {
    let sealing_key_file = records::sealing_key_file(&settings.data);
    if !sealing_key_file.exists() {
        sealing::SealingKey::create(&sealing_key_file)?;
    }
    let mut session = Session::default();
    session.idle_minutes = settings.idle_minutes.unwrap_or(session.idle_minutes);
    Ok(Config {
        session,
        public_url: format!("http://{}", settings.portal_listen),
        database_file: records::database_file(&settings.data),
        sealing_key_file,
        portal: Listener::at(&settings.portal_listen.to_string()),
        s3: S3::at(&settings.s3_listen.to_string()),
        ops: Listener::at(&settings.ops_listen.to_string()),
        oidc: Oidc {
            issuer: openid::issuer(local_address(provider)?),
            client_id: CLIENT_ID.to_owned(),
            client_secret: Some(Secret::Value(client_secret.to_owned().into())),
            ..Oidc::default()
        },
        teams: records::teams(),
        operators: records::operators(),
        instances,
        ..Config::default()
    })
}

async fn start_provider(
    folder: &Path,
    listener: TcpListener,
    config: &Config,
    shutdown: &CancellationToken,
) -> Result<Vec<openid::Person>, Error> {
    let portal = &config.public_url;
    let secret = match &config.oidc.client_secret {
        Some(Secret::Value(secret)) => secrecy::ExposeSecret::expose_secret(secret).to_owned(),
        _ => String::new(),
    };
    let client = openid::Client {
        client_id: CLIENT_ID.to_owned(),
        client_secret: secret,
        redirect_uris: vec![format!("{portal}/auth/callback")],
        post_logout_redirect_uris: vec![format!("{portal}/")],
        backchannel_logout_uri: Some(format!("{portal}/auth/back-channel-logout")),
    };
    let settings = openid::Settings::demo(vec![client]);
    let people = settings.people.clone();
    let folder = folder.to_owned();
    let opened = tokio::task::spawn_blocking(move || Provider::open(&folder, settings)).await;
    let provider = opened.map_err(|stopped| Error::Folder {
        path: PathBuf::from("openid"),
        source: std::io::Error::other(stopped),
    })??;
    let stopped = shutdown.clone();
    tokio::spawn(async move {
        if let Err(error) = provider.serve(listener, stopped.cancelled_owned()).await {
            tracing::error!(%error, "the embedded OpenID provider stopped");
        }
    });
    Ok(people)
}

/// Demo people exist from the start, with their handles.
async fn add_people(
    database: &Database,
    people: &[openid::Person],
    issuer: &str,
) -> Result<Vec<String>, Error> {
    let mut handles = Vec::new();
    let template = HandleTemplate::parse(&Oidc::default().handle).ok();
    for person in people {
        let claims = serde_json::json!({ "given_name": person.given_name, "family_name": person.family_name });
        let (Some(template), Some(claims)) = (&template, claims.as_object()) else { continue };
        let handle = template.handle(claims, issuer, &person.sub);
        handles.push(handle.to_string());
        let added = database
            .add_person(NewPerson {
                handle,
                name: format!("{} {}", person.given_name, person.family_name),
                issuer: issuer.to_owned(),
                subject: person.sub.clone(),
            })
            .await;
        match added {
            // They were added by an earlier start.
            Ok(_) | Err(database::Error::AlreadyBound(_) | database::Error::HandleTaken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(handles)
}

fn make_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| Error::Folder { path: path.to_owned(), source })
}

async fn bind_loopback() -> Result<TcpListener, Error> {
    TcpListener::bind("127.0.0.1:0").await.map_err(unbound)
}

fn local_address(listener: &TcpListener) -> Result<SocketAddr, Error> {
    listener.local_addr().map_err(unbound)
}

fn unbound(source: std::io::Error) -> Error {
    app::Error::Listen { setting: "demo", address: "127.0.0.1".to_owned(), source }.into()
}

/// 128 random bits in hexadecimal.
fn random_text() -> Result<String, Error> {
    Ok(hex::encode(sealing::random_bytes::<16>()?))
}
