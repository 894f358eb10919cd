//! Buckets and objects, as people use them through the API.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Browser, Gateway, encode};

const OBJECTS: &str = "/api/instances/minimal/buckets/alice.tremblay/objects";

async fn alice_with_bucket(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    alice
}

fn object(key: &str) -> String {
    format!("{OBJECTS}?key={}", encode(key))
}

fn keys(listing: &Value) -> Vec<String> {
    let entries = listing["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_personal_bucket_takes_one_click_as_often_as_one_likes() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let made =
        alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201).json();
    assert_eq!(made["name"], "alice.tremblay");
    assert_eq!(made["personal"], true);
    assert_eq!(
        made["rights"],
        json!(["read", "add", "write", "delete", "delete_bucket", "share", "manage"])
    );
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(200);
    let listed = alice.get("/api/instances/minimal/buckets").await.expect(200).json();
    assert_eq!(listed["buckets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_further_bucket_must_begin_with_ones_handle() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let create = |name: &str| {
        let (alice, name) = (alice.clone(), name.to_owned());
        async move { alice.post("/api/instances/minimal/buckets", &json!({ "name": name })).await }
    };
    create("alice.tremblay.notes").await.expect(201);
    create("alice.tremblay.notes").await.expect(200);
    create("benoit.gagnon").await.expect_problem(422, "bucket-name");
    create("alice.tremblay-2").await.expect_problem(422, "bucket-name");
    create("Alice").await.expect_problem(422, "bucket-name");
}

#[tokio::test]
async fn only_an_empty_bucket_is_deleted() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    alice.put(&object("a.txt"), "hello").await.expect(201);
    let bucket = "/api/instances/minimal/buckets/alice.tremblay";
    alice.delete(bucket).await.expect_problem(409, "bucket-not-empty");
    assert_eq!(alice.get(&object("a.txt")).await.expect(200).text(), "hello");
    alice.delete(&object("a.txt")).await.expect(204);
    alice.delete(bucket).await.expect(204);
    alice.get(&format!("{bucket}/listing")).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn any_key_that_s3_allows_goes_in_is_found_and_comes_out() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    let longest = format!("{}é", "x".repeat(1022));
    let awkward = [
        "plain.txt",
        "a b",
        "a+b",
        "100%",
        "100%25",
        "a#b",
        "a?b",
        "a&b=c",
        "'quoted'",
        "\"double\"",
        "<tag>",
        "é漢🎉",
        "//",
        "/leading",
        "a//b",
        "folder/",
        "back\\slash",
        "tab\there",
        "new\nline",
        "a/../b",
        "./a",
        ":",
        "*",
        "~",
        longest.as_str(),
    ];
    for (number, key) in awkward.iter().enumerate() {
        alice.put(&object(key), format!("body {number}")).await.expect(201);
    }
    for (number, key) in awkward.iter().enumerate() {
        assert_eq!(
            alice.get(&object(key)).await.expect(200).text(),
            format!("body {number}"),
            "{key:?}"
        );
        let details = "/api/instances/minimal/buckets/alice.tremblay/details";
        let details = alice.get(&format!("{details}?key={}", encode(key))).await.expect(200).json();
        assert_eq!(details["key"], *key);
    }
    let listing = "/api/instances/minimal/buckets/alice.tremblay/listing?recursive=true";
    let listed = keys(&alice.get(listing).await.expect(200).json());
    let mut expected: Vec<String> = awkward.iter().map(ToString::to_string).collect();
    expected.sort_unstable();
    assert_eq!(listed, expected);
    let report = alice
        .post(
            "/api/instances/minimal/buckets/alice.tremblay/objects/delete",
            &json!({ "keys": awkward }),
        )
        .await
        .expect(200)
        .json();
    for deleted in report["objects"].as_array().unwrap() {
        assert!(deleted.get("problem").is_none(), "{deleted}");
    }
    assert_eq!(keys(&alice.get(listing).await.expect(200).json()), Vec::<String>::new());
}

#[tokio::test]
async fn keys_that_s3_does_not_allow_are_refused_with_the_rule() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    alice.put(&object(&"é".repeat(513)), "x").await.expect_problem(422, "key-name");
    alice.put(&format!("{OBJECTS}?key="), "x").await.expect_problem(422, "key-name");
    alice.put(&format!("{OBJECTS}?key=a%00b"), "x").await.expect_problem(422, "key-name");
    alice.put(OBJECTS, "x").await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn a_folder_shows_its_own_level_and_says_when_there_is_more() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    for key in ["2024/a.csv", "2024/brut/b.csv", "2025/c.csv", "readme.md"] {
        alice.put(&object(key), key).await.expect(201);
    }
    let listing =
        |query: &str| format!("/api/instances/minimal/buckets/alice.tremblay/listing{query}");
    let top = alice.get(&listing("")).await.expect(200).json();
    assert_eq!(keys(&top), ["2024/", "2025/", "readme.md"]);
    assert_eq!(top["entries"][0]["folder"], true);
    assert_eq!(top["entries"][2]["size"], 9);
    assert_eq!(top["next"], Value::Null);
    assert_eq!(
        keys(&alice.get(&listing("?prefix=2024%2F")).await.expect(200).json()),
        ["2024/a.csv", "2024/brut/"]
    );
}

#[tokio::test]
async fn nothing_is_overwritten_by_accident() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    let put = |condition: &'static str, value: String, body: &'static str| {
        let alice = alice.clone();
        async move { alice.send(Method::PUT, &object("a.txt"), &[(condition, &value)], body).await }
    };
    put("if-none-match", "*".to_owned(), "first").await.expect(201);
    put("if-none-match", "*".to_owned(), "second").await.expect_problem(412, "object-exists");
    assert_eq!(alice.get(&object("a.txt")).await.text(), "first");
    let etag = alice.get(&object("a.txt")).await.header("etag").to_owned();
    put("if-match", "\"0123456789abcdef0123456789abcdef\"".to_owned(), "third")
        .await
        .expect_problem(412, "precondition");
    put("if-match", etag, "third").await.expect(201);
    assert_eq!(alice.get(&object("a.txt")).await.text(), "third");
}

#[tokio::test]
async fn a_range_is_a_range_and_an_unchanged_object_is_not_sent_again() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    alice.put(&object("a.txt"), "0123456789").await.expect(201);
    let get = |name: &'static str, value: String| {
        let alice = alice.clone();
        async move { alice.send(Method::GET, &object("a.txt"), &[(name, &value)], "").await }
    };
    let part = get("range", "bytes=2-4".to_owned()).await.expect(206);
    assert_eq!((part.text().as_str(), part.header("content-range")), ("234", "bytes 2-4/10"));
    assert_eq!(get("range", "bytes=-3".to_owned()).await.expect(206).text(), "789");
    get("range", "bytes=100-".to_owned()).await.expect_problem(416, "range");
    let etag = alice.get(&object("a.txt")).await.header("etag").to_owned();
    let unchanged = get("if-none-match", etag).await.expect(304);
    assert!(unchanged.body.is_empty());
    let head = alice.send(Method::HEAD, &object("a.txt"), &[], "").await.expect(200);
    assert_eq!((head.header("content-length"), head.body.len()), ("10", 0));
    alice.get(&object("absent.txt")).await.expect_problem(404, "no-such-object");
    alice.send(Method::HEAD, &object("absent.txt"), &[], "").await.expect(404);
}

#[tokio::test]
async fn a_large_file_goes_up_in_parts() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    let base = "/api/instances/minimal/buckets/alice.tremblay/uploads";
    let started = alice.post(&format!("{base}?key=big.bin"), &json!({})).await.expect(201).json();
    let upload = encode(started["upload"].as_str().unwrap());
    let bodies = [vec![1_u8; 5 * 1024 * 1024], vec![2_u8; 1000]];
    let mut parts = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        let address = format!("{base}/parts?key=big.bin&upload={upload}&part={}", index + 1);
        parts.push(alice.put(&address, body.clone()).await.expect(200).json());
    }
    alice.get(&object("big.bin")).await.expect_problem(404, "no-such-object");
    let listed = format!("{base}/parts?key=big.bin&upload={upload}");
    let arrived = async |address: &str| {
        let mut arrived = alice.get(address).await.expect(200).json();
        // Told by some servers only.
        for part in arrived["parts"].as_array_mut().unwrap() {
            for told in ["arrived", "crc64nvme"] {
                part.as_object_mut().unwrap().remove(told);
            }
        }
        arrived
    };
    let of = |index: usize, size: u64| json!({ "part": index + 1, "etag": parts[index]["etag"], "size": size });
    let both = json!({ "parts": [of(0, 5 * 1024 * 1024), of(1, 1000)] });
    assert_eq!(arrived(&listed).await, both);
    let rest = arrived(&format!("{listed}&after=1")).await;
    assert_eq!(rest, json!({ "parts": [of(1, 1000)] }));
    let complete = format!("{base}/complete?key=big.bin&upload={upload}");
    alice.post(&complete, &json!({ "parts": parts })).await.expect(201);
    let whole = alice.get(&object("big.bin")).await.expect(200);
    assert_eq!(whole.body, bodies.concat());
    // Its answer was lost, and it is asked again.
    alice.post(&complete, &json!({ "parts": parts })).await.expect(201);
    alice.get(&listed).await.expect_problem(404, "no-such-upload");
    let absent = [("if-none-match", "*"), ("content-type", "application/json")];
    let again = json!({ "parts": parts }).to_string();
    alice.send(Method::POST, &complete, &absent, again).await.expect(201);
    alice
        .put(&format!("{base}/parts?key=big.bin&upload={upload}&part=0"), "x")
        .await
        .expect_problem(400, "malformed");

    let started =
        alice.post(&format!("{base}?key=given-up.bin"), &json!({})).await.expect(201).json();
    let upload = encode(started["upload"].as_str().unwrap());
    alice.delete(&format!("{base}?key=given-up.bin&upload={upload}")).await.expect(204);
    alice
        .put(&format!("{base}/parts?key=given-up.bin&upload={upload}&part=1"), "x")
        .await
        .expect_problem(404, "no-such-upload");
}

#[tokio::test]
async fn what_arrives_otherwise_than_it_was_sent_is_not_stored() {
    const CHECKSUM: &str = "x-amz-checksum-crc64nvme";
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    // The check value of the CRC catalogue.
    let announced = [(CHECKSUM, "rosUhgp5mIg=")];
    let put = async |bytes: &'static str| {
        alice.send(Method::PUT, &object("a.txt"), &announced, bytes).await
    };
    put("123456780").await.expect_problem(400, "checksum");
    put("").await.expect_problem(400, "checksum");
    put("123456789").await.expect(201);
    // The storage was seen to keep it: from here on it compares.
    put("123456780").await.expect_problem(502, "checksum");
    put("").await.expect_problem(502, "checksum");
    assert_eq!(alice.get(&object("a.txt")).await.expect(200).text(), "123456789");
    let malformed = [(CHECKSUM, "rosUhgp5")];
    let refused = alice.send(Method::PUT, &object("b.txt"), &malformed, "x").await;
    refused.expect_problem(400, "malformed");

    let base = "/api/instances/minimal/buckets/alice.tremblay/uploads";
    let started = alice.post(&format!("{base}?key=big.bin"), &json!({})).await.expect(201).json();
    let upload = encode(started["upload"].as_str().unwrap());
    let parts = format!("{base}/parts?key=big.bin&upload={upload}");
    let part = format!("{parts}&part=1");
    let turned = alice.send(Method::PUT, &part, &announced, "123456780").await;
    turned.expect_problem(400, "checksum");
    assert_eq!(alice.get(&parts).await.expect(200).json(), json!({ "parts": [] }));
    alice.send(Method::PUT, &part, &announced, "123456789").await.expect(200);
}

#[tokio::test]
async fn a_pdf_is_shown_in_our_frames_and_nothing_else_in_its_name() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    let show = |key: &str| format!("{}&show=pdf", object(key));
    let body = format!("%PDF-1.7\n{}", "x".repeat(300_000));
    let html = [("content-type", "text/html")];
    alice.send(Method::PUT, &object("a.pdf"), &html, body.clone()).await.expect(201);
    let shown = alice.get(&show("a.pdf")).await.expect(200);
    assert_eq!(shown.text(), body);
    for (range, part) in [
        ("bytes=0-99", &body[..100]),
        ("bytes=2-3", "DF"),
        ("bytes=9-20", &body[9..21]),
        ("bytes=-4", "xxxx"),
    ] {
        let shown = alice.send(Method::GET, &show("a.pdf"), &[("range", range)], "").await;
        let shown = shown.expect(206);
        assert_eq!(shown.text(), part);
        assert!(shown.header("content-range").ends_with("/300009"), "{shown:?}");
        assert_eq!(shown.header("accept-ranges"), "bytes");
        assert_eq!(shown.header("content-type"), "application/pdf");
        assert_eq!(shown.header("content-security-policy"), "frame-ancestors 'self'");
        assert_eq!(shown.header("x-frame-options"), "SAMEORIGIN");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(shown.header("content-disposition").starts_with("inline"));
    }
    let other = [("range", "bytes=9-"), ("if-match", "\"another\"")];
    let other = alice.send(Method::GET, &show("a.pdf"), &other, "").await;
    other.expect_problem(412, "precondition");
    let beyond = [("range", "bytes=900000-")];
    assert_eq!(alice.send(Method::GET, &show("a.pdf"), &beyond, "").await.status, 416);
    // Saved and sandboxed under its own address, as before.
    let saved = alice.get(&object("a.pdf")).await.expect(200);
    assert!(saved.header("content-security-policy").starts_with("sandbox"));

    let pdf = [("content-type", "application/pdf")];
    for (key, body) in [
        ("a.html.pdf", "<script>alert(1)</script>%PDF-1.7"),
        ("late.pdf", " %PDF-1.7"),
        ("short.pdf", "%PD"),
        ("empty.pdf", ""),
    ] {
        alice.send(Method::PUT, &object(key), &pdf, body).await.expect(201);
        alice.get(&show(key)).await.expect_problem(415, "not-renderable");
        let part = alice.send(Method::GET, &show(key), &[("range", "bytes=2-")], "").await;
        assert!(!part.status.is_success(), "{key}: {part:?}");
        assert_ne!(part.header("content-type"), "application/pdf", "{key}");
    }
    alice.get(&format!("{}&show=html", object("a.pdf"))).await.expect_problem(400, "malformed");
    gateway.anonymous().get(&show("a.pdf")).await.expect_problem(401, "not-signed-in");
    let benoit = gateway.as_person("benoit.gagnon").await;
    benoit.get(&show("a.pdf")).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn what_was_uploaded_never_runs_on_the_portals_origin() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    for (key, content_type) in [
        ("a.html", "text/html"),
        ("a.svg", "image/svg+xml"),
        ("a.xml", "text/xml"),
        ("a.png", "image/png"),
    ] {
        let body = "<script>alert(document.domain)</script>";
        alice
            .send(Method::PUT, &object(key), &[("content-type", content_type)], body)
            .await
            .expect(201);
        let answer = alice.get(&object(key)).await.expect(200);
        assert!(answer.header("content-disposition").starts_with("attachment"), "{key}");
        assert!(
            answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"),
            "{key}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_key_that_is_not_utf8_is_refused_and_not_replaced_by_another() {
    let gateway = Gateway::start().await;
    let alice = alice_with_bucket(&gateway).await;
    for query in ["key=%FF", "key=a%C3", "key=%"] {
        alice.put(&format!("{OBJECTS}?{query}"), "x").await.expect_problem(400, "malformed");
    }
    let listing = "/api/instances/minimal/buckets/alice.tremblay/listing?recursive=true";
    assert!(keys(&alice.get(listing).await.expect(200).json()).is_empty());
}
