//! Presigned addresses of the page: each reads one object on the S3 side, without a cookie, as long as its key lives and
//! its owner may.

use http::Method;
use serde_json::{Value, json};

use crate::s3::program::element;
use crate::support::{Answer, Browser, Gateway, encode, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

async fn alice_with(gateway: &Gateway, keys: &[&str]) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    for key in keys {
        let address = format!("{BUCKET}/objects?key={}", encode(key));
        alice.put(&address, format!("what {key} holds")).await.expect(201);
    }
    alice
}

async fn ask(browser: &Browser, key: &str, seconds: u32) -> Answer {
    let address = format!("{BUCKET}/presigned?key={}", encode(key));
    browser.post(&address, &json!({ "seconds": seconds })).await
}

/// Path and query of a new address, which lies on the S3 side, and the key behind it.
async fn made(gateway: &Gateway, browser: &Browser, key: &str) -> (String, String) {
    let made = ask(browser, key, 3_600).await.expect(201).json();
    let address = made["address"].as_str().unwrap();
    let target = address.strip_prefix(&gateway.s3).unwrap().to_owned();
    (target, made["access_key"].as_str().unwrap().to_owned())
}

/// Somebody without a cookie, at the S3 side.
fn holder(gateway: &Gateway) -> Browser {
    Browser::of(&gateway.s3)
}

async fn refusal(holder: &Browser, method: Method, target: &str) -> (u16, String) {
    let answer = holder.send_raw(method, target, &[], "").await;
    (answer.status.as_u16(), element(&answer.text(), "Code"))
}

#[tokio::test]
async fn an_address_reads_its_object_whole_or_in_part_whatever_it_is_called() {
    let gateway = Gateway::start().await;
    let keys =
        ["a.csv", "a+b %2B#c?d&e=f.txt", "été/漢🎉.txt", "a//b", "/start", "end/", "..a/b.."];
    let alice = alice_with(&gateway, &keys).await;
    let holder = holder(&gateway);
    for key in keys {
        let (target, _) = made(&gateway, &alice, key).await;
        let whole = holder.send_raw(Method::GET, &target, &[], "").await.expect(200);
        assert_eq!(whole.text(), format!("what {key} holds"), "{target}");
        let part = holder.send_raw(Method::GET, &target, &[("range", "bytes=0-3")], "").await;
        assert_eq!((part.status.as_u16(), part.text().as_str()), (206, "what"), "{target}");
    }
}

#[tokio::test]
async fn an_address_opens_nothing_beside_its_object() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["a.csv", "a.csv2", "b.csv"]).await;
    let (target, _) = made(&gateway, &alice, "a.csv").await;
    let holder = holder(&gateway);
    let (path, query) = target.split_once('?').unwrap();
    let changed = [
        (Method::GET, format!("/alice.tremblay/b.csv?{query}")),
        (Method::GET, format!("/alice.tremblay/a.csv2?{query}")),
        (Method::GET, format!("/alice.tremblay?list-type=2&{query}")),
        (Method::GET, format!("/alice.tremblay/?{query}")),
        (Method::GET, format!("{target}&versionId=null")),
        (Method::GET, target.replace("X-Amz-Expires=3600", "X-Amz-Expires=43200")),
        (Method::PUT, target.clone()),
        (Method::DELETE, target.clone()),
    ];
    for (method, target) in changed {
        let refused = refusal(&holder, method.clone(), &target).await;
        assert_eq!(refused, (403, "SignatureDoesNotMatch".to_owned()), "{method} {target}");
    }
    let (start, rest) = target.split_once("X-Amz-Security-Token=").unwrap();
    let without = format!("{start}{}", rest.split_once('&').unwrap().1);
    assert_eq!(refusal(&holder, Method::GET, &without).await.0, 403);
    assert_eq!(refusal(&holder, Method::GET, path).await.0, 404);
    holder.send_raw(Method::GET, &target, &[], "").await.expect(200);
}

#[tokio::test]
async fn an_address_outlives_the_session_and_ends_with_its_key() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["a.csv"]).await;
    let (target, key) = made(&gateway, &alice, "a.csv").await;
    let (other, _) = made(&gateway, &alice, "a.csv").await;
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    let holder = holder(&gateway);
    holder.send_raw(Method::GET, &target, &[], "").await.expect(200);

    let alice = gateway.as_person("alice.tremblay").await;
    let address = format!("/api/access-keys/{key}");
    let json = [("content-type", "application/json")];
    let closed = (403, "SignatureDoesNotMatch".to_owned());
    for (disabled, status) in [(true, 403), (false, 200)] {
        let change = json!({ "disabled": disabled }).to_string();
        alice.send(Method::PUT, &address, &json, change).await.expect(200);
        assert_eq!(refusal(&holder, Method::GET, &target).await.0, status);
    }
    alice.delete(&address).await.expect(204);
    assert_eq!(refusal(&holder, Method::GET, &target).await, closed);
    holder.send_raw(Method::GET, &other, &[], "").await.expect(200);
}

#[tokio::test]
async fn an_address_ends_with_the_right_of_who_made_it() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["team/a.csv", "top.csv"]).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let given = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefix": "team/", "role": "viewer",
        "to": { "kind": "person", "handle": "benoit.gagnon" },
    });
    let grant = alice.post("/api/grants", &given).await.expect(201).json()["id"].clone();
    let (target, _) = made(&gateway, &benoit, "team/a.csv").await;
    ask(&benoit, "top.csv", 3_600).await.expect_problem(404, "no-such-bucket");
    let holder = holder(&gateway);
    holder.send_raw(Method::GET, &target, &[], "").await.expect(200);
    alice.delete(&format!("/api/grants/{grant}")).await.expect(204);
    let status = refusal(&holder, Method::GET, &target).await.0;
    assert!([403, 404].contains(&status), "{status}");
}

#[tokio::test]
async fn nobody_gets_an_address_for_what_they_may_not_read() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["a.csv", "in/a.csv"]).await;
    ask(&gateway.anonymous(), "a.csv", 3_600).await.expect_problem(401, "not-signed-in");
    let benoit = gateway.as_person("benoit.gagnon").await;
    ask(&benoit, "a.csv", 3_600).await.expect_problem(404, "no-such-bucket");
    // Whoever only puts files somewhere reads none.
    let given = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "prefix": "in/", "role": "uploader",
        "to": { "kind": "person", "handle": "benoit.gagnon" },
    });
    alice.post("/api/grants", &given).await.expect(201);
    ask(&benoit, "in/a.csv", 3_600).await.expect_problem(403, "denied");

    let cookie = alice.cookie("cellier").unwrap();
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    let ghost = gateway.anonymous();
    ghost.set_cookie("cellier", &cookie);
    ask(&ghost, "a.csv", 3_600).await.expect_problem(401, "not-signed-in");
    let keys = gateway.as_person("benoit.gagnon").await.get("/api/access-keys").await.json();
    assert_eq!(keys["keys"], json!([]));
}

#[tokio::test]
async fn a_wish_for_an_address_is_held_to_its_limits() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["a.csv"]).await;
    for seconds in [0, 899, 43_201, u32::MAX] {
        ask(&alice, "a.csv", seconds).await.expect_problem(400, "malformed");
    }
    for seconds in [900, 43_200] {
        ask(&alice, "a.csv", seconds).await.expect(201);
    }
    ask(&alice, "a/../a.csv", 3_600).await.expect_problem(422, "key-name");
    ask(&alice, "", 3_600).await.expect_problem(422, "key-name");
    let address = format!("{BUCKET}/presigned?key=a.csv");
    alice.post(&address, &json!({})).await.expect_problem(400, "malformed");
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    let forged = alice.send_raw(Method::POST, &address, &headers, r#"{"seconds":3600}"#).await;
    forged.expect_problem(403, "forged");
    let wish = json!({ "seconds": 3_600 });
    let public = "/api/instances/public/buckets/census/presigned?key=README.md";
    let answer = alice.post(public, &wish).await;
    assert!([400, 404].contains(&answer.status.as_u16()), "{}", answer.text());
    let nowhere = "/api/instances/nowhere/buckets/alice.tremblay/presigned?key=a.csv";
    alice.post(nowhere, &wish).await.expect_problem(404, "no-such-instance");
}

#[tokio::test]
async fn the_key_behind_an_address_is_listed_and_the_act_recorded() {
    let gateway = Gateway::start().await;
    let alice = alice_with(&gateway, &["a/b.csv"]).await;
    let answer = ask(&alice, "a/b.csv", 3_600).await.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let (_, id) = made(&gateway, &alice, "a/b.csv").await;
    let list = alice.get("/api/access-keys").await.expect(200).json();
    let keys = list["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["id"] == id.as_str()).unwrap();
    let told = (&key["name"], &key["object"], &key["read_only"], &key["temporary"]);
    assert_eq!(
        told,
        (&json!("alice.tremblay/a/b.csv"), &json!("a/b.csv"), &json!(true), &json!(true))
    );
    assert_eq!(key["buckets"], json!([{ "name": "alice.tremblay", "prefixes": [] }]));
    let entries = async || {
        let page = alice.get("/api/activity?act=presign").await.expect(200).json();
        page["entries"].as_array().unwrap().clone()
    };
    until("the act is recorded", async || entries().await.len() == 2).await;
    let entry: Value =
        entries().await.into_iter().find(|it| it["access_key"] == id.as_str()).unwrap();
    let told = (&entry["instance"], &entry["bucket"], &entry["key"], &entry["refusal"]);
    let bucket = json!("alice.tremblay");
    assert_eq!(told, (&json!("minimal"), &bucket, &json!("a/b.csv"), &Value::Null));
}
