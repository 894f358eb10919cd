//! TLS on the listeners themselves: certificates made here, replaced while Cellier serves.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use cellier::config::{Config, Tls};
use cellier::tls::{self, Certificate, Files};
use http::{Request, Response, Version, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig};
use tempfile::TempDir;

use crate::house::House;
use crate::process::{Demo, free_address, settings};
use crate::s3::program::{Flaw, MODES, Mode, newcomer};
use crate::support::until;

type TlsClient = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// How a server serves that has this certificate and key, both in PEM.
pub fn serving(certificate: &[u8], key: &[u8]) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        )
        .unwrap();
    Arc::new(config)
}

/// A certificate for this machine, and its key, in PEM.
struct Made {
    certificate: String,
    key: String,
}

/// `valid`: first and last year.
fn make(valid: (i32, i32)) -> Made {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut parameters = CertificateParams::new(names).unwrap();
    parameters.not_before = date_time_ymd(valid.0, 1, 1);
    parameters.not_after = date_time_ymd(valid.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    Made { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn good() -> Made {
    make((2020, 4000))
}

fn files(folder: &Path) -> Files {
    Files { certificate: folder.join("tls.crt"), key: folder.join("tls.key") }
}

impl Made {
    fn place(&self, folder: &Path) {
        let files = files(folder);
        std::fs::write(files.certificate, &self.certificate).unwrap();
        std::fs::write(files.key, &self.key).unwrap();
    }

    /// A client that trusts this certificate and no other.
    fn client(&self, version: Version) -> TlsClient {
        let mut roots = RootCertStore::empty();
        tls::trust(&mut roots, self.certificate.as_bytes()).unwrap();
        let builder =
            HttpsConnectorBuilder::new().with_tls_config(tls::client(roots).unwrap()).https_only();
        let connector = match version {
            Version::HTTP_2 => builder.enable_http2().build(),
            _ => builder.enable_http1().build(),
        };
        Client::builder(TokioExecutor::new())
            .http2_only(version == Version::HTTP_2)
            .build(connector)
    }
}

/// The portal and the S3 side serve TLS with what lies in the folder.
fn encrypted(folder: &Path) -> impl FnOnce(&mut Config) {
    let Files { certificate, key } = files(folder);
    |config| {
        let tls = Tls { certificate, key };
        config.public_url = config.public_url.replace("http://", "https://");
        config.portal.tls = Some(tls.clone());
        config.s3.url = config.s3.url.take().map(|url| url.replace("http://", "https://"));
        config.s3.tls = Some(tls);
    }
}

async fn get(client: &TlsClient, house: &House, path: &str) -> Option<Response<Incoming>> {
    ask(client, house.portal.trim_start_matches("http://"), path).await
}

async fn get_s3(client: &TlsClient, house: &House, path: &str) -> Option<Response<Incoming>> {
    ask(client, house.s3.trim_start_matches("http://"), path).await
}

async fn ask(client: &TlsClient, host: &str, path: &str) -> Option<Response<Incoming>> {
    let address = format!("https://{host}{path}");
    client.request(Request::get(address).body(Full::default()).unwrap()).await.ok()
}

#[tokio::test]
async fn the_portal_speaks_both_versions_of_http_over_tls() {
    let folder = TempDir::new().unwrap();
    let made = good();
    made.place(folder.path());
    let house = House::configured(encrypted(folder.path())).await;
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let client = made.client(version);
        let file = get(&client, &house, "/public/open/a.txt").await.unwrap();
        assert_eq!((file.status().as_u16(), file.version()), (200, version));
        assert_eq!(file.into_body().collect().await.unwrap().to_bytes(), "for everybody");
        let begun = get(&client, &house, "/auth/sign-in").await.unwrap();
        assert_eq!(begun.status(), 303);
        let cookie = begun.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        assert!(cookie.contains("; Secure") && cookie.contains("; Path=/"), "{cookie}");
        assert!(begun.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}

#[tokio::test]
async fn programs_speak_both_versions_of_http_over_tls() {
    let folder = TempDir::new().unwrap();
    let made = good();
    made.place(folder.path());
    let house = House::configured(encrypted(folder.path())).await;
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let file = get_s3(&made.client(version), &house, "/open/a.txt").await.unwrap();
        assert_eq!((file.status().as_u16(), file.version()), (200, version));
        assert_eq!(file.into_body().collect().await.unwrap().to_bytes(), "for everybody");
    }
}

#[tokio::test]
async fn what_is_signed_fits_in_both_versions_of_http_where_one_names_no_host() {
    let folder = TempDir::new().unwrap();
    let made = good();
    made.place(folder.path());
    let house = House::configured(encrypted(folder.path())).await;
    let mut program = newcomer(&house, "alice.tremblay").await;
    program.endpoint = program.endpoint.replace("http://", "https://");
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let client = made.client(version);
        let ask = async |mode: Mode, flaw: Option<Flaw>, method: &str, target: &str, body: &str| {
            let body = Bytes::from(body.to_owned());
            let mut request = program.request(mode, flaw, method, target, &[], body);
            if version == Version::HTTP_2 {
                // What it was signed with stands in `:authority` alone.
                request.headers_mut().remove(header::HOST).unwrap();
                *request.version_mut() = version;
            }
            let answer = client.request(request).await.unwrap();
            assert_eq!(answer.version(), version);
            let status = answer.status().as_u16();
            (status, answer.into_body().collect().await.unwrap().to_bytes())
        };
        ask(Mode::Literal, None, "PUT", "/alice.tremblay", "").await;
        for mode in MODES {
            let target = format!("/alice.tremblay/{mode:?}");
            let (refused, _) = ask(mode, Some(Flaw::WrongSecret), "PUT", &target, "no").await;
            assert_eq!(refused, 403, "{mode:?} {version:?}");
            let (stored, told) = ask(mode, None, "PUT", &target, "a body").await;
            assert_eq!(stored, 200, "{mode:?} {version:?} {told:?}");
            let read = if mode == Mode::Presigned { mode } else { Mode::Literal };
            let got = ask(read, None, "GET", &target, "").await;
            assert_eq!(got, (200, Bytes::from("a body")), "{mode:?} {version:?}");
            let (refused, _) = ask(read, Some(Flaw::WrongSecret), "GET", &target, "").await;
            assert_eq!(refused, 403, "{mode:?} {version:?}");
            assert_eq!(ask(read, None, "DELETE", &target, "").await.0, 204, "{mode:?}");
        }
    }
}

#[tokio::test]
async fn nothing_but_tls_is_spoken_where_tls_is_set() {
    let folder = TempDir::new().unwrap();
    good().place(folder.path());
    let house = House::configured(encrypted(folder.path())).await;
    let plain = house.anonymous().try_send(http::Method::GET, "/en/", &[], "").await;
    assert!(plain.is_err(), "{plain:?}");
    let plain = house
        .anonymous()
        .try_send(http::Method::GET, &format!("{}/open/a.txt", house.s3), &[], "")
        .await;
    assert!(plain.is_err(), "{plain:?}");
    assert!(get(&good().client(Version::HTTP_11), &house, "/en/").await.is_none(), "a stranger's");
}

#[tokio::test]
async fn a_new_certificate_is_in_force_without_a_restart_and_open_connections_stay() {
    let folder = TempDir::new().unwrap();
    let (old, new) = (good(), good());
    old.place(folder.path());
    let house = House::configured(encrypted(folder.path())).await;
    let (before, after) = (old.client(Version::HTTP_2), new.client(Version::HTTP_11));
    get(&before, &house, "/api/session").await.unwrap();
    get_s3(&before, &house, "/open/a.txt").await.unwrap();
    assert!(get(&after, &house, "/api/session").await.is_none());
    assert!(get_s3(&after, &house, "/open/a.txt").await.is_none());
    new.place(folder.path());
    until("the new certificate is in force", async || {
        get(&after, &house, "/api/session").await.is_some()
            && get_s3(&after, &house, "/open/a.txt").await.is_some()
    })
    .await;
    get(&before, &house, "/api/session").await.expect("the open connection stays");
    get_s3(&before, &house, "/open/a.txt").await.expect("the open connection stays");
    let strange = old.client(Version::HTTP_11);
    assert!(get(&strange, &house, "/api/session").await.is_none(), "the old one is gone");
    assert!(get_s3(&strange, &house, "/open/a.txt").await.is_none(), "the old one is gone");
}

/// Two that their files do not tell apart: of one length, and placed with one time.
fn twins() -> (Made, Made) {
    let first = good();
    let length = |made: &Made| (made.certificate.len(), made.key.len());
    let alike = std::iter::repeat_with(good).find(|other| length(other) == length(&first));
    (first, alike.unwrap())
}

/// Each file is there whole, with its time, from the moment it has its name.
fn place_unnoticed(made: &Made, folder: &Path) {
    let Files { certificate, key } = files(folder);
    for (path, text) in [(certificate, &made.certificate), (key, &made.key)] {
        let aside = path.with_extension("new");
        std::fs::write(&aside, text).unwrap();
        let file = std::fs::File::options().append(true).open(&aside).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
        std::fs::rename(&aside, &path).unwrap();
    }
}

#[tokio::test]
async fn sighup_has_the_certificate_read_again_where_its_files_do_not_tell() {
    let folder = TempDir::new().unwrap();
    let (old, new) = twins();
    place_unnoticed(&old, folder.path());
    let (portal, ops) = (free_address(), free_address());
    let Files { certificate, key } = files(folder.path());
    let tls = format!("tls = {{ certificate = {certificate:?}, key = {key:?} }}");
    let nothing = "http://127.0.0.1:1";
    let settings = settings(folder.path(), &format!("https://{portal}"), &tls, &ops, nothing);
    let program = Demo::serve(folder.path(), &settings, &ops).await;
    let strange = async |made: &Made| {
        ask(&made.client(Version::HTTP_11), &portal, "/api/session").await.is_none()
    };
    assert!(!strange(&old).await);
    place_unnoticed(&new, folder.path());
    assert!(strange(&new).await, "nobody said that it is there");
    program.signal("HUP");
    until("the new certificate is in force", async || !strange(&new).await).await;
    assert!(strange(&old).await, "the old one is gone");
    // A key that does not fit is no reason to stop serving.
    std::fs::write(files(folder.path()).key, good().key).unwrap();
    program.signal("HUP");
    until("it says so", async || program.log().contains("the certificate was not replaced")).await;
    assert!(!strange(&new).await);
}

#[test]
fn the_last_good_certificate_stays_in_force() {
    let folder = TempDir::new().unwrap();
    good().place(folder.path());
    let certificate = Certificate::load(files(folder.path())).unwrap();
    let first = certificate.current();
    let stays = |why: &str| {
        certificate.refresh();
        assert!(Arc::ptr_eq(&first, &certificate.current()), "{why}");
    };
    stays("nothing changed");
    std::fs::write(files(folder.path()).certificate, "half a file").unwrap();
    stays("the certificate is being written");
    std::fs::write(files(folder.path()).certificate, good().certificate).unwrap();
    stays("its key has not come yet");
    std::fs::remove_file(files(folder.path()).key).unwrap();
    stays("the key is gone");
    good().place(folder.path());
    certificate.refresh();
    assert!(!Arc::ptr_eq(&first, &certificate.current()), "both have come");
}

#[test]
fn a_certificate_that_cannot_serve_is_named_with_its_cure() {
    let folder = TempDir::new().unwrap();
    let check = |made: Made, expected: &str, about_the_key: bool| {
        made.place(folder.path());
        let fault = files(folder.path()).read().unwrap_err();
        assert!(fault.to_string().contains(expected), "{fault}");
        assert_eq!(fault.is_about_the_key(), about_the_key, "{fault}");
    };
    check(make((2000, 2001)), "has expired", false);
    check(make((3000, 3001)), "not valid yet", false);
    check(Made { certificate: good().certificate, ..good() }, "does not belong", true);
    check(Made { key: "not a key".to_owned(), ..good() }, "key cannot be read", true);
    check(Made { certificate: "nothing".to_owned(), ..good() }, "no certificate", false);
    good().place(folder.path());
    files(folder.path()).read().unwrap();
    let nowhere = files(Path::new("/nonexistent")).read().unwrap_err();
    assert!(nowhere.to_string().contains("certificate cannot be read"), "{nowhere}");
}
