use super::*;

#[tokio::test]
async fn a_reserved_name_opens_nothing_until_the_upstream_confirmed_it() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let (anne, benoit) = (fixture.person("anne.roy").await, fixture.person("benoit.roy").await);
    let name = bucket("minimal/anne.roy");
    let owner = async |operation: Operation| {
        let facts = database.facts(&Caller::Anonymous, &operation).await.unwrap();
        facts.bucket.owner
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
    assert!(
        adopted.adopted
            && adopted.state == BucketState::Ready
            && adopted.owner == Owner::Person(anne)
    );
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
