//! Several grants in one bucket: each opens its own, no two are put together, and the rest is told one by one.

use super::*;
use crate::s3::program::{Grant, elements, program};

/// Benoît may change what is below `team/` and `team2/`, each by a grant of its own, and see nothing else.
async fn two_grants(gateway: &Gateway) -> (Browser, Browser) {
    let alice = alice_with_folders(gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    for prefix in ["team/", "team2/"] {
        let mut wanted = to_benoit("contributor");
        wanted["prefix"] = json!(prefix);
        give(&alice, &wanted).await;
    }
    (alice, benoit)
}

/// What became of each: the kind of its problem, or nothing.
fn kinds(told: &Value, list: &str) -> Vec<String> {
    let objects = told[list].as_array().unwrap();
    let kind = |object: &Value| {
        let kind = object["problem"]["type"].as_str().unwrap_or_default();
        kind.trim_start_matches("/problems/").to_owned()
    };
    objects.iter().map(kind).collect()
}

#[tokio::test]
async fn what_several_grants_open_is_deleted_and_the_rest_is_told_one_by_one() {
    let gateway = Gateway::start().await;
    let (alice, benoit) = two_grants(&gateway).await;
    let delete = async |keys: &[&str]| {
        benoit.post(&format!("{BUCKET}/objects/delete"), &json!({ "keys": keys })).await
    };
    let told = delete(&["top.txt", "team/a.txt", "team/../top.txt", "team2/c.txt"]).await;
    let told = told.expect(200).json();
    let [top, first, dotted, second] = &kinds(&told, "objects")[..] else { panic!("{told}") };
    assert_eq!((first.as_str(), second.as_str()), ("", ""), "{told}");
    assert!(!top.is_empty() && !dotted.is_empty(), "{told}");
    assert_eq!(told["objects"][0]["key"], "top.txt", "in the order asked");
    alice.get(&object("team/a.txt")).await.expect(404);
    alice.get(&object("team2/c.txt")).await.expect(404);
    alice.get(&object("top.txt")).await.expect(200);
    // Whoever may delete nothing of it is refused as a whole.
    delete(&["top.txt", "other"]).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn programs_delete_by_several_grants_and_are_told_of_each_key() {
    let gateway = Gateway::start().await;
    let (alice, _) = two_grants(&gateway).await;
    let benoit = program(&gateway, "benoit.gagnon", "minimal", Grant::default()).await;
    let delete = async |keys: &[&str]| {
        let objects = keys.iter().map(|key| format!("<Object><Key>{key}</Key></Object>"));
        let wish = format!("<Delete>{}</Delete>", objects.collect::<String>());
        benoit.post("/alice.tremblay?delete", wish).await.expect(200).text()
    };
    let told = delete(&["top.txt", "team/a.txt", "team2/c.txt", "team/deep/b.txt"]).await;
    assert_eq!(elements(&told, "Key"), ["team/a.txt", "team/deep/b.txt", "team2/c.txt", "top.txt"]);
    assert_eq!(elements(&told, "Code"), ["AccessDenied"], "{told}");
    assert_eq!(told.matches("<DeleteResult").count(), 1, "{told}");
    alice.get(&object("team2/c.txt")).await.expect(404);
    alice.get(&object("top.txt")).await.expect(200);
    let told = delete(&["top.txt", "private"]).await;
    assert_eq!(elements(&told, "Code"), ["AccessDenied", "AccessDenied"], "{told}");
}

#[tokio::test]
async fn what_several_grants_open_is_copied_and_the_rest_is_told_one_by_one() {
    let gateway = Gateway::start().await;
    let (_alice, benoit) = two_grants(&gateway).await;
    benoit.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let copy = async |keys: &[&str]| {
        let objects: Vec<_> =
            keys.iter().map(|key| json!({ "key": key, "target_key": key })).collect();
        let place = |bucket: &str| json!({ "instance": "minimal", "bucket": bucket });
        let wanted = json!({ "source": place("alice.tremblay"), "target": place("benoit.gagnon"),
            "objects": objects });
        benoit.post("/api/copies", &wanted).await
    };
    let answer = copy(&["team/a.txt", "top.txt", "team2/c.txt"]).await.expect(200).text();
    let mut news: Vec<Value> =
        answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    news.sort_by_key(|line| line["index"].as_u64());
    let outcomes: Vec<_> = news.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["copied", "failed", "copied"], "{answer}");
    let got = benoit.get("/api/instances/minimal/buckets/benoit.gagnon/objects?key=top.txt").await;
    got.expect(404);
    copy(&["top.txt", "other"]).await.expect_problem(404, "no-such-bucket");
}
