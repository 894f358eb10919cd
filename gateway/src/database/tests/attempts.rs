use super::*;

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
