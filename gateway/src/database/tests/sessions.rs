use super::*;

#[tokio::test]
async fn a_disabled_person_has_no_session_and_gets_none() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    assert!(database.start_session(new_session("a", person), None).await.unwrap());
    assert_eq!(database.disable_person(&handle("anne.roy")).await.unwrap().sessions, 1);
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
    assert!(!database.end_session(id, None).await.unwrap());
}

#[tokio::test]
async fn what_is_left_of_a_session_is_taken_once_and_in_time() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("a");
    let end = async || {
        database.start_session(new_session("a", person), None).await.unwrap();
        assert!(database.end_session(id, Some(at(60))).await.unwrap());
        assert!(database.session(id, at(1)).await.unwrap().is_none());
    };
    let take = async |now| database.take_departure(id, now).await.unwrap();
    end().await;
    assert_eq!(take(at(59)).await.unwrap().id_token, Sealed::from_bytes(vec![1]));
    assert!(take(at(59)).await.is_none());
    end().await;
    assert!(take(at(60)).await.is_none());
    end().await;
    database.sweep(at(60)).await.unwrap();
    assert!(take(at(1)).await.is_none());
    assert!(!database.end_session(id, Some(at(60))).await.unwrap());
    assert!(take(at(1)).await.is_none(), "nothing is left of a session there was not");
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
    assert_eq!(fixture.database.disable_person(&handle("anne.roy")).await.unwrap().sessions, 50);
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
