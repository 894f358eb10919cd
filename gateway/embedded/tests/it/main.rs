//! The embedded pieces, spoken to from outside.

mod openid;
mod openid_admin;
mod openid_logout;
mod openid_rig;
mod openid_token;
mod store;
