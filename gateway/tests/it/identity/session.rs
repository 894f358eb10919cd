//! Being signed in: how sessions begin, end, and cannot be forged.

use axum::http::{Method, StatusCode, header};
use cellier::policy::Handle;

use super::failed;
use super::provider::person;
use super::world::{PORTAL, World};

#[tokio::test]
async fn whoever_is_not_signed_in_gets_a_problem_document() {
    let world = World::start().await;
    let refused = world.browser().get("/mine").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(refused.body.contains("/problems/not-signed-in"), "{}", refused.body);
}

#[tokio::test]
async fn each_sign_in_makes_a_new_session_and_ends_the_old_one() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.cookies.insert("__Host-cellier".to_owned(), "A".repeat(43));
    assert_eq!(world.try_sign_in(&mut browser).await, "/en/");
    let mut old = browser.clone();
    assert_ne!(browser.session_cookie().unwrap(), &"A".repeat(43));
    assert_eq!(world.try_sign_in(&mut browser).await, "/en/");
    assert_ne!(browser.session_cookie(), old.session_cookie());
    assert_eq!(old.who().await, "anonymous");
    assert_eq!(browser.who().await, "alice.tremblay");
}

#[tokio::test]
async fn a_session_ends_when_idle_too_long_and_in_any_case_after_its_time() {
    let world = World::start_with(|settings| {
        settings.session_idle_seconds = 1_000;
        settings.session_absolute_seconds = 3_000;
    })
    .await;
    world.provider.script().gives_refresh_token = false;
    let mut idle = world.signed_in().await;
    let mut busy = world.signed_in().await;
    for _ in 0..3 {
        world.advance(900);
        assert_eq!(busy.who().await, "alice.tremblay");
    }
    assert_eq!(idle.who().await, "anonymous");
    world.advance(299);
    assert_eq!(busy.who().await, "alice.tremblay");
    world.advance(1);
    assert_eq!(busy.who().await, "anonymous");
}

#[tokio::test]
async fn looking_at_a_session_does_not_keep_it_alive_and_renewing_it_does() {
    let world = World::start_with(|settings| {
        settings.session_idle_seconds = 1_000;
        settings.session_absolute_seconds = 3_000;
    })
    .await;
    world.provider.script().gives_refresh_token = false;
    let mut browser = world.signed_in().await;
    let mut left_alone = browser.clone();
    assert_eq!(browser.get("/look").await.body, "1000");
    world.advance(900);
    assert_eq!(browser.get("/look").await.body, "100");
    assert_eq!(browser.post("/renew").await.body, "1000");
    // At once, although using a session is recorded once a minute only.
    world.advance(30);
    assert_eq!(browser.post("/renew").await.body, "1000");
    for _ in 0..2 {
        world.advance(900);
        browser.post("/renew").await;
    }
    // 2,730 seconds old: the absolute end is the nearer one now, and nothing moves it.
    assert_eq!(browser.post("/renew").await.body, "270");
    world.advance(270);
    assert_eq!(browser.post("/renew").await.body, "over");
    assert_eq!(left_alone.get("/look").await.body, "over");
}

#[tokio::test]
async fn a_session_ended_elsewhere_is_over_everywhere() {
    let world = World::start().await;
    let mut here = world.signed_in().await;
    let mut elsewhere = here.clone();
    elsewhere.post("/auth/sign-out").await;
    assert_eq!(here.who().await, "anonymous");
    assert_eq!(here.get("/mine").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_and_stays_out() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let handle = Handle::parse("alice.tremblay").unwrap();
    assert_eq!(world.database.disable_person(&handle).await.unwrap().sessions, 1);
    assert_eq!(browser.who().await, "anonymous");
    assert_eq!(world.try_sign_in(&mut browser).await, failed("refused"));
    world.database.enable_person(&handle).await.unwrap();
    assert_eq!(world.try_sign_in(&mut browser).await, "/en/");
}

#[tokio::test]
async fn a_namesake_is_another_person_and_a_new_name_keeps_the_handle() {
    let world = World::start().await;
    let mut first = world.signed_in().await;
    world.provider.script().person = person("other-alice", "Alice", "Tremblay", &[]);
    let mut second = world.signed_in().await;
    assert_eq!(first.who().await, "alice.tremblay");
    assert_eq!(second.who().await, "alice.tremblay-2");
    world.provider.script().person = person("alice", "Alice", "Gagnon", &[]);
    let mut married = world.signed_in().await;
    assert_eq!(married.who().await, "alice.tremblay");
    assert_eq!(married.get("/mine").await.body, "Alice Gagnon alice@example.org");
}

#[tokio::test]
async fn a_forged_request_changes_nothing() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    let mark = (gateway_api::CSRF_HEADER, "1");
    for headers in [
        &[][..],
        &[mark],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "cross-site"), mark],
        &[("origin", "https://evil.example"), mark],
    ] {
        let refused = browser.send(Method::POST, "/auth/sign-out", headers).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(refused.body.contains("/problems/forged"), "{}", refused.body);
    }
    assert_eq!(browser.who().await, "alice.tremblay");
    let accepted = browser.send(Method::POST, "/auth/sign-out", &[("origin", PORTAL), mark]).await;
    assert_eq!(accepted.status, StatusCode::OK);
}

#[tokio::test]
async fn no_token_and_no_cookie_lies_open_in_the_database() {
    let world = World::start().await;
    let browser = world.signed_in().await;
    world.signed_in().await.post("/auth/sign-out").await;
    let cookie = browser.session_cookie().unwrap();
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        stored.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("alice.tremblay"), "the records are in these files");
    for secret in [cookie.as_str(), "refresh-token-", "eyJhbGciOiJSUzI1NiI", "pkce_verifier"] {
        assert!(!holds(secret), "{secret}");
    }
}
