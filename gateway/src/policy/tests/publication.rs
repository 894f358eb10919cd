use super::access_keys::{copy, get, list, notes, uploads_of};
use super::sharing::{ADMINS, TEAM_GROUP, at, grant, personal, someone, team_bucket, with_grant};
use super::*;
use crate::s3::call::Call;

fn public(below: &str) -> BucketFacts {
    with_grant(grant(Grantee::Public, Some(below), Role::Viewer))
}

/// As programs ask.
fn call(method: &str, path: &str, query: &str) -> Operation {
    let domains = crate::s3::address::Domains::default();
    let address = crate::s3::address::Address::parse(path, "s3.example.org", &domains).unwrap();
    let method = method.parse().unwrap();
    let call = Call::parse(&method, address, query, &http::HeaderMap::new()).unwrap();
    Operation::Relayed { bucket: notes(), call: Box::new(call) }
}

#[test]
fn what_is_public_is_names_and_bytes_as_they_are_now_and_nothing_else() {
    let facts = Facts { bucket: public("open/"), source: Some(public("open/")) };
    let check = |caller: &Caller, operation: Operation, open: bool| {
        let ruling = policy(true).explain(caller, &facts, &operation, at(0));
        assert_eq!(ruling.is_ok(), open, "{caller:?} {operation:?}");
    };
    for caller in [Caller::Anonymous, person(BENOIT, "benoit.gagnon", &[])] {
        let check = |operation, open| check(&caller, operation, open);
        check(get(&notes(), "open/a"), true);
        check(list(&notes(), "open/deep/"), true);
        check(Operation::HeadBucket { bucket: notes() }, true);
        let key = || Key::parse("open/a").unwrap();
        check(Operation::GetTags { bucket: notes(), key: key() }, false);
        check(Operation::ListVersions { bucket: notes(), after: None }, false);
        check(uploads_of(&notes(), "open/"), false);
        check(copy("notes", ("notes", "open/a"), "open/b"), false);
        let bucket = format!("/{}", notes().name);
        let object = format!("{bucket}/open/a");
        check(call("GET", &object, ""), true);
        check(call("HEAD", &object, ""), true);
        check(call("GET", &bucket, "list-type=2&prefix=open%2F"), true);
        check(call("GET", &bucket, "prefix=open%2F"), true);
        check(call("GET", &bucket, "location"), true);
        check(call("GET", &object, "versionId=1"), false);
        check(call("GET", &object, "tagging"), false);
        check(call("GET", &object, "attributes"), false);
        check(call("GET", &object, "uploadId=u"), false);
        check(call("GET", &bucket, "versions&prefix=open%2F"), false);
        check(call("GET", &bucket, "uploads&prefix=open%2F"), false);
        check(call("GET", &bucket, "versioning"), false);
        check(call("GET", &bucket, "list-type=2"), false);
    }
}

#[test]
fn a_publication_is_in_force_while_its_giver_manages_and_the_operator_allows_it() {
    let published = |bucket: BucketFacts, by: &[&str]| Publication {
        given: GrantFacts {
            giver: someone(ALICE, "alice.tremblay", by),
            ..grant(Grantee::Public, Some("open/"), Role::Viewer)
        },
        bucket,
    };
    let own = published(personal(), &[]);
    let in_force = |policy: &Policy, it: &Publication| policy.is_in_force(it, at(0));
    assert!(in_force(&policy(true), &own));
    assert!(in_force(&policy(true), &published(team_bucket(), &[TEAM_GROUP, ADMINS])));
    for lapsed in [
        published(team_bucket(), &[TEAM_GROUP]),
        published(team_bucket(), &[ADMINS]),
        published(owned_by(BENOIT).bucket, &[]),
        published(BucketFacts::default(), &[]),
        Publication { given: grant(Grantee::Everyone, None, Role::Viewer), bucket: personal() },
    ] {
        assert!(!in_force(&policy(true), &lapsed), "{lapsed:?}");
    }
    let mut off = policy(true);
    off.instances.get_mut(&instance("minimal")).unwrap().publishing = false;
    assert!(!in_force(&off, &own));
    assert!(!off.allows_publishing(&instance("minimal")));
    assert!(off.allows_publishing_anywhere(), "premium still does");
    // A shut door lets in those who signed in.
    let benoit = person(BENOIT, "benoit.gagnon", &[]);
    let seen = |door, caller: &Caller| policy(door).is_public_to(caller, &own, at(0));
    assert!(seen(true, &Caller::Anonymous) && seen(false, &benoit));
    assert!(!seen(false, &Caller::Anonymous));
}
