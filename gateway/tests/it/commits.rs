//! What happens many times a second waits for no disk of Cellier's: reads and uploads commit nothing of their own.

use std::time::Instant;

use bytes::Bytes;
use http::Method;
use serde_json::json;

use crate::house::House;
use crate::s3::program::{Grant, program_in};

const OBJECT: &str = "/api/instances/minimal/buckets/alice.tremblay/objects?key=a";
const LISTING: &str = "/api/instances/minimal/buckets/alice.tremblay/listing";

const READS: u32 = 200;
const UPLOADS: u32 = 150;

/// What is gathered is written twice a second at most, by the record of acts and by the uses of keys.
const COMMITS_PER_SECOND: u32 = 4;
/// What is due now and then.
const COMMITS_BESIDE: u32 = 10;

/// How often something was committed to Cellier's records, each time with a wait for the disk: SQLite counts it where its
/// processes meet ("WAL-mode File Format", `iChange`).
fn commits(house: &House) -> u32 {
    let index = std::fs::read(house.data().join("cellier.db-shm")).unwrap();
    u32::from_ne_bytes(index[8..12].try_into().unwrap())
}

/// How many there may be after so long.
fn bound(begun: Instant) -> u32 {
    let seconds = u32::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    COMMITS_BESIDE + COMMITS_PER_SECOND * seconds
}

#[tokio::test]
async fn what_is_written_down_is_counted() {
    let house = House::start().await;
    let alice = house.alice().await;
    let before = commits(&house);
    let key = json!({ "name": "k", "instance": "minimal", "read_only": true, "days": 7 });
    alice.post("/api/access-keys", &key).await.expect(201);
    assert!(before < commits(&house), "{before}");
}

#[tokio::test]
async fn reads_and_uploads_of_the_portal_commit_nothing_each() {
    let house = House::start().await;
    let alice = house.alice().await;
    alice.put(OBJECT, "hello").await.expect(201);
    let (before, begun) = (commits(&house), Instant::now());
    for _ in 0..READS {
        alice.get(OBJECT).await.expect(200);
    }
    for _ in 0..UPLOADS {
        alice.put(OBJECT, "hello").await.expect(201);
        alice.send(Method::HEAD, OBJECT, &[], "").await.expect(200);
        alice.get(LISTING).await.expect(200);
    }
    let made = commits(&house) - before;
    assert!(made < bound(begun), "{made} commits");
}

#[tokio::test]
async fn reads_and_uploads_of_programs_commit_nothing_each() {
    let house = House::start().await;
    let _alice = house.alice().await;
    let grant = Grant::default();
    let program = program_in(house.data(), &house.s3, "alice.tremblay", "minimal", grant).await;
    let object = "/alice.tremblay/a";
    program.put(object, Bytes::from("hello")).await.expect(200);
    let (before, begun) = (commits(&house), Instant::now());
    for _ in 0..READS {
        program.get(object).await.expect(200);
    }
    for _ in 0..UPLOADS {
        program.put(object, Bytes::from("hello")).await.expect(200);
        program.head(object).await.expect(200);
        program.get("/alice.tremblay?list-type=2").await.expect(200);
    }
    let made = commits(&house) - before;
    assert!(made < bound(begun), "{made} commits");
}
