//! A quota of Ceph RGW that runs out in the middle of an upload through the portal: what it is said to be, what stays of
//! the upload, and that it is gone on with once there is room. Elsewhere nothing is asked (`scripts/rgw/with.sh`).
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::house::House;
use crate::real::{self, Server};

const BUCKET: &str = "alice.tremblay";
const OBJECTS: &str = "/api/instances/minimal/buckets/alice.tremblay/objects";
const UPLOADS: &str = "/api/instances/minimal/buckets/alice.tremblay/uploads";
const PART_BYTES: usize = 5 * 1024 * 1024;

/// The folder of a Ceph that is ours to rule.
fn ceph() -> Option<PathBuf> {
    let ours = real::name().is_some_and(|name| name == "ceph-rgw");
    ours.then(|| std::env::var_os("RGW_DIR").map(PathBuf::from)).flatten()
}

fn set_quota(ceph: &Path, bytes_max: usize) {
    let bytes_max = format!("--max-size={bytes_max}");
    let of_bucket = ["--quota-scope=bucket".to_owned(), format!("--bucket={BUCKET}")];
    for (order, more) in [("set", Some(bytes_max)), ("enable", None)] {
        let mut command = Command::new("radosgw-admin");
        command.arg("-c").arg(ceph.join("ceph.conf")).args(["quota", order]).args(&of_bucket);
        let output = command.args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test]
async fn a_quota_that_runs_out_in_the_middle_is_told_and_what_was_sent_is_kept() {
    let (Some(ceph), Some(server)) = (ceph(), Server::of_environment()) else { return };
    let house = House::configured(|config| {
        let instance = &mut config.instances[0];
        server.stand_behind(instance);
        instance.timeouts.idle_seconds = 30;
    })
    .await;
    let alice = house.alice().await;
    let part = |number: u8| vec![number; PART_BYTES];
    alice.put(&format!("{OBJECTS}?key=old"), "old").await.expect(201);
    set_quota(&ceph, 2 * PART_BYTES + PART_BYTES / 2);

    let started = alice.post(&format!("{UPLOADS}?key=new"), &json!({})).await.expect(201).json();
    let upload = crate::support::encode(started["upload"].as_str().unwrap());
    let at = |number: u8| format!("{UPLOADS}/parts?key=new&upload={upload}&part={number}");
    let mut parts = Vec::new();
    for number in [1, 2] {
        parts.push(alice.put(&at(number), part(number)).await.expect(200).json());
    }
    alice.put(&at(3), part(3)).await.expect_problem(507, "out-of-space");
    // Neither is one request for more than is left, and what is there stays.
    let old = format!("{OBJECTS}?key=old");
    alice.put(&old, part(9)).await.expect_problem(507, "out-of-space");
    assert_eq!(alice.get(&old).await.expect(200).text(), "old");
    let arrived = alice.get(&format!("{UPLOADS}/parts?key=new&upload={upload}")).await;
    assert_eq!(arrived.expect(200).json()["parts"].as_array().unwrap().len(), 2);

    set_quota(&ceph, 10 * PART_BYTES);
    parts.push(alice.put(&at(3), part(3)).await.expect(200).json());
    let complete = format!("{UPLOADS}/complete?key=new&upload={upload}");
    alice.post(&complete, &json!({ "parts": parts })).await.expect(201);
    let new = format!("{OBJECTS}?key=new");
    assert!(alice.get(&new).await.expect(200).body == [part(1), part(2), part(3)].concat());
    for key in [&old, &new] {
        alice.delete(key).await.expect(204);
    }
    let bucket = format!("/api/instances/minimal/buckets/{BUCKET}");
    alice.delete(&bucket).await.expect(204);
}
