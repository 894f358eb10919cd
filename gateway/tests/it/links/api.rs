//! Links as their sharers make, change and list them.

use serde_json::{Value, json};

use super::{fetch, home, made, page, patch, path, revoke, seen, wish, with};
use crate::house::House;

#[tokio::test]
async fn a_link_is_listed_and_changed_by_its_sharer_alone() {
    let (house, alice, stranger) = home().await;
    let wanted = with(
        wish(&["trip/report.csv"], &[]),
        json!({ "label": " For Benoît ", "message": { "en": "a", "fr": "b" } }),
    );
    let link = made(&alice, &wanted).await;
    assert_eq!(link["label"], "For Benoît");
    assert_eq!(link["url"], format!("{}{}", house.portal, path(&link)));
    assert_eq!(link["keys"], json!(["trip/report.csv"]));
    assert_eq!(seen(&alice, &link).await, link);
    let change = json!({ "label": "", "view_only": true, "expiry": { "hours": 2 } });
    let changed = patch(&alice, &link, &change).await.expect(200).json();
    assert_eq!(changed["label"], "");
    assert_eq!(changed["view_only"], true);
    assert_eq!(changed["message"], link["message"]);
    assert!(changed["expires_in_seconds"].as_u64().unwrap() <= 7_200);
    fetch(&stranger, &path(&link)).await.expect_problem(403, "link-view-only");

    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    patch(&benoit, &link, &json!({ "label": "mine" })).await.expect_problem(404, "no-such-link");
    revoke(&benoit, &link).await.expect_problem(404, "no-such-link");
    let none = json!([]);
    assert_eq!(benoit.get("/api/links").await.expect(200).json()["links"], none);
    // A session is no password, and no way around one.
    page(&benoit, &path(&link)).await.expect(200);
    revoke(&alice, &link).await.expect(204);
    assert_eq!(alice.get("/api/links").await.expect(200).json()["links"], none);
    patch(&alice, &link, &json!({ "label": "late" })).await.expect_problem(404, "no-such-link");
    alice.delete("/api/links/x").await.expect_problem(404, "no-such-link");
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let (_house, alice, _) = home().await;
    for _ in 0..5 {
        made(&alice, &wish(&["trip/report.csv"], &[])).await;
    }
    let (mut ids, mut next) = (Vec::new(), Value::Null);
    loop {
        let before = next.as_str().map(|id| format!("&before={id}")).unwrap_or_default();
        let listed = alice.get(&format!("/api/links?limit=2{before}")).await.expect(200).json();
        assert_eq!(listed["terms"], json!({ "days_max": 365, "without_end": false }));
        for link in listed["links"].as_array().unwrap() {
            ids.push(link["id"].as_str().unwrap().parse::<i64>().unwrap());
        }
        next = listed["next"].clone();
        if next.is_null() {
            break;
        }
    }
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted_by(|one, other| one > other), "{ids:?}");
    alice.get("/api/links?limit=0").await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn nobody_shares_what_is_not_theirs_to_share() {
    let (house, alice, _) = home().await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let wanted = wish(&["trip/report.csv"], &[]);
    benoit.post("/api/links", &wanted).await.expect_problem(404, "no-such-bucket");
    let mut absent = wanted.clone();
    absent["bucket"] = "nobody.of.this.name".into();
    alice.post("/api/links", &absent).await.expect_problem(404, "no-such-bucket");
    let public = json!({ "instance": "public", "bucket": "open", "keys": ["a.txt"], "hours": 1 });
    alice.post("/api/links", &public).await.expect_problem(403, "denied");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (_house, alice, _) = home().await;
    let link = made(&alice, &wish(&["trip/report.csv"], &[])).await;
    let many: Vec<String> = (0..101).map(|number| format!("k{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let one = || wish(&["trip/report.csv"], &[]);
    for wrong in [
        wish(&[], &[]),
        wish(&many, &[]),
        with(one(), json!({ "hours": 0 })),
        with(one(), json!({ "hours": 366 * 24 })),
        with(one(), json!({ "hours": null })),
        with(one(), json!({ "password": "short" })),
        with(one(), json!({ "password": "x".repeat(201) })),
        with(one(), json!({ "label": "a\u{7}b" })),
        with(one(), json!({ "label": "x".repeat(101) })),
        with(one(), json!({ "message": { "en": "x".repeat(1001), "fr": "" } })),
        with(one(), json!({ "downloads_max": 0 })),
        with(one(), json!({ "downloads_max": 1, "view_only": true })),
    ] {
        alice.post("/api/links", &wrong).await.expect_problem(400, "malformed");
    }
    for wrong in [wish(&[""], &[]), wish(&[], &["a/../b/"]), wish(&["a\0b"], &[])] {
        alice.post("/api/links", &wrong).await.expect_problem(422, "key-name");
    }
    for wrong in [json!({ "expiry": "never" }), json!({ "password": "short" })] {
        patch(&alice, &link, &wrong).await.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn the_operator_may_let_links_last() {
    let house = House::configured(|config| {
        config.links.without_end = true;
        config.links.days_max = 2;
    })
    .await;
    let alice = house.alice().await;
    super::put(&alice, "a.txt", "text/plain", "a").await;
    let lasting = made(&alice, &with(wish(&["a.txt"], &[]), json!({ "hours": null }))).await;
    assert_eq!(lasting["expires_at"], Value::Null);
    fetch(&house.anonymous(), &path(&lasting)).await.expect(200);
    let long = with(wish(&["a.txt"], &[]), json!({ "hours": 49 }));
    alice.post("/api/links", &long).await.expect_problem(400, "malformed");
    let ending = patch(&alice, &lasting, &json!({ "expiry": { "hours": 1 } })).await.expect(200);
    assert!(ending.json()["expires_at"].is_string());
    patch(&alice, &lasting, &json!({ "expiry": "never" })).await.expect(200);
}
