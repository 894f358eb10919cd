//! Buckets of teams, from the group of the identity provider to the object: by page and by key.

use cellier::database::{Database, Profile};
use cellier::policy::Handle;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::s3::program::{Grant, elements, program};
use crate::support::{Browser, Gateway, until};

const BUCKET: &str = "/api/instances/minimal/buckets/team-prices";
const MEMBER: &str = "/api/teams/prices/members/chloe.nguyen";

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
    let settings = json!({ "contributors_share": false, "shared_folders": false });
    let made = json!({ "instance": "minimal", "name": "team-prices", "exists": true,
        "settings": settings });
    let possible = json!({ "instance": "premium", "name": "team-prices", "exists": false,
        "settings": null });
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

    let viewer = json!({ "role": "viewer" });
    put_json(&chloe, MEMBER, &viewer).await.expect_problem(403, "denied");
    put_json(&benoit, MEMBER, &viewer).await.expect_problem(404, "no-such-page");
    let stranger = "/api/teams/prices/members/benoit.gagnon";
    put_json(&alice, stranger, &viewer).await.expect_problem(404, "no-such-page");
    let changed = put_json(&alice, MEMBER, &viewer).await.expect(200).json();
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
    put_json(&alice, MEMBER, &json!({ "role": null })).await.expect(200);
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

#[tokio::test]
async fn members_know_who_is_in_the_team_and_why_and_strangers_do_not() {
    let gateway = Gateway::start().await;
    let (alice, chloe, benoit) = team_bucket(&gateway).await;
    let address = "/api/teams/prices/members";
    put_json(&alice, MEMBER, &json!({ "role": "manager" })).await.expect(200);
    let told = chloe.get(address).await.expect(200).json()["members"].clone();
    let of = |handle: &str| {
        let members = told.as_array().unwrap();
        members.iter().find(|member| member["handle"] == handle).unwrap().clone()
    };
    let (hers, alices) = (of("chloe.nguyen"), of("alice.tremblay"));
    assert_eq!((&hers["name"], &hers["role"]), (&json!("Chloé Nguyen"), &json!("manager")));
    assert_eq!(
        (&hers["group_role"], &hers["set_role"]),
        (&json!("contributor"), &json!("manager"))
    );
    assert_eq!(hers["set_by"], "Alice Tremblay");
    assert_eq!((&alices["group_role"], &alices["set_role"]), (&json!("manager"), &Value::Null));
    assert_eq!((&alices["set_by"], &alices["set_at"]), (&Value::Null, &Value::Null));
    benoit.get(address).await.expect_problem(404, "no-such-page");
    gateway.anonymous().get(address).await.expect_problem(401, "not-signed-in");
    chloe.post("/auth/sign-out", &json!({})).await.expect(200);
    chloe.get(address).await.expect_problem(401, "not-signed-in");
    put_json(&chloe, MEMBER, &json!({ "role": null })).await.expect_problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_team_keeps_a_manager_and_a_role_of_somebody_who_left_is_taken_away() {
    let gateway = Gateway::start().await;
    let (alice, chloe, _benoit) = team_bucket(&gateway).await;
    let role = |role: &str| json!({ "role": role });
    put_json(&alice, MEMBER, &role("manager")).await.expect(200);
    // She managed by a group, and does no more.
    learn(&gateway, "alice.tremblay", &["prices"]).await;
    put_json(&alice, MEMBER, &role("viewer")).await.expect_problem(403, "denied");
    for last in [role("viewer"), json!({ "role": null })] {
        put_json(&chloe, MEMBER, &last).await.expect_problem(409, "last-manager");
    }
    let alices = "/api/teams/prices/members/alice.tremblay";
    put_json(&chloe, alices, &role("manager")).await.expect(200);
    put_json(&chloe, MEMBER, &json!({ "role": null })).await.expect(200);
    put_json(&chloe, MEMBER, &role("manager")).await.expect_problem(403, "denied");

    put_json(&alice, MEMBER, &role("manager")).await.expect(200);
    learn(&gateway, "chloe.nguyen", &["labour"]).await;
    chloe.get("/api/teams/prices/members").await.expect_problem(404, "no-such-page");
    put_json(&alice, alices, &role("viewer")).await.expect_problem(409, "last-manager");
    let told = alice.get("/api/teams/prices/members").await.expect(200).json();
    let left = &told["members"][1];
    assert_eq!((&left["role"], &left["set_role"]), (&Value::Null, &json!("manager")));
    let taken = put_json(&alice, MEMBER, &json!({ "role": null })).await.expect(200).json();
    assert_eq!((&taken["role"], &taken["set_role"]), (&Value::Null, &Value::Null));
    learn(&gateway, "chloe.nguyen", &["prices"]).await;
    put_json(&chloe, alices, &role("viewer")).await.expect_problem(403, "denied");
    let roles = async || {
        let page = alice.get("/api/activity").await.expect(200).json();
        let entries = page["entries"].as_array().unwrap().clone();
        entries.into_iter().filter(|entry| entry["act"] == "set-role").collect::<Vec<_>>()
    };
    until("the changes are recorded", async || roles().await.len() == 5).await;
    let newest = &roles().await[0];
    assert_eq!(newest["key"], "prices/chloe.nguyen: by group");
    assert_eq!(roles().await[1]["refusal"], "last-manager");
}
