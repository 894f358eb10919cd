//! Cellier's gateway: decides who may do what, signs requests and streams them to any S3 storage.

pub mod config;
pub mod database;
pub mod identity;
pub mod page;
pub mod policy;
pub mod routes {
    //! Every address.
    pub mod sign_in;
}
pub mod s3;
pub mod sealing;
