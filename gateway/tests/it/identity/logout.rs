//! Signing out, by the person and by the provider's word.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::provider::{LOGOUT_EVENT, person, query};
use super::signing::Signing;
use super::world::{PORTAL, World};

const GOOD: Signing = Signing::Rs256(0);

#[tokio::test]
async fn signing_out_ends_the_session_here_and_shows_the_page_no_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let answer = browser.post("/auth/sign-out").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.body, r#"{"redirect":"/auth/leave"}"#);
    assert!(browser.session_cookie().is_some(), "the browser must show it once more");
    assert_eq!(browser.who().await, "anonymous");
    let again = browser.post("/auth/sign-out").await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::OK, r#"{"redirect":"/"}"#));
    assert_eq!(browser.session_cookie(), None);
}

#[tokio::test]
async fn leaving_leads_to_the_provider_once() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    browser.post("/auth/sign-out").await;
    let (mut copy, mut another) = (browser.clone(), world.browser());
    assert_eq!(another.get("/auth/leave").await.location(), "/");
    let left = browser.get("/auth/leave").await.location();
    assert!(left.starts_with(&format!("{}/end?", world.provider.issuer)), "{left}");
    let asked = query(&left);
    assert_eq!(asked["post_logout_redirect_uri"], format!("{PORTAL}/"));
    assert_eq!(asked["client_id"], "cellier");
    assert_eq!(asked["id_token_hint"].split('.').count(), 3);
    assert_eq!(browser.session_cookie(), None);
    assert_eq!(copy.get("/auth/leave").await.location(), "/");
}

#[tokio::test]
async fn leaving_too_late_leads_home() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    browser.post("/auth/sign-out").await;
    world.advance(60);
    assert_eq!(browser.get("/auth/leave").await.location(), "/");
}

#[tokio::test]
async fn a_link_to_leave_signs_nobody_out() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    assert_eq!(browser.get("/auth/leave").await.location(), "/");
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn the_provider_ends_sessions_by_session_or_by_person() {
    let world = World::start().await;
    let mut alice = world.signed_in().await;
    world.provider.script().person = person("bob", "Bob", "Singh", &[]);
    world.provider.edit(json!({ "sid": "bobs-session" }));
    let mut bob = world.signed_in().await;
    let token = |edits| world.provider.logout_token(GOOD, Some("logout+jwt"), edits);
    let ended = world.post_logout(&token(json!({ "sid": "provider-session" }))).await;
    assert_eq!(ended.status, StatusCode::OK);
    assert_eq!(ended.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(alice.who().await, "anonymous");
    assert_eq!(bob.who().await, "bob.singh");
    assert_eq!(world.post_logout(&token(json!({ "sub": "bob" }))).await.status, StatusCode::OK);
    assert_eq!(bob.who().await, "anonymous");
}

#[tokio::test]
async fn a_logout_token_counts_once() {
    let world = World::start().await;
    let token = world.provider.logout_token(GOOD, None, json!({ "sub": "alice" }));
    assert_eq!(world.post_logout(&token).await.status, StatusCode::OK);
    let mut browser = world.signed_in().await;
    let replayed = world.post_logout(&token).await;
    assert_eq!(replayed.status, StatusCode::BAD_REQUEST);
    assert_eq!(replayed.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn a_logout_token_that_is_not_to_be_believed_ends_nothing() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let now = 1_800_000_000;
    let check = async |signing: Signing, typ: Option<&str>, edits: Value| {
        let mut all = json!({ "sub": "alice" });
        for (claim, value) in edits.as_object().unwrap() {
            all[claim] = value.clone();
        }
        let token = world.provider.logout_token(signing, typ, all);
        let refused = world.post_logout(&token).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{signing:?} {typ:?} {edits}");
    };
    check(Signing::Unsigned, None, json!({})).await;
    check(Signing::UnsignedOddCase, None, json!({})).await;
    check(Signing::Hs256WithClientSecret, None, json!({})).await;
    check(Signing::Hs256WithPublicKey, None, json!({})).await;
    check(Signing::Rs512, None, json!({})).await;
    check(Signing::Damaged, None, json!({})).await;
    check(Signing::Rs256(1), None, json!({})).await;
    check(GOOD, Some("at+jwt"), json!({})).await;
    check(GOOD, None, json!({ "iss": "https://evil.example" })).await;
    check(GOOD, None, json!({ "aud": "another" })).await;
    check(GOOD, None, json!({ "aud": null })).await;
    check(GOOD, None, json!({ "events": null })).await;
    check(GOOD, None, json!({ "events": { "https://x.example": {} } })).await;
    check(GOOD, None, json!({ "events": { LOGOUT_EVENT: true } })).await;
    check(GOOD, None, json!({ "nonce": "n" })).await;
    check(GOOD, None, json!({ "jti": null })).await;
    check(GOOD, None, json!({ "sub": null })).await;
    check(GOOD, None, json!({ "sub": 7 })).await;
    check(GOOD, None, json!({ "iat": null })).await;
    check(GOOD, None, json!({ "iat": now + 61 })).await;
    check(GOOD, None, json!({ "exp": now - 60 })).await;
    check(GOOD, None, json!({ "exp": null, "iat": now - 660 })).await;
    check(GOOD, None, json!({ "exp": now + 10 * 24 * 3_600 })).await;
    check(GOOD, None, json!({ "nbf": now + 61 })).await;
    for garbage in ["", "x", "a.b.c", "e30.e30."] {
        assert_eq!(world.post_logout(garbage).await.status, StatusCode::BAD_REQUEST, "{garbage}");
    }
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn an_id_token_is_no_logout_token() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    browser.post("/auth/sign-out").await;
    let left = browser.get("/auth/leave").await.location();
    let id_token = query(&left)["id_token_hint"].clone();
    assert_eq!(world.try_sign_in(&mut browser).await, "/en/");
    assert_eq!(world.post_logout(&id_token).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.who().await, "alice.tremblay");
}
