//! Who makes something public, how, for how long, and what is written down of it.

use cellier::database::Database;
use cellier::policy::Handle;
use cellier::s3::names::{Bucket, BucketName, InstanceId};
use http::Method;
use serde_json::{Value, json};

use super::{alice_with_folders, publish, published, review, wanted};
use crate::house::House;
use crate::process::{run, text};
use crate::support::Gateway;
use crate::teams::learn;

#[tokio::test]
async fn the_review_says_what_would_be_read_and_confirms_by_name() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let told = alice.get(&review("data/")).await.expect(200).text();
    let last: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!((&last["objects"], &last["complete"]), (&json!(3), &json!(true)));
    assert_eq!(last["first"], json!(["data/README.md", "data/a.csv", "data/deep/b.txt"]));
    assert_eq!(
        last["bytes"],
        json!("# Read **me**".len() + "data/a.csv".len() + "data/deep/b.txt".len())
    );
    for wrong in ["", "Data", "data2", "data/", "alice.tremblay"] {
        publish(&alice, "data/", wrong).await.expect_problem(422, "not-confirmed");
    }
    gateway.anonymous().get("/public/alice.tremblay/data/a.csv").await.expect(404);
    let made = publish(&alice, "data/", "data").await.expect(201).json();
    assert_eq!(
        (&made["to"]["kind"], &made["by"]["handle"]),
        (&json!("public"), &json!("alice.tremblay"))
    );
    // What overlaps is one publication; what only looks alike is another.
    for overlapping in [("data/", "data"), ("", "alice.tremblay"), ("data/deep/", "deep")] {
        let (prefix, name) = overlapping;
        publish(&alice, prefix, name).await.expect_problem(409, "public-already");
        let answer = alice.get(&review(prefix)).await;
        answer.expect_problem(409, "public-already");
        assert_eq!(answer.json()["subject"], "alice.tremblay/data/");
    }
    publish(&alice, "data2/", "data2").await.expect(201);
    publish(&alice, "data/../", "data").await.expect_problem(422, "key-name");
    // It is what it is until it is taken back.
    let change = json!({ "role": "contributor" }).to_string();
    let kind = [("content-type", "application/json")];
    let address = format!("/api/grants/{}", made["id"]);
    alice.send(Method::PUT, &address, &kind, change).await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn only_owners_and_managers_publish_and_only_where_the_operator_allows_it() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let [benoit, chloe] =
        [gateway.as_person("benoit.gagnon").await, gateway.as_person("chloe.nguyen").await];
    publish(&gateway.anonymous(), "data/", "data").await.expect_problem(401, "not-signed-in");
    publish(&benoit, "data/", "data").await.expect_problem(404, "no-such-bucket");
    benoit.get(&review("data/")).await.expect_problem(404, "no-such-bucket");
    for role in ["viewer", "contributor"] {
        let grant = json!({
            "instance": "pachyderm", "bucket": "alice.tremblay", "role": role,
            "to": { "kind": "person", "handle": "benoit.gagnon" },
        });
        alice.post("/api/grants", &grant).await.expect(201);
        let answer = publish(&benoit, "data/", "data").await;
        answer.expect_problem(403, "denied");
        benoit.get(&review("data/")).await.expect_problem(403, "denied");
    }
    // A team's bucket: its manager, and no contributor, even one who may share.
    let instance = json!({ "instance": "pachyderm" });
    alice.post("/api/teams/prices/buckets", &instance).await.expect(201);
    let team = "/api/instances/pachyderm/buckets/team-prices";
    let shares = json!({ "contributors_share": true, "shared_folders": false }).to_string();
    let kind = [("content-type", "application/json")];
    alice.send(Method::PUT, &format!("{team}/settings"), &kind, shares).await.expect(200);
    let whole =
        json!({ "instance": "pachyderm", "bucket": "team-prices", "confirmation": "team-prices" });
    chloe.post("/api/publications", &whole).await.expect_problem(403, "denied");
    alice.post("/api/publications", &whole).await.expect(201);
    // The other instances are shut; whoever may not publish there learns nothing of that.
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let mut elsewhere = wanted("data/", "data");
    elsewhere["instance"] = json!("minimal");
    alice.post("/api/publications", &elsewhere).await.expect_problem(403, "publishing-off");
    benoit.post("/api/publications", &elsewhere).await.expect_problem(404, "no-such-bucket");
    elsewhere["instance"] = json!("public");
    elsewhere["bucket"] = json!("open-census");
    alice.post("/api/publications", &elsewhere).await.expect_problem(403, "denied");
    // Neither a forged request nor an ended session.
    let body = wanted("data/", "data").to_string();
    let forged = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    let answer = alice.send_raw(Method::POST, "/api/publications", &forged, body).await;
    answer.expect_problem(403, "forged");
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    publish(&alice, "data/", "data").await.expect_problem(401, "not-signed-in");
    alice.get(&review("data/")).await.expect_problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_name_is_public_on_one_instance_only() {
    let house = House::configured(|config| {
        for instance in config.instances.iter_mut().filter(|instance| instance.id != "public") {
            instance.publishing = true;
        }
    })
    .await;
    let alice = house.alice().await;
    let place = |instance: &str, bucket: &str| json!({ "instance": instance, "bucket": bucket, "confirmation": bucket });
    let post = async |place: Value| alice.post("/api/publications", &place).await;
    alice.post("/api/instances/pachyderm/personal-bucket", &json!({})).await.expect(201);
    let made = post(place("minimal", "alice.tremblay")).await.expect(201).json();
    post(place("pachyderm", "alice.tremblay")).await.expect_problem(409, "public-name-taken");
    let review = "/api/instances/pachyderm/buckets/alice.tremblay/publication";
    alice.get(review).await.expect_problem(409, "public-name-taken");
    alice.delete(&format!("/api/grants/{}", made["id"])).await.expect(204);
    post(place("pachyderm", "alice.tremblay")).await.expect(201);
    // A public instance holds a bucket of this name.
    let database = Database::open(&house.data().join("cellier.db")).await.unwrap();
    let open = Bucket {
        instance: InstanceId::parse("minimal").unwrap(),
        name: BucketName::parse("open").unwrap(),
    };
    let handle = Handle::parse("alice.tremblay").unwrap();
    database.adopt_bucket(&open, &handle).await.unwrap();
    post(place("minimal", "open")).await.expect_problem(409, "public-name-taken");
}

#[tokio::test]
async fn what_lapsed_keeps_no_name_and_its_end_is_on_record() {
    let house = House::configured(|config| {
        for instance in config.instances.iter_mut().filter(|instance| instance.id != "public") {
            instance.publishing = true;
        }
    })
    .await;
    let alice = house.alice().await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    // The same name on two instances, each somebody else's.
    let database = Database::open(&house.data().join("cellier.db")).await.unwrap();
    for (instance, handle) in [("minimal", "alice.tremblay"), ("pachyderm", "benoit.gagnon")] {
        let instance = InstanceId::parse(instance).unwrap();
        let bucket = Bucket { instance, name: BucketName::parse("atlas").unwrap() };
        database.adopt_bucket(&bucket, &Handle::parse(handle).unwrap()).await.unwrap();
    }
    let place = |instance: &str| json!({ "instance": instance, "bucket": "atlas", "prefix": "maps/", "confirmation": "maps" });
    let first = alice.post("/api/publications", &place("minimal")).await.expect(201).json();
    let taken = benoit.post("/api/publications", &place("pachyderm")).await;
    taken.expect_problem(409, "public-name-taken");
    // Alice is shut out: what she made public lapses, and the operator still sees it.
    let alices = Handle::parse("alice.tremblay").unwrap();
    database.disable_person(&alices).await.unwrap();
    assert_eq!(database.public_grants().await.unwrap().len(), 1);
    let second = benoit.post("/api/publications", &place("pachyderm")).await.expect(201).json();
    // Nothing comes back by itself under a name that is somebody else's now.
    database.enable_person(&alices).await.unwrap();
    let left = database.public_grants().await.unwrap();
    assert_eq!(
        left.iter().map(|it| json!(it.grant.id.0)).collect::<Vec<_>>(),
        [second["id"].clone()]
    );
    alice.sign_in("alice.tremblay", "/en/").await;
    alice
        .delete(&format!("/api/grants/{}", first["id"]))
        .await
        .expect_problem(404, "no-such-grant");
    let taken = alice.post("/api/publications", &place("minimal")).await;
    taken.expect_problem(409, "public-name-taken");
    crate::support::until("it is on record", async || {
        let page = alice.get("/api/activity?act=lapse").await.expect(200).json();
        let entry = &page["entries"][0];
        entry["instance"] == "minimal" && entry["key"] == "maps/" && entry["from"].is_null()
    })
    .await;
    let of_benoit = benoit.get("/api/activity?act=lapse").await.expect(200).json();
    assert_eq!(of_benoit["entries"], json!([]));
}

#[tokio::test]
async fn it_is_worth_what_its_giver_may_do_now_and_its_managers_are_told() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let chloe = gateway.as_person("chloe.nguyen").await;
    let instance = json!({ "instance": "pachyderm" });
    alice.post("/api/teams/prices/buckets", &instance).await.expect(201);
    let team = "/api/instances/pachyderm/buckets/team-prices";
    chloe.put(&format!("{team}/objects?key=open%2Fa.txt"), "x").await.expect(201);
    let open = json!({
        "instance": "pachyderm", "bucket": "team-prices", "prefix": "open/", "confirmation": "open",
    });
    let id = alice.post("/api/publications", &open).await.expect(201).json()["id"].clone();
    let (stranger, file) = (gateway.anonymous(), "/public/team-prices/open/a.txt");
    stranger.get(file).await.expect(200);
    // Everybody who sees the folder is told.
    let who = format!("{team}/sharing?prefix=open%2F");
    let told = chloe.get(&who).await.expect(200).json();
    assert_eq!((&told["published"][0]["id"], &told["publishing"]), (&id, &json!("not_yours")));

    // Alice manages no more: nothing is open, and nobody has to guess why.
    learn(&gateway, "chloe.nguyen", &["prices", "storage-admins"]).await;
    learn(&gateway, "alice.tremblay", &["prices"]).await;
    stranger.get(file).await.expect_problem(404, "no-such-bucket");
    let told = chloe.get(&who).await.expect(200).json();
    assert_eq!((&told["published"][0]["id"], &told["published"][0]["lapsed"]), (&id, &json!(true)));
    assert_eq!(told["publishing"], "allowed");
    let given = alice.get("/api/grants").await.expect(200).json();
    assert_eq!((&given["grants"][0]["id"], &given["grants"][0]["lapsed"]), (&id, &json!(true)));
    // Who manages now makes it public anew, in its place.
    let anew = chloe.post("/api/publications", &open).await.expect(201).json();
    assert_eq!(anew["by"]["handle"], "chloe.nguyen");
    stranger.get(file).await.expect(200);
    let told = chloe.get(&who).await.expect(200).json();
    assert_eq!(told["published"].as_array().unwrap().len(), 1);
    // And takes back what anybody published there.
    chloe.delete(&format!("/api/grants/{}", anew["id"])).await.expect(204);
    stranger.get(file).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn every_act_is_on_record_and_explained() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    publish(&alice, "data/", "no").await.expect_problem(422, "not-confirmed");
    let id = published(&alice).await;
    let explain = |target: &str| {
        let data = gateway.data().to_str().unwrap().to_owned();
        let target = format!("pachyderm/alice.tremblay/{target}");
        text(&run(&["explain", "--data", &data, "anonymous", "read", &target]).stdout)
    };
    let told = explain("data/a.csv");
    let expected =
        format!("allowed: made public, grant {id}, viewer below data/, by alice.tremblay\n");
    assert_eq!(told, expected);
    assert_eq!(explain("data2/c.txt"), "denied: nobody is signed in\n");
    let data = gateway.data().to_str().unwrap();
    let listed = text(&run(&["publication", "list", "--data", data]).stdout);
    let place = "pachyderm/alice.tremblay/data/";
    assert!(listed.starts_with(&format!("{place}\tpublic\talice.tremblay\t")), "{listed}");
    let wrong = run(&["publication", "take-back", "--data", data, "pachyderm/alice.tremblay/"]);
    assert_eq!(wrong.status.code(), Some(1));
    // By the operator's word, in the record of who made it public.
    let taken = run(&["publication", "take-back", "--data", data, place]);
    assert_eq!(text(&taken.stdout), format!("{place} is private again\n"));
    gateway.anonymous().get("/public/alice.tremblay/data/a.csv").await.expect(404);
    alice.delete(&format!("/api/grants/{id}")).await.expect_problem(404, "no-such-grant");
    crate::support::until("the record is written", async || {
        let page = alice.get("/api/activity").await.json();
        let entries = page["entries"].as_array().unwrap().clone();
        let line = |it: &Value| format!("{} {} {}", it["act"], it["way"], it["refusal"]);
        let mut acts: Vec<_> =
            entries.iter().map(line).filter(|it| it.contains("publish")).collect();
        // What a command does is written at once, and may come before what the page did.
        acts.sort();
        let refused = "\"publish\" \"page\" \"not-confirmed\"";
        acts == [refused, "\"publish\" \"page\" null", "\"unpublish\" \"command\" null"]
    })
    .await;
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    assert!(database.publications(None).await.unwrap().is_empty());
}
