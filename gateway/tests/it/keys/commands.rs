use std::path::Path;
use std::time::Duration;

use cellier::database::Database;
use cellier::identity::{AccessKeys, Credential, KeyRules};
use cellier::policy::{Caller, Reach};
use cellier::sealing::SealingKey;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::process::{Demo, run, text};
use crate::s3::program::Program;
use crate::support::until;

/// By when a running gateway notices what a command did (docs/s3.md).
const NOTICED: Duration = Duration::from_secs(5);

/// Runs a command on the records of a demo; answers whether it succeeded, and what it said.
fn told(data: &Path, command: [&str; 2], rest: &[&str]) -> (bool, String) {
    let place = ["--data", data.to_str().unwrap()];
    let arguments: Vec<&str> =
        command.into_iter().chain(place).chain(rest.iter().copied()).collect();
    let output = run(&arguments);
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.success(), text(&said))
}

#[track_caller]
fn done(data: &Path, command: [&str; 2], rest: &[&str]) -> String {
    let (success, said) = told(data, command, rest);
    assert!(success, "{command:?} {rest:?}: {said}");
    said
}

#[track_caller]
fn refused(data: &Path, command: [&str; 2], rest: &[&str]) -> String {
    let (success, said) = told(data, command, rest);
    assert!(!success, "{command:?} {rest:?}: {said}");
    said
}

#[track_caller]
fn create(data: &Path, rest: &[&str]) -> Value {
    let said = done(data, ["key", "create"], &[rest, &["--json"]].concat());
    serde_json::from_str(&said).unwrap()
}

/// As the gateway finds it at the next request, with what it signs with.
async fn find(data: &Path, access_key: &str) -> Option<(Credential, SecretString)> {
    let database = Database::open(&data.join("cellier.db")).await.unwrap();
    let sealing_key = SealingKey::load(&data.join("sealing.key")).unwrap();
    let month = SignedDuration::from_hours(30 * 24);
    let rules = KeyRules { life_max: month, temporary_seconds_max: 43_200, groups_max_age: month };
    let keys = AccessKeys::new(database, sealing_key, rules);
    let found = keys.find(access_key, Timestamp::now()).await.unwrap()?;
    let secret = keys.open(&found).unwrap();
    Some((found, secret))
}

fn field<'a>(key: &'a Value, name: &str) -> &'a str {
    assert!(key[name].is_string(), "{name} in {key}");
    key[name].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_are_set_up_by_commands_alone_while_the_gateway_runs() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let demo = Demo::start(data, "warn").await;
    let people = ["suite.main", "suite.alternate", "suite.stranger"];
    for person in people {
        done(data, ["person", "add"], &[person]);
        let key = create(data, &["--person", person, "--instance", "minimal"]);
        let members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["access_key", "endpoint", "expires", "instance", "secret_key"]);
        assert!(field(&key, "endpoint").starts_with("http://127.0.0.1:"), "{key}");
        assert_eq!(field(&key, "instance"), "minimal");
        let end: Timestamp = field(&key, "expires").parse().unwrap();
        let days = end.duration_since(Timestamp::now()).as_hours() / 24;
        assert_eq!(days, 89, "{key}");
        let (found, secret) = find(data, field(&key, "access_key")).await.unwrap();
        assert_eq!(secret.expose_secret(), field(&key, "secret_key"));
        assert_eq!(found.caller.person().unwrap().handle.as_str(), person);
    }
    // Whoever signs in with such a name is somebody else.
    let listed = done(data, ["person", "list"], &[]);
    assert!(listed.contains("suite.main\tactive\tsuite.main\n"), "{listed}");
    demo.as_person("alice.tremblay").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_as_narrow_as_its_command_says_and_ends_when_it_is_revoked() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let _demo = Demo::start(data, "warn").await;
    let narrow = ["--person", "alice.tremblay", "--instance", "minimal", "--read-only"];
    let place = ["--bucket", "alice.tremblay", "--prefix", "team", "--expires", "12h"];
    let key = create(data, &[&narrow[..], &place].concat());
    let id = field(&key, "access_key");
    let (found, _) = find(data, id).await.unwrap();
    let Caller::AccessKey(caller) = &found.caller else { panic!("{found:?}") };
    assert!(caller.scope.read_only);
    let Reach::Buckets(buckets) = &caller.scope.reach else { panic!("{caller:?}") };
    let prefixes = buckets.iter().map(|(name, prefixes)| {
        let prefixes: Vec<_> = prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect();
        format!("{name}: {}", prefixes.join(" "))
    });
    assert_eq!(prefixes.collect::<Vec<_>>(), ["alice.tremblay: team/"]);

    let listed = done(data, ["key", "list"], &["--person", "alice.tremblay"]);
    let start = format!("{id}\talice.tremblay\tminimal/alice.tremblay/team/\tread\tactive\t");
    assert!(listed.starts_with(&start), "{listed}");
    assert_eq!(done(data, ["key", "list"], &["--person", "benoit.gagnon"]), "");
    let json = done(data, ["key", "list"], &["--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["buckets"]["alice.tremblay"][0], "team/");
    assert_eq!((&json[0]["state"], &json[0]["last_used"]), (&"active".into(), &Value::Null));
    assert!(!json.to_string().contains(field(&key, "secret_key")), "{json}");

    assert_eq!(done(data, ["key", "revoke"], &[id]), format!("{id} is revoked\n"));
    assert!(find(data, id).await.is_none());
    assert!(refused(data, ["key", "revoke"], &[id]).contains("there is no access key"));
    assert!(done(data, ["key", "list"], &[]).contains("\trevoked\t"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teams_key_is_made_listed_explained_and_revoked_by_commands() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let demo = Demo::start(data, "warn").await;
    let key = create(data, &["--team", "labour", "--instance", "minimal"]);
    let id = field(&key, "access_key");
    let (found, _) = find(data, id).await.unwrap();
    assert_eq!(found.caller.team().unwrap().name.as_str(), "labour");
    assert!(found.caller.person().is_none());
    let listed = done(data, ["key", "list"], &["--team", "labour"]);
    assert!(listed.starts_with(&format!("{id}\tlabour\tminimal\twrite\tactive\t")), "{listed}");
    let json = done(data, ["key", "list"], &["--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let owner = (&json[0]["team"], &json[0]["person"], &json[0]["made_by"]);
    assert_eq!(owner, (&"labour".into(), &Value::Null, &Value::Null));
    let check = |rest: &[&str], expected: &str| {
        let said = refused(data, ["key", "create"], rest);
        assert!(said.contains(expected), "{rest:?}: {said}");
    };
    check(&["--team", "nothing", "--instance", "minimal"], "there is no team `nothing`");
    check(&["--team", "a.b", "--instance", "minimal"], "is no name of a team");
    check(&["--team", "labour", "--instance", "premium"], "is not open to team `labour`");
    check(&["--instance", "minimal"], "--person");
    let both = ["--team", "labour", "--person", "alice.tremblay", "--instance", "minimal"];
    check(&both, "cannot be used with");

    let benoit = demo.as_person("benoit.gagnon").await;
    let made = json!({ "instance": "minimal" });
    benoit.post("/api/teams/labour/buckets", &made).await.expect(201);
    let explain = |asker: &str, operation: &str, target: &str| {
        let place = ["explain", "--data", data.to_str().unwrap()];
        let output = run(&[&place[..], &[asker, operation, target]].concat());
        text(&output.stdout)
    };
    for asker in ["labour", id] {
        let told = explain(asker, "write", "minimal/team-labour/a");
        assert_eq!(told, "allowed: contributor in the team that owns the bucket\n");
        let told = explain(asker, "delete-bucket", "minimal/team-labour");
        assert!(told.starts_with("denied: "), "{told}");
    }
    let told = explain("prices", "read", "minimal/team-labour/a");
    assert!(told.is_empty() || told.starts_with("denied: "), "{told}");
    let revoked = done(data, ["key", "revoke"], &["--team", "labour"]);
    assert_eq!(revoked, "1 access keys of labour are revoked\n");
    assert!(find(data, id).await.is_none());
    assert!(explain(id, "read", "minimal/team-labour/a").contains("no such access key"));
    let page = benoit.get("/api/activity?team=labour").await.expect(200).text();
    assert!(page.contains("revoke-key") && page.contains("create-key"), "{page}");

    // Who made a key knows its secret: whoever is shut out leaves the operator something to do.
    let wish = json!({ "name": "a", "instance": "minimal", "read_only": true, "days": 1 });
    let made = benoit.post("/api/teams/labour/access-keys", &wish).await.expect(201).json();
    let said = done(data, ["person", "disable"], &["benoit.gagnon"]);
    assert!(said.contains("access keys of teams, which live on: 1"), "{said}");
    assert!(find(data, made["key"]["id"].as_str().unwrap()).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_temporary_of_a_person_is_revoked_by_itself_and_what_lasts_with_all() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let demo = Demo::start(data, "warn").await;
    let lasting = create(data, &["--person", "alice.tremblay", "--instance", "minimal"]);
    let others = create(data, &["--person", "benoit.gagnon", "--instance", "minimal"]);
    let program = |key: &Value| {
        let [endpoint, id, secret] =
            ["endpoint", "access_key", "secret_key"].map(|name| field(key, name));
        Program::new(endpoint, id, secret)
    };
    let (lasting, others) = (program(&lasting), program(&others));
    let alice = demo.as_person("alice.tremblay").await;
    let wish = json!({ "name": "today", "instance": "minimal", "read_only": true, "seconds": 900 });
    let made = alice.post("/api/access-keys", &wish).await.expect(201).json();
    let (id, secret) = (field(&made["key"], "id"), field(&made, "secret_key"));
    let temporary = Program::new(&lasting.endpoint, id, secret);
    let shown = [("x-amz-security-token", field(&made, "session_token"))];
    let passes = async || temporary.ask("GET", "/", &shown, "").await.status == 200;
    assert!(passes().await);
    let revoke = |rest: &[&str]| {
        let whose = ["--person", "alice.tremblay"];
        done(data, ["key", "revoke"], &[&whose[..], rest].concat())
    };
    assert_eq!(revoke(&["--temporary"]), "1 access keys of alice.tremblay are revoked\n");
    timeout(NOTICED, until("the temporary key is closed", async || !passes().await)).await.unwrap();
    let told = temporary.ask("GET", "/", &shown, "").await;
    told.expect_code(403, "SignatureDoesNotMatch");
    lasting.get("/").await.expect(200);
    assert_eq!(revoke(&["--temporary"]), "0 access keys of alice.tremblay are revoked\n");
    assert_eq!(revoke(&[]), "1 access keys of alice.tremblay are revoked\n");
    let closed = async || lasting.get("/").await.status == 403;
    timeout(NOTICED, until("the lasting key is closed", closed)).await.unwrap();
    others.get("/").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_a_person_out_ends_their_keys_for_good() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let _demo = Demo::start(data, "warn").await;
    let key = create(data, &["--person", "benoit.gagnon", "--instance", "minimal"]);
    let id = field(&key, "access_key");
    let said = done(data, ["person", "disable"], &["benoit.gagnon"]);
    assert_eq!(
        said,
        "benoit.gagnon is disabled; sessions ended: 0; access keys revoked: 1; links taken back: 0\n"
    );
    assert!(find(data, id).await.is_none());
    let again = ["--person", "benoit.gagnon", "--instance", "minimal"];
    assert!(refused(data, ["key", "create"], &again).contains("was shut out"));
    done(data, ["person", "enable"], &["benoit.gagnon"]);
    assert!(find(data, id).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_is_refused_with_the_reason() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let _demo = Demo::start(data, "warn").await;
    let check = |rest: &[&str], expected: &str| {
        let said = refused(data, ["key", "create"], rest);
        assert!(said.contains(expected), "{rest:?}: {said}");
    };
    let alice = ["--person", "alice.tremblay"];
    let minimal = [&alice[..], &["--instance", "minimal"]].concat();
    check(&["--person", "no.body", "--instance", "minimal"], "nobody has the handle `no.body`");
    check(&[&alice[..], &["--instance", "nowhere"]].concat(), "there is no instance `nowhere`");
    check(&[&alice[..], &["--instance", "public"]].concat(), "is public");
    check(&[&minimal[..], &["--prefix", "team"]].concat(), "needs exactly one --bucket");
    check(&[&minimal[..], &["--bucket", "A"]].concat(), "bucket name");
    check(&[&minimal[..], &["--expires", "366d"]].concat(), "within 365 days");
    check(&[&minimal[..], &["--expires", "0h"]].concat(), "within 365 days");
    check(&[&minimal[..], &["--expires", "soon"]].concat(), "such as 90d or 12h");
    check(&[&minimal[..], &["--name", " "]].concat(), "the name must have");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sealing_key_is_replaced_while_the_gateway_runs() {
    let data = TempDir::new().unwrap();
    let data = data.path();
    let demo = Demo::start(data, "warn").await;
    let alice = demo.as_person("alice.tremblay").await;
    let key = create(data, &["--person", "alice.tremblay", "--instance", "minimal"]);
    let said = done(data, ["sealing-key", "rotate"], &[]);
    assert!(said.ends_with("opened by no key: 0\n") && !said.contains(": 0;"), "{said}");
    assert_eq!(done(data, ["sealing-key", "reseal"], &[]), "sealed anew: 0; opened by no key: 0\n");
    assert!(find(data, field(&key, "access_key")).await.is_some());
    // What the gateway seals from now on is sealed with the new key, so that the old one can go.
    demo.as_person("benoit.gagnon").await;
    let said = done(data, ["sealing-key", "retire"], &[]);
    assert!(said.ends_with("keys removed from the file: 1\n"), "{said}");
    assert!(said.starts_with("sealed anew: 0;"), "{said}");
    assert!(find(data, field(&key, "access_key")).await.is_some());
    alice.get("/api/instances/minimal/buckets").await.expect(200);
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
}
