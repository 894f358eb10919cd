//! What somebody gave pauses while the identity provider does not vouch for them.

use cellier::database::{Database, Profile};
use cellier::policy::Handle;
use jiff::{SignedDuration, Timestamp};

use super::*;

/// The provider's last word on the person is so many days old.
async fn vouched_for_days_ago(gateway: &Gateway, handle: &str, days: i64) {
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let handle = Handle::parse(handle).unwrap();
    let record = database.person_by_handle(&handle).await.unwrap().unwrap();
    let profile = Profile {
        name: None,
        email: record.person.email.clone(),
        groups: record.person.groups.clone(),
        groups_confirmed: record.groups_confirmed_at.is_some(),
    };
    let then = Timestamp::now() - SignedDuration::from_hours(24 * days);
    database.sign_in(&record.issuer, &record.subject, &handle, profile, then).await.unwrap();
}

#[tokio::test]
async fn grants_and_links_pause_while_nobody_vouches_for_who_gave_them() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let (daniel, stranger) = (gateway.as_person("daniel.singh").await, gateway.anonymous());
    give(&alice, &to_benoit("viewer")).await;
    let mut everyone = to_benoit("viewer");
    everyone["to"] = json!({ "kind": "everyone" });
    give(&alice, &everyone).await;
    let wanted = json!({
        "instance": "minimal", "bucket": "alice.tremblay", "keys": ["team/a.txt"], "hours": 2,
    });
    let link = alice.post("/api/links", &wanted).await.expect(201).json();
    let url = link["url"].as_str().unwrap();
    let shared = url[url.find("/s/").unwrap()..].to_owned();
    let check = async |open: bool| {
        for browser in [&benoit, &daniel] {
            let read = browser.get(&object("team/a.txt")).await;
            assert_eq!(read.status, if open { 200 } else { 404 });
            let mine = browser.get("/api/shared-with-me").await.expect(200).json();
            assert_eq!(mine["places"].as_array().unwrap().is_empty(), !open, "{mine}");
        }
        let told = alice.get(&format!("{BUCKET}/sharing?prefix=team%2F")).await.expect(200).json();
        assert_eq!(told["grants"].as_array().unwrap().is_empty(), !open, "{told}");
        assert_eq!(told["links"].as_array().unwrap().is_empty(), !open, "{told}");
        stranger.get(&shared).await.expect(if open { 200 } else { 410 });
    };
    check(true).await;
    vouched_for_days_ago(&gateway, "alice.tremblay", 31).await;
    check(false).await;
    // Her own rights are not touched: she is signed in.
    alice.get(&object("team/a.txt")).await.expect(200);
    vouched_for_days_ago(&gateway, "alice.tremblay", 29).await;
    check(true).await;
}
