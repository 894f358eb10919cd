use jiff::SignedDuration;
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::policy::{Caller, Facts, Owner, PersonId};
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
        SignIn::Welcome(person) => person,
        SignIn::Disabled => panic!("{subject} is disabled"),
    }
}

use crate::policy::Person;

#[tokio::test]
async fn namesakes_get_numbers_and_a_handle_outlives_a_change_of_name() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let first = welcome(database, "1", "jean.tremblay", "Jean Tremblay").await;
    let second = welcome(database, "2", "jean.tremblay", "Jean Tremblay").await;
    let third = welcome(database, "3", "jean.tremblay", "Jean Tremblay").await;
    assert_eq!(first.handle.as_str(), "jean.tremblay");
    assert_eq!(second.handle.as_str(), "jean.tremblay-2");
    assert_eq!(third.handle.as_str(), "jean.tremblay-3");
    let married = welcome(database, "1", "jean.roy", "Jean Roy").await;
    assert_eq!(
        (married.handle, married.id, married.name.as_str()),
        (first.handle, first.id, "Jean Roy")
    );
}

#[tokio::test]
async fn the_same_subject_of_another_issuer_is_another_person() {
    let fixture = Fixture::open().await;
    let first = welcome(&fixture.database, "1", "anne.roy", "Anne Roy").await;
    let outcome = fixture
        .database
        .sign_in("https://other.example", "1", &handle("anne.roy"), profile("Anne Roy"), at(0))
        .await
        .unwrap();
    let SignIn::Welcome(second) = outcome else { panic!("disabled") };
    assert_ne!(first.id, second.id);
    assert_eq!(second.handle.as_str(), "anne.roy-2");
}

#[tokio::test]
async fn a_long_handle_is_shortened_to_make_room_for_its_number() {
    let fixture = Fixture::open().await;
    let long = format!("{}.{}", "a".repeat(24), "b".repeat(23));
    assert_eq!(long.len(), HANDLE_BYTES_MAX);
    welcome(&fixture.database, "1", &long, "A").await;
    let second = welcome(&fixture.database, "2", &long, "A").await;
    assert_eq!(second.handle.as_str().len(), HANDLE_BYTES_MAX);
    assert!(second.handle.as_str().ends_with("b-2"), "{}", second.handle);
}

#[tokio::test]
async fn two_who_sign_in_at_once_for_the_first_time_are_both_recorded() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let (first, second) = tokio::join!(
        welcome(&fixture.database, "1", "anne.roy", "Anne"),
        welcome(&other, "2", "anne.roy", "Anne")
    );
    assert_ne!(first.handle, second.handle);
}

#[tokio::test]
async fn adding_a_person_twice_changes_nothing_and_a_taken_handle_is_refused() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let first = database.add_person(new_person("anne.roy", "1")).await.unwrap();
    assert_eq!(database.add_person(new_person("anne.roy", "1")).await.unwrap(), first);
    let taken = database.add_person(new_person("anne.roy", "2")).await.unwrap_err();
    assert!(matches!(taken, Error::HandleTaken(_)), "{taken}");
    let bound = database.add_person(new_person("anne.gagnon", "1")).await.unwrap_err();
    assert!(matches!(bound, Error::AlreadyBound(_)), "{bound}");
    assert_eq!(welcome(database, "1", "other.name", "Anne").await.handle.as_str(), "anne.roy");
}

#[tokio::test]
async fn silence_about_groups_removes_them_without_confirming_them() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    welcome(database, "1", "anne.roy", "Anne").await;
    let silent = Profile { groups: Vec::new(), groups_confirmed: false, ..profile("Anne") };
    database.sign_in("https://id.example", "1", &handle("anne.roy"), silent, at(60)).await.unwrap();
    let record = database.person_by_handle(&handle("anne.roy")).await.unwrap().unwrap();
    assert_eq!(record.person.groups, Vec::<String>::new());
    assert_eq!(record.groups_confirmed_at, Some(at(0)));
}

#[tokio::test]
async fn a_disabled_person_has_no_session_and_gets_none() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    assert!(database.start_session(new_session("a", person), None).await.unwrap());
    assert_eq!(database.disable_person(&handle("anne.roy")).await.unwrap(), 1);
    assert!(database.session(Fingerprint::of("a"), at(1)).await.unwrap().is_none());
    assert!(!database.start_session(new_session("b", person), None).await.unwrap());
    let outcome = database
        .sign_in("https://id.example", "anne.roy", &handle("anne.roy"), profile("A"), at(0))
        .await
        .unwrap();
    assert_eq!(outcome, SignIn::Disabled);
    database.enable_person(&handle("anne.roy")).await.unwrap();
    assert!(database.start_session(new_session("b", person), None).await.unwrap());
    let nobody = database.disable_person(&handle("no.body")).await.unwrap_err();
    assert!(matches!(nobody, Error::NoSuchPerson(_)), "{nobody}");
}

#[tokio::test]
async fn a_session_lives_until_it_is_idle_too_long_or_too_old() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("a");
    database.start_session(new_session("a", person), None).await.unwrap();
    let alive = async |now| database.session(id, now).await.unwrap().is_some();
    assert!(alive(at(99)).await);
    assert!(!alive(at(100)).await);
    database.touch_session(id, at(90), at(990)).await.unwrap();
    assert!(alive(at(500)).await);
    database.touch_session(id, at(80), at(180)).await.unwrap();
    assert!(alive(at(500)).await, "an older note must not shorten the session");
    database.touch_session(id, at(500), at(5000)).await.unwrap();
    assert!(!alive(at(1000)).await);
    database.sweep(at(1000)).await.unwrap();
    assert!(database.end_session(id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_that_replaces_another_ends_it() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    database.start_session(new_session("a", person), None).await.unwrap();
    database.start_session(new_session("b", person), Some(Fingerprint::of("a"))).await.unwrap();
    assert!(database.session(Fingerprint::of("a"), at(1)).await.unwrap().is_none());
    assert!(database.session(Fingerprint::of("b"), at(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_person_has_at_most_fifty_sessions() {
    let fixture = Fixture::open().await;
    let person = fixture.person("anne.roy").await;
    for number in 0..52 {
        let mut session = new_session(&number.to_string(), person);
        session.created_at = at(number);
        fixture.database.start_session(session, None).await.unwrap();
    }
    assert_eq!(fixture.database.disable_person(&handle("anne.roy")).await.unwrap(), 50);
}

#[tokio::test]
async fn one_process_at_a_time_refreshes_a_session() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("a");
    database.start_session(new_session("a", person), None).await.unwrap();
    assert!(database.due_refreshes(at(49), 10).await.unwrap().is_empty());
    assert!(database.claim_refresh(id, at(49), at(80)).await.unwrap().is_none());
    assert_eq!(database.due_refreshes(at(50), 10).await.unwrap(), [id]);
    let claim = database.claim_refresh(id, at(50), at(80)).await.unwrap().unwrap();
    assert_eq!(claim.subject, "anne.roy");
    assert!(database.claim_refresh(id, at(51), at(81)).await.unwrap().is_none());
    assert!(
        database.claim_refresh(id, at(80), at(95)).await.unwrap().is_some(),
        "the claim lapsed"
    );
    let refreshed = Refreshed {
        refresh_token: Some(Sealed::from_bytes(vec![3])),
        profile: Some(Profile { groups: vec!["team-b".into()], ..profile("Anne") }),
        due_at: at(85),
    };
    database.finish_refresh(&claim, refreshed, at(82)).await.unwrap();
    let next = database.claim_refresh(id, at(85), at(95)).await.unwrap().unwrap();
    assert_eq!(next.refresh_token, Sealed::from_bytes(vec![3]));
    assert_eq!(next.id_token, Sealed::from_bytes(vec![1]));
    let session = database.session(id, at(85)).await.unwrap().unwrap();
    assert_eq!(session.person.groups, ["team-b"]);
    database.postpone_refresh(&next, at(90)).await.unwrap();
    assert!(database.due_refreshes(at(89), 10).await.unwrap().is_empty());
    assert_eq!(database.due_refreshes(at(90), 10).await.unwrap(), [id]);
}

fn new_attempt(state: &str, browser: &str, created_at: Timestamp) -> NewAttempt {
    NewAttempt {
        state: Fingerprint::of(state),
        browser: Fingerprint::of(browser),
        secrets: Sealed::from_bytes(vec![9]),
        resume: Resume { return_to: "/fr/".into(), language: "fr".into() },
        created_at,
    }
}

#[tokio::test]
async fn an_attempt_counts_once_in_its_own_browser_and_not_for_long() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let consume = async |state: &str, browser: &str, now| {
        let browser = Some(Fingerprint::of(browser));
        database.consume_attempt(Fingerprint::of(state), browser, now).await.unwrap()
    };
    database.begin_attempt(new_attempt("s", "b", at(0))).await.unwrap();
    database.begin_attempt(new_attempt("late", "b", at(0))).await.unwrap();
    assert!(matches!(consume("s", "other", at(1)).await, Consumed::OtherBrowser));
    assert!(matches!(consume("t", "b", at(1)).await, Consumed::Unknown));
    let Consumed::Ready { secrets, resume } = consume("s", "b", at(1)).await else {
        panic!("the attempt is open")
    };
    assert_eq!((secrets, resume.return_to.as_str()), (Sealed::from_bytes(vec![9]), "/fr/"));
    assert!(matches!(consume("s", "b", at(2)).await, Consumed::AlreadyUsed(_)));
    assert!(matches!(consume("late", "b", at(600)).await, Consumed::Expired(_)));
    database.sweep(at(1200)).await.unwrap();
    assert!(matches!(consume("late", "b", at(1200)).await, Consumed::Unknown));
}

#[tokio::test]
async fn a_browser_has_at_most_ten_open_attempts() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    for number in 0..11 {
        let attempt = new_attempt(&number.to_string(), "b", at(number));
        database.begin_attempt(attempt).await.unwrap();
    }
    database.begin_attempt(new_attempt("x", "another", at(0))).await.unwrap();
    let consume = async |state: &str, browser: &str| {
        let browser = Some(Fingerprint::of(browser));
        database.consume_attempt(Fingerprint::of(state), browser, at(20)).await.unwrap()
    };
    assert!(matches!(consume("0", "b").await, Consumed::Unknown));
    assert!(matches!(consume("1", "b").await, Consumed::Ready { .. }));
    assert!(matches!(consume("x", "another").await, Consumed::Ready { .. }));
}

#[tokio::test]
async fn a_logout_notice_ends_exactly_the_sessions_it_names_and_counts_once() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let (anne, benoit) = (fixture.person("anne.roy").await, fixture.person("benoit.roy").await);
    for (id, person) in [("a1", anne), ("a2", anne), ("b", benoit)] {
        database.start_session(new_session(id, person), None).await.unwrap();
    }
    let notice = |token: &str, subject: Option<&str>, session: Option<&str>| LogoutNotice {
        token: Fingerprint::of(token),
        expires_at: at(500),
        issuer: "https://id.example".into(),
        subject: subject.map(str::to_owned),
        provider_session: session.map(str::to_owned),
    };
    let log_out = async |notice| database.log_out(notice).await.unwrap();
    let foreign =
        LogoutNotice { issuer: "https://x.example".into(), ..notice("0", Some("anne.roy"), None) };
    assert_eq!(log_out(foreign).await, LogoutOutcome::Ended(0));
    assert_eq!(
        log_out(notice("1", Some("benoit.roy"), Some("sid-a1"))).await,
        LogoutOutcome::Ended(0)
    );
    assert_eq!(log_out(notice("2", None, Some("sid-a1"))).await, LogoutOutcome::Ended(1));
    assert_eq!(log_out(notice("2", Some("benoit.roy"), None)).await, LogoutOutcome::Replayed);
    assert_eq!(log_out(notice("3", Some("anne.roy"), None)).await, LogoutOutcome::Ended(1));
    assert_eq!(log_out(notice("4", None, None)).await, LogoutOutcome::Ended(0));
    assert!(database.session(Fingerprint::of("b"), at(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_reserved_name_opens_nothing_until_the_upstream_confirmed_it() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let (anne, benoit) = (fixture.person("anne.roy").await, fixture.person("benoit.roy").await);
    let name = bucket("minimal/anne.roy");
    let owner = async |operation: Operation| {
        let Facts { owner } = database.facts(&Caller::Anonymous, &operation).await.unwrap();
        owner
    };
    let head = || Operation::HeadBucket { bucket: name.clone() };
    let create = || Operation::CreateBucket { bucket: name.clone() };
    assert_eq!(owner(head()).await, None);
    assert_eq!(database.reserve_bucket(&name, anne).await.unwrap(), Reservation::Pending);
    assert_eq!(database.reserve_bucket(&name, anne).await.unwrap(), Reservation::Pending);
    assert_eq!(database.reserve_bucket(&name, benoit).await.unwrap(), Reservation::Taken);
    assert_eq!(owner(head()).await, None);
    assert_eq!(owner(create()).await, Some(Owner::Person(anne)));
    assert!(matches!(database.confirm_bucket(&name, benoit).await, Err(Error::NotReserved(_))));
    database.confirm_bucket(&name, anne).await.unwrap();
    assert_eq!(owner(head()).await, Some(Owner::Person(anne)));
    assert_eq!(database.reserve_bucket(&name, anne).await.unwrap(), Reservation::Ready);
    database.release_bucket(&name, anne).await.unwrap();
    assert_eq!(owner(head()).await, Some(Owner::Person(anne)), "what was confirmed stays");
    database.forget_bucket(&name).await.unwrap();
    assert_eq!(database.bucket(&name).await.unwrap(), None);
}

#[tokio::test]
async fn a_released_name_is_free_for_others() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let (anne, benoit) = (fixture.person("anne.roy").await, fixture.person("benoit.roy").await);
    let name = bucket("minimal/shared-name");
    database.reserve_bucket(&name, anne).await.unwrap();
    database.release_bucket(&name, benoit).await.unwrap();
    assert_eq!(database.reserve_bucket(&name, benoit).await.unwrap(), Reservation::Taken);
    database.release_bucket(&name, anne).await.unwrap();
    assert_eq!(database.reserve_bucket(&name, benoit).await.unwrap(), Reservation::Pending);
}

#[tokio::test]
async fn adopting_records_a_bucket_and_never_takes_one() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let anne = fixture.person("anne.roy").await;
    fixture.person("benoit.roy").await;
    let name = bucket("premium/old-data");
    let adopted = database.adopt_bucket(&name, &handle("anne.roy")).await.unwrap();
    assert!(adopted.adopted && adopted.state == BucketState::Ready && adopted.owner == anne);
    assert_eq!(database.adopt_bucket(&name, &handle("anne.roy")).await.unwrap(), adopted);
    let taken = database.adopt_bucket(&name, &handle("benoit.roy")).await.unwrap_err();
    assert!(matches!(taken, Error::BucketTaken(_)), "{taken}");
    let nobody = database.adopt_bucket(&name, &handle("no.body")).await.unwrap_err();
    assert!(matches!(nobody, Error::NoSuchPerson(_)), "{nobody}");
    let pending = bucket("premium/anne.roy");
    database.reserve_bucket(&pending, anne).await.unwrap();
    let adopted = database.adopt_bucket(&pending, &handle("anne.roy")).await.unwrap();
    assert!(adopted.adopted && adopted.state == BucketState::Ready);
    let names = async |instance: Option<&str>| {
        let instance = instance.map(|instance| InstanceId::parse(instance).unwrap());
        let records = database.buckets_of(anne, instance.as_ref()).await.unwrap();
        records.iter().map(|record| record.bucket.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(None).await, ["premium/anne.roy", "premium/old-data"]);
    assert!(names(Some("minimal")).await.is_empty());
}

#[tokio::test]
async fn what_another_process_wrote_counts_at_the_next_question() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("a");
    fixture.database.start_session(new_session("a", person), None).await.unwrap();
    assert!(other.session(id, at(1)).await.unwrap().is_some());
    other.disable_person(&handle("anne.roy")).await.unwrap();
    assert!(fixture.database.session(id, at(1)).await.unwrap().is_none());
    fixture.database.ping().await.unwrap();
    assert_eq!(other.list_people().await.unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::open().await;
    fixture.person("anne.roy").await;
    for entry in std::fs::read_dir(fixture.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn many_questions_at_once_are_all_answered() {
    let fixture = Fixture::open().await;
    let person = fixture.person("anne.roy").await;
    let tasks = (0..40).map(|number| {
        let database = fixture.database.clone();
        tokio::spawn(async move {
            let name = bucket(&format!("minimal/bucket-{number}"));
            database.reserve_bucket(&name, person).await.unwrap();
            database.bucket(&name).await.unwrap().unwrap()
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let later = at(0).saturating_add(SignedDuration::from_secs(1)).unwrap();
    fixture.database.sweep(later).await.unwrap();
    assert_eq!(fixture.database.buckets_of(person, None).await.unwrap().len(), 40);
}
