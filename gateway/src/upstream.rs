//! The instances behind the gateway: a permit goes in, a stream comes out.
//!
//! Invariants: nothing is sent without a [`Permit`], and what is sent is built from the operation inside it; no body is
//! held in memory; nothing is said to be stored before the upstream said so with the right checksum; no redirect is
//! followed.

mod alone;
mod announced;
mod answer;
mod buckets;
mod clock;
mod copy;
mod download;
mod error;
mod exchange;
mod health;
mod instance;
mod metrics;
mod multipart;
mod objects;
mod relay;
mod settings;
mod tags;
mod transport;
mod tries;
mod upload;
mod versions;
mod whole;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use prometheus_client::registry::Registry;

use self::alone::Completing;
pub use self::announced::Announced;
pub use self::answer::{ObjectHead, Stored};
pub use self::buckets::Created;
use self::copy::Copying;
pub use self::copy::{Copied, CopyPermits, CopySizes, Course, Seen};
pub use self::download::{Download, DownloadBody};
pub use self::error::{Error, UnreadableAnswer, Wait};
pub use self::health::Status;
use self::instance::Instance;
use self::metrics::Metrics;
pub use self::relay::{Relayed, Sending};
pub use self::settings::{
    Capabilities, Credentials, InstanceSettings, SettingsError, Style, Timeouts,
};
pub use self::upload::UploadFault;
pub use self::whole::{FoundBy, Whole};
use crate::policy::Permit;
use crate::s3::names::InstanceId;
use crate::s3::operation::Operation;
pub use crate::s3::xml::{
    ListedEntry, ListedObject, ListedUpload, ObjectPage, Refusal, ShownEntry, ShownObject,
    ShownPage, UploadPage, VersionPage,
};

/// Any error, as bodies bring it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// All instances, each with its connections, credentials, health and clock. Cheap to clone; needs a Tokio runtime when
/// used.
#[derive(Clone, Debug)]
pub struct Upstream {
    instances: Arc<BTreeMap<InstanceId, Instance>>,
    metrics: Metrics,
    copying: Arc<Copying>,
    completing: Arc<Completing>,
}

impl Upstream {
    /// Connects to nothing yet. Fails with [`Error::Settings`] where an instance could never be reached as described.
    pub fn new(settings: Vec<InstanceSettings>) -> Result<Self, Error> {
        let metrics = Metrics::default();
        let mut instances = BTreeMap::new();
        for settings in settings {
            let id = settings.id.clone();
            let instance = Instance::new(settings, metrics.clone())
                .map_err(|source| Error::Settings { instance: id.clone(), source })?;
            if instances.insert(id.clone(), instance).is_some() {
                return Err(Error::Settings { instance: id, source: SettingsError::Twice });
            }
        }
        let (copying, completing) = (Arc::default(), Arc::default());
        Ok(Self { instances: Arc::new(instances), metrics, copying, completing })
    }

    /// With other thresholds than the usual.
    #[must_use]
    pub fn with_copy_sizes(self, sizes: CopySizes) -> Self {
        Self { copying: Arc::new(Copying::with_sizes(sizes)), ..self }
    }

    pub fn instances(&self) -> impl Iterator<Item = &InstanceId> {
        self.instances.keys()
    }

    /// What traffic and probes last found; `None` for an instance there is not.
    pub fn status(&self, instance: &InstanceId) -> Option<Status> {
        self.instances.get(instance).map(Instance::status)
    }

    pub fn capabilities(&self, instance: &InstanceId) -> Option<Capabilities> {
        self.instances.get(instance).map(Instance::capabilities)
    }

    /// Asks the instance something cheap (`ListBuckets` or `HeadBucket`), so that [`Upstream::status`] is fresh. An
    /// answer that refuses is an answer: then the instance is there.
    pub async fn probe(&self, permit: &Permit) -> Result<(), Error> {
        let operation = permit.operation();
        let (Operation::ListBuckets { .. } | Operation::HeadBucket { .. }) = operation else {
            return Err(Error::WrongPermit);
        };
        match self.instance(operation)?.ask(operation).await {
            Err(error) if error.is_fault() => Err(error),
            _ => Ok(()),
        }
    }

    /// Adds `upstream_requests` (by instance, operation, outcome) and `upstream_answer_seconds` (until the head of the
    /// answer) to what operators see.
    pub fn register(&self, registry: &mut Registry) {
        self.metrics.register(registry);
    }

    fn instance(&self, operation: &Operation) -> Result<&Instance, Error> {
        let id = operation.instance();
        self.instances.get(id).ok_or_else(|| Error::NoSuchInstance { instance: id.clone() })
    }
}
