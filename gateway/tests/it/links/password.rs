//! Links that open with a password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

use super::{PAGE, fetch, home, link, made, page, patch, path, wish, with};
use crate::support::{Answer, Browser};

const PASSWORD: &str = "correct horse";

fn locked() -> Value {
    with(wish(&[], &["trip/"]), json!({ "password": PASSWORD }))
}

async fn give(browser: &Browser, path: &str, password: &str) -> Answer {
    let headers = [
        PAGE,
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = format!("password={}", crate::support::encode(password));
    browser.send_raw(Method::POST, path, &headers, body).await
}

fn basic(password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("anybody:{password}")))
}

#[tokio::test]
async fn the_password_opens_one_link_in_one_browser() {
    let (house, alice, stranger) = home().await;
    let (one, other) = (link(&alice, &locked()).await, link(&alice, &locked()).await);
    for address in [&one, &format!("{one}/report.csv"), &format!("{one}/absent")] {
        let asked = page(&stranger, address).await.expect(403);
        assert!(asked.text().contains("type=\"password\""));
        assert!(!asked.text().contains("trip"), "{}", asked.text());
        let told = fetch(&stranger, address).await;
        told.expect_problem(401, "link-password");
        assert!(told.header("www-authenticate").starts_with("Basic "));
    }
    let wrong = give(&stranger, &one, "correct horsf").await.expect(403);
    assert!(wrong.text().contains("This is not the password"), "{}", wrong.text());
    assert_eq!(wrong.header("set-cookie"), "");
    let opened = give(&stranger, &format!("{one}/day%201/"), PASSWORD).await.expect(303);
    assert_eq!(opened.header("location"), format!("{one}/day%201/"));
    let cookie = opened.header("set-cookie");
    assert!(cookie.starts_with("cellier-link="), "{cookie}");
    assert!(cookie.contains(&format!("; Path={one};")), "{cookie}");
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    // The browser of this test sends its cookies everywhere.
    page(&stranger, &one).await.expect(200);
    fetch(&stranger, &format!("{one}/report.csv")).await.expect(200);
    page(&stranger, &other).await.expect(403);
    page(&house.anonymous(), &one).await.expect(403);
}

#[tokio::test]
async fn programs_give_the_password_by_themselves() {
    let (_house, alice, stranger) = home().await;
    let path = format!("{}/report.csv", link(&alice, &locked()).await);
    let with = async |password: &str| {
        let credentials = basic(password);
        let headers = [("accept", "*/*"), ("authorization", credentials.as_str())];
        stranger.send_raw(Method::GET, &path, &headers, "").await
    };
    with("wrong password").await.expect_problem(401, "link-password");
    with("").await.expect_problem(401, "link-password");
    assert_eq!(with(PASSWORD).await.expect(200).text(), "a,b\n1,2\n");
}

#[tokio::test]
async fn guessing_passwords_ends_soon_and_also_for_who_guesses_at_once() {
    let (_house, alice, stranger) = home().await;
    let path = link(&alice, &locked()).await;
    let guesses = (0..12).map(|guess| {
        let (stranger, path) = (stranger.clone(), path.clone());
        async move {
            let password = format!("password {guess}");
            let credentials = basic(&password);
            let headers = [("accept", "*/*"), ("authorization", credentials.as_str())];
            stranger.send_raw(Method::GET, &path, &headers, "").await
        }
    });
    let answers = futures_util::future::join_all(guesses).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(401), count(429)), (5, 7));
    let waiting = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert!(waiting.header("retry-after").parse::<u64>().unwrap() > 60);
    // Now the right one is not looked at either.
    let refused = give(&stranger, &path, PASSWORD).await.expect(429);
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(refused.header("set-cookie"), "");
}

#[tokio::test]
async fn a_password_that_was_changed_shuts_those_out_who_had_the_old_one() {
    let (_house, alice, stranger) = home().await;
    let made = made(&alice, &locked()).await;
    let path = path(&made);
    give(&stranger, &path, PASSWORD).await.expect(303);
    page(&stranger, &path).await.expect(200);
    patch(&alice, &made, &json!({ "label": "x" })).await.expect(200);
    page(&stranger, &path).await.expect(200);
    patch(&alice, &made, &json!({ "password": "another horse" })).await.expect(200);
    page(&stranger, &path).await.expect(403);
    let open = patch(&alice, &made, &json!({ "password": "" })).await.expect(200).json();
    assert_eq!(open["has_password"], false);
    page(&stranger, &path).await.expect(200);
}

#[tokio::test]
async fn no_other_site_sends_a_password() {
    let (_house, alice, stranger) = home().await;
    let path = link(&alice, &locked()).await;
    for marks in [
        [("sec-fetch-site", "cross-site"), ("x-nothing", "")],
        [("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
    ] {
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(marks);
        let body = "password=correct+horse";
        stranger.send_raw(Method::POST, &path, &headers, body).await.expect(403);
    }
    let long = format!("password={}", "x".repeat(100_000));
    give(&stranger, &path, &long).await.expect(413);
}
