//! Whom Cellier trusts when it speaks TLS to instances and to the identity provider: the authorities of the machine,
//! and those that the operator adds. What it proves itself with lies in [`Certificate`].

mod certificate;

pub use self::certificate::{Certificate, CertificateFault, Files, server};

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::{ClientConfig, RootCertStore};

/// Why certificates that the operator adds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the certificates are not in PEM form")]
    NotPem(#[source] pem::Error),
    #[error("no certificate in PEM form was found")]
    Empty,
    #[error("a certificate is not one of an authority")]
    NotAnAuthority(#[source] rustls::Error),
}

/// Those that the machine trusts. Its store may hold old certificates that cannot be read: they are not missed.
pub fn system_authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// Trusts every certificate of the PEM text too; one at least must be in it.
pub fn trust(roots: &mut RootCertStore, text: &[u8]) -> Result<(), Error> {
    let certificates = CertificateDer::pem_slice_iter(text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::NotPem)?;
    if certificates.is_empty() {
        return Err(Error::Empty);
    }
    certificates
        .into_iter()
        .try_for_each(|certificate| roots.add(certificate))
        .map_err(Error::NotAnAuthority)
}

/// TLS 1.2 and 1.3 by ring; the other end proves itself, we have no certificate of our own.
pub fn client(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
