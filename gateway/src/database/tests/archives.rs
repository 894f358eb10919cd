use super::*;
use crate::s3::names::Key;

fn archive(id: &str, session: Option<&str>) -> NewArchive {
    NewArchive {
        id: Fingerprint::of(id),
        session: session.map(Fingerprint::of),
        bucket: bucket("minimal/anne.roy"),
        place: "a/".to_owned(),
        name: "a.zip".to_owned(),
        created_at: at(0),
        ends_at: at(60),
    }
}

fn object(key: &str) -> ArchivedObject {
    ArchivedObject {
        key: Key::parse(key).unwrap(),
        name: key.to_owned(),
        size: 7,
        etag: "e".to_owned(),
        modified: at(-5),
    }
}

fn ticket(id: &str, session: &str) -> NewTicket {
    NewTicket {
        id: Fingerprint::of(id),
        session: Fingerprint::of(session),
        bucket: bucket("minimal/anne.roy"),
        secret: Sealed::from_bytes(vec![3]),
        ends_at: at(80),
    }
}

async fn with_sessions(handles: &[(&str, &str)]) -> Fixture {
    let fixture = Fixture::open().await;
    for (session, handle) in handles {
        let person = match fixture.database.person_by_handle(&super::handle(handle)).await.unwrap()
        {
            Some(record) => record.person.id,
            None => fixture.person(handle).await,
        };
        assert!(fixture.database.start_session(new_session(session, person), None).await.unwrap());
    }
    fixture
}

impl Fixture {
    async fn prepared(&self, id: &str, session: Option<&str>) -> i64 {
        let number = self.database.begin_archive(archive(id, session)).await.unwrap();
        let objects = ["a", "b", "c"].map(object).to_vec();
        self.database.archive_objects(number, 0, objects).await.unwrap();
        self.database.finish_archive(number, 3, "MISSING.txt".to_owned()).await.unwrap();
        number
    }

    async fn used(&self, id: &str, session: Option<&str>, now: Timestamp) -> bool {
        let session = session.map(Fingerprint::of);
        self.database.use_archive(Fingerprint::of(id), session, now).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn an_archive_is_used_once_in_time_and_in_its_session() {
    let fixture = with_sessions(&[("s", "anne.roy"), ("other", "jean.roy")]).await;
    let number = fixture.prepared("x", Some("s")).await;
    assert!(!fixture.used("x", None, at(1)).await);
    assert!(!fixture.used("x", Some("other"), at(1)).await);
    assert!(!fixture.used("y", Some("s"), at(1)).await);
    assert!(!fixture.used("x", Some("s"), at(60)).await);
    assert!(fixture.used("x", Some("s"), at(1)).await);
    assert!(!fixture.used("x", Some("s"), at(1)).await);
    let page = fixture.database.archived_objects(number, 1, 5).await.unwrap();
    assert_eq!(page, ["b", "c"].map(object));
    // Under way it needs its session no more.
    fixture.database.end_session(Fingerprint::of("s"), None).await.unwrap();
    assert_eq!(fixture.database.archived_objects(number, 0, 5).await.unwrap().len(), 3);
    fixture.database.forget_archive(number).await.unwrap();
    assert!(fixture.database.archived_objects(number, 0, 5).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_not_finished_or_not_fetched_in_time_is_forgotten() {
    let fixture = with_sessions(&[("s", "anne.roy")]).await;
    fixture.database.begin_archive(archive("half", Some("s"))).await.unwrap();
    assert!(!fixture.used("half", Some("s"), at(1)).await);
    let late = fixture.prepared("late", Some("s")).await;
    let under_way = fixture.prepared("under way", Some("s")).await;
    assert!(fixture.used("under way", Some("s"), at(1)).await);
    fixture.database.sweep(at(60)).await.unwrap();
    assert!(fixture.database.archived_objects(late, 0, 5).await.unwrap().is_empty());
    assert_eq!(fixture.database.archived_objects(under_way, 0, 5).await.unwrap().len(), 3);
    fixture.database.sweep(at(1 + 48 * 3600)).await.unwrap();
    assert!(fixture.database.archived_objects(under_way, 0, 5).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_so_many_archives_wait() {
    let fixture = with_sessions(&[("s", "anne.roy")]).await;
    for number in 0..11 {
        fixture.prepared(&number.to_string(), Some("s")).await;
    }
    fixture.prepared("a stranger's", None).await;
    assert!(!fixture.used("0", Some("s"), at(1)).await);
    assert!(fixture.used("1", Some("s"), at(1)).await);
    assert!(fixture.used("a stranger's", None, at(1)).await);
}

#[tokio::test]
async fn a_ticket_ends_with_its_time_its_session_and_its_person() {
    let fixture = with_sessions(&[("s", "anne.roy"), ("t", "anne.roy"), ("u", "jean.roy")]).await;
    let database = &fixture.database;
    for (id, session) in [("1", "s"), ("2", "t"), ("3", "u")] {
        database.give_ticket(ticket(id, session)).await.unwrap();
    }
    let good = async |id: &str, now| database.ticket(Fingerprint::of(id), now).await.unwrap();
    let record = good("1", at(79)).await.unwrap();
    assert_eq!(
        (record.person.handle.as_str(), record.bucket),
        ("anne.roy", bucket("minimal/anne.roy"))
    );
    assert!(good("1", at(80)).await.is_none());
    assert!(good("4", at(1)).await.is_none());
    database.end_session(Fingerprint::of("s"), None).await.unwrap();
    assert!(good("1", at(1)).await.is_none());
    assert!(good("2", at(1)).await.is_some());
    database.disable_person(&handle("anne.roy")).await.unwrap();
    assert!(good("2", at(1)).await.is_none());
    assert!(good("3", at(1)).await.is_some());
}

#[tokio::test]
async fn a_renewed_session_keeps_what_was_opened_and_another_persons_does_not() {
    let fixture = with_sessions(&[("s", "anne.roy"), ("t", "anne.roy")]).await;
    let database = &fixture.database;
    let anne = database.person_by_handle(&handle("anne.roy")).await.unwrap().unwrap().person.id;
    let jean = fixture.person("jean.roy").await;
    for (id, session) in [("1", "s"), ("2", "t")] {
        database.give_ticket(ticket(id, session)).await.unwrap();
        fixture.prepared(id, Some(session)).await;
    }
    let replace = async |old: &str, new: &str, person| {
        let new = new_session(new, person);
        assert!(database.start_session(new, Some(Fingerprint::of(old))).await.unwrap());
    };
    replace("s", "s2", anne).await;
    replace("t", "t2", jean).await;
    assert!(database.ticket(Fingerprint::of("1"), at(1)).await.unwrap().is_some());
    assert!(database.ticket(Fingerprint::of("2"), at(1)).await.unwrap().is_none());
    assert!(fixture.used("1", Some("s2"), at(1)).await);
    assert!(!fixture.used("2", Some("t2"), at(1)).await);
}
