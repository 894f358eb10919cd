//! What somebody may do in a bucket that is not their own: one table.

use std::fmt;

use crate::s3::operation::Action;

/// In order of what they open, but that an uploader writes what a viewer does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Puts new objects, and sees none: neither what is there, nor what they put.
    Uploader,
    Viewer,
    Contributor,
    /// As the owner of a personal bucket. Never granted: only teams have managers.
    Manager,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Uploader, Self::Viewer, Self::Contributor, Self::Manager];

    /// The table: whether the role opens the action, wherever the role holds. That contributors share depends on the
    /// bucket besides ([`Settings::contributors_share`](super::Settings)).
    pub fn opens(self, action: Action) -> bool {
        match action {
            Action::ListBuckets => false,
            Action::InspectBucket => true,
            Action::List | Action::Read => Self::Viewer <= self,
            Action::Add => self == Self::Uploader || Self::Contributor <= self,
            Action::Write | Action::Delete => Self::Contributor <= self,
            Action::CreateBucket
            | Action::DeleteBucket
            | Action::ConfigureBucket
            | Action::Purge
            | Action::Share
            | Action::Manage => self == Self::Manager,
        }
    }

    /// In records, addresses and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploader => "uploader",
            Self::Viewer => "viewer",
            Self::Contributor => "contributor",
            Self::Manager => "manager",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
