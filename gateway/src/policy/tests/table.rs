//! Roles, operations and the ways to them, as one table that somebody can read.

use super::access_keys::{copy, get, list, notes, uploads_of};
use super::sharing::{
    TEAM, TEAM_GROUP, former_manager, grant, link, personal, team_bucket, with_grant,
};
use std::fmt::Write as _;

use super::*;
use crate::s3::operation::{Tags, UploadId};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn put(key: &str, condition: WriteCondition) -> Operation {
    Operation::PutObject {
        bucket: notes(),
        key: Key::parse(key).unwrap(),
        condition,
        headers: ObjectHeaders::default(),
    }
}

fn asked() -> Vec<(&'static str, Operation)> {
    let key = || Key::parse("team/a").unwrap();
    let upload = || UploadId::parse("u").unwrap();
    let complete = |condition| Operation::CompleteUpload {
        bucket: notes(),
        key: key(),
        upload: upload(),
        parts: Vec::new(),
        condition,
    };
    let versions = vec![ObjectVersion { key: key(), id: VersionId::parse("null").unwrap() }];
    let absent = || WriteCondition::Absent;
    let delete = |key: &str| Operation::DeleteObject {
        bucket: notes(),
        key: Key::parse(key).unwrap(),
        deletion: Deletion::Newest,
    };
    vec![
        ("bucket: is there", Operation::HeadBucket { bucket: notes() }),
        ("bucket: create", Operation::CreateBucket { bucket: notes() }),
        ("bucket: delete", Operation::DeleteBucket { bucket: notes() }),
        ("list all", list(&notes(), "")),
        ("list team/", list(&notes(), "team/")),
        ("list team2/", list(&notes(), "team2/")),
        ("list versions", Operation::ListVersions { bucket: notes(), after: None }),
        ("list uploads", uploads_of(&notes(), "")),
        ("list uploads of team/", uploads_of(&notes(), "team/")),
        ("read team/a", get(&notes(), "team/a")),
        ("read team/../b", get(&notes(), "team/../b")),
        ("read team2/a", get(&notes(), "team2/a")),
        ("put new team/a", put("team/a", absent())),
        ("put new team2/a", put("team2/a", absent())),
        ("overwrite team/a", put("team/a", WriteCondition::Always)),
        (
            "begin upload team/a",
            Operation::CreateUpload {
                bucket: notes(),
                key: key(),
                headers: ObjectHeaders::default(),
            },
        ),
        (
            "parts of team/a",
            Operation::ListParts { bucket: notes(), key: key(), upload: upload(), after: None },
        ),
        ("complete new team/a", complete(absent())),
        ("complete over team/a", complete(WriteCondition::Always)),
        ("tag team/a", Operation::PutTags { bucket: notes(), key: key(), tags: Tags::new() }),
        ("delete team/a", delete("team/a")),
        ("delete team2/a", delete("team2/a")),
        ("purge team/a", Operation::DeleteVersions { bucket: notes(), versions }),
        ("copy team/b to team/a", copy("notes", ("notes", "team/b"), "team/a")),
        ("copy team2/b to team/a", copy("notes", ("notes", "team2/b"), "team/a")),
    ]
}

fn ways() -> Vec<(&'static str, Caller, BucketFacts)> {
    let team = |raised: &[&str]| {
        let groups: Vec<&str> = std::iter::once(TEAM_GROUP).chain(raised.iter().copied()).collect();
        person(BENOIT, "benoit.gagnon", &groups)
    };
    let benoit = || person(BENOIT, "benoit.gagnon", &[]);
    let given = |role| with_grant(grant(Grantee::Person(BENOIT), Some("team/"), role));
    let public = with_grant(grant(Grantee::Public, Some("team/"), Role::Viewer));
    let mut ended = given(Role::Contributor);
    ended.grants[0].grant.until = Some(NOW);
    let mut paused = given(Role::Contributor);
    paused.grants[0].vouched_at = Some(NOW - SignedDuration::from_secs(GROUPS_SECONDS_MAX + 1));
    let own_folder = || {
        let shared_folders = true;
        let settings = Settings { shared_folders, ..Settings::default() };
        BucketFacts { settings, ..team_bucket() }
    };
    let to_team = || with_grant(grant(Grantee::Team(TEAM), Some("team/"), Role::Contributor));
    let read = LinkKind::Read { view_only: false };
    let key = |read_only| {
        let Caller::Person(owner) = alice() else { panic!("alice is a person") };
        let scope = KeyScope { instance: instance("minimal"), reach: Reach::Everything, read_only };
        Caller::AccessKey(AccessKey::imagined(KeyOwner::Person(owner), scope))
    };
    let of_team = |read_only| {
        let Some(team) = team_bucket().team else { panic!("it is a team's") };
        let scope = KeyScope { read_only, ..KeyScope::everything(instance("minimal")) };
        Caller::AccessKey(AccessKey::imagined(KeyOwner::Team(team), scope))
    };
    vec![
        ("owner", alice(), personal()),
        ("owner's key", key(false), personal()),
        ("reading key", key(true), personal()),
        ("team viewer", team(&[]), team_bucket()),
        ("contributor", team(&["/teams/labour/writers"]), team_bucket()),
        ("manager", team(&["/teams/labour/admins"]), team_bucket()),
        ("team's key", of_team(false), team_bucket()),
        ("reading team's", of_team(true), team_bucket()),
        ("team's key gr.", of_team(false), to_team()),
        ("team's, other's", of_team(false), personal()),
        ("own folders", team(&["/teams/labour/writers"]), own_folder()),
        ("gr. uploader", benoit(), given(Role::Uploader)),
        ("gr. viewer", benoit(), given(Role::Viewer)),
        ("gr. contributor", benoit(), given(Role::Contributor)),
        ("gr. manager", benoit(), given(Role::Manager)),
        ("gr. ended", benoit(), ended),
        ("gr. paused", benoit(), paused),
        ("link folder", link(read, &[], &["team/"]), personal()),
        ("link object", link(read, &["team/a"], &[]), personal()),
        ("upload link", link(LinkKind::Upload, &[], &["team/"]), personal()),
        ("public", Caller::Anonymous, public),
        ("nobody", Caller::Anonymous, personal()),
        ("stranger", benoit(), personal()),
        ("left the team", benoit(), former_manager()),
    ]
}

#[test]
fn who_may_do_what() {
    let policy = policy(true);
    let mut table = format!("{:24}", "");
    for (name, ..) in ways() {
        write!(table, "{name:>16}").unwrap();
    }
    for (title, operation) in asked() {
        write!(table, "\n{title:24}").unwrap();
        for (_, caller, facts) in ways() {
            let facts = Facts { source: Some(facts.clone()), bucket: facts };
            let ruling = policy.explain(&caller, &facts, &operation, NOW);
            let cell = match ruling {
                Ok(ruling) => match ruling.rule {
                    Rule::Owner => "owner",
                    Rule::Team(_) => "team",
                    Rule::OwnFolder => "own folder",
                    Rule::Grant(_) => "grant",
                    Rule::Published(_) => "public",
                    Rule::Link(_) => "link",
                    Rule::Dataset | Rule::Name | Rule::Cellier => "other",
                },
                Err(_) => "-",
            };
            write!(table, "{cell:>16}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}
