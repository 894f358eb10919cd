//! What the chooser shows at each level.

use gateway_api::{InstanceKind, LocalizedText, Place, Right};
use locales::{Language, text};

use crate::gateway::{self, Error};
use crate::model::copying::Spot;
use crate::model::key;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    Instances,
    /// The buckets on an instance, by its id.
    Buckets(String),
    Folder(Spot),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    Plain(String),
    Localized(LocalizedText),
}

#[derive(Clone, Debug)]
pub struct Line {
    pub label: Label,
    pub level: Level,
    /// Why it cannot be opened.
    pub off: Option<fn(Language) -> &'static str>,
}

#[derive(Clone, Debug)]
pub struct Shelf {
    pub lines: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<String>,
    pub may_write: bool,
}

impl Level {
    pub fn instance(&self) -> Option<String> {
        match self {
            Self::Instances => None,
            Self::Buckets(instance) => Some(instance.clone()),
            Self::Folder(spot) => Some(spot.place.instance.clone()),
        }
    }

    /// One level up; `None` at the top.
    pub fn up(&self) -> Option<Self> {
        match self {
            Self::Instances => None,
            Self::Buckets(_) => Some(Self::Instances),
            Self::Folder(spot) if spot.prefix.is_empty() => {
                Some(Self::Buckets(spot.place.instance.clone()))
            }
            Self::Folder(spot) => {
                let prefix = key::parent(&spot.prefix).to_owned();
                Some(Self::Folder(Spot { place: spot.place.clone(), prefix }))
            }
        }
    }
}

/// Every step from the instances to `level`, itself last.
pub fn crumbs(level: &Level, top: &str) -> Vec<(String, Level)> {
    let mut steps = vec![(top.to_owned(), Level::Instances)];
    if let Some(instance) = level.instance() {
        steps.push((instance.clone(), Level::Buckets(instance)));
    }
    if let Level::Folder(Spot { place, prefix }) = level {
        let folder = |prefix: String| Level::Folder(Spot { place: place.clone(), prefix });
        steps.push((place.bucket.clone(), folder(String::new())));
        for crumb in key::crumbs(prefix) {
            let label = if crumb.label.is_empty() { "/".to_owned() } else { crumb.label };
            steps.push((label, folder(crumb.prefix)));
        }
    }
    steps
}

impl Shelf {
    pub async fn load(level: &Level, token: Option<&str>) -> Result<Self, Error> {
        match level {
            Level::Instances => Self::instances().await,
            Level::Buckets(instance) => Self::buckets(instance).await,
            Level::Folder(spot) => Self::folder(spot, token).await,
        }
    }

    pub fn append(&mut self, page: Self) {
        self.lines.extend(page.lines);
        self.next = page.next;
    }

    async fn instances() -> Result<Self, Error> {
        let known = gateway::instances().await?.instances;
        let line = |instance: gateway_api::Instance| {
            let off: Option<fn(Language) -> &'static str> = match instance.kind {
                InstanceKind::Public => Some(text::chooser_read_only),
                InstanceKind::SelfServe if !instance.accessible => Some(text::instance_locked_why),
                InstanceKind::SelfServe => None,
            };
            Line { label: Label::Localized(instance.name), level: Level::Buckets(instance.id), off }
        };
        Ok(Self { lines: known.into_iter().map(line).collect(), next: None, may_write: false })
    }

    async fn buckets(instance: &str) -> Result<Self, Error> {
        let known = gateway::buckets(instance).await?.buckets;
        let line = |bucket: gateway_api::Bucket| {
            let writable = bucket.rights.contains(&Right::Write);
            let place = Place { instance: bucket.instance, bucket: bucket.name.clone() };
            Line {
                label: Label::Plain(bucket.name),
                level: Level::Folder(Spot { place, prefix: String::new() }),
                off: (!writable).then_some(text::missing_right_write),
            }
        };
        Ok(Self { lines: known.into_iter().map(line).collect(), next: None, may_write: false })
    }

    async fn folder(spot: &Spot, token: Option<&str>) -> Result<Self, Error> {
        let Spot { place, prefix } = spot;
        let page = gateway::listing(&place.instance, &place.bucket, prefix, token, false).await?;
        let may_write = page.rights.contains(&Right::Write);
        let folders = page.entries.into_iter().filter(|entry| entry.folder);
        let line = |entry: gateway_api::Entry| {
            let closed = key::has_dot_segment(&entry.key);
            Line {
                label: Label::Plain(key::name(prefix, &entry.key).to_owned()),
                level: Level::Folder(Spot { place: place.clone(), prefix: entry.key.clone() }),
                off: closed.then_some(text::dot_segment_reason),
            }
        };
        Ok(Self { lines: folders.map(line).collect(), next: page.next, may_write })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_up_is_the_way_down_backwards() {
        let place = Place { instance: "minimal".to_owned(), bucket: "anne.roy".to_owned() };
        let deep = Level::Folder(Spot { place, prefix: "a/b/".to_owned() });
        let mut ups = vec![deep.clone()];
        while let Some(up) = ups.last().and_then(Level::up) {
            ups.push(up);
        }
        ups.reverse();
        let down = crumbs(&deep, "Instances");
        assert_eq!(down.iter().map(|(_, level)| level.clone()).collect::<Vec<_>>(), ups);
        let labels = down.into_iter().map(|(label, _)| label).collect::<Vec<_>>();
        assert_eq!(labels, ["Instances", "minimal", "anne.roy", "a", "b"]);
    }
}
