//! Upload requests: what is put in through them, and that nothing else can be done.

use http::Method;
use serde_json::{Value, json};

use super::{BUCKET, PAGE, fetch, home, made, page, path, revoke, seen, wish, with};
use crate::support::{Answer, Browser, encode};

fn request(terms: Value) -> Value {
    with(wish(&[], &["trip/"]), json!({ "upload": terms }))
}

async fn send(stranger: &Browser, address: &str, body: impl Into<bytes::Bytes>) -> Answer {
    stranger.send_raw(Method::PUT, address, &[("content-type", "text/html")], body).await
}

async fn stored(alice: &Browser, key: &str) -> Answer {
    alice.get(&format!("{BUCKET}/objects?key={}", encode(key))).await
}

#[tokio::test]
async fn a_stranger_puts_files_in_and_nothing_is_replaced() {
    let (_house, alice, stranger) = home().await;
    let link = made(&alice, &request(json!({ "asks_name": true, "asks_note": true }))).await;
    let start = path(&link);
    let shown = page(&stranger, &start).await.expect(200);
    let text = shown.text();
    assert!(text.contains("Send files to Alice Tremblay"), "{text}");
    assert!(text.contains("name=\"sender\"") && text.contains("curl -T report.pdf"), "{text}");
    assert!(shown.header("content-security-policy").contains("script-src 'self';"));
    for word in ["report.csv", "README", "trip"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let says = [("x-cellier-sender", "Zo%C3%A9"), ("x-cellier-note", "As%20promised")];
    let put = async |name: &str, body: &'static str| {
        let address = format!("{start}/{}", encode(name));
        stranger.send_raw(Method::PUT, &address, &says, body).await
    };
    for (name, body) in [("report.csv", "hers"), ("report.csv", "hers again"), ("été 1.txt", "")]
    {
        let receipt = put(name, body).await.expect(201).json();
        // Not told: that it was stored under another name, because one was there.
        assert_eq!((&receipt["name"], &receipt["size"]), (&json!(name), &json!(body.len())));
    }
    assert_eq!(stored(&alice, "trip/report.csv").await.expect(200).text(), "a,b\n1,2\n");
    assert_eq!(stored(&alice, "trip/report (2).csv").await.expect(200).text(), "hers");
    assert_eq!(stored(&alice, "trip/report (3).csv").await.expect(200).text(), "hers again");
    let address = format!("/api/links/{}/arrivals", link["id"].as_str().unwrap());
    let arrivals = alice.get(&address).await.expect(200).json()["arrivals"].clone();
    assert_eq!(arrivals.as_array().unwrap().len(), 3);
    assert_eq!(arrivals[0]["key"], "trip/été 1.txt");
    assert_eq!(arrivals[2]["key"], "trip/report (2).csv");
    assert_eq!(arrivals[2]["sender"], "Zoé");
    assert_eq!(arrivals[2]["note"], "As promised");
    let seen = seen(&alice, &link).await;
    assert_eq!((&seen["files"], &seen["bytes"]), (&json!(3), &json!(14)));
    stranger.get(&address).await.expect(401);
    // Who sends something has to say who they are.
    send(&stranger, &format!("{start}/x.txt"), "x").await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn an_upload_request_reads_lists_and_overwrites_nothing() {
    let (_house, alice, stranger) = home().await;
    let start = path(&made(&alice, &request(json!({}))).await);
    for address in [
        format!("{start}/report.csv"),
        format!("{start}/report.csv?show"),
        format!("{start}/report.csv?download"),
        format!("{start}?zip"),
        format!("{start}/?zip"),
        format!("{start}/day%201/"),
        format!("{start}?key=report.csv"),
        start.clone(),
    ] {
        fetch(&stranger, &address).await.expect_problem(404, "no-such-page");
        if address != start && !address.contains("zip") {
            page(&stranger, &address).await.expect(404);
        }
        stranger.send_raw(Method::HEAD, &address, &[], "").await.expect(404);
    }
    stranger.send(Method::DELETE, &format!("{start}/report.csv"), &[], "").await.expect(405);
    // Nothing outside of the folder, and nothing a storage would resolve.
    for name in ["..%2Fprivate%2Fplan.txt", "%2e%2e", ".", "a%2Fb.txt", "a%5Cb.txt", "a%00b", ""] {
        let answer = send(&stranger, &format!("{start}/{name}"), "x").await;
        assert!(answer.status == 400 || answer.status == 404, "{name}: {}", answer.status);
    }
    assert_eq!(stored(&alice, "private/plan.txt").await.expect(200).text(), "nobody's business");
    // A link that opens takes nothing in.
    let reading = path(&made(&alice, &wish(&[], &["trip/"])).await);
    send(&stranger, &format!("{reading}/new.txt"), "x").await.expect(405);
}

#[tokio::test]
async fn many_at_once_under_one_name_all_arrive() {
    let (_house, alice, stranger) = home().await;
    let link = made(&alice, &request(json!({}))).await;
    let start = path(&link);
    let sent = (0..6).map(|number| {
        let (stranger, address) = (stranger.clone(), format!("{start}/same.txt"));
        async move {
            loop {
                let answer = send(&stranger, &address, format!("{number}")).await;
                // Two looked for a free name in the same moment: one of them tries again.
                if answer.status != 412 {
                    return answer.status;
                }
            }
        }
    });
    let answers = futures_util::future::join_all(sent).await;
    assert!(answers.iter().all(|status| *status == 201), "{answers:?}");
    let mut texts = Vec::new();
    for number in 1..=6 {
        let name = if number == 1 { "same.txt".to_owned() } else { format!("same ({number}).txt") };
        texts.push(stored(&alice, &format!("trip/{name}")).await.expect(200).text());
    }
    texts.sort();
    assert_eq!(texts, ["0", "1", "2", "3", "4", "5"]);
    assert_eq!(seen(&alice, &link).await["files"], 6);
}

#[tokio::test]
async fn limits_of_number_size_and_kind_hold() {
    let (_house, alice, stranger) = home().await;
    let terms = json!({ "files_max": 2, "bytes_max": 12, "file_bytes_max": 10,
        "endings": ["txt", "pdf"] });
    let link = made(&alice, &request(terms)).await;
    let start = path(&link);
    let text = page(&stranger, &start).await.expect(200).text();
    assert!(text.contains("accept=\".txt,.pdf\"") && text.contains("2 files at most"), "{text}");
    let put = async |name: &str, body: &'static str| {
        send(&stranger, &format!("{start}/{name}"), body).await
    };
    put("a.html", "x").await.expect_problem(415, "link-kind");
    put("a.txt.exe", "x").await.expect_problem(415, "link-kind");
    put("a.txt", "more than ten").await.expect_problem(413, "too-large");
    put("a.TXT", "123456").await.expect(201);
    put("b.txt", "1234567").await.expect_problem(409, "link-full");
    put("b.txt", "12345").await.expect(201);
    put("c.txt", "").await.expect_problem(409, "link-full");
    let seen = seen(&alice, &link).await;
    assert_eq!((&seen["files"], &seen["bytes"]), (&json!(2), &json!(11)));
    revoke(&alice, &link).await.expect(204);
    put("d.txt", "").await.expect_problem(410, "link-over");
    page(&stranger, &start).await.expect(410);
}

#[tokio::test]
async fn html_that_was_sent_never_runs() {
    let (_house, alice, stranger) = home().await;
    let start = path(&made(&alice, &request(json!({}))).await);
    send(&stranger, &format!("{start}/evil.html"), "<script>alert(1)</script>").await.expect(201);
    send(&stranger, &format!("{start}/fake.txt"), "<script>alert(1)</script>").await.expect(201);
    // Its type is made from its name, whatever the sender said.
    let plain = stored(&alice, "trip/fake.txt").await.expect(200);
    assert_eq!(plain.header("content-type"), "text/plain");
    let evil = stored(&alice, "trip/evil.html").await.expect(200);
    let shared = path(&made(&alice, &wish(&[], &["trip/"])).await);
    let through = stranger
        .send_raw(Method::GET, &format!("{shared}/evil.html?show"), &[PAGE], "")
        .await
        .expect(200);
    for answer in [evil, through] {
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert!(answer.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn an_upload_request_that_makes_no_sense_is_refused() {
    let (house, alice, stranger) = home().await;
    let one = |items: Value| with(wish(&[], &[]), with(items, json!({ "upload": {} })));
    for wrong in [
        one(json!({ "keys": ["a"] })),
        one(json!({ "prefixes": ["a/", "b/"] })),
        with(request(json!({})), json!({ "view_only": true })),
        with(request(json!({})), json!({ "downloads_max": 1 })),
        request(json!({ "files_max": 0 })),
        request(json!({ "endings": ["p/f"] })),
        request(json!({ "endings": [""] })),
    ] {
        alice.post("/api/links", &wrong).await.expect_problem(400, "malformed");
    }
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    benoit.post("/api/links", &request(json!({}))).await.expect_problem(404, "no-such-bucket");
    // A password guards what is put in as well.
    let locked = with(request(json!({})), json!({ "password": "correct horse" }));
    let start = path(&made(&alice, &locked).await);
    send(&stranger, &format!("{start}/a.txt"), "x").await.expect_problem(401, "link-password");
    page(&stranger, &start).await.expect(403);
}
