//! The server the shared tests run against: a real one from the environment, else the embedded store in process; straight,
//! or through a gateway in front of it.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use cellier::s3::names::{Bucket, InstanceId};
use cellier::s3::sign::{Payload, Signer};
use cellier::upstream::{Capabilities, Credentials, InstanceSettings, Style, Timeouts, Upstream};
use embedded::store::Store;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::permits;
use crate::house::House;
use crate::real::{Server, Thing, lacks};
use crate::s3::program::newcomer;

/// Whose buckets they are where a gateway asks.
const PERSON: &str = "test.main";

/// Of the embedded store, and so of a gateway in front of it.
const EVERYTHING: Capabilities = Capabilities {
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
};

/// What is known of any server, which keys the one at hand keeps, and whether it has tags and versions.
fn of_any() -> Capabilities {
    let leading_slashes = lacks(Thing::LeadingSlashes).is_none();
    let (tags, versions) = (lacks(Thing::Tags).is_none(), lacks(Thing::Versions).is_none());
    Capabilities { leading_slashes, tags, versions, ..Capabilities::default() }
}

/// An upstream, and what must live as long as it is used.
pub struct Stand {
    pub upstream: Upstream,
    account: Account,
    _folder: Option<TempDir>,
    _house: Option<Box<House>>,
}

impl Stand {
    /// The server itself: a real one where the environment names one.
    pub async fn straight() -> Self {
        let Some(real) = Server::of_environment() else { return Self::embedded().await };
        let account = Account {
            endpoint: real.endpoint,
            access_key: real.main.access_key,
            secret_key: real.main.secret_key,
            region: real.region,
        };
        let upstream = account.upstream(of_any());
        Self { upstream, account, _folder: None, _house: None }
    }

    async fn embedded() -> Self {
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let account = Account {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            access_key: "key".to_owned(),
            secret_key: "a long secret".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let credentials = embedded::store::Credentials {
            access_key: account.access_key.clone(),
            secret_key: account.secret_key.clone(),
        };
        let store = Store::open(folder.path(), credentials, &account.region).unwrap();
        tokio::spawn(store.serve(listener, std::future::pending()));
        let upstream = account.upstream(EVERYTHING);
        Self { upstream, account, _folder: Some(folder), _house: None }
    }

    /// The S3 side of a gateway in front of the server, and the key of somebody there: what passes straight passes here.
    pub async fn through() -> Self {
        let real = Server::of_environment();
        let house = House::configured(|config| {
            let instance = &mut config.instances[0];
            instance.timeouts.answer_seconds = 30;
            if let Some(real) = &real {
                real.stand_behind(instance);
            }
        })
        .await;
        let program = newcomer(&house, PERSON).await;
        let account = Account {
            endpoint: program.endpoint,
            access_key: program.access_key,
            secret_key: program.secret_key,
            region: program.region,
        };
        let capabilities = if real.is_some() { of_any() } else { EVERYTHING };
        let upstream = account.upstream(capabilities);
        Self { upstream, account, _folder: None, _house: Some(Box::new(house)) }
    }

    /// Asks that the bucket keep versions from now on. Cellier itself never does, so it is asked by hand.
    pub async fn keep_versions(&self, bucket: &Bucket) -> StatusCode {
        let document = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
            <Status>Enabled</Status></VersioningConfiguration>";
        let Account { endpoint, access_key, secret_key, region } = &self.account;
        let mut request = Request::put(format!("{endpoint}/{}?versioning", bucket.name))
            .header("host", endpoint.trim_start_matches("http://"))
            .body(Full::<Bytes>::from(document))
            .unwrap();
        let signer = Signer::new(access_key, secret_key, region);
        let now = jiff::Timestamp::now();
        signer.sign(&mut request, Payload::Known(document.as_bytes()), now).unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        client.request(request).await.unwrap().status()
    }

    /// A new bucket of a name nobody has.
    pub async fn bucket(&self) -> Bucket {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let moment = jiff::Timestamp::now().as_millisecond();
        let bucket = permits::bucket(&format!("{PERSON}.{}-{moment}-{count}", std::process::id()));
        self.upstream.create_bucket(&permits::create_bucket(&bucket)).await.unwrap();
        bucket
    }
}

/// Where the server is, and whom it knows.
struct Account {
    endpoint: String,
    access_key: String,
    secret_key: String,
    region: String,
}

impl Account {
    fn upstream(&self, capabilities: Capabilities) -> Upstream {
        let settings = |id: InstanceId| InstanceSettings {
            id,
            endpoint: self.endpoint.parse().unwrap(),
            region: self.region.clone(),
            style: Style::Path,
            credentials: Credentials {
                access_key: self.access_key.clone(),
                secret_key: self.secret_key.as_str().into(),
            },
            own_ca: None,
            capabilities,
            timeouts: Timeouts::default(),
        };
        let both = [permits::instance(), permits::other_instance()];
        Upstream::new(both.map(settings).into()).unwrap()
    }
}
