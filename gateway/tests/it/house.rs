//! A gateway whose surroundings are the test's to break: storages that go down, fall silent or talk nonsense, and an
//! identity provider that comes and goes.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cellier::app::{App, Listeners};
use cellier::config::{Capabilities, Config, Instance, Kind, Oidc, Secret, Text, Timeouts};
use cellier::s3::encode::encode_path;
use cellier::s3::sign::{Payload, Signer};
use cellier::sealing::SealingKey;
use embedded::openid::{self, Provider};
use embedded::store::{Credentials, Settings, Store};
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::support::{Browser, place_signing_key, signing_key};

pub const ACCESS_KEY: &str = "AKHOUSE";
pub const SECRET_KEY: &str = "secret-of-the-house";
const CLIENT_SECRET: &str = "client-secret-of-the-house";

/// An address that stays ours whatever happens there.
struct Place {
    address: SocketAddr,
    state: State,
}

enum State {
    /// Nothing listens: connections are refused.
    Down(TcpSocket),
    /// Connections come about, and then nothing.
    Silent(#[expect(dead_code, reason = "holds the address")] TcpListener),
    Served {
        stop: CancellationToken,
        serving: JoinHandle<()>,
    },
    /// Between two of the others.
    Moving,
}

impl Place {
    fn reserve() -> Self {
        let socket = bound("127.0.0.1:0".parse().unwrap());
        Self { address: socket.local_addr().unwrap(), state: State::Down(socket) }
    }

    async fn go_down(&mut self) {
        if let State::Served { stop, serving } = std::mem::replace(&mut self.state, State::Moving) {
            stop.cancel();
            serving.await.unwrap();
        }
        self.state = State::Down(bound(self.address));
    }

    async fn listen(&mut self) -> TcpListener {
        if !matches!(self.state, State::Down(_)) {
            self.go_down().await;
        }
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Down(socket) => socket.listen(64).unwrap(),
            _ => unreachable!("it went down"),
        }
    }

    fn serve(&mut self, serve: impl Future<Output = ()> + Send + 'static, stop: CancellationToken) {
        self.state = State::Served { stop, serving: tokio::spawn(serve) };
    }
}

fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket
}

/// An embedded store at an address of its own.
pub struct Storage {
    pub store: Store,
    folder: PathBuf,
    place: Place,
}

impl Storage {
    fn open(folder: PathBuf, space_bytes_max: Option<u64>) -> Self {
        let credentials =
            Credentials { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() };
        let store = Store::open_with(&folder, credentials, "local", Settings { space_bytes_max });
        Self { store: store.unwrap(), folder, place: Place::reserve() }
    }

    pub async fn come_up(&mut self) {
        let (listener, stop) = (self.place.listen().await, CancellationToken::new());
        let serving = self.store.clone().serve(listener, stop.clone().cancelled_owned());
        self.place.serve(serving, stop);
    }

    pub async fn go_down(&mut self) {
        self.place.go_down().await;
    }

    /// Takes connections and answers nothing.
    pub async fn fall_silent(&mut self) {
        self.place.state = State::Silent(self.place.listen().await);
    }

    /// Something else answers in its place.
    pub async fn be_replaced_by(&mut self, router: Router) {
        let (listener, stop) = (self.place.listen().await, CancellationToken::new());
        let stopped = stop.clone().cancelled_owned();
        let serving = async move {
            axum::serve(listener, router).with_graceful_shutdown(stopped).await.unwrap();
        };
        self.place.serve(serving, stop);
    }

    /// Puts an object in behind Cellier's back, with its SHA-256, which the storage keeps.
    pub async fn put_with_digest(&self, bucket: &str, key: &str, body: &'static str) {
        let digest = STANDARD.encode(Sha256::digest(body));
        let host = self.place.address.to_string();
        let mut request = Request::put(format!("http://{host}/{bucket}/{}", encode_path(key)))
            .header("host", &host)
            .header("x-amz-checksum-sha256", digest)
            .body(Full::<Bytes>::from(body))
            .unwrap();
        let signer = Signer::new(ACCESS_KEY, SECRET_KEY, "local");
        let payload = Payload::Known(body.as_bytes());
        signer.sign(&mut request, payload, jiff::Timestamp::now()).unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        assert_eq!(client.request(request).await.unwrap().status(), 200);
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.place.address)
    }

    pub fn credentials() -> (String, String) {
        (ACCESS_KEY.to_owned(), SECRET_KEY.to_owned())
    }

    /// How many bodies are there of which nothing is known yet.
    pub fn unfinished(&self) -> usize {
        std::fs::read_dir(self.folder.join("incoming")).map_or(0, Iterator::count)
    }

    fn instance(&self, id: &str, kind: Kind) -> Instance {
        let text = || Text { en: id.to_owned(), fr: id.to_owned() };
        Instance {
            id: id.to_owned(),
            name: text(),
            description: text(),
            kind,
            endpoint: format!("http://{}", self.place.address),
            region: "local".to_owned(),
            access_key: Some(Secret::Value(ACCESS_KEY.into())),
            secret_key: Some(Secret::Value(SECRET_KEY.into())),
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
            timeouts: Timeouts { connect_seconds: 1, answer_seconds: 1, idle_seconds: 1 },
            ..Instance::default()
        }
    }
}

/// An identity provider at an address of its own.
pub struct IdentityProvider {
    folder: PathBuf,
    portal: String,
    place: Place,
}

impl IdentityProvider {
    pub async fn come_up(&mut self) {
        let portal = &self.portal;
        let client = openid::Client {
            client_id: "cellier".to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            redirect_uris: vec![format!("{portal}/auth/callback")],
            post_logout_redirect_uris: vec![format!("{portal}/")],
            backchannel_logout_uri: None,
        };
        let folder = self.folder.clone();
        let open = move || Provider::open(&folder, openid::Settings::demo(vec![client]));
        let provider = tokio::task::spawn_blocking(open).await.unwrap().unwrap();
        let (listener, stop) = (self.place.listen().await, CancellationToken::new());
        let stopped = stop.clone().cancelled_owned();
        let serving = async move { provider.serve(listener, stopped).await.unwrap() };
        self.place.serve(serving, stop);
    }

    pub async fn go_down(&mut self) {
        self.place.go_down().await;
    }
}

/// Two storages for people, `minimal` and `pachyderm`, and a public one with the dataset `open`.
pub struct House {
    pub app: App,
    pub minimal: Storage,
    pub public: Storage,
    pub provider: IdentityProvider,
    pub portal: String,
    pub s3: String,
    pub ops: String,
    _pachyderm: Storage,
    data: TempDir,
    _stop: DropGuard,
}

impl House {
    /// Everything is up.
    pub async fn start() -> Self {
        Self::configured(|_| {}).await
    }

    /// As [`House::start`], with settings of the test's own.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(None, true, change).await
    }

    /// As [`House::start`]; `minimal` holds so many bytes at most.
    pub async fn with_space(space_bytes_max: u64) -> Self {
        Self::build(Some(space_bytes_max), true, |_| {}).await
    }

    /// As [`House::start`]; the identity provider is not there yet.
    pub async fn without_provider() -> Self {
        Self::build(None, false, |_| {}).await
    }

    async fn build(
        space_bytes_max: Option<u64>,
        with_provider: bool,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let data = TempDir::new().unwrap();
        place_signing_key(data.path(), signing_key().await);
        let folder = |name: &str| data.path().join(name);
        let mut minimal = Storage::open(folder("minimal"), space_bytes_max);
        let mut pachyderm = Storage::open(folder("pachyderm"), None);
        let mut public = Storage::open(folder("public"), None);
        public.store.ensure_bucket("open").await.unwrap();
        public.store.put("open", "a.txt", None, "for everybody".into()).await.unwrap();
        for storage in [&mut minimal, &mut pachyderm, &mut public] {
            storage.come_up().await;
        }
        let any = || TcpListener::bind("127.0.0.1:0");
        let listeners = Listeners {
            portal: any().await.unwrap(),
            s3: any().await.unwrap(),
            ops: any().await.unwrap(),
        };
        let origin = |of: &TcpListener| format!("http://{}", of.local_addr().unwrap());
        let (portal, s3, ops) =
            (origin(&listeners.portal), origin(&listeners.s3), origin(&listeners.ops));
        let mut provider = IdentityProvider {
            folder: folder("openid"),
            portal: portal.clone(),
            place: Place::reserve(),
        };
        if with_provider {
            provider.come_up().await;
        }
        let instances = vec![
            minimal.instance("minimal", Kind::SelfServe),
            pachyderm.instance("pachyderm", Kind::SelfServe),
            public.instance("public", Kind::Public),
        ];
        let mut config = config(data.path(), &portal, &provider, instances);
        config.s3.url = Some(s3.clone());
        change(&mut config);
        let (app, operators) = App::build(&config).await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(app.clone().serve(operators, listeners, stop.clone()));
        Self {
            app,
            minimal,
            public,
            provider,
            portal,
            s3,
            ops,
            _pachyderm: pachyderm,
            data,
            _stop: stop.drop_guard(),
        }
    }

    /// The folder with everything of this house's.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    pub fn anonymous(&self) -> Browser {
        Browser::of(&self.portal)
    }

    /// Alice, signed in, with her personal bucket on `minimal`.
    pub async fn alice(&self) -> Browser {
        let alice = self.anonymous();
        alice.sign_in("alice.tremblay", "/en/").await;
        let bucket = "/api/instances/minimal/personal-bucket";
        alice.post(bucket, &serde_json::json!({})).await.expect(201);
        alice
    }
}

fn config(
    data: &Path,
    portal: &str,
    provider: &IdentityProvider,
    instances: Vec<Instance>,
) -> Config {
    let sealing_key_file = data.join("sealing.key");
    SealingKey::create(&sealing_key_file).unwrap();
    Config {
        public_url: portal.to_owned(),
        database_file: data.join("cellier.db"),
        sealing_key_file,
        oidc: Oidc {
            issuer: openid::issuer(provider.place.address),
            client_id: "cellier".to_owned(),
            client_secret: Some(Secret::Value(CLIENT_SECRET.into())),
            ..Oidc::default()
        },
        instances,
        ..Config::default()
    }
}
