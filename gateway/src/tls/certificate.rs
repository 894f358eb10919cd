//! What a listener of ours proves itself with: a certificate and its key, read again when the files change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, InconsistentKeys, RootCertStore, ServerConfig};

/// HTTP/2 before HTTP/1.1 (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Two PEM files.
#[derive(Clone, Debug)]
pub struct Files {
    /// The listener's own certificate first, then those between it and the authority.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Why a listener cannot prove itself with its files. The sentence names the cure.
#[derive(Debug, thiserror::Error)]
pub enum CertificateFault {
    #[error("the certificate cannot be read: name a file in PEM form that Cellier may read")]
    Certificate(#[source] pem::Error),
    #[error("the file holds no certificate in PEM form")]
    NoCertificate,
    #[error(
        "the key cannot be read: name a file in PEM form, without a password, that Cellier may read"
    )]
    Key(#[source] pem::Error),
    #[error(
        "the key is of a kind that TLS does not use here: RSA, ECDSA (P-256, P-384) or Ed25519"
    )]
    UnknownKey(#[source] rustls::Error),
    #[error("the key does not belong to the certificate: name the two that were made together")]
    Mismatch,
    #[error("the certificate is not one that TLS can use")]
    Unusable(#[source] rustls::Error),
    #[error("the certificate has expired: renew it")]
    Expired,
    #[error("the certificate is not valid yet: look at its first day and at this machine's clock")]
    NotYet,
}

impl CertificateFault {
    /// Whether the file to look at is the key.
    pub fn is_about_the_key(&self) -> bool {
        matches!(self, Self::Key(_) | Self::UnknownKey(_) | Self::Mismatch)
    }
}

impl Files {
    /// Reads both, and proves that they fit together and hold today.
    pub fn read(&self) -> Result<CertifiedKey, CertificateFault> {
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(CertificateFault::Certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(CertificateFault::Key)?;
        let first = chain.first().ok_or(CertificateFault::NoCertificate)?;
        check_days(first)?;
        let provider = ring::default_provider();
        provider
            .key_provider
            .load_private_key(key.clone_key())
            .map_err(CertificateFault::UnknownKey)?;
        CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                CertificateFault::Mismatch
            }
            other => CertificateFault::Unusable(other),
        })
    }

    /// Tells one state of the files from the next.
    fn stamp(&self) -> Stamp {
        let stamp = |path: &Path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        [stamp(&self.certificate), stamp(&self.key)]
    }
}

type Stamp = [Option<(SystemTime, u64)>; 2];

/// Verified against no authority at all: what fails before that is the certificate's own fault.
fn check_days(certificate: &CertificateDer<'_>) -> Result<(), CertificateFault> {
    let parsed = ParsedCertificate::try_from(certificate).map_err(CertificateFault::Unusable)?;
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    let nobody = RootCertStore::empty();
    let verified = verify_server_cert_signed_by_trust_anchor(
        &parsed,
        &nobody,
        &[],
        UnixTime::now(),
        algorithms,
    );
    match verified {
        Err(rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => Err(CertificateFault::Expired),
        Err(rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        )) => Err(CertificateFault::NotYet),
        _ => Ok(()),
    }
}

/// The certificate in force; the last good one stays when the files become unusable.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    current: RwLock<Arc<CertifiedKey>>,
    seen: Mutex<Stamp>,
}

impl Certificate {
    pub fn load(files: Files) -> Result<Arc<Self>, CertificateFault> {
        let seen = Mutex::new(files.stamp());
        let current = RwLock::new(Arc::new(files.read()?));
        Ok(Arc::new(Self { files, current, seen }))
    }

    /// What new connections get.
    pub fn current(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the files again if they changed since they were read last. New connections get the new certificate; those
    /// that are open stay.
    pub fn refresh(&self) {
        let stamp = self.files.stamp();
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if *seen == stamp {
                return;
            }
            *seen = stamp;
        }
        self.reload();
    }

    /// Reads the files again in any case.
    pub fn reload(&self) {
        let file = self.files.certificate.display();
        match self.files.read() {
            Ok(key) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                tracing::info!(%file, "a new certificate is in force");
            }
            Err(error) => tracing::error!(
                %file,
                error = &error as &dyn std::error::Error,
                "the certificate was not replaced; the one before stays in force"
            ),
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

/// TLS 1.2 and 1.3 by ring, with HTTP/2 and HTTP/1.1 behind it.
pub fn server(certificate: Arc<Certificate>) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}
