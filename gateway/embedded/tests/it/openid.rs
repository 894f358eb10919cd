//! Signing in: discovery, the page, the answer to the application.

use http::{Method, StatusCode};
use serde_json::json;

use crate::openid_rig::{Browser, CALLBACK, Rig, text};

#[tokio::test]
async fn discovery_names_every_endpoint_and_only_what_is_done() {
    let rig = Rig::start().await;
    let found = rig.read_json("/.well-known/openid-configuration").await;
    assert_eq!(found["issuer"], rig.issuer);
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ] {
        assert!(text(&found, endpoint).starts_with(&rig.issuer), "{endpoint}");
    }
    assert_eq!(found["response_types_supported"], json!(["code"]));
    assert_eq!(found["id_token_signing_alg_values_supported"], json!(["RS256"]));
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(found["authorization_response_iss_parameter_supported"], true);
    assert_eq!(found["backchannel_logout_session_supported"], true);
    assert_eq!(found["request_uri_parameter_supported"], false);

    let jwks = rig.read_json("/jwks").await;
    let key = &jwks["keys"][0];
    assert_eq!((text(key, "kty"), text(key, "alg"), text(key, "use")), ("RSA", "RS256", "sig"));
    assert!(key.get("d").is_none(), "the private half stays here");
}

#[tokio::test]
async fn a_person_signs_in_with_pkce_and_the_application_learns_who_it_is() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let answer = rig.choose(&mut browser, "demo-chloe", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with(CALLBACK));
    assert_eq!(answer.query("state").as_deref(), Some("état 1&2"));
    assert_eq!(answer.query("iss"), Some(rig.issuer.clone()));
    assert!(answer.header("set-cookie").contains("HttpOnly; SameSite=Lax"));

    let answer = rig.redeem(&answer.query("code").unwrap(), &[]).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 300);

    let (header, claims) = rig.verified(text(&tokens, "id_token")).await;
    assert_eq!(header["alg"], "RS256");
    for (name, value) in [
        ("iss", json!(rig.issuer)),
        ("sub", json!("demo-chloe")),
        ("aud", json!("portal")),
        ("azp", json!("portal")),
        ("nonce", json!("n-1")),
        ("name", json!("Chloé Nguyen")),
        ("given_name", json!("Chloé")),
        ("family_name", json!("Nguyen")),
        ("preferred_username", json!("chloe.nguyen")),
        ("email", json!("chloe.nguyen@cellier.example")),
        ("email_verified", json!(true)),
        ("groups", json!(["prices"])),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let seconds = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(seconds("exp") - seconds("iat"), 300);
    assert!(seconds("auth_time") <= seconds("iat"));
    assert!(!text(&claims, "sid").is_empty() && text(&claims, "at_hash").len() == 22);

    let told = rig.userinfo(text(&tokens, "access_token")).await.json();
    assert_eq!((&told["sub"], &told["groups"]), (&claims["sub"], &claims["groups"]));
}

#[tokio::test]
async fn claims_are_those_of_the_scopes_asked() {
    let rig = Rig::start().await;
    let answer =
        rig.choose(&mut Browser::default(), "demo-alice", &[("scope", "openid groups")]).await;
    let tokens = rig.redeem(&answer.query("code").unwrap(), &[]).await.json();
    let (_, claims) = rig.verified(text(&tokens, "id_token")).await;
    assert_eq!(claims["groups"], json!(["prices", "storage-admins"]));
    assert!(claims.get("email").is_none() && claims.get("name").is_none());
}

#[tokio::test]
async fn the_page_offers_the_people_in_the_readers_language_and_leads_only_to_the_application() {
    let rig = Rig::start().await;
    let page = rig.get(&mut Browser::default(), &rig.authorize(&[])).await;
    assert!(
        page.body.contains(r#"<html lang="fr">"#)
            && page.body.contains("<h1>Qui êtes-vous aujourd’hui?</h1>")
    );
    for name in ["Alice Tremblay", "Benoît Gagnon", "Chloé Nguyen", "Daniel Singh"] {
        assert!(page.body.contains(name), "{name}");
    }
    assert!(!page.body.contains("<script") && !page.body.contains("style="));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:8080;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("cache-control"), "no-store");

    let page =
        rig.get(&mut Browser::default(), &rig.authorize(&[("ui_locales", "en-CA fr")])).await;
    assert!(page.body.contains(r#"<html lang="en">"#) && page.body.contains("Who are you today?"));
    assert!(page.body.contains("ui_locales=fr"), "a link to the other language");
    let english = [("accept-language", "en-GB,en;q=0.8")];
    let page =
        rig.send(&mut Browser::default(), Method::GET, &rig.authorize(&[]), &english, None).await;
    assert!(page.body.contains(r#"<html lang="en">"#));
}

#[tokio::test]
async fn a_hint_puts_the_person_first() {
    let rig = Rig::start().await;
    let page =
        rig.get(&mut Browser::default(), &rig.authorize(&[("login_hint", "daniel.singh")])).await;
    let place = |name: &str| page.body.find(name).unwrap();
    assert!(place("Daniel Singh") < place("Alice Tremblay") && page.body.contains("Proposition"));
}

#[tokio::test]
async fn who_is_signed_in_is_not_asked_again_unless_the_application_wants_it() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let none = [("prompt", "none")];
    let answer = rig.get(&mut browser, &rig.authorize(&none)).await;
    assert_eq!(answer.query("error").as_deref(), Some("login_required"));
    assert_eq!(answer.query("state").as_deref(), Some("état 1&2"));
    assert_eq!(answer.query("iss"), Some(rig.issuer.clone()));

    let tokens = rig.tokens(&mut browser, "demo-alice").await;
    assert!(rig.get(&mut browser, &rig.authorize(&none)).await.query("code").is_some());
    assert!(
        rig.get(&mut browser, &rig.authorize(&[("max_age", "3600")])).await.query("code").is_some()
    );
    let hint = [("prompt", "none"), ("id_token_hint", text(&tokens, "id_token"))];
    assert!(rig.get(&mut browser, &rig.authorize(&hint)).await.query("code").is_some());

    for asking in
        [("prompt", "login"), ("prompt", "select_account"), ("login_hint", "benoit.gagnon")]
    {
        let page = rig.get(&mut browser, &rig.authorize(&[asking])).await;
        assert_eq!(page.status, StatusCode::OK, "{asking:?}");
        assert!(page.body.contains("Session ouverte"), "{asking:?}");
    }
    let other = [("prompt", "none"), ("id_token_hint", "e30.e30.AA")];
    let answer = rig.get(&mut browser, &rig.authorize(&other)).await;
    assert_eq!(answer.query("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_request_without_pkce_is_refused_at_the_applications_address() {
    let rig = Rig::start().await;
    for missing in
        [("code_challenge", ""), ("code_challenge_method", ""), ("code_challenge_method", "plain")]
    {
        let answer = rig.get(&mut Browser::default(), &rig.authorize(&[missing])).await;
        assert!(answer.header("location").starts_with(CALLBACK), "{missing:?}");
        assert_eq!(answer.query("error").as_deref(), Some("invalid_request"));
        assert_eq!(answer.query("state").as_deref(), Some("état 1&2"));
        assert_eq!(answer.query("iss"), Some(rig.issuer.clone()));
    }
}

#[tokio::test]
async fn an_address_not_registered_is_never_followed() {
    let rig = Rig::start().await;
    let near = format!("{CALLBACK}/");
    for wrong in [
        ("redirect_uri", near.as_str()),
        ("redirect_uri", "https://evil.example/"),
        ("client_id", "nobody"),
    ] {
        let page = rig.get(&mut Browser::default(), &rig.authorize(&[wrong])).await;
        assert_eq!(
            (page.status, page.header("location")),
            (StatusCode::BAD_REQUEST, ""),
            "{wrong:?}"
        );
        assert!(page.body.contains("<h1>Demande refusée</h1>") && !page.body.contains("evil"));
    }
}

#[tokio::test]
async fn a_choice_that_was_not_made_on_our_page_signs_nobody_in() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let page = rig.get(&mut browser, &rig.authorize(&[])).await;
    let mut fields = page.hidden_fields();
    fields.push(("person".to_owned(), "demo-alice".to_owned()));
    let form = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
    let without: Vec<_> = form(&fields).into_iter().filter(|(name, _)| name != "form").collect();
    for (browser, fields) in [(&mut browser, without), (&mut Browser::default(), form(&fields))] {
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = rig.post(browser, "/authorize/choose", &pairs).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::BAD_REQUEST, ""));
        assert!(answer.body.contains("Choisissez de nouveau"));
    }
    let answer = rig.get(&mut browser, &rig.authorize(&[("prompt", "none")])).await;
    assert_eq!(answer.query("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_request_that_names_another_host_is_not_answered() {
    let rig = Rig::start().await;
    let headers = [("host", "rebound.example")];
    let answer =
        rig.send(&mut Browser::default(), Method::GET, &rig.authorize(&[]), &headers, None).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::MISDIRECTED_REQUEST, ""));
}
