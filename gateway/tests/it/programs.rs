//! Lists for programs, run by the programs: what they fetch is what was put in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::house::{House, Storage};
use crate::support::Browser;

/// Of each the body is its key.
const KEYS: [&str; 6] = [
    "f/plain.txt",
    "f/été 漢🎉.txt",
    "f/it's $(touch hacked) \"x\" !.txt",
    "f/-rf *.txt",
    "f/a b+c&d=e%20?#.txt",
    "f/deep/er/down.txt",
];

/// Alice's folder; of each object the storage knows its SHA-256.
async fn alice_with_files(house: &House) -> Browser {
    let alice = house.alice().await;
    for key in KEYS {
        house.minimal.put_with_digest("alice.tremblay", key, key).await;
    }
    alice
}

async fn list(alice: &Browser, format: &str) -> String {
    let place = json!({ "instance": "minimal", "bucket": "alice.tremblay" });
    let selection = json!({ "place": place, "base": "f/", "prefixes": ["f/"] });
    let wanted = json!({ "selection": selection, "format": format });
    alice.post("/api/manifests", &wanted).await.expect(200).text()
}

/// Runs a program in a folder to its end, without settings of this machine's. False where it is not installed, which
/// in CI may not be.
async fn run(folder: &Path, program: &'static str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.env("HOME", folder.join("nobody")).env("RCLONE_CONFIG", "/dev/null");
    command.env("LC_ALL", "C.UTF-8");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let Ok(output) = output else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program} is not installed");
        return false;
    };
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&told));
    true
}

/// The contents of all files below a folder.
fn contents(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(std::fs::read_to_string(path).unwrap());
        }
    }
    found
}

fn all() -> BTreeSet<String> {
    KEYS.map(str::to_owned).into()
}

/// A folder of its own for what a program fetches, with the list beside it.
fn beside(name: &str, list: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(name), list).unwrap();
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    (folder, work)
}

const CHECK: [&str; 4] = ["--check", "--strict", "--quiet", "../SHA256SUMS"];

/// What came has the names of the list of digests, and is what the storage has.
async fn digests_hold(alice: &Browser, work: &Path) {
    std::fs::write(work.join("../SHA256SUMS"), list(alice, "sha256sums").await).unwrap();
    run(work, "sha256sum", &CHECK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wget_and_curl_fetch_each_address_of_the_list() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let urls = list(&alice, "urls").await;
    let (_folder, work) = beside("urls.txt", &urls);
    if run(&work, "wget", &["--no-config", "--quiet", "--input-file=../urls.txt"]).await {
        assert_eq!(contents(&work), all());
    }
    let (_folder, work) = beside("urls.txt", &urls);
    for url in urls.lines() {
        let named = ["--remote-name", "--remote-header-name"];
        let arguments = ["-q", "--fail", "--silent", "--show-error", named[0], named[1], url];
        if !run(&work, "curl", &arguments).await {
            return;
        }
    }
    assert_eq!(contents(&work), all());
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_saves_what_a_link_opens_under_its_own_name() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let wanted =
        json!({ "instance": "minimal", "bucket": "alice.tremblay", "keys": [KEYS[0]], "hours": 1 });
    let link = alice.post("/api/links", &wanted).await.expect(201).json();
    let url = link["url"].as_str().unwrap();
    let (_folder, work) = beside("link.txt", url);
    if !run(&work, "curl", &["-q", "--fail", "--silent", "--show-error", "-OJ", url]).await {
        return;
    }
    assert_eq!(std::fs::read_to_string(work.join("plain.txt")).unwrap(), KEYS[0]);
    // What broke off is taken up again: a range.
    std::fs::write(work.join("plain.txt"), &KEYS[0][..3]).unwrap();
    run(&work, "curl", &["-q", "-fsS", "--continue-at", "-", "-o", "plain.txt", url]).await;
    assert_eq!(std::fs::read_to_string(work.join("plain.txt")).unwrap(), KEYS[0]);
    run(&work, "curl", &["-q", "-fsS", "--head", "-o", "head.txt", url]).await;
    let head = std::fs::read_to_string(work.join("head.txt")).unwrap().to_lowercase();
    assert!(head.contains(&format!("content-length: {}", KEYS[0].len())), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn aria2_fetches_the_list_under_its_names() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let (_folder, work) = beside("aria2.txt", &list(&alice, "aria2").await);
    let arguments = ["--no-conf", "--quiet", "--input-file=../aria2.txt"];
    if run(&work, "aria2c", &arguments).await {
        assert_eq!(contents(&work), all());
        digests_hold(&alice, &work).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rclone_runs_the_script_and_nothing_in_a_key_does() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let (_folder, work) = beside("rclone.sh", &list(&alice, "rclone").await);
    if run(&work, "rclone", &["version"]).await {
        run(&work, "sh", &["../rclone.sh"]).await;
        assert_eq!(contents(&work), all());
        digests_hold(&alice, &work).await;
    }
}

/// What the script asks is asked of the storage itself here, with its own key: `S3_ENDPOINT` says where.
#[tokio::test(flavor = "multi_thread")]
async fn the_aws_cli_runs_the_script_and_nothing_in_a_key_does() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let (_folder, work) = beside("aws.sh", &list(&alice, "aws").await);
    let (access_key, secret_key) = Storage::credentials();
    let environment = [
        format!("S3_ENDPOINT={}", house.minimal.endpoint()),
        format!("AWS_ACCESS_KEY_ID={access_key}"),
        format!("AWS_SECRET_ACCESS_KEY={secret_key}"),
        "AWS_DEFAULT_REGION=local".to_owned(),
    ];
    if run(&work, "aws", &["--version"]).await {
        let environment = environment.iter().map(String::as_str);
        let arguments: Vec<&str> = environment.chain(["sh", "../aws.sh"]).collect();
        run(&work, "env", &arguments).await;
        assert_eq!(contents(&work), all());
        digests_hold(&alice, &work).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sha256sum_finds_the_file_that_changed() {
    let house = House::start().await;
    let alice = alice_with_files(&house).await;
    let (_folder, work) = beside("SHA256SUMS", &list(&alice, "sha256sums").await);
    for key in KEYS {
        // The names of the list, but for what no file system takes.
        let path = work.join(key.strip_prefix("f/").unwrap().replace(['"', '?', '*'], "_"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, key).unwrap();
    }
    run(&work, "sha256sum", &CHECK).await;
    std::fs::write(work.join("plain.txt"), "changed").unwrap();
    let told = Command::new("sha256sum").args(CHECK).current_dir(&work).output().unwrap();
    assert!(!told.status.success());
    assert!(String::from_utf8_lossy(&told.stdout).contains("plain.txt: FAILED"), "{told:?}");
}
