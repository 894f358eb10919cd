//! How a folder travels.

use std::io::Read as _;

use flate2::read::GzDecoder;
use http::Method;
use serde_json::{Value, json};

use crate::house::House;
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

fn keys(folder: &Value) -> Vec<&str> {
    let entries = folder["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["key"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_prefix_that_ends_inside_a_name_finds_what_begins_so() {
    let house = House::start().await;
    let alice = house.alice().await;
    let few = ["folder/zeal", "folder/zebra", "folder/zebu/a", "folder/zebu/b/c", "folder/zoo"];
    let beside = ["Folder/zebra", "folder/Zebra", "folder", "folderzeb", "folders/zebra", "zebra"];
    let many = (0..1_500).map(|number| format!("folder/zebroid-{number:04}"));
    let all: Vec<String> =
        few.into_iter().chain(beside).map(str::to_owned).chain(many.clone()).collect();
    let objects = all.iter().map(|key| (key.clone(), "a".into()));
    house.minimal.store.seed("alice.tremblay", objects).await.unwrap();
    let page = async |prefix: &str, rest: &str| {
        let path = format!(
            "/api/instances/minimal/buckets/alice.tremblay/listing?prefix={}{rest}",
            encode(prefix)
        );
        alice.get(&path).await.expect(200).json()
    };
    let check = async |prefix: &str, rest: &str, expected: &[&str]| {
        let folder = page(prefix, rest).await;
        assert_eq!((&folder["prefix"], &folder["next"]), (&json!(prefix), &Value::Null));
        assert_eq!(keys(&folder), expected, "{prefix:?}");
    };
    check("folder/zebu", "", &["folder/zebu/"]).await;
    check("folder/zebu", "&recursive=true", &few[2..4]).await;
    check("folder/zo", "", &["folder/zoo"]).await;
    check("folder/zeal", "", &["folder/zeal"]).await;
    check("folder/zebu/b", "", &["folder/zebu/b/"]).await;
    check("folder/zebus", "", &[]).await;
    check("folders", "", &["folders/"]).await;
    check("Fold", "", &["Folder/"]).await;
    check("z", "", &["zebra"]).await;

    // More than a page of them: those before, those that are many, and the folder after.
    let first = page("folder/zeb", "").await;
    let next = encode(first["next"].as_str().unwrap());
    let second = page("folder/zeb", &format!("&token={next}")).await;
    assert_eq!(second["next"], Value::Null);
    let mut expected: Vec<String> = many.collect();
    expected.insert(0, "folder/zebra".to_owned());
    expected.push("folder/zebu/".to_owned());
    assert_eq!([keys(&first), keys(&second)].concat(), expected);
}

#[tokio::test]
async fn whoever_was_given_a_folder_looks_for_names_in_it_and_not_across_its_edge() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let bucket = "/api/instances/minimal/buckets/alice.tremblay";
    for key in ["fold", "folder/zebra", "folder/zebu/a", "folder/ant", "folder2/zebra", "zebra"] {
        alice.put(&format!("{bucket}/objects?key={}", encode(key)), "a").await.expect(201);
    }
    let benoit = gateway.as_person("benoit.gagnon").await;
    let to = json!({ "kind": "person", "handle": "benoit.gagnon" });
    let grant = json!({ "instance": "minimal", "bucket": "alice.tremblay", "prefix": "folder/",
        "to": to, "role": "viewer" });
    alice.post("/api/grants", &grant).await.expect(201);
    let listing = |prefix: &str| format!("{bucket}/listing?prefix={}", encode(prefix));
    for (prefix, expected) in [
        ("folder/zeb", &["folder/zebra", "folder/zebu/"][..]),
        ("folder/zebu", &["folder/zebu/"]),
        ("folder/zebra", &["folder/zebra"]),
        ("folder/zo", &[]),
        ("folder/", &["folder/ant", "folder/zebra", "folder/zebu/"]),
    ] {
        let folder = benoit.get(&listing(prefix)).await.expect(200).json();
        assert_eq!(keys(&folder), expected, "{prefix:?}");
        assert_eq!(folder["rights"], json!(["read"]), "{prefix:?}");
    }
    for prefix in ["fold", "folder", "f", "", "folder2/zeb", "folder2", "zeb", "Folder/zeb"] {
        let inside = benoit.get(&listing(prefix)).await;
        inside.expect_problem(404, "no-such-bucket");
        let recursive = format!("{}&recursive=true", listing(prefix));
        benoit.get(&recursive).await.expect_problem(404, "no-such-bucket");
        gateway.anonymous().get(&recursive).await.expect_problem(401, "not-signed-in");
    }
    // What a path would resolve is a name like any other.
    for prefix in ["folder/../zeb", "folder/./zeb"] {
        assert_eq!(benoit.get(&listing(prefix)).await.expect(200).json()["entries"], json!([]));
    }
    benoit.get(&listing("/folder/zeb")).await.expect_problem(404, "no-such-bucket");
}
