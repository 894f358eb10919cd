//! Signing in and out, against a provider that misbehaves in every way that matters.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod adoption;
mod availability;
mod encrypted;
mod logout;
mod provider;
mod refresh;
mod session;
mod signing;
mod web_identity;
mod world;

use axum::http::header;
use serde_json::json;

use self::provider::query;
use self::signing::Signing;
use self::world::{PORTAL, World};

const FAILED: &str = "/en/sign-in-failed?why=";

fn failed(why: &str) -> String {
    format!("{FAILED}{why}&return_to=%2Fen%2F")
}

#[tokio::test]
async fn a_person_signs_in_and_comes_back_to_where_they_were() {
    let world = World::start().await;
    let mut browser = world.browser();
    assert_eq!(browser.who().await, "anonymous");
    let place = "/auth/sign-in?return_to=%2Ffr%2Fb%2Fminimal%2Fx%3Fprefix%3D%25C3%25A9%252F";
    let gone = browser.get(place).await;
    let asked = query(&gone.location());
    assert_eq!(asked["ui_locales"], "fr");
    assert_eq!(asked["scope"], "openid profile email groups offline_access");
    assert_eq!(asked["redirect_uri"], format!("{PORTAL}/auth/callback"));
    assert!(asked["state"].len() == 43 && asked["nonce"].len() == 43);
    let cookie = gone.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-cellier-sign-in="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"), "{cookie}");

    let back = world.provider.authorize(&gone.location());
    let back = browser.get(&format!("/auth/callback?{back}")).await;
    assert_eq!(back.location(), "/fr/b/minimal/x?prefix=%C3%A9%2F");
    let cookie = back.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    assert_eq!(browser.who().await, "alice.tremblay");
    assert_eq!(browser.get("/mine").await.body, "Alice Tremblay alice@example.org");
    assert_eq!(world.groups_of("alice.tremblay").await, ["team-a"]);
}

#[tokio::test]
async fn answers_that_are_not_to_be_believed_sign_nobody_in() {
    let world = World::start_with(|settings| {
        settings.trusted_audiences = vec!["another".to_owned()];
    })
    .await;
    let check = async |signing: Signing, edits: serde_json::Value, why: &str| {
        world.provider.script().signing = signing;
        world.provider.edit(edits.clone());
        let mut browser = world.browser();
        let place = world.try_sign_in(&mut browser).await;
        assert_eq!(place, failed(why), "{signing:?} {edits}");
        assert_eq!(browser.who().await, "anonymous", "{signing:?} {edits}");
    };
    let good = Signing::Rs256(0);
    let now = 1_800_000_000;
    check(Signing::Unsigned, json!({}), "mixed-up").await;
    check(Signing::UnsignedOddCase, json!({}), "mixed-up").await;
    check(Signing::Hs256WithClientSecret, json!({}), "mixed-up").await;
    check(Signing::Hs256WithPublicKey, json!({}), "mixed-up").await;
    check(Signing::Rs512, json!({}), "mixed-up").await;
    check(Signing::Damaged, json!({}), "mixed-up").await;
    check(Signing::Rs256(1), json!({}), "mixed-up").await;
    check(Signing::Named("key-1"), json!({}), "mixed-up").await;
    check(good, json!({ "iss": "https://evil.example" }), "mixed-up").await;
    check(good, json!({ "iss": format!("{}/", world.provider.issuer) }), "mixed-up").await;
    check(good, json!({ "aud": "another" }), "mixed-up").await;
    check(good, json!({ "aud": ["cellier", "another"] }), "mixed-up").await;
    check(good, json!({ "aud": ["cellier", "another"], "azp": "another" }), "mixed-up").await;
    check(good, json!({ "aud": ["cellier", "third"], "azp": "cellier" }), "mixed-up").await;
    check(good, json!({ "azp": "another" }), "mixed-up").await;
    check(good, json!({ "nonce": "another" }), "mixed-up").await;
    check(good, json!({ "nonce": null }), "mixed-up").await;
    check(good, json!({ "sub": null }), "mixed-up").await;
    check(good, json!({ "exp": now - 61 }), "expired").await;
    check(good, json!({ "iat": now + 61 }), "expired").await;
    check(good, json!({ "nbf": now + 61 }), "expired").await;
    check(good, json!({ "groups": null, "_claim_names": { "groups": "a" } }), "groups").await;
    check(good, json!({ "groups": { "team-a": true } }), "groups").await;
    assert!(world.database.list_people().await.unwrap().is_empty());

    world.provider.script().signing = good;
    world.provider.edit(json!({
        "aud": ["cellier", "another"], "azp": "cellier", "exp": now - 59, "iat": now + 59,
        "nbf": now + 59,
    }));
    assert_eq!(world.try_sign_in(&mut world.browser()).await, "/en/");
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_asked() {
    let world = World::start().await;
    let mut browser = world.browser();
    let back = world.begin(&mut browser).await;
    let address = format!("/auth/callback?{back}");
    let mut victim = world.browser();
    assert_eq!(victim.get(&address).await.location(), format!("{FAILED}mixed-up"));
    world.begin(&mut victim).await;
    assert_eq!(victim.get(&address).await.location(), format!("{FAILED}mixed-up"));
    assert_eq!(victim.who().await, "anonymous");
    assert_eq!(browser.get(&address).await.location(), "/en/");
    assert_eq!(browser.get(&address).await.location(), failed("replayed"));
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn an_answer_that_comes_late_or_garbled_is_told_so() {
    let world = World::start().await;
    let mut browser = world.browser();
    let late = world.begin(&mut browser).await;
    world.advance(600);
    let check = async |browser: &mut world::Browser, query: &str, expected: String| {
        let place = browser.get(&format!("/auth/callback?{query}")).await.location();
        assert_eq!(place, expected, "{query}");
    };
    check(&mut browser, &late, failed("expired")).await;
    check(&mut browser, "", format!("{FAILED}mixed-up")).await;
    check(&mut browser, "code=x&state=short", format!("{FAILED}mixed-up")).await;
    let never = format!("code=x&state={}", "A".repeat(43));
    check(&mut browser, &never, format!("{FAILED}expired")).await;
    let good = world.begin(&mut browser).await;
    check(&mut browser, &format!("{good}&code=y"), format!("{FAILED}mixed-up")).await;
    check(&mut browser, &format!("{good}&iss=https%3A%2F%2Fevil.example"), failed("mixed-up"))
        .await;
    let used = world.begin(&mut browser).await;
    let state = used.split('&').nth(1).unwrap();
    check(&mut browser, &format!("code=unknown&{state}"), failed("expired")).await;
    let refused = world.begin(&mut browser).await;
    let state = refused.split('&').nth(1).unwrap();
    let words = "error=access_denied&error_description=secret+words";
    check(&mut browser, &format!("{words}&{state}"), failed("refused")).await;
    let busy = world.begin(&mut browser).await;
    let state = busy.split('&').nth(1).unwrap();
    check(&mut browser, &format!("error=temporarily_unavailable&{state}"), failed("provider-down"))
        .await;
}

#[tokio::test]
async fn a_provider_that_names_itself_in_answers_must_do_so_each_time() {
    let world = World::start().await;
    world.provider.script().announces_issuer = true;
    let mut browser = world.browser();
    assert_eq!(world.try_sign_in(&mut browser).await, failed("mixed-up"));
    let back = world.begin(&mut browser).await;
    let issuer = world.provider.issuer.replace(':', "%3A").replace('/', "%2F");
    let place = browser.get(&format!("/auth/callback?{back}&iss={issuer}")).await.location();
    assert_eq!(place, "/en/");
}

#[tokio::test]
async fn groups_and_names_may_come_from_userinfo_and_only_about_the_same_person() {
    let world = World::start().await;
    world.provider.edit(json!({
        "groups": null, "name": null, "given_name": null, "family_name": null,
    }));
    let told = json!({
        "sub": "alice", "given_name": "Élodie", "family_name": "O'Neil-Côté", "groups": ["team-u"],
        "email": "forged@example.org", "email_verified": true, "iss": "https://evil.example",
    });
    world.provider.script().userinfo = Some(told);
    let mut browser = world.signed_in().await;
    assert_eq!(browser.who().await, "elodie.oneil-cote");
    assert_eq!(world.groups_of("elodie.oneil-cote").await, ["team-u"]);
    assert_eq!(browser.get("/mine").await.body, "Élodie O'Neil-Côté alice@example.org");
    world.provider.script().userinfo = Some(json!({ "sub": "mallory", "groups": ["admins"] }));
    assert_eq!(world.try_sign_in(&mut browser).await, failed("mixed-up"));
    world.provider.script().userinfo = None;
    assert_eq!(world.try_sign_in(&mut browser).await, failed("provider-down"));
}

#[tokio::test]
async fn an_address_that_was_not_verified_is_not_kept() {
    let world = World::start().await;
    world.provider.edit(json!({ "email_verified": false }));
    let mut browser = world.signed_in().await;
    assert_eq!(browser.get("/mine").await.body, "Alice Tremblay ");
}

#[tokio::test]
async fn nobody_is_sent_to_a_foreign_place_after_signing_in() {
    let world = World::start().await;
    for place in ["https://evil.example", "//evil.example", "/\\evil.example", "/auth/callback"] {
        let mut browser = world.browser();
        let encoded = place.replace('/', "%2F").replace('\\', "%5C").replace(':', "%3A");
        let gone = browser.get(&format!("/auth/sign-in?lang=fr&return_to={encoded}")).await;
        let back = world.provider.authorize(&gone.location());
        let back = browser.get(&format!("/auth/callback?{back}")).await;
        assert_eq!(back.location(), "/fr/", "{place}");
    }
}

#[tokio::test]
async fn groups_may_play_no_role_or_stand_deep_in_the_claims() {
    let world = World::start_with(|settings| settings.groups_claim = None).await;
    world.signed_in().await;
    assert!(world.groups_of("alice.tremblay").await.is_empty());
    let world = World::start_with(|settings| {
        settings.groups_claim = Some("realm_access.roles".to_owned());
    })
    .await;
    world.provider.edit(json!({ "realm_access": { "roles": ["storage"] } }));
    world.signed_in().await;
    assert_eq!(world.groups_of("alice.tremblay").await, ["storage"]);
}

#[tokio::test]
async fn several_tabs_of_one_browser_sign_in_beside_each_other() {
    let world = World::start().await;
    let mut browser = world.browser();
    let first = world.begin(&mut browser).await;
    let second = world.begin(&mut browser).await;
    for query in [second, first] {
        let place = browser.get(&format!("/auth/callback?{query}")).await.location();
        assert_eq!(place, "/en/");
        assert_eq!(browser.who().await, "alice.tremblay");
    }
}
