use std::time::{Duration, Instant};

use super::*;
use crate::policy::{AccessKeyId, KeyScope, Reach};

async fn owner_of(database: &Database, name: &Bucket) -> Option<Owner> {
    let operation = Operation::HeadBucket { bucket: name.clone() };
    database.facts(&Caller::Anonymous, &operation).await.unwrap().bucket.owner
}

/// What another process wrote counts a moment later.
async fn becomes(database: &Database, name: &Bucket, owner: Option<Owner>) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while owner_of(database, name).await != owner {
        assert!(Instant::now() < deadline, "it is still remembered");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn facts_are_those_of_the_moment_whoever_wrote_them() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let (anne, jean) = (fixture.person("anne.roy").await, fixture.person("jean.roy").await);
    let name = bucket("minimal/anne.roy");
    fixture.database.adopt_bucket(&name, &handle("anne.roy")).await.unwrap();
    for _ in 0..3 {
        assert_eq!(owner_of(&fixture.database, &name).await, Some(Owner::Person(anne)));
        other.forget_bucket(&name).await.unwrap();
        becomes(&fixture.database, &name, None).await;
        other.adopt_bucket(&name, &handle("jean.roy")).await.unwrap();
        becomes(&fixture.database, &name, Some(Owner::Person(jean))).await;
        fixture.database.forget_bucket(&name).await.unwrap();
        assert_eq!(owner_of(&fixture.database, &name).await, None);
        fixture.database.adopt_bucket(&name, &handle("anne.roy")).await.unwrap();
    }
}

#[tokio::test]
async fn a_key_that_is_remembered_ends_when_it_is_to_end() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let owner = fixture.person("anne.roy").await;
    let id = AccessKeyId::from_random([1; 12]);
    let instance = InstanceId::parse("minimal").unwrap();
    let key = NewAccessKey {
        id: id.clone(),
        owner: owner.into(),
        made_by: None,
        name: "nightly".to_owned(),
        scope: KeyScope { instance, reach: Reach::Everything, read_only: false },
        sources: Vec::new(),
        secret: Sealed::from_bytes(vec![1]),
        session_token: None,
        groups_max: None,
        created_at: at(0),
        expires_at: at(100),
    };
    fixture.database.record_access_key(key).await.unwrap();
    let usable = async |now, vouched_after| {
        fixture.database.usable_key(&id, now, vouched_after).await.unwrap().is_some()
    };
    assert!(usable(at(99), Timestamp::MIN).await);
    assert!(!usable(at(100), Timestamp::MIN).await);
    // Nobody vouches for whom only the operator knows.
    assert!(usable(at(1), at(1)).await);
    for (change, stays) in [(KeyChange::Disable, false), (KeyChange::Enable, true)] {
        fixture.database.change_access_key(None, &id, change, at(1)).await.unwrap();
        assert_eq!(usable(at(1), Timestamp::MIN).await, stays);
    }
    other.disable_person(&handle("anne.roy")).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(5);
    while usable(at(1), Timestamp::MIN).await {
        assert!(Instant::now() < deadline, "it is still remembered");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_session_that_is_remembered_ends_when_it_is_to_end() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("secret");
    fixture.database.start_session(new_session("secret", person), None).await.unwrap();
    let alive = async |now| fixture.database.session(id, now).await.unwrap().is_some();
    assert!(alive(at(99)).await);
    assert!(!alive(at(100)).await);
    fixture.database.touch_session(id, at(99), at(1200)).await.unwrap();
    assert!(alive(at(100)).await);
    assert!(!alive(at(1000)).await);
    // What is acknowledged here counts at once.
    assert!(fixture.database.end_session(id, None).await.unwrap());
    assert!(!alive(at(1)).await);
    fixture.database.start_session(new_session("secret", person), None).await.unwrap();
    assert!(alive(at(1)).await);
    other.disable_person(&handle("anne.roy")).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(5);
    while alive(at(1)).await {
        assert!(Instant::now() < deadline, "it is still remembered");
        tokio::task::yield_now().await;
    }
}
