//! The gateway's integration tests: one crate, a module for each idea.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod activity;
mod archives;
mod arranging;
mod clients;
mod commands;
mod copies;
mod encrypted;
mod failures;
mod house;
mod identity;
mod inventory;
mod keys;
mod known_faults;
mod limits;
mod links;
mod manifests;
mod memory;
mod objects;
mod pages;
mod parsers;
mod personal;
mod preferences;
mod process;
mod programs;
mod public;
mod publications;
mod rendering;
mod s3;
mod sharing;
mod strangers;
mod support;
mod synthetic;
mod teams;
mod tidy;
mod upstream;
