//! A Cellier with its S3 side over http or https, a person's bucket, and an access key to it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use embedded::store::Store;
use snippets::{Place, What};

use super::workplace::Workplace;
use crate::house::{House, Storage};
use crate::support::{Browser, encode};

pub const BUCKET: &str = "alice.tremblay";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
}

pub struct Stand {
    house: House,
    alice: Browser,
    pub work: Workplace,
    place: Place,
}

impl Stand {
    pub async fn start(_scheme: Scheme) -> Self {
        let house = House::start().await;
        let alice = house.alice().await;
        let (access_key, secret_key) = Storage::credentials();
        let place = Place {
            endpoint: house.minimal.endpoint(),
            region: "local".to_owned(),
            bucket: BUCKET.to_owned(),
            what: What::Bucket,
            access_key,
            secret_key,
        };
        Self { house, alice, work: Workplace::new(None), place }
    }

    /// What is stored, past the gateway.
    pub fn store(&self) -> &Store {
        &self.house.minimal.store
    }

    pub async fn put(&self, key: &str, bytes: &[u8]) {
        self.store().put(BUCKET, key, None, bytes.to_vec().into()).await.unwrap();
    }

    /// What is stored under a key, as the portal gives it.
    pub async fn read(&self, key: &str) -> Vec<u8> {
        let address =
            format!("/api/instances/minimal/buckets/{BUCKET}/objects?key={}", encode(key));
        self.alice.get(&address).await.expect(200).body.into()
    }

    pub fn place(&self, what: What) -> Place {
        Place { what, ..self.place.clone() }
    }
}
