//! Moving many objects while their storage fails now and then, and while people leave: nothing is lost, and each object
//! is told of.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::shaky::{Shaky, Temper};
use crate::house::House;
use crate::support::{Answer, until};

fn request(keys: &[String], fields: Value) -> Value {
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    let target = |key: &String| key.replacen("from/", "to/", 1);
    let objects: Vec<Value> =
        keys.iter().map(|key| json!({ "key": key, "target_key": target(key) })).collect();
    let mut request = json!({ "source": place, "target": place, "objects": objects });
    request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    request
}

fn moving(keys: &[String]) -> Value {
    request(keys, json!({ "remove_source": true }))
}

/// The outcome of each object, in the order asked; each is told exactly once.
fn outcomes(answer: &Answer, count: usize) -> Vec<Value> {
    let mut told = vec![Value::Null; count];
    for line in answer.text().lines() {
        let news: Value = serde_json::from_str(line).unwrap();
        if news["outcome"].is_string() {
            let index = usize::try_from(news["index"].as_u64().unwrap()).unwrap();
            assert!(told[index].is_null(), "told twice: {news}");
            told[index] = news;
        }
    }
    assert!(told.iter().all(|news| !news.is_null()), "not all are told");
    told
}

#[tokio::test]
async fn moving_ten_thousand_objects_loses_none_and_tells_of_each() {
    let key = |number: usize| match number % 1000 {
        7 => format!("from/{number:05} forbidden"),
        8 => format!("from/{number:05} locked"),
        9 => format!("from/{number:05} restless"),
        _ => format!("from/{number:05} é+%"),
    };
    let keys: Vec<String> = (0..10_000).map(key).collect();
    let mut house = House::start().await;
    let alice = house.alice().await;
    let shaky = Shaky::with(keys.clone(), Temper { fault_every: 97, ..Temper::default() });
    house.minimal.be_replaced_by(shaky.router()).await;
    let mut moved = 0;
    for keys in keys.chunks(1000) {
        let answer = alice.post("/api/copies", &moving(keys)).await.expect(200);
        for (key, news) in keys.iter().zip(outcomes(&answer, keys.len())) {
            let (outcome, problem) = (news["outcome"].as_str().unwrap(), &news["problem"]["type"]);
            let target = key.replacen("from/", "to/", 1);
            let objects = shaky.objects.lock().unwrap();
            let there = (objects.contains_key(key), objects.contains_key(&target));
            let told = (outcome, there);
            match key.rsplit(' ').next().unwrap() {
                "forbidden" => assert_eq!(told, ("failed", (true, false)), "{news}"),
                "locked" => assert_eq!(told, ("kept_source", (true, true)), "{news}"),
                "restless" => {
                    assert_eq!(told, ("kept_source", (true, true)), "{news}");
                    assert_eq!(problem, "/problems/precondition");
                }
                _ => {
                    assert_eq!(told, ("moved", (false, true)), "{key}: {news}");
                    moved += 1;
                }
            }
        }
    }
    assert_eq!(moved, 9_970);
    assert!(250 < shaky.faults.load(Ordering::Relaxed));
}

#[tokio::test]
async fn a_move_whose_person_leaves_stops_and_leaves_each_object_in_one_place() {
    let keys: Vec<String> = (0..1000).map(|number| format!("from/{number:04}")).collect();
    let mut house = House::start().await;
    let alice = house.alice().await;
    let copy_takes = Duration::from_millis(50);
    let shaky = Shaky::with(keys.clone(), Temper { fault_every: 0, copy_takes });
    house.minimal.be_replaced_by(shaky.router()).await;
    let headers = [
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
        ("x-cellier-request", "1"),
    ];
    let body = moving(&keys).to_string();
    let response = alice.open(Method::POST, "/api/copies", &headers, body).await.unwrap();
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    let mut found = Vec::new();
    until("what was begun has ended", async || {
        found = shaky.keys("");
        shaky.under_way.load(Ordering::SeqCst) == 0 && found.len() == keys.len()
    })
    .await;
    let names: BTreeSet<&str> = found.iter().filter_map(|key| key.split('/').next_back()).collect();
    assert_eq!(names.len(), keys.len(), "each is in one place");
    let moved = found.iter().filter(|key| key.starts_with("to/")).count();
    assert!((1..keys.len()).contains(&moved), "{moved}");
}

#[tokio::test]
async fn a_storage_that_stays_away_fails_each_object_and_keeps_it() {
    let keys: Vec<String> = (0..10).map(|number| format!("from/{number}")).collect();
    let mut house = House::start().await;
    let alice = house.alice().await;
    let shaky = Shaky::with(keys.clone(), Temper { fault_every: 1, ..Temper::default() });
    house.minimal.be_replaced_by(shaky.router()).await;
    house.minimal.go_down().await;
    let answer = alice.post("/api/copies", &moving(&keys)).await.expect(200);
    for news in outcomes(&answer, keys.len()) {
        assert_eq!(news["outcome"], "failed", "{news}");
        assert_eq!(news["problem"]["type"], "/problems/upstream-unreachable");
        assert!(news["problem"]["request_id"].is_string());
    }
    assert_eq!(shaky.keys("from/"), keys);
}
