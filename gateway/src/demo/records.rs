//! What the data folder of a demo holds beside objects, and what commands on its records find there.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::{Blueprint, Error, blueprints, team_buckets, text};
use crate::config::{Config, Instance, Member, Operators, S3, Team};

/// Of a demo that nobody told otherwise.
const S3_ADDRESS: &str = "127.0.0.1:9000";

/// The database of a demo's data folder.
pub(super) fn database_file(data: &Path) -> PathBuf {
    data.join("cellier.db")
}

pub(super) fn sealing_key_file(data: &Path) -> PathBuf {
    data.join("sealing.key")
}

/// Where the S3 side of a demo listens, or listened last: commands on its records tell it to programs.
fn s3_address_file(data: &Path) -> PathBuf {
    data.join("s3.address")
}

pub(super) fn write_address(data: &Path, address: SocketAddr) -> Result<(), Error> {
    let path = s3_address_file(data);
    std::fs::write(&path, address.to_string()).map_err(|source| Error::Folder { path, source })
}

/// The teams of the demo's people: in one somebody manages and others contribute, in the other everybody manages.
pub(super) fn teams() -> Vec<Team> {
    vec![
        Team {
            group: "prices".to_owned(),
            title: text("Price statistics", "Statistiques des prix"),
            managers: vec!["storage-admins".to_owned()],
            ..Team::default()
        },
        Team {
            group: "labour".to_owned(),
            title: text("Labour market", "Marché du travail"),
            members: Member::Manager,
            ..Team::default()
        },
    ]
}

/// Whoever manages the storage reads what everybody did.
pub(super) fn operators() -> Operators {
    Operators { groups: vec!["storage-admins".to_owned()], ..Operators::default() }
}

/// What commands on the records of a demo need to know of it. Its storages are to be found by nobody but itself.
pub fn records(data: &Path) -> Config {
    let address = std::fs::read_to_string(s3_address_file(data)).ok();
    let address: Option<SocketAddr> = address.and_then(|text| text.trim().parse().ok());
    let address = address.map_or_else(|| S3_ADDRESS.to_owned(), |address| address.to_string());
    let instance = |blueprint: Blueprint| Instance {
        id: blueprint.id.to_owned(),
        kind: blueprint.kind,
        groups: blueprint.groups,
        teams: team_buckets(blueprint.kind),
        publishing: blueprint.publishing,
        ..Instance::default()
    };
    Config {
        public_url: format!("http://{address}"),
        database_file: database_file(data),
        sealing_key_file: sealing_key_file(data),
        s3: S3::at(&address),
        teams: teams(),
        instances: blueprints().into_iter().map(instance).collect(),
        ..Config::default()
    }
}
