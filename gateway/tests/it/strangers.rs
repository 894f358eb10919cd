//! Every address of the API, asked by those who must not get in: the stranger, the other person, the ended session,
//! the forged request.

use http::Method;
use serde_json::json;

use crate::support::{Browser, Gateway};

/// Every operation of the API's own description, with its parameters filled in for one of Alice's objects.
async fn operations(browser: &Browser) -> Vec<(Method, String)> {
    let description = browser.get("/api/openapi.json").await.expect(200).json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut found = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{instance}", "minimal").replace("{bucket}", "alice.tremblay");
            let path = path.replace("{id}", "unknown").replace("{team}", "prices");
            let path = path.replace("{handle}", "alice.tremblay");
            let query = "?key=secret.txt&upload=abc&part=1";
            found.push((method.to_uppercase().parse().unwrap(), format!("{path}{query}")));
        }
    }
    assert!(found.len() >= 18, "{found:?}");
    found
}

fn is_open(path: &str) -> bool {
    ["/api/session?", "/api/instances?", "/api/datasets?", "/api/openapi.json"]
        .iter()
        .any(|open| path.starts_with(open))
}

/// What an operation wants as a body, so that refusal is never for a lack of one.
fn body(path: &str) -> String {
    if path.contains("/objects/delete") {
        json!({ "keys": ["secret.txt"] }).to_string()
    } else if path.contains("/complete") {
        json!({ "parts": [{ "part": 1, "etag": "x" }] }).to_string()
    } else if path.contains("/archives?") || path.contains("/manifests?") {
        let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
        let selection = json!({ "place": place, "keys": ["secret.txt"] });
        json!({ "selection": selection, "format": "urls" }).to_string()
    } else if path.contains("/api/copies") {
        let mine = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
        let objects = json!([{ "key": "secret.txt", "target_key": "copy.txt" }]);
        json!({ "source": mine, "target": mine, "remove_source": true, "objects": objects })
            .to_string()
    } else if path.contains("/publications") {
        let bucket = "alice.tremblay";
        json!({ "instance": "minimal", "bucket": bucket, "confirmation": bucket }).to_string()
    } else if path.contains("/settings") {
        json!({ "contributors_share": true, "shared_folders": true }).to_string()
    } else if path.contains("/members/") {
        json!({ "role": "manager" }).to_string()
    } else if path.contains("/api/teams/") {
        json!({ "instance": "minimal" }).to_string()
    } else if path.contains("/presigned") {
        json!({ "seconds": 3_600 }).to_string()
    } else if path.contains("/tags") {
        json!({ "tags": { "a": "b" } }).to_string()
    } else if path.contains("/details") {
        json!({ "content_type": "text/html" }).to_string()
    } else if path.contains("/buckets?") {
        json!({ "name": "alice.tremblay.x" }).to_string()
    } else if path.contains("/preferences") {
        json!({ "values": { "secret": "1" } }).to_string()
    } else {
        String::new()
    }
}

async fn ask(browser: &Browser, method: &Method, path: &str) -> crate::support::Answer {
    browser.send(method.clone(), path, &[("content-type", "application/json")], body(path)).await
}

async fn alice_with_a_secret(gateway: &Gateway) -> Browser {
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    alice
        .put("/api/instances/minimal/buckets/alice.tremblay/objects?key=secret.txt", "secret")
        .await
        .expect(201);
    alice
}

async fn still_there(alice: &Browser) {
    let path = "/api/instances/minimal/buckets/alice.tremblay/objects?key=secret.txt";
    assert_eq!(alice.get(path).await.expect(200).text(), "secret");
}

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in_everywhere_but_at_the_open_doors() {
    let gateway = Gateway::start().await;
    let alice = alice_with_a_secret(&gateway).await;
    let stranger = gateway.anonymous();
    for (method, path) in operations(&stranger).await {
        let answer = ask(&stranger, &method, &path).await;
        if is_open(&path) {
            assert_eq!(answer.status, 200, "{method} {path}");
        } else if path.starts_with("/api/datasets/") || path.starts_with("/api/archives/") {
            assert_eq!(answer.status, 404, "{method} {path}");
        } else {
            assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
            if method != Method::HEAD {
                assert_eq!(answer.problem(), "not-signed-in");
            }
        }
        assert!(!answer.text().contains("secret\""), "{method} {path}");
    }
    still_there(&alice).await;
}

#[tokio::test]
async fn another_person_learns_not_even_that_the_bucket_exists() {
    let gateway = Gateway::start().await;
    let alice = alice_with_a_secret(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    for (method, path) in operations(&benoit).await {
        if !path.contains("alice.tremblay") || path.starts_with("/api/datasets/") {
            continue;
        }
        let of_alice = ask(&benoit, &method, &path).await;
        let of_nobody = ask(&benoit, &method, &path.replace("alice.tremblay", "no.body")).await;
        assert_eq!(of_alice.status, 404, "{method} {path}: {}", of_alice.text());
        assert_eq!(of_nobody.status, 404, "{method} {path}");
        if method != Method::HEAD {
            assert_eq!(of_alice.problem(), of_nobody.problem(), "{method} {path}");
        }
    }
    let taken =
        benoit.post("/api/instances/minimal/buckets", &json!({ "name": "alice.tremblay" })).await;
    taken.expect_problem(409, "bucket-taken");
    still_there(&alice).await;
}

#[tokio::test]
async fn an_instance_for_groups_is_closed_to_those_who_are_in_none_of_them() {
    let gateway = Gateway::start().await;
    let daniel = gateway.as_person("daniel.singh").await;
    daniel
        .post("/api/instances/premium/personal-bucket", &json!({}))
        .await
        .expect_problem(403, "denied");
    daniel.get("/api/instances/premium/buckets").await.expect_problem(403, "denied");
    let cards = daniel.get("/api/instances").await.expect(200).json();
    let premium =
        cards["instances"].as_array().unwrap().iter().find(|card| card["id"] == "premium").unwrap();
    assert_eq!((&premium["accessible"], &premium["bucket_count"]), (&json!(false), &json!(null)));
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/premium/personal-bucket", &json!({})).await.expect(201);
}

#[tokio::test]
async fn a_session_that_ended_opens_nothing() {
    let gateway = Gateway::start().await;
    let alice = alice_with_a_secret(&gateway).await;
    let cookie = alice.cookie("cellier").unwrap();
    alice
        .send(Method::POST, "/auth/sign-out", &[("content-type", "application/json")], "{}")
        .await
        .expect(200);
    let ghost = gateway.anonymous();
    ghost.set_cookie("cellier", &cookie);
    for (method, path) in operations(&ghost).await {
        let closed = path.contains("alice.tremblay") || path.starts_with("/api/copies");
        if closed && !path.starts_with("/api/datasets/") {
            assert_eq!(ask(&ghost, &method, &path).await.status, 401, "{method} {path}");
        }
    }
    still_there(&gateway.as_person("alice.tremblay").await).await;
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_page() {
    let gateway = Gateway::start().await;
    let alice = alice_with_a_secret(&gateway).await;
    let forgeries: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("x-cellier-request", "1")],
        &[("sec-fetch-site", "same-site"), ("x-cellier-request", "1")],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "https://evil.example"), ("x-cellier-request", "1")],
        &[("x-cellier-request", "1")],
    ];
    for (method, path) in operations(&alice).await {
        if matches!(method, Method::GET | Method::HEAD) {
            continue;
        }
        for forgery in forgeries {
            let headers: Vec<_> =
                forgery.iter().copied().chain([("content-type", "application/json")]).collect();
            let answer = alice.send_raw(method.clone(), &path, &headers, body(&path)).await;
            answer.expect_problem(403, "forged");
        }
    }
    still_there(&alice).await;
}

#[tokio::test]
async fn what_is_no_address_of_the_api_is_a_problem_and_not_a_page() {
    let gateway = Gateway::start().await;
    gateway.anonymous().get("/api/nothing/here").await.expect_problem(404, "no-such-page");
    gateway.anonymous().get("/api").await.expect(404);
}
