//! Whoever asks too often is told to wait, and nobody else is.

use std::net::SocketAddr;

use cellier::config::{Config, Limits};
use http::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::House;
use crate::support::{Answer, Browser, until};

const FILE: &str = "/public/open/a.txt";

/// Three requests a minute at each door, from behind a proxy at 127.0.0.1 that is believed, or is not.
fn three(proxies: &[&str]) -> impl FnOnce(&mut Config) {
    let trusted_proxies = proxies.iter().map(|proxy| (*proxy).to_owned()).collect();
    |config| {
        config.limits = Limits {
            trusted_proxies,
            sign_in_per_minute: 3,
            provider_calls_per_minute: 3,
            public_per_minute: 3,
            downloads_per_minute: 3,
            ..Limits::default()
        };
    }
}

/// As seen by a proxy.
async fn get_as(browser: &Browser, client: &str, path: &str, accept: &str) -> Answer {
    let headers = [("x-forwarded-for", client), ("accept", accept), ("accept-language", "fr-CA")];
    browser.send_raw(Method::GET, path, &headers, "").await
}

#[tokio::test]
async fn the_stranger_who_hammers_is_told_and_others_are_not_touched() {
    let house = House::configured(three(&["127.0.0.0/8"])).await;
    let browser = house.anonymous();
    let (noisy, other) = ("203.0.113.9", "203.0.113.10");
    for _ in 0..3 {
        get_as(&browser, noisy, FILE, "*/*").await.expect(200);
    }
    for path in [FILE, "/api/datasets", "/api/datasets/open/listing", "/api/datasets/open/readme"] {
        let told = get_as(&browser, noisy, path, "*/*").await;
        told.expect_problem(429, "slow-down");
        let seconds: u64 = told.header("retry-after").parse().unwrap();
        assert!((1..=20).contains(&seconds), "{seconds}");
    }
    get_as(&browser, other, FILE, "*/*").await.expect(200);
    // Programs that fetch what a list names are counted apart.
    let download = format!("/downloads/{}/k", "A".repeat(44));
    for _ in 0..3 {
        get_as(&browser, noisy, &download, "*/*").await.expect(404);
    }
    get_as(&browser, noisy, &download, "*/*").await.expect_problem(429, "slow-down");
    // Whoever invents an address in front of the proxy's stays who they are.
    let invented = format!("198.51.100.1, {noisy}");
    get_as(&browser, &invented, FILE, "*/*").await.expect(429);
    // What is not open to everybody is not counted here, and neither is the page itself.
    for path in ["/api/session", "/en/", "/"] {
        let status = get_as(&browser, noisy, path, "*/*").await.status;
        assert!(!status.is_client_error(), "{path}: {status}");
    }
}

#[tokio::test]
async fn what_a_stranger_says_of_their_address_is_not_believed() {
    let house = House::configured(three(&["10.0.0.0/8"])).await;
    let browser = house.anonymous();
    for last in 1..=3 {
        get_as(&browser, &format!("203.0.113.{last}"), FILE, "*/*").await.expect(200);
    }
    let told = get_as(&browser, "203.0.113.4", FILE, "*/*").await;
    told.expect_problem(429, "slow-down");
}

#[tokio::test]
async fn a_person_who_opens_a_page_too_often_reads_so_in_their_language() {
    let house = House::configured(three(&[])).await;
    let browser = house.anonymous();
    let html = "text/html,application/xhtml+xml";
    for _ in 0..3 {
        get_as(&browser, "", "/auth/sign-in", html).await.expect(303);
    }
    let told = get_as(&browser, "", "/auth/sign-in", html).await.expect(429);
    assert!(!told.header("retry-after").is_empty());
    assert_eq!(told.header("content-type"), "text/html; charset=utf-8");
    assert!(told.text().contains("lang=\"fr-CA\""), "{}", told.text());
    assert!(told.text().contains("Trop de requêtes"), "{}", told.text());
    for _ in 0..3 {
        get_as(&browser, "", "/en/d", html).await.expect(200);
    }
    let told = get_as(&browser, "", "/en/d/open", html).await.expect(429);
    assert!(told.text().contains("Too many requests"), "{}", told.text());
    // The provider's own calls have a measure of their own.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let logout = async || {
        let address = "/auth/back-channel-logout";
        browser.send_raw(Method::POST, address, &form, "logout_token=x").await
    };
    for _ in 0..3 {
        logout().await.expect(400);
    }
    logout().await.expect_problem(429, "slow-down");
}

/// Asks on a connection of its own, which stays open; answers the head of what came back.
async fn ask(address: SocketAddr) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {FILE} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let count = stream.read(&mut answer).await.unwrap_or_default();
    (stream, String::from_utf8_lossy(&answer[..count]).into_owned())
}

#[tokio::test]
async fn programs_are_told_to_slow_down_in_their_own_words() {
    let house = House::configured(|config| config.limits.connections_per_address = 1).await;
    let address: SocketAddr = house.s3.trim_start_matches("http://").parse().unwrap();
    let (_first, said) = ask(address).await;
    assert!(!said.starts_with("HTTP/1.1 503"), "{said}");
    let (_second, said) = ask(address).await;
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 5"), "{head}");
    assert!(body.contains("<Code>SlowDown</Code>"), "{body}");
    let id = head.split("x-amz-request-id: ").nth(1).unwrap().lines().next().unwrap();
    assert!(body.contains(&format!("<RequestId>{id}</RequestId>")), "{said}");
}

#[tokio::test]
async fn an_address_opens_so_many_connections_and_no_more() {
    let house = House::configured(|config| config.limits.connections_per_address = 2).await;
    let address: SocketAddr = house.portal.trim_start_matches("http://").parse().unwrap();
    let (first, said) = ask(address).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let (_second, said) = ask(address).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let (_third, said) = ask(address).await;
    assert!(said.starts_with("HTTP/1.1 503"), "{said}");
    assert!(said.contains("retry-after: 5") && said.contains("/problems/slow-down"), "{said}");
    drop(first);
    until("the place is free again", async || ask(address).await.1.starts_with("HTTP/1.1 200"))
        .await;
}
