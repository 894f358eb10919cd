//! Teams: bound once to the exact group of the identity provider, and who is what in them by a manager's word.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

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

/// A member of a team, as far as the identity provider said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    /// What a manager set.
    pub set_role: Option<Role>,
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
                    "INSERT INTO teams (name, group_claim, created_at) VALUES (?1, ?2, ?3) \
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

    /// Who is in the team's group as far as is known here, by handle: whoever signed in with it last.
    pub async fn members_of(&self, team: &Team) -> Result<Vec<Member>, Error> {
        let team = team.clone();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, handle, name, email, group_claims, role FROM people \
                 LEFT JOIN team_roles ON team_roles.person = people.id AND team = ?1 \
                 WHERE disabled_at IS NULL \
                 AND EXISTS (SELECT 1 FROM json_each(group_claims) WHERE value = ?2) \
                 ORDER BY handle",
            )?;
            let rows = statement.query_map(params![team.id, team.group], |row| {
                let role: Option<RoleText> = row.get("role")?;
                Ok(people::read_own(row).map(|person| (person, role)))
            })?;
            let member = |(person, role): (Person, Option<RoleText>)| Member {
                person,
                set_role: role.map(|role| role.0),
            };
            rows.map(|row| Ok(member(row??))).collect()
        })
        .await
    }

    /// A manager's word on what a member is; `None`: what the groups say. `by` is `None` for the operator's word.
    pub async fn set_team_role(
        &self,
        team: TeamId,
        person: PersonId,
        role: Option<Role>,
        by: Option<PersonId>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            match role {
                Some(role) => transaction.execute(
                    "INSERT INTO team_roles (team, person, role, set_by, set_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (team, person) DO UPDATE \
                     SET role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at",
                    params![team, person, RoleText(role), by, Seconds(now)],
                )?,
                None => transaction.execute(
                    "DELETE FROM team_roles WHERE team = ?1 AND person = ?2",
                    params![team, person],
                )?,
            };
            Ok(())
        })
        .await
    }
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
    let name: String = row.get("name")?;
    Ok(Team {
        id: row.get("id")?,
        name: TeamName::parse(&name).ok_or(Error::Unreadable("team name"))?,
        group: row.get("group_claim")?,
    })
}
