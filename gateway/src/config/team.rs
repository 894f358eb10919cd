//! Teams: which groups of the OpenID provider have buckets together.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Fault, Instance, Kind, Text};
use crate::policy::{GroupPattern, TeamName, TeamTemplate};

/// One `[[team]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Team {
    /// A group exactly as the provider names it, or a pattern with `{name}` for many: `/teams/{name}`.
    pub group: String,
    /// What the team is called in addresses and names of buckets: `a-z 0-9 -`. Left out: made of the group, or of what
    /// stands for `{name}`.
    pub name: Option<String>,
    /// What people read; may hold `{name}` where the group does.
    pub title: Text,
    /// What members are, unless one of the next two, or a manager of the team, says otherwise.
    pub members: Member,
    /// Groups whose members are contributors, where they are in the team as well.
    pub contributors: Vec<String>,
    /// The same of managers.
    pub managers: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Member {
    Viewer,
    #[default]
    Contributor,
    Manager,
}

/// All teams may have a bucket.
pub const ALL_TEAMS: &str = "*";

impl Team {
    fn faults(&self, section: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |setting: &str, value: &str, cure: &str| {
            faults.push(Fault::new(format!("{section}.{setting}"), value, cure));
        };
        let group = GroupPattern::parse(&self.group);
        let open = group.as_ref().is_ok_and(GroupPattern::is_open);
        if group.is_err() {
            let cure = "a group as the OpenID provider names it, with `{name}` at most once";
            fault("group", &self.group, cure);
        }
        match &self.name {
            Some(name) if open => {
                fault("name", name, "leave it out: each group has its own for `{name}`");
            }
            Some(name) if TeamName::parse(name).is_none() => {
                fault("name", name, "1 to 48 of `a-z 0-9 -`");
            }
            None if !open && group.is_ok() && TeamName::of(&self.group).is_none() => {
                fault("name", "", "1 to 48 of `a-z 0-9 -`: none can be made of the group");
            }
            _ => {}
        }
        for (setting, text) in [("title.en", &self.title.en), ("title.fr", &self.title.fr)] {
            if text.is_empty() {
                fault(setting, "", "what people read");
            }
        }
        let raised = [("contributors", &self.contributors), ("managers", &self.managers)];
        for (setting, groups) in raised {
            for group in groups {
                match GroupPattern::parse(group) {
                    Err(_) => fault(setting, group, "a group, with `{name}` at most once"),
                    Ok(pattern) if pattern.is_open() && !open => {
                        fault(setting, group, "`{name}` must stand in `group` as well");
                    }
                    Ok(_) => {}
                }
            }
        }
        faults
    }

    /// What it is called, where it is one team and not many.
    fn fixed_name(&self) -> Option<TeamName> {
        if GroupPattern::parse(&self.group).is_ok_and(|group| group.is_open()) {
            return None;
        }
        self.name.as_deref().map_or_else(|| TeamName::of(&self.group), TeamName::parse)
    }
}

/// What is wrong with the teams, and with what instances say of them.
pub(super) fn faults(teams: &[Team], instances: &[Instance]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (mut groups, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (index, team) in teams.iter().enumerate() {
        let section = format!("team.{index}");
        faults.extend(team.faults(&section));
        if !groups.insert(&team.group) {
            let cure = "each group, or pattern, is a team once";
            faults.push(Fault::new(format!("{section}.group"), &team.group, cure));
        } else if let Some(name) = team.fixed_name()
            && !names.insert(name.clone())
        {
            let cure = "two groups would be one team: give one of them another `name`";
            faults.push(Fault::new(format!("{section}.name"), name, cure));
        }
    }
    let many = teams.iter().any(|team| team.fixed_name().is_none());
    for (index, instance) in instances.iter().enumerate() {
        let mut fault = |setting: &str, value: &str, cure: &str| {
            faults.push(Fault::new(format!("instance.{index}.{setting}"), value, cure));
        };
        for named in &instance.teams {
            let known = TeamName::parse(named).is_some_and(|name| many || names.contains(&name));
            if named != ALL_TEAMS && !known {
                fault("teams", named, "the name of a [[team]], or \"*\" for all");
            }
        }
        if !instance.team_bucket.is_empty() && TeamTemplate::parse(&instance.team_bucket).is_err() {
            fault("team_bucket", &instance.team_bucket, "`a-z 0-9 -` around one `{name}`");
        }
        if instance.kind == Kind::Public && (!instance.teams.is_empty() || instance.publishing) {
            let cure = "only where people have buckets of their own (kind `self-serve`)";
            fault(if instance.publishing { "publishing" } else { "teams" }, "", cure);
        }
    }
    faults
}
