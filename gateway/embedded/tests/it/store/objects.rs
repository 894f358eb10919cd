//! Objects in and out: keys, attributes, conditions, ranges, checksums.
#![expect(clippy::unwrap_used, reason = "a fault of the test is told by a panic")]

use super::client::{Running, with_bucket};

/// Keys that have broken storages before.
fn awkward_keys() -> Vec<String> {
    let mut keys: Vec<String> = [
        "plain.txt",
        "with space/and  two",
        "+ % # ? & = ' \" < > é 漢 🎉",
        "a//b///c",
        "//leading",
        "trailing/",
        "./dot",
        "../../etc/passwd",
        "a/../b/./c/..",
        "%2e%2e%2f",
        "%00%zz%",
        "a+b=c&d;e,f:g@h!i*j(k)l$m|n\\o^p`q~r{s}[t]",
        "new\nline\rand\ttab\u{1}",
        "\u{feff}bom",
    ]
    .map(str::to_owned)
    .into();
    keys.push("é".repeat(512));
    keys.push("x".repeat(1024));
    keys
}

#[tokio::test]
async fn any_key_goes_in_and_comes_out_and_survives_a_restart() {
    let (folder, running) = with_bucket().await;
    let keys = awkward_keys();
    for key in &keys {
        let path = format!("/bucket/{key}");
        running.client.put(&path).body(key.clone()).ok().await;
    }
    running.stop().await;
    let running = Running::start(folder.path()).await;
    for key in &keys {
        let path = format!("/bucket/{key}");
        let got = running.client.get(&path).ok().await;
        assert_eq!(got.text(), *key);
        let head = running.client.head(&path).ok().await;
        assert_eq!(head.header("content-length"), key.len().to_string());
    }
    for (number, key) in keys.iter().enumerate() {
        let copy = format!("/bucket/{number}");
        let source = format!("bucket/{}", super::client::encode(key));
        running.client.put(&copy).header("x-amz-copy-source", &source).ok().await;
        assert_eq!(running.client.get(&copy).ok().await.text(), *key);
        running.client.delete(&copy).answer().await.expect(204);
    }
    let listed =
        running.client.get("/bucket").query("list-type", "2").query("encoding-type", "url");
    let mut listed = decoded(&listed.ok().await.xml("Key"));
    let mut expected = keys.clone();
    expected.sort();
    assert_eq!(listed, expected, "in the order of bytes");
    listed.clear();
    for key in &keys {
        running.client.delete(&format!("/bucket/{key}")).answer().await.expect(204);
    }
    running.client.delete("/bucket").answer().await.expect(204);
    running.stop().await;
}

fn decoded(names: &[String]) -> Vec<String> {
    let decoded = names.iter().map(|name| percent_encoding::percent_decode_str(name).decode_utf8());
    decoded.map(|name| name.unwrap().into_owned()).collect()
}

#[tokio::test]
async fn what_comes_with_an_object_is_given_back() {
    let (_folder, running) = with_bucket().await;
    let put = running
        .client
        .put("/bucket/o")
        .header("content-type", "text/csv; charset=utf-8")
        .header("cache-control", "max-age=60")
        .header("content-disposition", "attachment; filename=\"a.csv\"")
        .header("content-encoding", "gzip,aws-chunked")
        .header("content-language", "fr")
        .header("expires", "Wed, 21 Oct 2099 07:28:00 GMT")
        .header("x-amz-meta-origin", "sonde")
        .header("x-amz-tagging", "team=data&kind=raw%20csv")
        .body("a,b\n")
        .ok()
        .await;
    assert_eq!(
        put.header("etag"),
        "\"23e0e1f6d2d2aa4d61a8bc1d5a4dbf04\""
            .replace("23e0e1f6d2d2aa4d61a8bc1d5a4dbf04", &md5_hex(b"a,b\n"))
    );
    let get = running.client.get("/bucket/o").ok().await;
    let expected = [
        ("content-type", "text/csv; charset=utf-8"),
        ("cache-control", "max-age=60"),
        ("content-disposition", "attachment; filename=\"a.csv\""),
        ("content-encoding", "gzip"),
        ("content-language", "fr"),
        ("expires", "Wed, 21 Oct 2099 07:28:00 GMT"),
        ("x-amz-meta-origin", "sonde"),
        ("x-amz-tagging-count", "2"),
        ("accept-ranges", "bytes"),
        ("content-length", "4"),
    ];
    for (name, value) in expected {
        assert_eq!(get.header(name), value, "{name}");
    }
    let overridden = running
        .client
        .get("/bucket/o")
        .query("response-content-type", "text/plain")
        .query("response-content-disposition", "inline")
        .ok()
        .await;
    assert_eq!(overridden.header("content-type"), "text/plain");
    assert_eq!(overridden.header("content-disposition"), "inline");

    let tags = running.client.get("/bucket/o").query("tagging", "").ok().await;
    assert_eq!(
        (tags.xml("Key"), tags.xml("Value")),
        (texts(&["kind", "team"]), texts(&["raw csv", "data"]))
    );
    let document = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
    running.client.put("/bucket/o").query("tagging", "").body(document).ok().await;
    let tags = running.client.get("/bucket/o").query("tagging", "").ok().await;
    assert_eq!(tags.xml("Key"), ["a"]);
    running.client.delete("/bucket/o").query("tagging", "").answer().await.expect(204);
    let tags = running.client.get("/bucket/o").query("tagging", "").ok().await;
    assert_eq!(tags.xml("Key"), [""; 0]);

    let copy =
        running.client.put("/bucket/copy").header("x-amz-copy-source", "bucket/o").ok().await;
    assert_eq!(copy.xml("ETag"), [put.header("etag")]);
    let copied = running.client.get("/bucket/copy").ok().await;
    assert_eq!((copied.text().as_str(), copied.header("x-amz-meta-origin")), ("a,b\n", "sonde"));
    let itself = running.client.put("/bucket/o").header("x-amz-copy-source", "/bucket/o");
    itself.answer().await.refused(400, "InvalidRequest");
    running
        .client
        .put("/bucket/o")
        .header("x-amz-copy-source", "/bucket/o")
        .header("x-amz-metadata-directive", "REPLACE")
        .header("x-amz-meta-origin", "copie")
        .ok()
        .await;
    assert_eq!(running.client.get("/bucket/o").ok().await.header("x-amz-meta-origin"), "copie");
    running.stop().await;
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn md5_hex(bytes: &[u8]) -> String {
    use md5::Digest as _;
    hex::encode(md5::Md5::digest(bytes))
}

#[tokio::test]
async fn exactly_one_of_many_racing_creations_wins() {
    let (_folder, running) = with_bucket().await;
    for size in [10, 100_000] {
        let racers = (0..16_u8).map(|racer| {
            let path = format!("/bucket/raced-{size}");
            let call = running.client.put(&path).header("if-none-match", "*");
            tokio::spawn(call.body(vec![racer; size]).answer())
        });
        let mut won = Vec::new();
        for (racer, answer) in racers.collect::<Vec<_>>().into_iter().enumerate() {
            let answer = answer.await.unwrap();
            match answer.status.as_u16() {
                200 => won.push(racer),
                _ => drop(answer.refused(412, "PreconditionFailed")),
            }
        }
        let stored = running.client.get(&format!("/bucket/raced-{size}")).ok().await;
        assert_eq!(won.len(), 1);
        assert!(stored.body.len() == size && stored.body.iter().all(|b| usize::from(*b) == won[0]));
    }
    running.stop().await;
}

#[tokio::test]
async fn conditions_are_checked_on_writes_and_reads() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    let etag = client.put("/bucket/o").body("one").ok().await.header("etag").to_owned();
    let other = "\"00000000000000000000000000000000\"";
    let put =
        |name: &str, value: &str, path: &str| client.put(path).header(name, value).body("two");
    put("if-match", other, "/bucket/o").answer().await.refused(412, "PreconditionFailed");
    put("if-match", &etag, "/bucket/none").answer().await.refused(404, "NoSuchKey");
    put("if-none-match", "*", "/bucket/o").answer().await.refused(412, "PreconditionFailed");
    assert_eq!(client.get("/bucket/o").ok().await.text(), "one");

    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    let future = "Wed, 21 Oct 2099 07:28:00 GMT";
    let get = |name: &str, value: &str| client.get("/bucket/o").header(name, value);
    get("if-match", &etag).ok().await;
    get("if-match", etag.trim_matches('"')).ok().await;
    get("if-match", other).answer().await.refused(412, "PreconditionFailed");
    get("if-none-match", other).ok().await;
    get("if-modified-since", past).ok().await;
    get("if-unmodified-since", future).ok().await;
    get("if-unmodified-since", past).answer().await.refused(412, "PreconditionFailed");
    get("if-unmodified-since", past).header("if-match", &etag).ok().await;
    for (name, value) in [("if-none-match", etag.as_str()), ("if-modified-since", future)] {
        let unchanged = get(name, value).answer().await.expect(304);
        assert_eq!((unchanged.header("etag"), unchanged.body.len()), (etag.as_str(), 0));
        assert!(!unchanged.header("last-modified").is_empty());
    }
    let modified = client.head("/bucket/o").ok().await.header("last-modified").to_owned();
    get("if-modified-since", &modified).answer().await.expect(304);
    get("if-unmodified-since", &modified).ok().await;

    put("if-match", &etag, "/bucket/o").ok().await;
    assert_eq!(client.get("/bucket/o").ok().await.text(), "two");
    let delete = client.delete("/bucket/o").header("if-match", &etag);
    delete.answer().await.refused(412, "PreconditionFailed");
    running.stop().await;
}

#[tokio::test]
async fn ranges_give_exactly_their_bytes() {
    let (_folder, running) = with_bucket().await;
    for size in [1_000_u32, 300_000] {
        let body: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
        let path = format!("/bucket/{size}");
        running.client.put(&path).body(body.clone()).ok().await;
        let size = size as usize;
        let spans = [
            ("bytes=0-0".to_owned(), 0..1),
            ("bytes=10-19".to_owned(), 10..20),
            (format!("bytes={}-", size - 7), size - 7..size),
            ("bytes=-5".to_owned(), size - 5..size),
            (format!("bytes=5-{}", size * 2), 5..size),
            (format!("bytes=-{}", size * 2), 0..size),
        ];
        for (range, span) in spans {
            let got = running.client.get(&path).header("range", &range).answer().await.expect(206);
            assert_eq!(got.body, body[span.clone()], "{range}");
            let told = format!("bytes {}-{}/{size}", span.start, span.end - 1);
            assert_eq!(got.header("content-range"), told);
            let head =
                running.client.head(&path).header("range", &range).answer().await.expect(206);
            assert_eq!(head.header("content-length"), span.len().to_string());
        }
        let beyond = running.client.get(&path).header("range", &format!("bytes={size}-"));
        beyond.answer().await.refused(416, "InvalidRange");
    }
    running.stop().await;
}

#[tokio::test]
async fn the_conditions_on_a_copy_are_kept_at_its_target() {
    let (_folder, running) = with_bucket().await;
    let put = running.client.put("/bucket/o").body("first").ok().await;
    let copy = || running.client.put("/bucket/copy").header("x-amz-copy-source", "bucket/o");
    copy().header("if-none-match", "*").ok().await;
    copy().header("if-none-match", "*").answer().await.refused(412, "PreconditionFailed");
    copy().header("if-match", "\"another\"").answer().await.refused(412, "PreconditionFailed");
    copy().header("if-match", put.header("etag")).ok().await;
    copy().header("if-match", "a\"b").answer().await.refused(400, "InvalidArgument");
    running.stop().await;
}
