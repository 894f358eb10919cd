use super::*;
use crate::policy::KeyPrefix;

/// Anne owns `notes` on two instances.
async fn start() -> (Fixture, Person) {
    let fixture = Fixture::open().await;
    let anne = welcome(&fixture.database, "anne", "anne.roy", "Anne Roy").await;
    for place in ["minimal/notes", "premium/notes"] {
        fixture.database.adopt_bucket(&bucket(place), &anne.handle).await.unwrap();
    }
    (fixture, anne)
}

fn wanted(place: &str, prefix: &str, by: &Person, lapsed: &[GrantId]) -> NewPublication {
    let prefix = (!prefix.is_empty()).then(|| KeyPrefix::parse(prefix).unwrap());
    NewPublication { bucket: bucket(place), prefix, by: by.id, lapsed: lapsed.to_vec() }
}

async fn prefixes(database: &Database) -> Vec<String> {
    let found = database.publications(Some(&bucket("minimal/notes").name)).await.unwrap();
    found.iter().map(|publication| publication.prefix().to_owned()).collect()
}

#[tokio::test]
async fn of_what_overlaps_one_is_public_and_what_lapsed_makes_room() {
    let (fixture, anne) = start().await;
    let database = &fixture.database;
    let publish = async |place: &str, prefix: &str, lapsed: &[GrantId]| {
        database.publish(wanted(place, prefix, &anne, lapsed), at(0)).await.unwrap()
    };
    let Publishing::Published { record: first, .. } = publish("minimal/notes", "a/b/", &[]).await
    else {
        panic!("nothing is in the way");
    };
    for prefix in ["a/b/", "a/", "", "a/b/c/"] {
        let answer = publish("minimal/notes", prefix, &[]).await;
        assert_eq!(answer, Publishing::Overlaps("a/b/".to_owned()), "{prefix}");
    }
    let Publishing::Published { record: second, .. } = publish("minimal/notes", "a/b2/", &[]).await
    else {
        panic!("what only looks alike is not in the way");
    };
    assert_eq!(publish("premium/notes", "x/", &[]).await, Publishing::NameTaken);
    assert_eq!(publish("minimal/other", "", &[]).await, Publishing::NoSuchBucket);
    assert_eq!(prefixes(database).await, ["a/b/", "a/b2/"]);
    // Only the one that is named as lapsed, and nothing beside it.
    let lapsed = [first.grant.id];
    let answer = publish("minimal/notes", "", &lapsed).await;
    assert_eq!(answer, Publishing::Overlaps("a/b2/".to_owned()));
    assert_eq!(prefixes(database).await, ["a/b/", "a/b2/"], "a refusal changes nothing");
    let Publishing::Published { record: anew, ended } =
        publish("minimal/notes", "a/b/", &lapsed).await
    else {
        panic!("what lapsed makes room");
    };
    assert_eq!(ended, [*first]);
    let name = bucket("minimal/notes").name;
    assert_eq!(database.made_public(&name).await.unwrap().len(), 2);
    // On another instance the name is free once nothing of it is public any more.
    let some = [anew.grant.id];
    assert_eq!(publish("premium/notes", "", &some).await, Publishing::NameTaken);
    let all = [anew.grant.id, second.grant.id];
    let Publishing::Published { record, ended } = publish("premium/notes", "x/", &all).await else {
        panic!("the name is free");
    };
    assert_eq!(ended.len(), 2);
    assert_eq!(database.made_public(&name).await.unwrap(), [record.grant.id]);
}

#[tokio::test]
async fn what_is_public_ends_with_its_bucket_and_rests_with_its_giver() {
    let (fixture, anne) = start().await;
    let database = &fixture.database;
    database.publish(wanted("minimal/notes", "", &anne, &[]), at(0)).await.unwrap();
    assert_eq!(prefixes(database).await, [""]);
    database.disable_person(&anne.handle).await.unwrap();
    assert!(prefixes(database).await.is_empty());
    assert_eq!(database.public_grants().await.unwrap().len(), 1, "the operator still sees it");
    database.enable_person(&anne.handle).await.unwrap();
    assert_eq!(prefixes(database).await, [""]);
    database.forget_bucket(&bucket("minimal/notes")).await.unwrap();
    assert!(database.public_grants().await.unwrap().is_empty());
}
