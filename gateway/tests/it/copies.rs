//! Copying and moving, as people do it through the API.

use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Browser, encode};

fn place(instance: &str, bucket: &str) -> Value {
    json!({ "instance": instance, "bucket": bucket })
}

fn mine() -> Value {
    place("minimal", "alice.tremblay")
}

/// A request with these pairs of keys.
fn request(source: Value, target: Value, pairs: &[(&str, &str)], fields: Value) -> Value {
    let object = |(from, to): &(&str, &str)| json!({ "key": from, "target_key": to });
    let objects: Vec<Value> = pairs.iter().map(object).collect();
    let mut request = json!({ "source": source, "target": target, "objects": objects });
    request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    request
}

fn moving() -> Value {
    json!({ "remove_source": true })
}

/// What became of each object, in the order asked.
async fn told(browser: &Browser, request: &Value) -> Vec<Value> {
    let answer = browser.post("/api/copies", request).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "no-store");
    let news = answer.text();
    let mut told: Vec<Value> =
        news.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    told.retain(|news| news["outcome"].is_string());
    told.sort_by_key(|news| news["index"].as_u64().unwrap());
    assert_eq!(told.len(), request["objects"].as_array().unwrap().len(), "{news}");
    told
}

async fn outcomes(browser: &Browser, request: &Value) -> Vec<String> {
    let told = told(browser, request).await;
    told.iter().map(|news| news["outcome"].as_str().unwrap().to_owned()).collect()
}

fn object(instance: &str, bucket: &str, key: &str) -> String {
    format!("/api/instances/{instance}/buckets/{bucket}/objects?key={}", encode(key))
}

async fn put(browser: &Browser, key: &str, body: &str) {
    browser.put(&object("minimal", "alice.tremblay", key), body.to_owned()).await.expect(201);
}

async fn read(browser: &Browser, key: &str) -> String {
    browser.get(&object("minimal", "alice.tremblay", key)).await.expect(200).text()
}

async fn keys(browser: &Browser, instance: &str, bucket: &str) -> Vec<String> {
    let path = format!("/api/instances/{instance}/buckets/{bucket}/listing?recursive=true");
    let listing = browser.get(&path).await.expect(200).json();
    let entries = listing["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn objects_are_copied_renamed_and_moved_and_a_move_is_undone_by_a_move_back() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a.txt", "a").await;
    put(&alice, "b.txt", "b").await;
    let copy = request(mine(), mine(), &[("a.txt", "copy.txt")], json!({}));
    let news = told(&alice, &copy).await;
    assert_eq!(news[0]["outcome"], "copied");
    assert_eq!(news[0]["etag"], "0cc175b9c0f1b6a831c399e269772661");
    let there = [("a.txt", "folder/a.txt"), ("b.txt", "folder/b.txt")];
    let away = request(mine(), mine(), &there, moving());
    assert_eq!(outcomes(&alice, &away).await, ["moved", "moved"]);
    let found = keys(&alice, "minimal", "alice.tremblay").await;
    assert_eq!(found, ["copy.txt", "folder/a.txt", "folder/b.txt"]);
    let back = there.map(|(from, to)| (to, from));
    let undo = request(mine(), mine(), &back, moving());
    assert_eq!(outcomes(&alice, &undo).await, ["moved", "moved"]);
    let found = keys(&alice, "minimal", "alice.tremblay").await;
    assert_eq!(found, ["a.txt", "b.txt", "copy.txt"]);
    assert_eq!(read(&alice, "b.txt").await, "b");
}

#[tokio::test]
async fn what_is_in_the_way_is_told_of_or_replaced_as_asked() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a", "new").await;
    put(&alice, "b", "old").await;
    let pairs = [("a", "b"), ("a", "c"), ("a", "a"), ("missing", "d"), ("a", "")];
    let news = told(&alice, &request(mine(), mine(), &pairs, json!({}))).await;
    let check = |index: usize, outcome: &str, kind: &str, subject: &str| {
        let news = &news[index];
        assert_eq!(news["outcome"], outcome, "{news}");
        assert_eq!(news["problem"]["type"].as_str().unwrap_or_default(), kind, "{news}");
        assert_eq!(news["problem"]["subject"].as_str().unwrap_or_default(), subject, "{news}");
    };
    check(0, "failed", "/problems/object-exists", "b");
    check(1, "copied", "", "");
    check(2, "failed", "/problems/same-object", "a");
    check(3, "failed", "/problems/no-such-object", "missing");
    check(4, "failed", "/problems/key-name", "");
    assert_eq!(read(&alice, "b").await, "old");
    let replacing = json!({ "remove_source": true, "collision": "replace" });
    let replace = request(mine(), mine(), &[("a", "b")], replacing);
    assert_eq!(outcomes(&alice, &replace).await, ["moved"]);
    assert_eq!(read(&alice, "b").await, "new");
    assert_eq!(keys(&alice, "minimal", "alice.tremblay").await, ["b", "c"]);
}

#[tokio::test]
async fn what_changed_since_it_was_seen_stays_where_it_is() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a", "now").await;
    let mut request = request(mine(), mine(), &[("a", "b")], moving());
    request["objects"][0]["etag"] = json!("0".repeat(32));
    let news = told(&alice, &request).await;
    assert_eq!(news[0]["outcome"], "failed");
    assert_eq!(news[0]["problem"]["type"], "/problems/precondition");
    assert_eq!(news[0]["problem"]["subject"], "a");
    request["objects"][0]["etag"] = Value::Null;
    request["objects"][0]["size"] = json!(4);
    assert_eq!(outcomes(&alice, &request).await, ["failed"]);
    request["objects"][0]["size"] = json!(3);
    assert_eq!(outcomes(&alice, &request).await, ["moved"]);
}

#[tokio::test]
async fn any_key_is_copied_and_moved_inside_a_storage_and_to_another() {
    let house = House::start().await;
    let alice = house.alice().await;
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    let longest = "é".repeat(512);
    let awkward = [
        "+ % # ? & = é 漢 🎉",
        "a//b",
        "//",
        "/lead",
        "folder/",
        "a/../b",
        "line\nbreak",
        &longest,
    ];
    for key in awkward {
        put(&alice, key, key).await;
    }
    let pairs: Vec<_> = awkward.iter().map(|key| (*key, *key)).collect();
    let other = || place("pachyderm", "alice.tremblay");
    let there = request(mine(), other(), &pairs, moving());
    assert_eq!(outcomes(&alice, &there).await, vec!["moved"; awkward.len()]);
    assert!(keys(&alice, "minimal", "alice.tremblay").await.is_empty());
    for key in awkward {
        let path = object("pachyderm", "alice.tremblay", key);
        assert_eq!(alice.get(&path).await.expect(200).text(), key);
    }
    let back = request(other(), mine(), &pairs, json!({}));
    assert_eq!(outcomes(&alice, &back).await, vec!["copied"; awkward.len()]);
    let targets: Vec<String> = (0..awkward.len()).map(|number| format!("plain {number}")).collect();
    let pairs: Vec<_> = awkward.iter().zip(&targets).map(|(key, to)| (*key, to.as_str())).collect();
    let inside = request(mine(), mine(), &pairs, moving());
    assert_eq!(outcomes(&alice, &inside).await, vec!["moved"; awkward.len()]);
    for (key, target) in pairs {
        assert_eq!(read(&alice, target).await, key);
    }
}

#[tokio::test]
async fn public_data_is_copied_out_and_never_in() {
    let house = House::start().await;
    let alice = house.alice().await;
    let open = || place("public", "open");
    let out = request(open(), mine(), &[("a.txt", "a.txt")], json!({}));
    assert_eq!(outcomes(&alice, &out).await, ["copied"]);
    assert_eq!(read(&alice, "a.txt").await, "for everybody");
    let away = request(open(), mine(), &[("a.txt", "b.txt")], moving());
    alice.post("/api/copies", &away).await.expect_problem(403, "denied");
    let into = request(mine(), open(), &[("a.txt", "b.txt")], json!({}));
    alice.post("/api/copies", &into).await.expect_problem(403, "denied");
    assert_eq!(keys(&alice, "public", "open").await, ["a.txt"]);
}

#[tokio::test]
async fn the_buckets_of_others_are_neither_source_nor_target() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "secret.txt", "secret").await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    for instance in ["minimal", "pachyderm"] {
        let path = format!("/api/instances/{instance}/personal-bucket");
        benoit.post(&path, &json!({})).await.expect(201);
        let path = object(instance, "benoit.gagnon", "mine.txt");
        benoit.put(&path, "mine").await.expect(201);
    }
    let benoits = [place("minimal", "benoit.gagnon"), place("pachyderm", "benoit.gagnon")];
    for own in benoits {
        for fields in [json!({}), moving(), json!({ "collision": "replace" })] {
            let theft = request(mine(), own.clone(), &[("secret.txt", "a")], fields.clone());
            benoit.post("/api/copies", &theft).await.expect_problem(404, "no-such-bucket");
            let intrusion = request(own.clone(), mine(), &[("mine.txt", "secret.txt")], fields);
            benoit.post("/api/copies", &intrusion).await.expect_problem(404, "no-such-bucket");
        }
    }
    for (instance, bucket) in [("nowhere", "benoit.gagnon"), ("minimal", "No_Bucket")] {
        let lost = request(
            place("minimal", "benoit.gagnon"),
            place(instance, bucket),
            &[("a", "b")],
            json!({}),
        );
        benoit.post("/api/copies", &lost).await.expect(404);
    }
    assert_eq!(read(&alice, "secret.txt").await, "secret");
    assert_eq!(keys(&alice, "minimal", "alice.tremblay").await, ["secret.txt"]);
    assert_eq!(keys(&benoit, "minimal", "benoit.gagnon").await, ["mine.txt"]);
}

#[tokio::test]
async fn a_request_that_could_destroy_what_it_moves_is_refused_whole() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a", "a").await;
    put(&alice, "b", "b").await;
    for pairs in
        [&[("a", "b"), ("b", "a")][..], &[("a", "c"), ("b", "c")], &[("a", "c"), ("a", "d")], &[]]
    {
        let fields = json!({ "remove_source": true, "collision": "replace" });
        let refused = alice.post("/api/copies", &request(mine(), mine(), pairs, fields)).await;
        refused.expect_problem(400, "malformed");
    }
    assert_eq!(keys(&alice, "minimal", "alice.tremblay").await, ["a", "b"]);
    assert_eq!((read(&alice, "a").await, read(&alice, "b").await), ("a".into(), "b".into()));
}
