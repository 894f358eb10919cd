use std::collections::BTreeMap;

use super::*;

const BYTES_MAX: usize = 100;

fn changes(pairs: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))).collect()
}

async fn change(
    database: &Database,
    person: PersonId,
    pairs: &[(&str, Option<&str>)],
) -> Option<(u64, String)> {
    match database.change_preferences(person, changes(pairs), BYTES_MAX).await.unwrap() {
        Keeping::Kept(version, values) => Some((version, format!("{values:?}"))),
        Keeping::Full => None,
    }
}

fn kept(version: u64, values: &str) -> Option<(u64, String)> {
    Some((version, values.to_owned()))
}

#[tokio::test]
async fn two_browsers_that_change_different_things_both_keep_theirs() {
    let fixture = Fixture::open().await;
    let alice = fixture.person("alice.tremblay").await;
    let elsewhere = fixture.open_again().await;
    assert_eq!(
        change(&fixture.database, alice, &[("density", Some("compact"))]).await,
        kept(1, r#"{"density": "compact"}"#)
    );
    assert_eq!(
        change(&elsewhere, alice, &[("sort", Some("-size")), ("density", Some("standard"))]).await,
        kept(2, r#"{"density": "standard", "sort": "-size"}"#)
    );
    assert_eq!(
        change(&fixture.database, alice, &[("sort", None), ("absent", None)]).await,
        kept(3, r#"{"density": "standard"}"#)
    );
    // Nothing new, no new version.
    assert_eq!(
        change(&elsewhere, alice, &[("density", Some("standard"))]).await,
        kept(3, r#"{"density": "standard"}"#)
    );
}

#[tokio::test]
async fn nobody_sees_anothers_preferences_and_whoever_is_removed_leaves_none() {
    let fixture = Fixture::open().await;
    let (alice, benoit) =
        (fixture.person("alice.tremblay").await, fixture.person("benoit.gagnon").await);
    change(&fixture.database, alice, &[("density", Some("compact"))]).await;
    assert_eq!(fixture.database.preferences(benoit).await.unwrap(), (0, BTreeMap::new()));
    assert_eq!(fixture.database.preferences(alice).await.unwrap().0, 1);
}

#[tokio::test]
async fn what_takes_too_much_room_changes_nothing_and_forgetting_is_always_possible() {
    let fixture = Fixture::open().await;
    let alice = fixture.person("alice.tremblay").await;
    let long = "x".repeat(BYTES_MAX - 1);
    assert!(change(&fixture.database, alice, &[("a", Some(&long))]).await.is_some());
    assert_eq!(change(&fixture.database, alice, &[("b", Some(""))]).await, None);
    assert_eq!(change(&fixture.database, alice, &[("a", Some(&format!("{long}x")))]).await, None);
    assert_eq!(fixture.database.preferences(alice).await.unwrap().0, 1);
    assert_eq!(change(&fixture.database, alice, &[("a", None)]).await, kept(2, "{}"));
}
