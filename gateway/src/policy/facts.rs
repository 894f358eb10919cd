//! The records a decision is made on.

use super::PersonId;

/// What the database knows of the bucket an operation is about, read before the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whom the bucket is recorded for; a bucket nobody recorded belongs to nobody.
    pub owner: Option<Owner>,
    /// The same of the bucket that is copied from, where the operation has one.
    pub source_owner: Option<Owner>,
}

/// Ownership is a record, never a guess from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(PersonId),
}
