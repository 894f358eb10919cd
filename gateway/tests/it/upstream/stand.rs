//! The server the shared tests run against: a real one from the environment, else the embedded store in process.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::sync::atomic::{AtomicU32, Ordering};

use cellier::s3::names::{Bucket, InstanceId};
use cellier::upstream::{Capabilities, Credentials, InstanceSettings, Style, Timeouts, Upstream};
use embedded::store::Store;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::permits;

/// An upstream, and what must live as long as it is used.
pub struct Stand {
    pub upstream: Upstream,
    _folder: Option<TempDir>,
}

impl Stand {
    /// `S3_TEST_ENDPOINT`, `S3_TEST_ACCESS_KEY`, `S3_TEST_SECRET_KEY` and `S3_TEST_REGION` choose a real server.
    pub async fn start() -> Self {
        match std::env::var("S3_TEST_ENDPOINT") {
            Ok(endpoint) => Self {
                upstream: upstream(
                    &endpoint,
                    &std::env::var("S3_TEST_ACCESS_KEY").unwrap(),
                    &std::env::var("S3_TEST_SECRET_KEY").unwrap(),
                    &std::env::var("S3_TEST_REGION").unwrap_or_else(|_| "us-east-1".to_owned()),
                    Capabilities::default(),
                ),
                _folder: None,
            },
            Err(_) => Self::embedded().await,
        }
    }

    async fn embedded() -> Self {
        let folder = TempDir::new().unwrap();
        let credentials = embedded::store::Credentials {
            access_key: "key".to_owned(),
            secret_key: "a long secret".to_owned(),
        };
        let store = Store::open(folder.path(), credentials, "us-east-1").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(store.serve(listener, std::future::pending()));
        let capable = Capabilities {
            conditional_writes: true,
            conditional_copies: true,
            conditional_deletes: true,
            dot_segments: true,
            md5_etags: true,
        };
        let upstream = upstream(&endpoint, "key", "a long secret", "us-east-1", capable);
        Self { upstream, _folder: Some(folder) }
    }

    /// A new bucket of a name nobody has.
    pub async fn bucket(&self) -> Bucket {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let moment = jiff::Timestamp::now().as_millisecond();
        let bucket = permits::bucket(&format!("test.{}-{moment}-{count}", std::process::id()));
        self.upstream.create_bucket(&permits::create_bucket(&bucket)).await.unwrap();
        bucket
    }
}

fn upstream(
    endpoint: &str,
    access_key: &str,
    secret_key: &str,
    region: &str,
    capabilities: Capabilities,
) -> Upstream {
    let settings = |id: InstanceId| InstanceSettings {
        id,
        endpoint: endpoint.parse().unwrap(),
        region: region.to_owned(),
        style: Style::Path,
        credentials: Credentials {
            access_key: access_key.to_owned(),
            secret_key: secret_key.into(),
        },
        own_ca: None,
        capabilities,
        timeouts: Timeouts::default(),
    };
    let both = [permits::instance(), permits::other_instance()];
    Upstream::new(both.map(settings).into()).unwrap()
}
