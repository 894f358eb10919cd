//! Tokens that programs bring: believed only when the provider signed them, for us, for now.

use cellier::identity::{Unproven, WebIdentity};
use cellier::policy::Handle;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::signing::Signing;
use super::world::World;

const NOW: i64 = 1_800_000_000;
const GOOD: Signing = Signing::Rs256(0);

async fn bring(world: &World, signing: Signing, edits: Value) -> Result<WebIdentity, Unproven> {
    let token = world.provider.web_identity(signing, edits);
    world.identity.web_identity(&token, Timestamp::from_second(NOW - 30 * 86_400).unwrap()).await
}

fn kind(outcome: &Result<WebIdentity, Unproven>) -> &'static str {
    match outcome {
        Ok(_) => "believed",
        Err(Unproven::Token) => "token",
        Err(Unproven::Expired) => "expired",
        Err(Unproven::Person) => "person",
        Err(Unproven::Provider) => "provider",
        Err(Unproven::Failed(_)) => "failed",
    }
}

#[tokio::test]
async fn a_token_that_is_not_to_be_believed_proves_nobody() {
    let world = World::start_with(|settings| {
        settings.algorithms.push(cellier::identity::Algorithm::Es256);
        settings.trusted_audiences = vec!["another".to_owned()];
    })
    .await;
    let check = async |signing: Signing, edits: Value, expected: &str| {
        let outcome = bring(&world, signing, edits.clone()).await;
        assert_eq!(kind(&outcome), expected, "{signing:?} {edits}: {outcome:?}");
    };
    for signing in [
        Signing::Unsigned,
        Signing::UnsignedOddCase,
        Signing::Hs256WithClientSecret,
        Signing::Hs256WithPublicKey,
        Signing::Rs512,
        Signing::Es256OverRsa,
        Signing::Damaged,
        Signing::Embedded,
        Signing::Critical,
        Signing::Rs256(1),
        Signing::Named("key-1"),
        Signing::Named("../../etc/passwd"),
    ] {
        check(signing, json!({}), "token").await;
    }
    check(GOOD, json!({ "iss": "https://evil.example" }), "token").await;
    check(GOOD, json!({ "iss": format!("{}/", world.provider.issuer) }), "token").await;
    check(GOOD, json!({ "aud": "another" }), "token").await;
    check(GOOD, json!({ "aud": "Cellier" }), "token").await;
    check(GOOD, json!({ "aud": [] }), "token").await;
    check(GOOD, json!({ "aud": ["cellier", "third"], "azp": "cellier" }), "token").await;
    check(GOOD, json!({ "aud": ["cellier", "another"] }), "token").await;
    check(GOOD, json!({ "aud": ["cellier", "another"], "azp": "another" }), "token").await;
    check(GOOD, json!({ "azp": "another" }), "token").await;
    check(GOOD, json!({ "sub": null }), "token").await;
    check(GOOD, json!({ "sub": "" }), "token").await;
    check(GOOD, json!({ "exp": null }), "token").await;
    check(GOOD, json!({ "exp": NOW - 61 }), "expired").await;
    check(GOOD, json!({ "nbf": NOW + 61 }), "expired").await;
    check(GOOD, json!({ "iat": NOW + 61 }), "expired").await;
    check(GOOD, json!({ "events": {} }), "token").await;
    check(GOOD, json!({ "groups": { "team-a": true } }), "token").await;
    check(GOOD, json!({ "groups": null, "_claim_names": { "groups": "a" } }), "token").await;
    // An expired token that somebody else signed is told no such thing.
    check(Signing::Damaged, json!({ "exp": NOW - 61 }), "token").await;
    for text in ["", "a", "a.b", "a.b.c", "a.b.c.d.e", &"a".repeat(20_001)] {
        let outcome = world.identity.web_identity(text, Timestamp::MIN).await;
        assert_eq!(kind(&outcome), "token", "{text}");
    }
    assert!(world.database.list_people().await.unwrap().is_empty());
    check(GOOD, json!({ "aud": ["another", "cellier"], "azp": "cellier" }), "believed").await;
    check(GOOD, json!({ "nonce": "of some other sign-in", "exp": NOW - 59 }), "believed").await;
}

#[tokio::test]
async fn a_token_of_another_type_proves_nobody() {
    let world = World::start().await;
    let logout = world.provider.logout_token(GOOD, Some("logout+jwt"), json!({ "sub": "alice" }));
    let plain = world.provider.logout_token(GOOD, Some("JWT"), json!({ "sub": "alice" }));
    for token in [logout, plain] {
        let outcome = world.identity.web_identity(&token, Timestamp::MIN).await;
        assert_eq!(kind(&outcome), "token");
    }
}

#[tokio::test]
async fn only_the_audiences_that_the_operator_lists_are_ours() {
    let world = World::start_with(|settings| {
        settings.web_identity_audiences = vec!["notebooks".to_owned(), "sts".to_owned()];
    })
    .await;
    assert_eq!(kind(&bring(&world, GOOD, json!({})).await), "token");
    let good = json!({ "aud": ["sts", "notebooks"], "azp": "notebooks" });
    assert_eq!(bring(&world, GOOD, good).await.unwrap().audience, "sts");
    let other = json!({ "aud": "sts", "azp": "cellier" });
    assert_eq!(kind(&bring(&world, GOOD, other).await), "token");
}

#[tokio::test]
async fn somebody_new_is_recorded_as_at_sign_in_and_stays_the_same_person() {
    let world = World::start().await;
    let first = bring(&world, GOOD, json!({})).await.unwrap();
    assert!(first.newcomer);
    assert_eq!(first.person.handle.as_str(), "alice.tremblay");
    assert_eq!(first.groups.as_deref(), Some(["team-a".to_owned()].as_slice()));
    let again = bring(&world, GOOD, json!({ "given_name": "Alicia" })).await.unwrap();
    assert!(!again.newcomer);
    assert_eq!(again.person, first.person);
    let mut browser = world.signed_in().await;
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn a_token_never_adds_a_group_to_what_is_recorded() {
    let world = World::start().await;
    world.signed_in().await;
    let found = bring(&world, GOOD, json!({ "groups": ["team-a", "admins"] })).await.unwrap();
    assert_eq!(found.person.groups, ["team-a"]);
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
    let found = bring(&world, GOOD, json!({ "groups": [] })).await.unwrap();
    assert_eq!(found.groups, Some(Vec::new()));
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
    let found = bring(&world, GOOD, json!({ "groups": null })).await.unwrap();
    assert_eq!(found.groups, None);
}

#[tokio::test]
async fn somebody_who_is_shut_out_or_not_confirmed_for_long_does_not_come_in() {
    let world = World::start().await;
    world.signed_in().await;
    world.advance(31 * 86_400);
    let late = |now: i64| Timestamp::from_second(now + 86_400).unwrap();
    // The token does not name the group on record, so that it does not confirm it.
    let token = world.provider.web_identity(GOOD, json!({ "groups": [] }));
    let outcome = world.identity.web_identity(&token, late(NOW)).await;
    assert_eq!(kind(&outcome), "person");
    let token = world.provider.web_identity(GOOD, json!({}));
    let outcome = world.identity.web_identity(&token, late(NOW)).await;
    assert_eq!(kind(&outcome), "believed");
    let token = world.provider.web_identity(GOOD, json!({ "groups": null }));
    let outcome = world.identity.web_identity(&token, late(NOW)).await;
    assert_eq!(kind(&outcome), "believed", "confirmed a moment ago");
    world.database.disable_person(&Handle::parse("alice.tremblay").unwrap()).await.unwrap();
    let token = world.provider.web_identity(GOOD, json!({}));
    let outcome = world.identity.web_identity(&token, late(NOW)).await;
    assert_eq!(kind(&outcome), "person");
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_from_a_token_that_is_wrong() {
    let world = World::start().await;
    world.provider.script().trouble = Some(super::provider::Trouble::Down);
    assert_eq!(kind(&bring(&world, GOOD, json!({})).await), "provider");
    world.provider.script().trouble = None;
    world.advance(3);
    assert_eq!(kind(&bring(&world, GOOD, json!({})).await), "believed");
    // Once its keys are known it may be away.
    world.provider.script().trouble = Some(super::provider::Trouble::Down);
    assert_eq!(kind(&bring(&world, GOOD, json!({})).await), "believed");
}
