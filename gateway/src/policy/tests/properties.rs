//! What holds for any combination of records: one rule opens, or none does.

use super::access_keys::{any_operation, any_scope};
use super::sharing::{ADMINS, TEAM, TEAM_GROUP, WRITERS, at, grant, link, someone, team_bucket};
use super::team_keys::key_of_team;
use super::*;

fn any_grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![
        Just(Grantee::Person(BENOIT)),
        Just(Grantee::Person(PersonId(3))),
        Just(Grantee::Team(TEAM)),
        Just(Grantee::Everyone),
        Just(Grantee::Public),
        Just(Grantee::Email(Email::parse("b@example.org").unwrap())),
    ]
}

fn any_groups() -> impl Strategy<Value = Vec<String>> {
    let known = [TEAM_GROUP, ADMINS, WRITERS, "prices"].map(str::to_owned).to_vec();
    proptest::sample::subsequence(known, 0..4)
}

fn any_role() -> impl Strategy<Value = Role> {
    proptest::sample::select(Role::ALL.to_vec())
}

fn any_grant() -> impl Strategy<Value = GrantFacts> {
    let bucket_name = prop_oneof![Just("notes"), Just("other")];
    let below = proptest::option::of("[ab]{1,2}/");
    let until = proptest::option::of(0_i64..20);
    let vouched = proptest::option::of(0_i64..20);
    let set = proptest::option::of(any_role());
    let offered = (any_grantee(), any_groups(), any_role(), below, bucket_name, 1_i64..4);
    (offered, until, vouched, set).prop_map(
        |((to, groups, role, below, name, by), until, vouched_at, giver_set)| {
            let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
            let giver = someone(PersonId(by), "alice.tremblay", &groups);
            let mut made = grant(to, below.as_deref(), role);
            made.group = Some(TEAM_GROUP.to_owned());
            (made.giver, made.giver_set) = (giver, giver_set);
            made.vouched_at = vouched_at.map(at);
            made.grant.bucket = bucket("minimal", name);
            (made.grant.until, made.grant.by) = (until.map(at), PersonId(by));
            made
        },
    )
}

fn any_facts() -> impl Strategy<Value = BucketFacts> {
    let owner = prop_oneof![
        Just(None),
        (1_i64..4).prop_map(|id| Some(Owner::Person(PersonId(id)))),
        Just(Some(Owner::Team(TEAM))),
    ];
    let grants = proptest::collection::vec(any_grant(), 0..5);
    let set = proptest::option::of(any_role());
    (owner, any::<bool>(), any::<bool>(), set, grants).prop_map(
        |(owner, contributors_share, shared_folders, set_role, mut grants)| {
            for (number, given) in (1..).zip(&mut grants) {
                given.grant.id = GrantId(number);
            }
            let settings = Settings { contributors_share, shared_folders };
            BucketFacts { owner, settings, set_role, grants, ..team_bucket() }
        },
    )
}

fn any_caller() -> impl Strategy<Value = Caller> {
    let kind = prop_oneof![Just(LinkKind::Read { view_only: false }), Just(LinkKind::Upload)];
    let link =
        (kind, proptest::collection::vec("[ab]{1,2}/", 0..3)).prop_map(|(kind, prefixes)| {
            let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
            link(kind, &["a/b"], &prefixes)
        });
    let person = any_groups().prop_map(|groups| {
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        person(BENOIT, "benoit.gagnon", &groups)
    });
    let team = Just(key_of_team(KeyScope::everything(instance("minimal"))));
    prop_oneof![3 => person, 1 => link, 1 => team, 1 => Just(Caller::Anonymous)]
}

fn decided(
    caller: &Caller,
    facts: &BucketFacts,
    operation: &Operation,
    now: i64,
) -> Result<Ruling, Denied> {
    let facts = Facts { bucket: facts.clone(), source: Some(facts.clone()) };
    policy(true).explain(caller, &facts, operation, at(now))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_teams_key_opens_no_more_than_any_contributor_may(
        scope in any_scope(), facts in any_facts(), operation in any_operation(), now in 0_i64..20,
    ) {
        let key = key_of_team(scope);
        if decided(&key, &facts, &operation, now).is_ok() {
            let contributor = person(PersonId(99), "somebody.else", &[TEAM_GROUP, WRITERS]);
            let own = BucketFacts { set_role: None, ..facts };
            prop_assert!(decided(&contributor, &own, &operation, now).is_ok());
        }
    }

    #[test]
    fn nothing_opens_together_what_none_opens_alone(
        caller in any_caller(), facts in any_facts(), operation in any_operation(), now in 0_i64..20,
    ) {
        let together = decided(&caller, &facts, &operation, now).is_ok();
        let alone = |kept: Vec<GrantFacts>| {
            let facts = BucketFacts { grants: kept, ..facts.clone() };
            // The two halves of a copy are two questions: each is asked of each rule.
            (decided(&caller, &facts, &operation, now), facts)
        };
        let mut each: Vec<_> = facts.grants.iter().map(|given| alone(vec![given.clone()])).collect();
        each.push(alone(Vec::new()));
        if operation.source().is_none() {
            prop_assert_eq!(together, each.iter().any(|(ruling, _)| ruling.is_ok()));
        } else if !together {
            prop_assert!(each.iter().all(|(ruling, _)| ruling.is_err()));
        }
    }

    #[test]
    fn taking_back_what_decided_closes_unless_another_rule_opens(
        caller in any_caller(), facts in any_facts(), operation in any_operation(), now in 0_i64..20,
    ) {
        let Ok(ruling) = decided(&caller, &facts, &operation, now) else { return Ok(()) };
        let (Rule::Grant(id) | Rule::Published(id)) = ruling.rule else { return Ok(()) };
        let grants: Vec<_> = facts.grants.iter().filter(|given| given.grant.id != id).cloned().collect();
        let without = decided(&caller, &BucketFacts { grants, ..facts.clone() }, &operation, now);
        prop_assert!(without.is_err() || without.unwrap().rule != ruling.rule);
        let nothing = BucketFacts { grants: Vec::new(), ..facts };
        let closed = decided(&caller, &nothing, &operation, now);
        prop_assert!(!closed.is_ok_and(|closed| closed.rule == ruling.rule));
    }

    #[test]
    fn time_only_closes(
        caller in any_caller(), facts in any_facts(), operation in any_operation(), now in 0_i64..20, later in 0_i64..20,
    ) {
        let (now, later) = (now.min(later), now.max(later));
        if decided(&caller, &facts, &operation, later).is_ok() {
            prop_assert!(decided(&caller, &facts, &operation, now).is_ok());
        }
    }

    #[test]
    fn a_grant_opens_no_more_than_its_giver_may(
        facts in any_facts(), operation in any_operation(), now in 0_i64..20,
    ) {
        let caller = person(BENOIT, "benoit.gagnon", &[TEAM_GROUP]);
        let Ok(Ruling { rule: Rule::Grant(id), .. }) = decided(&caller, &facts, &operation, now) else { return Ok(()) };
        let given = facts.grants.iter().find(|given| given.grant.id == id).unwrap();
        let giver = Caller::Person(given.giver.clone());
        let own = BucketFacts { set_role: given.giver_set, grants: Vec::new(), ..facts.clone() };
        let facts = Facts { bucket: own.clone(), source: Some(facts.clone()) };
        let asked = policy(true).explain(&giver, &facts, &operation, at(now));
        // The source of a copy is the asker's affair, not the giver's.
        prop_assert!(asked.is_ok() || operation.source().is_some());
        let boundary = given.grant.prefix.as_ref().map_or("", KeyPrefix::as_str);
        let inside = operation.action() == Action::InspectBucket
            || operation.touched_keys().all(|key| key.as_str().starts_with(boundary));
        prop_assert!(inside, "{boundary} {operation:?}");
    }

    #[test]
    fn a_link_opens_no_more_than_its_sharer_may(
        facts in any_facts(), operation in any_operation(), now in 0_i64..20, upload in any::<bool>(),
    ) {
        let kind = if upload { LinkKind::Upload } else { LinkKind::Read { view_only: false } };
        let caller = link(kind, &["a/b"], &["a/"]);
        if decided(&caller, &facts, &operation, now).is_ok() {
            prop_assert!(decided(&alice(), &facts, &operation, now).is_ok());
            prop_assert!(operation.touched_keys().all(|key| key.as_str().starts_with("a/")));
            let expected: &[Action] = if upload { &[Action::Add] } else { &[Action::List, Action::Read] };
            prop_assert!(expected.contains(&operation.action()));
        }
    }
}
