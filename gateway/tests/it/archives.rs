//! Folders and objects as one zip, read back by other implementations.

mod huge;

use std::io::{Cursor, Read};
use std::process::Command;

use http::{Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipArchive;

use crate::house::House;
use crate::support::{Answer, Browser, encode};
use crate::synthetic::{Reads, Synthetic};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

const STRANGE: [&str; 12] = [
    "f/été 漢🎉.txt",
    "f/a b+c&d=e%20.txt",
    "f/../../etc/passwd",
    "f/C:\\x\\y.txt",
    "f/quote\"s'.txt",
    "f/line\nbreak.txt",
    "f/CON.txt",
    "f/Twice.txt",
    "f/twice.txt",
    "f/dir",
    "f/dir/inside",
    "f//double",
];

async fn put(alice: &Browser, key: &str, content: &str) {
    let path = format!("{BUCKET}/objects?key={}", encode(key));
    alice.put(&path, content.to_owned()).await.expect(201);
}

fn selection(keys: &[&str], prefixes: &[&str], base: &str) -> Value {
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    json!({ "selection": { "place": place, "base": base, "keys": keys, "prefixes": prefixes } })
}

async fn prepared(browser: &Browser, wanted: &Value) -> Value {
    browser.post("/api/archives", wanted).await.expect(201).json()
}

async fn fetched(browser: &Browser, archive: &Value) -> Answer {
    browser.get(archive["url"].as_str().unwrap()).await.expect(200)
}

/// Names and contents, checksums compared.
fn unpacked(answer: &Answer) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(answer.body.clone())).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        files.push((file.name().to_owned(), content));
    }
    files
}

fn names(answer: &Answer) -> Vec<String> {
    unpacked(answer).into_iter().map(|(name, _)| name).collect()
}

/// What other programs make of it, where they are installed.
fn check_elsewhere(answer: &Answer) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.zip");
    std::fs::write(&file, &answer.body).unwrap();
    let script = "import sys,zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None";
    for (program, arguments) in [("unzip", vec!["-tqq"]), ("python3", vec!["-c", script])] {
        if let Ok(output) = Command::new(program).args(arguments).arg(&file).output() {
            let told = [output.stdout, output.stderr].concat();
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&told));
        }
    }
}

#[tokio::test]
async fn folders_and_objects_come_as_one_zip_whatever_they_are_called() {
    let house = House::start().await;
    let alice = house.alice().await;
    for key in STRANGE {
        put(&alice, key, key).await;
    }
    put(&alice, "f/empty.txt", "").await;
    put(&alice, "f/folder/", "").await;
    put(&alice, "other", "alone").await;
    let archive = prepared(&alice, &selection(&["other", "f/dir"], &["f/", "f/dir/"], "")).await;
    assert_eq!((&archive["objects"], &archive["name"]), (&json!(15), &json!("alice.tremblay.zip")));
    let answer = fetched(&alice, &archive).await;
    assert_eq!(answer.body.len() as u64, archive["size"].as_u64().unwrap());
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"alice.tremblay.zip\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    check_elsewhere(&answer);
    let files = unpacked(&answer);
    let content = |name: &str| {
        let found = files.iter().find(|(found, _)| found == name);
        found.unwrap_or_else(|| panic!("{name} is not in {files:?}")).1.as_str()
    };
    for (name, key) in [
        ("f/été 漢🎉.txt", STRANGE[0]),
        ("f/._/._/etc/passwd", STRANGE[2]),
        ("f/C__x_y.txt", STRANGE[3]),
        ("f/line_break.txt", STRANGE[5]),
        ("f/CON_.txt", STRANGE[6]),
        ("f/Twice.txt", STRANGE[7]),
        ("f/twice (2).txt", STRANGE[8]),
        ("f/dir", STRANGE[9]),
        ("f/dir (2)/inside", STRANGE[10]),
        ("f/_/double", STRANGE[11]),
        ("f/empty.txt", ""),
        ("f/folder/", ""),
        ("other", "alone"),
    ] {
        assert_eq!(content(name), key);
    }
    // Seen from the folder, and called after it.
    let archive = prepared(&alice, &selection(&["f/dir"], &["f/folder/"], "f/")).await;
    assert_eq!(archive["name"], "f.zip");
    assert_eq!(names(&fetched(&alice, &archive).await), ["dir", "folder/"]);
}

#[tokio::test]
async fn an_empty_folder_is_an_empty_archive() {
    let house = House::start().await;
    let alice = house.alice().await;
    let archive = prepared(&alice, &selection(&[], &["nothing/"], "")).await;
    assert_eq!((&archive["objects"], &archive["size"]), (&json!(0), &json!(22)));
    assert!(names(&fetched(&alice, &archive).await).is_empty());
}

#[tokio::test]
async fn an_archive_is_fetched_once_by_the_session_that_asked_for_it() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a", "a").await;
    let archive = prepared(&alice, &selection(&["a"], &[], "")).await;
    let url = archive["url"].as_str().unwrap();
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    let alice_elsewhere = house.anonymous();
    alice_elsewhere.sign_in("alice.tremblay", "/en/").await;
    for other in [&benoit, &alice_elsewhere, &house.anonymous()] {
        other.get(url).await.expect_problem(404, "no-such-ticket");
        other.send(Method::HEAD, url, &[], "").await.expect(404);
    }
    let head = alice.send(Method::HEAD, url, &[], "").await.expect(200);
    assert_eq!(head.header("content-type"), "application/zip");
    fetched(&alice, &archive).await;
    alice.get(url).await.expect_problem(404, "no-such-ticket");
    alice.get("/api/archives/never-given").await.expect_problem(404, "no-such-ticket");

    let archive = prepared(&alice, &selection(&["a"], &[], "")).await;
    let cookie = alice.cookie("cellier").unwrap();
    alice.send(Method::POST, "/auth/sign-out", &[], "{}").await.expect(200);
    let ghost = house.anonymous();
    ghost.set_cookie("cellier", &cookie);
    ghost.get(archive["url"].as_str().unwrap()).await.expect_problem(404, "no-such-ticket");
}

#[tokio::test]
async fn what_stands_in_the_way_is_listed_and_nothing_is_prepared() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "there", "x").await;
    let answer = alice.post("/api/archives", &selection(&["gone", "there", "lost"], &[], "")).await;
    answer.expect_problem(409, "archive-refused");
    let missing = |key: &str| json!({ "key": key, "type": "/problems/no-such-object" });
    assert_eq!(answer.json()["objects"], json!([missing("gone"), missing("lost")]));

    let refused = |keys: &[&str], prefixes: &[&str], base: &str| selection(keys, prefixes, base);
    for (wanted, status, kind) in [
        (refused(&[], &[], ""), 400, "malformed"),
        (refused(&[], &["no-slash"], ""), 400, "malformed"),
        (refused(&["a"], &[], "no-slash"), 400, "malformed"),
        (refused(&[""], &[], ""), 422, "key-name"),
        (refused(&vec!["a"; 10_001], &[], ""), 413, "too-large"),
        (json!({}), 400, "malformed"),
    ] {
        alice.post("/api/archives", &wanted).await.expect_problem(status, kind);
    }
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    for (wanted, other) in
        [(selection(&["there"], &[], ""), "no.body"), (selection(&[], &[""], ""), "no.body")]
    {
        let of_alice = benoit.post("/api/archives", &wanted).await;
        let of_nobody: Value =
            serde_json::from_str(&wanted.to_string().replace("alice.tremblay", other)).unwrap();
        let of_nobody = benoit.post("/api/archives", &of_nobody).await;
        of_alice.expect_problem(404, "no-such-bucket");
        of_nobody.expect_problem(404, "no-such-bucket");
    }
}

#[tokio::test]
async fn anybody_archives_public_data() {
    let house = House::start().await;
    let stranger = house.anonymous();
    let place = json!({ "bucket": "open" });
    let archive =
        prepared(&stranger, &json!({ "selection": { "place": place, "prefixes": [""] } })).await;
    assert_eq!(archive["name"], "open.zip");
    let answer = fetched(&stranger, &archive).await;
    assert_eq!(unpacked(&answer), [("a.txt".to_owned(), "for everybody".to_owned())]);
    stranger.get(archive["url"].as_str().unwrap()).await.expect_problem(404, "no-such-ticket");
    let private =
        json!({ "selection": { "place": { "bucket": "alice.tremblay" }, "prefixes": [""] } });
    stranger.post("/api/archives", &private).await.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn what_changes_after_it_was_checked_is_named_inside() {
    let house = House::start().await;
    let alice = house.alice().await;
    for key in ["changed", "gone", "kept", "MISSING.txt"] {
        put(&alice, key, "before").await;
    }
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    alice.delete(&format!("{BUCKET}/objects?key=gone")).await.expect(204);
    put(&alice, "changed", "after!").await;
    alice.set_cookie("lang", "fr");
    let answer = fetched(&alice, &archive).await;
    check_elsewhere(&answer);
    let files = unpacked(&answer);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["MISSING.txt", "kept", "MISSING (2).txt"]);
    let report = &files[2].1;
    assert!(report.starts_with("Les objets"), "{report}");
    assert!(
        report.contains("gone\n    supprimé") && report.contains("changed\n    modifié"),
        "{report}"
    );
}

#[tokio::test]
async fn a_bucket_that_was_lost_after_it_was_checked_is_not_archived() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "a", "a").await;
    let archive = prepared(&alice, &selection(&["a"], &[], "")).await;
    alice.delete(&format!("{BUCKET}/objects?key=a")).await.expect(204);
    alice.delete(BUCKET).await.expect(204);
    let answer = alice.get(archive["url"].as_str().unwrap()).await;
    answer.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn a_right_that_is_lost_on_the_way_counts_from_the_next_object_on() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    storage.add("a-large", 64 << 20, Reads::Well);
    for number in 0..20 {
        storage.add(format!("b-{number:02}"), 1, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    let url = archive["url"].as_str().unwrap();
    let response = alice.open(Method::GET, url, &[], "").await.unwrap();
    let (parts, mut body) = response.into_parts();
    let begun = body.frame().await.unwrap().unwrap().into_data().unwrap();
    // The first object is under way, and fills every buffer; the bucket is hers no more.
    alice.delete(BUCKET).await.expect(204);
    let rest = body.collect().await.unwrap().to_bytes();
    let body = [begun, rest].concat().into();
    let answer = Answer { status: parts.status, headers: parts.headers, body };
    let files = unpacked(&answer);
    let (report, given) = files.split_last().unwrap();
    assert!(given.len() < 10 && given[0].0 == "a-large", "{} were given", given.len());
    assert!(report.1.contains("b-19\n    you no longer have the right"), "{}", report.1);
    assert_eq!(storage.asked("b-19"), 0);
}

#[tokio::test]
async fn a_storage_that_breaks_off_is_asked_again_and_what_it_never_gives_is_named() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    let large = 3 << 20;
    storage.add("a", 3, Reads::Well);
    storage.add("b-once", large, Reads::BreakOnce);
    storage.add("c-small-once", 90_000, Reads::BreakOnce);
    storage.add("d-never", large, Reads::Break);
    storage.add("e-refused", 5, Reads::Refused(StatusCode::FORBIDDEN));
    storage.add("f", large, Reads::Well);
    house.minimal.be_replaced_by(storage.router()).await;
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    let answer = fetched(&alice, &archive).await;
    check_elsewhere(&answer);
    assert_eq!(names(&answer), ["a", "b-once", "c-small-once", "f", "MISSING.txt"]);
    let files = unpacked(&answer);
    assert_eq!(files[1].1.len() as u64, large);
    assert!(files[4].1.contains("d-never") && files[4].1.contains("e-refused"), "{}", files[4].1);
    assert_eq!((storage.asked("b-once"), storage.asked("d-never")), (2, 3));
}

#[tokio::test]
async fn a_storage_that_stopped_answering_is_not_asked_for_everything() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..200 {
        storage.add(format!("{number:03}"), 1, Reads::Refused(StatusCode::FORBIDDEN));
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    let files = unpacked(&fetched(&alice, &archive).await);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].1.matches("\n    ").count(), 200);
    assert!(files[0].1.contains("stopped answering"), "{}", files[0].1);
    assert_eq!(storage.asked("199"), 0);
}

#[tokio::test]
async fn more_entries_than_the_old_format_counts_are_archived() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    for number in 0..70_000 {
        storage.add(format!("{number:05}/"), 0, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    assert_eq!(archive["objects"], 70_000);
    let answer = fetched(&alice, &archive).await;
    assert_eq!(answer.body.len() as u64, archive["size"].as_u64().unwrap());
    check_elsewhere(&answer);
    let names = names(&answer);
    assert_eq!((names.len(), names[69_999].as_str()), (70_000, "69999/"));

    for number in 0..40_000 {
        storage.add(format!("x{number:05}/"), 0, Reads::Well);
    }
    let too_many = alice.post("/api/archives", &selection(&[], &[""], "")).await;
    too_many.expect_problem(413, "too-large");
}

#[tokio::test]
async fn only_so_many_archives_are_under_way_at_once() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    storage.add("large", 1 << 30, Reads::Well);
    house.minimal.be_replaced_by(storage.router()).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let archive = prepared(&alice, &selection(&["large"], &[], "")).await;
        let url = archive["url"].as_str().unwrap();
        open.push(alice.open(Method::GET, url, &[], "").await.unwrap());
    }
    let wanted = selection(&["large"], &[], "");
    let refused = alice.post("/api/archives", &wanted).await;
    refused.expect_problem(429, "slow-down");
    assert!(!refused.header("retry-after").is_empty());
    // Whoever leaves makes room.
    drop(open);
    let free = async || alice.post("/api/archives", &wanted).await.status == StatusCode::CREATED;
    crate::support::until("there is room again", free).await;
    // And their record says how far it came.
    let broken_off = async || {
        let page = alice.get("/api/activity?act=take-out").await.expect(200).json();
        let entries = page["entries"].as_array().unwrap();
        let nothing = json!({ "asked": 1, "done": 0, "failed": 0, "bytes": 0 });
        let is_so = |it: &&Value| it["amount"] == nothing && it["refusal"] == "broken-off";
        entries.iter().filter(is_so).count() == 3
    };
    crate::support::until("that they broke off is recorded", broken_off).await;
}
