//! Where Cellier listens, and with which certificate.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::Fault;
use crate::tls;

/// One of the three listeners: portal, S3, operators.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listener {
    /// Address and port, such as `0.0.0.0:8080` or `[::]:8080`.
    pub listen: String,
    /// Speak TLS here; left out, something in front of Cellier does.
    pub tls: Option<Tls>,
}

/// What the listener proves itself with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// In PEM form, the listener's own first, then those between it and the authority.
    pub certificate: PathBuf,
    /// Its key, in PEM form.
    pub key: PathBuf,
}

impl Default for Listener {
    fn default() -> Self {
        Self::at("")
    }
}

impl Listener {
    pub fn at(address: &str) -> Self {
        Self { listen: address.to_owned(), tls: None }
    }

    /// The address, once [`super::Config::load`] found no fault.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    pub(super) fn faults(&self, section: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.address().is_none() {
            let cure = "an address and a port, such as 0.0.0.0:8080";
            faults.push(Fault::new(format!("{section}.listen"), &self.listen, cure));
        }
        faults.extend(self.tls.as_ref().and_then(|tls| tls.fault(section)));
        faults
    }
}

impl Tls {
    pub fn files(&self) -> tls::Files {
        tls::Files { certificate: self.certificate.clone(), key: self.key.clone() }
    }

    fn fault(&self, section: &str) -> Option<Fault> {
        let error = self.files().read().err()?;
        let (setting, path) = if error.is_about_the_key() {
            ("key", &self.key)
        } else {
            ("certificate", &self.certificate)
        };
        Some(Fault::new(format!("{section}.tls.{setting}"), path.display(), error.to_string()))
    }
}
