//! Lists for programs: each line does what it says, run by the programs or by a shell in their place.

mod many;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::House;
use crate::support::{Browser, encode};
use crate::synthetic::{Reads, Synthetic};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

const STRANGE: [&str; 7] = [
    "f/été 漢🎉.txt",
    "f/it's $(touch hacked) `touch hacked` \"x\" \\ !.txt",
    "f/line\nbreak;touch hacked.txt",
    "f/-rf *.txt",
    "f/a b+c&d=e%20?#.txt",
    "f/../up.txt",
    "f//double.txt",
];

async fn put(alice: &Browser, key: &str) {
    let path = format!("{BUCKET}/objects?key={}", encode(key));
    alice.put(&path, key.to_owned()).await.expect(201);
}

fn wanted(format: &str) -> Value {
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    json!({ "selection": { "place": place, "base": "f/", "prefixes": ["f/"] }, "format": format })
}

async fn list(browser: &Browser, wanted: &Value) -> String {
    let answer = browser.post("/api/manifests", wanted).await.expect(200);
    assert!(answer.header("content-disposition").starts_with("attachment; "), "{answer:?}");
    answer.text()
}

async fn alice_with_strange_keys(house: &House) -> Browser {
    let alice = house.alice().await;
    for key in STRANGE {
        put(&alice, key).await;
    }
    put(&alice, "f/folder/").await;
    put(&alice, "elsewhere").await;
    alice
}

#[tokio::test]
async fn addresses_open_what_they_name_without_a_cookie() {
    let house = House::start().await;
    let alice = alice_with_strange_keys(&house).await;
    let urls = list(&alice, &wanted("urls")).await;
    let urls: Vec<&str> = urls.lines().collect();
    assert_eq!(urls.len(), STRANGE.len() + 1);
    let program = house.anonymous();
    let mut found = Vec::new();
    for url in &urls {
        let answer = program.send_raw(Method::GET, url, &[], "").await.expect(200);
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert_eq!(answer.header("cache-control"), "no-store");
        found.push(answer.text());
    }
    for key in STRANGE {
        assert!(found.iter().any(|text| text == key), "{key:?} is not in {found:?}");
    }
    let range = [("range", "bytes=0-0")];
    let part = program.send_raw(Method::GET, urls[0], &range, "").await.expect(206);
    assert_eq!(part.body.len(), 1);
    let head = program.send_raw(Method::HEAD, urls[0], &[], "").await.expect(200);
    assert!(!head.header("etag").is_empty());
    program.send_raw(Method::PUT, urls[0], &[], "x").await.expect(405);
}

#[tokio::test]
async fn an_address_opens_one_object_and_ends_with_the_session() {
    let house = House::start().await;
    let alice = alice_with_strange_keys(&house).await;
    let urls = list(&alice, &wanted("urls")).await;
    let url = urls.lines().find(|url| url.ends_with("double.txt")).unwrap();
    let program = house.anonymous();
    let (start, _) = url.split_once("f//double.txt").unwrap();
    for other in [
        format!("{start}elsewhere"),
        format!("{start}f/double.txt"),
        url.replace("/downloads/", "/downloads/A"),
        format!("{}/downloads/x/f", house.portal),
        format!("{}/downloads/{}/f//double.txt", house.portal, "é".repeat(22)),
        format!("{}/downloads/{}/f//double.txt", house.portal, "A".repeat(22)),
        format!("{}/downloads/{}/f//double.txt", house.portal, "A".repeat(44)),
    ] {
        let other = other.replace('é', "%C3%A9");
        let answer = program.send_raw(Method::GET, &other, &[], "").await;
        answer.expect_problem(404, "no-such-ticket");
    }
    // What is gone is gone, and what was given away is not to be had any more.
    alice.delete(&format!("{BUCKET}/objects?key=f%2F%2Fdouble.txt")).await.expect(204);
    let gone = program.send_raw(Method::GET, url, &[], "").await;
    gone.expect_problem(404, "no-such-object");
    put(&alice, "f//double.txt").await;
    program.send_raw(Method::GET, url, &[], "").await.expect(200);
    // A session that is renewed hands its tickets on; one that ends takes them with it.
    alice.sign_in("alice.tremblay", "/en/").await;
    program.send_raw(Method::GET, url, &[], "").await.expect(200);
    alice.send(Method::POST, "/auth/sign-out", &[], "{}").await.expect(200);
    let over = program.send_raw(Method::GET, url, &[], "").await;
    over.expect_problem(404, "no-such-ticket");
}

#[tokio::test]
async fn an_address_opens_no_more_than_its_person_may_read() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "f/a").await;
    let urls = list(&alice, &wanted("urls")).await;
    alice.delete(&format!("{BUCKET}/objects?key=f%2Fa")).await.expect(204);
    alice.delete(BUCKET).await.expect(204);
    let program = house.anonymous();
    let answer = program.send_raw(Method::GET, urls.trim(), &[], "").await;
    answer.expect_problem(404, "no-such-bucket");
}

#[tokio::test]
async fn public_data_has_public_addresses() {
    let house = House::start().await;
    let stranger = house.anonymous();
    let selection = json!({ "place": { "bucket": "open" }, "prefixes": [""] });
    let urls = list(&stranger, &json!({ "selection": selection, "format": "urls" })).await;
    assert_eq!(urls, format!("{}/public/open/a.txt\n", house.portal));
    stranger.send_raw(Method::GET, urls.trim(), &[], "").await.expect(200);
    let aria2 = list(&stranger, &json!({ "selection": selection, "format": "aria2" })).await;
    assert!(aria2.contains(&format!("\n{urls}  out=a.txt\n")), "{aria2}");
    assert!(!aria2.contains("session"), "{aria2}");
}

#[tokio::test]
async fn what_others_may_not_read_is_not_listed() {
    let house = House::start().await;
    let _alice = alice_with_strange_keys(&house).await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    for format in ["urls", "sha256sums", "aria2", "rclone", "aws"] {
        let answer = benoit.post("/api/manifests", &wanted(format)).await;
        answer.expect_problem(404, "no-such-bucket");
        let answer = house.anonymous().post("/api/manifests", &wanted(format)).await;
        answer.expect_problem(401, "not-signed-in");
    }
    let odd = benoit.post("/api/manifests", &wanted("torrent")).await;
    odd.expect_problem(400, "malformed");
}

/// Runs a script in a folder of its own, where `program` writes its arguments to `calls`, one a line, each ended by NUL.
fn run(script: &str, program: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let stand_in = "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\" >> \"$CALLS\"; done\nprintf '\\1' >> \"$CALLS\"\n";
    let (bin, work) = (folder.path().join("bin"), folder.path().join("work"));
    for made in [&bin, &work] {
        std::fs::create_dir(made).unwrap();
    }
    let path = bin.join(program);
    std::fs::write(&path, stand_in).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    std::fs::write(folder.path().join("script.sh"), script).unwrap();
    let calls = folder.path().join("calls");
    let status = Command::new("sh")
        .arg("../script.sh")
        .current_dir(&work)
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("CALLS", &calls)
        .status()
        .unwrap();
    assert!(status.success());
    let calls = std::fs::read_to_string(calls).unwrap();
    let calls = calls
        .split_terminator('\u{1}')
        .map(|call| call.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>());
    let made = std::fs::read_dir(&work).unwrap();
    let made = made.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    (calls.collect(), made)
}

#[tokio::test]
async fn scripts_name_every_object_and_run_nothing_else() {
    let house = House::start().await;
    let alice = alice_with_strange_keys(&house).await;
    let (calls, made) = run(&list(&alice, &wanted("aws")).await, "aws");
    assert_eq!(made, Vec::<String>::new(), "a key was run");
    let mut keys = Vec::new();
    for call in calls {
        let [endpoint, address, s3, cp, object, file] = call.as_slice() else { panic!("{call:?}") };
        assert_eq!((endpoint.as_str(), s3.as_str(), cp.as_str()), ("--endpoint-url", "s3", "cp"));
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        assert!(file.starts_with("./") && !file.contains("/../"), "{file}");
        keys.push(object.strip_prefix("s3://alice.tremblay/").unwrap().to_owned());
    }
    for key in STRANGE {
        assert!(keys.iter().any(|found| found == key), "{key:?} is not in {keys:?}");
    }

    let (calls, made) = run(&list(&alice, &wanted("rclone")).await, "rclone");
    assert_eq!(made, Vec::<String>::new(), "a key was run");
    assert_eq!(calls.len(), STRANGE.len() + 1);
    for call in calls {
        let [copyurl, address, file] = call.as_slice() else { panic!("{call:?}") };
        assert_eq!(copyurl, "copyurl");
        assert!(file.starts_with("./"), "{file}");
        house.anonymous().send_raw(Method::GET, address, &[], "").await.expect(200);
    }
}

#[tokio::test]
async fn digests_are_those_that_the_storage_knows() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "f/unknown").await;
    let sums = list(&alice, &wanted("sha256sums")).await;
    assert!(sums.starts_with("# ") && sums.ends_with("# ? unknown\n"), "{sums}");
    let missing =
        json!({ "place": { "instance": "minimal", "bucket": "alice.tremblay" }, "keys": ["gone"] });
    let refused =
        alice.post("/api/manifests", &json!({ "selection": missing, "format": "urls" })).await;
    refused.expect_problem(409, "archive-refused");

    let storage = Synthetic::default();
    storage.add("f/a", 1, Reads::Well);
    house.minimal.be_replaced_by(storage.router()).await;
    let digest = "07".repeat(32);
    let sums = list(&alice, &wanted("sha256sums")).await;
    assert!(sums.ends_with(&format!("\n{digest}  a\n")), "{sums}");
    let aria2 = list(&alice, &wanted("aria2")).await;
    assert!(aria2.ends_with("\n  out=a\n"), "{aria2}");
}
