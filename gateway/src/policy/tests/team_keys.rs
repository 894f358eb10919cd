//! Keys of teams: the team is asked, and nobody who is in it.

use std::collections::BTreeSet;

use super::access_keys::{get, notes};
use super::sharing::{TEAM, TEAM_GROUP, grant, team_bucket, with_grant};
use super::*;

fn team() -> Team {
    let name = TeamName::parse("labour").unwrap();
    Team { id: TEAM, name, group: TEAM_GROUP.to_owned() }
}

pub(super) fn key_of_team(scope: KeyScope) -> Caller {
    Caller::AccessKey(AccessKey::imagined(KeyOwner::Team(team()), scope))
}

fn everything(id: &str) -> KeyScope {
    KeyScope::everything(instance(id))
}

fn read(policy: &Policy, place: &Bucket, facts: BucketFacts) -> Result<Rule, Denied> {
    let caller = key_of_team(everything(place.instance.as_str()));
    let facts = Facts { bucket: facts, source: None };
    let ruling = policy.explain(&caller, &facts, &get(place, "a"), Timestamp::UNIX_EPOCH);
    ruling.map(|ruling| ruling.rule)
}

#[test]
fn a_teams_key_works_with_objects_and_nothing_else() {
    let allowed = |scope: KeyScope, expected: &[Action]| {
        let facts = Facts { bucket: team_bucket(), source: None };
        check(&key_of_team(scope), facts, &notes(), expected);
    };
    allowed(
        everything("minimal"),
        &[Action::InspectBucket, Action::Read, Action::Write, Action::Delete],
    );
    let reading = KeyScope { read_only: true, ..everything("minimal") };
    allowed(reading, &[Action::InspectBucket, Action::Read]);
}

#[test]
fn a_key_ends_with_its_team() {
    let policy = policy(true);
    assert_eq!(read(&policy, &notes(), team_bucket()), Ok(Rule::Team(Role::Contributor)));
    let none = policy.clone().with_teams(Teams::default());
    assert_eq!(read(&none, &notes(), team_bucket()), Err(Denied::NotInGroups));
    let other = BucketFacts { owner: Some(Owner::Team(TeamId(8))), ..team_bucket() };
    assert_eq!(read(&policy, &notes(), other), Err(Denied::NoSuchBucket));
}

#[test]
fn a_team_is_where_its_group_is_let_in_or_the_operator_named_it() {
    let check = |visible_to: &[&str], who: WhichTeams, open: bool| {
        let mut policy = policy(true);
        let rules = policy.instances.get_mut(&instance("premium")).unwrap();
        rules.visible_to = Visibility::Groups(visible_to.iter().map(ToString::to_string).collect());
        rules.teams.who = who.clone();
        let told = read(&policy, &bucket("premium", "notes"), team_bucket());
        let expected =
            if open { Ok(Rule::Team(Role::Contributor)) } else { Err(Denied::NotInGroups) };
        assert_eq!(told, expected, "{visible_to:?} {who:?}");
    };
    let named = |name: &str| WhichTeams::These(BTreeSet::from([TeamName::parse(name).unwrap()]));
    check(&["prices", TEAM_GROUP], WhichTeams::None, true);
    check(&["prices"], WhichTeams::All, false);
    check(&["prices"], named("labour"), true);
    check(&["prices"], named("prices"), false);
}

#[test]
fn what_is_given_counts_when_it_is_given_to_the_team_by_name() {
    let check = |to: Grantee, open: bool| {
        let mut given = grant(to.clone(), None, Role::Viewer);
        // As the records tell it of whoever is in the group.
        given.group = Some(TEAM_GROUP.to_owned());
        let told = read(&policy(false), &notes(), with_grant(given));
        assert_eq!(told.is_ok(), open, "{to:?}: {told:?}");
    };
    check(Grantee::Team(TEAM), true);
    check(Grantee::Team(TeamId(8)), false);
    check(Grantee::Everyone, false);
    check(Grantee::Person(ALICE), false);
}
