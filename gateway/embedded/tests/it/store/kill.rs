//! `kill -9` at any moment: what was acknowledged is there, whole; nothing is broken; nothing is left.
//!
//! The test runs itself again as the process to be killed: the same binary, with one test by name and
//! the folder in an environment variable.
#![expect(clippy::unwrap_used, reason = "a fault of the test is told by a panic")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use embedded::store::Store;
use tokio::net::TcpListener;

use super::client::{Call, Client, REGION, Running, credentials};
use super::refusals::files_below;
use super::uploads::{complete, part};

const FOLDER: &str = "STORE_KILL_FOLDER";
const KILLS: usize = 16;
const WRITERS: u64 = 6;
const KEYS_PER_WRITER: u64 = 5;
const INLINE_BYTES_MAX: usize = 16 * 1024;

/// The process that is killed. Without the variable there is nothing to do.
#[test]
fn serve_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(Path::new(&folder), credentials(), REGION).unwrap();
        store.ensure_bucket("bucket").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        writeln!(std::io::stderr(), "serving {}", listener.local_addr().unwrap()).unwrap();
        store.serve(listener, std::future::pending()).await;
    });
}

/// Killed when dropped, so that a failed test leaves no process behind.
struct Victim(Child);

impl Victim {
    fn start(folder: &Path) -> (Self, Client) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::kill::serve_until_killed", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = told
            .filter_map(|line| {
                line.strip_prefix("serving ").map(|address| address.parse().unwrap())
            })
            .next();
        (Self(child), Client::new(address.unwrap()))
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A small generator, so that a seed names a whole run.
#[derive(Clone)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What a key may hold: nothing, or the bytes a seed and a size stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    Bytes { seed: u64, size: usize },
}

fn bytes(seed: u64, size: usize) -> Vec<u8> {
    let mut chance = Chance(seed | 1);
    (0..size.div_ceil(8)).flat_map(|_| chance.below(u64::MAX).to_le_bytes()).take(size).collect()
}

/// What was acknowledged of a key last, and what was asked for since.
#[derive(Debug, Clone, Copy)]
struct Known {
    acknowledged: Held,
    asked: Option<Held>,
}

type Knowledge = Arc<Mutex<BTreeMap<String, Known>>>;

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_or_breaks_an_acknowledged_object() {
    let folder = tempfile::tempdir().unwrap();
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut chance = Chance(u64::from(since_1970.subsec_nanos()) << 8 | 1);
    let keys = (0..WRITERS).flat_map(|w| (0..KEYS_PER_WRITER).map(move |k| format!("{w}/{k}")));
    let known = Known { acknowledged: Held::Nothing, asked: None };
    let knowledge: Knowledge = Arc::new(Mutex::new(keys.map(|key| (key, known)).collect()));
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        let (victim, client) = Victim::start(folder.path());
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let seed = Chance(chance.below(u64::MAX) | 1);
                tokio::spawn(write(client.clone(), writer, seed, Arc::clone(&knowledge)))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(20 + chance.below(200))).await;
        drop(victim);
        for writer in writers {
            acknowledged += writer.await.unwrap();
        }
        check(folder.path(), &knowledge).await;
    }
    assert!(KILLS < acknowledged, "the writers wrote {acknowledged} times");
    let records = rusqlite::Connection::open(folder.path().join("records.sqlite")).unwrap();
    let intact = |sql| records.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(intact("PRAGMA integrity_check"), "ok");
    let space = "SELECT CASE WHEN space_bytes = (SELECT total(size) FROM object) THEN 'ok' ELSE
        space_bytes || ' counted' END FROM counter";
    assert_eq!(intact(space), "ok");
}

/// Writes, overwrites and deletes until the server is gone; returns how often it was acknowledged.
async fn write(client: Client, writer: u64, mut chance: Chance, knowledge: Knowledge) -> usize {
    let mut acknowledged = 0;
    loop {
        let key = format!("{writer}/{}", chance.below(KEYS_PER_WRITER));
        let path = format!("/bucket/{key}");
        let kind = chance.below(10);
        let seed = chance.below(u64::MAX);
        let size = match kind {
            0..5 => chance.below(INLINE_BYTES_MAX as u64),
            _ => INLINE_BYTES_MAX as u64 + 1 + chance.below(400_000),
        };
        let size = usize::try_from(size).unwrap();
        let asked = if kind == 0 { Held::Nothing } else { Held::Bytes { seed, size } };
        knowledge.lock().unwrap().get_mut(&key).unwrap().asked = Some(asked);
        let done = match kind {
            0 => sent(client.delete(&path)).await.map(drop),
            9 => in_parts(&client, &path, bytes(seed, size)).await,
            _ => sent(client.put(&path).body(bytes(seed, size))).await.map(drop),
        };
        if done.is_none() {
            return acknowledged;
        }
        acknowledged += 1;
        *knowledge.lock().unwrap().get_mut(&key).unwrap() =
            Known { acknowledged: asked, asked: None };
    }
}

/// The answer of a server that lives; it must not be a refusal.
async fn sent(call: Call) -> Option<super::client::Answer> {
    let client = call.client();
    let answer = client.try_send(call.request()).await?;
    assert!(answer.status.is_success(), "{}: {}", answer.status, answer.text());
    Some(answer)
}

async fn in_parts(client: &Client, path: &str, body: Vec<u8>) -> Option<()> {
    let begun = sent(client.post(path).query("uploads", "")).await?;
    let upload = begun.xml("UploadId").remove(0);
    let put = sent(part(client, path, &upload, 1).body(body)).await?;
    sent(complete(client, path, &upload, &[(1, put.header("etag"))])).await.map(drop)
}

/// Every key holds what was acknowledged, or what was asked for when the server was killed; no file
/// is there that nothing mentions.
async fn check(folder: &Path, knowledge: &Knowledge) {
    let running = Running::start(folder).await;
    let client = &running.client;
    running.store.sweep().await.unwrap();
    let keys: Vec<String> = knowledge.lock().unwrap().keys().cloned().collect();
    let mut blobs = 0;
    for key in keys {
        let known = knowledge.lock().unwrap()[&key];
        let got = client.get(&format!("/bucket/{key}")).answer().await;
        let is = |held: Held| match held {
            Held::Nothing => got.status == 404,
            Held::Bytes { seed, size } => got.status == 200 && got.body == bytes(seed, size),
        };
        let found = [Some(known.acknowledged), known.asked].into_iter().flatten().find(|h| is(*h));
        let acknowledged = found.unwrap_or_else(|| {
            panic!("{key} is {} with {} bytes, not {known:?}", got.status, got.body.len())
        });
        if matches!(acknowledged, Held::Bytes { size, .. } if INLINE_BYTES_MAX < size) {
            blobs += 1;
        }
        knowledge.lock().unwrap().insert(key, Known { acknowledged, asked: None });
    }
    let unfinished = client.get("/bucket").query("uploads", "").ok().await;
    for (key, upload) in unfinished.xml("Key").iter().zip(unfinished.xml("UploadId")) {
        let abort = client.delete(&format!("/bucket/{key}")).query("uploadId", &upload);
        abort.answer().await.expect(204);
    }
    running.stop().await;
    assert_eq!(files_below(&folder.join("blobs")), blobs, "orphans are swept");
    assert_eq!(files_below(&folder.join("incoming")), 0);
}
