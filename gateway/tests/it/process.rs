//! The program itself, as a process of its own.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use http::Method;

use crate::support::{Browser, place_signing_key, signing_key, until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cellier");

/// Runs a command to its end, without any of the machine's own settings for it.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CELLIER_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The command line of a demo on free ports.
pub fn demo_arguments(data: &Path) -> Vec<&str> {
    let ports = ["--portal-listen", "--s3-listen", "--ops-listen"];
    let ports = ports.into_iter().flat_map(|option| [option, "127.0.0.1:0"]);
    ["demo", "--data", data.to_str().unwrap()].into_iter().chain(ports).collect()
}

/// The least that `cellier serve` needs, in a folder: one public instance at `upstream`, and nobody who signs in.
/// `portal` goes into the table of that name.
pub fn settings(
    folder: &Path,
    public_url: &str,
    portal: &str,
    ops: &str,
    upstream: &str,
) -> String {
    std::fs::write(folder.join("sealing.key"), [7; 32]).unwrap();
    let (folder, listen) = (folder.display(), public_url.split_once("://").unwrap().1);
    format!(
        r#"
        public_url = "{public_url}"
        database_file = "{folder}/cellier.db"
        sealing_key_file = "{folder}/sealing.key"
        [portal]
        listen = "{listen}"
        {portal}
        [s3]
        listen = "127.0.0.1:0"
        [ops]
        listen = "{ops}"
        [oidc]
        issuer = "http://127.0.0.1:1"
        client_id = "cellier"
        client_secret = "unused"
        [[instance]]
        id = "public"
        kind = "public"
        name = {{ en = "Public", fr = "Public" }}
        endpoint = "{upstream}"
        region = "local"
        access_key = "unused"
        secret_key = "unused"
        "#
    )
}

/// An address that was free a moment ago.
pub fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// `cellier demo`, ready to be used; killed when dropped.
pub struct Demo {
    child: Child,
    pub address: String,
    log: PathBuf,
}

impl Demo {
    /// Starts in a folder, new or left by another. `filter` says what is logged.
    pub async fn start(data: &Path, filter: &str) -> Self {
        if !data.join("openid").exists() {
            place_signing_key(data, signing_key().await);
        }
        let log = data.join("stderr.log");
        let mut child = command(&demo_arguments(data))
            .env("CELLIER_LOG", filter)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let greeted = tokio::task::spawn_blocking(move || {
            let mut lines = out.lines().map_while(Result::ok);
            lines.find_map(|line| line.strip_prefix("Cellier is ready: ").map(str::to_owned))
        });
        let mut demo = Self { child, address: String::new(), log };
        let address = greeted.await.unwrap();
        demo.address = address.unwrap_or_else(|| panic!("no demo came up: {}", demo.log()));
        demo
    }

    /// As [`Demo::start`], but `cellier serve` with these settings; it answers without TLS at `address`.
    pub async fn serve(folder: &Path, settings: &str, address: &str) -> Self {
        let (log, file) = (folder.join("stderr.log"), folder.join("cellier.toml"));
        std::fs::write(&file, settings).unwrap();
        let child = command(&["serve", "--config", file.to_str().unwrap()])
            .stdout(File::create(folder.join("stdout.log")).unwrap())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let program = Self { child, address: format!("http://{address}"), log };
        let browser = program.anonymous();
        let answers = async || browser.try_send(Method::GET, "/api/session", &[], "").await.is_ok();
        until("the portal answers", answers).await;
        program
    }

    pub fn anonymous(&self) -> Browser {
        Browser::of(&self.address)
    }

    pub async fn as_person(&self, handle: &str) -> Browser {
        let browser = self.anonymous();
        browser.sign_in(handle, "/en/").await;
        browser
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// What `cellier serve` has said on standard output so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log.with_file_name("stdout.log")).unwrap()
    }

    /// Sends it a signal by its name: `HUP`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A line of `/proc/PID/status`, in KiB.
    pub fn status_kib(&self, name: &str) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let number = line.trim_start_matches(':').trim().trim_end_matches("kB").trim();
        number.parse().unwrap()
    }

    /// From now on the peak of its memory (`VmHWM`) is counted anew (proc(5), `clear_refs`).
    pub fn forget_memory_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
