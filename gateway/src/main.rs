//! The binary: logging, then the command line.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use cellier::command::Command;
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// What others would log of requests, signatures among it, whoever asks for `debug`.
const QUIET: [&str; 1] = ["s3s=info"];

/// Larger than the documents and buffers that most requests need.
const USUAL_BLOCK_BYTES: usize = 1024 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    keep_blocks();
    let command = Command::parse();
    let log = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr);
    // Colours are for terminals, not for files and collectors.
    log.with_ansi(std::io::stderr().is_terminal()).init();
    match command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// The allocator of glibc hands large blocks back to the system as soon as they are free, and the next request waits
/// until each page of them is there again. What counts as large follows the largest block that was ever freed
/// (mallopt(3), `M_MMAP_THRESHOLD`, "dynamic"), so one is freed at the start. Other allocators do not mind.
fn keep_blocks() {
    drop(std::hint::black_box(vec![0_u8; USUAL_BLOCK_BYTES]));
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
