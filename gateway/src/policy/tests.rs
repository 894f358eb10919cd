mod access_keys;
mod properties;
mod publication;
mod sharing;
mod table;
mod team_keys;

use proptest::prelude::*;

use super::*;
use crate::s3::names::Key;
use crate::s3::operation::{
    CopiedAttributes, CopySource, Deletion, ObjectHeaders, ObjectVersion, ReadConditions, UploadId,
    VersionId, WriteCondition,
};

const ALICE: PersonId = PersonId(1);
const BENOIT: PersonId = PersonId(2);

/// What people gave pauses when nobody vouched for them for so long.
const GROUPS_SECONDS_MAX: i64 = 10;

fn policy(anonymous_door: bool) -> Policy {
    let rules = |kind, visible_to| InstanceRules {
        kind,
        visible_to,
        creation: vec![
            NamePattern::parse("{handle}").unwrap(),
            NamePattern::parse("{handle}.{name}").unwrap(),
        ],
        datasets: None,
        teams: TeamBuckets { who: WhichTeams::All, template: TeamTemplate::default() },
        publishing: true,
    };
    let instances = BTreeMap::from([
        (instance("minimal"), rules(InstanceKind::SelfServe, Visibility::Everyone)),
        (
            instance("premium"),
            rules(InstanceKind::SelfServe, Visibility::Groups(vec!["prices".to_owned()])),
        ),
        (instance("public"), rules(InstanceKind::Public, Visibility::Everyone)),
    ]);
    let raised = |group: &str, role| (GroupPattern::parse(group).unwrap(), role);
    let teams = TeamRules {
        group: GroupPattern::parse("/teams/{name}").unwrap(),
        name: None,
        members: Role::Viewer,
        raised: vec![
            raised("/teams/{name}/writers", Role::Contributor),
            raised("/teams/{name}/admins", Role::Manager),
        ],
    };
    Policy::new(instances, anonymous_door)
        .with_teams(Teams(vec![teams]))
        .with_groups_max_age(SignedDuration::from_secs(GROUPS_SECONDS_MAX))
}

fn instance(id: &str) -> InstanceId {
    InstanceId::parse(id).unwrap()
}

fn bucket(id: &str, name: &str) -> Bucket {
    Bucket { instance: instance(id), name: BucketName::parse(name).unwrap() }
}

fn person(id: PersonId, handle: &str, groups: &[&str]) -> Caller {
    Caller::Person(Person {
        id,
        handle: Handle::parse(handle).unwrap(),
        name: handle.to_owned(),
        email: None,
        groups: groups.iter().map(ToString::to_string).collect(),
    })
}

fn alice() -> Caller {
    person(ALICE, "alice.tremblay", &[])
}

fn owned_by(id: PersonId) -> Facts {
    Facts::owned_by(Owner::Person(id))
}

fn operations(bucket: &Bucket) -> Vec<Operation> {
    let bucket = || bucket.clone();
    let key = || Key::parse("a/b.csv").unwrap();
    vec![
        Operation::HeadBucket { bucket: bucket() },
        Operation::CreateBucket { bucket: bucket() },
        Operation::DeleteBucket { bucket: bucket() },
        Operation::HeadObject { bucket: bucket(), key: key() },
        Operation::GetObject {
            bucket: bucket(),
            key: key(),
            range: None,
            conditions: ReadConditions::default(),
        },
        Operation::PutObject {
            bucket: bucket(),
            key: key(),
            condition: WriteCondition::Always,
            headers: ObjectHeaders::default(),
        },
        Operation::DeleteObject { bucket: bucket(), key: key(), deletion: Deletion::Newest },
        Operation::DeleteObjects { bucket: bucket(), keys: vec![key()] },
        Operation::DeleteVersions {
            bucket: bucket(),
            versions: vec![ObjectVersion { key: key(), id: VersionId::parse("null").unwrap() }],
        },
    ]
}

/// The actions that the policy allows, in words, for a bucket and a caller.
fn check(caller: &Caller, facts: Facts, place: &Bucket, expected: &[Action]) {
    for operation in operations(place) {
        let action = operation.action();
        let permitted =
            policy(true).permit(caller, &facts, operation, Timestamp::UNIX_EPOCH).is_ok();
        assert_eq!(
            permitted,
            expected.contains(&action),
            "{caller:?} {facts:?} {place} {action:?}"
        );
    }
}

const EVERYTHING: &[Action] = &[
    Action::InspectBucket,
    Action::CreateBucket,
    Action::DeleteBucket,
    Action::Read,
    Action::Write,
    Action::Delete,
    Action::Purge,
];

#[test]
fn the_owner_does_everything_in_a_bucket_whatever_its_name() {
    check(&alice(), owned_by(ALICE), &bucket("minimal", "alice.tremblay"), EVERYTHING);
    check(&alice(), owned_by(ALICE), &bucket("minimal", "adopted-bucket"), EVERYTHING);
}

#[test]
fn a_name_permits_creation_and_nothing_else() {
    let creation = &[Action::InspectBucket, Action::CreateBucket];
    check(&alice(), Facts::default(), &bucket("minimal", "alice.tremblay"), creation);
    check(&alice(), Facts::default(), &bucket("minimal", "alice.tremblay.notes"), creation);
    check(&alice(), Facts::default(), &bucket("minimal", "benoit.gagnon"), &[]);
}

#[test]
fn another_persons_bucket_is_closed_even_when_it_bears_my_handle() {
    check(&alice(), owned_by(BENOIT), &bucket("minimal", "alice.tremblay"), &[]);
    check(&Caller::Anonymous, owned_by(ALICE), &bucket("minimal", "alice.tremblay"), &[]);
}

#[test]
fn a_copy_is_a_read_of_its_source_and_a_write_of_its_target() {
    let check = |from: Option<PersonId>, to: Option<PersonId>, expected: Option<Denied>| {
        let owned = |id: Option<PersonId>| BucketFacts {
            owner: id.map(Owner::Person),
            ..BucketFacts::default()
        };
        let facts = Facts { bucket: owned(to), source: Some(owned(from)) };
        let operation = Operation::CopyObject {
            bucket: bucket("minimal", "target-bucket"),
            key: Key::parse("copy").unwrap(),
            source: CopySource {
                bucket: BucketName::parse("source-bucket").unwrap(),
                key: Key::parse("a").unwrap(),
                etag: None,
            },
            condition: WriteCondition::Absent,
            attributes: CopiedAttributes::Kept { storage_class: None },
        };
        let decided = policy(true).permit(&alice(), &facts, operation, Timestamp::UNIX_EPOCH);
        assert_eq!(decided.err(), expected, "{from:?} {to:?}");
    };
    check(Some(ALICE), Some(ALICE), None);
    check(Some(BENOIT), Some(ALICE), Some(Denied::NoSuchBucket));
    check(Some(ALICE), Some(BENOIT), Some(Denied::NoSuchBucket));
    check(None, Some(ALICE), Some(Denied::NoSuchBucket));
    check(Some(ALICE), None, Some(Denied::NoSuchBucket));
}

#[test]
fn owning_a_bucket_does_not_open_an_instance_one_may_not_see() {
    let bucket = bucket("premium", "alice.tremblay");
    check(&alice(), owned_by(ALICE), &bucket, &[]);
    check(&person(ALICE, "alice.tremblay", &["prices"]), owned_by(ALICE), &bucket, EVERYTHING);
    check(&person(ALICE, "alice.tremblay", &["prices2"]), owned_by(ALICE), &bucket, &[]);
}

#[test]
fn public_data_is_read_by_everybody_and_written_by_nobody() {
    let reading = &[Action::InspectBucket, Action::Read];
    check(&Caller::Anonymous, Facts::default(), &bucket("public", "census"), reading);
    check(&alice(), owned_by(ALICE), &bucket("public", "census"), reading);
}

#[test]
fn a_shut_door_sends_the_stranger_to_sign_in_and_still_lets_people_read() {
    let read = || Operation::HeadObject {
        bucket: bucket("public", "census"),
        key: Key::parse("a").unwrap(),
    };
    let ask = |caller: &Caller| {
        policy(false)
            .permit(caller, &Facts::default(), read(), Timestamp::UNIX_EPOCH)
            .map(|_| ())
            .err()
    };
    assert_eq!(ask(&Caller::Anonymous), Some(Denied::NotSignedIn));
    assert_eq!(ask(&alice()), None);
}

#[test]
fn cellier_itself_never_touches_what_people_store() {
    check(
        &Caller::Cellier,
        owned_by(ALICE),
        &bucket("minimal", "alice.tremblay"),
        &[Action::InspectBucket],
    );
}

#[test]
fn cellier_itself_gives_up_unfinished_uploads_where_the_records_know_whose_bucket_it_is() {
    let place = bucket("minimal", "alice.tremblay");
    let key = || Key::parse("a").unwrap();
    let upload = || UploadId::parse("u").unwrap();
    let begin = Operation::CreateUpload {
        bucket: place.clone(),
        key: key(),
        headers: ObjectHeaders::default(),
    };
    let complete = Operation::CompleteUpload {
        bucket: place.clone(),
        key: key(),
        upload: upload(),
        parts: Vec::new(),
        condition: WriteCondition::Absent,
    };
    let parts =
        Operation::ListParts { bucket: place.clone(), key: key(), upload: upload(), after: None };
    let abort = Operation::AbortUpload { bucket: place.clone(), key: key(), upload: upload() };
    for (operation, open) in [
        (access_keys::uploads_of(&place, ""), true),
        (parts, true),
        (abort, true),
        (begin, false),
        (complete, false),
    ] {
        let may = |facts: Facts| {
            let caller = Caller::Cellier;
            policy(true).explain(&caller, &facts, &operation, Timestamp::UNIX_EPOCH).is_ok()
        };
        assert_eq!(may(owned_by(ALICE)), open, "{operation:?}");
        assert!(!may(Facts::default()), "{operation:?} of a bucket that nobody recorded");
    }
}

#[test]
fn a_public_instance_offers_only_the_datasets_that_are_named() {
    let mut policy = policy(true);
    policy.instances.get_mut(&instance("public")).unwrap().datasets =
        Some([BucketName::parse("census").unwrap()].into());
    let ask = |name: &str| {
        let operation = Operation::HeadBucket { bucket: bucket("public", name) };
        policy
            .permit(&Caller::Anonymous, &Facts::default(), operation, Timestamp::UNIX_EPOCH)
            .map(|_| ())
            .err()
    };
    assert_eq!(ask("census"), None);
    assert_eq!(ask("internal"), Some(Denied::NoSuchBucket));
}

proptest! {
    #[test]
    fn where_no_rule_opens_it_is_denied(name in "[a-z][a-z0-9.-]{2,20}", owner in proptest::option::of(2_i64..9)) {
        prop_assume!(BucketName::parse(&name).is_ok());
        prop_assume!(name != "alice.tremblay" && !name.starts_with("alice.tremblay."));
        let facts = owner.map(|id| owned_by(PersonId(id))).unwrap_or_default();
        for operation in operations(&bucket("minimal", &name)) {
            prop_assert!(policy(true).permit(&alice(), &facts, operation, Timestamp::UNIX_EPOCH).is_err());
        }
    }

    #[test]
    fn a_permit_holds_exactly_what_was_asked(key in "[^\0]{1,200}") {
        let operation = Operation::DeleteObject {
            bucket: bucket("minimal", "b-1"), key: Key::parse(key).unwrap(), deletion: Deletion::Newest,
        };
        let permit = policy(true).permit(&alice(), &owned_by(ALICE), operation.clone(), Timestamp::UNIX_EPOCH).unwrap();
        prop_assert_eq!(permit.operation(), &operation);
    }
}
