//! The personal bucket where something stands in its way: what the person is told, and that nothing is lost or taken.

use serde_json::json;

use crate::house::House;

const PERSONAL: &str = "/api/instances/minimal/personal-bucket";

#[tokio::test]
async fn a_bucket_that_exists_and_is_recorded_for_nobody_is_not_taken_over() {
    let house = House::start().await;
    house.minimal.store.ensure_bucket("alice.tremblay").await.unwrap();
    house.minimal.store.put("alice.tremblay", "old.txt", None, "theirs".into()).await.unwrap();
    let alice = house.anonymous();
    alice.sign_in("alice.tremblay", "/en/").await;
    for _ in 0..2 {
        let told = alice.post(PERSONAL, &json!({})).await;
        told.expect_problem(409, "bucket-not-recorded");
        assert_eq!(told.json()["subject"], "alice.tremblay");
    }
    let bucket = "/api/instances/minimal/buckets/alice.tremblay";
    for path in ["/listing", "/objects?key=old.txt", "/details?key=old.txt"] {
        alice.get(&format!("{bucket}{path}")).await.expect_problem(404, "no-such-bucket");
    }
    let mine = alice.get("/api/instances/minimal/buckets").await.expect(200).json();
    assert_eq!(mine["buckets"], json!([]));
}

#[tokio::test]
async fn a_storage_that_is_away_costs_the_person_nothing_but_another_click() {
    let mut house = House::start().await;
    let alice = house.anonymous();
    alice.sign_in("alice.tremblay", "/en/").await;
    house.minimal.go_down().await;
    let told = alice.post(PERSONAL, &json!({})).await;
    told.expect_problem(502, "upstream-unreachable");
    house.minimal.come_up().await;
    alice.post(PERSONAL, &json!({})).await.expect(201);
    alice.post(PERSONAL, &json!({})).await.expect(200);
}

#[tokio::test]
async fn cards_say_in_both_languages_what_an_instance_is() {
    let house = House::configured(|config| {
        let text = |en: &str, fr: &str| cellier::config::Text { en: en.into(), fr: fr.into() };
        let minimal = &mut config.instances[0];
        minimal.name = text("Everyday", "Courant");
        minimal.description = text("For all", "Pour tous");
        minimal.classification = Some(text("Protected B", "Protégé B"));
    })
    .await;
    let alice = house.alice().await;
    let told = alice.get("/api/instances").await.expect(200).json();
    let minimal = &told["instances"][0];
    assert_eq!(minimal["name"], json!({ "en": "Everyday", "fr": "Courant" }));
    assert_eq!(minimal["description"], json!({ "en": "For all", "fr": "Pour tous" }));
    assert_eq!(minimal["classification"], json!({ "en": "Protected B", "fr": "Protégé B" }));
}
