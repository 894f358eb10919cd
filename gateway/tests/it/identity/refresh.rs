//! Asking the provider again while somebody is signed in.

use serde_json::json;

use super::provider::{OnRefresh, Trouble, person};
use super::signing::Signing;
use super::world::World;

#[tokio::test]
async fn groups_change_at_the_next_refresh_and_refresh_tokens_are_rotated() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.provider.script().person = person("alice", "Alice", "Tremblay", &["team-b"]);
    world.advance(299);
    browser.who().await;
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
    world.advance(1);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-b"]);
    world.provider.script().person = person("alice", "Alice", "Tremblay", &[]);
    for _ in 0..3 {
        world.advance(300);
        assert_eq!(browser.who().await, "alice.tremblay", "each refresh token counts once");
    }
    assert!(world.groups_of("alice.tremblay").await.is_empty());
    assert_eq!(world.provider.script().refreshes, 4);
}

#[tokio::test]
async fn the_background_refreshes_those_who_do_not_ask() {
    let world = World::start().await;
    world.signed_in().await;
    world.provider.script().person = person("alice", "Alice", "Tremblay", &["team-b"]);
    world.identity.refresh_round(false).await.unwrap();
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"], "not due yet");
    world.advance(300);
    world.identity.refresh_round(true).await.unwrap();
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-b"]);
}

#[tokio::test]
async fn requests_at_the_same_time_cause_one_refresh() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    world.advance(300);
    let asking = (0..8).map(|_| {
        let mut tab = browser.clone();
        tokio::spawn(async move { tab.who().await })
    });
    for tab in asking.collect::<Vec<_>>() {
        assert_eq!(tab.await.unwrap(), "alice.tremblay");
    }
    assert_eq!(world.provider.script().refreshes, 1);
}

#[tokio::test]
async fn a_provider_that_withdraws_its_word_ends_the_session() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.provider.script().on_refresh = OnRefresh::InvalidGrant;
    world.advance(300);
    assert_eq!(browser.who().await, "anonymous");
}

#[tokio::test]
async fn a_refresh_that_brings_another_person_or_a_forged_token_ends_the_session() {
    let world = World::start().await;
    let check = async |signing: Signing, edits: serde_json::Value| {
        let mut browser = world.signed_in().await;
        world.provider.script().signing = signing;
        world.provider.edit(edits.clone());
        world.advance(300);
        assert_eq!(browser.who().await, "anonymous", "{signing:?} {edits}");
        world.provider.script().signing = Signing::Rs256(0);
        world.provider.edit(json!({}));
    };
    check(Signing::Rs256(0), json!({ "sub": "mallory" })).await;
    check(Signing::Rs256(0), json!({ "iss": "https://evil.example" })).await;
    check(Signing::Rs256(0), json!({ "nonce": "another" })).await;
    check(Signing::Unsigned, json!({})).await;
    check(Signing::Hs256WithClientSecret, json!({})).await;
    let people = world.database.list_people().await.unwrap();
    assert_eq!(people.len(), 1, "nobody else was recorded");
}

#[tokio::test]
async fn while_the_provider_is_down_sessions_live_on_as_they_were() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.provider.script().trouble = Some(Trouble::Down);
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
    world.provider.script().trouble = None;
    world.provider.script().person = person("alice", "Alice", "Tremblay", &["team-b"]);
    world.advance(29);
    browser.who().await;
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"], "asked half a minute apart");
    world.advance(1);
    browser.who().await;
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-b"]);
}

#[tokio::test]
async fn a_provider_misconfigured_meanwhile_ends_no_session() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.provider.script().on_refresh = OnRefresh::InvalidClient;
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn groups_that_cannot_be_known_any_more_are_no_groups() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    world.provider.edit(json!({ "groups": null, "_claim_names": { "groups": "elsewhere" } }));
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert!(world.groups_of("alice.tremblay").await.is_empty());
}

#[tokio::test]
async fn without_a_new_id_token_userinfo_tells_the_groups() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    {
        let mut script = world.provider.script();
        script.on_refresh = OnRefresh::WithoutIdToken;
        script.userinfo = Some(json!({ "sub": "alice", "name": "Alice T.", "groups": ["team-u"] }));
    }
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-u"]);
    world.provider.script().userinfo = Some(json!({ "sub": "mallory", "groups": ["admins"] }));
    world.advance(300);
    assert_eq!(browser.who().await, "anonymous");
}

#[tokio::test]
async fn when_nothing_can_be_learned_groups_stay_until_something_is() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    // Neither the token nor userinfo, which refuses, says anything of groups.
    world.provider.edit(json!({ "groups": null }));
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
    world.provider.script().userinfo = Some(json!({ "sub": "alice" }));
    world.advance(300);
    assert_eq!(browser.who().await, "alice.tremblay");
    assert!(world.groups_of("alice.tremblay").await.is_empty());
}
