//! The operator's settings: one TOML file, then the environment (`CELLIER_OIDC__CLIENT_ID` sets `oidc.client_id`).
//! Loading names every fault at once, each with setting, value and cure. gateway/config.example.toml explains each.

mod access_keys;
mod activity;
mod fault;
mod instance;
mod limits;
mod links;
mod listener;
mod oidc;
mod operators;
mod s3;
mod secret;
mod sts;
mod team;
mod uploads;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use jiff::SignedDuration;
use serde::Deserialize;

pub use self::access_keys::AccessKeys;
pub use self::activity::Activity;
pub use self::fault::{Error, Fault};
pub use self::instance::{Capabilities, Instance, Kind, Style, Text, Timeouts};
pub use self::limits::Limits;
pub use self::links::Links;
pub use self::listener::{Listener, Tls};
pub use self::oidc::Oidc;
pub use self::operators::Operators;
pub use self::s3::S3;
pub use self::secret::Secret;
pub use self::sts::Sts;
pub use self::team::{ALL_TEAMS, Member, Team};
pub use self::uploads::Uploads;

/// Everything that can be set. Times and sizes carry their unit last in the name.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where browsers reach the portal: scheme, host and port, no path.
    pub public_url: String,
    /// The SQLite file with Cellier's own records.
    pub database_file: PathBuf,
    /// 32 bytes, raw or base64, that seal what is secret in the database.
    pub sealing_key_file: PathBuf,
    pub french: French,
    /// Whether public datasets are open to those who did not sign in.
    pub anonymous_access: bool,
    /// At a person's first sign-in, record for them an existing bucket that bears their handle.
    pub adopt_by_name: bool,
    pub portal: Listener,
    pub s3: S3,
    pub ops: Listener,
    pub limits: Limits,
    pub oidc: Oidc,
    pub session: Session,
    pub access_keys: AccessKeys,
    pub links: Links,
    pub sts: Sts,
    pub uploads: Uploads,
    pub activity: Activity,
    pub operators: Operators,
    #[serde(rename = "team")]
    pub teams: Vec<Team>,
    #[serde(rename = "instance")]
    pub instances: Vec<Instance>,
}

/// Which French the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum French {
    /// « compartiment », typography of the OQLF.
    #[default]
    CA,
    /// « bucket », typography of the Imprimerie nationale.
    FR,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// A session that nobody used for so long ends.
    pub idle_minutes: u32,
    /// A session ends after so long however busy it is.
    pub absolute_hours: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self { idle_minutes: 8 * 60, absolute_hours: 24 }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: String::new(),
            database_file: PathBuf::from("cellier.db"),
            sealing_key_file: PathBuf::new(),
            french: French::default(),
            anonymous_access: true,
            adopt_by_name: false,
            portal: Listener::at("127.0.0.1:8080"),
            s3: S3::default(),
            ops: Listener::at("127.0.0.1:9090"),
            limits: Limits::default(),
            oidc: Oidc::default(),
            session: Session::default(),
            access_keys: AccessKeys::default(),
            links: Links::default(),
            sts: Sts::default(),
            uploads: Uploads::default(),
            activity: Activity::default(),
            operators: Operators::default(),
            teams: Vec::new(),
            instances: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the file and the environment.
    ///
    /// # Errors
    /// Every fault of the file and of what its settings name (files, environment variables), at once.
    pub fn load(file: &Path) -> Result<Self, Error> {
        if !file.is_file() {
            return Err(Error::new(vec![Fault::new(
                "--config",
                file.display(),
                "name a file that exists",
            )]));
        }
        let figment =
            Figment::from(Toml::file_exact(file)).merge(Env::prefixed("CELLIER_").split("__"));
        Self::from_figment(&figment)
    }

    fn from_figment(figment: &Figment) -> Result<Self, Error> {
        let (config, mut faults) = fault::extract::<Self>(figment)?;
        faults.extend(config.faults());
        if faults.is_empty() { Ok(config) } else { Err(Error::new(faults)) }
    }

    /// Whether browsers reach the portal over TLS: decides on the cookie's name and `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Where programs reach the S3 side: as the operator says, else the host of the portal at the port of the listener.
    pub fn s3_endpoint(&self) -> String {
        if let Some(url) = &self.s3.url {
            return url.clone();
        }
        let https = self.s3.tls.is_some() || self.is_https();
        let scheme = if https { "https" } else { "http" };
        let uri = self.public_url.parse::<http::Uri>().unwrap_or_default();
        let host = uri.host().unwrap_or("localhost");
        let port = self.s3.listen.rsplit_once(':').map_or("9000", |(_, port)| port);
        format!("{scheme}://{host}:{port}")
    }

    /// How long nothing may be added to an upload on the instance before it is given up; `None`: for ever.
    pub fn unfinished_age_max(&self, instance: &Instance) -> Option<SignedDuration> {
        uploads::age(instance.unfinished_days_max.unwrap_or(self.uploads.unfinished_days_max))
    }

    /// What is wrong, in the order of the file.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        faults.extend(public_url_fault(&self.public_url));
        if self.portal.tls.is_some() && !self.is_https() {
            let cure = "must start with https://, because portal.tls is set";
            faults.push(Fault::new("public_url", &self.public_url, cure));
        }
        if self.sealing_key_file.as_os_str().is_empty() {
            let cure = "name a file with 32 random bytes: `openssl rand -base64 32 > sealing.key`";
            faults.push(Fault::new("sealing_key_file", "", cure));
        } else if !self.sealing_key_file.is_file() {
            let cure = "the file does not exist: `openssl rand -base64 32 > sealing.key` makes one";
            faults.push(Fault::new("sealing_key_file", self.sealing_key_file.display(), cure));
        }
        faults.extend(self.portal.faults("portal"));
        faults.extend(self.s3.faults());
        faults.extend(self.ops.faults("ops"));
        faults.extend(self.limits.faults());
        faults.extend(self.identity_faults());
        faults.extend(self.session.faults());
        faults.extend(self.access_keys.faults());
        faults.extend(self.links.faults());
        faults.extend(self.sts.faults());
        faults.extend(self.uploads.faults());
        faults.extend(self.activity.faults());
        faults.extend(self.operators.faults());
        faults.extend(instance::faults(&self.instances));
        faults.extend(team::faults(&self.teams, &self.instances));
        faults
    }
}

impl Session {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(5..=7 * 24 * 60).contains(&self.idle_minutes) {
            faults.push(Fault::new(
                "session.idle_minutes",
                self.idle_minutes,
                "5 to 10080 (a week)",
            ));
        }
        if !(1..=7 * 24).contains(&self.absolute_hours) {
            faults.push(Fault::new(
                "session.absolute_hours",
                self.absolute_hours,
                "1 to 168 (a week)",
            ));
        }
        faults
    }
}

fn public_url_fault(text: &str) -> Option<Fault> {
    let fault = |cure: &str| Some(Fault::new("public_url", text, cure));
    let Ok(uri) = text.parse::<http::Uri>() else {
        return fault("an address such as https://storage.example.org");
    };
    match (uri.scheme_str(), uri.host()) {
        (Some("https" | "http"), Some(_))
            if !matches!(uri.path(), "" | "/") || uri.query().is_some() =>
        {
            fault("only scheme, host and port: the portal lives at the root of its host")
        }
        (Some("https"), Some(_)) => None,
        (Some("http"), Some(host)) if is_loopback(host) => None,
        (Some("http"), Some(_)) => {
            fault("must start with https:// (http:// only for a loopback address)")
        }
        _ => fault("an address such as https://storage.example.org"),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
