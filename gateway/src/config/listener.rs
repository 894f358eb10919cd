//! Where Cellier listens.

use std::net::SocketAddr;

use serde::Deserialize;

use super::Fault;

/// One of the three listeners: portal, S3, operators.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listener {
    /// Address and port, such as `0.0.0.0:8080` or `[::]:8080`.
    pub listen: String,
}

impl Default for Listener {
    fn default() -> Self {
        Self::at("")
    }
}

impl Listener {
    pub fn at(address: &str) -> Self {
        Self { listen: address.to_owned() }
    }

    /// The address, once [`super::Config::load`] found no fault.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    pub(super) fn faults(&self, section: &str) -> Option<Fault> {
        let cure = "an address and a port, such as 0.0.0.0:8080";
        self.address()
            .is_none()
            .then(|| Fault::new(format!("{section}.listen"), &self.listen, cure))
    }
}
