//! The binary: logging, then the command line.

use std::process::ExitCode;

use cellier::command::Command;
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// What others would log of requests, signatures among it, whoever asks for `debug`.
const QUIET: [&str; 1] = ["s3s=info"];

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr).init();
    match command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// What `CELLIER_LOG` says, but for what must never be in a log.
fn filter() -> EnvFilter {
    let filter = EnvFilter::try_from_env("CELLIER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    QUIET
        .iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(filter, EnvFilter::add_directive)
}

/// The failure and what caused it, for the person at the terminal.
#[expect(clippy::print_stderr, reason = "the one place where the terminal is spoken to")]
fn tell(error: &dyn std::error::Error) {
    eprintln!("cellier: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
}
