use serde::{Deserialize, Serialize};

use crate::{LocalizedText, Somebody};

/// `GET /api/activity`: what was done in the signed-in person's name, newest first; with `team=` what was done in a team's
/// buckets, to its members and with its keys, for its managers; with `all=true` everything, for operators. `instance=`, `bucket=`,
/// `person=` (a handle), `act=`, `since=` and `until=` (RFC 3339) and `refused=true` narrow it; `before=` and `limit=`
/// turn pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityPage {
    pub entries: Vec<ActivityEntry>,
    /// `before` of the next page; `None` on the last.
    pub next: Option<i64>,
    /// What else the caller may look at; told on the first page alone.
    #[serde(default)]
    pub views: Option<ActivityViews>,
}

/// The records that somebody may read beside their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityViews {
    /// The teams that they manage.
    pub teams: Vec<ActivityTeam>,
    /// They run the portal, and read what everybody did.
    pub all: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityTeam {
    /// As in addresses: `prices`.
    pub name: String,
    /// What people call it.
    pub title: LocalizedText,
}

/// The most entries of one page of the activity.
pub const ACTIVITY_LIMIT_MAX: u32 = 200;

/// One act, as it was recorded. Also a line of the export (`GET /api/activity/export`, narrowed as the pages are).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityEntry {
    /// Rises with each.
    pub id: i64,
    /// RFC 3339, to the second.
    pub at: String,
    /// In whose name: of a link, who gave it out. `None`: nobody who is known.
    #[serde(default)]
    pub person: Option<Somebody>,
    /// The team with whose key it was done, in nobody's name.
    #[serde(default)]
    pub by_team: Option<String>,
    pub act: Act,
    pub way: Way,
    /// The access key: of the way `key` the one that was used, else the one that the act is about.
    pub access_key: Option<String>,
    pub instance: Option<String>,
    pub bucket: Option<String>,
    /// The object, where it is one.
    pub key: Option<String>,
    /// As programs call it: `PutObject`.
    pub call: Option<String>,
    /// The address that it came from.
    pub from: Option<String>,
    /// The link, by its id: of the way `link` the one that was used, else the one that the act is about.
    #[serde(default)]
    pub link: Option<String>,
    /// Of an act on many objects at once: how much it came to.
    #[serde(default)]
    pub amount: Option<ActivityAmount>,
    /// Why not, or of many why not all; `None`: it was done. An S3 or STS code, or the last part of a problem's kind;
    /// `broken-off`: whoever asked for it did not wait for its end.
    pub refusal: Option<String>,
}

/// How much an act on many objects came to. What was neither done nor failed was not come to any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityAmount {
    /// Objects that it was to be done to, as far as they were found.
    pub asked: u64,
    pub done: u64,
    pub failed: u64,
    /// Of those that were done; `None`: nobody counted.
    #[serde(default)]
    pub bytes: Option<u64>,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$says])* #[serde(rename = $word)] $variant,)*
            /// A newer gateway knows more words.
            #[serde(other)]
            Unknown,
        }

        impl $name {
            /// Every word, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown => "unknown",
                }
            }

            pub fn parse(text: &str) -> Self {
                match text {
                    $($word => Self::$variant,)*
                    _ => Self::Unknown,
                }
            }
        }
    };
}

words! {
    /// What was done, or tried.
    Act {
        SignIn = "sign-in",
        SignOut = "sign-out",
        CreateKey = "create-key",
        RenewKey = "renew-key",
        DisableKey = "disable-key",
        EnableKey = "enable-key",
        RevokeKey = "revoke-key",
        /// A key for a while was given, by STS or on the page.
        IssueKey = "issue-key",
        /// An address that reads one object was made, with a key of its own.
        Presign = "presign",
        /// Somebody, a team or everybody was let use something.
        Give = "give",
        ChangeGrant = "change-grant",
        TakeBack = "take-back",
        /// Something became readable by everybody.
        Publish = "publish",
        Unpublish = "unpublish",
        /// What was public no longer ended for good: something else was made public in its place, or under its name.
        Lapse = "lapse",
        CreateLink = "create-link",
        ChangeLink = "change-link",
        RevokeLink = "revoke-link",
        /// Somebody looked at what a link opens.
        OpenLink = "open-link",
        CreateBucket = "create-bucket",
        DeleteBucket = "delete-bucket",
        ConfigureBucket = "configure-bucket",
        /// What a member of a team is; the key names team, member and role: `prices/chloe.nguyen: viewer`.
        SetRole = "set-role",
        InspectBucket = "inspect-bucket",
        /// Everything in a bucket was deleted.
        EmptyBucket = "empty-bucket",
        /// Uploads that nothing was added to for too long were given up, in the name of whose bucket it is.
        ClearUploads = "clear-uploads",
        List = "list",
        Read = "read",
        Write = "write",
        Delete = "delete",
        /// Several objects, or what lies below a folder, were taken out in one file (a zip).
        TakeOut = "take-out",
        /// A list for programs was made of them.
        MakeList = "make-list",
    }
}

words! {
    /// By which way it was asked.
    Way {
        Page = "page",
        /// A program with an access key.
        Key = "key",
        /// A program with a token of the identity provider.
        Sts = "sts",
        /// Somebody with a link's address, in the name of who gave it out.
        Link = "link",
        /// The operator's command line.
        Command = "command",
        /// Cellier of its own accord, by a rule of the operator's.
        Cellier = "cellier",
    }
}
