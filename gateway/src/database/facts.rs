//! The records that a decision is made on, read at every request: a few rows, each found by its key.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::given::{SELECT_GIVEN, read_given};
use super::grants::{grantee_of_person, grantee_of_team};
use super::memory::Memory;
use super::places::prefixes_over;
use super::rows::{self, Seconds};
use super::{Database, Error, teams};
use crate::policy::{
    BucketFacts, Caller, Extent, Facts, GrantFacts, Grantee, Owner, PersonId, Team,
};
use crate::s3::names::Bucket;
use crate::s3::operation::{Action, Operation};

/// Of a grant that could hold what is asked, the prefix is one of these.
const OVER: &str = "AND grants.prefix IN (SELECT value FROM json_each(?5))";
/// Where any grant of a bucket will do, to learn that it is there, 64 are looked at.
const ANY: &str = "AND ?5 IS NULL LIMIT 64";

/// Which grants of a bucket may open what is asked.
enum Wanted {
    None,
    /// Those of all of the bucket, and of each prefix that what is asked begins with: this.
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
            _ => Wanted::Over(Extent::of(operation).common_beginning().to_owned()),
        };
        let beginning = || Extent::of_source(operation).common_beginning().to_owned();
        let source = operation.source().map(|source| (source, Wanted::Over(beginning())));
        let asker = Asker::of(caller);
        self.recall(move |connection, memory| {
            let bucket = asker.facts(connection, memory, &bucket, action, &wanted)?;
            let of_source = |(source, wanted): &(Bucket, Wanted)| {
                asker.facts(connection, memory, source, Action::Read, wanted)
            };
            Ok(Facts { bucket, source: source.as_ref().map(of_source).transpose()? })
        })
        .await
    }

    /// What is recorded of a bucket and whoever asks, apart from what was granted to them: what decides about sharing.
    pub async fn facts_of_bucket(
        &self,
        caller: &Caller,
        bucket: &Bucket,
    ) -> Result<BucketFacts, Error> {
        let (asker, bucket) = (Asker::of(caller), bucket.clone());
        self.recall(move |connection, memory| {
            asker.facts(connection, memory, &bucket, Action::Share, &Wanted::Any)
        })
        .await
    }
}

/// For whom records are looked up.
#[derive(Debug)]
struct Asker {
    /// By whose leave.
    leave_of: Option<PersonId>,
    person: Option<PersonId>,
    /// The person's, or the one that a team is bound to.
    groups: Vec<String>,
    /// Whether what was granted counts.
    by_grants: bool,
}

impl Asker {
    fn of(caller: &Caller) -> Self {
        let groups = match (caller.team(), caller.person()) {
            (Some(team), _) => vec![team.group.clone()],
            (None, Some(person)) => person.groups.clone(),
            (None, None) => Vec::new(),
        };
        Self {
            leave_of: caller.leave_of().map(|person| person.id),
            person: caller.person().map(|person| person.id),
            groups,
            by_grants: match caller {
                // A link is worth what its sharer has, not what was granted to anybody.
                Caller::ShareLink(_) | Caller::Cellier => false,
                Caller::Person(_) | Caller::AccessKey(_) | Caller::Anonymous => true,
            },
        }
    }

    fn facts(
        &self,
        connection: &Connection,
        memory: &mut Memory,
        bucket: &Bucket,
        action: Action,
        wanted: &Wanted,
    ) -> Result<BucketFacts, Error> {
        let Some(known) = memory.bucket(connection, bucket)? else {
            return Ok(BucketFacts::default());
        };
        let mut facts = known.record.facts(action);
        match (facts.owner, self.leave_of) {
            // All is open to them: no grant could open more.
            (Some(Owner::Person(owner)), Some(person)) if owner == person => return Ok(facts),
            (Some(Owner::Team(team)), Some(person)) => {
                facts.set_role = teams::set_role(connection, team, person)?;
            }
            (None, _) => return Ok(facts),
            _ => {}
        }
        if known.granted && self.by_grants {
            facts.grants = self.grants(connection, bucket, wanted)?;
        }
        Ok(facts)
    }

    fn grants(
        &self,
        connection: &Connection,
        bucket: &Bucket,
        wanted: &Wanted,
    ) -> Result<Vec<GrantFacts>, Error> {
        let prefixes = match wanted {
            Wanted::None => return Ok(Vec::new()),
            Wanted::Over(beginning) => Some(over(beginning)?),
            Wanted::Any => None,
        };
        let teams = if self.groups.is_empty() {
            Vec::new()
        } else {
            teams::of_groups(connection, &rows::json(&self.groups)?)?
        };
        let mut grantees = vec!["public".to_owned()];
        if let Some(person) = self.person {
            grantees.extend([grantee_of_person(person), "everyone".to_owned()]);
        }
        grantees.extend(teams.iter().map(|team| grantee_of_team(team.id)));
        let (grantees, now) = (rows::json(&grantees)?, Seconds(Timestamp::now()));
        let which = if prefixes.is_some() { OVER } else { ANY };
        let mut statement =
            connection.prepare_cached(&format!("{SELECT_GIVEN} {GRANTS} {which}"))?;
        let (instance, bucket) = (bucket.instance.as_str(), bucket.name.as_str());
        let values = params![instance, bucket, grantees, now, prefixes];
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

/// The prefixes that could hold all that begins so, as a JSON array.
fn over(beginning: &str) -> Result<String, Error> {
    let prefixes: Vec<&str> = prefixes_over(beginning).collect();
    rows::json(&prefixes)
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
