//! An identity provider that is down when Cellier starts, and later.

use http::Method;

use crate::house::House;
use crate::support::{Browser, until};

async fn can_sign_in(browser: &Browser) -> bool {
    let session = browser.get("/api/session").await.expect(200).json();
    session["sign_in_available"].as_bool().unwrap()
}

/// Where `path` leads a browser that opens it.
async fn location(browser: &Browser, path: &str) -> String {
    let answer = browser.send_raw(Method::GET, path, &[("sec-fetch-site", "none")], "").await;
    answer.expect(303).header("location").to_owned()
}

async fn public_data_is_there(house: &House) {
    let stranger = house.anonymous();
    assert_eq!(stranger.get("/public/open/a.txt").await.expect(200).text(), "for everybody");
    stranger.get("/en/d/open").await.expect(200);
    stranger.get("/api/datasets/open/listing").await.expect(200);
    stranger.get(&format!("{}/readyz", house.ops)).await.expect(200);
}

#[tokio::test]
async fn a_provider_that_is_down_at_the_start_is_missed_by_nobody_who_reads_public_data() {
    let mut house = House::without_provider().await;
    let browser = house.anonymous();
    public_data_is_there(&house).await;
    assert!(!can_sign_in(&browser).await);
    let failed = "/fr/sign-in-failed?why=provider-down&return_to=%2Ffr%2Fb%2Fminimal";
    let sign_in = "/auth/sign-in?lang=fr&return_to=/fr/b/minimal";
    assert_eq!(location(&browser, sign_in).await, failed);
    browser.get("/fr/sign-in-failed?why=provider-down").await.expect(200);

    house.provider.come_up().await;
    until("signing in is offered again", async || can_sign_in(&browser).await).await;
    assert_eq!(browser.sign_in("alice.tremblay", "/en/b/minimal").await, "/en/b/minimal");
}

#[tokio::test]
async fn a_provider_that_goes_down_later_ends_no_session_and_comes_back_by_itself() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    house.provider.go_down().await;
    let stranger = house.anonymous();
    // What is known of the provider leads there still; what comes back from it cannot be looked into.
    let there = location(&stranger, "/auth/sign-in?lang=en&return_to=/en/").await;
    let state = there.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let issuer = there.split("/authorize").next().unwrap();
    let back = format!("/auth/callback?code=abc&state={state}&iss={issuer}");
    let failed = "/en/sign-in-failed?why=provider-down&return_to=%2Fen%2F";
    assert_eq!(location(&stranger, &back).await, failed);
    assert!(!can_sign_in(&stranger).await);
    public_data_is_there(&house).await;
    let session = alice.get("/api/session").await.expect(200).json();
    assert_eq!(session["person"]["handle"], "alice.tremblay");
    alice.get("/api/instances/minimal/buckets/alice.tremblay/listing").await.expect(200);

    house.provider.come_up().await;
    until("signing in is offered again", async || can_sign_in(&stranger).await).await;
    assert_eq!(stranger.sign_in("benoit.gagnon", "/en/").await, "/en/");
}
