//! A folder of ten thousand files.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Browser, encode};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";
const FILES: usize = 10_000;
const PAGE: usize = 1_000;

/// Every page of the folder, as the page of the portal asks for them.
async fn pages(alice: &Browser, recursive: bool) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let query = format!("?prefix=many/&recursive={recursive}&token={}", encode(&token));
        let page: Value = alice.get(&format!("{BUCKET}/listing{query}")).await.expect(200).json();
        let entries = page["entries"].as_array().unwrap();
        pages.push(entries.iter().map(|entry| entry["key"].as_str().unwrap().to_owned()).collect());
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn a_folder_of_ten_thousand_files_is_listed_once_each_and_emptied_by_the_thousand() {
    let house = House::start().await;
    let alice = house.alice().await;
    let keys: Vec<String> = (0..FILES).map(|number| format!("many/{number:05} é+%.txt")).collect();
    let files = keys.iter().map(|key| (key.clone(), Bytes::from_static(b"x")));
    let beside = [("other.txt".to_owned(), Bytes::from_static(b"stays"))];
    house.minimal.store.seed("alice.tremblay", files.chain(beside)).await.unwrap();

    for recursive in [false, true] {
        let pages = pages(&alice, recursive).await;
        assert!(pages.iter().all(|page| page.len() == PAGE), "{}", pages.len());
        assert_eq!(pages.concat(), keys);
    }
    for page in pages(&alice, true).await {
        let delete = json!({ "keys": page });
        let report = alice.post(&format!("{BUCKET}/objects/delete"), &delete).await.expect(200);
        let report = report.json();
        let objects = report["objects"].as_array().unwrap();
        assert_eq!(objects.len(), PAGE);
        assert!(objects.iter().all(|object| object["problem"].is_null()), "{report}");
    }
    let left = alice.get(&format!("{BUCKET}/listing?recursive=true")).await.expect(200).json();
    let left: Vec<_> = left["entries"].as_array().unwrap().iter().map(|e| &e["key"]).collect();
    assert_eq!(left, ["other.txt"]);
}
