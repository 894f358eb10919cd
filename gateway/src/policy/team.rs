//! Teams: groups of the identity provider that have buckets together. A team is bound once to the exact group.

use std::collections::BTreeSet;
use std::fmt;

use super::{PatternError, Role};
use crate::s3::names::BucketName;

/// The number of a team's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamId(pub i64);

/// 1 to 48 of `a-z 0-9 -`, beginning and ending with a letter or a digit. Without a dot, so that no team's bucket ever
/// bears somebody's handle.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamName(String);

/// Room for `team-` and more in a bucket's name (63 at most).
const NAME_BYTES_MAX: usize = 48;

impl TeamName {
    pub fn parse(text: &str) -> Option<Self> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=NAME_BYTES_MAX).contains(&text.len())
            && text.bytes().all(known)
            && !text.starts_with('-')
            && !text.ends_with('-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The name for what stands in a group: lower case, and a hyphen for all that cannot stand in a name. Two groups
    /// may become alike so: the first keeps the name.
    pub fn of(text: &str) -> Option<Self> {
        let mut name = String::new();
        for character in text.to_lowercase().chars() {
            match character {
                'a'..='z' | '0'..='9' => name.push(character),
                _ if name.ends_with('-') => {}
                _ => name.push('-'),
            }
        }
        Self::parse(name.trim_matches('-'))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TeamName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A team that is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: TeamName,
    /// Exactly as the identity provider names it: whoever has it is a member.
    pub group: String,
}

/// What a group is called: fixed text with `{name}` at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPattern {
    before: String,
    /// What follows `{name}`; `None` where the pattern is one group.
    after: Option<String>,
}

const NAME: &str = "{name}";

impl GroupPattern {
    /// # Errors
    /// [`PatternError::Name`] where `{name}` stands twice, or nothing stands at all.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() || text.matches(NAME).count() > 1 {
            return Err(PatternError::Name);
        }
        Ok(match text.split_once(NAME) {
            Some((before, after)) => {
                Self { before: before.to_owned(), after: Some(after.to_owned()) }
            }
            None => Self { before: text.to_owned(), after: None },
        })
    }

    /// Whether it stands for many groups.
    pub fn is_open(&self) -> bool {
        self.after.is_some()
    }

    /// What stands for `{name}` in the group; the whole group where nothing does.
    pub fn find<'g>(&self, group: &'g str) -> Option<&'g str> {
        match &self.after {
            None => (group == self.before).then_some(group),
            Some(after) => group
                .strip_prefix(self.before.as_str())?
                .strip_suffix(after.as_str())
                .filter(|name| !name.is_empty()),
        }
    }

    fn fill(&self, name: &str) -> String {
        format!(
            "{}{}",
            self.before,
            self.after.as_ref().map_or_else(String::new, |after| format!("{name}{after}"))
        )
    }
}

/// Which groups are teams, and who is what in them.
#[derive(Clone, Debug)]
pub struct TeamRules {
    pub group: GroupPattern,
    /// What the team is called where the pattern is one group; else what stands for `{name}` is.
    pub name: Option<TeamName>,
    /// What members are, unless a manager or a group below says otherwise.
    pub members: Role,
    /// Members who are in these groups as well are this at least; `{name}` is the same text as in the team's group.
    pub raised: Vec<(GroupPattern, Role)>,
}

/// The operator's rules for teams, in order: the first whose pattern fits a group counts.
#[derive(Clone, Debug, Default)]
pub struct Teams(pub Vec<TeamRules>);

impl Teams {
    /// What the team of a group is called; `None` for groups that are no team.
    pub fn name_of(&self, group: &str) -> Option<TeamName> {
        let (rules, found) = self.rules_of(group)?;
        rules.name.clone().or_else(|| TeamName::of(found))
    }

    /// Whether the group is a team, as the operator decides now.
    pub fn include(&self, group: &str) -> bool {
        self.name_of(group).is_some()
    }

    /// What somebody with these groups is in the team of `group`, where a manager may have set a role. Whoever is not
    /// in the group is nothing there, whatever was set.
    pub fn role(&self, groups: &[String], group: &str, set: Option<Role>) -> Option<Role> {
        if !groups.iter().any(|held| held == group) {
            return None;
        }
        let (rules, found) = self.rules_of(group)?;
        let held = rules.raised.iter().filter(|(pattern, _)| groups.contains(&pattern.fill(found)));
        let raised = held.map(|(_, role)| *role).max();
        Some(set.unwrap_or(rules.members).max(raised.unwrap_or(Role::Uploader)))
    }

    /// The group of a team of this name, where the rules leave no choice: one that is named alone, or one that the name
    /// fills in.
    pub fn group_of(&self, name: &TeamName) -> Option<String> {
        self.0.iter().find_map(|rules| {
            let group = rules.group.fill(name.as_str());
            (self.name_of(&group).as_ref() == Some(name)).then_some(group)
        })
    }

    fn rules_of<'g>(&self, group: &'g str) -> Option<(&TeamRules, &'g str)> {
        self.0.iter().find_map(|rules| Some((rules, rules.group.find(group)?)))
    }
}

/// Which teams may have a bucket on an instance, and how it is called.
#[derive(Clone, Debug, Default)]
pub struct TeamBuckets {
    pub who: WhichTeams,
    pub template: TeamTemplate,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WhichTeams {
    #[default]
    None,
    All,
    These(BTreeSet<TeamName>),
}

impl TeamBuckets {
    /// What the team's bucket would be called; `None` where it may have none.
    pub fn name_for(&self, team: &TeamName) -> Option<BucketName> {
        let may = match &self.who {
            WhichTeams::None => false,
            WhichTeams::All => true,
            WhichTeams::These(names) => names.contains(team),
        };
        may.then(|| self.template.fill(team)).flatten()
    }
}

/// A template such as `team-{name}`: `a-z 0-9 -` around the team's name, and no dot, as in [`TeamName`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamTemplate {
    before: String,
    after: String,
}

impl Default for TeamTemplate {
    fn default() -> Self {
        Self { before: "team-".to_owned(), after: String::new() }
    }
}

impl TeamTemplate {
    /// # Errors
    /// [`PatternError::Name`] unless `{name}` stands once; [`PatternError::Characters`].
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let (before, after) = text.split_once(NAME).ok_or(PatternError::Name)?;
        if after.contains(NAME) {
            return Err(PatternError::Name);
        }
        let fixed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !before.bytes().chain(after.bytes()).all(fixed) {
            return Err(PatternError::Characters);
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned() })
    }

    fn fill(&self, team: &TeamName) -> Option<BucketName> {
        BucketName::parse(&format!("{}{team}{}", self.before, self.after)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> GroupPattern {
        GroupPattern::parse(text).unwrap()
    }

    fn teams() -> Teams {
        let rules = |group: &str, name: Option<&str>, raised: &[(&str, Role)]| TeamRules {
            group: pattern(group),
            name: name.map(|name| TeamName::parse(name).unwrap()),
            members: Role::Viewer,
            raised: raised.iter().map(|(group, role)| (pattern(group), *role)).collect(),
        };
        Teams(vec![
            rules("Price Statistics", Some("prices"), &[("Price Editors", Role::Contributor)]),
            rules(
                "/teams/{name}",
                None,
                &[
                    ("/teams/{name}/writers", Role::Contributor),
                    ("/teams/{name}/admins", Role::Manager),
                ],
            ),
        ])
    }

    #[test]
    fn a_group_becomes_a_name_that_buckets_can_bear() {
        let check = |group: &str, expected: Option<&str>| {
            let name = teams().name_of(group);
            assert_eq!(name.as_ref().map(TeamName::as_str), expected, "{group}");
        };
        check("Price Statistics", Some("prices"));
        check("price statistics", None);
        check("/teams/labour", Some("labour"));
        check("/teams/Labour Force", Some("labour-force"));
        check("/teams/", None);
        check("/teams/---", None);
        check("x/teams/labour", None);
    }

    #[test]
    fn the_role_comes_from_the_groups_unless_a_manager_set_more() {
        let check = |groups: &[&str], group: &str, set: Option<Role>, expected: Option<Role>| {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            assert_eq!(teams().role(&groups, group, set), expected, "{groups:?} {group}");
        };
        let labour = "/teams/labour";
        check(&[labour], labour, None, Some(Role::Viewer));
        check(&[labour, "/teams/labour/admins"], labour, None, Some(Role::Manager));
        check(&[labour, "/teams/prices/admins"], labour, None, Some(Role::Viewer));
        check(&[labour], labour, Some(Role::Manager), Some(Role::Manager));
        let writer = &[labour, "/teams/labour/writers"];
        check(writer, labour, Some(Role::Viewer), Some(Role::Contributor));
        check(&["/teams/labour/admins"], labour, Some(Role::Manager), None);
        check(&[], labour, Some(Role::Manager), None);
        check(&["other"], "other", None, None);
        let editor = &["Price Statistics", "Price Editors"];
        check(editor, "Price Statistics", None, Some(Role::Contributor));
    }

    #[test]
    fn a_teams_bucket_bears_its_name_and_never_a_handle() {
        let name = |text: &str| TeamName::parse(text).unwrap();
        let buckets = |who| TeamBuckets { who, template: TeamTemplate::default() };
        let of = |who, team: &str| buckets(who).name_for(&name(team)).map(String::from);
        assert_eq!(of(WhichTeams::All, "prices").as_deref(), Some("team-prices"));
        assert_eq!(of(WhichTeams::None, "prices"), None);
        let these = || WhichTeams::These(BTreeSet::from([name("prices")]));
        assert_eq!(of(these(), "prices").as_deref(), Some("team-prices"));
        assert_eq!(of(these(), "labour"), None);
        for wrong in ["team", "team.{name}", "{name}{name}", "Team-{name}"] {
            assert!(TeamTemplate::parse(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "a.b", "-a", "a-", "A", "é", &"a".repeat(49)] {
            assert_eq!(TeamName::parse(wrong), None, "{wrong}");
        }
    }
}
