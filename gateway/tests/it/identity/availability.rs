//! A provider that is down, not there, of no use, or changes its keys.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use cellier::identity::NotReady;

use super::provider::Trouble;
use super::signing::Signing;
use super::world::World;
use super::{FAILED, failed};

#[tokio::test]
async fn keys_are_asked_again_when_one_is_missing_and_not_too_often() {
    let world = World::start().await;
    world.signed_in().await;
    {
        let mut script = world.provider.script();
        script.published = vec![1];
        script.signing = Signing::Rs256(1);
    }
    assert_eq!(world.try_sign_in(&mut world.browser()).await, failed("mixed-up"));
    assert_eq!(world.provider.script().keys_asked, 1, "asked ten seconds apart at most");
    world.advance(10);
    assert_eq!(world.try_sign_in(&mut world.browser()).await, "/en/");
    world.provider.script().signing = Signing::Rs256(0);
    world.advance(10);
    for _ in 0..5 {
        assert_eq!(world.try_sign_in(&mut world.browser()).await, failed("mixed-up"));
    }
    assert_eq!(world.provider.script().keys_asked, 3);
}

#[tokio::test]
async fn a_provider_that_is_down_at_the_start_is_found_later() {
    let world = World::start().await;
    world.provider.script().trouble = Some(Trouble::Down);
    assert_eq!(world.identity.ready().await, Err(NotReady));
    assert!(!world.identity.sign_in_available().await);
    let mut browser = world.browser();
    let place = browser.get("/auth/sign-in?lang=fr&return_to=/fr/b/a/b").await.location();
    assert_eq!(place, "/fr/sign-in-failed?why=provider-down&return_to=%2Ffr%2Fb%2Fa%2Fb");
    world.provider.script().trouble = None;
    world.advance(2);
    assert_eq!(world.identity.ready().await, Ok(()));
    assert!(world.identity.sign_in_available().await);
    assert_eq!(world.try_sign_in(&mut browser).await, "/en/");
}

#[tokio::test]
async fn a_provider_that_is_not_there_at_all_is_told_to_be_down() {
    let world = World::start_with(|settings| {
        // Nothing listens on port 1.
        settings.issuer = "http://127.0.0.1:1".to_owned();
    })
    .await;
    let place = world.browser().get("/auth/sign-in").await.location();
    assert_eq!(place, failed("provider-down").replace("&return_to=%2Fen%2F", ""));
    assert!(!world.identity.sign_in_available().await);
}

#[tokio::test]
async fn a_provider_that_goes_down_takes_no_session_along() {
    let world = World::start().await;
    let mut alice = world.signed_in().await;
    let mut browser = world.browser();
    let back = world.begin(&mut browser).await;
    world.provider.script().trouble = Some(Trouble::Down);
    let place = browser.get(&format!("/auth/callback?{back}")).await.location();
    assert_eq!(place, failed("provider-down"));
    assert!(!world.identity.sign_in_available().await);
    assert_eq!(world.identity.ready().await, Ok(()), "the keys are known still");
    assert_eq!(alice.who().await, "alice.tremblay");
    assert_eq!(alice.post("/auth/sign-out").await.status, StatusCode::OK);
    assert_eq!(alice.who().await, "anonymous");
}

#[tokio::test]
async fn a_provider_that_wants_the_secret_in_the_body_gets_it_there() {
    let world = World::start().await;
    world.provider.script().only_post = true;
    assert_eq!(world.try_sign_in(&mut world.browser()).await, "/en/");
}

#[tokio::test]
async fn a_provider_whose_answers_cannot_be_used_is_told_to_be_down() {
    for trouble in [Trouble::Redirect, Trouble::Huge, Trouble::NotJson, Trouble::AnotherIssuer] {
        let world = World::start().await;
        world.provider.script().trouble = Some(trouble);
        let place = world.browser().get("/auth/sign-in").await.location();
        assert_eq!(place, format!("{FAILED}provider-down"), "{trouble:?}");
        assert_eq!(world.identity.ready().await, Err(NotReady), "{trouble:?}");
    }
}

#[tokio::test]
async fn the_background_finds_the_provider_by_itself_and_stops_when_told() {
    let world = World::start().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let identity = world.identity.clone();
    let running = tokio::spawn(async move {
        identity.run_refresher(async { drop(stopped.await) }).await;
    });
    let deadline = Instant::now() + Duration::from_secs(10);
    while world.provider.script().keys_asked == 0 {
        assert!(Instant::now() < deadline, "the provider was never asked");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(world.identity.ready().await, Ok(()));
}
