mod archives;
mod attempts;
mod buckets;
mod connections;
mod memory;
mod people;
mod preferences;
mod publications;
mod sealed;
mod sessions;
mod sharing;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::policy::{Caller, GrantId, Owner, Person, PersonId};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Operation;
use crate::sealing::Sealed;

struct Fixture {
    database: Database,
    folder: TempDir,
}

impl Fixture {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
        Self { database, folder }
    }

    async fn person(&self, handle: &str) -> PersonId {
        self.database.add_person(new_person(handle, handle)).await.unwrap().person.id
    }

    /// As another process would.
    async fn open_again(&self) -> Database {
        Database::open(&self.folder.path().join("cellier.db")).await.unwrap()
    }
}

fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

fn bucket(text: &str) -> Bucket {
    let (instance, name) = text.split_once('/').unwrap();
    Bucket {
        instance: InstanceId::parse(instance).unwrap(),
        name: BucketName::parse(name).unwrap(),
    }
}

fn new_person(handle_text: &str, subject: &str) -> NewPerson {
    NewPerson {
        handle: handle(handle_text),
        name: "Somebody".into(),
        issuer: "https://id.example".into(),
        subject: subject.into(),
    }
}

fn profile(name: &str) -> Profile {
    Profile {
        name: Some(name.into()),
        email: None,
        groups: vec!["team-a".into()],
        groups_confirmed: true,
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn new_session(id: &str, person: PersonId) -> NewSession {
    NewSession {
        id: Fingerprint::of(id),
        person,
        created_at: at(0),
        idle_ends_at: at(100),
        ends_at: at(1000),
        provider_session: Some(format!("sid-{id}")),
        id_token: Sealed::from_bytes(vec![1]),
        refresh_token: Some(Sealed::from_bytes(vec![2])),
        refresh_due_at: Some(at(50)),
    }
}

async fn welcome(database: &Database, subject: &str, wish: &str, name: &str) -> Person {
    let outcome = database
        .sign_in("https://id.example", subject, &handle(wish), profile(name), at(0))
        .await
        .unwrap();
    match outcome {
        SignIn::Welcome(person) | SignIn::Newcomer(person) => person,
        SignIn::Disabled => panic!("{subject} is disabled"),
    }
}

/// That none of our tables is read from end to end for this question; answers how SQLite means to find it.
pub(super) fn is_found_by_its_key(question: &str) -> String {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    migrations::run(&mut connection).unwrap();
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {question}")).unwrap();
    // No values: how it is found does not depend on them.
    let mut rows = statement.raw_query();
    let mut plan = String::new();
    while let Some(row) = rows.next().unwrap() {
        plan.push_str(&row.get::<_, String>("detail").unwrap());
        plan.push('\n');
    }
    // A list that is given along, a word, and what a part of the question found are no tables.
    let others = ["SCAN json_each", "SCAN CONSTANT ROW", "SCAN ("];
    let table = |step: &str| !others.iter().any(|other| step.starts_with(other));
    let reads_all = plan.lines().any(|step| step.starts_with("SCAN") && table(step));
    assert!(!plan.is_empty() && !reads_all, "{question}\n{plan}");
    plan
}
