//! The instances: the S3 storages that the portal offers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Fault, Secret, uploads};
use crate::policy::NamePattern;
use crate::s3::names::{BucketName, InstanceId};

/// One `[[instance]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Instance {
    /// `a-z 0-9 -`; stands in addresses, so it never changes.
    pub id: String,
    pub name: Text,
    pub description: Text,
    pub kind: Kind,
    /// `https://s3.example.org` or `http://10.0.0.5:9000`, no path.
    pub endpoint: String,
    /// Region in the signature's scope; what the storage was configured with.
    pub region: String,
    pub style: Style,
    pub access_key: Option<Secret>,
    pub secret_key: Option<Secret>,
    /// A certificate authority in PEM, beside those the system trusts.
    pub ca_file: Option<PathBuf>,
    /// Badge such as « Non classifié ».
    pub classification: Option<Text>,
    /// Groups whose members may see it; empty: everyone who signed in.
    pub groups: Vec<String>,
    /// What a new bucket's name may be; empty: `{handle}` and `{handle}.{name}`.
    pub creation: Vec<String>,
    /// On a public instance, the buckets that are datasets; absent: all of them.
    pub datasets: Option<Vec<String>>,
    /// Teams that may have a bucket here, by name; `"*"`: all.
    pub teams: Vec<String>,
    /// What their buckets are called; empty: `team-{name}`.
    pub team_bucket: String,
    /// Owners and managers may make prefixes of their buckets public.
    pub publishing: bool,
    /// As `uploads.unfinished_days_max`, here; absent: the same.
    pub unfinished_days_max: Option<u32>,
    pub capabilities: Capabilities,
    pub timeouts: Timeouts,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Text {
    pub en: String,
    pub fr: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[default]
    SelfServe,
    Public,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// `endpoint/bucket/key`: the default, because buckets hold dots.
    #[default]
    Path,
    /// `bucket.endpoint/key`
    Virtual,
}

/// What this storage really does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a server")]
pub struct Capabilities {
    /// It refuses a write when `If-None-Match: *` says so (Garage and Ceph RGW 16 do not).
    pub conditional_writes: bool,
    /// The same of a copy made inside it.
    pub conditional_copies: bool,
    /// It refuses a deletion when `If-Match` says so.
    pub conditional_deletes: bool,
    /// It honours conditions on the source of a copy (Ceph RGW 16 does not).
    pub conditional_sources: bool,
    /// It keeps tags that come with an object (Garage does not).
    pub tags: bool,
    /// It looks at which version is asked for, or says that it knows none (Garage takes the object that is there).
    pub versions: bool,
    /// It keeps keys with `.` and `..` segments apart.
    pub dot_segments: bool,
    /// It keeps `/a` and `a` apart (Garage and others do not).
    pub leading_slashes: bool,
    /// The entity tag of what was put in one piece is its MD5, where it looks like one (not so under encryption that
    /// the storage does not mention).
    pub md5_etags: bool,
    /// It takes bodies with a checksum behind them, as newer programs send them, and keeps the checksum.
    pub checksum_trailers: bool,
}

impl Default for Capabilities {
    /// The safe side: assume that it does not. Versions are what storages seldom ignore, and their owners rely on.
    fn default() -> Self {
        Self {
            conditional_writes: false,
            conditional_copies: false,
            conditional_deletes: false,
            conditional_sources: false,
            tags: false,
            versions: true,
            dot_segments: false,
            leading_slashes: false,
            md5_etags: true,
            checksum_trailers: false,
        }
    }
}

/// How long this storage may be silent before it counts as failing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    /// Until a connection is there.
    pub connect_seconds: u64,
    /// From the last byte of a request to the first of its answer.
    pub answer_seconds: u64,
    /// Between two pieces of a file, in either direction.
    pub idle_seconds: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect_seconds: 5, answer_seconds: 30, idle_seconds: 60 }
    }
}

impl Timeouts {
    fn faults(&self, section: &str) -> impl Iterator<Item = Fault> {
        let settings = [
            ("connect_seconds", self.connect_seconds, 1..=60),
            ("answer_seconds", self.answer_seconds, 1..=600),
            ("idle_seconds", self.idle_seconds, 1..=600),
        ];
        let wrong = settings.into_iter().filter(|(_, value, range)| !range.contains(value));
        wrong.map(move |(setting, value, range)| {
            let cure = format!("{} to {}", range.start(), range.end());
            Fault::new(format!("{section}.timeouts.{setting}"), value, cure)
        })
    }
}

impl Instance {
    fn faults(&self, section: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |setting: &str, value: &str, cure: &str| {
            faults.push(Fault::new(format!("{section}.{setting}"), value, cure));
        };
        if let Err(error) = InstanceId::parse(&self.id) {
            fault("id", &self.id, &error.to_string());
        }
        for (setting, text) in [("name.en", &self.name.en), ("name.fr", &self.name.fr)] {
            if text.is_empty() {
                fault(setting, "", "what people read on the card");
            }
        }
        let endpoint = self.endpoint.parse::<http::Uri>().ok();
        let plain = |uri: &http::Uri| {
            matches!(uri.path(), "" | "/") && uri.query().is_none() && uri.host().is_some()
        };
        let scheme = endpoint.as_ref().filter(|uri| plain(uri)).and_then(http::Uri::scheme_str);
        if !matches!(scheme, Some("https" | "http")) {
            fault(
                "endpoint",
                &self.endpoint,
                "scheme, host and port, such as https://s3.example.org",
            );
        }
        if self.region.is_empty() {
            fault(
                "region",
                "",
                "the region that the storage was configured with, such as `garage` or `us-east-1`",
            );
        }
        for group in self.groups.iter().filter(|group| group.is_empty()) {
            fault("groups", group, "a group exactly as the OpenID provider names it");
        }
        for pattern in &self.creation {
            if let Err(error) = NamePattern::parse(pattern) {
                fault("creation", pattern, &error.to_string());
            }
        }
        for dataset in self.datasets.iter().flatten() {
            if let Err(error) = BucketName::parse(dataset) {
                fault("datasets", dataset, &error.to_string());
            }
        }
        if self.kind == Kind::SelfServe && self.datasets.is_some() {
            fault("datasets", "[…]", "only an instance of kind `public` has datasets");
        }
        if let Some(file) = self.ca_file.as_ref().filter(|file| !file.is_file()) {
            fault("ca_file", &file.display().to_string(), "the file does not exist");
        }
        for (setting, secret) in
            [("access_key", &self.access_key), ("secret_key", &self.secret_key)]
        {
            match secret {
                None => fault(setting, "", "a value, { file = … } or { env = … }"),
                Some(secret) => {
                    if let Err(unreadable) = secret.read(setting) {
                        fault(setting, &unreadable.value, &unreadable.cure);
                    }
                }
            }
        }
        let unfinished = format!("{section}.unfinished_days_max");
        faults.extend(self.unfinished_days_max.and_then(|days| uploads::fault(unfinished, days)));
        faults.extend(self.timeouts.faults(section));
        faults
    }
}

pub(super) fn faults(instances: &[Instance]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if instances.is_empty() {
        faults.push(Fault::new(
            "instance",
            "",
            "at least one [[instance]]: the storage that the portal offers",
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, instance) in instances.iter().enumerate() {
        let section = format!("instance.{index}");
        faults.extend(instance.faults(&section));
        if !seen.insert(&instance.id) {
            faults.push(Fault::new(
                format!("{section}.id"),
                &instance.id,
                "each instance has an id of its own",
            ));
        }
    }
    let mut datasets = BTreeSet::new();
    for (index, instance) in instances.iter().enumerate() {
        for dataset in instance.datasets.iter().flatten() {
            if !datasets.insert(dataset) {
                let setting = format!("instance.{index}.datasets");
                faults.push(Fault::new(
                    setting,
                    dataset,
                    "names of public buckets are unique across instances",
                ));
            }
        }
    }
    faults
}
