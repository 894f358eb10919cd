use std::collections::BTreeSet;

use super::access_keys::{get, list, notes};
use super::*;

pub(super) const TEAM_GROUP: &str = "/teams/labour";
pub(super) const ADMINS: &str = "/teams/labour/admins";
pub(super) const WRITERS: &str = "/teams/labour/writers";
pub(super) const TEAM: TeamId = TeamId(7);

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(super) fn someone(id: PersonId, handle: &str, groups: &[&str]) -> Person {
    match person(id, handle, groups) {
        Caller::Person(person) => person,
        _ => panic!("only people are made here"),
    }
}

/// Alice's own.
pub(super) fn personal() -> BucketFacts {
    owned_by(ALICE).bucket
}

pub(super) fn team_bucket() -> BucketFacts {
    let name = TeamName::parse("labour").unwrap();
    BucketFacts {
        team: Some(Team { id: TEAM, name, group: TEAM_GROUP.to_owned() }),
        ..BucketFacts::owned_by(Owner::Team(TEAM))
    }
}

/// Benoit was made a manager, and then left the group.
pub(super) fn former_manager() -> BucketFacts {
    BucketFacts { set_role: Some(Role::Manager), ..team_bucket() }
}

pub(super) fn prefix(text: &str) -> KeyPrefix {
    KeyPrefix::parse(text).unwrap()
}

/// Given by Alice.
pub(super) fn grant(to: Grantee, below: Option<&str>, role: Role) -> GrantFacts {
    GrantFacts {
        grant: Grant {
            id: GrantId(1),
            to,
            bucket: notes(),
            prefix: below.map(prefix),
            role,
            until: None,
            by: ALICE,
        },
        giver: someone(ALICE, "alice.tremblay", &[]),
        vouched_at: None,
        giver_set: None,
        group: None,
    }
}

pub(super) fn with_grant(grant: GrantFacts) -> BucketFacts {
    BucketFacts { grants: vec![grant], ..personal() }
}

pub(super) fn link(kind: LinkKind, keys: &[&str], prefixes: &[&str]) -> Caller {
    Caller::ShareLink(ShareLink {
        id: LinkId(1),
        kind,
        bucket: notes(),
        items: Items::These {
            keys: keys.iter().map(|key| Key::parse(*key).unwrap()).collect(),
            prefixes: prefixes.iter().map(|text| prefix(text)).collect(),
        },
        until: None,
        sharer: someone(ALICE, "alice.tremblay", &[]),
    })
}

fn benoit() -> Caller {
    person(BENOIT, "benoit.gagnon", &[])
}

fn read_by(caller: &Caller, facts: BucketFacts, key: &str, now: Timestamp) -> Result<Rule, Denied> {
    let facts = Facts { bucket: facts, source: None };
    policy(true).explain(caller, &facts, &get(&notes(), key), now).map(|ruling| ruling.rule)
}

fn write_by(caller: &Caller, facts: &BucketFacts, key: &str) -> Result<Rule, Denied> {
    let facts = Facts { bucket: facts.clone(), source: None };
    let operation = Operation::PutObject {
        bucket: notes(),
        key: Key::parse(key).unwrap(),
        condition: WriteCondition::Always,
        headers: ObjectHeaders::default(),
    };
    policy(true).explain(caller, &facts, &operation, at(0)).map(|ruling| ruling.rule)
}

#[test]
fn time_ends_grants_and_links() {
    let mut given = grant(Grantee::Person(BENOIT), None, Role::Viewer);
    given.grant.until = Some(at(100));
    let check = |now: i64, expected: Result<Rule, Denied>| {
        assert_eq!(read_by(&benoit(), with_grant(given.clone()), "a", at(now)), expected, "{now}");
    };
    check(99, Ok(Rule::Grant(GrantId(1))));
    check(100, Err(Denied::NoSuchBucket));
    let Caller::ShareLink(mut link) = link(LinkKind::Read { view_only: true }, &["a"], &[]) else {
        panic!("a link is a link")
    };
    link.until = Some(at(100));
    let link = Caller::ShareLink(link);
    assert_eq!(read_by(&link, personal(), "a", at(99)), Ok(Rule::Link(LinkId(1))));
    assert_eq!(read_by(&link, personal(), "a", at(100)), Err(Denied::LinkOver));
}

#[test]
fn a_grant_is_worth_what_its_giver_may_give_now() {
    let given = |groups: &[&str], set: Option<Role>, role: Role| GrantFacts {
        giver: someone(ALICE, "alice.tremblay", groups),
        giver_set: set,
        ..grant(Grantee::Person(BENOIT), None, role)
    };
    let check = |facts: BucketFacts, reads: bool, writes: bool| {
        assert_eq!(read_by(&benoit(), facts.clone(), "a", at(0)).is_ok(), reads, "{facts:?}");
        assert_eq!(write_by(&benoit(), &facts, "a").is_ok(), writes, "{facts:?}");
    };
    let in_team = |grant, contributors_share| BucketFacts {
        grants: vec![grant],
        settings: Settings { contributors_share, shared_folders: false },
        ..team_bucket()
    };
    let contributor = Role::Contributor;
    check(in_team(given(&[TEAM_GROUP, ADMINS], None, contributor), false), true, true);
    check(in_team(given(&[TEAM_GROUP], Some(Role::Manager), contributor), false), true, true);
    check(in_team(given(&[TEAM_GROUP, ADMINS], None, Role::Viewer), false), true, false);
    // What she was when she gave it is gone.
    check(in_team(given(&[TEAM_GROUP], None, contributor), false), false, false);
    check(in_team(given(&[ADMINS], Some(Role::Manager), contributor), false), false, false);
    check(in_team(given(&[], None, contributor), true), false, false);
    // Contributors share where managers let them.
    check(in_team(given(&[TEAM_GROUP, WRITERS], None, contributor), false), false, false);
    check(in_team(given(&[TEAM_GROUP, WRITERS], None, contributor), true), true, true);
    check(in_team(given(&[TEAM_GROUP], Some(Role::Viewer), Role::Viewer), true), false, false);
    // The bucket is somebody else's now.
    let lost =
        BucketFacts { grants: vec![given(&[], None, contributor)], ..owned_by(PersonId(9)).bucket };
    check(lost, false, false);
    // What another gave is not hers to vouch for.
    let mut forged = given(&[], None, contributor);
    forged.grant.by = PersonId(9);
    check(with_grant(forged), false, false);
}

#[test]
fn a_grant_pauses_while_nobody_vouches_for_its_giver() {
    let check = |to: Grantee, caller: &Caller| {
        let vouched = |vouched_at| {
            with_grant(GrantFacts { vouched_at, ..grant(to.clone(), None, Role::Viewer) })
        };
        let opens =
            |last: Option<i64>, now| read_by(caller, vouched(last.map(at)), "a", at(now)).is_ok();
        assert!(opens(Some(5), 5 + GROUPS_SECONDS_MAX), "{to:?}");
        assert!(!opens(Some(5), 6 + GROUPS_SECONDS_MAX), "{to:?}");
        // A new word lets it go on, and whom only the operator knows needs none.
        assert!(opens(Some(7), 6 + GROUPS_SECONDS_MAX), "{to:?}");
        assert!(opens(None, 1_000_000), "{to:?}");
    };
    check(Grantee::Person(BENOIT), &benoit());
    check(Grantee::Everyone, &benoit());
    check(Grantee::Public, &Caller::Anonymous);
}

#[test]
fn what_was_granted_is_not_passed_on() {
    let to_benoit = grant(Grantee::Person(BENOIT), None, Role::Contributor);
    let onward = GrantFacts {
        giver: someone(BENOIT, "benoit.gagnon", &[]),
        grant: Grant {
            id: GrantId(2),
            by: BENOIT,
            ..grant(Grantee::Person(PersonId(3)), None, Role::Viewer).grant
        },
        ..to_benoit.clone()
    };
    let facts = BucketFacts { grants: vec![to_benoit, onward], ..personal() };
    let third = person(PersonId(3), "carla.costa", &[]);
    assert_eq!(read_by(&third, facts.clone(), "a", at(0)), Err(Denied::NoSuchBucket));
    let offer =
        Offer { bucket: notes(), items: Items::WholeBucket, role: Role::Viewer, public: false };
    let refused = policy(true).may_offer(&benoit(), &facts, &offer, at(0));
    assert_eq!(refused, Err(Denied::NotYoursToShare));
}

#[test]
fn a_grant_opens_no_instance_that_its_person_may_not_see() {
    let premium = || bucket("premium", "notes");
    let mut given = grant(Grantee::Everyone, None, Role::Viewer);
    given.grant.bucket = premium();
    given.giver = someone(ALICE, "alice.tremblay", &["prices"]);
    let facts = Facts { bucket: with_grant(given.clone()), source: None };
    let read = |caller: &Caller, facts: &Facts| {
        policy(true).permit(caller, facts, get(&premium(), "a"), at(0)).map(|_| ())
    };
    assert_eq!(read(&person(BENOIT, "benoit.gagnon", &["prices"]), &facts), Ok(()));
    assert_eq!(read(&benoit(), &facts), Err(Denied::NotInGroups));
    assert_eq!(read(&Caller::Anonymous, &facts), Err(Denied::NotSignedIn));
    // Nor one that its giver may not see any more.
    given.giver.groups.clear();
    let facts = Facts { bucket: with_grant(given), source: None };
    assert!(read(&person(BENOIT, "benoit.gagnon", &["prices"]), &facts).is_err());
}

#[test]
fn grants_reach_whom_they_name() {
    let check = |to: Grantee, caller: &Caller, open: bool| {
        let mut given = grant(to.clone(), None, Role::Viewer);
        given.group = matches!(to, Grantee::Team(_)).then(|| TEAM_GROUP.to_owned());
        assert_eq!(
            read_by(caller, with_grant(given), "a", at(0)).is_ok(),
            open,
            "{to:?} {caller:?}"
        );
    };
    let member = person(BENOIT, "benoit.gagnon", &[TEAM_GROUP]);
    check(Grantee::Person(BENOIT), &benoit(), true);
    check(Grantee::Person(PersonId(3)), &benoit(), false);
    check(Grantee::Team(TEAM), &member, true);
    check(Grantee::Team(TEAM), &benoit(), false);
    check(Grantee::Team(TEAM), &person(BENOIT, "benoit.gagnon", &["/teams/labour2"]), false);
    check(Grantee::Everyone, &benoit(), true);
    check(Grantee::Everyone, &Caller::Anonymous, false);
    check(Grantee::Email(Email::parse("benoit@example.org").unwrap()), &benoit(), false);
    check(Grantee::Public, &Caller::Anonymous, true);
    check(Grantee::Public, &benoit(), true);
}

#[test]
fn what_is_public_needs_the_operators_leave_and_a_manager() {
    let public = |by: &[&str]| {
        let by = someone(ALICE, "alice.tremblay", by);
        let public =
            GrantFacts { giver: by, ..grant(Grantee::Public, Some("open/"), Role::Contributor) };
        let settings = Settings { contributors_share: true, shared_folders: false };
        BucketFacts { grants: vec![public], settings, ..team_bucket() }
    };
    let managed = public(&[TEAM_GROUP, ADMINS]);
    let anonymous = Caller::Anonymous;
    assert_eq!(
        read_by(&anonymous, managed.clone(), "open/a", at(0)),
        Ok(Rule::Published(GrantId(1)))
    );
    assert_eq!(read_by(&anonymous, managed.clone(), "open2/a", at(0)), Err(Denied::NotSignedIn));
    assert_eq!(
        write_by(&anonymous, &managed, "open/a"),
        Err(Denied::NotSignedIn),
        "whatever the role says"
    );
    let contributed = public(&[TEAM_GROUP, WRITERS]);
    assert_eq!(read_by(&anonymous, contributed, "open/a", at(0)), Err(Denied::NotSignedIn));
    let ask = |policy: &Policy, caller: &Caller| {
        let facts = Facts { bucket: managed.clone(), source: None };
        policy.permit(caller, &facts, get(&notes(), "open/a"), at(0)).map(|_| ())
    };
    assert_eq!(ask(&policy(false), &anonymous), Err(Denied::NotSignedIn));
    assert_eq!(ask(&policy(false), &benoit()), Ok(()));
    let mut switched_off = policy(true);
    switched_off.instances.get_mut(&instance("minimal")).unwrap().publishing = false;
    assert_eq!(ask(&switched_off, &anonymous), Err(Denied::NotSignedIn));
}

#[test]
fn everyone_writes_in_their_own_shared_folder_and_in_no_other() {
    let shared_folders = true;
    let settings = Settings { shared_folders, ..Settings::default() };
    let facts = BucketFacts { settings, ..team_bucket() };
    let member = |more: &[&str]| {
        let groups: Vec<&str> = [TEAM_GROUP].into_iter().chain(more.iter().copied()).collect();
        person(BENOIT, "benoit.gagnon", &groups)
    };
    let check = |caller: &Caller, key: &str, open: bool| {
        assert_eq!(write_by(caller, &facts, key).is_ok(), open, "{caller:?} {key}");
        assert!(read_by(caller, facts.clone(), key, at(0)).is_ok(), "{key}");
    };
    check(&member(&[]), "shared/benoit.gagnon/a", true);
    check(&member(&[]), "shared/benoit.gagnon2/a", false);
    check(&member(&[]), "shared/alice.tremblay/a", false);
    check(&member(&[]), "a", false);
    check(&member(&[WRITERS]), "shared/benoit.gagnon/a", true);
    check(&member(&[WRITERS]), "shared/alice.tremblay/a", false);
    check(&member(&[WRITERS]), "shared/a", false);
    check(&member(&[WRITERS]), "shared", true);
    check(&member(&[WRITERS]), "a/shared/b", true);
    assert!(write_by(&member(&[WRITERS]), &facts, "a/../shared/b").is_err());
    check(&member(&[ADMINS]), "shared/alice.tremblay/a", true);
    let rights = |caller: &Caller, folder: &str| {
        let actions = [Action::Write, Action::Delete];
        policy(true).allowed_in(caller, &facts, &notes(), folder, &actions, at(0)).len()
    };
    assert_eq!(rights(&member(&[WRITERS]), ""), 2);
    assert_eq!(rights(&member(&[WRITERS]), "shared/"), 0);
    assert_eq!(rights(&member(&[]), "shared/benoit.gagnon/x/"), 2);
}

#[test]
fn a_link_is_over_when_its_sharer_may_not_share() {
    let read = LinkKind::Read { view_only: false };
    let Caller::ShareLink(link) = link(read, &[], &["a/"]) else { panic!("a link is a link") };
    let check = |groups: &[&str], facts: BucketFacts, expected: Result<Rule, Denied>| {
        let sharer = someone(ALICE, "alice.tremblay", groups);
        let caller = Caller::ShareLink(ShareLink { sharer, ..link.clone() });
        assert_eq!(read_by(&caller, facts, "a/b", at(0)), expected, "{groups:?}");
    };
    let open = Ok(Rule::Link(LinkId(1)));
    check(&[], personal(), open);
    check(&[], owned_by(BENOIT).bucket, Err(Denied::LinkOver));
    check(&[], BucketFacts::default(), Err(Denied::LinkOver));
    check(&[TEAM_GROUP, ADMINS], team_bucket(), open);
    check(&[TEAM_GROUP], team_bucket(), Err(Denied::LinkOver));
    check(&[TEAM_GROUP], BucketFacts { set_role: Some(Role::Manager), ..team_bucket() }, open);
    let to_alice = grant(Grantee::Person(ALICE), None, Role::Contributor);
    let granted = BucketFacts { grants: vec![to_alice], ..owned_by(BENOIT).bucket };
    check(&[], granted, Err(Denied::LinkOver));
}

#[test]
fn a_link_reaches_nothing_beside_its_items() {
    let read = LinkKind::Read { view_only: false };
    let here = link(read, &["one"], &["a/"]);
    for key in ["one/", "on", "a", "a2/b", "b", "a/../b", "A/b"] {
        assert_eq!(read_by(&here, personal(), key, at(0)), Err(Denied::OutsideLink), "{key}");
    }
    for key in ["one", "a/b", "a/b/c"] {
        assert!(read_by(&here, personal(), key, at(0)).is_ok(), "{key}");
    }
    let elsewhere = get(&bucket("minimal", "other"), "one");
    let facts = Facts { bucket: personal(), source: None };
    let refused = policy(true).permit(&here, &facts, elsewhere, at(0)).err();
    assert_eq!(refused, Some(Denied::OutsideLink));
    let refused = policy(true).permit(&here, &facts, list(&notes(), ""), at(0)).err();
    assert_eq!(refused, Some(Denied::OutsideLink));
}

#[test]
fn nobody_offers_more_than_they_have() {
    let offer = |role, below: Option<&str>, public| Offer {
        bucket: notes(),
        items: Items::below(below.map(prefix)),
        role,
        public,
    };
    let check =
        |caller: &Caller, facts: &BucketFacts, offer: Offer, expected: Result<(), Denied>| {
            let told = policy(true).may_offer(caller, facts, &offer, at(0));
            assert_eq!(told, expected, "{caller:?} {offer:?}");
        };
    let not = Err(Denied::NotYoursToShare);
    check(&alice(), &personal(), offer(Role::Contributor, None, false), Ok(()));
    check(&alice(), &personal(), offer(Role::Viewer, Some("a"), true), Ok(()));
    check(&alice(), &personal(), offer(Role::Manager, None, false), not);
    check(&alice(), &personal(), offer(Role::Contributor, None, true), not);
    check(&benoit(), &personal(), offer(Role::Viewer, None, false), Err(Denied::NoSuchBucket));
    check(
        &Caller::Anonymous,
        &personal(),
        offer(Role::Viewer, None, false),
        Err(Denied::NotSignedIn),
    );
    let writer = person(BENOIT, "benoit.gagnon", &[TEAM_GROUP, WRITERS]);
    let settings = Settings { contributors_share: true, shared_folders: true };
    let sharing = BucketFacts { settings, ..team_bucket() };
    check(&writer, &team_bucket(), offer(Role::Viewer, None, false), not);
    check(&writer, &sharing, offer(Role::Viewer, None, false), Ok(()));
    check(&writer, &sharing, offer(Role::Contributor, Some("a"), false), Ok(()));
    check(&writer, &sharing, offer(Role::Contributor, Some("shared/alice.tremblay"), false), not);
    check(&writer, &sharing, offer(Role::Viewer, Some("a"), true), not);
    let nothing = Items::These { keys: BTreeSet::new(), prefixes: BTreeSet::new() };
    check(&alice(), &personal(), Offer { items: nothing, ..offer(Role::Viewer, None, false) }, not);
}

#[test]
fn only_managers_found_the_bucket_of_their_team() {
    let team = team_bucket().team.unwrap();
    let check = |groups: &[&str], set, name: &str, expected: Result<(), Denied>| {
        let caller = person(BENOIT, "benoit.gagnon", groups);
        let told = policy(true).may_found(&caller, &team, set, &bucket("minimal", name));
        assert_eq!(told, expected, "{groups:?} {name}");
    };
    check(&[TEAM_GROUP, ADMINS], None, "team-labour", Ok(()));
    check(&[TEAM_GROUP], Some(Role::Manager), "team-labour", Ok(()));
    check(&[TEAM_GROUP, ADMINS], None, "team-prices", Err(Denied::NameNotAllowed));
    check(&[TEAM_GROUP], None, "team-labour", Err(Denied::Role));
    check(&[ADMINS], Some(Role::Manager), "team-labour", Err(Denied::NoSuchBucket));
}
