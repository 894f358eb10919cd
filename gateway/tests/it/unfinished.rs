//! What was begun in parts and never ended: listed for whoever may list, given up by whoever may add, and cleared by Cellier
//! itself once nothing was added to it for too long.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use cellier::s3::names::{Bucket, BucketName, InstanceId};
use futures_util::StreamExt as _;
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Browser, encode, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";
const UPLOADS: &str = "/api/instances/minimal/buckets/alice.tremblay/uploads";

async fn begin(browser: &Browser, key: &str) -> String {
    let address = format!("{UPLOADS}?key={}", encode(key));
    let begun = browser.post(&address, &json!({})).await.expect(201).json();
    begun["upload"].as_str().unwrap().to_owned()
}

async fn add_part(browser: &Browser, key: &str, upload: &str, part: u16, body: &'static str) {
    let address = format!("{UPLOADS}/parts?key={}&upload={upload}&part={part}", encode(key));
    browser.put(&address, body).await.expect(200);
}

async fn page(browser: &Browser, query: &str) -> Value {
    browser.get(&format!("{UPLOADS}?{query}")).await.expect(200).json()
}

fn keys(page: &Value) -> Vec<&str> {
    let uploads = page["uploads"].as_array().unwrap();
    uploads.iter().map(|upload| upload["key"].as_str().unwrap()).collect()
}

async fn listed(browser: &Browser) -> usize {
    keys(&page(browser, "").await).len()
}

fn in_days(days: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(24 * days)
}

fn bucket_of_alice() -> Bucket {
    Bucket {
        instance: InstanceId::parse("minimal").unwrap(),
        name: BucketName::parse("alice.tremblay").unwrap(),
    }
}

#[tokio::test]
async fn what_is_unfinished_is_listed_page_by_page_with_what_has_arrived() {
    let house = House::start().await;
    let alice = house.alice().await;
    let strange = "team/é + 100 %\n.csv";
    let mut begun = Vec::new();
    for key in ["a", "b", "b", strange, "team/z"] {
        begun.push((key, begin(&alice, key).await));
    }
    add_part(&alice, strange, &begun[3].1, 7, "1234567").await;

    let mut found = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = page(&alice, &query).await;
        assert!(page["uploads"].as_array().unwrap().len() <= 2, "{page}");
        assert_eq!(page["rights"][0], "read");
        assert_eq!(page["given_up_after_days"], 30);
        for upload in page["uploads"].as_array().unwrap() {
            let text = |name: &str| upload[name].as_str().unwrap().to_owned();
            let age = Timestamp::now().duration_since(text("begun").parse().unwrap());
            assert!(age.as_secs().abs() < 3600, "{upload}");
            found.push((text("key"), text("upload")));
        }
        if page["next"].is_null() {
            break;
        }
        let next = |name: &str| encode(page["next"][name].as_str().unwrap());
        let (key, upload) = (next("after_key"), next("after_upload"));
        query = format!("limit=2&after_key={key}&after_upload={upload}");
    }
    found.sort();
    let mut expected: Vec<_> =
        begun.iter().map(|(key, upload)| ((*key).to_owned(), upload.clone())).collect();
    expected.sort();
    assert_eq!(found, expected);

    assert_eq!(keys(&page(&alice, "prefix=team/").await), ["team/z", strange]);
    assert_eq!(keys(&page(&alice, "prefix=team/z").await), ["team/z"]);
    assert!(keys(&page(&alice, "prefix=none/").await).is_empty());
    let too_long = format!("{UPLOADS}?prefix={}", "x".repeat(1025));
    assert_eq!(alice.get(&too_long).await.status, 422);

    let address = format!("{UPLOADS}/parts?key={}&upload={}", encode(strange), begun[3].1);
    let parts = alice.get(&address).await.expect(200).json();
    let part = &parts["parts"][0];
    assert_eq!((&part["part"], &part["size"]), (&json!(7), &json!(7)));
    assert!(part["arrived"].as_str().unwrap().parse::<Timestamp>().is_ok(), "{part}");
    assert_eq!(part["crc64nvme"].as_str().unwrap().len(), 12, "{part}");

    let address = format!("{UPLOADS}?key={}&upload={}", encode(strange), begun[3].1);
    alice.delete(&address).await.expect(204);
    assert_eq!(keys(&page(&alice, "prefix=team/").await), ["team/z"]);
    // What nobody knows any more is as good as given up.
    alice.delete(&address).await.expect(204);
}

/// More than S3 names in one answer; `UNFINISHED` has it be more still.
#[tokio::test]
async fn thousands_of_unfinished_uploads_are_listed_each_once_and_given_up() {
    let wanted: usize = std::env::var("UNFINISHED").map_or(1_200, |count| count.parse().unwrap());
    let house = House::start().await;
    let alice = house.alice().await;
    let begun = futures_util::stream::iter(0..wanted).map(|number| {
        let alice = &alice;
        async move { begin(alice, &format!("{:02}/{number}", number % 100)).await }
    });
    let begun: HashSet<String> = begun.buffer_unordered(16).collect().await;
    assert_eq!(begun.len(), wanted);

    let (mut found, mut pages, mut query) = (HashSet::new(), 0, "limit=1000".to_owned());
    loop {
        let page = page(&alice, &query).await;
        pages += 1;
        for upload in page["uploads"].as_array().unwrap() {
            assert!(found.insert(upload["upload"].as_str().unwrap().to_owned()), "{upload}");
        }
        if page["next"].is_null() {
            break;
        }
        let next = |name: &str| encode(page["next"][name].as_str().unwrap());
        let (key, upload) = (next("after_key"), next("after_upload"));
        query = format!("limit=1000&after_key={key}&after_upload={upload}");
    }
    assert_eq!(found, begun);
    assert_eq!(pages, wanted.div_ceil(1_000));

    house.app.clearing.round(in_days(31)).await;
    assert_eq!(listed(&alice).await, 0);
}

#[tokio::test]
async fn each_sees_and_gives_up_what_lies_where_they_may() {
    let house = House::start().await;
    let alice = house.alice().await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let team = begin(&alice, "team/a").await;
    begin(&alice, "team2/b").await;
    let top = begin(&alice, "top").await;
    let below = format!("{UPLOADS}?prefix=team/");
    benoit.get(UPLOADS).await.expect_problem(404, "no-such-bucket");
    benoit.get(&below).await.expect_problem(404, "no-such-bucket");

    let give = |role: &'static str| {
        json!({
            "instance": "minimal", "bucket": "alice.tremblay", "prefix": "team/", "role": role,
            "to": { "kind": "person", "handle": "benoit.gagnon" },
        })
    };
    let id = alice.post("/api/grants", &give("uploader")).await.expect(201).json()["id"].clone();
    benoit.get(&below).await.expect_problem(403, "denied");

    let change = async |role: &str| {
        let wanted = json!({ "role": role, "until": null }).to_string();
        let as_json = [("content-type", "application/json")];
        alice.send(Method::PUT, &format!("/api/grants/{id}"), &as_json, wanted).await.expect(200);
    };
    change("viewer").await;
    let seen = page(&benoit, "prefix=team/").await;
    assert_eq!((keys(&seen), &seen["rights"]), (vec!["team/a"], &json!(["read"])));
    let give_up = |key: &str, upload: &str| format!("{UPLOADS}?key={key}&upload={upload}");
    benoit.delete(&give_up("team/a", &team)).await.expect_problem(403, "denied");
    // Neither what lies beside the folder, nor what only begins like it.
    for query in ["", "prefix=team", "prefix=team2/"] {
        let address = format!("{UPLOADS}?{query}");
        benoit.get(&address).await.expect_problem(404, "no-such-bucket");
    }

    change("contributor").await;
    let seen = page(&benoit, "prefix=team/").await;
    assert!(seen["rights"].as_array().unwrap().contains(&json!("add")), "{seen}");
    benoit.delete(&give_up("top", &top)).await.expect_problem(404, "no-such-bucket");
    benoit.delete(&give_up("team/a", &team)).await.expect(204);
    assert_eq!(keys(&page(&alice, "").await), ["team2/b", "top"]);
}

#[tokio::test]
async fn what_nothing_was_added_to_for_too_long_is_given_up_and_recorded() {
    let house = House::start().await;
    let alice = house.alice().await;
    let upload = begin(&alice, "half").await;
    add_part(&alice, "half", &upload, 1, "12345").await;
    add_part(&alice, "half", &upload, 2, "678").await;
    begin(&alice, "nothing yet").await;
    alice.put(&format!("{BUCKET}/objects?key=whole"), "stays").await.expect(201);

    house.app.clearing.round(in_days(29)).await;
    assert_eq!(listed(&alice).await, 2, "a month is not over");
    house.app.clearing.round(in_days(31)).await;
    assert_eq!(listed(&alice).await, 0);
    assert_eq!(alice.get(&format!("{BUCKET}/objects?key=whole")).await.expect(200).text(), "stays");

    let cleared = async || {
        let page = alice.get("/api/activity?act=clear-uploads").await.expect(200).json();
        page["entries"].as_array().unwrap().clone()
    };
    until("it is recorded", async || !cleared().await.is_empty()).await;
    let entries = cleared().await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    let amount = json!({ "asked": 2, "done": 2, "failed": 0, "bytes": 8 });
    assert_eq!((&entries[0]["amount"], &entries[0]["way"]), (&amount, &json!("cellier")));
    assert_eq!(entries[0]["bucket"], "alice.tremblay");
    // Where nothing is to do, nothing is said.
    house.app.clearing.round(in_days(32)).await;
    assert_eq!(cleared().await.len(), 1);
}

#[tokio::test]
async fn a_bucket_that_is_not_in_the_records_is_never_touched() {
    let house = House::start().await;
    let alice = house.alice().await;
    begin(&alice, "half").await;
    let bucket = bucket_of_alice();
    let person = house.app.database.bucket(&bucket).await.unwrap().unwrap().owner;
    house.app.database.forget_bucket(&bucket).await.unwrap();
    house.app.clearing.round(in_days(400)).await;
    house.app.database.reserve_bucket(&bucket, person).await.unwrap();
    house.app.clearing.round(in_days(400)).await;
    house.app.database.confirm_bucket(&bucket, person).await.unwrap();
    assert_eq!(listed(&alice).await, 1, "neither without a record nor with a pending one");
    house.app.clearing.round(in_days(400)).await;
    assert_eq!(listed(&alice).await, 0);
}

#[tokio::test]
async fn the_operator_says_how_long_and_where() {
    let house = House::configured(|config| {
        config.uploads.unfinished_days_max = 3;
        config.instances[1].unfinished_days_max = Some(0);
    })
    .await;
    let alice = house.alice().await;
    begin(&alice, "half").await;
    house.app.clearing.round(in_days(4)).await;
    assert_eq!(listed(&alice).await, 0);

    let never = House::configured(|config| config.uploads.unfinished_days_max = 0).await;
    let alice = never.alice().await;
    begin(&alice, "half").await;
    never.app.clearing.round(in_days(4000)).await;
    assert_eq!(listed(&alice).await, 1);
}

/// A storage with one bucket and the uploads `slow`, whose last part came lately, `silent`, whose parts have no date, and
/// `gone`, which ended meanwhile; all begun long ago. What it is asked to give up is kept.
fn storage(given_up: &Arc<Mutex<Vec<String>>>) -> Router {
    let given_up = Arc::clone(given_up);
    Router::new().fallback(move |request: Request| {
        let given_up = Arc::clone(&given_up);
        async move {
            let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
            let part = |dates: &[&str]| {
                let parts = dates.iter().enumerate().map(|(index, date)| {
                    let number = index + 1;
                    format!("<Part><PartNumber>{number}</PartNumber><ETag>e</ETag><Size>5</Size>{date}</Part>")
                });
                format!("<ListPartsResult>{}</ListPartsResult>", parts.collect::<String>())
            };
            if *request.method() == Method::DELETE {
                given_up.lock().unwrap().push(path.to_owned());
                return StatusCode::NO_CONTENT.into_response();
            }
            if query.contains("uploads") {
                let upload = |key: &str| {
                    format!(
                        "<Upload><Key>{key}</Key><UploadId>u-{key}</UploadId>\
                         <Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>"
                    )
                };
                let uploads: String = ["slow", "silent", "gone", "old"].map(upload).concat();
                return format!("<ListMultipartUploadsResult>{uploads}</ListMultipartUploadsResult>")
                    .into_response();
            }
            let old = "<LastModified>2020-01-02T00:00:00.000Z</LastModified>";
            let lately = "<LastModified>2026-01-31T00:00:00.000Z</LastModified>";
            match path.rsplit('/').next().unwrap_or_default() {
                "slow" => part(&[lately, old]).into_response(),
                "silent" => part(&[old, ""]).into_response(),
                "old" => part(&[old, old]).into_response(),
                _ => {
                    let code = "<Error><Code>NoSuchUpload</Code></Error>";
                    (StatusCode::NOT_FOUND, code).into_response()
                }
            }
        }
    })
}

#[tokio::test]
async fn what_still_receives_parts_is_left_alone_however_long_ago_it_was_begun() {
    let mut house = House::start().await;
    house.alice().await;
    let given_up = Arc::default();
    house.minimal.be_replaced_by(storage(&given_up)).await;
    house.app.clearing.round("2026-02-05T00:00:00Z".parse().unwrap()).await;
    assert_eq!(*given_up.lock().unwrap(), ["/alice.tremblay/old"]);
}

#[tokio::test]
async fn a_storage_that_cannot_tell_or_is_away_does_not_keep_the_others_waiting() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let there = "/api/instances/pachyderm/personal-bucket";
    alice.post(there, &json!({})).await.expect(201);
    let uploads = "/api/instances/pachyderm/buckets/alice.tremblay/uploads";
    let begin =
        || async { alice.post(&format!("{uploads}?key=half"), &json!({})).await.expect(201) };
    let left = || async { keys(&alice.get(uploads).await.expect(200).json()).len() };
    begin().await;
    let cannot = || async {
        let code = "<Error><Code>NotImplemented</Code></Error>";
        (StatusCode::NOT_IMPLEMENTED, code)
    };
    house.minimal.be_replaced_by(Router::new().fallback(cannot)).await;
    alice.get(UPLOADS).await.expect_problem(501, "unsupported");
    house.app.clearing.round(in_days(31)).await;
    assert_eq!(left().await, 0);
    begin().await;
    house.minimal.go_down().await;
    house.app.clearing.round(in_days(31)).await;
    assert_eq!(left().await, 0);
}
