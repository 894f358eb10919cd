//! The Security Token Service, as far as programs need it to get in with a token of the identity provider (AWS STS API
//! Reference, `AssumeRoleWithWebIdentity`): what is asked, narrowed, and answered. Pure.
//!
//! Invariant: a session policy only narrows. What cannot be said with a scope is refused, never rounded up.

mod answer;
mod ask;
mod fault;
mod session_policy;

pub use self::answer::{Credentials, Granted, NAMESPACE};
pub use self::ask::{ACTION, Asked, BODY_BYTES_MAX, DURATION_SECONDS_MIN, Pairs, is_asked};
pub use self::fault::{Code, Fault};
pub use self::session_policy::{Narrowing, POLICY_BYTES_MAX};
