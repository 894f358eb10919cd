//! What is known of a key afterwards: when and from where it was used, and what was done with it by whom.

use cellier::policy::AccessKeyId;
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Demo, run, text};
use crate::s3::program::Program;
use crate::support::{Browser, Gateway, until};

const KEYS: &str = "/api/access-keys";

/// A key for everything of Alice's: its id and its secret.
async fn made(alice: &Browser) -> [String; 2] {
    let wish = json!({ "name": "nightly", "instance": "minimal", "read_only": false, "days": 90 });
    let made = alice.post(KEYS, &wish).await.expect(201).json();
    [&made["key"]["id"], &made["secret_key"]].map(|value| value.as_str().unwrap().to_owned())
}

/// Act, way and key of each entry that is about a key, the oldest first.
async fn acts(browser: &Browser, id: &str) -> Vec<String> {
    let entries = browser.get("/api/activity?limit=200").await.expect(200).json();
    let mut acts: Vec<_> = entries["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["access_key"] == id)
        .map(|entry| [&entry["act"], &entry["way"]].map(|word| word.as_str().unwrap()).join(" "))
        .collect();
    acts.reverse();
    acts
}

#[tokio::test]
async fn the_list_tells_when_and_from_where_a_key_was_used_last() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let [id, secret] = made(&alice).await;
    let listed = async || alice.get(KEYS).await.expect(200).json()["keys"][0].clone();
    let wrong = Program::new(&gateway.s3, &id, "wrong");
    wrong.get("/alice.tremblay").await.expect_code(403, "SignatureDoesNotMatch");
    assert_eq!(listed().await["last_used_at"], Value::Null);
    let began = jiff::Timestamp::now();
    Program::new(&gateway.s3, &id, &secret).put("/alice.tremblay", "").await.expect(200);
    until("its use is recorded", async || !listed().await["last_used_at"].is_null()).await;
    let key = listed().await;
    assert_eq!(key["last_used_from"], "127.0.0.1");
    let at: jiff::Timestamp = key["last_used_at"].as_str().unwrap().parse().unwrap();
    assert!((at.as_second() - began.as_second()).abs() <= 60, "{key}");
}

#[tokio::test]
async fn whatever_is_done_with_a_key_is_recorded() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let [id, secret] = made(&alice).await;
    let path = format!("{KEYS}/{id}");
    let change = async |change: Value| {
        let json = [("content-type", "application/json")];
        alice.send(Method::PUT, &path, &json, change.to_string()).await.expect(200);
    };
    change(json!({ "days": 30 })).await;
    change(json!({ "disabled": true })).await;
    change(json!({ "disabled": false })).await;
    let program = Program::new(&gateway.s3, &id, &secret);
    program.put("/alice.tremblay", "").await.expect(200);
    program.get("/benoit.gagnon/a").await.expect_code(403, "AccessDenied");
    alice.delete(&path).await.expect(204);
    let expected = [
        "create-key page",
        "renew-key page",
        "disable-key page",
        "enable-key page",
        "create-bucket key",
        "read key",
        "revoke-key page",
    ];
    until("all is recorded", async || acts(&alice, &id).await.len() == expected.len()).await;
    assert_eq!(acts(&alice, &id).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_does_with_keys_is_recorded_too() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let alice = demo.as_person("alice.tremblay").await;
    let command = |words: &[&str]| {
        let place = ["--data", data.path().to_str().unwrap()];
        let done = run(&[words, &place].concat());
        assert!(done.status.success(), "{words:?}: {}", text(&done.stderr));
        text(&done.stdout)
    };
    let wish = ["--person", "alice.tremblay", "--instance", "minimal", "--json"];
    let create = || {
        let key = command(&[&["key", "create"][..], &wish].concat());
        let key: Value = serde_json::from_str(&key).unwrap();
        key["access_key"].as_str().unwrap().to_owned()
    };
    let (one, other) = (create(), create());
    assert!(AccessKeyId::parse(&one).is_some());
    command(&["key", "revoke", &one]);
    command(&["key", "revoke", "--person", "alice.tremblay"]);
    for id in [one, other] {
        assert_eq!(acts(&alice, &id).await, ["create-key command", "revoke-key command"]);
    }
    let last = create();
    command(&["person", "disable", "alice.tremblay"]);
    command(&["person", "enable", "alice.tremblay"]);
    let again = demo.as_person("alice.tremblay").await;
    assert_eq!(acts(&again, &last).await, ["create-key command", "revoke-key command"]);
}
