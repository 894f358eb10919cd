//! The MD5 that the page announces to storages that keep no checksums: what the storage gets of it, and what comes of one
//! that differs.

use http::Method;
use serde_json::json;

use crate::house::House;
use crate::s3::stage::without_trailers;
use crate::support::encode;

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Of `hello`.
const HELLO: (&str, &str) = ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==");

#[tokio::test]
async fn the_page_is_told_what_each_storage_compares() {
    let house = House::configured(|config| {
        without_trailers(config);
        let opaque = &mut config.instances[1].capabilities;
        (opaque.checksum_trailers, opaque.md5_etags) = (false, false);
    })
    .await;
    let cards = house.alice().await.get("/api/instances").await.expect(200).json();
    let told = |at: usize| {
        (cards["instances"][at]["id"].clone(), cards["instances"][at]["upload_checksum"].clone())
    };
    assert_eq!(told(0), (json!("minimal"), json!("md5")));
    // Its tags show nothing, so the gateway compares, which is done soonest with the other.
    assert_eq!(told(1), (json!("pachyderm"), json!("crc64nvme")));
    assert_eq!(told(2), (json!("public"), json!("crc64nvme")));
}

#[tokio::test]
async fn what_arrives_otherwise_than_its_md5_says_is_not_stored() {
    let house = House::configured(without_trailers).await;
    let alice = house.alice().await;
    let object = format!("{BUCKET}/objects?key=a.txt");
    let put = async |bytes: &'static str| alice.send(Method::PUT, &object, &[HELLO], bytes).await;
    put("hello").await.expect(201);
    put("hellp").await.expect_problem(502, "checksum");
    put("").await.expect_problem(502, "checksum");
    assert_eq!(alice.get(&object).await.expect(200).text(), "hello");

    let started = alice.post(&format!("{BUCKET}/uploads?key=big"), &json!({})).await.expect(201);
    let upload = encode(started.json()["upload"].as_str().unwrap());
    let parts = format!("{BUCKET}/uploads/parts?key=big&upload={upload}");
    let part = format!("{parts}&part=1");
    let turned = alice.send(Method::PUT, &part, &[HELLO], "hellp").await;
    turned.expect_problem(502, "checksum");
    assert_eq!(alice.get(&parts).await.expect(200).json(), json!({ "parts": [] }));
    alice.send(Method::PUT, &part, &[HELLO], "hello").await.expect(200);
}

#[tokio::test]
async fn what_is_no_md5_is_refused_before_anything_is_sent() {
    let mut house = House::configured(without_trailers).await;
    let alice = house.alice().await;
    // A storage that is not there would be told of otherwise.
    house.minimal.go_down().await;
    for address in [
        format!("{BUCKET}/objects?key=a.txt"),
        format!("{BUCKET}/uploads/parts?key=big&upload=u&part=1"),
    ] {
        for wrong in ["", "hello", "XUFAKrxLKna5cZ2REBfFkg", "5d41402abc4b2a76b9719d911017c592"] {
            let answer =
                alice.send(Method::PUT, &address, &[("content-md5", wrong)], "hello").await;
            answer.expect_problem(400, "malformed");
        }
    }
}
