//! The OpenID provider.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::{Config, Fault, Secret};
use crate::identity;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oidc {
    /// The issuer exactly as its discovery document says it.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    /// Asked beside `openid`; `offline_access` (or what the provider calls it) is what keeps groups fresh.
    pub scopes: Vec<String>,
    /// Which signatures of ID tokens are believed, whatever a token says of itself.
    pub algorithms: Vec<identity::Algorithm>,
    /// Where the groups stand in the ID token, dots for nesting: `groups`, `realm_access.roles`.
    pub groups_claim: String,
    /// How a handle is made of claims: `{given_name}.{family_name}`.
    pub handle: String,
    /// Audiences that an ID token may name beside `client_id`.
    pub trusted_audiences: Vec<String>,
    /// A certificate authority in PEM, beside those the system trusts.
    pub ca_file: Option<PathBuf>,
}

impl Default for Oidc {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            client_id: String::new(),
            client_secret: None,
            scopes: ["profile", "email", "groups", "offline_access"].map(str::to_owned).to_vec(),
            algorithms: vec![identity::Algorithm::Rs256, identity::Algorithm::Es256],
            groups_claim: "groups".to_owned(),
            handle: "{given_name}.{family_name}".to_owned(),
            trusted_audiences: Vec::new(),
            ca_file: None,
        }
    }
}

impl Config {
    /// What signing in is built with. Its own faults are found by [`identity::Settings::faults`].
    ///
    /// # Errors
    /// The fault of a secret or file that cannot be read.
    pub fn identity(&self) -> Result<identity::Settings, Fault> {
        Ok(identity::Settings {
            client_secret: self.oidc.secret()?,
            authority_pem: self.oidc.authority()?,
            ..self.identity_without_files()
        })
    }

    fn identity_without_files(&self) -> identity::Settings {
        let oidc = &self.oidc;
        let portal = self.public_url.trim_end_matches('/');
        identity::Settings {
            scopes: oidc.scopes.clone(),
            algorithms: oidc.algorithms.clone(),
            groups_claim: Some(oidc.groups_claim.clone()).filter(|claim| !claim.is_empty()),
            handle_template: oidc.handle.clone(),
            session_idle_seconds: self.session.idle_minutes.saturating_mul(60),
            session_absolute_seconds: self.session.absolute_hours.saturating_mul(3600),
            trusted_audiences: oidc.trusted_audiences.clone(),
            web_identity_audiences: self.sts.audiences.clone(),
            ..identity::Settings::new(&oidc.issuer, &oidc.client_id, portal)
        }
    }

    /// Faults of signing in, by the names they have in the file.
    pub(super) fn identity_faults(&self) -> Vec<Fault> {
        let named = |fault: identity::Fault| {
            let setting = match fault.setting {
                "public_url" => "public_url".to_owned(),
                "handle_template" => "oidc.handle".to_owned(),
                "session_idle_seconds" => "session.idle_minutes".to_owned(),
                "session_absolute_seconds" => "session.absolute_hours".to_owned(),
                other => format!("oidc.{other}"),
            };
            Fault::new(setting, fault.value, fault.cure)
        };
        // The portal's own address and the length of sessions are judged in config.rs, in the units of the file.
        let ours = ["public_url", "session.idle_minutes", "session.absolute_hours"];
        let mut faults: Vec<Fault> =
            self.identity_without_files().faults().into_iter().map(named).collect();
        faults.retain(|fault| !ours.contains(&fault.setting.as_str()));
        faults.extend(self.oidc.secret().err());
        faults.extend(self.oidc.authority().err());
        faults
    }
}

impl Oidc {
    fn secret(&self) -> Result<Option<SecretString>, Fault> {
        self.client_secret.as_ref().map(|secret| secret.read("oidc.client_secret")).transpose()
    }

    fn authority(&self) -> Result<Option<Vec<u8>>, Fault> {
        let unread = |path: &PathBuf, error: &std::io::Error| {
            Fault::new(
                "oidc.ca_file",
                path.display(),
                format!("the file cannot be read ({})", error.kind()),
            )
        };
        self.ca_file
            .as_ref()
            .map(|path| std::fs::read(path).map_err(|error| unread(path, &error)))
            .transpose()
    }
}
