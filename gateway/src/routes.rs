//! What is answered, by address.

pub mod sign_in;
