//! What is stored beside the bytes, tags, counts, and emptying, as people use them through the API.

use http::Method;
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Answer, Browser, encode};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

fn at(what: &str, key: &str) -> String {
    format!("{BUCKET}/{what}?key={}", encode(key))
}

async fn put_json(browser: &Browser, path: &str, body: Value) -> Answer {
    let headers = [("content-type", "application/json")];
    browser.send(Method::PUT, path, &headers, body.to_string()).await
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn what_is_stored_beside_the_bytes_is_edited_and_copied_along() {
    let house = House::start().await;
    let alice = house.alice().await;
    let key = "2026/ventes é+%.csv";
    alice.put(&at("objects", key), "a;b\n").await.expect(201);
    put_json(&alice, &at("tags", key), json!({ "tags": { "projet": "Énergie" } }))
        .await
        .expect(200);
    let seen = alice.get(&at("details", key)).await.expect(200).json();
    let wanted = json!({
        "content_type": "text/csv; charset=utf-8",
        "cache_control": "max-age=60",
        "content_disposition": "attachment; filename=\"a.csv\"",
        "content_language": "fr",
        "content_encoding": "",
        "metadata": { "Auteur": "Élodie O'Neil-Côté", "source": "sonde 漢" },
        "etag": seen["etag"],
    });
    let edited = put_json(&alice, &at("details", key), wanted.clone()).await.expect(200).json();
    for name in ["content_type", "cache_control", "content_disposition", "content_language"] {
        assert_eq!(edited[name], wanted[name], "{name}");
    }
    assert_eq!(edited["content_encoding"], Value::Null);
    let metadata = json!({ "auteur": "Élodie O'Neil-Côté", "source": "sonde 漢" });
    assert_eq!((&edited["metadata"], &edited["size"]), (&metadata, &json!(4)));
    assert_eq!(alice.get(&at("objects", key)).await.expect(200).text(), "a;b\n");

    let copy = |instance: &str, target: &str| {
        let place = |instance: &str| json!({ "instance": instance, "bucket": "alice.tremblay" });
        json!({ "source": place("minimal"), "target": place(instance),
            "objects": [{ "key": key, "target_key": target }] })
    };
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    for instance in ["minimal", "pachyderm"] {
        alice.post("/api/copies", &copy(instance, "copy.csv")).await.expect(200);
        let bucket = format!("/api/instances/{instance}/buckets/alice.tremblay");
        let copied = alice.get(&format!("{bucket}/details?key=copy.csv")).await.expect(200).json();
        for name in ["content_type", "cache_control", "content_language", "metadata", "etag"] {
            assert_eq!(copied[name], edited[name], "{instance} {name}");
        }
        let tags = alice.get(&format!("{bucket}/tags?key=copy.csv")).await.expect(200).json();
        assert_eq!(tags, json!({ "tags": { "projet": "Énergie" } }));
    }
}

#[tokio::test]
async fn an_edit_of_what_changed_or_cannot_be_stored_is_refused() {
    let house = House::start().await;
    let alice = house.alice().await;
    alice.put(&at("objects", "a"), "a").await.expect(201);
    let edit = async |body: Value| put_json(&alice, &at("details", "a"), body).await;
    edit(json!({ "etag": "0".repeat(32) })).await.expect_problem(412, "precondition");
    edit(json!({ "cache_control": "a\nb" })).await.expect_problem(400, "malformed");
    edit(json!({ "metadata": { "a b": "c" } })).await.expect_problem(400, "malformed");
    edit(json!({ "metadata": { "a": "x".repeat(2048) } })).await.expect_problem(400, "malformed");
    let missing = put_json(&alice, &at("details", "b"), json!({})).await;
    missing.expect_problem(404, "no-such-object");
    let details = alice.get(&at("details", "a")).await.expect(200).json();
    assert_eq!(details["content_type"], "application/octet-stream");
}

#[tokio::test]
async fn tags_are_shown_replaced_and_held_to_their_limits() {
    let house = House::start().await;
    let alice = house.alice().await;
    alice.put(&at("objects", "a"), "a").await.expect(201);
    let tags = at("tags", "a");
    assert_eq!(alice.get(&tags).await.expect(200).json(), json!({ "tags": {} }));
    let wanted = json!({ "tags": { "équipe": "données & <eau>", "vide": "" } });
    assert_eq!(put_json(&alice, &tags, wanted.clone()).await.expect(200).json(), wanted);
    assert_eq!(alice.get(&tags).await.expect(200).json(), wanted);
    let many: serde_json::Map<String, Value> =
        (0..11).map(|number| (number.to_string(), json!("a"))).collect();
    for refused in [json!(many), json!({ "": "a" }), json!({ "a": "b".repeat(257) })] {
        let answer = put_json(&alice, &tags, json!({ "tags": refused })).await;
        answer.expect_problem(400, "malformed");
    }
    assert_eq!(alice.get(&tags).await.expect(200).json(), wanted);
    put_json(&alice, &tags, json!({ "tags": {} })).await.expect(200);
    assert_eq!(alice.get(&tags).await.expect(200).json(), json!({ "tags": {} }));
    alice.get(&at("tags", "b")).await.expect_problem(404, "no-such-object");
}

#[tokio::test]
async fn a_folder_is_counted_line_by_line() {
    let house = House::start().await;
    let alice = house.alice().await;
    let objects = (0..2100).map(|number| (format!("many/{number:04}"), "four".into()));
    house.minimal.store.seed("alice.tremblay", objects).await.unwrap();
    alice.put(&at("objects", "other"), "elsewhere").await.expect(201);
    let answer = alice.get(&format!("{BUCKET}/summary?prefix=many%2F")).await.expect(200);
    let told = lines(&answer);
    let line = |objects: u64, complete: bool| json!({ "objects": objects, "bytes": objects * 4, "complete": complete });
    assert_eq!(told, [line(1000, false), line(2000, false), line(2100, true)]);
    let nothing = alice.get(&format!("{BUCKET}/summary?prefix=none%2F")).await.expect(200);
    assert_eq!(lines(&nothing), [line(0, true)]);
    let whole = lines(&alice.get(&format!("{BUCKET}/summary")).await.expect(200));
    assert_eq!(whole.last().unwrap()["objects"], 2101);
}

#[tokio::test]
async fn a_bucket_is_emptied_of_everything_and_then_deleted() {
    let house = House::start().await;
    let alice = house.alice().await;
    let objects = (0..1500).map(|number| (format!("many/{number:04}"), "four".into()));
    house.minimal.store.seed("alice.tremblay", objects).await.unwrap();
    alice.put(&at("objects", "line\nbreak"), "a").await.expect(201);
    let upload = alice.post(&at("uploads", "begun"), &json!({})).await.expect(201).json();
    let upload = upload["upload"].as_str().unwrap().to_owned();
    alice.delete(BUCKET).await.expect_problem(409, "bucket-not-empty");

    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let empty = format!("{BUCKET}/empty");
    benoit.post(&empty, &json!({})).await.expect_problem(404, "no-such-bucket");
    let public = "/api/instances/public/buckets/open/empty";
    alice.post(public, &json!({})).await.expect_problem(403, "denied");
    assert_eq!(alice.get(&at("objects", "many/0001")).await.expect(200).text(), "four");

    let told = lines(&alice.post(&empty, &json!({})).await.expect(200));
    assert!(2 < told.len(), "{told:?}");
    assert_eq!(told.last().unwrap(), &json!({ "removed": 1502, "complete": true }));
    let part = format!("{BUCKET}/uploads/parts?key=begun&upload={upload}&part=1");
    alice.put(&part, "late").await.expect_problem(404, "no-such-upload");
    let again = lines(&alice.post(&empty, &json!({})).await.expect(200));
    assert_eq!(again, [json!({ "removed": 0, "complete": true })]);
    alice.delete(BUCKET).await.expect(204);
    alice.post(&empty, &json!({})).await.expect_problem(404, "no-such-bucket");
}
