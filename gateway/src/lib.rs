//! Cellier's gateway: decides who may do what, signs requests and streams them to any S3 storage.

pub mod activity;
pub mod adoption;
pub mod app;
pub mod archive;
pub mod catalog;
pub mod command;
pub mod config;
pub mod database;
pub mod datasets;
pub mod demo;
pub mod downloads;
pub mod error;
pub mod identity;
pub mod layers;
pub mod links;
pub mod listener;
pub mod network;
pub mod page;
pub mod policy;
pub mod routes;
pub mod s3;
pub mod sealing;
pub mod sts;
pub mod tls;
pub mod turns;
pub mod upstream;
