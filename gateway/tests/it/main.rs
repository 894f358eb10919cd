//! The gateway as a whole, one module a subject.

mod identity;
