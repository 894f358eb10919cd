//! The command line: what each command does, printed on standard output, and failed with what is wrong.

mod bucket;
mod explain;
mod key;
mod owner;
mod person;
mod publication;
mod sealing_key;
mod serve;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config};
use crate::database::{self, Database};
use crate::s3::names::Bucket;
use crate::{app, demo, error, identity, sealing};

/// A self-serve storage portal in front of any S3 storage.
#[derive(Debug, Parser)]
#[command(name = "cellier", version)]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Try everything on this machine: storage, sign-in and sample data are embedded.
    Demo(serve::Demo),
    /// Serve with your own OpenID provider and S3 storage.
    Serve(serve::Serve),
    /// Name every fault of the settings at once, or print what is in force.
    CheckConfig(serve::CheckConfig),
    /// Whose bucket is it?
    #[command(subcommand)]
    Bucket(bucket::Bucket),
    /// May they, and by which rule?
    Explain(explain::Explain),
    /// What people made public: list, take back.
    #[command(subcommand)]
    Publication(publication::Publication),
    /// People: add, list, disable, enable.
    #[command(subcommand)]
    Person(person::Person),
    /// Access keys for programs: create, list, revoke.
    #[command(subcommand)]
    Key(key::Key),
    /// The key that seals secrets at rest: rotate, reseal, retire.
    #[command(subcommand)]
    SealingKey(sealing_key::Sealing),
}

/// Which database a command is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Place {
    /// The settings file whose database it is.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder of a demo.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Why a command failed, fit to print.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Config(#[from] config::Error),
    #[error(transparent)]
    App(#[from] app::Error),
    #[error(transparent)]
    Demo(#[from] demo::Error),
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error(transparent)]
    Identity(#[from] identity::Error),
    #[error(transparent)]
    Sealing(#[from] sealing::Error),
    #[error("{0}")]
    Usage(String),
    #[error(
        "the storage has no bucket `{0}`: nothing was recorded (--offline records it all the same)"
    )]
    NoSuchBucket(Bucket),
    #[error(
        "the storage did not say whether it has bucket `{bucket}`: nothing was recorded \
         (--offline records it all the same)"
    )]
    NotAsked {
        bucket: Bucket,
        #[source]
        source: Box<error::Error>,
    },
    #[error("cannot write the answer")]
    Output(#[from] std::io::Error),
}

impl Command {
    pub async fn run(self) -> Result<(), Error> {
        match self.action {
            Action::Demo(demo) => demo.run().await,
            Action::Serve(serve) => serve.run().await,
            Action::CheckConfig(check) => check.run(),
            Action::Bucket(bucket) => counted(bucket.run()).await,
            Action::Explain(explain) => explain.run().await,
            Action::Publication(publication) => counted(publication.run()).await,
            Action::Person(person) => counted(person.run()).await,
            Action::Key(key) => counted(key.run()).await,
            Action::SealingKey(sealing) => counted(sealing.run()).await,
        }
    }
}

/// Ends once what was written counts for the gateway that serves from the same database, too.
async fn counted(act: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let done = act.await;
    tokio::time::sleep(database::TRUSTED).await;
    done
}

impl Place {
    /// What is set there; of a demo, what it starts with and where it was reached last.
    fn config(&self) -> Result<Config, Error> {
        match (&self.config, &self.data) {
            (Some(file), _) => Ok(Config::load(file)?),
            (None, Some(data)) => Ok(demo::records(data)),
            (None, None) => Err(Error::Usage("name --config FILE or --data DIR".to_owned())),
        }
    }

    async fn database(&self) -> Result<Database, Error> {
        open(&self.config()?.database_file).await
    }
}

/// A command makes no database: where there is none, the place is another one than was meant.
async fn open(file: &Path) -> Result<Database, Error> {
    if !file.is_file() {
        let text =
            format!("the database `{}` does not exist yet: start Cellier once", file.display());
        return Err(Error::Usage(text));
    }
    Ok(Database::open(file).await?)
}
