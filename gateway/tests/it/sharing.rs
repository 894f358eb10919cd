//! What people give others: it opens exactly that, to exactly them, for as long as it lasts.

mod pausing;
mod programs;
mod several;

use http::Method;
use serde_json::{Value, json};

use crate::support::{Browser, Gateway, encode};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Alice has a bucket with two folders that look alike, and something at the top.
async fn alice_with_folders(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    for key in ["team/a.txt", "team/deep/b.txt", "team2/c.txt", "top.txt"] {
        alice.put(&object(key), key.to_owned()).await.expect(201);
    }
    alice
}

fn object(key: &str) -> String {
    format!("{BUCKET}/objects?key={}", encode(key))
}

fn listing(prefix: &str) -> String {
    format!("{BUCKET}/listing?prefix={}", encode(prefix))
}

fn to_benoit(role: &str) -> Value {
    json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefix": "team/", "role": role,
        "to": { "kind": "person", "handle": "benoit.gagnon" },
    })
}

async fn give(alice: &Browser, wanted: &Value) -> i64 {
    alice.post("/api/grants", wanted).await.expect(201).json()["id"].as_i64().unwrap()
}

async fn put_new(browser: &Browser, key: &str) -> crate::support::Answer {
    browser.send(Method::PUT, &object(key), &[("if-none-match", "*")], "new").await
}

#[tokio::test]
async fn a_viewer_reads_the_folder_and_nothing_beside_it() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    benoit.get(&listing("team/")).await.expect_problem(404, "no-such-bucket");
    give(&alice, &to_benoit("viewer")).await;
    let folder = benoit.get(&listing("team/")).await.expect(200).json();
    assert_eq!(folder["rights"], json!(["read"]));
    assert_eq!(benoit.get(&object("team/deep/b.txt")).await.expect(200).text(), "team/deep/b.txt");
    for closed in ["team2/c.txt", "top.txt", "team/../top.txt"] {
        let answer = benoit.get(&object(closed)).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{closed}: {}", answer.status);
    }
    benoit.get(&listing("")).await.expect_problem(404, "no-such-bucket");
    benoit.put(&object("team/new.txt"), "x").await.expect_problem(403, "denied");
    benoit.delete(&object("team/a.txt")).await.expect_problem(403, "denied");
    // Nobody passes on what was given to them.
    let chloe = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefix": "team/", "role": "viewer",
        "to": { "kind": "person", "handle": "chloe.nguyen" },
    });
    gateway.as_person("chloe.nguyen").await;
    benoit.post("/api/grants", &chloe).await.expect_problem(403, "denied");
}

#[tokio::test]
async fn a_contributor_works_in_the_folder_and_an_uploader_only_adds_to_it() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let id = give(&alice, &to_benoit("contributor")).await;
    benoit.put(&object("team/a.txt"), "changed").await.expect(201);
    benoit.delete(&object("team/deep/b.txt")).await.expect(204);
    benoit.put(&object("team2/c.txt"), "x").await.expect_problem(404, "no-such-bucket");

    let uploader = json!({ "role": "uploader", "until": null });
    let as_json = [("content-type", "application/json")];
    let address = format!("/api/grants/{id}");
    let changed = alice.send(Method::PUT, &address, &as_json, uploader.to_string()).await;
    assert_eq!(changed.expect(200).json()["role"], "uploader");
    put_new(&benoit, "team/new.txt").await.expect(201);
    put_new(&benoit, "team/a.txt").await.expect_problem(412, "object-exists");
    benoit.put(&object("team/a.txt"), "x").await.expect_problem(403, "denied");
    benoit.get(&object("team/new.txt")).await.expect_problem(403, "denied");
    benoit.get(&listing("team/")).await.expect_problem(403, "denied");
}

#[tokio::test]
async fn what_is_taken_back_is_closed_at_the_next_request() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let id = give(&alice, &to_benoit("viewer")).await;
    benoit.get(&object("team/a.txt")).await.expect(200);
    let grant = format!("/api/grants/{id}");
    // To all but who gave it, it does not exist.
    benoit.delete(&grant).await.expect_problem(404, "no-such-grant");
    alice.delete(&grant).await.expect(204);
    benoit.get(&object("team/a.txt")).await.expect_problem(404, "no-such-bucket");
    alice.delete(&grant).await.expect_problem(404, "no-such-grant");
    alice.delete("/api/grants/x").await.expect_problem(404, "no-such-grant");
}

#[tokio::test]
async fn a_person_finds_what_others_gave_them_and_by_whom() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let mut wanted = to_benoit("viewer");
    wanted["until"] = json!("2100-01-01T00:00:00Z");
    give(&alice, &wanted).await;
    let answer = benoit.get("/api/shared-with-me").await.expect(200).json();
    let place = &answer["places"][0];
    assert_eq!(place["prefix"], "team/");
    assert_eq!(place["by"]["handle"], "alice.tremblay");
    assert_eq!(place["until"], "2100-01-01T00:00:00Z");
    assert_eq!(answer["places"].as_array().unwrap().len(), 1);
    let alices = alice.get("/api/shared-with-me").await.expect(200).json();
    assert_eq!(alices["places"], json!([]));
    let given = alice.get("/api/grants").await.expect(200).json();
    assert_eq!(given["grants"][0]["to"]["handle"], "benoit.gagnon");
    assert_eq!(benoit.get("/api/grants").await.expect(200).json()["grants"], json!([]));
    // Given again at the same place, it is the same grant with another role.
    give(&alice, &to_benoit("contributor")).await;
    let given = alice.get("/api/grants").await.expect(200).json();
    assert_eq!(given["grants"].as_array().unwrap().len(), 1, "{given}");
    assert_eq!(given["grants"][0]["role"], "contributor");
}

#[tokio::test]
async fn an_address_opens_to_whoever_signs_in_with_it_and_a_team_to_its_members() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let to = |to: Value, prefix: &str| {
        let mut wanted = to_benoit("viewer");
        (wanted["to"], wanted["prefix"]) = (to, json!(prefix));
        wanted
    };
    let address = json!({ "kind": "email", "address": "Benoit.Gagnon@Cellier.example" });
    give(&alice, &to(address, "team/")).await;
    // A team is known from when one of its people has come.
    alice.get("/api/teams").await.expect(200);
    give(&alice, &to(json!({ "kind": "team", "team": "prices" }), "team2/")).await;
    let named = async |at: usize| {
        alice.get("/api/grants").await.expect(200).json()["grants"][at]["to"].clone()
    };
    assert_eq!(named(1).await["kind"], "email");
    let benoit = gateway.as_person("benoit.gagnon").await;
    benoit.get(&object("team/a.txt")).await.expect(200);
    assert_eq!(named(1).await["handle"], "benoit.gagnon");
    benoit.get(&object("team2/c.txt")).await.expect_problem(404, "no-such-bucket");
    let chloe = gateway.as_person("chloe.nguyen").await;
    chloe.get(&object("team2/c.txt")).await.expect(200);
    chloe.get(&object("team/a.txt")).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn a_long_list_of_places_comes_in_as_many_as_are_wanted() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    for number in 0..5 {
        let mut wanted = to_benoit("viewer");
        wanted["prefix"] = json!(format!("many/{number}/"));
        give(&alice, &wanted).await;
    }
    // What one gave comes in pages too, newest first.
    let (mut ids, mut before) = (Vec::new(), String::new());
    loop {
        let page = alice.get(&format!("/api/grants?limit=2{before}")).await.expect(200).json();
        let grants = page["grants"].as_array().unwrap();
        ids.extend(grants.iter().map(|grant| grant["id"].as_i64().unwrap()));
        let Some(next) = page["next"].as_i64() else { break };
        before = format!("&before={next}");
    }
    assert!(ids.len() == 5 && ids.is_sorted_by(|one, next| next < one), "{ids:?}");
    alice.get("/api/grants?limit=1001").await.expect_problem(400, "malformed");
    let told = async |query: &str| {
        let told = benoit.get(&format!("/api/shared-with-me?{query}")).await.expect(200).json();
        let prefix = |place: &Value| place["prefix"].as_str().unwrap().to_owned();
        let places: Vec<_> = told["places"].as_array().unwrap().iter().map(prefix).collect();
        (places, told["more"].as_bool().unwrap())
    };
    let all: Vec<_> = (0..5).rev().map(|number| format!("many/{number}/")).collect();
    assert_eq!(told("").await, (all.clone(), false));
    assert_eq!(told("limit=2").await, (all[..2].to_vec(), true));
    assert_eq!(told("limit=5").await, (all.clone(), false));
    assert_eq!(told("instance=minimal&bucket=alice.tremblay&limit=4").await.0, all[..4]);
    assert_eq!(told("instance=premium&bucket=alice.tremblay").await, (Vec::new(), false));
    for wrong in ["limit=0", "limit=1001", "bucket=alice.tremblay", "instance=minimal"] {
        let answer = benoit.get(&format!("/api/shared-with-me?{wrong}")).await;
        answer.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn who_can_see_is_told_completely_to_who_may_share_and_to_nobody_else() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let daniel = gateway.as_person("daniel.singh").await;
    give(&alice, &to_benoit("viewer")).await;
    let mut everyone = to_benoit("viewer");
    everyone["to"] = json!({ "kind": "everyone" });
    everyone["prefix"] = json!("team/deep/");
    give(&alice, &everyone).await;
    let who = |prefix: &str| format!("{BUCKET}/sharing?prefix={}", encode(prefix));
    let told = alice.get(&who("team/")).await.expect(200).json();
    assert_eq!(told["owner"]["handle"], "alice.tremblay");
    assert_eq!((&told["complete"], told["grants"].as_array().unwrap().len()), (&json!(true), 2));
    assert_eq!(alice.get(&who("team2/")).await.expect(200).json()["grants"], json!([]));
    let link = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "keys": ["team/a.txt"], "hours": 2,
    });
    alice.post("/api/links", &link).await.expect(201);
    let links = alice.get(&who("team/")).await.expect(200).json()["links"].clone();
    assert_eq!(links[0]["keys"], json!(["team/a.txt"]));
    assert_eq!(links[0]["by"], "alice.tremblay");
    assert!(links[0].get("url").is_none(), "{links}");
    assert_eq!(alice.get(&who("team2/")).await.expect(200).json()["links"], json!([]));
    // Of an object: who holds it, and what opens it itself.
    let of = async |key: &str| {
        let told = alice.get(&format!("{BUCKET}/sharing?key={}", encode(key))).await;
        let told = told.expect(200).json();
        ["grants", "links"].map(|list| told[list].as_array().unwrap().len())
    };
    assert_eq!(of("team/a.txt").await, [1, 1]);
    assert_eq!(of("team/deep/b.txt").await, [2, 0]);
    assert_eq!(of("top.txt").await, [0, 0]);
    let both = alice.get(&format!("{BUCKET}/sharing?key=a&prefix=team%2F")).await;
    both.expect_problem(400, "malformed");
    let request = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefixes": ["team/"], "hours": 2,
        "upload": {},
    });
    alice.post("/api/links", &request).await.expect(201);
    let links = alice.get(&who("team/")).await.expect(200).json()["links"].clone();
    assert_eq!((&links[0]["upload"], &links[1]["upload"]), (&json!(true), &json!(false)));
    let told = benoit.get(&who("team/")).await.expect(200).json();
    assert_eq!(told["links"], json!([]));
    assert_eq!((&told["complete"], &told["grants"]), (&json!(false), &json!([])));
    assert_eq!(told["given"]["by"]["handle"], "alice.tremblay");
    daniel.get(&who("team/")).await.expect_problem(404, "no-such-bucket");
    daniel.get(&who("team/deep/")).await.expect(200);
}

#[tokio::test]
async fn grants_are_refused_that_nobody_may_give_or_nobody_can_have() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let check = async |browser: &Browser, field: &str, value: Value, status: u16, kind: &str| {
        let mut wanted = to_benoit("viewer");
        wanted[field] = value;
        browser.post("/api/grants", &wanted).await.expect_problem(status, kind);
    };
    check(&alice, "role", json!("manager"), 403, "denied").await;
    check(&alice, "until", json!("2000-01-01T00:00:00Z"), 400, "malformed").await;
    check(&alice, "until", json!("tomorrow"), 400, "malformed").await;
    check(&alice, "bucket", json!("benoit.gagnon"), 404, "no-such-bucket").await;
    check(&alice, "prefix", json!("team/../"), 422, "key-name").await;
    let nobody = json!({ "kind": "person", "handle": "no.body" });
    check(&alice, "to", nobody.clone(), 404, "no-such-person").await;
    check(&alice, "to", json!({ "kind": "team", "team": "nowhere" }), 404, "no-such-person").await;
    // What is public is reviewed and confirmed, and never given in passing.
    check(&alice, "to", json!({ "kind": "public" }), 400, "malformed").await;
    // Whoever may not share finds out nothing of people.
    check(&benoit, "to", nobody, 404, "no-such-bucket").await;
}

#[tokio::test]
async fn people_are_found_by_a_whole_name_or_three_letters_of_it() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    gateway.as_person("benoit.gagnon").await;
    let found = async |typed: &str| {
        let path = format!("/api/people?q={}", encode(typed));
        let answer = alice.get(&path).await.expect(200).json();
        let people = answer["people"].as_array().unwrap().clone();
        people.iter().map(|it| it["handle"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("ben").await, ["benoit.gagnon"]);
    assert_eq!(found("benoit.gagnon").await, ["benoit.gagnon"]);
    assert_eq!(found("BENOIT").await, ["benoit.gagnon"]);
    assert_eq!(found("be").await, [""; 0]);
    assert_eq!(found("%%%").await, [""; 0]);
    assert_eq!(found("gagnon").await, [""; 0]);
}
