//! The instances as people see them: names, descriptions and badges, in the operator's order.

use gateway_api::LocalizedText;

use crate::policy::{GroupPattern, InstanceKind, Team};
use crate::s3::names::InstanceId;

/// What a card says of an instance, beside its state.
#[derive(Clone, Debug)]
pub struct CatalogEntry {
    pub id: InstanceId,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub kind: InstanceKind,
    pub classification: Option<LocalizedText>,
}

/// What the teams of a pattern are called on screen.
#[derive(Clone, Debug)]
pub struct TeamTitle {
    pub group: GroupPattern,
    /// May hold `{name}`.
    pub title: LocalizedText,
}

#[derive(Clone, Debug, Default)]
pub struct Catalog {
    entries: Vec<CatalogEntry>,
    teams: Vec<TeamTitle>,
}

impl Catalog {
    pub fn new(entries: Vec<CatalogEntry>, teams: Vec<TeamTitle>) -> Self {
        Self { entries, teams }
    }

    /// What people call the team; its name where the operator says nothing of its group any more.
    pub fn team_title(&self, team: &Team) -> LocalizedText {
        let found = self.teams.iter().find_map(|of| Some((&of.title, of.group.find(&team.group)?)));
        let Some((title, named)) = found else {
            return LocalizedText { en: team.name.to_string(), fr: team.name.to_string() };
        };
        LocalizedText {
            en: title.en.replace("{name}", named),
            fr: title.fr.replace("{name}", named),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &CatalogEntry> {
        self.entries.iter()
    }

    pub fn self_serve(&self) -> impl Iterator<Item = &CatalogEntry> {
        self.iter().filter(|entry| entry.kind == InstanceKind::SelfServe)
    }

    pub fn public(&self) -> impl Iterator<Item = &CatalogEntry> {
        self.iter().filter(|entry| entry.kind == InstanceKind::Public)
    }
}
