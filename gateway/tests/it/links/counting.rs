//! What is counted of a link, and where that ends it.

use http::Method;
use serde_json::json;

use super::{PAGE, fetch, home, link, made, page, patch, path, put, seen, wish, with};
use crate::house::House;
use crate::support::{Answer, Browser};

/// A house behind a proxy, so that strangers come from different addresses.
async fn crowded() -> (House, Browser, Browser) {
    let house = House::configured(|config| {
        config.limits.trusted_proxies = vec!["127.0.0.0/8".to_owned()];
    })
    .await;
    let (alice, stranger) = (house.alice().await, house.anonymous());
    put(&alice, "a.txt", "text/plain", "0123456789").await;
    put(&alice, "b.txt", "text/plain", "b").await;
    (house, alice, stranger)
}

async fn from(stranger: &Browser, address: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![("x-forwarded-for", address)];
    all.extend(headers);
    stranger.send_raw(Method::GET, path, &all, "").await
}

#[tokio::test]
async fn opens_and_downloads_are_counted_once_an_hour_by_visitor_and_object() {
    let (_house, alice, stranger) = crowded().await;
    let made = made(&alice, &wish(&["a.txt", "b.txt"], &[])).await;
    let path = path(&made);
    let (object, range) = (format!("{path}/a.txt"), [("range", "bytes=2-3")]);
    for address in ["203.0.113.1", "203.0.113.1", "203.0.113.2"] {
        from(&stranger, address, &path, &[PAGE]).await.expect(200);
        from(&stranger, address, &object, &range).await.expect(206);
        from(&stranger, address, &object, &[]).await.expect(200);
    }
    from(&stranger, "203.0.113.1", &format!("{path}/b.txt"), &[]).await.expect(200);
    // What gives nothing out is not counted.
    from(&stranger, "203.0.113.3", &format!("{path}/absent"), &[]).await.expect(404);
    stranger.send_raw(Method::HEAD, &object, &[], "").await.expect(200);
    from(&stranger, "203.0.113.4", &format!("{object}?show"), &[PAGE]).await.expect(200);
    let seen = seen(&alice, &made).await;
    assert_eq!((&seen["opens"], &seen["downloads"]), (&json!(2), &json!(3)));
    assert!(seen["last_used_at"].is_string());
    let entries = async {
        loop {
            let page = alice.get("/api/activity?limit=200").await.expect(200).json();
            let entries = page["entries"].as_array().unwrap().clone();
            let by_link = |entry: &&serde_json::Value| entry["way"] == "link";
            if entries.iter().filter(by_link).count() >= 6 {
                break entries;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let limit = std::time::Duration::from_secs(10);
    let entries = tokio::time::timeout(limit, entries).await.unwrap();
    let count = |act: &str, refused: bool| {
        let counted = entries.iter().filter(|entry| {
            entry["way"] == "link"
                && entry["link"] == made["id"]
                && entry["act"] == act
                && entry["refusal"].is_null() != refused
        });
        counted.count()
    };
    assert_eq!(
        (count("open-link", false), count("read", false), count("open-link", true)),
        (2, 3, 1)
    );
    assert!(entries.iter().any(|entry| entry["act"] == "create-link"));
}

#[tokio::test]
async fn a_limited_link_ends_after_its_last_download_but_who_took_it_may_finish() {
    let (_house, alice, stranger) = crowded().await;
    let limited = with(wish(&["a.txt"], &[]), json!({ "downloads_max": 1 }));
    let made = made(&alice, &limited).await;
    let path = path(&made);
    let opened = from(&stranger, "203.0.113.1", &path, &[PAGE]).await.expect(200).text();
    assert!(opened.contains("Can be downloaded 1 more time"), "{opened}");
    // Looking must not cost it: nothing is shown that would have to be counted.
    assert!(!opened.contains("0123456789"), "{opened}");
    let shown = from(&stranger, "203.0.113.1", &format!("{path}?show"), &[]).await.expect(200);
    assert!(shown.header("content-disposition").starts_with("attachment"));
    let rest = [("range", "bytes=5-")];
    from(&stranger, "203.0.113.1", &path, &rest).await.expect(206);
    from(&stranger, "203.0.113.1", &path, &[PAGE]).await.expect(200);
    from(&stranger, "203.0.113.2", &path, &[]).await.expect_problem(410, "link-over");
    from(&stranger, "203.0.113.2", &path, &[PAGE]).await.expect(410);
    assert_eq!(seen(&alice, &made).await["downloads"], 1);
    patch(&alice, &made, &json!({ "downloads_max": 2 })).await.expect(200);
    from(&stranger, "203.0.113.2", &path, &[]).await.expect(200);
}

#[tokio::test]
async fn of_two_who_take_the_last_download_one_gets_it() {
    let (_house, alice, stranger) = crowded().await;
    let limited = with(wish(&["a.txt"], &[]), json!({ "downloads_max": 2 }));
    let path = link(&alice, &limited).await;
    let asked = (1..=8).map(|last| {
        let (stranger, path) = (stranger.clone(), path.clone());
        async move { from(&stranger, &format!("203.0.113.{last}"), &path, &[]).await.status }
    });
    let answers = futures_util::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 2, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 6, "{answers:?}");
}

#[tokio::test]
async fn a_folder_taken_whole_is_one_download() {
    let (_house, alice, stranger) = home().await;
    let limited = with(wish(&[], &["trip/"]), json!({ "downloads_max": 1 }));
    let path = link(&alice, &limited).await;
    let text = page(&stranger, &path).await.expect(200).text();
    assert!(!text.contains("<em>"), "{text}");
    fetch(&stranger, &path).await.expect(200);
    fetch(&stranger, &path).await.expect(200);
    fetch(&stranger, &format!("{path}/report.csv")).await.expect_problem(410, "link-over");
}
