//! Teams: bound once to the exact group of the identity provider, and who is what in them by a manager's word.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, Transaction, params};

use super::rows::{self, RoleText, Seconds};
use super::{Database, Error, people};
use crate::policy::{Person, PersonId, Role, Team, TeamId, TeamName};

/// What became of a group that is to be a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    Bound(Team),
    /// Another group has the name already, and keeps it: the operator is to tell them apart.
    Alike {
        name: TeamName,
        group: String,
        bound: String,
    },
}

/// A member of a team, as far as the identity provider said so, or somebody who was one and for whom a role is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    pub set: Option<SetRole>,
}

/// What a manager set for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRole {
    pub role: Role,
    /// The name of the manager; `None`: the operator.
    pub by: Option<String>,
    pub at: Timestamp,
}

impl Database {
    /// The teams of these groups, each bound now or before under the name wished for then. In the order of `groups`.
    pub async fn bind_teams(&self, groups: Vec<(TeamName, String)>) -> Result<Vec<Binding>, Error> {
        let asked = groups.clone();
        let known = self
            .look_up(move |connection| {
                let found = |(_, group): &(TeamName, String)| by_group(connection, group);
                asked.iter().map(found).collect::<Result<Vec<_>, Error>>()
            })
            .await?;
        if known.iter().all(Option::is_some) {
            return Ok(known.into_iter().flatten().map(Binding::Bound).collect());
        }
        self.write(move |transaction| {
            let bind = |(name, group): (TeamName, String)| {
                transaction.execute(
                    "INSERT INTO teams (name, group_claim, created_at, named_at) VALUES (?1, ?2, ?3, \
                     (SELECT MAX(groups_confirmed_at) FROM people WHERE EXISTS \
                     (SELECT 1 FROM json_each(people.group_claims) WHERE value = ?2))) \
                     ON CONFLICT DO NOTHING",
                    params![name.as_str(), group, Seconds(Timestamp::now())],
                )?;
                if let Some(team) = by_group(transaction, &group)? {
                    return Ok(Binding::Bound(team));
                }
                let bound = by_name(transaction, &name)?.ok_or(Error::Unreadable("team"))?.group;
                Ok(Binding::Alike { name, group, bound })
            };
            groups.into_iter().map(bind).collect()
        })
        .await
    }

    pub async fn team_by_name(&self, name: &TeamName) -> Result<Option<Team>, Error> {
        let name = name.clone();
        self.look_up(move |connection| by_name(connection, &name)).await
    }

    /// Every team, by name: for the operator's commands.
    pub async fn list_teams(&self) -> Result<Vec<Team>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY name"))?;
            let rows = statement.query_map([], |row| Ok(read(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// What a manager set for the person in the team.
    pub async fn team_role(&self, team: TeamId, person: PersonId) -> Result<Option<Role>, Error> {
        self.look_up(move |connection| set_role(connection, team, person)).await
    }

    /// What managers set for the person in the teams of these groups.
    pub async fn team_roles_of(
        &self,
        person: PersonId,
        groups: &[String],
    ) -> Result<BTreeMap<TeamId, Role>, Error> {
        let groups = rows::json(groups)?;
        self.look_up(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT team, role FROM team_roles WHERE person = ?1 AND team IN \
                 (SELECT id FROM teams WHERE group_claim IN (SELECT value FROM json_each(?2)))",
            )?;
            let rows = statement.query_map(params![person, groups], |row| {
                Ok((row.get(0)?, row.get::<_, RoleText>(1)?.0))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Who is in the team's group as far as is known here, by handle: whoever signed in with it last; and whoever has
    /// left it with a role of a manager's, which would count again.
    pub async fn members_of(&self, team: &Team) -> Result<Vec<Member>, Error> {
        let team = team.clone();
        self.read(move |connection| members(connection, &team)).await
    }

    /// A manager's word on what a member is; `None`: what the groups say. `by` is `None` for the operator's word.
    /// Answers whether it was set: not where `stands` says no of the members as they would be then. Of two changes at
    /// once the second sees the first.
    pub async fn set_team_role(
        &self,
        team: &Team,
        person: PersonId,
        role: Option<Role>,
        by: Option<PersonId>,
        now: Timestamp,
        stands: impl FnOnce(&[Member]) -> bool + Send + 'static,
    ) -> Result<bool, Error> {
        let team = team.clone();
        self.write(move |transaction| {
            let mut members = members(transaction, &team)?;
            for member in members.iter_mut().filter(|member| member.person.id == person) {
                member.set = role.map(|role| SetRole { role, by: None, at: now });
            }
            if !stands(&members) {
                return Ok(false);
            }
            match role {
                Some(role) => transaction.execute(
                    "INSERT INTO team_roles (team, person, role, set_by, set_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (team, person) DO UPDATE \
                     SET role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at",
                    params![team.id, person, RoleText(role), by, Seconds(now)],
                )?,
                None => transaction.execute(
                    "DELETE FROM team_roles WHERE team = ?1 AND person = ?2",
                    params![team.id, person],
                )?,
            };
            Ok(true)
        })
        .await
    }
}

fn members(connection: &Connection, team: &Team) -> Result<Vec<Member>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT people.id, people.handle, people.name, people.email, people.group_claims, role, \
         set_at, setter.name AS set_by FROM people \
         LEFT JOIN team_roles ON team_roles.person = people.id AND team = ?1 \
         LEFT JOIN people AS setter ON setter.id = team_roles.set_by \
         WHERE people.disabled_at IS NULL AND (role IS NOT NULL \
         OR EXISTS (SELECT 1 FROM json_each(people.group_claims) WHERE value = ?2)) \
         ORDER BY people.handle",
    )?;
    let rows = statement.query_map(params![team.id, team.group], |row| {
        let role: Option<RoleText> = row.get("role")?;
        let at: Option<Seconds> = row.get("set_at")?;
        let by: Option<String> = row.get("set_by")?;
        let set = role.zip(at).map(|(role, at)| SetRole { role: role.0, by, at: at.0 });
        Ok(people::read_first(row).map(|person| Member { person, set }))
    })?;
    rows.map(|row| row?).collect()
}

/// The identity provider named these groups for somebody: those that are teams are alive.
pub(super) fn note_named(
    transaction: &Transaction<'_>,
    groups: &[String],
    at: Timestamp,
) -> Result<(), Error> {
    transaction.execute(
        "UPDATE teams SET named_at = ?2 WHERE COALESCE(named_at, ?2) <= ?2 \
         AND group_claim IN (SELECT value FROM json_each(?1))",
        params![rows::json(groups)?, Seconds(at)],
    )?;
    Ok(())
}

pub(super) fn set_role(
    connection: &Connection,
    team: TeamId,
    person: PersonId,
) -> Result<Option<Role>, Error> {
    let role: Option<RoleText> = connection
        .prepare_cached("SELECT role FROM team_roles WHERE team = ?1 AND person = ?2")?
        .query_row(params![team, person], |row| row.get(0))
        .optional()?;
    Ok(role.map(|role| role.0))
}

const SELECT: &str = "SELECT id, name, group_claim FROM teams";

/// The teams that are bound to these groups (a JSON array).
pub(super) fn of_groups(connection: &Connection, groups: &str) -> Result<Vec<Team>, Error> {
    let sql = format!("{SELECT} WHERE group_claim IN (SELECT value FROM json_each(?1))");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![groups], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

fn by_group(connection: &Connection, group: &str) -> Result<Option<Team>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE group_claim = ?1"))?
        .query_row(params![group], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn by_name(connection: &Connection, name: &TeamName) -> Result<Option<Team>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE name = ?1"))?
        .query_row(params![name.as_str()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> Result<Team, Error> {
    read_at(row, ["id", "name", "group_claim"])
}

/// Reads a team wherever its own columns stand, by name or by place.
pub(super) fn read_at<I: RowIndex>(
    row: &Row<'_>,
    [id, name, group]: [I; 3],
) -> Result<Team, Error> {
    let name: String = row.get(name)?;
    Ok(Team {
        id: row.get(id)?,
        name: TeamName::parse(&name).ok_or(Error::Unreadable("team name"))?,
        group: row.get(group)?,
    })
}
