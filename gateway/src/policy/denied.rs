//! Why not.

/// Which rule refused, in words fit for the person. Existence of what is somebody else's is private: then the answer
/// is that it does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("nobody is signed in")]
    NotSignedIn,
    #[error("there is no such instance")]
    NoSuchInstance,
    #[error("this instance is for groups that you are not in")]
    NotInGroups,
    #[error("the bucket does not exist or is not yours")]
    NoSuchBucket,
    /// Told to whoever may know that the bucket is there.
    #[error("what is shared with you here does not go so far")]
    Role,
    #[error("the bucket belongs to somebody else")]
    BucketTaken,
    #[error("you may not create a bucket of this name")]
    NameNotAllowed,
    #[error("public data is read-only")]
    ReadOnly,
    /// Said before anything else of what lies outside, so that a key finds out nothing there.
    #[error("the access key does not reach so far")]
    OutOfScope,
    #[error("the access key may only read")]
    KeyReadOnly,
    /// Said before anything else of what lies outside, as of keys.
    #[error("the link does not open this")]
    OutsideLink,
    /// It ended, or its sharer may not share this any more.
    #[error("the link is over")]
    LinkOver,
    /// Nobody gives more than they have, and not everybody gives.
    #[error("you may not share this, or not so much of it")]
    NotYoursToShare,
    /// Told to those who could make it public otherwise.
    #[error("nothing is made public on this instance: its operator has not switched that on")]
    PublishingOff,
}
