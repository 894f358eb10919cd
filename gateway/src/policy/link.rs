//! What the holder of a share link reaches: what its sharer may pass on at that moment, narrowed to the items.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Ask, Denied, Extent, KeyPrefix, Person};
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::Action;

/// The number of a link's record; never what stands in its address, which is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub i64);

/// Whoever holds a share link, or an upload request: nobody in particular, by the sharer's leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareLink {
    pub id: LinkId,
    pub kind: LinkKind,
    pub bucket: Bucket,
    pub items: Items,
    pub until: Option<Timestamp>,
    /// With the groups of this moment.
    pub sharer: Person,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `view_only`: the page shows and does not offer to save. Reading is reading to the policy.
    Read { view_only: bool },
    /// New objects are put; nothing is read, listed or overwritten.
    Upload,
}

/// Which part of a bucket is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Items {
    WholeBucket,
    /// These objects, and all below these prefixes.
    These {
        keys: BTreeSet<Key>,
        prefixes: BTreeSet<KeyPrefix>,
    },
}

impl Items {
    /// All below the prefix; all of the bucket without one.
    pub fn below(prefix: Option<KeyPrefix>) -> Self {
        prefix.map_or(Self::WholeBucket, |prefix| Self::These {
            keys: BTreeSet::new(),
            prefixes: BTreeSet::from([prefix]),
        })
    }

    /// Each item by itself.
    pub(super) fn extents(&self) -> Vec<Extent<'_>> {
        match self {
            Self::WholeBucket => vec![Extent::Below("")],
            Self::These { keys, prefixes } => {
                let prefixes = prefixes.iter().map(|prefix| Extent::Below(prefix.as_str()));
                keys.iter().map(Extent::Key).chain(prefixes).collect()
            }
        }
    }
}

impl LinkKind {
    /// What the holder may do; [`Role::Uploader`](super::Role) and half of a viewer.
    fn opens(self, action: Action) -> bool {
        match self {
            Self::Read { .. } => matches!(action, Action::List | Action::Read),
            Self::Upload => action == Action::Add,
        }
    }
}

impl ShareLink {
    /// Whether the link leaves room for what is asked. Whether the sharer may do it is another question.
    pub(super) fn admit(&self, ask: &Ask<'_>, now: Timestamp) -> Result<(), Denied> {
        if self.until.is_some_and(|until| until <= now) {
            return Err(Denied::LinkOver);
        }
        let held = ask.bucket == Some(&self.bucket)
            && self.kind.opens(ask.action)
            // What others began and did not end is nothing that was shared.
            && !(ask.clears_up && ask.action == Action::List)
            && match &self.items {
                Items::WholeBucket => true,
                Items::These { keys, prefixes } => ask.extent.lies_within(
                    |key| keys.contains(key) || prefixes.iter().any(|prefix| prefix.holds(key)),
                    |asked| prefixes.iter().any(|prefix| asked.starts_with(prefix.as_str())),
                ),
            };
        if held { Ok(()) } else { Err(Denied::OutsideLink) }
    }
}
