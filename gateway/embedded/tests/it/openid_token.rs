//! Codes and refresh tokens: each works once, for the application it was given to.

use http::header::AUTHORIZATION;
use http::{Method, StatusCode};

use crate::openid_rig::{Answer, Browser, CALLBACK, Pairs, Rig, VERIFIER, text};

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, error: &str) {
    assert_eq!((answer.status, answer.error().as_str()), (status, error), "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_wrong_verifier_gets_nothing_and_burns_the_code() {
    let rig = Rig::start().await;
    let code = rig.code(&mut Browser::default(), "demo-alice").await;
    let wrong = VERIFIER.replace('d', "e");
    refused(
        &rig.redeem(&code, &[("code_verifier", &wrong)]).await,
        StatusCode::BAD_REQUEST,
        "invalid_grant",
    );
    refused(&rig.redeem(&code, &[]).await, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test]
async fn a_code_belongs_to_its_address() {
    let rig = Rig::start().await;
    let code = rig.code(&mut Browser::default(), "demo-alice").await;
    let other = format!("{CALLBACK}?x");
    refused(
        &rig.redeem(&code, &[("redirect_uri", &other)]).await,
        StatusCode::BAD_REQUEST,
        "invalid_grant",
    );
}

#[tokio::test]
async fn a_replayed_code_takes_back_what_it_gave() {
    let rig = Rig::start().await;
    let code = rig.code(&mut Browser::default(), "demo-alice").await;
    let tokens = rig.redeem(&code, &[]).await.json();
    assert_eq!(rig.userinfo(text(&tokens, "access_token")).await.status, StatusCode::OK);
    refused(&rig.redeem(&code, &[]).await, StatusCode::BAD_REQUEST, "invalid_grant");
    let answer = rig.userinfo(text(&tokens, "access_token")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.header("www-authenticate").contains("invalid_token"));
    refused(
        &rig.refresh(text(&tokens, "refresh_token")).await,
        StatusCode::BAD_REQUEST,
        "invalid_grant",
    );
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_for_the_next_and_its_reuse_ends_both() {
    let rig = Rig::start().await;
    let first = rig.tokens(&mut Browser::default(), "demo-alice").await;
    let answer = rig.refresh(text(&first, "refresh_token")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let second = answer.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let (_, before) = rig.verified(text(&first, "id_token")).await;
    let (_, after) = rig.verified(text(&second, "id_token")).await;
    for same in ["iss", "sub", "aud", "sid", "auth_time", "groups"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert!(after.get("nonce").is_none());

    refused(
        &rig.refresh(text(&first, "refresh_token")).await,
        StatusCode::BAD_REQUEST,
        "invalid_grant",
    );
    refused(
        &rig.refresh(text(&second, "refresh_token")).await,
        StatusCode::BAD_REQUEST,
        "invalid_grant",
    );
    assert_eq!(rig.userinfo(text(&second, "access_token")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_application_is_known_by_its_secret_in_the_header_or_the_form_but_not_both() {
    let rig = Rig::start().await;
    let code = rig.code(&mut Browser::default(), "demo-alice").await;
    let form = |id, secret| {
        let fields: [(&str, &str); 6] = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", id),
            ("client_secret", secret),
        ];
        fields
    };
    let send = async |fields: &Pairs<'_>| rig.post(&mut Browser::default(), "/token", fields).await;
    for (id, secret) in [("portal", "wrong"), ("nobody", "portal-secret"), ("portal", ""), ("", "")]
    {
        let answer = send(&form(id, secret)).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    refused(
        &rig.token(&form("portal", "portal-secret")).await,
        StatusCode::BAD_REQUEST,
        "invalid_request",
    );
    refused(&send(&form("other", "other-secret")).await, StatusCode::BAD_REQUEST, "invalid_grant");
    assert_eq!(send(&form("portal", "portal-secret")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_token_endpoint_does_not_know_is_refused_by_name() {
    let rig = Rig::start().await;
    let bad = StatusCode::BAD_REQUEST;
    refused(&rig.token(&[("grant_type", "password")]).await, bad, "unsupported_grant_type");
    refused(&rig.token(&[]).await, bad, "invalid_request");
    refused(&rig.token(&[("grant_type", "authorization_code")]).await, bad, "invalid_request");
    refused(&rig.token(&[("grant_type", "a"), ("grant_type", "b")]).await, bad, "invalid_request");
    refused(&rig.refresh(&"x".repeat(10_000)).await, bad, "invalid_grant");
    let huge = "x".repeat(40_000);
    assert_eq!(rig.refresh(&huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn userinfo_wants_a_token_in_the_header() {
    let rig = Rig::start().await;
    let address = format!("{}/userinfo", rig.issuer);
    let answer = rig.get(&mut Browser::default(), &address).await;
    assert_eq!(
        (answer.status, answer.header("www-authenticate")),
        (StatusCode::UNAUTHORIZED, "Bearer")
    );
    let headers = [(AUTHORIZATION.as_str(), "Bearer a.b")];
    let answer = rig.send(&mut Browser::default(), Method::POST, &address, &headers, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
