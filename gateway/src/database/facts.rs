//! The records that a decision is made on, read at every request: a few rows, each found by its key.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::given::{SELECT_GIVEN, read_given};
use super::grants::{grantee_of_person, grantee_of_team};
use super::places::prefixes_over;
use super::rows::{self, Seconds};
use super::{Database, Error, buckets, teams};
use crate::policy::{BucketFacts, Caller, Extent, Facts, GrantFacts, Grantee, Owner, Person, Team};
use crate::s3::names::Bucket;
use crate::s3::operation::{Action, Operation};

/// Of a grant that could hold what is asked, the prefix is one of these.
const OVER: &str = "AND grants.prefix IN (SELECT value FROM json_each(?5))";
/// Where any grant of a bucket will do, to learn that it is there, 64 are looked at.
const ANY: &str = "AND ?5 IS NULL LIMIT 64";

/// Which grants of a bucket may open what is asked.
enum Wanted {
    None,
    /// Those of all of the bucket, and of each prefix that what is asked begins with: a JSON array of these.
    Over(String),
    /// Any.
    Any,
}

impl Database {
    /// The records that concern the operation and its caller.
    pub async fn facts(&self, caller: &Caller, operation: &Operation) -> Result<Facts, Error> {
        let Some(bucket) = operation.bucket().cloned() else { return Ok(Facts::default()) };
        let action = operation.action();
        let wanted = match action {
            Action::CreateBucket => Wanted::None,
            Action::InspectBucket => Wanted::Any,
            _ => over(Extent::of(operation).common_beginning()),
        };
        let source = operation
            .source()
            .map(|source| (source, over(Extent::of_source(operation).common_beginning())));
        let asker = Asker::of(caller)?;
        self.look_up(move |connection| {
            Ok(Facts {
                bucket: asker.facts(connection, &bucket, action, &wanted)?,
                source: source
                    .as_ref()
                    .map(|(source, wanted)| asker.facts(connection, source, Action::Read, wanted))
                    .transpose()?,
            })
        })
        .await
    }

    /// What is recorded of a bucket and whoever asks, apart from what was granted to them: what decides about sharing.
    pub async fn facts_of_bucket(
        &self,
        caller: &Caller,
        bucket: &Bucket,
    ) -> Result<BucketFacts, Error> {
        let (asker, bucket) = (Asker::of(caller)?, bucket.clone());
        self.look_up(move |connection| {
            asker.facts(connection, &bucket, Action::Share, &Wanted::Any)
        })
        .await
    }
}

/// For whom records are looked up.
#[derive(Debug)]
struct Asker {
    person: Option<Person>,
    /// Whom grants may be for, teams apart: these are found by `groups`. `None` where no grants count.
    grantees: Option<Vec<String>>,
    /// JSON array.
    groups: String,
}

impl Asker {
    fn of(caller: &Caller) -> Result<Self, Error> {
        let person = caller.leave_of().cloned();
        let mut grantees = vec!["public".to_owned()];
        if let Some(person) = caller.person() {
            grantees.extend([grantee_of_person(person.id), "everyone".to_owned()]);
        }
        let groups = match (caller.team(), caller.person()) {
            (Some(team), _) => std::slice::from_ref(&team.group),
            (None, Some(person)) => &person.groups,
            (None, None) => &[],
        };
        let grantees = match caller {
            // A link is worth what its sharer has, not what was granted to anybody.
            Caller::ShareLink(_) | Caller::Cellier => None,
            Caller::Person(_) | Caller::AccessKey(_) | Caller::Anonymous => Some(grantees),
        };
        Ok(Self { person, grantees, groups: rows::json(groups)? })
    }

    fn facts(
        &self,
        connection: &Connection,
        bucket: &Bucket,
        action: Action,
        wanted: &Wanted,
    ) -> Result<BucketFacts, Error> {
        let Some(record) = buckets::find(connection, bucket)? else {
            return Ok(BucketFacts::default());
        };
        let mut facts = record.facts(action);
        let person = self.person.as_ref();
        match (facts.owner, person) {
            // All is open to them: no grant could open more.
            (Some(Owner::Person(owner)), Some(person)) if owner == person.id => return Ok(facts),
            (Some(Owner::Team(team)), Some(person)) => {
                facts.set_role = teams::set_role(connection, team, person.id)?;
            }
            (None, _) => return Ok(facts),
            _ => {}
        }
        facts.grants = self.grants(connection, bucket, wanted)?;
        Ok(facts)
    }

    fn grants(
        &self,
        connection: &Connection,
        bucket: &Bucket,
        wanted: &Wanted,
    ) -> Result<Vec<GrantFacts>, Error> {
        let Some(grantees) = &self.grantees else { return Ok(Vec::new()) };
        let prefixes = match wanted {
            Wanted::None => return Ok(Vec::new()),
            Wanted::Over(prefixes) => Some(prefixes),
            Wanted::Any => None,
        };
        let place = (bucket.instance.as_str(), bucket.name.as_str());
        // Most buckets have none, and this answers that from the first entry of an index.
        let any = connection
            .prepare_cached("SELECT 1 FROM grants WHERE instance = ?1 AND bucket = ?2 LIMIT 1")?
            .exists(params![place.0, place.1])?;
        if !any {
            return Ok(Vec::new());
        }
        let teams = teams::of_groups(connection, &self.groups)?;
        let of_teams = teams.iter().map(|team| grantee_of_team(team.id));
        let grantees: Vec<String> = grantees.iter().cloned().chain(of_teams).collect();
        let (grantees, now) = (rows::json(&grantees)?, Seconds(Timestamp::now()));
        let which = if prefixes.is_some() { OVER } else { ANY };
        let mut statement =
            connection.prepare_cached(&format!("{SELECT_GIVEN} {GRANTS} {which}"))?;
        let values = params![place.0, place.1, grantees, now, prefixes];
        let found = statement.query_map(values, |row| Ok(read(row, &teams)))?;
        found.map(|row| row?).collect()
    }
}

/// Of a bucket, to any of these. Which team is whose is asked before: asked in here it made this question several times as
/// slow.
const GRANTS: &str = "AND grants.instance = ?1 AND grants.bucket = ?2 \
    AND grantee IN (SELECT value FROM json_each(?3)) AND (until IS NULL OR ?4 < until)";

/// `teams` are the caller's: the group of a grantee among them is told along.
fn read(row: &Row<'_>, teams: &[Team]) -> Result<GrantFacts, Error> {
    let given = read_given(row)?;
    let grantee = teams.iter().find(|team| given.grant.to == Grantee::Team(team.id));
    Ok(GrantFacts { group: grantee.map(|team| team.group.clone()), ..given })
}

fn over(beginning: &str) -> Wanted {
    let prefixes: Vec<&str> = prefixes_over(beginning).collect();
    rows::json(&prefixes).map_or(Wanted::None, Wanted::Over)
}

#[cfg(test)]
mod tests {
    use super::super::tests::is_found_by_its_key;
    use super::*;

    #[test]
    fn the_grants_of_a_decision_are_found_by_their_keys_however_many_there_are() {
        for which in [OVER, ANY] {
            let plan = is_found_by_its_key(&format!("{SELECT_GIVEN} {GRANTS} {which}"));
            let search =
                "USING INDEX sqlite_autoindex_grants_1 (instance=? AND bucket=? AND grantee=?";
            assert!(plan.contains(search), "{plan}");
        }
        assert!(
            is_found_by_its_key(&format!("{SELECT_GIVEN} {GRANTS} {OVER}"))
                .contains("grantee=? AND prefix=?)")
        );
    }
}
