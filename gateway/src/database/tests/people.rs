use super::*;

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
    let SignIn::Newcomer(second) = outcome else { panic!("disabled") };
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
async fn a_provider_that_changes_its_name_keeps_its_people() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let anne = welcome(database, "1", "anne.roy", "Anne").await;
    welcome(database, "2", "benoit.roy", "Benoît").await;
    let (old, new) = ("https://id.example", "https://new.example");
    let moved = NewPerson { issuer: new.into(), ..new_person("benoit.new", "2") };
    database.add_person(moved).await.unwrap();
    assert_eq!(database.change_issuer(old, new).await.unwrap(), 1);
    let outcome =
        database.sign_in(new, "1", &handle("another.wish"), profile("Anne"), at(0)).await.unwrap();
    assert_eq!(outcome, SignIn::Welcome(anne));
    let benoit = database.person_by_handle(&handle("benoit.roy")).await.unwrap().unwrap();
    assert_eq!(benoit.issuer, old);
}
