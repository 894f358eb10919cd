//! Signing out: what ends, who is told, where it leads.

use http::StatusCode;
use serde_json::{Value, json};

use crate::openid_rig::{Answer, Browser, HOME, Pairs, Rig, text};

async fn end_session(rig: &Rig, browser: &mut Browser, parameters: &Pairs<'_>) -> Answer {
    rig.post(browser, "/end_session", parameters).await
}

async fn is_signed_in(rig: &Rig, browser: &mut Browser) -> bool {
    rig.get(browser, &rig.authorize(&[("prompt", "none")])).await.query("code").is_some()
}

async fn has_ended(rig: &Rig, tokens: &Value) -> bool {
    rig.refresh(text(tokens, "refresh_token")).await.error() == "invalid_grant"
}

#[tokio::test]
async fn an_application_that_shows_its_id_token_signs_the_person_out_everywhere() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let tokens = rig.tokens(&mut browser, "demo-alice").await;
    let (_, identity) = rig.verified(text(&tokens, "id_token")).await;
    let asked = [
        ("id_token_hint", text(&tokens, "id_token")),
        ("post_logout_redirect_uri", HOME),
        ("state", "bye"),
    ];
    let answer = end_session(&rig, &mut browser, &asked).await;
    assert_eq!(answer.header("location"), format!("{HOME}?state=bye"));
    assert!(!is_signed_in(&rig, &mut browser).await);
    assert!(has_ended(&rig, &tokens).await);

    let notices = rig.notices().await;
    assert_eq!(notices.len(), 1, "told before the browser goes on");
    let (header, notice) = rig.verified(&notices[0]).await;
    assert_eq!(header["typ"], "logout+jwt");
    assert_eq!((&notice["sid"], &notice["sub"]), (&identity["sid"], &identity["sub"]));
    assert_eq!((&notice["iss"], &notice["aud"]), (&identity["iss"], &identity["aud"]));
    assert_eq!(
        notice["events"],
        json!({ "http://schemas.openid.net/event/backchannel-logout": {} })
    );
    assert!(!text(&notice, "jti").is_empty() && notice.get("nonce").is_none());

    let again = end_session(&rig, &mut browser, &asked).await;
    assert_eq!(
        again.header("location"),
        format!("{HOME}?state=bye"),
        "signed out already: straight on"
    );
    assert!(rig.notices().await.is_empty());
}

#[tokio::test]
async fn without_proof_the_person_is_asked() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let tokens = rig.tokens(&mut browser, "demo-alice").await;
    let asked = [("client_id", "portal"), ("post_logout_redirect_uri", HOME)];
    let page = end_session(&rig, &mut browser, &asked).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<h1>Se déconnecter?</h1>"));
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' http://127.0.0.1:8080;")
    );
    assert!(is_signed_in(&rig, &mut browser).await);

    let forged = rig.post(&mut browser, "/end_session/confirm", &asked).await;
    assert!(forged.body.contains("<h1>Se déconnecter?</h1>"));
    assert!(is_signed_in(&rig, &mut browser).await);

    let fields = page.hidden_fields();
    let form: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = rig.post(&mut browser, "/end_session/confirm", &form).await;
    assert_eq!(answer.header("location"), HOME);
    assert!(!is_signed_in(&rig, &mut browser).await);
    assert!(has_ended(&rig, &tokens).await);
}

#[tokio::test]
async fn the_id_token_of_another_session_is_no_proof() {
    let rig = Rig::start().await;
    let elsewhere = rig.tokens(&mut Browser::default(), "demo-alice").await;
    let mut browser = Browser::default();
    rig.tokens(&mut browser, "demo-alice").await;
    let page =
        end_session(&rig, &mut browser, &[("id_token_hint", text(&elsewhere, "id_token"))]).await;
    assert!(page.body.contains("<h1>Se déconnecter?</h1>"));
    assert!(is_signed_in(&rig, &mut browser).await);
    assert!(!has_ended(&rig, &elsewhere).await);
}

#[tokio::test]
async fn sign_out_leads_nowhere_that_is_not_registered() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let tokens = rig.tokens(&mut browser, "demo-alice").await;
    let hint = ("id_token_hint", text(&tokens, "id_token"));
    for wrong in [
        vec![hint, ("post_logout_redirect_uri", "https://evil.example/")],
        vec![hint, ("post_logout_redirect_uri", HOME), ("client_id", "other")],
        vec![("post_logout_redirect_uri", HOME)],
        vec![("id_token_hint", "e30.e30.AA"), ("post_logout_redirect_uri", HOME)],
    ] {
        let page = end_session(&rig, &mut browser, &wrong).await;
        assert_eq!(
            (page.status, page.header("location")),
            (StatusCode::BAD_REQUEST, ""),
            "{wrong:?}"
        );
    }
    assert!(is_signed_in(&rig, &mut browser).await);
}

#[tokio::test]
async fn signing_in_as_another_person_ends_the_first_session() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let tokens = rig.tokens(&mut browser, "demo-alice").await;
    let answer = rig.choose(&mut browser, "demo-chloe", &[("prompt", "select_account")]).await;
    assert!(answer.query("code").is_some());
    assert!(has_ended(&rig, &tokens).await);
    let notices = rig.notices().await;
    let (_, notice) = rig.verified(&notices[0]).await;
    assert_eq!(notice["sub"], "demo-alice");
}
