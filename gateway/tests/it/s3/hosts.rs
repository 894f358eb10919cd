//! Buckets named by a host below a domain of ours.

use bytes::Bytes;
use cellier::config::Config;
use cellier::s3::call::Name;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name as HostName;
use hyper_util::rt::TokioExecutor;

use super::program::{Mode, Program};
use super::stage::{Stage, stored};
use super::wire::{Wire, answer, check_each};

fn below_a_domain(config: &mut Config) {
    config.s3.domains = vec!["s3.test".to_owned()];
}

/// Host and address of what is asked at the storage's own by `/bucket/key`.
fn by_host(target: &str) -> (String, String) {
    let end = target[1..].find(['/', '?']).map_or(target.len(), |end| end + 1);
    let (bucket, rest) = (&target[1..end], &target[end..]);
    let host = if bucket.is_empty() { "s3.test" } else { &format!("{bucket}.s3.test") };
    let slash = if rest.starts_with('/') { "" } else { "/" };
    (host.to_owned(), format!("{slash}{rest}"))
}

#[tokio::test]
async fn each_call_is_the_same_one_by_host() {
    for mode in [Mode::Literal, Mode::Presigned] {
        let stage = Stage::set(answer, below_a_domain).await;
        let ask = async |wire: &Wire, headers: &[(&str, &str)]| {
            let (method, target) = wire.line.split_once(' ').unwrap();
            let (host, target) = by_host(target);
            let mut headers = headers.to_vec();
            headers.push(("host", &host));
            // What is deleted is proved by a checksum where no signature covers it.
            if wire.name == Name::DeleteObjects {
                headers.push(("content-md5", DELETED_MD5));
            }
            stage.program.send(mode, None, method, &target, &headers, wire.body).await;
        };
        check_each(&stage, ask).await;
    }
}

const DELETED_MD5: &str = "/afEiiJDTKizHd/YL2zwFQ==";

#[tokio::test]
async fn a_host_names_the_bucket_over_http_2_too() {
    let stage = Stage::set(stored, below_a_domain).await;
    let port = stage.program.endpoint.rsplit_once(':').unwrap().1;
    let place: std::net::SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
    let found = tower::service_fn(move |_: HostName| async move {
        Ok::<_, std::convert::Infallible>(std::iter::once(place))
    });
    let connector = HttpConnector::new_with_resolver(found);
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build(connector);
    let endpoint = format!("http://alice.tremblay.s3.test:{port}");
    let program = Program { endpoint, ..stage.program.clone() };
    let ask = async |program: &Program, mode: Mode| {
        let request = program.request(mode, None, "PUT", "/a/b", &[], Bytes::from("x"));
        let (mut parts, body) = request.into_parts();
        // HTTP/2 says it in the address.
        parts.headers.remove("host");
        client.request(http::Request::from_parts(parts, body)).await.unwrap().status()
    };
    for mode in [Mode::Literal, Mode::Presigned] {
        assert_eq!(ask(&program, mode).await, 200, "{mode:?}");
        assert_eq!(stage.records().len(), 1 + usize::from(mode == Mode::Presigned));
        assert_eq!(stage.last().line, "PUT /alice.tremblay/a/b");
    }
    let liar = Program { secret_key: "wrong".to_owned(), ..program };
    assert_eq!(ask(&liar, Mode::Literal).await, 403);
}

#[tokio::test]
async fn a_host_below_a_domain_of_ours_names_the_bucket() {
    let stage = Stage::set(stored, below_a_domain).await;
    let host = [("host", "alice.tremblay.s3.test:9000")];
    stage.program.ask("PUT", "/a/b", &host, "x").await.expect(200);
    assert_eq!(stage.last().line, "PUT /alice.tremblay/a/b");
    stage.program.ask("PUT", "/alice.tremblay/a", &[("host", "s3.test")], "x").await.expect(200);
    assert_eq!(stage.last().line, "PUT /alice.tremblay/a");
    stage.program.ask("PUT", "/alice.tremblay/a", &[("host", "evil.test")], "x").await.expect(200);
    let signed_for_another =
        stage.program.request(Mode::Literal, None, "PUT", "/a/b", &host, Bytes::new());
    let (mut parts, body) = signed_for_another.into_parts();
    parts.headers.insert("host", "benoit.gagnon.s3.test".parse().unwrap());
    let answer = stage.program.send_request(http::Request::from_parts(parts, body)).await;
    answer.expect_code(403, "SignatureDoesNotMatch");
}
