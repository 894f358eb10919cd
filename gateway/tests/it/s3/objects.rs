//! Objects: put, read, listed, copied, tagged, removed.

use http::Method;

use super::program::{MODES, Mode, element, elements, program_with_bucket};
use super::stage::Stage;
use crate::support::{Gateway, encode};

const HOME: &str = "/alice.tremblay";

#[tokio::test]
async fn every_way_to_send_a_body_stores_the_same_object() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let body: String = "0123456789".repeat(20_000);
    for mode in MODES {
        for body in ["", "a", &body] {
            let target = format!("{HOME}/{mode:?}");
            let headers = [("content-type", "text/csv")];
            let put =
                alice.send(mode, None, "PUT", &target, &headers, body.to_owned()).await.expect(200);
            let etag = put.header("etag").to_owned();
            assert!(etag.starts_with('"'), "{mode:?} {put:?}");
            let got = alice.get(&target).await.expect(200);
            assert_eq!(got.text(), body, "{mode:?}");
            assert_eq!(got.header("etag"), etag);
            assert_eq!(got.header("content-type"), "text/csv");
            assert_eq!(got.header("content-encoding"), "", "{mode:?}");
            let head = alice.head(&target).await.expect(200);
            assert_eq!(head.header("content-length"), body.len().to_string());
        }
    }
    let listing = alice.get(&format!("{HOME}?list-type=2")).await.expect(200).text();
    assert_eq!(elements(&listing, "Key").len(), MODES.len());
}

#[tokio::test]
async fn checksums_behind_a_body_are_compared_and_kept() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for mode in [Mode::ChunksWithTrailer, Mode::UnsignedWithTrailer] {
        alice.send(mode, None, "PUT", "/alice.tremblay/sum", &[], "123456789").await.expect(200);
        let head = alice
            .ask("HEAD", "/alice.tremblay/sum", &[("x-amz-checksum-mode", "ENABLED")], "")
            .await
            .expect(200);
        assert_eq!(head.header("x-amz-checksum-crc32"), "y/Q5Jg==", "{mode:?}");
    }
    for (name, value) in [
        ("x-amz-checksum-crc32", "y/Q5Jg=="),
        ("x-amz-checksum-crc32c", "4waSgw=="),
        ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        ("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
        ("x-amz-checksum-sha256", "FeKw08M4kXHrDx+Opbz4QeXkeMw9tYbT2Jxh0rRBbvM="),
    ] {
        let wrong = format!("{}AA{}", &value[..2], &value[4..]);
        alice
            .ask("PUT", "/alice.tremblay/bad", &[(name, &wrong)], "123456789")
            .await
            .expect_code(400, "BadDigest");
        if name != "x-amz-checksum-sha256" {
            alice
                .ask("PUT", "/alice.tremblay/good", &[(name, value)], "123456789")
                .await
                .expect(200);
        }
    }
    alice
        .ask("PUT", "/alice.tremblay/bad", &[("content-md5", "AAAA")], "x")
        .await
        .expect_code(400, "InvalidDigest");
    let md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    alice
        .ask("PUT", "/alice.tremblay/bad", &[("content-md5", md5)], "x")
        .await
        .expect_code(400, "BadDigest");
    alice.get("/alice.tremblay/bad").await.expect_code(404, "NoSuchKey");
}

#[tokio::test]
async fn keys_of_any_kind_come_back_under_their_own_names() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let keys = [
        "a b",
        "a+b",
        "a=b",
        "a()b",
        "a%b",
        "a#b",
        "a?b",
        "é",
        "🎉",
        "a//b",
        "/a",
        "a/",
        "%2e%2e",
        "a&b",
        "'\"<>",
        "a:b@c,d;e!*",
    ];
    for key in keys {
        let target = format!("{HOME}/{}", encode(key).replace("%2F", "/"));
        alice.put(&target, key).await.expect(200);
        assert_eq!(alice.get(&target).await.expect(200).text(), key);
        // A slash may be written either way.
        let other = format!("{HOME}/{}", encode(key));
        assert_eq!(alice.get(&other).await.expect(200).text(), key, "{key}");
        let listing = format!("{HOME}?list-type=2&encoding-type=url&prefix={}", encode(key));
        assert!(
            !elements(&alice.get(&listing).await.expect(200).text(), "Key").is_empty(),
            "{key}"
        );
    }
    let listing = alice.get(&format!("{HOME}?list-type=2&encoding-type=url")).await.text();
    assert_eq!(elements(&listing, "Key").len(), keys.len());
}

#[tokio::test]
async fn ranges_conditions_and_overrides_are_the_storages_own() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let put = alice.put("/alice.tremblay/a", "0123456789").await.expect(200);
    let etag = put.header("etag").to_owned();
    let range =
        alice.ask("GET", "/alice.tremblay/a", &[("range", "bytes=2-4")], "").await.expect(206);
    assert_eq!((range.text().as_str(), range.header("content-range")), ("234", "bytes 2-4/10"));
    let whole =
        alice.ask("GET", "/alice.tremblay/a", &[("range", "bytes=0-")], "").await.expect(206);
    assert_eq!(whole.text(), "0123456789");
    alice
        .ask("GET", "/alice.tremblay/a", &[("range", "bytes=20-")], "")
        .await
        .expect_code(416, "InvalidRange");
    let same =
        alice.ask("GET", "/alice.tremblay/a", &[("if-none-match", &etag)], "").await.expect(304);
    assert_eq!(same.header("etag"), etag);
    alice
        .ask("GET", "/alice.tremblay/a", &[("if-match", "\"x\"")], "")
        .await
        .expect_code(412, "PreconditionFailed");
    alice
        .ask("PUT", "/alice.tremblay/a", &[("if-none-match", "*")], "new")
        .await
        .expect_code(412, "PreconditionFailed");
    alice.ask("PUT", "/alice.tremblay/a", &[("if-match", &etag)], "new").await.expect(200);
    let target =
        "/alice.tremblay/a?response-content-type=text%2Fplain&response-cache-control=no-cache";
    let got = alice.get(target).await.expect(200);
    assert_eq!(got.header("content-type"), "text/plain");
    let missing = alice.head("/alice.tremblay/none").await.expect(404);
    assert!(missing.body.is_empty() && !missing.header("x-amz-request-id").is_empty());
}

#[tokio::test]
async fn listings_group_page_and_name_no_account() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for key in ["a/1", "a/2", "b", "c"] {
        alice.put(&format!("{HOME}/{key}"), "x").await.expect(200);
    }
    let first =
        alice.get(&format!("{HOME}?list-type=2&delimiter=%2F&max-keys=2")).await.expect(200).text();
    assert_eq!(elements(&first, "Prefix").last().unwrap(), "a/");
    assert_eq!(element(&first, "IsTruncated"), "true");
    let token = encode(&element(&first, "NextContinuationToken"));
    let second = format!("{HOME}?list-type=2&delimiter=%2F&continuation-token={token}");
    assert_eq!(elements(&alice.get(&second).await.expect(200).text(), "Key"), ["c"]);
    let plain = alice.get(HOME).await.expect(200).text();
    assert_eq!(elements(&plain, "Key"), ["a/1", "a/2", "b", "c"]);
    for owner in elements(&plain, "Owner") {
        assert_eq!(element(&owner, "ID"), "alice.tremblay");
    }
    let versions = alice.get(&format!("{HOME}?versions")).await.expect(200).text();
    assert_eq!(elements(&versions, "Key").len(), 4);
}

#[tokio::test]
async fn objects_are_copied_tagged_and_described() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice
        .ask(
            "PUT",
            "/alice.tremblay/a",
            &[("x-amz-meta-note", "n"), ("x-amz-tagging", "k=v")],
            "hello",
        )
        .await
        .expect(200);
    let copied = alice
        .ask("PUT", "/alice.tremblay/b%20c", &[("x-amz-copy-source", "alice.tremblay%2Fa")], "")
        .await
        .expect(200);
    assert!(copied.text().contains("CopyObjectResult"), "{}", copied.text());
    let got = alice.get("/alice.tremblay/b%20c").await.expect(200);
    assert_eq!((got.text().as_str(), got.header("x-amz-meta-note")), ("hello", "n"));
    let tags = "<Tagging><TagSet><Tag><Key>x</Key><Value>y</Value></Tag></TagSet></Tagging>";
    alice.put("/alice.tremblay/a?tagging", tags).await.expect(200);
    assert!(
        alice.get("/alice.tremblay/a?tagging").await.expect(200).text().contains("<Key>x</Key>")
    );
    alice.delete("/alice.tremblay/a?tagging").await.expect(204);
    alice.put("/alice.tremblay/a?tagging", "<Tagging>").await.expect_code(400, "MalformedXML");
    let described = alice
        .ask(
            "GET",
            "/alice.tremblay/a?attributes",
            &[("x-amz-object-attributes", "ObjectSize,ETag")],
            "",
        )
        .await
        .expect(200);
    assert_eq!(element(&described.text(), "ObjectSize"), "5");
    alice.delete("/alice.tremblay/a").await.expect(204);
    alice.get("/alice.tremblay/a").await.expect_code(404, "NoSuchKey");
    alice
        .ask("PUT", "/alice.tremblay/d", &[("x-amz-copy-source", "/alice.tremblay/none")], "")
        .await
        .expect_code(404, "NoSuchKey");
}

#[tokio::test]
async fn versions_are_kept_listed_read_and_removed_for_good() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    alice.put(&format!("{HOME}?versioning"), enabled).await.expect(200);
    assert!(alice.get(&format!("{HOME}?versioning")).await.expect(200).text().contains("Enabled"));
    let first = alice.put("/alice.tremblay/a", "one").await.expect(200);
    let first = encode(first.header("x-amz-version-id"));
    alice.put("/alice.tremblay/a", "two").await.expect(200);
    let got = alice.get(&format!("/alice.tremblay/a?versionId={first}")).await.expect(200);
    assert_eq!(got.text(), "one");
    let source = format!("alice.tremblay/a?versionId={first}");
    alice
        .ask("PUT", "/alice.tremblay/old", &[("x-amz-copy-source", &source)], "")
        .await
        .expect(200);
    assert_eq!(alice.get("/alice.tremblay/old").await.text(), "one");
    let gone = alice.delete("/alice.tremblay/a").await.expect(204);
    assert_eq!(gone.header("x-amz-delete-marker"), "true");
    let missing = alice.get("/alice.tremblay/a").await;
    missing.expect_code(404, "NoSuchKey");
    assert_eq!(missing.header("x-amz-delete-marker"), "true");
    alice.delete(&format!("/alice.tremblay/a?versionId={first}")).await.expect(204);
    alice.get(&format!("/alice.tremblay/a?versionId={first}")).await.expect(404);
}

#[tokio::test]
async fn many_are_removed_at_once_and_told_one_by_one() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for key in ["a", "b", "c"] {
        alice.put(&format!("{HOME}/{key}"), "x").await.expect(200);
    }
    let wish = |keys: &[&str]| {
        let objects = keys.iter().map(|key| ["<Object><Key>", key, "</Key></Object>"].concat());
        format!("<Delete>{}</Delete>", objects.collect::<String>())
    };
    let told =
        alice.post(&format!("{HOME}?delete"), wish(&["a", "b", "none"])).await.expect(200).text();
    assert_eq!(elements(&told, "Key"), ["a", "b", "none"]);
    assert_eq!(elements(&told, "Deleted").len(), 3);
    alice.post(&format!("{HOME}?delete"), "<Delete/>").await.expect_code(400, "MalformedXML");
    let unproved = alice
        .send(Mode::Unsigned, None, "POST", &format!("{HOME}?delete"), &[], wish(&["c"]))
        .await;
    unproved.expect_code(400, "InvalidRequest");
    assert_eq!(alice.get("/alice.tremblay/c").await.expect(200).text(), "x");
}

#[tokio::test]
async fn what_is_not_offered_is_refused_by_its_name() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for (method, target) in [
        ("PUT", "/alice.tremblay?policy"),
        ("GET", "/alice.tremblay?acl"),
        ("PUT", "/alice.tremblay/a?acl"),
        ("GET", "/alice.tremblay?lifecycle"),
        ("POST", "/alice.tremblay/a?select&select-type=2"),
    ] {
        let refused = alice.ask(method, target, &[], "").await;
        refused.expect_code(501, "NotImplemented");
        let name = target.split('?').nth(1).unwrap().split('&').next().unwrap();
        assert!(element(&refused.text(), "Message").contains(name), "{}", refused.text());
    }
    alice.ask("PATCH", "/alice.tremblay/a", &[], "").await.expect_code(405, "MethodNotAllowed");
    alice
        .ask("PUT", "/alice.tremblay/a", &[("x-amz-server-side-encryption", "AES256")], "x")
        .await
        .expect_code(501, "NotImplemented");
    alice.get("/alice.tremblay/a%FF").await.expect_code(400, "InvalidURI");
    alice.get("/Alice/a").await.expect_code(400, "InvalidBucketName");
    let too_long = format!("{HOME}/{}", "a".repeat(1025));
    alice.put(&too_long, "x").await.expect_code(400, "KeyTooLongError");
}

#[tokio::test]
async fn a_page_may_ask_what_a_program_may_and_learns_nothing_before() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let wish = [("origin", "https://x.test"), ("access-control-request-method", "PUT")];
    for target in ["/alice.tremblay/a", "/nobody-has-this/a"] {
        let preflight =
            alice.anonymously(Method::OPTIONS.as_str(), target, &wish).await.expect(200);
        assert_eq!(preflight.header("access-control-allow-origin"), "*");
        assert!(preflight.header("access-control-allow-methods").contains("PUT"));
    }
    alice.anonymously("OPTIONS", "/alice.tremblay/a", &[]).await.expect_code(400, "InvalidRequest");
    let noted = [("x-amz-meta-note", "n"), ("content-encoding", "gzip")];
    alice.ask("PUT", "/alice.tremblay/a", &noted, "x").await.expect(200);
    let got = alice
        .ask("GET", "/alice.tremblay/a", &[("origin", "https://x.test")], "")
        .await
        .expect(200);
    assert_eq!(got.header("access-control-allow-origin"), "*");
    let exposed: Vec<_> = got.header("access-control-expose-headers").split(", ").collect();
    for name in ["etag", "x-amz-request-id", "x-amz-meta-note", "content-encoding"] {
        assert!(exposed.contains(&name), "{name}: {exposed:?}");
    }
    assert!(!exposed.iter().any(|name| name.starts_with("access-control-")), "{exposed:?}");
}

#[tokio::test]
async fn where_the_operator_names_pages_no_other_may_ask() {
    let known = "https://notebooks.example.org";
    let stage = Stage::set(
        |_| http::Response::new("stored".into()),
        |config| config.s3.cors_origins = vec![known.to_owned()],
    )
    .await;
    let program = &stage.program;
    for (origin, told) in [(known, known), ("https://x.test", ""), ("null", "")] {
        let wish = [("origin", origin), ("access-control-request-method", "PUT")];
        let preflight = program.anonymously("OPTIONS", "/alice.tremblay/a", &wish).await;
        assert_eq!(preflight.status.as_u16(), if told.is_empty() { 403 } else { 200 }, "{origin}");
        let asked = program.ask("GET", "/alice.tremblay/a", &[("origin", origin)], "").await;
        for answer in [preflight, asked.expect(200)] {
            assert_eq!(answer.header("access-control-allow-origin"), told, "{origin}");
            assert!(answer.headers.get_all("vary").iter().any(|name| name == "Origin"), "{origin}");
        }
    }
    let got = program.get("/alice.tremblay/a").await.expect(200);
    assert_eq!((got.header("access-control-allow-origin"), got.header("vary")), ("", "Origin"));
}

#[tokio::test]
async fn operators_see_what_programs_do_and_not_whose_it_is() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/secret-name", "12345").await.expect(200);
    assert_eq!(alice.get("/alice.tremblay/secret-name").await.expect(200).text(), "12345");
    alice.get("/alice.tremblay/absent").await.expect_code(404, "NoSuchKey");
    alice.get("/benoit.gagnon/a").await.expect(403);
    let ops = gateway.anonymous().get(&format!("{}/metrics", gateway.ops)).await.expect(200).text();
    for line in [
        "cellier_s3_requests_total{call=\"PutObject\",status=\"200\"} 1",
        "cellier_s3_requests_total{call=\"GetObject\",status=\"200\"} 1",
        "cellier_s3_requests_total{call=\"GetObject\",status=\"404\"} 1",
        "cellier_s3_refusals_total{code=\"NoSuchKey\"} 1",
        "cellier_s3_refusals_total{code=\"AccessDenied\"} 1",
        "cellier_s3_bytes_stored_total 5",
    ] {
        assert!(ops.contains(line), "{line}\n{ops}");
    }
    let sent = ops.lines().find_map(|line| line.strip_prefix("cellier_s3_bytes_sent_total "));
    assert!(sent.unwrap().parse::<u64>().unwrap() >= 5, "{sent:?}");
    for secret in ["secret-name", "alice", "CELL"] {
        assert!(!ops.contains(secret), "{secret}");
    }
}
