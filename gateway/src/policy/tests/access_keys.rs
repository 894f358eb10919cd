use std::collections::BTreeMap;

use super::*;
use crate::s3::operation::{ListPage, UploadId, UploadsPage};

fn key_of(owner: Caller, scope: KeyScope) -> Caller {
    let Caller::Person(owner) = owner else { panic!("only people own keys") };
    Caller::AccessKey(AccessKey::imagined(KeyOwner::Person(owner), scope))
}

/// `everything`, or buckets as in `notes` and `notes:team/,raw/`.
fn scope(instance_id: &str, reach: &[&str], read_only: bool) -> KeyScope {
    let bucket = |text: &&str| {
        let (name, prefixes) = text.split_once(':').unwrap_or((text, ""));
        let prefixes = prefixes.split(',').filter(|prefix| !prefix.is_empty());
        let prefixes = prefixes.map(|prefix| KeyPrefix::parse(prefix).unwrap()).collect();
        (BucketName::parse(name).unwrap(), prefixes)
    };
    let reach = match reach {
        ["everything"] => Reach::Everything,
        buckets => Reach::Buckets(buckets.iter().map(bucket).collect()),
    };
    KeyScope { instance: instance(instance_id), reach, read_only }
}

fn ask(scope: KeyScope, facts: Facts, operation: Operation) -> Option<Denied> {
    let caller = key_of(alice(), scope);
    policy(true).permit(&caller, &facts, operation, Timestamp::UNIX_EPOCH).err()
}

pub(super) fn notes() -> Bucket {
    bucket("minimal", "notes")
}

pub(super) fn get(place: &Bucket, key: &str) -> Operation {
    Operation::HeadObject { bucket: place.clone(), key: Key::parse(key).unwrap() }
}

pub(super) fn list(place: &Bucket, prefix: &str) -> Operation {
    let page = ListPage {
        prefix: crate::s3::names::Prefix::parse(prefix).unwrap(),
        folders: true,
        token: None,
        after: None,
        limit: 1000,
    };
    Operation::ListObjects { bucket: place.clone(), page }
}

pub(super) fn uploads_of(place: &Bucket, prefix: &str) -> Operation {
    let prefix = crate::s3::names::Prefix::parse(prefix).unwrap();
    let page = UploadsPage { prefix, ..UploadsPage::of_bucket(None) };
    Operation::ListUploads { bucket: place.clone(), page }
}

pub(super) fn copy(target: &str, from: (&str, &str), key: &str) -> Operation {
    Operation::CopyObject {
        bucket: bucket("minimal", target),
        key: Key::parse(key).unwrap(),
        source: CopySource {
            bucket: BucketName::parse(from.0).unwrap(),
            key: Key::parse(from.1).unwrap(),
            etag: None,
        },
        condition: WriteCondition::Always,
        attributes: CopiedAttributes::Kept { storage_class: None },
    }
}

#[test]
fn a_key_for_everything_does_what_its_owner_does_and_no_more() {
    let everything = || scope("minimal", &["everything"], false);
    let key = key_of(alice(), everything());
    check(&key, owned_by(ALICE), &notes(), EVERYTHING);
    check(&key, owned_by(BENOIT), &notes(), &[]);
    check(&key, Facts::default(), &notes(), &[]);
    let creation = &[Action::InspectBucket, Action::CreateBucket];
    check(&key, Facts::default(), &bucket("minimal", "alice.tremblay.raw"), creation);
}

#[test]
fn a_key_opens_no_other_instance() {
    let member = person(ALICE, "alice.tremblay", &["prices"]);
    let key = key_of(member, scope("minimal", &["everything"], false));
    check(&key, owned_by(ALICE), &bucket("premium", "notes"), &[]);
    check(&key, Facts::default(), &bucket("public", "census"), &[]);
    let policy = policy(true);
    assert_eq!(policy.may_enter(&key, &instance("premium")), Err(Denied::OutOfScope));
    assert_eq!(policy.may_enter(&key, &instance("minimal")), Ok(()));
}

#[test]
fn a_key_ends_with_the_groups_of_its_owner() {
    let premium = bucket("premium", "notes");
    let with = |groups: &[&str]| {
        let owner = person(ALICE, "alice.tremblay", groups);
        key_of(owner, scope("premium", &["everything"], false))
    };
    check(&with(&["prices"]), owned_by(ALICE), &premium, EVERYTHING);
    check(&with(&[]), owned_by(ALICE), &premium, &[]);
}

#[test]
fn a_key_that_only_reads_changes_nothing() {
    let key = key_of(alice(), scope("minimal", &["notes"], true));
    check(&key, owned_by(ALICE), &notes(), &[Action::InspectBucket, Action::Read]);
}

#[test]
fn what_lies_outside_the_scope_is_closed_before_anybody_asks_whose_it_is() {
    for facts in [owned_by(ALICE), owned_by(BENOIT), Facts::default()] {
        let other = bucket("minimal", "other");
        let denied = ask(scope("minimal", &["notes"], false), facts.clone(), get(&other, "a"));
        assert_eq!(denied, Some(Denied::OutOfScope), "{facts:?}");
    }
}

#[test]
fn a_key_for_one_object_reads_it_and_nothing_else() {
    let check = |held: &str, operation: Operation, open: bool| {
        let reach = Reach::Object(notes().name, Key::parse(held).unwrap());
        let scope = KeyScope { instance: instance("minimal"), reach, read_only: true };
        let denied = ask(scope, owned_by(ALICE), operation.clone());
        assert_eq!(denied.is_none(), open, "{held}: {operation:?}");
    };
    check("a/b", get(&notes(), "a/b"), true);
    check("a//b", get(&notes(), "a//b"), true);
    check("a/b", get(&notes(), "a/b/c"), false);
    check("a/b", get(&notes(), "a/b2"), false);
    check("a/b", get(&notes(), "a/"), false);
    check("a/b", get(&bucket("minimal", "other"), "a/b"), false);
    check("a/b", get(&bucket("premium", "notes"), "a/b"), false);
    check("a/../b", get(&notes(), "a/../b"), false);
    check("a/b", list(&notes(), "a/b"), false);
    check("a/b", list(&notes(), ""), false);
    check("a/b", Operation::HeadBucket { bucket: notes() }, false);
    check("a/b", Operation::ListBuckets { instance: instance("minimal") }, false);
    check("a/b", copy("notes", ("notes", "a/b"), "a/b"), false);
}

#[test]
fn a_prefix_is_a_boundary() {
    let team = || scope("minimal", &["notes:team/"], false);
    let check = |operation: Operation, open: bool| {
        let denied = ask(team(), owned_by(ALICE), operation.clone());
        assert_eq!(denied, (!open).then_some(Denied::OutOfScope), "{operation:?}");
    };
    check(get(&notes(), "team/a"), true);
    check(get(&notes(), "team/a/b"), true);
    check(get(&notes(), "team"), false);
    check(get(&notes(), "team2/a"), false);
    check(get(&notes(), "a/team/b"), false);
    check(get(&notes(), "team/../team2/a"), false);
    check(list(&notes(), "team/"), true);
    check(list(&notes(), "team/a"), true);
    check(list(&notes(), "team"), false);
    check(list(&notes(), "team2/"), false);
    check(list(&notes(), ""), false);
    check(Operation::HeadBucket { bucket: notes() }, true);
    check(Operation::DeleteBucket { bucket: notes() }, false);
    check(Operation::CreateBucket { bucket: notes() }, false);
    check(uploads_of(&notes(), ""), false);
    check(uploads_of(&notes(), "team"), false);
    check(uploads_of(&notes(), "team/a"), true);
    check(Operation::ListVersions { bucket: notes(), after: None }, false);
    let upload = UploadId::parse("u").unwrap();
    let abort = |key: &str| Operation::AbortUpload {
        bucket: notes(),
        key: Key::parse(key).unwrap(),
        upload: upload.clone(),
    };
    check(abort("team/a"), true);
    check(abort("other/a"), false);
}

#[test]
fn of_many_keys_each_must_be_in_reach() {
    let keys = |keys: &[&str]| keys.iter().map(|key| Key::parse(*key).unwrap()).collect::<Vec<_>>();
    let team = || scope("minimal", &["notes:team/,raw/"], false);
    let check = |named: &[&str], open: bool| {
        let delete = Operation::DeleteObjects { bucket: notes(), keys: keys(named) };
        assert_eq!(ask(team(), owned_by(ALICE), delete).is_none(), open, "{named:?}");
        let version = |key| ObjectVersion { key, id: VersionId::parse("null").unwrap() };
        let versions = keys(named).into_iter().map(version).collect();
        let purge = Operation::DeleteVersions { bucket: notes(), versions };
        assert_eq!(ask(team(), owned_by(ALICE), purge).is_none(), open, "{named:?}");
    };
    check(&["team/a", "raw/b"], true);
    check(&["team/a", "other/b"], false);
    check(&[], false);
}

#[test]
fn the_source_of_a_copy_must_be_in_reach_too() {
    let facts = Facts { source: Some(owned_by(ALICE).bucket), ..owned_by(ALICE) };
    let check = |reach: &[&str], operation: Operation, open: bool| {
        let denied = ask(scope("minimal", reach, false), facts.clone(), operation.clone());
        assert_eq!(denied.is_none(), open, "{reach:?} {operation:?}");
    };
    check(&["notes", "raw"], copy("notes", ("raw", "a"), "a"), true);
    check(&["notes"], copy("notes", ("raw", "a"), "a"), false);
    check(&["raw"], copy("notes", ("raw", "a"), "a"), false);
    check(&["notes", "raw:in/"], copy("notes", ("raw", "in/a"), "a"), true);
    check(&["notes", "raw:in/"], copy("notes", ("raw", "out/a"), "a"), false);
    // A target in reach does not make its neighbour a source.
    check(&["notes:in/"], copy("notes", ("notes", "out/a"), "in/a"), false);
}

#[test]
fn the_page_is_told_what_holds_in_the_folder() {
    let actions = [Action::Read, Action::Write, Action::Delete, Action::DeleteBucket];
    let check = |reach: &[&str], read_only: bool, [root, below]: [&[Action]; 2]| {
        let key = key_of(alice(), scope("minimal", reach, read_only));
        let now = Timestamp::UNIX_EPOCH;
        let facts = owned_by(ALICE).bucket;
        let allowed =
            |folder: &str| policy(true).allowed_in(&key, &facts, &notes(), folder, &actions, now);
        assert_eq!([allowed(""), allowed("team/a/")], [root, below], "{reach:?}");
    };
    check(&["everything"], false, [&actions, &actions]);
    check(&["notes"], true, [&[Action::Read], &[Action::Read]]);
    check(&["notes:team/"], false, [&[], &actions[..3]]);
    check(&["other"], false, [&[], &[]]);
}

pub(super) fn any_scope() -> impl Strategy<Value = KeyScope> {
    let prefix = "[ab]{1,2}/".prop_map(|text| KeyPrefix::parse(&text).unwrap());
    let name = prop_oneof![Just("notes"), Just("alice.tremblay"), Just("other")]
        .prop_map(|name| BucketName::parse(name).unwrap());
    let buckets =
        proptest::collection::btree_map(name, proptest::collection::vec(prefix, 0..3), 0..3);
    let object = ("[ab]{1,2}/?[ab]{1,2}", prop_oneof![Just("notes"), Just("other")]);
    let object = object.prop_map(|(key, name)| {
        Reach::Object(BucketName::parse(name).unwrap(), Key::parse(key).unwrap())
    });
    let reach = prop_oneof![Just(Reach::Everything), buckets.prop_map(Reach::Buckets), object];
    let instance = prop_oneof![Just("minimal"), Just("premium"), Just("public")].prop_map(instance);
    (instance, reach, any::<bool>()).prop_map(|(instance, reach, read_only)| KeyScope {
        instance,
        reach,
        read_only,
    })
}

pub(super) fn any_operation() -> impl Strategy<Value = Operation> {
    let instance = prop_oneof![Just("minimal"), Just("premium"), Just("public")];
    let name = prop_oneof![Just("notes"), Just("alice.tremblay"), Just("other")];
    (instance, name, "[ab]{1,2}/?[ab.]{1,2}", 0..14_usize).prop_map(|(id, name, key, which)| {
        let place = bucket(id, name);
        let copying = |target: &str| match copy(target, ("notes", &key), &key) {
            Operation::CopyObject { key, source, condition, attributes, .. } => {
                Operation::CopyObject { bucket: place.clone(), key, source, condition, attributes }
            }
            other => other,
        };
        match which {
            9 => list(&place, &key),
            10 => copying(name),
            11 => Operation::ListBuckets { instance: place.instance },
            12 => Operation::ListVersions { bucket: place, after: None },
            13 => get(&place, &key),
            which => operations(&place).swap_remove(which),
        }
    })
}

/// Something wider than `scope`: each narrowing taken away or kept.
fn widened(scope: &KeyScope, (all, whole, writes): (bool, bool, bool)) -> KeyScope {
    let reach = match &scope.reach {
        Reach::Buckets(buckets) if !all => {
            let kept =
                |prefixes: &Vec<KeyPrefix>| if whole { Vec::new() } else { prefixes.clone() };
            let buckets: BTreeMap<_, _> =
                buckets.iter().map(|(name, prefixes)| (name.clone(), kept(prefixes))).collect();
            Reach::Buckets(buckets)
        }
        Reach::Object(name, _) if !all => Reach::Buckets([(name.clone(), Vec::new())].into()),
        _ => Reach::Everything,
    };
    KeyScope { instance: scope.instance.clone(), reach, read_only: scope.read_only && !writes }
}

proptest! {
    #[test]
    fn a_key_never_opens_what_its_owner_may_not(
        scope in any_scope(), operation in any_operation(), prices in any::<bool>(),
        owner in proptest::option::of(1_i64..3), source_owner in proptest::option::of(1_i64..3),
    ) {
        let groups: &[&str] = if prices { &["prices"] } else { &[] };
        let alice = person(ALICE, "alice.tremblay", groups);
        let owned = |id: Option<i64>| id.map(|id| owned_by(PersonId(id)).bucket).unwrap_or_default();
        let facts = Facts { bucket: owned(owner), source: Some(owned(source_owner)) };
        let key = key_of(alice.clone(), scope);
        let now = Timestamp::UNIX_EPOCH;
        if policy(true).permit(&key, &facts, operation.clone(), now).is_ok() {
            prop_assert!(policy(true).permit(&alice, &facts, operation, now).is_ok());
        }
    }

    #[test]
    fn narrowing_only_narrows(scope in any_scope(), operation in any_operation(), wider in any::<(bool, bool, bool)>()) {
        let facts = Facts { source: Some(owned_by(ALICE).bucket), ..owned_by(ALICE) };
        let wide = ask(widened(&scope, wider), facts.clone(), operation.clone());
        if ask(scope, facts, operation).is_none() {
            prop_assert_eq!(wide, None);
        }
    }
}
