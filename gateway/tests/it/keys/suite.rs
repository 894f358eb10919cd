//! What a suite of S3 tests asks for (main, alternate and a stranger, each with keys, who make and unmake buckets whose
//! names begin as the suite says), set up by commands alone while the gateway runs.

use serde_json::{Value, json};

use crate::house::House;
use crate::process::{run, text};
use crate::s3::program::{Program, elements};

/// Main, alternate and stranger.
pub const PEOPLE: [&str; 3] = ["suite.main", "suite.alternate", "suite.stranger"];

async fn command(house: &House, command: &[&str], rest: &[&str]) -> String {
    let data = house.data().to_str().unwrap().to_owned();
    let arguments = [command, &["--data", &data], rest].concat();
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let done = tokio::task::spawn_blocking(move || {
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let done = done.await.unwrap();
    assert!(done.status.success(), "{command:?} {rest:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

/// A person, and a program with a key of theirs on `minimal`.
pub async fn add(house: &House, person: &str) -> Program {
    command(house, &["person", "add"], &[person]).await;
    let wish = ["--person", person, "--instance", "minimal", "--json"];
    let key: Value =
        serde_json::from_str(&command(house, &["key", "create"], &wish).await).unwrap();
    let part = |name: &str| key[name].as_str().unwrap();
    Program::new(&house.s3, part("access_key"), part("secret_key"))
}

/// As suites name them.
fn names(person: &str) -> Vec<String> {
    (1..=3).map(|number| format!("/conformance-{person}.k3x9-{number}")).collect()
}

async fn listed(program: &Program) -> Vec<String> {
    let names = elements(&program.get("/").await.expect(200).text(), "Name");
    names.iter().map(|name| format!("/{name}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_make_and_unmake_buckets_of_a_pattern() {
    let house = House::configured(|config| {
        config.instances[0].creation = vec!["conformance-{handle}.{name}".to_owned()];
    })
    .await;
    let mut programs = Vec::new();
    for person in PEOPLE {
        programs.push((person, add(&house, person).await));
    }
    for (person, program) in &programs {
        for bucket in names(person) {
            program.put(&bucket, "").await.expect(200);
            program.put(&format!("{bucket}/key"), *person).await.expect(200);
        }
        program.put(&names(person)[0], "").await.expect_code(409, "BucketAlreadyOwnedByYou");
        program.put("/elsewhere", "").await.expect_code(403, "AccessDenied");
        assert_eq!(listed(program).await, names(person));
    }
    for (person, program) in &programs {
        for other in PEOPLE.iter().filter(|other| *other != person) {
            let bucket = &names(other)[0];
            program.get(&format!("{bucket}/key")).await.expect_code(403, "AccessDenied");
            program.get(bucket).await.expect_code(403, "AccessDenied");
            program.put(&format!("{bucket}/new"), "x").await.expect_code(403, "AccessDenied");
            program.delete(bucket).await.expect_code(403, "AccessDenied");
            let made = program.put(bucket, "").await;
            assert!(matches!(made.status.as_u16(), 403 | 409), "{made:?}");
        }
    }
    for (person, program) in &programs {
        for bucket in names(person) {
            program.delete(&bucket).await.expect_code(409, "BucketNotEmpty");
            program.delete(&format!("{bucket}/key")).await.expect(204);
            program.delete(&bucket).await.expect(204);
            program.get(&bucket).await.expect_code(404, "NoSuchBucket");
        }
        assert!(listed(program).await.is_empty());
    }
    // The suite is over for one of them, and for nobody else.
    command(&house, &["person", "disable"], &["suite.stranger"]).await;
    programs[2].1.get("/").await.expect_code(403, "SignatureDoesNotMatch");
    programs[0].1.get("/").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_claims_at_sign_in_what_was_reserved() {
    let house = House::start().await;
    let reserved = add(&house, "alice.tremblay").await;
    reserved.put("/alice.tremblay", "").await.expect(200);
    reserved.put("/alice.tremblay/secret", "secret").await.expect(200);
    let alice = house.anonymous();
    alice.sign_in("alice.tremblay", "/en/").await;
    let session = alice.get("/api/session").await.expect(200).json();
    assert!(session.to_string().contains("\"alice.tremblay-2\""), "{session}");
    let buckets = alice.get("/api/instances/minimal/buckets").await.expect(200).json();
    assert_eq!(buckets["buckets"], json!([]));
    let secret = "/api/instances/minimal/buckets/alice.tremblay/objects?key=secret";
    alice.get(secret).await.expect_problem(404, "no-such-bucket");
    let own = alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    assert_eq!(own.json()["name"], "alice.tremblay-2");
    assert_eq!(reserved.get("/alice.tremblay/secret").await.expect(200).text(), "secret");
}
