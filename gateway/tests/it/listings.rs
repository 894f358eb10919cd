//! How a folder travels.

use std::io::Read as _;

use flate2::read::GzDecoder;
use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Gateway, encode};

/// Enough of them that their list is worth packing.
const OBJECTS: usize = 30;

async fn asked(browser: &Browser, address: &str, encodings: &str) -> Answer {
    browser.send_raw(Method::GET, address, &[("accept-encoding", encodings)], "").await
}

fn unpacked(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.header("vary"), "accept-encoding");
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut json = String::new();
    GzDecoder::new(&answer.body[..]).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[tokio::test]
async fn a_long_folder_is_packed_for_browsers_and_plain_for_others() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let bucket = "/api/instances/minimal/buckets/alice.tremblay";
    for number in 0..OBJECTS {
        let key = encode(&format!("dossier/relevé-{number:04}.csv"));
        alice.put(&format!("{bucket}/objects?key={key}"), "a").await.expect(201);
    }
    let folder = format!("{bucket}/listing?prefix=dossier%2F");
    let plain = alice.get(&folder).await.expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "accept-encoding");
    let packed = asked(&alice, &folder, "gzip, deflate, br").await.expect(200);
    assert_eq!(unpacked(&packed), plain.json());
    assert!(packed.body.len() * 3 < plain.body.len(), "{} bytes", packed.body.len());
    let refused = asked(&alice, &folder, "gzip;q=0, br").await.expect(200);
    assert_eq!(refused.body, plain.body);

    let dataset = "/api/datasets/open-census/listing?recursive=true";
    let stranger = gateway.anonymous();
    let plain = stranger.get(dataset).await.expect(200);
    let packed = asked(&stranger, dataset, "gzip").await.expect(200);
    assert_eq!(unpacked(&packed), plain.json());

    // What is refused is short and said plainly.
    let missing = "/api/instances/minimal/buckets/nobody.here/listing";
    asked(&alice, missing, "gzip").await.expect_problem(404, "no-such-bucket");
}
