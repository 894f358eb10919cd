use cellier::config::Config;
use cellier::policy::AccessKeyId;
use http::Method;
use serde_json::{Value, json};

use crate::house::House;
use crate::s3::program::{Mode, Program};
use crate::support::{Answer, Browser, Gateway, until};

const KEYS: &str = "/api/access-keys";

fn wish(changes: &Value) -> Value {
    let mut wish = json!({
        "name": "nightly", "instance": "minimal", "read_only": true, "days": 90,
        "buckets": [{ "name": "alice.tremblay", "prefixes": ["team"] }], "sources": ["10.0.0.0/8"],
    });
    for (name, value) in changes.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

async fn alice(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    alice
}

async fn change(browser: &Browser, id: &str, change: &Value) -> Answer {
    let json = [("content-type", "application/json")];
    browser.send(Method::PUT, &format!("{KEYS}/{id}"), &json, change.to_string()).await
}

async fn listed(browser: &Browser) -> Vec<Value> {
    let list = browser.get(KEYS).await.expect(200).json();
    assert_eq!(list["days_max"], 365);
    list["keys"].as_array().unwrap().clone()
}

/// Makes a key and answers its id.
async fn made(browser: &Browser) -> String {
    let made = browser.post(KEYS, &wish(&json!({}))).await.expect(201).json();
    made["key"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_key_is_made_shown_once_renewed_put_to_sleep_and_revoked() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let answer = alice.post(KEYS, &wish(&json!({}))).await.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let made = answer.json();
    let (secret, key) = (made["secret_key"].as_str().unwrap(), &made["key"]);
    assert_eq!(secret.len(), 40);
    assert!(made["endpoint"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{made}");
    assert_eq!(made["region"], "local");
    let id = key["id"].as_str().unwrap();
    assert!(AccessKeyId::parse(id).is_some(), "{id}");
    let scope = (&key["instance"], &key["buckets"], &key["read_only"], &key["sources"]);
    let buckets = json!([{ "name": "alice.tremblay", "prefixes": ["team/"] }]);
    assert_eq!(scope, (&json!("minimal"), &buckets, &json!(true), &json!(["10.0.0.0/8"])));
    assert_eq!((&key["disabled"], &key["last_used_at"]), (&json!(false), &Value::Null));

    let list = listed(&alice).await;
    assert_eq!(list.len(), 1);
    assert!(!list[0].to_string().contains(secret));
    let days = |key: &Value| key["expires_in_seconds"].as_u64().unwrap().div_ceil(24 * 3600);
    assert_eq!(days(&list[0]), 90);
    let renewed = change(&alice, id, &json!({ "days": 365 })).await.expect(200).json();
    assert_eq!(days(&renewed), 365);
    for disabled in [true, false] {
        let changed = change(&alice, id, &json!({ "disabled": disabled })).await.expect(200);
        assert_eq!(changed.json()["disabled"], disabled);
    }
    alice.delete(&format!("{KEYS}/{id}")).await.expect(204);
    assert!(listed(&alice).await.is_empty());
    alice.delete(&format!("{KEYS}/{id}")).await.expect_problem(404, "no-such-access-key");
    let renewal = change(&alice, id, &json!({ "days": 1 })).await;
    renewal.expect_problem(404, "no-such-access-key");
}

#[tokio::test]
async fn a_key_is_shown_and_changed_by_nobody_but_its_owner() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let id = made(&alice).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    assert!(listed(&benoit).await.is_empty());
    // Another's key and one that never was answer alike.
    for id in [id.as_str(), AccessKeyId::from_random([3; 12]).as_str(), "CELL", "%2e%2e"] {
        for wanted in [json!({ "days": 1 }), json!({ "disabled": true })] {
            let refused = change(&benoit, id, &wanted).await;
            refused.expect_problem(404, "no-such-access-key");
        }
        let path = format!("{KEYS}/{id}");
        benoit.delete(&path).await.expect_problem(404, "no-such-access-key");
    }
    let stranger = gateway.anonymous();
    stranger.get(KEYS).await.expect_problem(401, "not-signed-in");
    stranger.post(KEYS, &wish(&json!({}))).await.expect_problem(401, "not-signed-in");
    change(&stranger, &id, &json!({ "days": 1 })).await.expect_problem(401, "not-signed-in");
    stranger.delete(&format!("{KEYS}/{id}")).await.expect_problem(401, "not-signed-in");
    assert_eq!(listed(&alice).await[0]["disabled"], false);
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.get(KEYS).await.expect_problem(401, "not-signed-in");
    alice.delete(&format!("{KEYS}/{id}")).await.expect_problem(401, "not-signed-in");
    assert_eq!(listed(&gateway.as_person("alice.tremblay").await).await.len(), 1);
}

#[tokio::test]
async fn nobody_makes_a_key_for_what_is_not_theirs() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let bucket = |name: &str| wish(&json!({ "buckets": [{ "name": name }] }));
    let check = async |browser: &Browser, wish: Value, status: u16, problem: &str| {
        browser.post(KEYS, &wish).await.expect_problem(status, problem);
    };
    // Another's bucket and one that never was answer alike.
    check(&benoit, bucket("alice.tremblay"), 404, "no-such-bucket").await;
    check(&benoit, bucket("no.body"), 404, "no-such-bucket").await;
    check(&alice, bucket("benoit.gagnon"), 404, "no-such-bucket").await;
    check(&alice, wish(&json!({ "instance": "nowhere" })), 404, "no-such-instance").await;
    check(&alice, wish(&json!({ "instance": "public" })), 400, "malformed").await;
    let daniel = gateway.as_person("daniel.singh").await;
    check(&daniel, wish(&json!({ "instance": "premium", "buckets": null })), 403, "denied").await;
    assert!(listed(&alice).await.is_empty());
}

#[tokio::test]
async fn whoever_was_given_a_folder_makes_a_key_for_the_folder() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    for key in ["team/a", "team2/b"] {
        let path = format!("/api/instances/minimal/buckets/alice.tremblay/objects?key={key}");
        alice.put(&path, key.to_owned()).await.expect(201);
    }
    let grant = json!({ "instance": "minimal", "bucket": "alice.tremblay", "prefix": "team/",
        "role": "viewer", "to": { "kind": "person", "handle": "benoit.gagnon" } });
    alice.post("/api/grants", &grant).await.expect(201);
    let below = |prefixes: &[&str]| {
        let buckets = json!([{ "name": "alice.tremblay", "prefixes": prefixes }]);
        wish(&json!({ "buckets": buckets, "sources": [] }))
    };
    for prefixes in [&[][..], &["team2"], &["team", "team2"], &["tea"]] {
        benoit.post(KEYS, &below(prefixes)).await.expect_problem(403, "denied");
    }
    for prefixes in [&["team"][..], &["team/deep/"], &["team/a", "team/b"]] {
        benoit.post(KEYS, &below(prefixes)).await.expect(201);
    }
    let made = benoit.post(KEYS, &below(&["team"])).await.expect(201).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let program = Program::new(
        &text(&made["endpoint"]),
        &text(&made["key"]["id"]),
        &text(&made["secret_key"]),
    );
    program.get("/alice.tremblay/team/a").await.expect(200);
    program.get("/alice.tremblay/team2/b").await.expect_code(403, "AccessDenied");
    let daniel = gateway.as_person("daniel.singh").await;
    daniel.post(KEYS, &below(&["team"])).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn a_wish_that_cannot_be_is_refused() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let mine = |prefix: &str| json!([{ "name": "alice.tremblay", "prefixes": [prefix] }]);
    let cases = [
        (json!({ "name": "" }), 400, "malformed"),
        (json!({ "name": "a\u{7}b" }), 400, "malformed"),
        (json!({ "days": 0 }), 400, "malformed"),
        (json!({ "days": 366 }), 400, "malformed"),
        (json!({ "days": u32::MAX }), 400, "malformed"),
        (json!({ "days": -1 }), 400, "malformed"),
        (json!({ "buckets": [] }), 400, "malformed"),
        (json!({ "buckets": [{ "name": "Alice" }] }), 422, "bucket-name"),
        (json!({ "buckets": mine("") }), 422, "key-name"),
        (json!({ "buckets": mine("a/../b") }), 422, "key-name"),
        (json!({ "sources": ["10.0.0.1/8"] }), 400, "malformed"),
        (json!({ "sources": vec!["10.0.0.1"; 21] }), 400, "malformed"),
    ];
    for (changes, status, problem) in cases {
        let answer = alice.post(KEYS, &wish(&changes)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (status, problem),
            "{changes}"
        );
    }
    let id = made(&alice).await;
    change(&alice, &id, &json!({})).await.expect_problem(400, "malformed");
    change(&alice, &id, &json!({ "days": 400 })).await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn no_key_lives_longer_than_the_operator_allows() {
    let house = House::configured(|config| config.access_keys.days_max = 30).await;
    let alice = house.alice().await;
    let days = |days: u32| wish(&json!({ "days": days }));
    alice.post(KEYS, &days(31)).await.expect_problem(400, "malformed");
    let made = alice.post(KEYS, &days(30)).await.expect(201).json();
    let id = made["key"]["id"].as_str().unwrap();
    change(&alice, id, &json!({ "days": 31 })).await.expect_problem(400, "malformed");
    let renewed = change(&alice, id, &json!({ "days": 30 })).await.expect(200).json();
    let left = renewed["expires_in_seconds"].as_u64().unwrap();
    assert_eq!(left.div_ceil(24 * 3600), 30);
    assert_eq!(alice.get(KEYS).await.expect(200).json()["days_max"], 30);
}

#[tokio::test]
async fn a_temporary_key_comes_with_a_token_and_ends_by_itself() {
    let gateway = Gateway::start().await;
    let alice = alice(&gateway).await;
    let hours = |seconds: u32| wish(&json!({ "days": null, "seconds": seconds }));
    let made = alice.post(KEYS, &hours(3_600)).await.expect(201).json();
    let (key, token) = (&made["key"], made["session_token"].as_str().unwrap());
    assert_eq!((&key["temporary"], &key["sources"]), (&json!(true), &json!(["10.0.0.0/8"])));
    let left = key["expires_in_seconds"].as_u64().unwrap();
    assert!((3_590..=3_600).contains(&left), "{left}");
    let list = listed(&alice).await;
    assert!(!list[0].to_string().contains(token));
    // It cannot be made to live longer, and ends at once where its owner says so.
    let id = key["id"].as_str().unwrap();
    change(&alice, id, &json!({ "days": 1 })).await.expect_problem(404, "no-such-access-key");
    alice.delete(&format!("{KEYS}/{id}")).await.expect(204);
    assert!(
        alice.post(KEYS, &wish(&json!({}))).await.expect(201).json()["session_token"].is_null()
    );

    for seconds in [0, 899, 43_201, u32::MAX] {
        alice.post(KEYS, &hours(seconds)).await.expect_problem(400, "malformed");
    }
    for both in [json!({ "days": null }), json!({ "seconds": 3_600 })] {
        alice.post(KEYS, &wish(&both)).await.expect_problem(400, "malformed");
    }
    let issued = async || alice.get("/api/activity").await.expect(200).text().contains("issue-key");
    until("the act is recorded", issued).await;
}

/// A key of Alice's for her bucket, good from these addresses.
async fn key_from(alice: &Browser, sources: &[&str]) -> Program {
    let whole = json!([{ "name": "alice.tremblay", "prefixes": [] }]);
    let wish = wish(&json!({ "buckets": whole, "sources": sources }));
    let made = alice.post(KEYS, &wish).await.expect(201).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, secret) = (text(&made["key"]["id"]), text(&made["secret_key"]));
    Program::new(&text(&made["endpoint"]), &id, &secret)
}

/// What the program is told where this stands in front of what it asks; proxies write it after it was signed.
async fn told_from(program: &Program, forwarded: Option<&'static str>) -> (u16, String) {
    let target = "/alice.tremblay?list-type=2";
    let mut request = program.request(Mode::Literal, None, "GET", target, &[], "".into());
    if let Some(forwarded) = forwarded {
        request.headers_mut().insert("x-forwarded-for", forwarded.parse().unwrap());
    }
    let answer = program.send_request(request).await;
    let code = if answer.status.is_success() { String::new() } else { answer.code() };
    (answer.status.as_u16(), code)
}

#[tokio::test]
async fn a_key_opens_from_its_addresses_as_a_trusted_proxy_tells_them() {
    let trusting = |config: &mut Config| {
        config.limits.trusted_proxies = vec!["127.0.0.0/8".to_owned()];
    };
    let house = House::configured(trusting).await;
    let alice = house.alice().await;
    let program = key_from(&alice, &["203.0.113.0/24", "2001:db8::/32"]).await;
    let closed = (403, "AccessDenied".to_owned());
    for elsewhere in [
        None,
        Some("198.51.100.7"),
        // What stands before was written by whoever asked the proxy.
        Some("203.0.113.9, 198.51.100.7"),
        Some("2001:db9::1"),
    ] {
        assert_eq!(told_from(&program, elsewhere).await, closed, "{elsewhere:?}");
    }
    assert_eq!(listed(&alice).await[0]["last_used_from"], Value::Null);
    for there in ["203.0.113.9", "198.51.100.7, 203.0.113.9", "2001:db8::1", "[2001:db8::1]:443"] {
        assert_eq!(told_from(&program, Some(there)).await.0, 200, "{there}");
    }
    let recorded = async || listed(&alice).await[0]["last_used_from"] != Value::Null;
    until("the use is recorded", recorded).await;
    let from = listed(&alice).await[0]["last_used_from"].clone();
    assert!(["203.0.113.9", "2001:db8::1"].contains(&from.as_str().unwrap()), "{from}");
}

#[tokio::test]
async fn where_no_proxy_is_trusted_a_key_opens_from_where_the_connection_comes() {
    let house = House::start().await;
    let alice = house.alice().await;
    let (here, elsewhere) =
        (key_from(&alice, &["127.0.0.0/8"]).await, key_from(&alice, &["203.0.113.0/24"]).await);
    for forwarded in [None, Some("203.0.113.9"), Some("127.0.0.1")] {
        assert_eq!(told_from(&here, forwarded).await.0, 200, "{forwarded:?}");
        let closed = (403, "AccessDenied".to_owned());
        assert_eq!(told_from(&elsewhere, forwarded).await, closed, "{forwarded:?}");
    }
}
