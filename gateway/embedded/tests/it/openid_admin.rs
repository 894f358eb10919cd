//! What the process that holds the provider can do, and where the provider refuses to be.

use embedded::openid::{Error, Provider, Settings, listen};
use http::StatusCode;
use serde_json::json;
use tokio::net::TcpListener;

use crate::openid_rig::{Browser, Rig, listener, text};

#[tokio::test]
async fn changed_groups_are_told_at_the_next_refresh() {
    let rig = Rig::start().await;
    let tokens = rig.tokens(&mut Browser::default(), "demo-daniel").await;
    rig.provider.set_groups("demo-daniel", &["labour"]).unwrap();
    let told = rig.userinfo(text(&tokens, "access_token")).await.json();
    assert_eq!(told["groups"], json!(["labour"]));
    let tokens = rig.refresh(text(&tokens, "refresh_token")).await.json();
    let (_, claims) = rig.verified(text(&tokens, "id_token")).await;
    assert_eq!(claims["groups"], json!(["labour"]));
    assert!(matches!(rig.provider.set_groups("nobody", &[]), Err(Error::NoSuchPerson(_))));
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_and_off_the_page() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let tokens = rig.tokens(&mut browser, "demo-benoit").await;
    rig.provider.disable("demo-benoit").await.unwrap();
    assert_eq!(rig.notices().await.len(), 1, "told before disable returns");
    assert_eq!(rig.userinfo(text(&tokens, "access_token")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(rig.refresh(text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    let page = rig.get(&mut browser, &rig.authorize(&[])).await;
    assert!(page.body.contains("Alice Tremblay") && !page.body.contains("Benoît"));
    let answer = rig.choose(&mut browser, "demo-benoit", &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    rig.provider.enable("demo-benoit").unwrap();
    assert!(rig.choose(&mut browser, "demo-benoit", &[]).await.query("code").is_some());
}

#[tokio::test]
async fn after_a_rotation_old_and_new_tokens_verify() {
    let rig = Rig::start().await;
    let mut browser = Browser::default();
    let before = rig.tokens(&mut browser, "demo-alice").await;
    rig.provider.rotate_signing_key().unwrap();
    let after = rig.refresh(text(&before, "refresh_token")).await.json();
    let (old, _) = rig.verified(text(&before, "id_token")).await;
    let (new, _) = rig.verified(text(&after, "id_token")).await;
    assert_ne!(old["kid"], new["kid"]);
    let hint = [("prompt", "none"), ("id_token_hint", text(&before, "id_token"))];
    assert!(rig.get(&mut browser, &rig.authorize(&hint)).await.query("code").is_some());
}

#[tokio::test]
async fn after_a_restart_the_key_is_the_same_and_the_person_chooses_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = Rig::start_in(folder.path()).await;
    let tokens = first.tokens(&mut Browser::default(), "demo-alice").await;
    let jwks = first.read_json("/jwks").await;
    drop(first);
    let second = Rig::start_in(folder.path()).await;
    assert_eq!(second.read_json("/jwks").await, jwks);
    assert_eq!(second.refresh(text(&tokens, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn it_does_not_serve_on_an_address_that_others_reach() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::open(folder.path(), Settings::demo(Vec::new())).unwrap();
    let open = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = provider.serve(open, std::future::ready(())).await;
    assert!(matches!(refused, Err(Error::NotLoopback(_))), "{refused:?}");
    let wanted = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(listen(folder.path(), Some(wanted)).await, Err(Error::NotLoopback(_))));

    provider.serve(listener().await, std::future::ready(())).await.unwrap();
    let again = provider.serve(listener().await, std::future::ready(())).await;
    assert!(matches!(again, Err(Error::AlreadyServing(_))), "{again:?}");
}

#[tokio::test]
async fn the_port_is_the_same_at_the_next_start_while_it_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let first = listen(folder.path(), None).await.unwrap();
    let address = first.local_addr().unwrap();
    drop(first);
    let second = listen(folder.path(), None).await.unwrap();
    assert_eq!(second.local_addr().unwrap(), address);
    let third = listen(folder.path(), None).await.unwrap();
    assert_ne!(third.local_addr().unwrap(), address, "taken: another");
}
