//! What went wrong elsewhere (`tests/known_faults.md`): the tests that no other place has, and that all of them are there.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt as _, stream};
use http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::House;
use crate::s3::program::program_with_bucket;
use crate::support::{Browser, Gateway};

#[test]
fn every_test_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("tests/known_faults.md")).unwrap();
    let mut sources = String::new();
    let mut folders: Vec<PathBuf> =
        vec![root.join("src"), root.join("tests"), root.join("embedded")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let named =
        text.split('`').skip(1).step_by(2).filter(|word| word.contains('_') && !word.contains('/'));
    let missing: Vec<_> = named.filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(text.lines().filter(|line| line.starts_with("| ")).count() > 20);
}

/// What proxies write for the servers behind them, and what servers keep for themselves.
const CLAIMS: [(&str, &str); 14] = [
    ("x-forwarded-host", "evil.test"),
    ("x-forwarded-proto", "gopher"),
    ("x-forwarded-uri", "/livez"),
    ("x-original-url", "/livez"),
    ("x-rewrite-url", "/livez"),
    ("forwarded", "host=evil.test"),
    ("x-remote-user", "alice.tremblay"),
    ("x-auth-request-user", "alice.tremblay"),
    ("x_auth_request_user", "alice.tremblay"),
    ("userid", "alice.tremblay"),
    ("groups", "everybody"),
    ("x-amz-meta-principal", "alice.tremblay"),
    ("x-user", "alice.tremblay"),
    ("x_forwarded_for", "127.0.0.1"),
];

#[tokio::test]
async fn what_a_request_says_of_hosts_and_people_is_not_believed() {
    let house = House::start().await;
    let alice = house.alice().await;
    let stranger = house.anonymous();
    let place = stranger.get("/auth/sign-in").await.header("location").to_owned();
    for claim in CLAIMS {
        let said = stranger.send(Method::GET, "/auth/sign-in", &[claim], "").await;
        let (to, before) = (said.header("location"), &place);
        assert_eq!(to.split('?').next(), before.split('?').next(), "{claim:?}");
        assert!(to.contains("redirect_uri=http%3A%2F%2F127.0.0.1") && !to.contains("evil"), "{to}");
        let session = stranger.send(Method::GET, "/api/session", &[claim], "").await.expect(200);
        assert_eq!(session.json()["person"], json!(null), "{claim:?}");
        let mine = "/api/instances/minimal/buckets/alice.tremblay/listing";
        stranger.send(Method::GET, mine, &[claim], "").await.expect_problem(401, "not-signed-in");
    }
    alice.get("/api/session").await.expect(200);
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let benoit = program_with_bucket(&gateway, "benoit.gagnon").await;
    alice.put("/alice.tremblay/secret", "secret").await.expect(200);
    for claim in CLAIMS {
        let asked = benoit.ask("GET", "/alice.tremblay/secret", &[claim], "").await;
        asked.expect_code(403, "AccessDenied");
        let asked = benoit.anonymously("GET", "/alice.tremblay/secret", &[claim]).await;
        assert!(asked.status.is_client_error(), "{claim:?} {asked:?}");
    }
}

#[tokio::test]
async fn whoever_asks_sts_without_end_is_throttled() {
    let house = House::configured(|config| config.sts.per_minute = 10).await;
    let s3 = Browser::of(&house.s3);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let wish = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=nightly\
                &RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fminimal&WebIdentityToken=a.b.c";
    let mut told = Vec::new();
    for _ in 0..40 {
        let answer = s3.send_raw(Method::POST, "/", &form, wish.to_owned()).await;
        told.push(answer.text().contains("<Code>Throttling</Code>"));
    }
    assert!(!told[0] && told[39], "{told:?}");
    // Programs with keys of their own are counted apart.
    let stranger = s3.get("/nobody/a").await;
    assert!(!stranger.text().contains("Throttling"), "{stranger:?}");
}

/// Sends bytes as they are; answers the status, 0 where nothing was said: the connection was closed, or more is waited for.
async fn status(address: &str, request: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let limit = std::time::Duration::from_secs(2);
    let _ = tokio::time::timeout(limit, stream.read_to_end(&mut answer)).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text)
}

#[tokio::test]
async fn no_odd_request_is_a_fault_of_ours() {
    let house = House::start().await;
    let long = format!("/bucket/{}", "a".repeat(20_000));
    let targets = [
        "/",
        "//",
        "///",
        "*",
        "?",
        "/?",
        "/%",
        "/%00",
        "/%2f",
        "/%2F%2e%2e%2F",
        "/..",
        "/../../etc/passwd",
        "/bucket/%ff",
        "/bucket?uploads&uploads",
        "/bucket?\u{1}",
        "/bucket/key#fragment",
        "/bucket/key?%",
        "/\u{e9}",
        "http://evil.test/bucket",
        "http:///bucket",
        "evil.test:80",
        "/bucket?location=%0d%0aset-cookie:a=b",
        &long,
    ];
    let odd = [
        "",
        "x-amz-copy-source: \r\n",
        "x-amz-copy-source: /\r\n",
        "x-amz-copy-source: %\r\n",
        "origin: https://a\r\naccess-control-request-method: PUT\r\naccess-control-request-headers: a\u{b}b\r\n",
        "authorization: AWS4-HMAC-SHA256\r\n",
        "authorization: AWS a:b\r\n",
        "authorization: \r\n",
        "content-length: -1\r\n",
        "content-length: 1\r\ncontent-length: 2\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
        "transfer-encoding: gzip\r\n",
        "range: bytes=9999999999999999999999-\r\n",
        "expect: 200-maybe\r\n",
        "x-amz-date: \r\n",
    ];
    let mut requests: Vec<String> = vec![
        "GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
    ];
    for method in ["GET", "HEAD", "PUT", "OPTIONS", "CONNECT", "BREW"] {
        let line = |target: &str, headers: &str| {
            format!("{method} {target} HTTP/1.1\r\nhost: a\r\n{headers}connection: close\r\n\r\n")
        };
        requests.extend(targets.iter().map(|target| line(target, "")));
        requests.extend(odd.iter().map(|headers| line("/bucket/key", headers)));
    }
    for origin in [&house.portal, &house.s3, &house.ops] {
        let address = origin.trim_start_matches("http://");
        let asked = stream::iter(&requests).map(|request| check(address, request));
        asked.buffer_unordered(64).collect::<Vec<()>>().await;
    }
    let alice = house.alice().await;
    alice.get("/api/session").await.expect(200);
}

async fn check(address: &str, request: &str) {
    let (status, answer) = status(address, request.as_bytes()).await;
    assert!(status < 500 || status == 501, "{request:?}\n{answer}");
    assert!(!answer.to_ascii_lowercase().contains("\r\nset-cookie: a=b"), "{request:?}\n{answer}");
}
