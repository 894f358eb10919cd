//! Cellier's gateway: decides who may do what, signs requests and streams them to any S3 storage.

pub mod policy;
pub mod s3;
pub mod upstream;
