//! Word of what arrived: told to the sharer until they say that they know, and to nobody else.

use http::Method;
use serde_json::{Value, json};

use super::{home, made, patch, path, revoke, wish, with};
use crate::support::{Answer, Browser};

async fn request(alice: &Browser, prefix: &str, label: &str) -> Value {
    let terms = json!({ "upload": { "asks_name": true }, "label": label });
    made(alice, &with(wish(&[], &[prefix]), terms)).await
}

async fn send(stranger: &Browser, link: &Value, name: &str, sender: &str) {
    let address = format!("{}/{name}", path(link));
    let says = [("x-cellier-sender", sender)];
    stranger.send_raw(Method::PUT, &address, &says, "12345").await.expect(201);
}

async fn news(browser: &Browser) -> Vec<Value> {
    let told = browser.get("/api/arrivals").await.expect(200).json();
    told["links"].as_array().unwrap().clone()
}

async fn see(browser: &Browser, link: &Value, upto: i64) -> Answer {
    let address = format!("/api/links/{}/arrivals/seen", link["id"].as_str().unwrap());
    let json = [("content-type", "application/json")];
    browser.send(Method::PUT, &address, &json, json!({ "upto": upto }).to_string()).await
}

#[tokio::test]
async fn what_arrives_is_told_until_the_sharer_knows_and_what_comes_later_again() {
    let (_house, alice, stranger) = home().await;
    let trip = request(&alice, "trip/", "For the trip").await;
    let other = request(&alice, "trip2/", "").await;
    assert_eq!(news(&alice).await, [] as [Value; 0]);
    for (name, sender) in [("a.txt", "Zo%C3%A9"), ("b.txt", "Max"), ("c.txt", "Zo%C3%A9")] {
        send(&stranger, &trip, name, sender).await;
    }
    send(&stranger, &other, "d.txt", "Max").await;
    let told = news(&alice).await;
    assert_eq!(told.len(), 2);
    assert_eq!((&told[0]["prefix"], &told[0]["files"]), (&json!("trip2/"), &json!(1)));
    let of_trip = &told[1];
    assert_eq!((&of_trip["label"], &of_trip["link"]), (&json!("For the trip"), &trip["id"]));
    assert_eq!((&of_trip["files"], &of_trip["bytes"]), (&json!(3), &json!(15)));
    assert_eq!(of_trip["senders"], json!(["Zoé", "Max"]));
    assert_eq!(of_trip["more_senders"], false);
    let upto = of_trip["upto"].as_i64().unwrap();

    // What came between is not lost by what is said of what came before.
    send(&stranger, &trip, "e.txt", "Zo%C3%A9").await;
    see(&alice, &trip, upto).await.expect(204);
    let told = news(&alice).await;
    assert_eq!((&told[0]["prefix"], &told[0]["files"]), (&json!("trip/"), &json!(1)));
    // Nobody knows what has yet to come.
    see(&alice, &trip, i64::MAX).await.expect(204);
    see(&alice, &trip, 0).await.expect(204);
    assert_eq!(news(&alice).await.len(), 1);
    send(&stranger, &trip, "f.txt", "Max").await;
    let into = "/api/arrivals?instance=minimal&bucket=alice.tremblay";
    let into = alice.get(into).await.expect(200).json();
    assert_eq!(
        (&into["links"][0]["files"], &into["links"][0]["senders"]),
        (&json!(1), &json!(["Max"]))
    );
    let elsewhere = "/api/arrivals?instance=minimal&bucket=alice.tremblay.other";
    assert_eq!(alice.get(elsewhere).await.expect(200).json()["links"], json!([]));
    // What arrived stays news when the request is taken back.
    revoke(&alice, &trip).await.expect(204);
    assert_eq!(news(&alice).await.len(), 2);
    see(&alice, &trip, i64::MAX).await.expect(204);
    assert_eq!(news(&alice).await.len(), 1);
}

#[tokio::test]
async fn of_many_senders_the_last_are_named() {
    let (_house, alice, stranger) = home().await;
    let trip = request(&alice, "trip/", "").await;
    for sender in ["Ana", "Ben", "Cy", "Dee", "Eli", "Fay"] {
        send(&stranger, &trip, &format!("{sender}.txt"), sender).await;
    }
    let told = news(&alice).await;
    assert_eq!(told[0]["senders"], json!(["Fay", "Eli", "Dee", "Cy", "Ben"]));
    assert_eq!(told[0]["more_senders"], true);
}

#[tokio::test]
async fn it_is_told_to_nobody_else() {
    let (house, alice, stranger) = home().await;
    let trip = request(&alice, "trip/", "").await;
    send(&stranger, &trip, "a.txt", "Max").await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    assert_eq!(news(&benoit).await, [] as [Value; 0]);
    see(&benoit, &trip, 9).await.expect_problem(404, "no-such-link");
    let nothing = json!({ "id": "999" });
    see(&alice, &nothing, 9).await.expect_problem(404, "no-such-link");
    assert_eq!(news(&alice).await.len(), 1);
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    for browser in [&alice, &stranger] {
        browser.get("/api/arrivals").await.expect_problem(401, "not-signed-in");
        see(browser, &trip, 9).await.expect_problem(401, "not-signed-in");
    }
}

#[tokio::test]
async fn an_upload_request_is_changed_and_never_made_to_open_anything() {
    let (_house, alice, stranger) = home().await;
    let trip = request(&alice, "trip/", "Before").await;
    let change = json!({ "label": "After", "password": "correct horse", "expiry": { "hours": 2 } });
    let changed = patch(&alice, &trip, &change).await.expect(200).json();
    assert_eq!((&changed["label"], &changed["has_password"]), (&json!("After"), &json!(true)));
    assert_eq!(changed["upload"], trip["upload"]);
    for opening in [json!({ "view_only": true }), json!({ "downloads_max": 3 })] {
        patch(&alice, &trip, &opening).await.expect_problem(400, "malformed");
    }
    patch(&stranger, &trip, &json!({ "label": "Mine" })).await.expect_problem(401, "not-signed-in");
}
