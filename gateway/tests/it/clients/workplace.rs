//! A home of its own for each test: nothing of this machine's configuration reaches the programs.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![expect(clippy::panic, reason = "a program that fails is a test that fails")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// A program that takes longer hangs.
const PROGRAM_SECONDS_MAX: u64 = 120;

/// rclone refuses to start where this variable names an authority, and reads the other one.
const RCLONE: &str = "rclone() { env -u AWS_CA_BUNDLE rclone \"$@\"; }";

/// Where scripts/clients.sh put the programs.
fn programs() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::env::var_os("CELLIER_CLIENTS").map_or_else(|| root.join(".clients"), PathBuf::from)
}

pub struct Workplace {
    home: TempDir,
    /// What is trusted beside the system's authorities, in PEM.
    authority: Option<PathBuf>,
}

/// How a program ended.
#[derive(Debug)]
pub struct Outcome {
    pub success: bool,
    pub output: String,
    pub errors: String,
}

impl Outcome {
    #[track_caller]
    pub fn expect(self, what: &str) -> String {
        assert!(self.success, "{what}\n{}\n{}", self.output, self.errors);
        self.output
    }
}

/// Which of the two sets of Python packages: s3fs wants an older botocore than boto3 is.
#[derive(Clone, Copy, Debug)]
pub enum Python {
    Main,
    S3fs,
}

impl Workplace {
    pub fn new(authority: Option<&str>) -> Self {
        let home = TempDir::new().unwrap();
        let authority = authority.map(|pem| {
            let file = home.path().join("authority.pem");
            std::fs::write(&file, pem).unwrap();
            file
        });
        std::fs::create_dir(home.path().join("work")).unwrap();
        Self { home, authority }
    }

    /// The folder in which programs run.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join("work")
    }

    pub fn place(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.folder().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        file
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        let file = self.folder().join(name);
        std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Runs a script as somebody who pastes it into a shell.
    pub async fn shell(&self, script: &str) -> Outcome {
        self.shell_in("", script).await
    }

    /// The same, in a folder below.
    pub async fn shell_in(&self, folder: &str, script: &str) -> Outcome {
        let folder = self.folder().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("sh");
        command.args(["-e", "-u", "-c", &format!("{RCLONE}\n{script}")]).current_dir(folder);
        self.run(command, "").await
    }

    /// Runs scripts/clients/run.py on snippets, one after another in one process; answers what each printed or answered.
    pub async fn python(&self, python: Python, work: &Value) -> Vec<Value> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/clients/run.py");
        let mut command = Command::new(interpreter(python));
        command.arg(script).current_dir(self.folder());
        let answer = self.run(command, &work.to_string()).await.expect("run.py");
        serde_json::from_str(answer.lines().last().unwrap_or_default()).unwrap()
    }

    async fn run(&self, mut command: Command, input: &str) -> Outcome {
        let path = std::env::var("PATH").unwrap();
        let bin = programs().join("main/bin");
        command
            .env_clear()
            .env("PATH", format!("{}:{}:{path}", bin.display(), programs().join("bin").display()))
            .env("HOME", self.home.path())
            .env("LANG", "C.UTF-8")
            .env("PYTHONUTF8", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true");
        if let Some(authority) = &self.authority {
            for variable in ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"] {
                command.env(variable, authority);
            }
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut running = command.spawn().unwrap();
        let mut stdin = running.stdin.take().unwrap();
        let input = input.to_owned();
        let writing = tokio::spawn(async move {
            let _ = stdin.write_all(input.as_bytes()).await;
        });
        let limit = Duration::from_secs(PROGRAM_SECONDS_MAX);
        let output = tokio::time::timeout(limit, running.wait_with_output()).await;
        let output = output.unwrap_or_else(|_| panic!("{command:?} hangs")).unwrap();
        writing.await.unwrap();
        Outcome {
            success: output.status.success(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

fn interpreter(python: Python) -> PathBuf {
    let name = match python {
        Python::Main => "main",
        Python::S3fs => "s3fs",
    };
    programs().join(name).join("bin/python")
}
