//! `kill -9` of the whole program while people upload.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::process::Demo;
use crate::support::{Browser, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";
const UPLOADERS: usize = 4;
/// So many files are stored between two kills.
const FILES: usize = 25;
const KILLS: usize = 3;

/// What was said to be stored: keys, and the byte and length that their bodies are made of.
type Acknowledged = Arc<Mutex<BTreeMap<String, (u8, usize)>>>;

/// Small ones into records, large ones into files, until the gateway is gone.
async fn upload(alice: Browser, name: String, acknowledged: Acknowledged) {
    let ours = [("sec-fetch-site", "same-origin"), ("x-cellier-request", "1")];
    for number in 0_usize.. {
        let key = format!("{name}-{number}");
        let byte = u8::try_from(number % 251).unwrap();
        let length = if number.is_multiple_of(2) { 5_000 + number } else { 300_000 + number };
        let path = format!("{BUCKET}/objects?key={key}");
        match alice.try_send(Method::PUT, &path, &ours, vec![byte; length]).await {
            Ok(answer) if answer.status == 201 => {
                acknowledged.lock().unwrap().insert(key, (byte, length));
            }
            // The storage dies with the gateway, and may do so a moment before.
            Ok(answer) => assert!(answer.status.is_server_error(), "{}", answer.text()),
            Err(_) => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_midst_of_uploads_loses_no_acknowledged_file_and_no_session() {
    let data = TempDir::new().unwrap();
    let acknowledged = Acknowledged::default();
    let mut demo = Demo::start(data.path(), "warn").await;
    let mut alice = demo.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    for kill in 0..KILLS {
        let before = acknowledged.lock().unwrap().len();
        let uploading: Vec<_> = (0..UPLOADERS)
            .map(|uploader| format!("{kill}-{uploader}"))
            .map(|name| tokio::spawn(upload(alice.clone(), name, acknowledged.clone())))
            .collect();
        let stored = async || before + FILES <= acknowledged.lock().unwrap().len();
        until("files are being stored", stored).await;
        demo.kill();
        for uploader in uploading {
            uploader.await.unwrap();
        }
        demo = Demo::start(data.path(), "warn").await;
        let cookie = alice.cookie("cellier").unwrap();
        alice = demo.anonymous();
        alice.set_cookie("cellier", &cookie);
        let session = alice.get("/api/session").await.expect(200).json();
        assert_eq!(session["person"]["handle"], "alice.tremblay");
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    for (key, (byte, length)) in &acknowledged {
        let answer = alice.get(&format!("{BUCKET}/objects?key={key}")).await.expect(200);
        assert_eq!(answer.body, vec![*byte; *length], "{key}");
    }
    alice.put(&format!("{BUCKET}/objects?key=after"), "goes on").await.expect(201);
    alice.get("/api/instances/minimal/buckets").await.expect(200);
}
