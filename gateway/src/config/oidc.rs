//! The OpenID provider.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Fault, Secret, is_loopback};

/// Signature algorithms that may be allowed: asymmetric ones only (RFC 8725 §3.1).
pub const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oidc {
    /// The issuer exactly as its discovery document says it.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    /// Which signatures of ID tokens are believed, whatever a token says of itself.
    pub algorithms: Vec<String>,
    /// Where the groups stand in the ID token, dots for nesting: `groups`, `realm_access.roles`.
    pub groups_claim: String,
    pub given_name_claim: String,
    pub family_name_claim: String,
    /// A certificate authority in PEM, beside those the system trusts.
    pub ca_file: Option<PathBuf>,
}

impl Default for Oidc {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            client_id: String::new(),
            client_secret: None,
            scopes: ["openid", "profile", "email", "groups"].map(str::to_owned).to_vec(),
            algorithms: ["RS256", "ES256"].map(str::to_owned).to_vec(),
            groups_claim: "groups".to_owned(),
            given_name_claim: "given_name".to_owned(),
            family_name_claim: "family_name".to_owned(),
            ca_file: None,
        }
    }
}

impl Oidc {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let loopback = |uri: &http::Uri| uri.host().is_some_and(is_loopback);
        match self.issuer.parse::<http::Uri>() {
            Ok(uri) if uri.scheme_str() == Some("https") => {}
            Ok(uri) if uri.scheme_str() == Some("http") && loopback(&uri) => {}
            _ => faults.push(Fault::new(
                "oidc.issuer",
                &self.issuer,
                "the provider's https:// address",
            )),
        }
        if self.client_id.is_empty() {
            faults.push(Fault::new(
                "oidc.client_id",
                "",
                "the id under which the provider knows Cellier",
            ));
        }
        match &self.client_secret {
            Some(secret) => faults.extend(secret.read("oidc.client_secret").err()),
            None => faults.push(Fault::new(
                "oidc.client_secret",
                "",
                "a value, { file = … } or { env = … }",
            )),
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            faults.push(Fault::new("oidc.scopes", self.scopes.join(" "), "must hold openid"));
        }
        let known = |algorithm: &String| ALGORITHMS.contains(&algorithm.as_str());
        if self.algorithms.is_empty() || !self.algorithms.iter().all(known) {
            let cure = format!("at least one, and only of: {}", ALGORITHMS.join(", "));
            faults.push(Fault::new("oidc.algorithms", self.algorithms.join(" "), cure));
        }
        for (setting, claim) in [
            ("oidc.groups_claim", &self.groups_claim),
            ("oidc.given_name_claim", &self.given_name_claim),
            ("oidc.family_name_claim", &self.family_name_claim),
        ] {
            if claim.is_empty() || claim.split('.').any(str::is_empty) {
                faults.push(Fault::new(setting, claim, "a claim's name, dots for nesting"));
            }
        }
        if let Some(file) = self.ca_file.as_ref().filter(|file| !file.is_file()) {
            faults.push(Fault::new("oidc.ca_file", file.display(), "the file does not exist"));
        }
        faults
    }
}
