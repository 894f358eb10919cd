//! Lists of very many objects: each is named once, in order, while the bucket is still being listed.

use http::Method;
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::list;
use crate::house::House;
use crate::support::until;
use crate::synthetic::{Reads, Synthetic};

const OBJECTS: usize = 20_000;
/// As the API says it.
const SUMS_MAX: usize = 10_000;

fn wanted(format: &str, folder: &str) -> Value {
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    let selection = json!({ "place": place, "base": "f/", "prefixes": [folder] });
    json!({ "selection": selection, "format": format })
}

/// What stands between two marks in each line that has both.
fn between<'a>(list: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let inside = |line: &'a str| Some(line.split_once(before)?.1.split_once(after)?.0);
    list.split_inclusive('\n').filter_map(inside).collect()
}

/// The keys in the addresses of a list.
fn addressed(list: &str, after: &str) -> Vec<String> {
    let key = |address: &str| {
        let (_ticket, key) = address.split_once('/').unwrap();
        percent_decode_str(key).decode_utf8().unwrap().into_owned()
    };
    between(list, "/downloads/", after).into_iter().map(key).collect()
}

#[tokio::test]
async fn each_of_twenty_thousand_is_named_once_and_in_order() {
    let house = House::start().await;
    let alice = house.alice().await;
    let keys = (0..OBJECTS).map(|number| format!("f/é={:02}/{number:05} a.csv", number % 19));
    let mut keys: Vec<String> = keys.collect();
    let beside = ["a", "g/b"].map(str::to_owned);
    let objects = keys.iter().chain(&beside).map(|key| (key.clone(), "four".into()));
    house.minimal.store.seed("alice.tremblay", objects).await.unwrap();
    keys.sort();
    let names: Vec<&str> = keys.iter().map(|key| &key[2..]).collect();

    let urls = list(&alice, &wanted("urls", "f/")).await;
    assert_eq!(urls.lines().count(), OBJECTS);
    assert_eq!(addressed(&urls, "\n"), keys);
    let aria2 = list(&alice, &wanted("aria2", "f/")).await;
    assert_eq!(addressed(&aria2, "\n"), keys);
    assert_eq!(between(&aria2, "  out=", "\n"), names);
    let rclone = list(&alice, &wanted("rclone", "f/")).await;
    assert_eq!(addressed(&rclone, "' './"), keys);
    assert_eq!(between(&rclone, "' './", "' ||"), names);
    let aws = list(&alice, &wanted("aws", "f/")).await;
    assert_eq!(between(&aws, "'s3://alice.tremblay/", "' './"), keys);
    assert_eq!(between(&aws, "' './", "' ||"), names);
    for script in [&rclone, &aws] {
        assert!(script.ends_with("failed=1\nexit \"$failed\"\n"), "it was not written to its end");
    }
    let folder = "f/é=03/";
    let sums = list(&alice, &wanted("sha256sums", folder)).await;
    let of_folder: Vec<&str> =
        keys.iter().filter(|key| key.starts_with(folder)).map(|key| &key[2..]).collect();
    assert!(1000 < of_folder.len());
    assert_eq!(between(&sums, "# ? ", "\n"), of_folder);
}

#[tokio::test]
async fn a_list_begins_while_the_bucket_is_listed_and_ends_when_nobody_reads() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..4000 {
        storage.add(format!("f/{number:04}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    storage.get_stuck();
    let headers = [("content-type", "application/json")];
    let body = wanted("urls", "f/").to_string();
    let answer = alice.send(Method::POST, "/api/manifests", &headers, "{}").await;
    answer.expect_problem(400, "malformed");
    let ours = [("sec-fetch-site", "same-origin"), ("x-cellier-request", "1"), headers[0]];
    let answer = alice.open(Method::POST, "/api/manifests", &ours, body).await.unwrap();
    let mut body = answer.into_body();
    let mut begun = Vec::new();
    while memchr::memchr_iter(b'\n', &begun).count() < 1000 {
        begun.extend(body.frame().await.unwrap().unwrap().into_data().unwrap());
    }
    let keys = addressed(&String::from_utf8(begun).unwrap(), "\n");
    let expected = (0..1000).map(|number| format!("f/{number:04}"));
    assert_eq!(keys, expected.collect::<Vec<_>>());
    // The first page to look whether it can be listed, the first again, and the one that does not come.
    until("the next page is asked for", async || storage.listed() == (3, 0)).await;
    drop(body);
    until("nobody waits for it any more", async || storage.listed() == (3, 1)).await;
}

#[tokio::test]
async fn more_digests_than_a_list_holds_are_refused_before_any_is_asked_for() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    storage.add("f/", 0, Reads::Well);
    storage.add("f/1/", 0, Reads::Well);
    for number in 0..=SUMS_MAX {
        storage.add(format!("f/1/{number:05}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let refused = alice.post("/api/manifests", &wanted("sha256sums", "f/")).await;
    refused.expect_problem(413, "too-large");
    assert!(refused.json()["title"].as_str().unwrap().contains("10000"), "{}", refused.text());
    let recorded = async || {
        let page = alice.get("/api/activity?act=make-list").await.expect(200).json();
        page["entries"][0]["refusal"] == "too-large"
    };
    until("the refusal is recorded", recorded).await;
    // Of the other kinds that is no limit.
    let urls = list(&alice, &wanted("urls", "f/")).await;
    assert_eq!(urls.lines().count(), SUMS_MAX + 1);
}
