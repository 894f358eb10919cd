//! The S3 side for programs: where it listens, what it is called, and which regions may stand in signatures.

use serde::Deserialize;

use super::{Fault, Listener, Tls};

/// The listener of the S3 side, and how it presents itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3 {
    /// Address and port, such as `0.0.0.0:9000`.
    pub listen: String,
    /// Speak TLS here; left out, something in front of Cellier does.
    pub tls: Option<Tls>,
    /// Where programs reach it: scheme, host and port. Left out: the portal's host at the port that is listened on.
    pub url: Option<String>,
    /// Domains below which a host names a bucket (`bucket.s3.example.org`).
    pub domains: Vec<String>,
    /// What programs may name as region; the first one is the one they are told.
    pub regions: Vec<String>,
    /// Origins of the pages whose scripts may ask; `*` alone: every page.
    pub cors_origins: Vec<String>,
}

impl Default for S3 {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:9000".to_owned(),
            tls: None,
            url: None,
            domains: Vec::new(),
            regions: vec!["local".to_owned(), "us-east-1".to_owned()],
            cors_origins: vec!["*".to_owned()],
        }
    }
}

impl S3 {
    pub fn at(address: &str) -> Self {
        Self { listen: address.to_owned(), ..Self::default() }
    }

    pub fn listener(&self) -> Listener {
        Listener { listen: self.listen.clone(), tls: self.tls.clone() }
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = self.listener().faults("s3");
        if let Some(url) = &self.url
            && !is_origin(url)
        {
            let cure = "scheme, host and port alone, such as https://s3.example.org";
            faults.push(Fault::new("s3.url", url, cure));
        }
        if let (Some(url), Some(_)) = (&self.url, &self.tls)
            && !url.starts_with("https://")
        {
            faults.push(Fault::new(
                "s3.url",
                url,
                "must start with https://, because s3.tls is set",
            ));
        }
        for domain in self.domains.iter().filter(|domain| !is_domain(domain)) {
            let cure = "a host name without port, such as s3.example.org";
            faults.push(Fault::new("s3.domains", domain, cure));
        }
        let every = self.cors_origins == ["*"];
        for origin in self.cors_origins.iter().filter(|origin| !every && !is_origin(origin)) {
            let cure = "scheme, host and port alone, such as https://notebooks.example.org, or `*` and no other";
            faults.push(Fault::new("s3.cors_origins", origin, cure));
        }
        if self.regions.is_empty() {
            faults.push(Fault::new("s3.regions", "[]", "at least one region, such as `local`"));
        }
        for region in self.regions.iter().filter(|region| !is_region(region)) {
            faults.push(Fault::new(
                "s3.regions",
                region,
                "letters, digits and hyphens, such as `local`",
            ));
        }
        faults
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else { return false };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some()
        && !text.ends_with('/')
        && matches!(uri.path(), "" | "/")
        && uri.query().is_none()
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn is_region(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_told() {
        let check = |s3: S3, expected: &[&str]| {
            let faults = s3.faults();
            let settings: Vec<_> = faults.iter().map(|fault| fault.setting.as_str()).collect();
            assert_eq!(settings, expected, "{s3:?}");
        };
        check(S3::default(), &[]);
        let url = |url: &str| S3 { url: Some(url.to_owned()), ..S3::default() };
        check(url("https://s3.example.org"), &[]);
        check(url("http://127.0.0.1:9000"), &[]);
        check(url("https://s3.example.org/path"), &["s3.url"]);
        check(url("s3.example.org"), &["s3.url"]);
        let domains = |domain: &str| S3 { domains: vec![domain.to_owned()], ..S3::default() };
        check(domains("s3.example.org"), &[]);
        check(domains("s3.example.org:9000"), &["s3.domains"]);
        check(domains(".example.org"), &["s3.domains"]);
        check(domains(""), &["s3.domains"]);
        let origins = |origins: &[&str]| S3 {
            cors_origins: origins.iter().map(ToString::to_string).collect(),
            ..S3::default()
        };
        check(origins(&[]), &[]);
        check(origins(&["https://notebooks.example.org", "http://localhost:8888"]), &[]);
        check(origins(&["*", "https://notebooks.example.org"]), &["s3.cors_origins"]);
        check(origins(&["https://*.example.org/"]), &["s3.cors_origins"]);
        check(S3 { regions: Vec::new(), ..S3::default() }, &["s3.regions"]);
        check(S3 { regions: vec!["a/b".to_owned()], ..S3::default() }, &["s3.regions"]);
    }
}
