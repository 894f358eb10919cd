//! Keys of teams: made and ended by managers, worth what the team is worth, whoever made them.

use http::Method;
use serde_json::{Value, json};

use crate::s3::program::{Mode, Program, elements};
use crate::support::{Answer, Browser, Gateway, until};
use crate::teams::learn;

const KEYS: &str = "/api/teams/prices/access-keys";
const BUCKET: &str = "/api/instances/minimal/buckets/team-prices";

fn wish(changes: &Value) -> Value {
    let mut wish = json!({
        "name": "nightly", "instance": "minimal", "read_only": false, "days": 90, "buckets": null,
    });
    for (name, value) in changes.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

async fn put_json(browser: &Browser, path: &str, body: &Value) -> Answer {
    let kind = [("content-type", "application/json")];
    browser.send(Method::PUT, path, &kind, body.to_string()).await
}

/// Alice manages the team `prices`, which has a bucket with two objects in it.
async fn alice(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    let instance = json!({ "instance": "minimal" });
    alice.post("/api/teams/prices/buckets", &instance).await.expect(201);
    for key in ["in/a", "b"] {
        alice.put(&format!("{BUCKET}/objects?key={key}"), key.to_owned()).await.expect(201);
    }
    alice
}

/// Makes a key, and answers its id and a program that has it.
async fn make(browser: &Browser, keys: &str, changes: &Value) -> (String, Program) {
    let made = browser.post(keys, &wish(changes)).await.expect(201).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, secret) = (text(&made["key"]["id"]), text(&made["secret_key"]));
    (id.clone(), Program::new(&text(&made["endpoint"]), &id, &secret))
}

#[tokio::test]
async fn a_manager_makes_the_teams_key_and_programs_work_with_it_until_it_is_revoked() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let (id, program) = make(&alice, KEYS, &json!({})).await;
    let listed = alice.get(KEYS).await.expect(200).json();
    let key = &listed["keys"][0];
    assert_eq!((&key["id"], &key["made_by"]), (&json!(id), &json!("Alice Tremblay")));
    assert_eq!(listed["days_max"], 365);
    let own = alice.get("/api/access-keys").await.expect(200).json();
    assert_eq!(own["keys"], json!([]), "it is not hers");

    assert_eq!(elements(&program.get("/").await.expect(200).text(), "Name"), ["team-prices"]);
    assert_eq!(program.get("/team-prices/b").await.expect(200).text(), "b");
    program.put("/team-prices/new", "x").await.expect(200);
    let source = [("x-amz-copy-source", "/team-prices/b")];
    program.ask("PUT", "/team-prices/copy", &source, "").await.expect(200);
    program.delete("/team-prices/copy").await.expect(204);
    let presigned = program.send(Mode::Presigned, None, "GET", "/team-prices/b", &[], "").await;
    presigned.expect(200);

    let address = format!("{KEYS}/{id}");
    let renewed = put_json(&alice, &address, &json!({ "days": 365 })).await.expect(200).json();
    assert!(renewed["expires_in_seconds"].as_u64().unwrap() > 364 * 24 * 3600, "{renewed}");
    put_json(&alice, &address, &json!({ "disabled": true })).await.expect(200);
    program.get("/team-prices/b").await.expect(403);
    put_json(&alice, &address, &json!({ "disabled": false })).await.expect(200);
    program.get("/team-prices/b").await.expect(200);
    alice.delete(&address).await.expect(204);
    for mode in [Mode::Literal, Mode::Presigned] {
        let answer = program.send(mode, None, "GET", "/team-prices/b", &[], "").await;
        answer.expect(403);
    }
    let acts = async || {
        let page = alice.get("/api/activity?team=prices").await.expect(200).json();
        let entries = page["entries"].as_array().unwrap().clone();
        let acts = entries.iter().filter(|entry| entry["access_key"] == json!(id));
        acts.map(|it| (it["act"].clone(), it["by_team"].clone())).collect::<Vec<_>>()
    };
    until("its team reads all of it", async || acts().await.len() == 8).await;
    let acts = acts().await;
    for act in ["create-key", "renew-key", "disable-key", "enable-key", "revoke-key"] {
        assert!(acts.contains(&(json!(act), Value::Null)), "{act}: {acts:?}");
    }
    assert!(acts.contains(&(json!("write"), json!("prices"))), "{acts:?}");
}

#[tokio::test]
async fn nobody_but_a_manager_of_the_team_has_to_do_with_its_keys() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let (id, program) = make(&alice, KEYS, &json!({})).await;
    let address = format!("{KEYS}/{id}");
    let refused = async |browser: &Browser, status: u16, problem: &str| {
        browser.get(KEYS).await.expect_problem(status, problem);
        browser.post(KEYS, &wish(&json!({}))).await.expect_problem(status, problem);
        put_json(browser, &address, &json!({ "days": 1 })).await.expect_problem(status, problem);
        browser.delete(&address).await.expect_problem(status, problem);
    };
    let chloe = gateway.as_person("chloe.nguyen").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    refused(&chloe, 403, "denied").await;
    refused(&benoit, 404, "no-such-page").await;
    refused(&gateway.anonymous(), 401, "not-signed-in").await;
    // A key is found in the keyring it belongs to, and nowhere else.
    let (own, _) = make(&alice, "/api/access-keys", &json!({})).await;
    for path in [format!("/api/access-keys/{id}"), format!("{KEYS}/{own}")] {
        alice.delete(&path).await.expect_problem(404, "no-such-access-key");
    }
    for path in [format!("/api/teams/labour/access-keys/{id}"), format!("/api/access-keys/{id}")] {
        benoit.delete(&path).await.expect_problem(404, "no-such-access-key");
        let change = put_json(&benoit, &path, &json!({ "disabled": true })).await;
        change.expect_problem(404, "no-such-access-key");
    }
    let forged = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    let body = wish(&json!({})).to_string();
    alice.send_raw(Method::POST, KEYS, &forged, body).await.expect_problem(403, "forged");
    alice.send_raw(Method::DELETE, &address, &forged, "").await.expect_problem(403, "forged");
    // That a member tried is on the team's record, what a stranger tried is not.
    let tried = async || {
        let page = alice.get("/api/activity?team=prices&refused=true").await.expect(200).text();
        let count = page.matches("chloe.nguyen").count();
        assert!(!page.contains("benoit.gagnon"), "{page}");
        count == 3
    };
    until("the refusals are recorded", tried).await;

    // Whoever manages no more is a member like others; the key is the team's, and stays.
    let chloes = "/api/teams/prices/members/chloe.nguyen";
    put_json(&alice, chloes, &json!({ "role": "manager" })).await.expect(200);
    learn(&gateway, "alice.tremblay", &["prices"]).await;
    refused(&alice, 403, "denied").await;
    learn(&gateway, "alice.tremblay", &[]).await;
    refused(&alice, 404, "no-such-page").await;
    program.get("/team-prices/b").await.expect(200);
    assert_eq!(chloe.get(KEYS).await.expect(200).json()["keys"].as_array().unwrap().len(), 1);
    chloe.delete(&address).await.expect(204);
    program.get("/team-prices/b").await.expect(403);
    chloe.post("/auth/sign-out", &json!({})).await.expect(200);
    refused(&chloe, 401, "not-signed-in").await;
}

#[tokio::test]
async fn a_teams_key_names_what_the_team_reaches_and_opens_no_more_than_it_names() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let named = |bucket: &str, prefixes: &[&str]| {
        wish(&json!({ "buckets": [{ "name": bucket, "prefixes": prefixes }] }))
    };
    // Not even what is its maker's own.
    for bucket in ["alice.tremblay", "team-labour", "no.body"] {
        let refused = alice.post(KEYS, &named(bucket, &[])).await;
        refused.expect_problem(404, "no-such-bucket");
    }
    let nowhere = wish(&json!({ "instance": "nowhere" }));
    alice.post(KEYS, &nowhere).await.expect_problem(404, "no-such-instance");
    let public = wish(&json!({ "instance": "public" }));
    alice.post(KEYS, &public).await.expect_problem(400, "malformed");
    let long = wish(&json!({ "days": 366 }));
    alice.post(KEYS, &long).await.expect_problem(400, "malformed");
    // `premium` is for another group than the one of this team.
    let benoit = gateway.as_person("benoit.gagnon").await;
    let premium = wish(&json!({ "instance": "premium" }));
    let offered = async |browser: &Browser, team: &str| {
        let path = format!("/api/teams/{team}/access-keys");
        browser.get(&path).await.expect(200).json()["instances"].clone()
    };
    assert_eq!(offered(&alice, "prices").await, json!(["minimal", "premium", "pachyderm"]));
    assert_eq!(offered(&benoit, "labour").await, json!(["minimal", "pachyderm"]));
    benoit.post("/api/teams/labour/access-keys", &premium).await.expect_problem(403, "denied");

    let scope = json!({ "read_only": true,
        "buckets": [{ "name": "team-prices", "prefixes": ["in"] }] });
    let (_, reader) = make(&alice, KEYS, &scope).await;
    reader.get("/team-prices/in/a").await.expect(200);
    reader.get("/team-prices/b").await.expect_code(403, "AccessDenied");
    reader.put("/team-prices/in/new", "x").await.expect_code(403, "AccessDenied");
    let elsewhere = json!({ "sources": ["192.0.2.0/24"] });
    let (_, elsewhere) = make(&alice, KEYS, &elsewhere).await;
    elsewhere.get("/team-prices/b").await.expect_code(403, "AccessDenied");
    let hours = alice.post(KEYS, &wish(&json!({ "days": null, "seconds": 3_600 }))).await;
    assert!(hours.expect(201).json()["session_token"].is_string());
}

#[tokio::test]
async fn a_teams_key_works_with_objects_and_leaves_the_bucket_to_people() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let (_, program) = make(&alice, KEYS, &json!({})).await;
    program.delete("/team-prices").await.expect_code(403, "AccessDenied");
    program.put("/team-prices.new", "").await.expect_code(403, "AccessDenied");
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    program.put("/team-prices?versioning", versioning).await.expect_code(403, "AccessDenied");
    program.delete("/team-prices/b?versionId=null").await.expect_code(403, "AccessDenied");
    // What members keep in folders of their own only they change.
    let settings = json!({ "contributors_share": true, "shared_folders": true });
    put_json(&alice, &format!("{BUCKET}/settings"), &settings).await.expect(200);
    let own = format!("{BUCKET}/objects?key=shared/alice.tremblay/a");
    alice.put(&own, "x").await.expect(201);
    program.get("/team-prices/shared/alice.tremblay/a").await.expect(200);
    let put = program.put("/team-prices/shared/alice.tremblay/a", "y").await;
    put.expect_code(403, "AccessDenied");
    program.put("/team-prices/in/c", "x").await.expect(200);
}

#[tokio::test]
async fn what_is_given_to_the_team_opens_to_its_keys_and_what_is_given_to_all_does_not() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    for key in ["team/a", "other/b"] {
        let path = format!("/api/instances/minimal/buckets/alice.tremblay/objects?key={key}");
        alice.put(&path, key.to_owned()).await.expect(201);
    }
    let benoit = gateway.as_person("benoit.gagnon").await;
    let keys = "/api/teams/labour/access-keys";
    let folder = json!({ "buckets": [{ "name": "alice.tremblay", "prefixes": ["team/"] }] });
    benoit.post(keys, &wish(&folder)).await.expect_problem(404, "no-such-bucket");
    let give = async |to: Value, prefix: &str| {
        let wanted = json!({ "instance": "minimal", "bucket": "alice.tremblay", "prefix": prefix,
            "role": "contributor", "to": to });
        alice.post("/api/grants", &wanted).await.expect(201).json()["id"].clone()
    };
    give(json!({ "kind": "everyone" }), "other/").await;
    let id = give(json!({ "kind": "team", "team": "labour" }), "team/").await;
    let (_, program) = make(&benoit, keys, &folder).await;
    let (_, wide) = make(&benoit, keys, &json!({})).await;
    for program in [&program, &wide] {
        assert_eq!(program.get("/alice.tremblay/team/a").await.expect(200).text(), "team/a");
        program.put("/alice.tremblay/team/new", "x").await.expect(200);
        program.get("/alice.tremblay/other/b").await.expect_code(403, "AccessDenied");
    }
    // Of what was done elsewhere than in its buckets the team reads too.
    let told = async || {
        let page = benoit.get("/api/activity?team=labour&act=write").await.expect(200).text();
        page.contains("team/new")
    };
    until("the team reads what its key did", told).await;
    alice.delete(&format!("/api/grants/{id}")).await.expect(204);
    for program in [&program, &wide] {
        program.get("/alice.tremblay/team/a").await.expect_code(403, "AccessDenied");
    }
}
