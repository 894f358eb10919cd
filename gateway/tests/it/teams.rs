//! Buckets of teams, from the group of the identity provider to the object: by page and by key.

use cellier::database::{Database, Profile};
use cellier::policy::Handle;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::s3::program::{Grant, elements, program};
use crate::support::{Browser, Gateway};

const BUCKET: &str = "/api/instances/minimal/buckets/team-prices";

fn object(key: &str) -> String {
    format!("{BUCKET}/objects?key={key}")
}

/// Alice manages the team `prices`, Chloé contributes, Benoît is in another.
async fn team_bucket(gateway: &Gateway) -> (Browser, Browser, Browser) {
    let alice = gateway.as_person("alice.tremblay").await;
    let chloe = gateway.as_person("chloe.nguyen").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let instance = json!({ "instance": "minimal" });
    alice.post("/api/teams/prices/buckets", &instance).await.expect(201);
    (alice, chloe, benoit)
}

async fn put_json(browser: &Browser, path: &str, body: &Value) -> crate::support::Answer {
    let kind = [("content-type", "application/json")];
    browser.send(http::Method::PUT, path, &kind, body.to_string()).await
}

/// Cellier learns of somebody's groups: by a sign-in, a refresh, or another replica that had either.
pub async fn learn(gateway: &Gateway, handle: &str, groups: &[&str]) {
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let handle = Handle::parse(handle).unwrap();
    let record = database.person_by_handle(&handle).await.unwrap().unwrap();
    let profile = Profile {
        name: None,
        email: None,
        groups: groups.iter().map(ToString::to_string).collect(),
        groups_confirmed: true,
    };
    let now = Timestamp::now();
    database.sign_in(&record.issuer, &record.subject, &handle, profile, now).await.unwrap();
}

#[tokio::test]
async fn a_manager_makes_the_bucket_and_the_members_find_it() {
    let gateway = Gateway::start().await;
    let (alice, chloe, benoit) = team_bucket(&gateway).await;
    let instance = json!({ "instance": "minimal" });
    let again = alice.post("/api/teams/prices/buckets", &instance).await.expect(200).json();
    assert_eq!(again["name"], "team-prices");
    assert_eq!(again["team"]["role"], "manager");
    chloe.post("/api/teams/prices/buckets", &instance).await.expect_problem(403, "denied");
    benoit.post("/api/teams/prices/buckets", &instance).await.expect_problem(404, "no-such-page");
    benoit.post("/api/teams/nothing/buckets", &instance).await.expect_problem(404, "no-such-page");
    let public = json!({ "instance": "public" });
    alice.post("/api/teams/prices/buckets", &public).await.expect_problem(422, "bucket-name");

    let teams = chloe.get("/api/teams").await.expect(200).json();
    assert_eq!(teams["teams"].as_array().unwrap().len(), 1);
    let team = &teams["teams"][0];
    assert_eq!((&team["name"], &team["role"]), (&json!("prices"), &json!("contributor")));
    assert_eq!(team["title"]["fr"], "Statistiques des prix");
    let made = json!({ "instance": "minimal", "name": "team-prices", "exists": true });
    let possible = json!({ "instance": "premium", "name": "team-prices", "exists": false });
    let buckets = team["buckets"].as_array().unwrap();
    assert!(buckets.contains(&made) && buckets.contains(&possible), "{buckets:?}");

    let listed = chloe.get("/api/instances/minimal/buckets").await.expect(200).json();
    let bucket = &listed["buckets"][0];
    assert_eq!((&bucket["name"], &bucket["personal"]), (&json!("team-prices"), &json!(false)));
    assert_eq!(bucket["rights"], json!(["read", "add", "write", "delete"]));
    assert_eq!(bucket["team"]["name"], "prices");
    let cards = chloe.get("/api/instances").await.expect(200).json();
    assert_eq!(cards["instances"][0]["bucket_count"], 1);
    let listed = benoit.get("/api/instances/minimal/buckets").await.expect(200).json();
    assert_eq!(listed["buckets"], json!([]));
}

#[tokio::test]
async fn each_does_what_their_role_opens() {
    let gateway = Gateway::start().await;
    let (alice, chloe, benoit) = team_bucket(&gateway).await;
    chloe.put(&object("a"), "x").await.expect(201);
    assert_eq!(alice.get(&object("a")).await.expect(200).text(), "x");
    benoit.get(&object("a")).await.expect_problem(404, "no-such-bucket");
    chloe.delete(BUCKET).await.expect_problem(403, "denied");

    let settings = format!("{BUCKET}/settings");
    chloe.get(&settings).await.expect_problem(403, "denied");
    benoit.get(&settings).await.expect_problem(404, "no-such-bucket");
    let wanted = json!({ "contributors_share": false, "shared_folders": true });
    put_json(&chloe, &settings, &wanted).await.expect_problem(403, "denied");
    assert_eq!(put_json(&alice, &settings, &wanted).await.expect(200).json(), wanted);
    assert_eq!(alice.get(&settings).await.expect(200).json(), wanted);
    chloe.put(&object("shared/chloe.nguyen/a"), "x").await.expect(201);
    chloe.put(&object("shared/alice.tremblay/a"), "x").await.expect_problem(403, "denied");
    let listing = format!("{BUCKET}/listing?prefix=shared/alice.tremblay/");
    assert_eq!(chloe.get(&listing).await.expect(200).json()["rights"], json!(["read"]));

    let member = "/api/teams/prices/members/chloe.nguyen";
    let viewer = json!({ "role": "viewer" });
    put_json(&chloe, member, &viewer).await.expect_problem(403, "denied");
    put_json(&benoit, member, &viewer).await.expect_problem(404, "no-such-page");
    let stranger = "/api/teams/prices/members/benoit.gagnon";
    put_json(&alice, stranger, &viewer).await.expect_problem(404, "no-such-page");
    let changed = put_json(&alice, member, &viewer).await.expect(200).json();
    assert_eq!((&changed["role"], &changed["set_role"]), (&json!("viewer"), &json!("viewer")));
    chloe.put(&object("b"), "x").await.expect_problem(403, "denied");
    chloe.put(&object("shared/chloe.nguyen/b"), "x").await.expect(201);
    chloe.get(&object("a")).await.expect(200);
    let members = alice.get("/api/teams/prices/members").await.expect(200).json();
    let told: Vec<_> = members["members"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        (&told[0]["handle"], &told[0]["role"]),
        (&json!("alice.tremblay"), &json!("manager"))
    );
    put_json(&alice, member, &json!({ "role": null })).await.expect(200);
    chloe.put(&object("b"), "x").await.expect(201);
}

#[tokio::test]
async fn losing_the_group_closes_the_bucket_at_the_next_request_by_page_and_by_key() {
    let gateway = Gateway::start().await;
    let (_alice, chloe, _benoit) = team_bucket(&gateway).await;
    let key = program(&gateway, "chloe.nguyen", "minimal", Grant::default()).await;
    chloe.put(&object("a"), "x").await.expect(201);
    key.get("/team-prices/a").await.expect(200);
    let listed = key.get("/").await.expect(200).text();
    assert_eq!(elements(&listed, "Name"), ["team-prices"]);
    learn(&gateway, "chloe.nguyen", &["labour"]).await;
    chloe.get(&object("a")).await.expect_problem(404, "no-such-bucket");
    chloe.get(&format!("{BUCKET}/listing")).await.expect_problem(404, "no-such-bucket");
    key.get("/team-prices/a").await.expect_code(403, "AccessDenied");
    let listed = key.get("/").await.expect(200).text();
    assert!(!listed.contains("team-prices"), "{listed}");
    let teams = chloe.get("/api/teams").await.expect(200).json();
    assert_eq!(teams["teams"][0]["name"], "labour");
    // The role that a manager set is worth nothing without the group.
    learn(&gateway, "chloe.nguyen", &["prices"]).await;
    key.get("/team-prices/a").await.expect(200);
    learn(&gateway, "chloe.nguyen", &["Prices"]).await;
    key.get("/team-prices/a").await.expect_code(403, "AccessDenied");
}
