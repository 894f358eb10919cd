//! `demo`, `serve` and `check-config`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::Error;
use crate::app::{App, Listeners};
use crate::config::Config;
use crate::demo::{self, Welcome};

#[derive(Debug, Args)]
pub struct Demo {
    /// Where everything is kept.
    #[arg(long, value_name = "DIR", default_value = ".data")]
    data: PathBuf,
    /// Page and API; loopback only.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    portal_listen: SocketAddr,
    /// S3 side for programs; loopback only.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9000")]
    s3_listen: SocketAddr,
    /// /livez, /readyz, /metrics; loopback only.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9090")]
    ops_listen: SocketAddr,
    /// Embedded OpenID provider; the default is the port used last, else a free one.
    #[arg(long, value_name = "ADDRESS")]
    oidc_listen: Option<SocketAddr>,
    /// A session that nobody used for so long ends; the default is eight hours.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=10_080))]
    idle_minutes: Option<u32>,
    /// What each instance holds at most; what does not fit is refused, as by a storage that is full.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..))]
    space_mib: Option<u32>,
}

impl Demo {
    pub async fn run(self) -> Result<(), Error> {
        let settings = demo::Settings {
            data: self.data,
            portal_listen: self.portal_listen,
            s3_listen: self.s3_listen,
            ops_listen: self.ops_listen,
            oidc_listen: self.oidc_listen,
            idle_minutes: self.idle_minutes,
            space_bytes_max: self.space_mib.map(|mib| u64::from(mib) << 20),
        };
        let welcome = |welcome: Welcome| {
            // Whoever closed our standard output does not want to be welcomed.
            let _ = greet(&welcome);
        };
        demo::run(settings, shutdown_on_signals()?, welcome).await?;
        Ok(())
    }
}

fn greet(welcome: &Welcome) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Cellier is ready: {}", welcome.address)?;
    writeln!(
        out,
        "Sign in as one of the demo people (no password): {}",
        welcome.people.join(", ")
    )?;
    writeln!(out, "Stop with Ctrl-C.")?;
    out.flush()
}

#[derive(Debug, Args)]
pub struct Serve {
    /// The settings; gateway/config.example.toml explains each.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Serve {
    pub async fn run(self) -> Result<(), Error> {
        let config = Config::load(&self.config)?;
        let listeners = Listeners::bind(&config).await?;
        let (app, ops) = App::build(&config).await?;
        tracing::info!(address = config.public_url, "ready");
        app.serve(ops, listeners, shutdown_on_signals()?).await;
        Ok(())
    }
}

#[derive(Debug, Args)]
pub struct CheckConfig {
    /// The settings to check.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl CheckConfig {
    pub fn run(&self) -> Result<(), Error> {
        let config = Config::load(&self.config)?;
        // `Debug` of the settings shows every value but secrets, which know to hide themselves.
        writeln!(std::io::stdout().lock(), "{config:#?}")?;
        Ok(())
    }
}

/// Cancelled by Ctrl-C or SIGTERM.
fn shutdown_on_signals() -> Result<CancellationToken, Error> {
    let token = CancellationToken::new();
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    Ok(token)
}
