//! `Expect: 100-continue`: whoever is refused has sent no body for nothing.

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::program::{Flaw, Grant, Mode, Program, program_in};
use super::stage::{Stage, stored};

const PARTS: &str = "/alice.tremblay/a?uploadId=u";
const PART: &str = "/alice.tremblay/a?partNumber=1&uploadId=u";

/// What is told of a body of so many bytes that has not been sent: its status.
async fn told(
    program: &Program,
    flaw: Option<Flaw>,
    line: &str,
    header: Option<(&str, &str)>,
    length: &str,
) -> String {
    let (method, target) = line.split_once(' ').unwrap();
    let mut headers = vec![("content-length", length), ("expect", "100-continue")];
    headers.extend(header);
    let request = program.request(Mode::Unsigned, flaw, method, target, &headers, Bytes::new());
    let mut head = format!("{method} {} HTTP/1.1\r\n", request.uri().path_and_query().unwrap());
    for (name, value) in request.headers() {
        head.extend([name.as_str(), ": ", value.to_str().unwrap(), "\r\n"]);
    }
    let address = program.endpoint.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let count = stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..count]).into_owned();
    answer.strip_prefix("HTTP/1.1 ").unwrap_or_default()[..3].to_owned()
}

const LARGE: &str = "5000000000";

#[tokio::test]
async fn a_body_that_is_not_wanted_is_not_asked_for() {
    let stage = Stage::set(stored, |_| {}).await;
    let check = async |flaw, line: &str, length: &str, expected: &str| {
        assert_eq!(
            told(&stage.program, flaw, line, None, length).await,
            expected,
            "{flaw:?} {line}"
        );
    };
    check(Some(Flaw::WrongSecret), "PUT /alice.tremblay/a", LARGE, "403").await;
    check(Some(Flaw::UnknownKey), "PUT /alice.tremblay/a", LARGE, "403").await;
    check(Some(Flaw::Old), "PUT /alice.tremblay/a", LARGE, "403").await;
    check(None, "PUT /benoit.gagnon/a", LARGE, "403").await;
    check(None, "PUT /alice.tremblay/a?acl", LARGE, "501").await;
    check(None, "PUT /alice.tremblay/a", LARGE, "100").await;
    check(Some(Flaw::WrongSecret), &format!("PUT {PART}"), LARGE, "403").await;
    check(None, "PUT /benoit.gagnon/a?partNumber=1&uploadId=u", LARGE, "403").await;
    check(None, &format!("PUT {PART}"), LARGE, "100").await;
    check(Some(Flaw::WrongSecret), "POST /alice.tremblay?delete", "100", "403").await;
    check(None, "POST /alice.tremblay?delete", LARGE, "400").await;
    check(Some(Flaw::WrongSecret), &format!("POST {PARTS}"), "100", "403").await;
    check(None, "POST /benoit.gagnon/a?uploadId=u", "100", "403").await;
    check(None, &format!("POST {PARTS}"), LARGE, "400").await;
    check(None, &format!("POST {PARTS}"), "100", "100").await;
    check(Some(Flaw::WrongSecret), "PUT /alice.tremblay.new", "100", "403").await;
    check(None, "PUT /somebody.else", "100", "403").await;
    check(None, "PUT /alice.tremblay.new", "100", "100").await;
}

#[tokio::test]
async fn nor_where_a_key_may_not_write_or_a_storage_would_ignore_a_condition() {
    let stage = Stage::set(stored, |config| {
        config.instances[0].capabilities.conditional_writes = false;
        config.instances[0].capabilities.tags = false;
        config.instances[0].capabilities.checksum_trailers = false;
    })
    .await;
    let (house, line) = (&stage.house, "PUT /alice.tremblay/a");
    let grant = Grant { read_only: true, ..Grant::default() };
    let reader = program_in(house.data(), &house.s3, "alice.tremblay", "minimal", grant).await;
    assert_eq!(told(&reader, None, line, None, LARGE).await, "403");
    assert_eq!(told(&reader, None, &format!("PUT {PART}"), None, LARGE).await, "403");
    assert_eq!(told(&reader, None, "PUT /alice.tremblay.new", None, "100").await, "403");
    for header in [("if-none-match", "*"), ("x-amz-tagging", "a=b")] {
        assert_eq!(told(&stage.program, None, line, Some(header), LARGE).await, "501");
    }
    assert_eq!(told(&stage.program, None, line, None, LARGE).await, "100");
    let completes = format!("POST {PARTS}");
    for header in [("if-none-match", "*"), ("x-amz-checksum-crc32", "y/Q5Jg==")] {
        let told = told(&stage.program, None, &completes, Some(header), "100").await;
        assert_eq!(told, "501", "{header:?}");
    }
    assert_eq!(told(&stage.program, None, &completes, None, "100").await, "100");
}

#[tokio::test]
async fn nor_of_whoever_asks_too_much() {
    let stage = Stage::set(stored, |config| config.limits.access_key_per_minute = 10).await;
    for _ in 0..10 {
        stage.program.get("/alice.tremblay/a").await.expect(200);
    }
    assert_eq!(told(&stage.program, None, "PUT /alice.tremblay/a", None, LARGE).await, "503");
}
