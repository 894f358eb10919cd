//! The command line, as an operator meets it.

use std::path::Path;

use cellier::database::Database;
use embedded::store::{Credentials, Store};
use tempfile::TempDir;

use crate::process::{Demo, demo_arguments, run, text};
use crate::support::{Browser, until};

/// Runs a command that must succeed, and answers what it printed.
#[track_caller]
fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Runs a command that must fail, and answers what it complained of.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output.stdout));
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    text(&output.stderr)
}

fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn check_config_names_every_fault_at_once() {
    let folder = TempDir::new().unwrap();
    let settings = r#"
        public_url = "http://storage.example.org"
        colour = "teal"
        [oidc]
        issuer = "http://idp.example.org"
        [[instance]]
        id = "Premium!"
        endpoint = "https://s3.example.org/path"
        secret_key = { file = "/nonexistent/key" }
        timeouts.answer_seconds = 100000
    "#;
    let told = refused(&["check-config", "--config", &file(folder.path(), "bad.toml", settings)]);
    insta::assert_snapshot!(told);
}

#[test]
fn check_config_says_when_there_is_no_file() {
    let told = refused(&["check-config", "--config", "/nonexistent/cellier.toml"]);
    assert!(told.contains("/nonexistent/cellier.toml"), "{told}");
}

#[test]
fn check_config_prints_what_is_in_force_without_secrets() {
    let folder = TempDir::new().unwrap();
    let sealing_key = file(folder.path(), "sealing.key", &"k".repeat(32));
    let secret = file(folder.path(), "secret", "secret-in-a-file\n");
    let settings = format!(
        r#"
        public_url = "https://storage.example.org"
        sealing_key_file = "{sealing_key}"
        [oidc]
        issuer = "https://idp.example.org"
        client_id = "cellier"
        client_secret = "secret-in-the-settings"
        [[instance]]
        id = "minimal"
        name = {{ en = "Minimal", fr = "Minimal" }}
        endpoint = "https://s3.example.org"
        region = "garage"
        access_key = "access-key-in-the-settings"
        secret_key = {{ file = "{secret}" }}
        timeouts.answer_seconds = 7
        "#
    );
    let told = done(&["check-config", "--config", &file(folder.path(), "good.toml", &settings)]);
    for effective in ["https://storage.example.org", "garage", "answer_seconds: 7", "idle_minutes"]
    {
        assert!(told.contains(effective), "{effective} is missing: {told}");
    }
    for secret in ["in-the-settings", "in-a-file", "kkkk"] {
        assert!(!told.contains(secret), "{told}");
    }
}

/// One of the operators' commands on the records of a demo.
fn on<'a>(data: &'a Path, command: [&'a str; 2], rest: &[&'a str]) -> Vec<&'a str> {
    let place = ["--data", data.to_str().unwrap()];
    command.into_iter().chain(place).chain(rest.iter().copied()).collect()
}

async fn buckets(browser: &Browser) -> String {
    browser.get("/api/instances/minimal/buckets").await.expect(200).text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_adopted_while_the_demo_runs() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let alice = demo.as_person("alice.tremblay").await;
    let benoit = demo.as_person("benoit.gagnon").await;
    let told = done(&on(data.path(), ["bucket", "adopt"], &["minimal/surveys", "benoit.gagnon"]));
    assert_eq!(told, "minimal/surveys is recorded for benoit.gagnon\n");
    until("the bucket shows", async || buckets(&benoit).await.contains("surveys")).await;
    assert!(!buckets(&alice).await.contains("surveys"));
    // Once more is no fault; what is another's is.
    done(&on(data.path(), ["bucket", "adopt"], &["minimal/surveys", "benoit.gagnon"]));
    let taken = on(data.path(), ["bucket", "adopt"], &["minimal/surveys", "alice.tremblay"]);
    assert!(refused(&taken).contains("belongs to somebody else"));
    let unknown = on(data.path(), ["bucket", "adopt"], &["minimal/surveys", "no.body"]);
    assert!(refused(&unknown).contains("no.body"));
    let no_bucket = on(data.path(), ["bucket", "adopt"], &["surveys", "benoit.gagnon"]);
    assert!(refused(&no_bucket).contains("`surveys` is not INSTANCE/BUCKET"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_adopted_for_a_team_and_it_is_explained_who_may_what() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let adopt = |rest: &[&str]| {
        done(&on(data.path(), ["bucket", "adopt"], &[&["minimal/surveys"], rest].concat()))
    };
    assert_eq!(adopt(&["labour"]), "minimal/surveys is recorded for labour\n");
    assert_eq!(adopt(&["labour", "--group", "labour"]), "minimal/surveys is recorded for labour\n");
    let unknown = on(data.path(), ["bucket", "adopt"], &["minimal/surveys", "nothing"]);
    assert!(refused(&unknown).contains("there is no team `nothing`"));
    let wrong = ["minimal/surveys", "labour", "--group", "prices"];
    assert!(refused(&on(data.path(), ["bucket", "adopt"], &wrong)).contains("is not the team"));
    let benoit = demo.as_person("benoit.gagnon").await;
    until("the bucket shows", async || buckets(&benoit).await.contains("surveys")).await;
    demo.as_person("alice.tremblay").await;
    let explain = |person: &str, operation: &str, target: &str| {
        let place = ["explain", "--data", data.path().to_str().unwrap()];
        done(&[&place[..], &[person, operation, target]].concat())
    };
    let told = explain("benoit.gagnon", "write", "minimal/surveys/a");
    assert_eq!(told, "allowed: manager in the team that owns the bucket\n");
    let told = explain("alice.tremblay", "GetObject", "minimal/surveys/a");
    assert_eq!(told, "denied: the bucket does not exist or is not yours\n");
    let told = explain("alice.tremblay", "create-bucket", "minimal/alice.tremblay.x");
    assert!(told.starts_with("allowed: a name"), "{told}");
    assert_eq!(explain("anonymous", "list", "minimal/surveys"), "denied: nobody is signed in\n");
    let place = ["explain", "--data", data.path().to_str().unwrap()];
    assert!(
        refused(&[&place[..], &["benoit.gagnon", "eat", "minimal/notes"]].concat()).contains("eat")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_listed_disabled_and_enabled_while_the_demo_runs() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let person = |action: &'static str, rest: &[&str]| {
        let place = data.path().to_str().unwrap();
        let arguments: Vec<&str> =
            ["person", action, "--data", place].into_iter().chain(rest.iter().copied()).collect();
        done(&arguments)
    };
    let added = ["eve.roy", "--name", "Ève Roy", "--issuer", "https://idp.example.org"];
    person("add", &[&added[..], &["--subject", "1"]].concat());
    let listed = person("list", &[]);
    assert!(listed.contains("eve.roy\tactive\tÈve Roy\n"), "{listed}");
    assert!(listed.contains("alice.tremblay\tactive\t"), "{listed}");

    let alice = demo.as_person("alice.tremblay").await;
    alice.get("/api/instances/minimal/buckets").await.expect(200);
    let told = person("disable", &["alice.tremblay"]);
    assert_eq!(
        told,
        "alice.tremblay is disabled; sessions ended: 1; access keys revoked: 0; links taken back: 0\n"
    );
    alice.get("/api/instances/minimal/buckets").await.expect_problem(401, "not-signed-in");
    assert!(person("list", &[]).contains("alice.tremblay\tdisabled\t"));
    let ended = demo.anonymous().sign_in("alice.tremblay", "/en/").await;
    assert!(ended.starts_with("/en/sign-in-failed?why="), "{ended}");

    person("enable", &["alice.tremblay"]);
    alice.get("/api/instances/minimal/buckets").await.expect_problem(401, "not-signed-in");
    demo.as_person("alice.tremblay").await.get("/api/instances/minimal/buckets").await.expect(200);
}

#[test]
fn commands_about_records_say_when_there_are_none() {
    let data = TempDir::new().unwrap();
    let told = refused(&on(data.path(), ["person", "list"], &[]));
    assert!(told.contains("does not exist yet"), "{told}");
    let unknown = ["person", "disable", "--data", "/nonexistent", "not a handle"];
    assert!(refused(&unknown).contains("is no handle"));
}

#[test]
fn the_demo_listens_on_loopback_only() {
    let data = TempDir::new().unwrap();
    for option in ["--portal-listen", "--s3-listen", "--ops-listen", "--oidc-listen"] {
        let data = data.path().to_str().unwrap();
        let arguments = ["demo", "--data", data, option, "0.0.0.0:0"];
        let told = refused(&arguments);
        assert!(told.contains("loopback only"), "{option}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_demo_in_the_same_folder_says_so_and_harms_nothing() {
    let data = TempDir::new().unwrap();
    let demo = Demo::start(data.path(), "warn").await;
    let alice = demo.as_person("alice.tremblay").await;
    let told = refused(&demo_arguments(data.path()));
    assert!(told.contains("is open in another process"), "{told}");
    alice.get("/api/instances/minimal/buckets").await.expect(200);
    demo.as_person("benoit.gagnon").await;
}

/// A file of settings, with records of its own, of one instance there.
async fn settings(folder: &Path, endpoint: &str) -> String {
    let database = folder.join("cellier.db");
    Database::open(&database).await.unwrap();
    let settings = format!(
        r#"
        public_url = "https://storage.example.org"
        database_file = "{}"
        sealing_key_file = "{}"
        oidc = {{ issuer = "https://idp.example.org", client_id = "cellier", client_secret = "s" }}
        s3 = {{ url = "https://s3.example.org" }}
        access_keys = {{ days_max = 30 }}
        [[instance]]
        id = "minimal"
        name = {{ en = "Minimal", fr = "Minimal" }}
        endpoint = "{endpoint}"
        region = "local"
        access_key = "key"
        secret_key = "secret"
        timeouts = {{ connect_seconds = 1, answer_seconds = 1 }}
        "#,
        database.display(),
        file(folder, "sealing.key", &"k".repeat(32)),
    );
    file(folder, "cellier.toml", &settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_made_listed_and_revoked_by_the_settings() {
    let folder = TempDir::new().unwrap();
    let settings = settings(folder.path(), "http://127.0.0.1:1").await;
    let config = ["--config", settings.as_str()];
    let identity = ["--name", "Anne Roy", "--issuer", "https://idp.example.org", "--subject", "1"];
    done(&[&["person", "add"][..], &config, &["anne.roy"], &identity].concat());
    let key =
        |verb: &'static str, rest: &[&str]| done(&[&["key", verb][..], &config, rest].concat());
    let wish = ["--person", "anne.roy", "--instance", "minimal"];
    let made = key("create", &[&wish[..], &["--json"]].concat());
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["endpoint"], "https://s3.example.org");
    let id = made["access_key"].as_str().unwrap();
    let expires: jiff::Timestamp = made["expires"].as_str().unwrap().parse().unwrap();
    assert_eq!(expires.duration_since(jiff::Timestamp::now()).as_hours() / 24, 29, "{made}");
    let longer = [&["key", "create"][..], &config, &wish, &["--expires", "31d"]].concat();
    assert!(refused(&longer).contains("within 30 days"));
    key("create", &[&wish[..], &["--expires", "30d"]].concat());
    let told = key("create", &wish);
    assert!(told.contains("https://s3.example.org"), "{told}");
    let listed = key("list", &["--person", "anne.roy"]);
    assert!(listed.contains(&format!("{id}\tanne.roy\tminimal\twrite\tactive\t")), "{listed}");
    assert_eq!(key("revoke", &[id]), format!("{id} is revoked\n"));
    let revoked = key("revoke", &["--person", "anne.roy"]);
    assert_eq!(revoked, "2 access keys of anne.roy are revoked\n");
    assert!(!key("list", &[]).contains("\tactive\t"));
    let nowhere = ["key", "list", "--config", "/nonexistent/cellier.toml"];
    assert!(refused(&nowhere).contains("/nonexistent/cellier.toml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_adopted_when_the_storage_says_that_it_is_there() {
    let folder = TempDir::new().unwrap();
    let credentials = Credentials { access_key: "key".to_owned(), secret_key: "secret".to_owned() };
    let store = Store::open(&folder.path().join("store"), credentials, "local").unwrap();
    store.ensure_bucket("surveys").await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(store.serve(listener, std::future::pending()));
    let settings = settings(folder.path(), &endpoint).await;
    let config = ["--config", settings.as_str()];
    let identity = ["--name", "Anne Roy", "--issuer", "https://idp.example.org", "--subject", "1"];
    done(&[&["person", "add"][..], &config, &["anne.roy"], &identity].concat());
    let adopt =
        |bucket: &'static str| [&["bucket", "adopt"][..], &config, &[bucket, "anne.roy"]].concat();
    assert_eq!(done(&adopt("minimal/surveys")), "minimal/surveys is recorded for anne.roy\n");
    assert!(refused(&adopt("minimal/nowhere")).contains("has no bucket `minimal/nowhere`"));
    assert!(refused(&adopt("premium/surveys")).contains("did not say"));
    serving.abort();
    let _ = serving.await;
    let told = refused(&adopt("minimal/other"));
    assert!(told.contains("did not say") && told.contains("because:"), "{told}");
    done(&[&adopt("minimal/other")[..], &["--offline"]].concat());
}
