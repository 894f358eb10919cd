//! Cellier's gateway: decides who may do what, signs requests and streams them to any S3 storage.

pub mod database;
pub mod identity;
pub mod policy;
pub mod routes;
pub mod s3;
pub mod sealing;
