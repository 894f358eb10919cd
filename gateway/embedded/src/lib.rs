//! The object store and the `OpenID` provider that stand in when none is configured.
//!
//! Both are spoken to over the network like any other: this crate knows nothing of the gateway.

pub mod openid;
pub mod store;
