//! A bucket searched through the API: everything that matches is told once, honestly, and only to those who may list it.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Answer, Browser, encode, until};
use crate::synthetic::{Reads, Synthetic};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

fn address(terms: &[(&str, &str)]) -> String {
    let terms = terms.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    format!("{BUCKET}/search?{}", terms.collect::<Vec<_>>().join("&"))
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The keys that were found, as often as they were told, and the last line.
fn found(lines: &[Value]) -> (Vec<String>, Value) {
    let entries = lines.iter().filter_map(|line| line["found"].as_array()).flatten();
    let mut keys: Vec<String> =
        entries.map(|entry| entry["key"].as_str().unwrap().to_owned()).collect();
    keys.sort();
    (keys, lines.last().unwrap().clone())
}

async fn search(browser: &Browser, terms: &[(&str, &str)]) -> (Vec<String>, Value) {
    found(&lines(&browser.get(&address(terms)).await.expect(200)))
}

async fn put(browser: &Browser, key: &str, body: impl Into<bytes::Bytes>) {
    let path = format!("{BUCKET}/objects?key={}", encode(key));
    browser.put(&path, body).await.expect(201);
}

#[tokio::test]
async fn what_matches_is_found_however_deep_it_lies_and_however_it_is_written() {
    let house = House::start().await;
    let alice = house.alice().await;
    for key in [
        "a.txt",
        "civil/2025/Naissances é.CSV",
        "civil/2025/e\u{301}te\u{301}/b.parquet",
        "civil/déces/c.parquet",
        "line\nbreak \"x\" <&>.txt",
        "double//slash.txt",
        "../up.txt",
        "naissances/readme.md",
        "漢🎉.txt",
    ] {
        put(&alice, key, "12345").await;
    }
    put(&alice, "civil/vide/", "").await;
    put(&alice, "large.bin", vec![7; 5000]).await;
    let check = async |terms: &[(&str, &str)], expected: &[&str]| {
        let (keys, last) = search(&alice, terms).await;
        assert_eq!(keys, expected, "{terms:?}");
        assert_eq!((&last["complete"], &last["next"]), (&json!(true), &Value::Null), "{terms:?}");
    };
    check(&[("text", "NAISSANCE")], &["civil/2025/Naissances é.CSV", "naissances/"]).await;
    check(&[("text", "naissances/")], &["naissances/readme.md"]).await;
    check(&[("text", "naissances e.csv")], &["civil/2025/Naissances é.CSV"]).await;
    let parquet = ["civil/2025/e\u{301}te\u{301}/b.parquet", "civil/déces/c.parquet"];
    check(&[("glob", "**/*.parquet")], &parquet).await;
    check(&[("glob", "*.parquet")], &parquet).await;
    check(&[("glob", "civil/*/*.parquet")], &parquet[1..]).await;
    check(&[("glob", "civil/*/été/*"), ("kind", "table")], &parquet[..1]).await;
    check(&[("prefix", "civil/"), ("glob", "/*")], &["civil/2025/", "civil/déces/", "civil/vide/"])
        .await;
    check(&[("text", "é"), ("prefix", "civil/2025/é")], &[]).await;
    check(&[("size_min", "1000")], &["large.bin"]).await;
    check(&[("size_max", "10"), ("text", "slash")], &["double//slash.txt"]).await;
    check(&[("text", "\n")], &["line\nbreak \"x\" <&>.txt"]).await;
    check(&[("glob", "*🎉*")], &["漢🎉.txt"]).await;
    check(&[("text", "up"), ("until", "2020-01-01T00:00:00Z")], &[]).await;
    check(&[("text", "up"), ("since", "2020-01-01T00:00:00Z")], &["../up.txt"]).await;
    check(&[("kind", "folder"), ("glob", "*//*")], &[]).await;
    let every = ["../", "civil/", "civil/2025/", "civil/2025/e\u{301}te\u{301}/", "civil/déces/"];
    let every = [&every[..], &["civil/vide/", "double/", "double//", "naissances/"]].concat();
    check(&[("kind", "folder")], &every).await;
    let (_, last) = search(&alice, &[("text", "nothing is called so")]).await;
    assert_eq!((&last["looked_at"], &last["complete"]), (&json!(11), &json!(true)));
    let entry = lines(&alice.get(&address(&[("text", "large")])).await)[0]["found"][0].clone();
    assert_eq!((&entry["size"], &entry["folder"]), (&json!(5000), &Value::Null));
    assert!(entry["modified"].as_str().unwrap().starts_with("20"), "{entry}");
}

#[tokio::test]
async fn twenty_thousand_objects_are_looked_at_once_each_and_what_is_left_is_gone_on_with() {
    let house = House::start().await;
    let alice = house.alice().await;
    let keys = (0..20_000).map(|number| format!("data/part={}/{number:05}.csv", number % 23));
    let keys: Vec<String> = keys.chain((0..30).map(|number| format!("data/z{number}"))).collect();
    let objects = keys.iter().map(|key| (key.clone(), "four".into()));
    house.minimal.store.seed("alice.tremblay", objects).await.unwrap();

    let told = lines(&alice.get(&address(&[("text", "007")])).await.expect(200));
    let (found_once, last) = found(&told);
    let expected: BTreeSet<&String> = keys.iter().filter(|key| key.contains("007")).collect();
    assert_eq!(found_once.iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(found_once.len(), expected.len(), "something was told twice");
    // From any line on, what was not told yet is told.
    let half = told.iter().position(|line| 7000 < line["looked_at"].as_u64().unwrap()).unwrap();
    let (before, at) = found(&told[..=half]);
    let next = at["next"].as_str().unwrap();
    let (after, last_of_rest) = search(&alice, &[("text", "007"), ("next", next)]).await;
    let mut both = [before, after].concat();
    both.sort();
    assert_eq!((&both, &last_of_rest["complete"]), (&found_once, &json!(true)));
    assert_eq!(last["looked_at"], 20_030);
    assert!(20 < told.len(), "it says little of how far it is: {}", told.len());
    let steps = told.iter().map(|line| line["looked_at"].as_u64().unwrap());
    assert!(steps.clone().is_sorted() && steps.clone().all(|step| step <= 20_030));

    // A few at a time, until everything was looked at.
    let mut all = Vec::new();
    let (mut next, mut looked_at, mut rounds) = (None::<String>, 0, 0);
    loop {
        let go_on = next.as_deref().unwrap_or_default();
        let (keys, last) = search(&alice, &[("limit", "700"), ("next", go_on)]).await;
        assert!(keys.len() < 750, "{}", keys.len());
        looked_at += last["looked_at"].as_u64().unwrap();
        all.extend(keys);
        rounds += 1;
        let Some(token) = last["next"].as_str() else {
            break assert_eq!(last["complete"], json!(true));
        };
        assert_eq!(last["stopped"], json!(true));
        next = Some(token.to_owned());
    }
    let folders = (0..23).map(|part| format!("data/part={part}/")).chain(["data/".to_owned()]);
    let expected: BTreeSet<String> = keys.into_iter().chain(folders).collect();
    assert_eq!((all.len(), looked_at), (expected.len(), 20_030));
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), expected);
    assert!(20 < rounds, "{rounds}");
}

#[tokio::test]
async fn folders_are_listed_together_and_no_more_once_nobody_reads() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..4000 {
        storage.add(format!("f{}/{number:04}", number / 500), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    storage.get_stuck();
    let path = address(&[("text", "0007")]);
    let mut body = alice.open(Method::GET, &path, &[], "").await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let first: Value = serde_json::from_slice(&first).unwrap();
    assert_eq!((&first["looked_at"], &first["found"][0]["key"]), (&json!(1000), &json!("f0/0007")));
    // The first page, the folders, and four pages at the same time, which are not answered.
    until("four parts are listed", async || storage.listed() == (6, 0)).await;
    drop(body);
    until("nobody waits for them any more", async || storage.listed() == (6, 4)).await;
}

#[tokio::test]
async fn only_so_many_searches_are_under_way_at_once() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..1001 {
        storage.add(format!("{number:04}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    storage.get_stuck();
    let path = address(&[("text", "x")]);
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(alice.open(Method::GET, &path, &[], "").await.unwrap());
    }
    let refused = alice.get(&path).await;
    refused.expect_problem(429, "slow-down");
    assert!(!refused.header("retry-after").is_empty());
    drop(open);
    let free = async || {
        let answer = alice.open(Method::GET, &path, &[], "").await.unwrap();
        answer.status() == StatusCode::OK
    };
    until("there is room again", free).await;
}

#[tokio::test]
async fn a_storage_that_falls_silent_on_the_way_is_told_and_gone_on_from() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..1500 {
        storage.add(format!("{number:04}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    storage.get_stuck();
    let (keys, last) = search(&alice, &[("text", "14")]).await;
    assert_eq!(last["problem"]["type"], "/problems/upstream-unreachable", "{last}");
    assert_eq!(last["complete"], Value::Null);
    let again = Synthetic::default();
    for number in 0..1500 {
        again.add(format!("{number:04}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(again.router()).await;
    let next = last["next"].as_str().unwrap();
    let (rest, last) = search(&alice, &[("text", "14"), ("next", next)]).await;
    assert_eq!((&last["complete"], &last["looked_at"]), (&json!(true), &json!(500)));
    let expected = (0..1500).map(|number| format!("{number:04}")).filter(|key| key.contains("14"));
    let mut all = [keys, rest].concat();
    all.sort();
    assert_eq!(all, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_before_anything_is_asked() {
    let house = House::start().await;
    let alice = house.alice().await;
    let check = async |terms: &[(&str, &str)]| {
        alice.get(&address(terms)).await.expect_problem(400, "malformed");
    };
    check(&[("glob", "[a")]).await;
    check(&[("glob", "{a,b")]).await;
    check(&[("size_min", "-1")]).await;
    check(&[("size_min", "much")]).await;
    check(&[("since", "yesterday")]).await;
    check(&[("kind", "thing")]).await;
    check(&[("next", "AAAA")]).await;
    alice.get(&address(&[("prefix", &"x".repeat(1025))])).await.expect_problem(422, "key-name");
}

#[tokio::test]
async fn nobody_searches_where_they_may_not_list() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "notes/secret.txt", "1").await;
    put(&alice, "other/secret.txt", "1").await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let everywhere = address(&[("text", "secret")]);
    let in_notes = address(&[("text", "secret"), ("prefix", "notes/")]);
    for path in [&everywhere, &in_notes] {
        benoit.get(path).await.expect_problem(404, "no-such-bucket");
        house.anonymous().get(path).await.expect_problem(401, "not-signed-in");
    }
    // Whoever was given a folder searches that folder, and nothing around it, whatever they say to go on from.
    let to = json!({ "kind": "person", "handle": "benoit.gagnon" });
    let grant = json!({ "instance": "minimal", "bucket": "alice.tremblay", "prefix": "notes/",
        "to": to, "role": "viewer" });
    alice.post("/api/grants", &grant).await.expect(201);
    let (keys, _) = found(&lines(&benoit.get(&in_notes).await.expect(200)));
    assert_eq!(keys, ["notes/secret.txt"]);
    assert!(benoit.get(&everywhere).await.status.is_client_error());
    let beyond = "W3siYSI6Im4ifV0"; // [{"a":"n"}]
    let path = address(&[("prefix", "notes/"), ("next", beyond)]);
    let (keys, last) = found(&lines(&benoit.get(&path).await.expect(200)));
    assert_eq!(
        (keys.as_slice(), &last["looked_at"]),
        (&["notes/secret.txt".to_owned()][..], &json!(1))
    );
}
