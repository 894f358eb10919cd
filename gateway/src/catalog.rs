//! The instances as people see them: names, descriptions and badges, in the operator's order.

use gateway_api::LocalizedText;

use crate::policy::InstanceKind;
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

#[derive(Clone, Debug, Default)]
pub struct Catalog {
    entries: Vec<CatalogEntry>,
}

impl Catalog {
    pub fn new(entries: Vec<CatalogEntry>) -> Self {
        Self { entries }
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
