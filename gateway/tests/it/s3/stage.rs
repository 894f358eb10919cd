//! A gateway in front of an instance that writes down what it is sent and answers as the test says.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use cellier::config::Config;
use cellier::database::Database;
use cellier::policy::Handle;
use cellier::s3::names::{Bucket, BucketName, InstanceId};
use http::{HeaderMap, Response};
use http_body_util::BodyExt as _;

use super::program::{Program, newcomer};
use crate::house::House;

/// One request as the instance got it.
#[derive(Clone, Debug)]
pub struct Received {
    pub line: String,
    pub headers: HeaderMap,
    /// `None` where it broke off.
    pub body: Option<Bytes>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Records = Arc<Mutex<Vec<Received>>>;

/// A gateway in front of an instance that writes down what it is sent and answers as the test says.
pub struct Stage {
    pub house: House,
    pub program: Program,
    records: Records,
}

impl Stage {
    pub async fn set(
        answer: fn(&Received) -> Response<Body>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let records = Records::default();
        let kept = Arc::clone(&records);
        let router = Router::new().fallback(move |request: Request| {
            let kept = Arc::clone(&kept);
            async move {
                let line = format!("{} {}", request.method(), request.uri());
                let headers = request.headers().clone();
                let body = request
                    .into_body()
                    .collect()
                    .await
                    .ok()
                    .map(http_body_util::Collected::to_bytes);
                let received = Received { line, headers, body };
                let response = answer(&received);
                // The gateway's own looks at whether the instance is there do not count.
                if received.line != "GET /" {
                    kept.lock().unwrap().push(received);
                }
                response
            }
        });
        let (house, program) = before(router, change).await;
        Self { house, program, records }
    }

    pub fn records(&self) -> Vec<Received> {
        self.records.lock().unwrap().clone()
    }

    pub fn last(&self) -> Received {
        self.records().pop().unwrap()
    }
}

/// A gateway before whatever answers, and a program of Alice's, whose bucket is there for all that the gateway knows.
pub async fn before(router: Router, change: impl FnOnce(&mut Config)) -> (House, Program) {
    let mut house = House::configured(change).await;
    house.minimal.be_replaced_by(router).await;
    let program = newcomer(&house, "alice.tremblay").await;
    let database = Database::open(&house.data().join("cellier.db")).await.unwrap();
    let handle = Handle::parse("alice.tremblay").unwrap();
    let alice = database.person_by_handle(&handle).await.unwrap().unwrap().person.id;
    let bucket = Bucket {
        instance: InstanceId::parse("minimal").unwrap(),
        name: BucketName::parse("alice.tremblay").unwrap(),
    };
    database.reserve_bucket(&bucket, alice).await.unwrap();
    database.confirm_bucket(&bucket, alice).await.unwrap();
    (house, program)
}

pub fn stored(_: &Received) -> Response<Body> {
    Response::builder().header("etag", "\"e\"").body(Body::empty()).unwrap()
}

pub fn without_trailers(config: &mut Config) {
    config.instances[0].capabilities.checksum_trailers = false;
}
