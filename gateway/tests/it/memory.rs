//! Memory stays flat however much goes through.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use bytes::Bytes;
use http::Method;
use http_body_util::BodyExt;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::process::{Demo, free_address, settings};
use crate::s3::program::{Grant, Mode, program_in};
use crate::support::Browser;
use crate::synthetic::{Reads, Synthetic};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";
const WHOLE_BYTES: usize = 128 * 1024 * 1024;
const PART_BYTES: usize = 32 * 1024 * 1024;
const PARTS: usize = 4;
/// What buffers, pools and the allocator may add while a GiB goes through in all.
const GROWTH_KIB_MAX: u64 = 48 * 1024;

async fn download(alice: &Browser, key: &str) -> usize {
    let path = format!("{BUCKET}/objects?key={key}");
    let mut body = alice.open(Method::GET, &path, &[], "").await.unwrap().into_body();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    length
}

async fn upload_in_parts(alice: &Browser, body: &Bytes) {
    let uploads = format!("{BUCKET}/uploads");
    let started = alice.post(&format!("{uploads}?key=parts"), &json!({})).await.expect(201).json();
    let upload = started["upload"].as_str().unwrap();
    let mut parts = Vec::new();
    for number in 1..=PARTS {
        let path = format!("{uploads}/parts?key=parts&upload={upload}&part={number}");
        parts.push(alice.put(&path, body.slice(..PART_BYTES)).await.expect(200).json());
    }
    let complete = format!("{uploads}/complete?key=parts&upload={upload}");
    alice.post(&complete, &json!({ "parts": parts })).await.expect(201);
}

/// Both objects from one storage to another: in parts, for they are large.
async fn move_elsewhere(alice: &Browser) {
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    let place = |instance: &str| json!({ "instance": instance, "bucket": "alice.tremblay" });
    let objects = ["whole", "parts"].map(|key| json!({ "key": key, "target_key": key }));
    let moving = json!({ "source": place("minimal"), "target": place("pachyderm"),
        "remove_source": true, "objects": objects });
    let told = alice.post("/api/copies", &moving).await.expect(200).text();
    assert_eq!(told.matches("\"outcome\":\"moved\"").count(), 2, "{told}");
    let listing = alice.get(&format!("{BUCKET}/listing")).await.expect(200).json();
    assert_eq!(listing["entries"], json!([]));
    let moved = "/api/instances/pachyderm/buckets/alice.tremblay/details?key=whole";
    assert_eq!(alice.get(moved).await.expect(200).json()["size"], WHOLE_BYTES);
}

/// One object by a presigned address, as programs send and fetch it.
async fn through_s3(alice: &Browser, data: &Path, body: &Bytes) {
    let session = alice.get("/api/session").await.expect(200).json();
    let endpoint = session["s3"]["endpoint"].as_str().unwrap();
    let alice = program_in(data, endpoint, "alice.tremblay", "minimal", Grant::default()).await;
    let target = "/alice.tremblay/presigned";
    let ask = |method: &str, body: Bytes| {
        let request = alice.request(Mode::Presigned, None, method, target, &[], body);
        alice.client.request(request)
    };
    assert_eq!(ask("PUT", body.clone()).await.unwrap().status(), 200);
    let mut answer = ask("GET", Bytes::new()).await.unwrap().into_body();
    let mut length = 0;
    while let Some(frame) = answer.frame().await {
        length += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    assert_eq!(length, WHOLE_BYTES);
    alice.delete(target).await.expect(204);
}

#[tokio::test]
async fn a_gibibyte_goes_through_without_staying() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let alice = demo.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let idle = demo.status_kib("VmRSS");
    demo.forget_memory_peak();

    let body = Bytes::from(vec![7; WHOLE_BYTES]);
    alice.put(&format!("{BUCKET}/objects?key=whole"), body.clone()).await.expect(201);
    upload_in_parts(&alice, &body).await;
    assert_eq!(download(&alice, "whole").await, WHOLE_BYTES);
    assert_eq!(download(&alice, "parts").await, PART_BYTES * PARTS);
    through_s3(&alice, data.path(), &body).await;
    move_elsewhere(&alice).await;

    let peak = demo.status_kib("VmHWM");
    let told = format!("memory: idle {} MiB, at most {} MiB\n", idle / 1024, peak / 1024);
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert!(peak < idle + GROWTH_KIB_MAX, "{told}");
}

/// Bytes that go through; by hand, `ARCHIVE_TEST_GIB=10` has them be more.
const MEMORY_TEST_GIB: u64 = 2;

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_gibibytes_are_archived() {
    let gib: u64 =
        std::env::var("ARCHIVE_TEST_GIB").map_or(MEMORY_TEST_GIB, |number| number.parse().unwrap());
    let storage = Synthetic::default();
    for number in 0..gib * 2 {
        storage.add(format!("large-{number}"), 1 << 29, Reads::Well);
    }
    for number in 0..500 {
        storage.add(format!("small-{number}"), 20_000, Reads::Well);
    }
    let folder = TempDir::new().unwrap();
    let program = public_portal(folder.path(), &storage).await;
    let stranger = program.anonymous();
    let place = json!({ "bucket": "zeros" });
    let wanted = json!({ "selection": { "place": place, "prefixes": [""] } });
    let idle = program.status_kib("VmRSS");
    program.forget_memory_peak();

    let begun = Instant::now();
    let archive = stranger.post("/api/archives", &wanted).await.expect(201).json();
    let url = archive["url"].as_str().unwrap();
    let mut body = stranger.open(Method::GET, url, &[], "").await.unwrap().into_body();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame.unwrap().data_ref().map_or(0, |data| data.len() as u64);
    }
    assert_eq!(length, archive["size"].as_u64().unwrap());
    let peak = program.status_kib("VmHWM");
    let told = format!(
        "archiving {gib} GiB: idle {} MiB, at most {} MiB, {} MiB/s\n",
        idle / 1024,
        peak / 1024,
        gib * 1024 / begun.elapsed().as_secs().max(1)
    );
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert!(peak < idle + GROWTH_KIB_MAX, "{told}");
}

/// Of keys this long the list alone is larger than what may be added.
const LONG_KEYS: usize = 40_000;

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_a_long_list_is_written() {
    let storage = Synthetic::default();
    let folders = ["x".repeat(200), "y".repeat(200), "z".repeat(200), "w".repeat(200)].join("/");
    for number in 0..LONG_KEYS {
        storage.add(format!("{number:05}/{folders}"), 1, Reads::Well);
    }
    let folder = TempDir::new().unwrap();
    let program = public_portal(folder.path(), &storage).await;
    let stranger = program.anonymous();
    let selection = json!({ "place": { "bucket": "zeros" }, "prefixes": [""] });
    let wanted = json!({ "selection": selection, "format": "aria2" }).to_string();
    let idle = program.status_kib("VmRSS");
    program.forget_memory_peak();

    let headers = [
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
        ("x-cellier-request", "1"),
    ];
    let asked = stranger.open(Method::POST, "/api/manifests", &headers, wanted).await.unwrap();
    let mut body = asked.into_body();
    let (mut lines, mut length) = (0, 0);
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        lines += memchr::memchr_iter(b'\n', &data).count();
        length += data.len() as u64;
    }
    let peak = program.status_kib("VmHWM");
    let told = format!(
        "a list of {} MB: idle {} MiB, at most {} MiB\n",
        length / 1_000_000,
        idle / 1024,
        peak / 1024
    );
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    // Two of each, and the word before them.
    assert_eq!(lines, 2 * LONG_KEYS + 1);
    assert!(GROWTH_KIB_MAX * 1024 < length, "{told}");
    assert!(peak < idle + GROWTH_KIB_MAX, "{told}");
}

/// A portal of one public instance, as a process of its own.
async fn public_portal(folder: &Path, storage: &Synthetic) -> Demo {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, storage.router()).into_future());
    let portal = free_address();
    let settings = settings(folder, &format!("http://{portal}"), "", "127.0.0.1:0", &upstream);
    Demo::serve(folder, &settings, &portal).await
}
