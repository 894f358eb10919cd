//! Whose something is: a person's or a team's, as commands name them.

use clap::Args;

use super::{Error, person};
use crate::app;
use crate::config::Config;
use crate::database::{Binding, Database};
use crate::policy::{Owner, Person, Team, TeamName};

/// A person or a team.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct Whose {
    /// A person, by handle.
    #[arg(long, value_name = "HANDLE")]
    person: Option<String>,
    /// A team, by name.
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
}

impl Whose {
    /// Who was named; `None`: nobody.
    pub async fn find(&self, database: &Database) -> Result<Option<Owner>, Error> {
        Ok(match (&self.person, &self.team) {
            (Some(handle), _) => Some(find_person(database, handle).await?.id.into()),
            (None, Some(name)) => Some(find_team(database, name).await?.id.into()),
            (None, None) => None,
        })
    }

    /// The same, of a team also one that nobody signed in as a member of yet.
    pub async fn find_or_bind(
        &self,
        config: &Config,
        database: &Database,
    ) -> Result<Option<Owner>, Error> {
        match &self.team {
            Some(name) => {
                Ok(Some(team(config, database, parse_team(name)?, None).await?.id.into()))
            }
            None => self.find(database).await,
        }
    }

    /// As it was named.
    pub fn name(&self) -> &str {
        self.person.as_deref().or(self.team.as_deref()).unwrap_or_default()
    }
}

pub async fn find_person(database: &Database, handle: &str) -> Result<Person, Error> {
    let handle = person::parse(handle)?;
    let record = database.person_by_handle(&handle).await?;
    Ok(record.ok_or(crate::database::Error::NoSuchPerson(handle))?.person)
}

pub async fn find_team(database: &Database, name: &str) -> Result<Team, Error> {
    let known = database.team_by_name(&parse_team(name)?).await?;
    known.ok_or_else(|| Error::Usage(format!("there is no team `{name}`")))
}

fn parse_team(text: &str) -> Result<TeamName, Error> {
    TeamName::parse(text)
        .ok_or_else(|| Error::Usage(format!("`{text}` is no name of a team: a-z 0-9 -")))
}

/// The team of this name; bound now where nobody signed in as a member yet, and there is no doubt which group it is.
pub async fn team(
    config: &Config,
    database: &Database,
    name: TeamName,
    group: Option<String>,
) -> Result<Team, Error> {
    let policy = app::policy(config)?;
    let known = database.team_by_name(&name).await?;
    let group = match (known, group) {
        (Some(team), None) => return Ok(team),
        (_, Some(group)) => group,
        (None, None) => policy.teams().group_of(&name).ok_or_else(|| {
            Error::Usage(format!("there is no team `{name}`: name its group with --group"))
        })?,
    };
    if policy.teams().name_of(&group).as_ref() != Some(&name) {
        return Err(Error::Usage(format!("by the settings, `{group}` is not the team `{name}`")));
    }
    match database.bind_teams(vec![(name, group)]).await?.pop() {
        Some(Binding::Bound(team)) => Ok(team),
        Some(Binding::Alike { name, group, bound }) => {
            let text = format!("the team `{name}` is the group `{bound}`, not `{group}`");
            Err(Error::Usage(text))
        }
        None => Err(Error::Usage("there is no such team".to_owned())),
    }
}
