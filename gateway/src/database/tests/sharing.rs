use super::*;
use crate::policy::{
    AccessKey, BucketFacts, Email, Grantee, KeyOwner, KeyPrefix, KeyScope, Reach, Role, Settings,
    TeamName,
};
use crate::s3::names::Key;

struct Sharing {
    fixture: Fixture,
    anne: Person,
    benoit: Person,
}

impl std::ops::Deref for Sharing {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.fixture.database
    }
}

impl Sharing {
    /// Anne owns `minimal/notes`.
    async fn start() -> Self {
        let fixture = Fixture::open().await;
        let anne = welcome(&fixture.database, "anne", "anne.roy", "Anne Roy").await;
        let benoit = welcome(&fixture.database, "benoit", "benoit.roy", "Benoit Roy").await;
        fixture.database.adopt_bucket(&notes(), &anne.handle).await.unwrap();
        Self { fixture, anne, benoit }
    }

    async fn give(&self, to: Grantee, prefix: &str, role: Role) -> GrantRecord {
        let grant = NewGrant {
            to,
            bucket: notes(),
            prefix: (!prefix.is_empty()).then(|| KeyPrefix::parse(prefix).unwrap()),
            role,
            until: None,
            by: self.anne.id,
        };
        match Database::give(self, grant, at(0)).await.unwrap() {
            Giving::Given(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    /// What was given of a place, or around it.
    async fn reaching(&self, place: &str) -> Vec<GrantRecord> {
        self.grants_reaching(&notes(), place, None, 100, at(1)).await.unwrap()
    }

    async fn with_benoit(&self, second: i64) -> Vec<GrantRecord> {
        self.shared_with(&self.benoit, None, None, 100, at(second)).await.unwrap()
    }

    async fn facts_for(&self, person: &Person, operation: &Operation) -> BucketFacts {
        let caller = Caller::Person(person.clone());
        self.facts(&caller, operation).await.unwrap().bucket
    }

    /// The prefixes of the grants that are looked at.
    async fn looked_at(&self, person: &Person, operation: &Operation) -> Vec<String> {
        let facts = self.facts_for(person, operation).await;
        let prefix = |grant: &crate::policy::Grant| {
            grant.prefix.as_ref().map_or("", KeyPrefix::as_str).to_owned()
        };
        let mut found: Vec<_> = facts.grants.iter().map(|given| prefix(&given.grant)).collect();
        found.sort();
        found
    }
}

fn notes() -> Bucket {
    bucket("minimal/notes")
}

fn read(key: &str) -> Operation {
    Operation::HeadObject { bucket: notes(), key: Key::parse(key).unwrap() }
}

fn named(text: &str) -> TeamName {
    TeamName::parse(text).unwrap()
}

async fn bound(database: &Database, name: &str, group: &str) -> crate::policy::Team {
    match database.bind_teams(vec![(named(name), group.to_owned())]).await.unwrap().remove(0) {
        Binding::Bound(team) => team,
        alike @ Binding::Alike { .. } => panic!("{alike:?}"),
    }
}

#[tokio::test]
async fn a_team_is_bound_once_and_a_group_like_it_is_a_fault() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let first = bound(database, "labour", "/teams/Labour").await;
    assert_eq!(bound(database, "labour", "/teams/Labour").await, first);
    assert_eq!(bound(database, "renamed", "/teams/Labour").await, first, "the name stays");
    let wanted = vec![
        (named("labour"), "/teams/labour".to_owned()),
        (named("prices"), "/teams/prices".to_owned()),
    ];
    let [alike, prices] = &database.bind_teams(wanted).await.unwrap()[..] else { panic!("two") };
    let expected = Binding::Alike {
        name: named("labour"),
        group: "/teams/labour".to_owned(),
        bound: "/teams/Labour".to_owned(),
    };
    assert_eq!(*alike, expected);
    assert!(matches!(prices, Binding::Bound(team) if team.name == named("prices")));
    assert_eq!(database.list_teams().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_teams_bucket_is_found_by_the_exact_group() {
    let sharing = Sharing::start().await;
    let team = bound(&sharing, "team-a", "team-a").await;
    let place = bucket("minimal/team-a");
    assert_eq!(sharing.reserve_bucket(&place, team.id).await.unwrap(), Reservation::Pending);
    let taken = sharing.reserve_bucket(&place, sharing.anne.id).await.unwrap();
    assert_eq!(taken, Reservation::Taken);
    sharing.confirm_bucket(&place, team.id).await.unwrap();
    sharing
        .set_team_role(
            &team,
            sharing.benoit.id,
            Some(Role::Manager),
            Some(sharing.anne.id),
            at(0),
            |_| true,
        )
        .await
        .unwrap();
    let buckets = async |groups: &[&str]| {
        let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
        sharing.team_buckets_of(sharing.benoit.id, &groups, None).await.unwrap()
    };
    let found = buckets(&["team-a", "other"]).await;
    assert_eq!((&found[0].record.bucket, found[0].set_role), (&place, Some(Role::Manager)));
    assert_eq!(found[0].record.owner, Owner::Team(team.id));
    assert_eq!(buckets(&["team-A", "team"]).await, []);
    let settings = Settings { contributors_share: true, shared_folders: true };
    sharing.change_settings(&place, settings).await.unwrap().unwrap();
    let head = Operation::HeadBucket { bucket: place.clone() };
    let facts = sharing.facts_for(&sharing.benoit, &head).await;
    assert_eq!((facts.settings, facts.set_role), (settings, Some(Role::Manager)));
    assert_eq!(facts.team, Some(team.clone()));
    let members = sharing.members_of(&team).await.unwrap();
    let told: Vec<_> =
        members.iter().map(|member| (member.person.handle.as_str(), member.set.clone())).collect();
    let by = Some("Anne Roy".to_owned());
    let set = Some(SetRole { role: Role::Manager, by, at: at(0) });
    assert_eq!(told, [("anne.roy", None), ("benoit.roy", set)]);
    // What would not stand is not written: the members are told as they would be.
    let without = |members: &[Member]| members.iter().any(|member| member.set.is_some());
    let change = sharing.set_team_role(&team, sharing.benoit.id, None, None, at(1), without).await;
    assert!(!change.unwrap());
    assert_eq!(sharing.team_role(team.id, sharing.benoit.id).await.unwrap(), Some(Role::Manager));
    let change = sharing.set_team_role(&team, sharing.benoit.id, None, None, at(1), |_| true).await;
    assert!(change.unwrap());
    assert_eq!(sharing.team_role(team.id, sharing.benoit.id).await.unwrap(), None);
}

#[tokio::test]
async fn only_the_grants_that_could_hold_what_is_asked_are_looked_at() {
    let sharing = Sharing::start().await;
    let benoit = Grantee::Person(sharing.benoit.id);
    for prefix in ["", "a", "a/b", "a2", "é/ü"] {
        sharing.give(benoit.clone(), prefix, Role::Viewer).await;
    }
    let check = async |operation: Operation, expected: &[&str]| {
        assert_eq!(sharing.looked_at(&sharing.benoit, &operation).await, expected, "{operation:?}");
        assert!(
            sharing.looked_at(&sharing.anne, &operation).await.is_empty(),
            "the owner needs none"
        );
    };
    check(read("a/b/c"), &["", "a/", "a/b/"]).await;
    check(read("a"), &[""]).await;
    check(read("a2/x"), &["", "a2/"]).await;
    check(read("é/ü/x"), &["", "é/ü/"]).await;
    let delete = |keys: &[&str]| Operation::DeleteObjects {
        bucket: notes(),
        keys: keys.iter().map(|key| Key::parse(*key).unwrap()).collect(),
    };
    check(delete(&["a/b/c", "a/x"]), &["", "a/"]).await;
    check(delete(&["a/b", "a2/b"]), &[""]).await;
    check(Operation::HeadBucket { bucket: notes() }, &["", "a/", "a/b/", "a2/", "é/ü/"]).await;
    let owner = KeyOwner::Person(sharing.benoit.clone());
    let scope = KeyScope { instance: notes().instance, reach: Reach::Everything, read_only: true };
    let key = AccessKey::imagined(owner, scope);
    let facts = sharing.facts(&Caller::AccessKey(key), &read("a/x")).await.unwrap();
    assert_eq!(facts.bucket.grants.len(), 2, "a key is told what its owner is");
    let facts = sharing.facts(&Caller::Anonymous, &read("a/x")).await.unwrap();
    assert_eq!(facts.bucket.grants, []);
}

#[tokio::test]
async fn grants_reach_by_team_to_everyone_and_to_everybody() {
    let sharing = Sharing::start().await;
    let team = bound(&sharing, "team-a", "team-a").await;
    sharing.give(Grantee::Team(team.id), "team", Role::Viewer).await;
    sharing.give(Grantee::Everyone, "all", Role::Viewer).await;
    sharing.give(Grantee::Public, "open", Role::Viewer).await;
    let head = Operation::HeadBucket { bucket: notes() };
    assert_eq!(sharing.looked_at(&sharing.benoit, &head).await, ["all/", "open/", "team/"]);
    let facts = sharing.facts_for(&sharing.benoit, &read("team/a")).await;
    assert_eq!(facts.grants[0].group.as_deref(), Some("team-a"));
    assert_eq!(facts.grants[0].giver, sharing.anne);
    let mut left = sharing.benoit.clone();
    left.groups = vec!["team-A".to_owned()];
    assert_eq!(sharing.looked_at(&left, &head).await, ["all/", "open/"]);
    let anonymous = sharing.facts(&Caller::Anonymous, &head).await.unwrap();
    assert_eq!(anonymous.bucket.grants.len(), 1);
    let shared = async |person: &Person| -> Vec<GrantId> {
        let records = sharing.shared_with(person, None, None, 100, at(0)).await.unwrap();
        records.iter().map(|record| record.grant.id).collect()
    };
    assert_eq!(shared(&sharing.benoit).await.len(), 2, "what is public is not shared with anybody");
    assert_eq!(shared(&left).await.len(), 1);
    assert_eq!(shared(&sharing.anne).await, []);
    sharing.disable_person(&handle("anne.roy")).await.unwrap();
    assert!(
        sharing.looked_at(&sharing.benoit, &head).await.is_empty(),
        "who is shut out gives nothing"
    );
    assert_eq!(shared(&sharing.benoit).await, []);
}

#[tokio::test]
async fn giving_again_changes_and_taking_back_ends_at_once() {
    let sharing = Sharing::start().await;
    let other = sharing.fixture.open_again().await;
    let benoit = || Grantee::Person(sharing.benoit.id);
    let first = sharing.give(benoit(), "a", Role::Viewer).await;
    assert_eq!(first.person.as_ref().map(|named| named.handle.as_str()), Some("benoit.roy"));
    let again = sharing.give(benoit(), "a/", Role::Contributor).await;
    assert_eq!((again.grant.id, again.grant.role), (first.grant.id, Role::Contributor));
    let taken_over = sharing
        .change_grant(first.grant.id, Role::Viewer, Some(at(500)), sharing.benoit.id, at(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((taken_over.grant.by, taken_over.grant.until), (sharing.benoit.id, Some(at(500))));
    assert_eq!(sharing.grants_given_by(sharing.anne.id, None, 9).await.unwrap(), []);
    assert_eq!(sharing.reaching("").await, std::slice::from_ref(&taken_over));
    assert_eq!(sharing.reaching("a/x").await.len(), 1);
    assert_eq!(sharing.reaching("a2/x").await, []);
    assert_eq!(other.take_back(first.grant.id).await.unwrap(), Some(taken_over));
    assert_eq!(other.take_back(first.grant.id).await.unwrap(), None);
    assert_eq!(sharing.grant(first.grant.id).await.unwrap(), None);
    assert!(sharing.looked_at(&sharing.benoit, &read("a/x")).await.is_empty());
}

#[tokio::test]
async fn an_address_becomes_whoever_signs_in_with_it_first() {
    let sharing = Sharing::start().await;
    let address = || Grantee::Email(Email::parse("New@Example.org").unwrap());
    let waiting = sharing.give(address(), "a", Role::Viewer).await;
    assert_eq!(waiting.grant.to, address());
    let enter = async |subject: &str, email: &str| {
        let profile = Profile { email: Some(email.to_owned()), ..profile("New") };
        let wish = handle("new.comer");
        let entered =
            sharing.sign_in("https://id.example", subject, &wish, profile, at(0)).await.unwrap();
        match entered {
            SignIn::Welcome(person) | SignIn::Newcomer(person) => person,
            SignIn::Disabled => panic!("{subject} is disabled"),
        }
    };
    enter("somebody", "other@example.org").await;
    assert_eq!(sharing.grant(waiting.grant.id).await.unwrap().unwrap().grant.to, address());
    let newcomer = enter("newcomer", "NEW@example.org").await;
    let now = sharing.grant(waiting.grant.id).await.unwrap().unwrap();
    assert_eq!(now.grant.to, Grantee::Person(newcomer.id));
    enter("late", "new@example.org").await;
    let now = sharing.grant(waiting.grant.id).await.unwrap().unwrap();
    assert_eq!(now.grant.to, Grantee::Person(newcomer.id), "bound once");
    let known = sharing
        .give(Grantee::Email(Email::parse("other@example.org").unwrap()), "b", Role::Viewer)
        .await;
    assert!(matches!(known.grant.to, Grantee::Person(_)), "an address that is known is the person");
}

#[tokio::test]
async fn grants_end_with_their_bucket_and_after_a_while_with_their_time() {
    let sharing = Sharing::start().await;
    sharing.give(Grantee::Everyone, "", Role::Viewer).await;
    sharing.forget_bucket(&notes()).await.unwrap();
    sharing.adopt_bucket(&notes(), &handle("anne.roy")).await.unwrap();
    assert_eq!(sharing.reaching("").await, []);
    let nowhere = NewGrant {
        to: Grantee::Everyone,
        bucket: bucket("minimal/nowhere"),
        prefix: None,
        role: Role::Viewer,
        until: None,
        by: sharing.anne.id,
    };
    let refused = Database::give(&sharing, nowhere.clone(), at(0)).await.unwrap();
    assert_eq!(refused, Giving::NoSuchBucket);
    let ending = NewGrant { bucket: notes(), until: Some(at(100)), ..nowhere };
    let given = Database::give(&sharing, ending, at(0)).await.unwrap();
    let Giving::Given(given) = given else { panic!("{given:?}") };
    let days = |days: i64| at(100 + days * 24 * 3600);
    assert_eq!(sharing.with_benoit(99).await.len(), 1);
    assert_eq!(sharing.with_benoit(100).await, []);
    sharing.sweep(days(29)).await.unwrap();
    assert!(sharing.grant(given.grant.id).await.unwrap().is_some());
    sharing.sweep(days(30)).await.unwrap();
    assert_eq!(sharing.grant(given.grant.id).await.unwrap(), None);
}

#[tokio::test]
async fn what_reaches_a_place_holds_it_or_lies_in_it_and_comes_piece_by_piece() {
    let sharing = Sharing::start().await;
    for prefix in ["", "a", "a/b", "a/b/c", "a/b2", "a2", "b"] {
        sharing.give(Grantee::Person(sharing.benoit.id), prefix, Role::Viewer).await;
        sharing.give(Grantee::Everyone, prefix, Role::Viewer).await;
    }
    let check = async |place: &str, expected: &[&str]| {
        let prefix = |record: &GrantRecord| {
            record.grant.prefix.as_ref().map_or("", KeyPrefix::as_str).to_owned()
        };
        let mut found: Vec<String> = sharing.reaching(place).await.iter().map(prefix).collect();
        let twice: Vec<_> = expected.iter().flat_map(|it| [*it, *it]).collect();
        assert_eq!(found, twice, "{place:?}");
        // In pieces of two it is the same.
        let (mut pieces, mut last) = (Vec::new(), None);
        loop {
            let piece = sharing.grants_reaching(&notes(), place, last.as_ref(), 2, at(1)).await;
            let piece = piece.unwrap();
            pieces.extend(piece.iter().map(prefix));
            let Some(end) = piece.last() else { break };
            last = Some(end.grant.clone());
        }
        found.sort();
        pieces.sort();
        assert_eq!(pieces, found, "{place:?}");
    };
    check("", &["", "a/", "a/b/", "a/b/c/", "a/b2/", "a2/", "b/"]).await;
    check("a/", &["", "a/", "a/b/", "a/b/c/", "a/b2/"]).await;
    check("a/b/", &["", "a/", "a/b/", "a/b/c/"]).await;
    check("a/b", &["", "a/"]).await;
    check("a/b/x.txt", &["", "a/", "a/b/"]).await;
    check("c/", &[""]).await;
    // The same of what a person was given.
    let (mut count, mut last) = (0, None);
    loop {
        let person = &sharing.benoit;
        let piece = sharing.shared_with(person, Some(&notes()), last, 3, at(1)).await;
        let piece = piece.unwrap();
        count += piece.len();
        let Some(end) = piece.last() else { break };
        last = Some(end.grant.id);
    }
    assert_eq!(count, 14);
    let elsewhere = bucket("minimal/other");
    let found = sharing.shared_with(&sharing.benoit, Some(&elsewhere), None, 3, at(1)).await;
    assert_eq!(found.unwrap(), []);
}
