//! Uploads by forms (S3 API Reference, "POST Object"): a multipart body with fields, a policy that somebody signed for
//! exactly such fields, and a file.
//!
//! Invariant: whoever sends a form decides nothing that the policy does not let them decide. Every field is covered by a
//! condition, the bucket of the address is the one the policy names, and the key that is checked is the key written.

mod fields;
mod multipart;
mod policy;
mod signed;

pub use self::fields::{Answer, Form};
pub use self::multipart::{Content, Head, HeadReader, boundary};
pub use self::policy::{FormPolicy, Sizes};
pub use self::signed::SignedPolicy;
