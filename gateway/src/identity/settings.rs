//! What the operator decided about signing in, and everything that is wrong with it.

use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::url::{Host, Url};
use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};

use super::handle::HandleTemplate;

/// Signature algorithms of tokens. Only asymmetric ones can be named: whoever knows the client secret or a public key
/// must not be able to make a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Algorithm {
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "RS384")]
    Rs384,
    #[serde(rename = "RS512")]
    Rs512,
    #[serde(rename = "PS256")]
    Ps256,
    #[serde(rename = "PS384")]
    Ps384,
    #[serde(rename = "PS512")]
    Ps512,
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "ES384")]
    Es384,
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// How people sign in: one OpenID Connect provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Exactly as the provider names itself; https, or http on a loopback address.
    pub issuer: String,
    pub client_id: String,
    /// `None` for a public client, which PKCE alone protects.
    pub client_secret: Option<SecretString>,
    /// The portal as browsers see it, such as `https://storage.example.org`. The provider must know
    /// `<public_url>/auth/callback` (redirect), `<public_url>/` (after sign-out) and
    /// `<public_url>/auth/back-channel-logout`.
    pub public_url: String,
    /// Asked beside `openid`.
    pub scopes: Vec<String>,
    pub algorithms: Vec<Algorithm>,
    /// Name or dotted path of the claim that lists groups; `None` when groups play no role.
    pub groups_claim: Option<String>,
    /// See [`HandleTemplate`].
    pub handle_template: String,
    /// A session that was not used for so long ends.
    pub session_idle_seconds: u32,
    /// A session ends after so long, however busy it is.
    pub session_absolute_seconds: u32,
    /// How often groups are asked again while a refresh token lives.
    pub refresh_seconds: u32,
    /// Audiences that may stand in a token beside `client_id`; `azp` must be `client_id` all the same.
    pub trusted_audiences: Vec<String>,
    /// Audiences of the tokens that programs bring (STS); none: `client_id` alone.
    pub web_identity_audiences: Vec<String>,
    /// Certificates (PEM) of the provider's own authority, trusted beside the system's.
    pub authority_pem: Option<Vec<u8>>,
}

impl Settings {
    /// What most providers need: profile, e-mail, groups and a refresh token; twelve hours, one of them idle.
    pub fn new(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
        public_url: impl Into<String>,
    ) -> Self {
        let scopes = ["profile", "email", "groups", "offline_access"];
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            public_url: public_url.into(),
            scopes: scopes.map(str::to_owned).to_vec(),
            algorithms: vec![Algorithm::Rs256],
            groups_claim: Some("groups".to_owned()),
            handle_template: "{given_name}.{family_name}".to_owned(),
            session_idle_seconds: 3_600,
            session_absolute_seconds: 12 * 3_600,
            refresh_seconds: 300,
            trusted_audiences: Vec::new(),
            web_identity_audiences: Vec::new(),
            authority_pem: None,
        }
    }

    /// Every fault at once; empty when the settings can be used.
    pub fn faults(&self) -> Vec<Fault> {
        match self.rules() {
            Ok(_) => Vec::new(),
            Err(faults) => faults,
        }
    }

    pub(super) fn rules(&self) -> Result<Rules, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |setting, value: &str, cure: &str| {
            faults.push(Fault { setting, value: value.to_owned(), cure: cure.to_owned() });
        };
        let issuer = Url::parse(&self.issuer).ok().filter(is_https_or_loopback);
        if issuer.is_none() {
            fault("issuer", &self.issuer, "must start with https:// (http:// only on loopback)");
        }
        let portal = Url::parse(&self.public_url).ok().filter(is_origin);
        if portal.is_none() {
            fault("public_url", &self.public_url, "must be http(s)://host[:port] and nothing more");
        }
        if self.client_id.is_empty() {
            fault("client_id", "", "must not be empty");
        }
        if self.algorithms.is_empty() {
            fault("algorithms", "[]", "must name at least one, such as RS256");
        }
        if self.groups_claim.as_deref() == Some("") {
            fault("groups_claim", "", "must name a claim; leave it out where groups play no role");
        }
        let template = HandleTemplate::parse(&self.handle_template);
        if let Err(error) = &template {
            fault("handle_template", &self.handle_template, &error.to_string());
        }
        let durations = [
            ("session_idle_seconds", self.session_idle_seconds, 60),
            ("session_absolute_seconds", self.session_absolute_seconds, self.session_idle_seconds),
            ("refresh_seconds", self.refresh_seconds, 30),
        ];
        for (setting, seconds, least) in durations {
            if seconds < least || seconds > SECONDS_MAX {
                let cure = format!("must be {least} to {SECONDS_MAX}");
                fault(setting, &seconds.to_string(), &cure);
            }
        }
        match (issuer, portal, template) {
            (Some(issuer), Some(portal), Ok(template)) if faults.is_empty() => {
                self.usable(&issuer, &portal, template).ok_or(faults)
            }
            _ => Err(faults),
        }
    }

    fn usable(&self, issuer: &Url, portal: &Url, handles: HandleTemplate) -> Option<Rules> {
        let origin = portal.origin().ascii_serialization();
        let scopes = self.scopes.iter().filter(|scope| *scope != "openid");
        Some(Rules {
            issuer: IssuerUrl::new(self.issuer.clone()).ok()?,
            loopback: issuer.scheme() == "http",
            client_id: ClientId::new(self.client_id.clone()),
            client_secret: self
                .client_secret
                .as_ref()
                .map(|secret| ClientSecret::new(secret.expose_secret().to_owned())),
            redirect: RedirectUrl::new(format!("{origin}/auth/callback")).ok()?,
            after_sign_out: format!("{origin}/"),
            origin,
            secure: portal.scheme() == "https",
            scopes: scopes.cloned().map(Scope::new).collect(),
            algorithms: self.algorithms.iter().map(|algorithm| algorithm.core()).collect(),
            groups_claim: self.groups_claim.clone(),
            handles,
            session_idle_seconds: self.session_idle_seconds,
            session_absolute_seconds: self.session_absolute_seconds,
            refresh_seconds: self.refresh_seconds,
            trusted_audiences: self.trusted_audiences.clone(),
            web_identity_audiences: if self.web_identity_audiences.is_empty() {
                vec![self.client_id.clone()]
            } else {
                self.web_identity_audiences.clone()
            },
        })
    }
}

/// Thirty days: a cookie or a duration beyond is a slip of the pen.
const SECONDS_MAX: u32 = 30 * 24 * 3_600;

/// One setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub setting: &'static str,
    /// As given; never a secret.
    pub value: String,
    /// Follows the setting and its value in a sentence: "must …".
    pub cure: String,
}

/// Settings that were checked, in the types that are used.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) issuer: IssuerUrl,
    /// Whether the provider runs on this very machine, over plain http.
    pub(super) loopback: bool,
    pub(super) client_id: ClientId,
    pub(super) client_secret: Option<ClientSecret>,
    pub(super) redirect: RedirectUrl,
    pub(super) after_sign_out: String,
    pub(super) origin: String,
    pub(super) secure: bool,
    pub(super) scopes: Vec<Scope>,
    pub(super) algorithms: Vec<CoreJwsSigningAlgorithm>,
    pub(super) groups_claim: Option<String>,
    pub(super) handles: HandleTemplate,
    pub(super) session_idle_seconds: u32,
    pub(super) session_absolute_seconds: u32,
    pub(super) refresh_seconds: u32,
    pub(super) trusted_audiences: Vec<String>,
    pub(super) web_identity_audiences: Vec<String>,
}

impl Algorithm {
    fn core(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            Self::Rs384 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            Self::Rs512 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            Self::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            Self::Ps384 => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
            Self::Ps512 => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Self::Es384 => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            Self::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        }
    }
}

/// Whether the address is safe to send secrets to: encrypted, or never leaving this machine.
pub(super) fn is_https_or_loopback(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

/// Scheme, host and port only. Cookies with the `__Host-` prefix need the whole host anyway.
fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Settings {
        Settings::new("https://id.example/realms/a", "cellier", "https://portal.example/")
    }

    #[test]
    fn the_defaults_can_be_used() {
        let rules = good().rules().unwrap();
        assert_eq!(rules.origin, "https://portal.example");
        assert_eq!(rules.redirect.as_str(), "https://portal.example/auth/callback");
        assert!(rules.secure && !rules.loopback);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let settings = Settings {
            client_id: String::new(),
            algorithms: Vec::new(),
            groups_claim: Some(String::new()),
            handle_template: "x".into(),
            session_idle_seconds: 0,
            session_absolute_seconds: u32::MAX,
            refresh_seconds: 1,
            ..Settings::new("http://id.example", "", "https://portal.example/cellier")
        };
        let faults = settings.faults();
        let named: Vec<_> = faults.iter().map(|fault| fault.setting).collect();
        let expected = [
            "issuer",
            "public_url",
            "client_id",
            "algorithms",
            "groups_claim",
            "handle_template",
            "session_idle_seconds",
            "session_absolute_seconds",
            "refresh_seconds",
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn plain_http_is_for_providers_on_this_machine() {
        let check = |issuer: &str, expected: bool| {
            let settings = Settings { issuer: issuer.into(), ..good() };
            assert_eq!(settings.faults().is_empty(), expected, "{issuer}");
        };
        check("http://127.0.0.1:9400", true);
        check("http://[::1]:9400", true);
        check("http://localhost:9400", true);
        check("http://localhost.evil.example", false);
        check("http://10.0.0.1", false);
        check("ftp://id.example", false);
        check("id.example", false);
    }
}
