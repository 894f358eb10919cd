//! The S3 server that the environment names in the place of the embedded store (scripts/rgw/with.sh and its sisters).
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

mod lacks;

use cellier::config::{Capabilities, Instance, Secret};

pub use self::lacks::{Thing, lacks};
use crate::s3::program::Program;

/// Where it is, and whom it knows.
pub struct Server {
    pub endpoint: String,
    pub region: String,
    pub main: Account,
    others: Vec<Account>,
}

#[derive(Clone)]
pub struct Account {
    pub access_key: String,
    pub secret_key: String,
}

fn read(name: &str) -> Option<String> {
    std::env::var(format!("S3_TEST_{name}")).ok()
}

/// Which server is asked, if it is known.
pub fn name() -> Option<String> {
    if read("ENDPOINT").is_none() { Some("embedded".to_owned()) } else { read("SERVER") }
}

impl Account {
    fn of_environment(who: &str) -> Option<Self> {
        let access_key = read(&format!("{who}ACCESS_KEY"))?;
        Some(Self { access_key, secret_key: read(&format!("{who}SECRET_KEY")).unwrap() })
    }
}

impl Server {
    /// `S3_TEST_ENDPOINT`, `S3_TEST_REGION`, `S3_TEST_ACCESS_KEY`, `S3_TEST_SECRET_KEY`; for who is not the owner
    /// `S3_TEST_ALTERNATE_…` and `S3_TEST_STRANGER_…`.
    pub fn of_environment() -> Option<Self> {
        let endpoint = read("ENDPOINT")?;
        let region = read("REGION").unwrap_or_else(|| "us-east-1".to_owned());
        let main = Account::of_environment("").unwrap();
        let others = ["ALTERNATE_", "STRANGER_"].into_iter().filter_map(Account::of_environment);
        Some(Self { endpoint, region, main, others: others.collect() })
    }

    /// A program of each account's.
    pub fn programs(&self) -> Vec<Program> {
        let accounts = std::iter::once(&self.main).chain(&self.others);
        accounts
            .map(|account| Program {
                region: self.region.clone(),
                ..Program::new(&self.endpoint, &account.access_key, &account.secret_key)
            })
            .collect()
    }

    /// Makes it the storage of an instance, of which is known what is known of any, which keys it keeps, and
    /// whether it has tags and versions.
    pub fn stand_behind(&self, instance: &mut Instance) {
        instance.endpoint.clone_from(&self.endpoint);
        instance.region.clone_from(&self.region);
        instance.access_key = Some(Secret::Value(self.main.access_key.as_str().into()));
        instance.secret_key = Some(Secret::Value(self.main.secret_key.as_str().into()));
        let leading_slashes = lacks(Thing::LeadingSlashes).is_none();
        let (tags, versions) = (lacks(Thing::Tags).is_none(), lacks(Thing::Versions).is_none());
        instance.capabilities =
            Capabilities { leading_slashes, tags, versions, ..Capabilities::default() };
        instance.timeouts.answer_seconds = 30;
    }
}
