//! What a link never opens, and when it ends.

use std::io::Cursor;

use cellier::database::{Database, LinkChange};
use cellier::policy::{Handle, LinkId};
use http::Method;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{BUCKET, fetch, home, link, made, page, path, put, revoke, wish};
use crate::house::House;
use crate::support::{Browser, encode};
use crate::synthetic::{Reads, Synthetic};

/// That a link is over is said kindly, and nothing of what it was.
async fn is_over(stranger: &Browser, path: &str) {
    fetch(stranger, path).await.expect_problem(410, "link-over");
    let shown = page(stranger, path).await.expect(410);
    let text = shown.text();
    assert!(text.contains("This link no longer opens anything"), "{text}");
    for word in ["report", "trip", "alice", "Alice", "minimal"] {
        assert!(!text.contains(word), "{word} in {text}");
        assert!(!fetch(stranger, path).await.text().contains(word));
    }
    stranger.send_raw(Method::HEAD, path, &[], "").await.expect(410);
}

async fn database(house: &House) -> Database {
    Database::open(&house.data().join("cellier.db")).await.unwrap()
}

fn id(link: &Value) -> LinkId {
    LinkId(link["id"].as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn guessing_addresses_finds_nothing() {
    let (_house, alice, stranger) = home().await;
    let right = link(&alice, &wish(&["trip/report.csv"], &[])).await;
    let secret = right.trim_start_matches("/s/");
    assert_eq!(secret.len(), 22);
    let (mut last, mut case) = (secret.to_owned(), secret.to_owned());
    last.replace_range(21.., if secret.ends_with('A') { "B" } else { "A" });
    case.make_ascii_uppercase();
    if case == secret {
        case.make_ascii_lowercase();
    }
    for wrong in ["A", "AAAAAAAAAAAAAAAAAAAAAA", "1", "' OR 1=1 --", &last, &case, &secret[..21]] {
        let path = format!("/s/{}", encode(wrong));
        fetch(&stranger, &path).await.expect_problem(404, "no-such-link");
        let shown = page(&stranger, &path).await.expect(404);
        assert!(shown.text().contains("There is no such link"));
        fetch(&stranger, &format!("{path}/report.csv")).await.expect_problem(404, "no-such-link");
    }
    fetch(&stranger, "/s/").await.expect(404);
    // Nobody is shown the address of another's link, and no number of a record is one.
    let listed = made(&alice, &wish(&["trip/report.csv"], &[])).await;
    fetch(&stranger, &format!("/s/{}", listed["id"].as_str().unwrap())).await.expect(404);
}

#[tokio::test]
async fn a_link_ends_when_it_is_taken_back_or_expires() {
    let (house, alice, stranger) = home().await;
    let taken = made(&alice, &wish(&["trip/report.csv"], &[])).await;
    fetch(&stranger, &path(&taken)).await.expect(200);
    revoke(&alice, &taken).await.expect(204);
    is_over(&stranger, &path(&taken)).await;
    revoke(&alice, &taken).await.expect_problem(404, "no-such-link");

    let expired = made(&alice, &wish(&[], &["trip/"])).await;
    fetch(&stranger, &path(&expired)).await.expect(200);
    let database = database(&house).await;
    let person = database
        .person_by_handle(&Handle::parse("alice.tremblay").unwrap())
        .await
        .unwrap()
        .unwrap();
    let past = Timestamp::now() - SignedDuration::from_secs(1);
    let change = LinkChange { expires_at: Some(Some(past)), ..LinkChange::default() };
    database.change_link(person.person.id, id(&expired), change).await.unwrap().unwrap();
    is_over(&stranger, &path(&expired)).await;
    fetch(&stranger, &format!("{}/report.csv", path(&expired))).await.expect(410);
}

#[tokio::test]
async fn a_link_that_is_taken_back_while_a_zip_goes_out_gives_no_further_object() {
    let (mut house, alice, stranger) = home().await;
    let storage = Synthetic::default();
    storage.add("trip/a-large", 64 << 20, Reads::Well);
    for number in 0..20 {
        storage.add(format!("trip/b-{number:02}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let link = made(&alice, &wish(&[], &["trip/"])).await;
    let response = stranger.open(Method::GET, &path(&link), &[], "").await.unwrap();
    let mut body = response.into_body();
    let begun = body.frame().await.unwrap().unwrap().into_data().unwrap();
    // The first object is under way, and fills every buffer.
    revoke(&alice, &link).await.expect(204);
    let rest = body.collect().await.unwrap().to_bytes();
    let mut zip = ZipArchive::new(Cursor::new([begun, rest].concat())).unwrap();
    assert!(zip.len() < 10 && zip.by_name("a-large").is_ok(), "{} were given", zip.len());
    let report = std::io::read_to_string(zip.by_name("MISSING.txt").unwrap()).unwrap();
    assert!(report.contains("b-19\n"), "{report}");
    assert_eq!(storage.asked("trip/b-19"), 0);
}

#[tokio::test]
async fn a_link_ends_when_what_it_opens_is_gone() {
    let (_house, alice, stranger) = home().await;
    let object = link(&alice, &wish(&["trip/report.csv"], &[])).await;
    let folder = link(&alice, &wish(&[], &["trip2/"])).await;
    let several = link(&alice, &wish(&["trip2/other.txt"], &["trip2/"])).await;
    for key in ["trip/report.csv", "trip2/other.txt"] {
        fetch(&stranger, &object).await;
        alice.delete(&format!("{BUCKET}/objects?key={}", encode(key))).await.expect(204);
    }
    is_over(&stranger, &object).await;
    page(&stranger, &folder).await.expect(410);
    fetch(&stranger, &folder).await.expect_problem(410, "link-over");
    page(&stranger, &several).await.expect(410);
}

#[tokio::test]
async fn a_link_ends_with_its_sharers_right_and_outlives_their_session() {
    let (house, alice, stranger) = home().await;
    alice
        .post("/api/instances/minimal/buckets", &json!({ "name": "alice.tremblay.trips" }))
        .await
        .expect(201);
    let own = "/api/instances/minimal/buckets/alice.tremblay.trips";
    alice.put(&format!("{own}/objects?key=a.txt"), "a").await.expect(201);
    let mut wanted = wish(&["a.txt"], &[]);
    wanted["bucket"] = "alice.tremblay.trips".into();
    let lost = link(&alice, &wanted).await;
    let kept = link(&alice, &wish(&["trip/report.csv"], &[])).await;
    fetch(&stranger, &lost).await.expect(200);
    alice.delete(&format!("{own}/objects?key=a.txt")).await.expect(204);
    alice.delete(own).await.expect(204);
    is_over(&stranger, &lost).await;
    alice.post("/auth/sign-out", &json!({})).await;
    alice.get("/api/links").await.expect(401);
    fetch(&stranger, &kept).await.expect(200);
    let database = database(&house).await;
    database.disable_person(&Handle::parse("alice.tremblay").unwrap()).await.unwrap();
    is_over(&stranger, &kept).await;
}

#[tokio::test]
async fn a_link_opens_no_other_key_whatever_it_is_called() {
    let (house, alice, stranger) = home().await;
    for key in ["trip/../private/plan.txt", "trip/./x", "trip/day 1/../../private/plan.txt"] {
        house.minimal.store.put("alice.tremblay", key, None, "dotted".into()).await.unwrap();
    }
    let folder = link(&alice, &wish(&[], &["trip/"])).await;
    let object = link(&alice, &wish(&["trip/report.csv"], &[])).await;
    for start in [&folder, &object] {
        for name in [
            "../private/plan.txt",
            "..%2Fprivate%2Fplan.txt",
            "%2e%2e/private/plan.txt",
            "./x",
            "day%201/../../private/plan.txt",
            "../trip2/other.txt",
            "absent.txt",
            "private/plan.txt",
            "/private/plan.txt",
            "%2Fprivate/plan.txt",
        ] {
            let address = format!("{start}/{name}");
            let told = fetch(&stranger, &address).await.expect(404);
            told.expect_problem(404, "no-such-page");
            assert!(!told.text().contains("plan"), "{}", told.text());
            page(&stranger, &address).await.expect(404);
        }
        for key in ["../private/plan.txt", "../trip2/other.txt", "../../x", ".", ".."] {
            let address = format!("{start}?key={}", encode(key));
            fetch(&stranger, &address).await.expect_problem(404, "no-such-page");
        }
    }
    // Beside the one object nothing else of its folder, there or not; and no folder.
    for name in ["README.md", "absent.md", "day%201/", "README.md?show", "day%201/?zip", "../?zip"]
    {
        fetch(&stranger, &format!("{object}/{name}")).await.expect_problem(404, "no-such-page");
    }
    let listed = page(&stranger, &folder).await.expect(200).text();
    assert!(!listed.contains("..") && !listed.contains("plan"), "{listed}");
    page(&stranger, &format!("{folder}/../?zip")).await.expect(404);
    // What cannot be read is named as inside, not as it lies in the bucket.
    let zip = fetch(&stranger, &folder).await.expect(200);
    let mut zip = ZipArchive::new(Cursor::new(zip.body)).unwrap();
    let report = std::io::read_to_string(zip.by_name("MISSING.txt").unwrap()).unwrap();
    assert!(report.contains("private/plan.txt") && !report.contains("trip"), "{report}");
    page(&stranger, &format!("{folder}/%2e%2e/trip2/")).await.expect(404);
}

#[tokio::test]
async fn a_link_writes_nothing_and_is_nobody_elsewhere() {
    let (_house, alice, stranger) = home().await;
    let path = link(&alice, &wish(&[], &["trip/"])).await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let address = format!("{path}/report.csv");
        stranger.send(method, &address, &[], "x").await.expect(405);
    }
    stranger.get(&format!("{BUCKET}/objects?key=trip%2Freport.csv")).await.expect(401);
    stranger.get("/api/links").await.expect(401);
    put(&alice, "trip/report.csv", "text/csv", "new").await;
    assert_eq!(fetch(&stranger, &format!("{path}/report.csv")).await.expect(200).text(), "new");
}
