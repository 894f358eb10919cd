//! What people make public: exactly that is open to everybody, everywhere, until it is taken back.

mod giving;

use http::Method;
use serde_json::{Value, json};

use crate::house::House;
use crate::s3::program::{Grant, Program, elements, program};
use crate::support::{Answer, Browser, Gateway, encode};

const BUCKET: &str = "/api/instances/pachyderm/buckets/alice.tremblay";

const KEYS: [&str; 5] =
    ["data/README.md", "data/a.csv", "data/deep/b.txt", "data2/c.txt", "top.txt"];

fn object(key: &str) -> String {
    format!("{BUCKET}/objects?key={}", encode(key))
}

fn review(prefix: &str) -> String {
    format!("{BUCKET}/publication?prefix={}", encode(prefix))
}

fn wanted(prefix: &str, confirmation: &str) -> Value {
    let place = ("pachyderm", "alice.tremblay");
    json!({ "instance": place.0, "bucket": place.1, "prefix": prefix, "confirmation": confirmation })
}

async fn publish(browser: &Browser, prefix: &str, confirmation: &str) -> Answer {
    browser.post("/api/publications", &wanted(prefix, confirmation)).await
}

/// Alice has two folders that look alike, and something at the top.
async fn alice_with_folders(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    for key in KEYS {
        let body = if key.ends_with("README.md") { "# Read **me**" } else { key };
        alice.put(&object(key), body).await.expect(201);
    }
    alice
}

/// The number of `data/`, made public.
async fn published(alice: &Browser) -> i64 {
    publish(alice, "data/", "data").await.expect(201).json()["id"].as_i64().unwrap()
}

async fn programs(gateway: &Gateway) -> Program {
    program(gateway, "alice.tremblay", "pachyderm", Grant::default()).await
}

#[tokio::test]
async fn a_published_folder_is_a_dataset_and_nothing_beside_it_is() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    published(&alice).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    // The owner sees by these addresses what everybody does.
    for reader in [&gateway.anonymous(), &benoit, &alice] {
        let listed = reader.get("/api/datasets").await.expect(200).json();
        let own = json!({ "instance": "pachyderm", "bucket": "alice.tremblay", "prefix": "data/" });
        assert!(listed["datasets"].as_array().unwrap().contains(&own), "{listed}");
        let folder = "/api/datasets/alice.tremblay/listing?prefix=data%2F";
        let folder = reader.get(folder).await.expect(200).json();
        let keys: Vec<&str> = folder["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, ["data/README.md", "data/a.csv", "data/deep/"]);
        assert_eq!(folder["root"], "data/");
        let readme = "/api/datasets/alice.tremblay/readme?prefix=data%2F";
        let readme = reader.get(readme).await.expect(200).json();
        assert!(readme["html"].as_str().unwrap().contains("<strong>me</strong>"), "{readme}");
        for closed in ["", "d", "data", "data2/", "dat"] {
            for what in ["listing", "readme"] {
                let path = format!("/api/datasets/alice.tremblay/{what}?prefix={}", encode(closed));
                reader.get(&path).await.expect_problem(404, "no-such-bucket");
            }
        }
        for closed in ["data2/c.txt", "top.txt", "data", "../data/a.csv"] {
            let file = format!("/public/alice.tremblay/{closed}");
            reader.get(&file).await.expect_problem(404, "no-such-bucket");
        }
        let dotted = reader.get("/public/alice.tremblay/data/../top.txt").await;
        assert!(dotted.status.is_client_error(), "{}", dotted.status);
        let rendering = "/api/datasets/alice.tremblay/rendering?key=top.txt";
        reader.get(rendering).await.expect_problem(404, "no-such-bucket");
    }
    let file = gateway.anonymous();
    let headers = [("range", "bytes=0-3"), ("origin", "https://example.org")];
    let file = file.send_raw(Method::GET, "/public/alice.tremblay/data/a.csv", &headers, "").await;
    let file = file.expect(206);
    assert_eq!((file.text().as_str(), file.header("access-control-allow-origin")), ("data", "*"));
    // No copy is used without asking: it may be taken back at any moment.
    assert_eq!(file.header("cache-control"), "public, no-cache");
}

#[tokio::test]
async fn a_published_folder_is_read_without_script_from_where_it_begins() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    published(&alice).await;
    let stranger = gateway.anonymous();
    let catalogue = stranger.get("/fr/d").await.expect(200).text();
    let link = "href=\"/fr/d/alice.tremblay?prefix=data%2F\"";
    assert!(catalogue.contains(link), "{catalogue}");
    let page = stranger.get("/fr/d/alice.tremblay?prefix=data%2Fdeep%2F").await.expect(200).text();
    assert!(page.contains("/public/alice.tremblay/data/deep/b.txt"), "{page}");
    assert!(page.contains(link) && page.contains("alice.tremblay/data/"), "{page}");
    assert!(!page.contains("href=\"/fr/d/alice.tremblay\""), "{page}");
    for closed in ["", "?prefix=data2%2F", "?prefix=dat"] {
        stranger.get(&format!("/fr/d/alice.tremblay{closed}")).await.expect(404);
    }
}

#[tokio::test]
async fn programs_without_a_key_list_and_read_it_and_nothing_more() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let program = programs(&gateway).await;
    program.put("/alice.tremblay?versioning", VERSIONED).await.expect(200);
    program.put("/alice.tremblay/data/a.csv", "newer").await.expect(200);
    published(&alice).await;
    let list = "/alice.tremblay?list-type=2&prefix=data/";
    let listing = program.anonymously("GET", list, &[]).await.expect(200).text();
    assert_eq!(elements(&listing, "Key").len(), 3, "{listing}");
    let read = program.anonymously("GET", "/alice.tremblay/data/a.csv", &[]).await;
    assert_eq!(read.expect(200).text(), "newer");
    program.anonymously("HEAD", "/alice.tremblay/data/a.csv", &[]).await.expect(200);
    for (method, target) in [
        ("GET", "/alice.tremblay"),
        ("GET", "/alice.tremblay?list-type=2"),
        ("GET", "/alice.tremblay?list-type=2&prefix=data"),
        ("GET", "/alice.tremblay?list-type=2&prefix=data2/"),
        ("GET", "/alice.tremblay?versions&prefix=data/"),
        ("GET", "/alice.tremblay?uploads&prefix=data/"),
        ("GET", "/alice.tremblay?versioning"),
        ("GET", "/alice.tremblay/data2/c.txt"),
        ("GET", "/alice.tremblay/top.txt"),
        ("GET", "/alice.tremblay/data/a.csv?versionId=null"),
        ("GET", "/alice.tremblay/data/a.csv?tagging"),
        ("GET", "/alice.tremblay/data/a.csv?attributes"),
        ("PUT", "/alice.tremblay/data/new"),
        ("DELETE", "/alice.tremblay/data/a.csv"),
        ("POST", "/alice.tremblay/data/a.csv?uploads"),
    ] {
        let answer = program.anonymously(method, target, &[]).await;
        answer.expect_code(403, "AccessDenied");
    }
}

const VERSIONED: &str = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
    <Status>Enabled</Status></VersioningConfiguration>";

#[tokio::test]
async fn what_is_taken_back_is_gone_everywhere_at_once() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let id = published(&alice).await;
    let (stranger, program) = (gateway.anonymous(), programs(&gateway).await);
    let file = "/public/alice.tremblay/data/a.csv";
    let etag = stranger.get(file).await.expect(200).header("etag").to_owned();
    let known = [("if-none-match", etag.as_str())];
    stranger.send_raw(Method::GET, file, &known, "").await.expect(304);
    // Prepared while it was public.
    let place = json!({ "bucket": "alice.tremblay" });
    let selection = json!({ "place": place, "base": "data/", "prefixes": ["data/"] });
    let archive = stranger.post("/api/archives", &json!({ "selection": selection })).await;
    let archive = archive.expect(201).json()["url"].as_str().unwrap().to_owned();
    let beside = json!({ "place": place, "base": "", "prefixes": ["data2/"] });
    let refused = stranger.post("/api/archives", &json!({ "selection": beside })).await;
    refused.expect_problem(404, "no-such-bucket");

    alice.delete(&format!("/api/grants/{id}")).await.expect(204);
    stranger.send_raw(Method::GET, file, &known, "").await.expect_problem(404, "no-such-bucket");
    stranger.send_raw(Method::HEAD, file, &[], "").await.expect(404);
    for path in
        ["listing?prefix=data%2F", "readme?prefix=data%2F", "rendering?key=data%2FREADME.md"]
    {
        let path = format!("/api/datasets/alice.tremblay/{path}");
        stranger.get(&path).await.expect_problem(404, "no-such-bucket");
    }
    stranger.get("/en/d/alice.tremblay?prefix=data%2F").await.expect(404);
    assert!(!stranger.get("/en/d").await.expect(200).text().contains("alice.tremblay"));
    for target in ["/alice.tremblay?list-type=2&prefix=data/", "/alice.tremblay/data/a.csv"] {
        program.anonymously("GET", target, &[]).await.expect_code(404, "NoSuchBucket");
    }
    let taken_out = stranger.get(&archive).await;
    let text = String::from_utf8_lossy(&taken_out.body).into_owned();
    assert!(!text.contains("data/a.csv\n") && !text.contains("Read **me**"), "{text}");
    // And it may be made public anew.
    published(&alice).await;
    stranger.get(file).await.expect(200);
}

#[tokio::test]
async fn behind_a_shut_door_only_those_who_signed_in_read_it() {
    let house = House::configured(|config| {
        config.anonymous_access = false;
        config.instances[0].publishing = true;
    })
    .await;
    let alice = house.alice().await;
    let object = "/api/instances/minimal/buckets/alice.tremblay/objects?key=data%2Fa.txt";
    alice.put(object, "published").await.expect(201);
    let wanted = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefix": "data/", "confirmation": "data",
    });
    alice.post("/api/publications", &wanted).await.expect(201);
    let (stranger, benoit) = (house.anonymous(), house.anonymous());
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let listing = "/api/datasets/alice.tremblay/listing?prefix=data%2F";
    for path in ["/public/alice.tremblay/data/a.txt", listing] {
        stranger.get(path).await.expect_problem(401, "not-signed-in");
        benoit.get(path).await.expect(200);
    }
    let file = benoit.get("/public/alice.tremblay/data/a.txt").await;
    assert_eq!(file.header("cache-control"), "private, no-cache");
    benoit.get("/api/datasets/alice.tremblay/listing").await.expect_problem(404, "no-such-bucket");
}
