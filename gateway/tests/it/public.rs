//! Public data, without signing in.

use http::Method;
use serde_json::json;

use crate::house::House;
use crate::support::Gateway;

#[tokio::test]
async fn anybody_browses_and_reads_the_datasets_and_nothing_else() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    let listed = stranger.get("/api/datasets").await.expect(200).json();
    let names: Vec<&str> = listed["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| set["bucket"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"open-census"), "{names:?}");
    let folder = stranger.get("/api/datasets/open-census/listing").await.expect(200).json();
    assert_eq!(folder["rights"], json!(["read"]));
    let key =
        folder["entries"].as_array().unwrap().iter().find(|entry| entry["folder"] != true).unwrap();
    let file = stranger
        .get(&format!("/public/open-census/{}", key["key"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(file.body.len() as u64, key["size"].as_u64().unwrap());
    stranger
        .get("/api/datasets/alice.tremblay/listing")
        .await
        .expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn a_public_file_serves_ranges_to_scripts_of_any_site() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    let address = "/public/open-census/README.md";
    let part = stranger
        .send_raw(
            Method::GET,
            address,
            &[("range", "bytes=0-4"), ("origin", "https://example.org")],
            "",
        )
        .await;
    let part = part.expect(206);
    assert_eq!(part.body.len(), 5);
    assert_eq!(part.header("access-control-allow-origin"), "*");
    assert!(part.header("access-control-expose-headers").contains("Content-Range"));
    assert_eq!(part.header("cross-origin-resource-policy"), "cross-origin");
    assert!(part.header("content-security-policy").starts_with("sandbox"));
    assert!(part.header("set-cookie").is_empty());
    let head = stranger.send_raw(Method::HEAD, address, &[], "").await.expect(200);
    assert!(head.header("content-length").parse::<u64>().unwrap() > 5);
    let preflight = stranger
        .send_raw(Method::OPTIONS, address, &[("access-control-request-method", "GET")], "")
        .await
        .expect(204);
    assert_eq!(preflight.header("access-control-allow-methods"), "GET, HEAD");
    stranger.send_raw(Method::PUT, address, &[], "x").await.expect(405);
}

#[tokio::test]
async fn nobody_writes_public_data() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let objects = "/api/instances/public/buckets/open-census/objects?key=README.md";
    alice.put(objects, "mine").await.expect_problem(403, "denied");
    alice.delete(objects).await.expect_problem(403, "denied");
    alice.delete("/api/instances/public/buckets/open-census").await.expect_problem(403, "denied");
    alice
        .post("/api/instances/public/personal-bucket", &json!({}))
        .await
        .expect_problem(403, "denied");
}

#[tokio::test]
async fn a_dataset_can_be_read_without_script_in_both_languages() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    for (language, word) in [("fr", "Jeux de données"), ("en", "Datasets")] {
        let catalogue = stranger.get(&format!("/{language}/d")).await.expect(200).text();
        assert!(catalogue.contains(&format!("href=\"/{language}/d/open-census\"")), "{catalogue}");
        let page = stranger.get(&format!("/{language}/d/open-census")).await.expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
        let text = page.text();
        assert!(text.contains(word), "{text}");
        assert!(text.contains("href=\"/public/open-census/README.md\""), "{text}");
        assert!(text.contains(&format!("lang=\"{language}")), "{text}");
    }
    stranger.get("/fr/d/no-such-dataset").await.expect(404);
    stranger.get("/fr/d/open-census?prefix=nowhere%2F").await.expect(404);
}

#[tokio::test]
async fn a_readme_comes_in_the_readers_language_and_safe() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    let readme = |language: &str| format!("/api/datasets/open-census/readme?lang={language}");
    let french = stranger.get(&readme("fr")).await.expect(200).json();
    let english = stranger.get(&readme("en")).await.expect(200).json();
    assert_eq!((french["lang"].as_str(), english["lang"].as_str()), (Some("fr"), Some("en")));
    assert_ne!(french["html"], english["html"]);
    stranger
        .get("/api/datasets/open-census/readme?prefix=nowhere%2F")
        .await
        .expect_problem(404, "no-such-page");
}

#[tokio::test]
async fn behind_a_shut_door_people_read_what_strangers_are_refused() {
    let house = House::configured(|config| config.anonymous_access = false).await;
    let (stranger, alice) = (house.anonymous(), house.alice().await);
    for path in ["/public/open/a.txt", "/api/datasets", "/api/datasets/open/listing"] {
        stranger.get(path).await.expect_problem(401, "not-signed-in");
        alice.get(path).await.expect(200);
    }
    let file = alice.get("/public/open/a.txt").await;
    assert_eq!(file.text(), "for everybody");
    assert_eq!(file.header("cache-control"), "private, no-cache");
    assert!(file.header("access-control-allow-origin").is_empty());
    assert_ne!(file.header("cross-origin-resource-policy"), "cross-origin");
    assert!(file.header("content-security-policy").starts_with("sandbox"));
}
