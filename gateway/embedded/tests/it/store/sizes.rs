//! Large bodies, in flat memory; removal while being read.

use bytes::Bytes;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;

use embedded::store::Settings;

use super::client::{Body, Running, with_bucket};
use super::refusals::expect_files;

/// Set in the process that measures.
const ALONE: &str = "STORE_SIZES_ALONE";
const MIB: usize = 1024 * 1024;
const BODY_BYTES: usize = 300 * MIB;
/// What a PUT and a GET of any size may add to the memory of the process that both serves and asks.
const GROWTH_BYTES_MAX: usize = 24 * MIB;

/// Repeats one buffer of 1 MiB; no body of the test is ever in memory.
fn body(chunk: &Bytes, chunks: usize) -> Body {
    let frames = std::iter::repeat_n(chunk.clone(), chunks).map(|chunk| Ok(Frame::data(chunk)));
    StreamBody::new(futures_util::stream::iter(frames)).boxed_unsync()
}

fn memory_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or(0)
        * 1024
}

/// Measured in a process of its own, for other tests use memory too.
#[test]
fn a_large_object_goes_in_and_out_in_flat_memory() {
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::sizes::large_object", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let (said, complained) = (alone.stdout, String::from_utf8_lossy(&alone.stderr).into_owned());
    assert!(alone.status.success(), "{}{complained}", String::from_utf8_lossy(&said));
}

/// The measurement. Without the variable there is nothing to do.
#[tokio::test]
async fn large_object() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    let (_folder, running) = with_bucket().await;
    let chunk = Bytes::from((0..=240).cycle().take(MIB).collect::<Vec<u8>>());
    let warm = running.client.put("/bucket/warm");
    warm.answer_unsigned_body(body(&chunk, 4), 4 * MIB as u64).await.ok();

    let before = memory_bytes();
    let put = running.client.put("/bucket/large");
    put.answer_unsigned_body(body(&chunk, BODY_BYTES / MIB), BODY_BYTES as u64).await.ok();
    let get = running.client.get("/bucket/large").request();
    let mut got = running.client.send(get).await.into_body();
    let (mut size, mut highest) = (0, 0);
    while let Some(frame) = got.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        for (at, byte) in data.iter().enumerate().step_by(4093) {
            assert_eq!(*byte, chunk[(size + at) % MIB]);
        }
        size += data.len();
        if size % (8 * MIB) < data.len() {
            highest = highest.max(memory_bytes());
        }
    }
    assert_eq!(size, BODY_BYTES);
    let growth = highest.saturating_sub(before);
    assert!(growth < GROWTH_BYTES_MAX, "memory grew by {} MiB", growth / MIB);
    running.stop().await;
}

#[tokio::test]
async fn a_reader_gets_its_bytes_to_the_end_although_they_are_replaced_and_deleted() {
    let (folder, running) = with_bucket().await;
    let chunk = Bytes::from(vec![1; MIB]);
    let put = running.client.put("/bucket/o");
    put.answer_unsigned_body(body(&chunk, 64), 64 * MIB as u64).await.ok();
    let mut got = running.client.send(running.client.get("/bucket/o").request()).await.into_body();
    let mut size = got.frame().await.unwrap().unwrap().into_data().unwrap().len();
    running.client.put("/bucket/o").body("new").ok().await;
    running.client.delete("/bucket/o").answer().await.expect(204);
    while let Some(frame) = got.frame().await {
        size += frame.unwrap().into_data().unwrap().len();
    }
    assert_eq!(size, 64 * MIB);
    expect_files(&folder.path().join("blobs"), 0).await;
    running.stop().await;
}

#[tokio::test]
async fn a_body_that_is_cut_leaves_nothing() {
    let (folder, running) = with_bucket().await;
    let chunk = Bytes::from(vec![1; MIB]);
    let frames = vec![Ok(Frame::data(chunk)), Err(std::io::Error::other("cut"))];
    let body = StreamBody::new(futures_util::stream::iter(frames)).boxed_unsync();
    let call = running.client.put("/bucket/o").header("content-length", &(2 * MIB).to_string());
    let builder = call.signed(aws_sigv4::http_request::SignableBody::UnsignedPayload);
    assert!(running.client.try_send(builder.body(body).unwrap()).await.is_none());
    running.client.get("/bucket/o").answer().await.refused(404, "NoSuchKey");
    expect_files(&folder.path().join("incoming"), 0).await;
    running.stop().await;
}

#[tokio::test]
async fn a_client_in_the_middle_of_a_large_body_hears_why_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { space_bytes_max: Some(10 * MIB as u64) };
    let running = Running::start_with(folder.path(), settings).await;
    running.client.put("/bucket").ok().await;
    let chunk = Bytes::from(vec![1; MIB]);
    for _ in 0..5 {
        let put = running.client.put("/bucket/o");
        let answer = put.answer_unsigned_body(body(&chunk, 64), 64 * MIB as u64).await;
        answer.refused(507, "StorageFull");
        let put = running.client.put("/nowhere/o");
        let answer = put.answer_unsigned_body(body(&chunk, 64), 64 * MIB as u64).await;
        answer.refused(404, "NoSuchBucket");
    }
    running.stop().await;
}
