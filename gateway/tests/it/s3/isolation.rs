//! One person's key, and everything there is to ask, on what is another's.

use cellier::s3::call::{Name, Place, Sends, TABLE};

use super::matrix::modes_of;
use super::program::{Flaw, Grant, Mode, Program, element, elements, program, program_with_bucket};
use crate::support::{Gateway, encode};

/// An address and a body for each call, on the bucket and the object given.
pub fn example(
    name: Name,
    bucket: &str,
    key: &str,
    upload: &str,
) -> (String, String, Vec<(&'static str, String)>) {
    let spec = name.spec();
    let mut target = match spec.place {
        Place::Service => "/".to_owned(),
        Place::Bucket => format!("/{bucket}"),
        Place::Object => format!("/{bucket}/{key}"),
    };
    let marks: Vec<String> = spec
        .marks
        .iter()
        .map(|mark| match *mark {
            "uploadId" => format!("uploadId={upload}"),
            "partNumber" => "partNumber=1".to_owned(),
            "list-type" => "list-type=2".to_owned(),
            mark => mark.to_owned(),
        })
        .collect();
    if !marks.is_empty() {
        target = format!("{target}?{}", marks.join("&"));
    }
    let body = match (name, spec.sends) {
        (Name::DeleteObjects, _) => format!("<Delete><Object><Key>{key}</Key></Object></Delete>"),
        (Name::PutBucketVersioning, _) => {
            "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>".to_owned()
        }
        (Name::PutObjectTagging, _) => "<Tagging><TagSet/></Tagging>".to_owned(),
        (Name::CreateBucket, _) => {
            "<CreateBucketConfiguration><LocationConstraint>local</LocationConstraint></CreateBucketConfiguration>"
                .to_owned()
        }
        (Name::CompleteMultipartUpload, _) => {
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag></Part></CompleteMultipartUpload>"
                .to_owned()
        }
        (_, Sends::Bytes) => "intruder".to_owned(),
        _ => String::new(),
    };
    let mut headers = Vec::new();
    if name == Name::GetObjectAttributes {
        headers.push(("x-amz-object-attributes", "ETag".to_owned()));
    }
    if spec.copies {
        headers.push(("x-amz-copy-source", format!("/{bucket}/{key}")));
    }
    (target, body, headers)
}

pub fn verb(name: Name) -> String {
    name.spec().verb.method().to_string()
}

async fn ask_everything(program: &Program, bucket: &str, key: &str, upload: &str) {
    for spec in TABLE.iter().filter(|spec| spec.place != Place::Service) {
        let (target, body, headers) = example(spec.name, bucket, key, upload);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for &mode in modes_of(spec) {
            let answer =
                program.send(mode, None, &verb(spec.name), &target, &headers, body.clone()).await;
            let told = (answer.status.as_u16(), answer.code());
            let closed = matches!(
                (told.0, told.1.as_str()),
                (403, "AccessDenied" | "") | (409, "BucketAlreadyExists")
            );
            assert!(closed, "{mode:?} {} {target}: {told:?} {}", spec.title, answer.text());
        }
    }
}

/// A copy reads its source, however that is written: neither an object of one's own nor an upload takes in `secret`.
async fn no_copy_takes_in(program: &Program, own: &str, others: &str) {
    let begun = program.post(&format!("/{own}/copied?uploads"), "").await.expect(200).text();
    let upload = encode(&element(&begun, "UploadId"));
    let parts = format!("/{own}/copied?uploadId={upload}");
    let (object, part) = (format!("/{own}/stolen"), format!("{parts}&partNumber=1"));
    for target in [&object, &part] {
        let copy = async |source: &str| {
            program.ask("PUT", target, &[("x-amz-copy-source", source)], "").await
        };
        for source in [
            format!("/{others}/secret"),
            format!("{others}/secret"),
            format!("{others}%2Fsecret"),
            format!("%2f{others}%2fsecret"),
            format!("{others}/%73ecret"),
            format!("{others}/secret?versionId=null"),
            format!("/{others}/secret?versionId=x"),
        ] {
            let answer = copy(&source).await;
            let told = (answer.status.as_u16(), answer.code());
            assert_eq!(told, (403, "AccessDenied".to_owned()), "{source} {target}");
        }
        // Two dots are a part of a name of one's own.
        let named = copy(&format!("{own}/../{others}/secret")).await;
        named.expect_code(404, "NoSuchKey");
    }
    program.head(&object).await.expect(404);
    let told = program.get(&parts).await.expect(200).text();
    assert!(!told.contains("<PartNumber>"), "{told}");
    program.delete(&parts).await.expect(204);
}

#[tokio::test]
async fn nothing_of_anothers_is_reached_by_any_call() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let benoit = program_with_bucket(&gateway, "benoit.gagnon").await;
    alice.put("/alice.tremblay/secret", "secret").await.expect(200);
    let begun = alice.post("/alice.tremblay/open?uploads", "").await.expect(200).text();
    let upload = encode(&element(&begun, "UploadId"));
    ask_everything(&benoit, "alice.tremblay", "secret", &upload).await;
    ask_everything(&benoit, "alice.tremblay", "open", &upload).await;
    // What is not there is closed in the same words.
    ask_everything(&benoit, "nobody.atall", "secret", "u").await;
    no_copy_takes_in(&benoit, "benoit.gagnon", "alice.tremblay").await;
    // Another's upload is not one's own, whatever bucket and key stand before it.
    for key in ["open", "stolen"] {
        let theirs = format!("/benoit.gagnon/{key}?uploadId={upload}");
        let part = format!("{theirs}&partNumber=1");
        benoit.get(&theirs).await.expect_code(404, "NoSuchUpload");
        benoit.put(&part, "intruder").await.expect_code(404, "NoSuchUpload");
        let copied = [("x-amz-copy-source", "benoit.gagnon/mine")];
        benoit.put("/benoit.gagnon/mine", "mine").await.expect(200);
        benoit.ask("PUT", &part, &copied, "").await.expect_code(404, "NoSuchUpload");
        let parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag></Part></CompleteMultipartUpload>";
        benoit.post(&theirs, parts).await.expect_code(404, "NoSuchUpload");
        benoit.delete(&theirs).await.expect_code(404, "NoSuchUpload");
    }
    benoit.get("/benoit.gagnon/stolen").await.expect_code(404, "NoSuchKey");
    assert_eq!(alice.get("/alice.tremblay/secret").await.expect(200).text(), "secret");
    let open = alice.get("/alice.tremblay?uploads").await.expect(200).text();
    assert_eq!(elements(&open, "Key"), ["open"]);
    let part = format!("/alice.tremblay/open?partNumber=1&uploadId={upload}");
    alice.put(&part, "part").await.expect(200);
    let told = alice.get(&format!("/alice.tremblay/open?uploadId={upload}")).await.expect(200);
    assert_eq!(elements(&told.text(), "PartNumber"), ["1"]);
    assert!(!benoit.get("/").await.expect(200).text().contains("alice"));
}

#[tokio::test]
async fn a_teams_key_reaches_nothing_of_its_members_nor_of_another_team() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/secret", "secret").await.expect(200);
    let begun = alice.post("/alice.tremblay/open?uploads", "").await.expect(200).text();
    let upload = encode(&element(&begun, "UploadId"));
    let of_prices = gateway.as_person("alice.tremblay").await;
    let of_labour = gateway.as_person("benoit.gagnon").await;
    for (browser, team) in [(&of_prices, "prices"), (&of_labour, "labour")] {
        let instance = serde_json::json!({ "instance": "minimal" });
        browser.post(&format!("/api/teams/{team}/buckets"), &instance).await.expect(201);
        let path = format!("/api/instances/minimal/buckets/team-{team}/objects?key=secret");
        browser.put(&path, team).await.expect(201);
    }
    let wish = serde_json::json!({ "name": "nightly", "instance": "minimal", "read_only": false, "days": 1 });
    let made = of_prices.post("/api/teams/prices/access-keys", &wish).await.expect(201).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let team = Program::new(&alice.endpoint, &text(&made["key"]["id"]), &text(&made["secret_key"]));
    for bucket in ["alice.tremblay", "team-labour", "nobody.atall"] {
        ask_everything(&team, bucket, "secret", &upload).await;
    }
    for bucket in ["alice.tremblay", "team-labour"] {
        no_copy_takes_in(&team, "team-prices", bucket).await;
    }
    let listed = team.get("/").await.expect(200).text();
    assert_eq!(elements(&listed, "Name"), ["team-prices"], "{listed}");
    assert_eq!(team.get("/team-prices/secret").await.expect(200).text(), "prices");
    assert_eq!(alice.get("/alice.tremblay/secret").await.expect(200).text(), "secret");
}

#[tokio::test]
async fn a_key_reaches_as_far_as_its_scope() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for key in ["team/a", "team2/b", "other"] {
        alice.put(&format!("/alice.tremblay/{key}"), "x").await.expect(200);
    }
    let grant = Grant { bucket: Some(("alice.tremblay", Some("team"))), read_only: false };
    let team = program(&gateway, "alice.tremblay", "minimal", grant).await;
    team.get("/alice.tremblay/team/a").await.expect(200);
    team.put("/alice.tremblay/team/new", "x").await.expect(200);
    team.get("/alice.tremblay?list-type=2&prefix=team%2F").await.expect(200);
    for target in [
        "/alice.tremblay/team2/b",
        "/alice.tremblay/other",
        "/alice.tremblay/team/../other",
        "/alice.tremblay?list-type=2",
        "/alice.tremblay?list-type=2&prefix=team",
        "/alice.tremblay?list-type=2&prefix=team2%2F",
        "/alice.tremblay?versions",
        "/alice.tremblay?uploads",
    ] {
        team.get(target).await.expect_code(403, "AccessDenied");
    }
    let source = [("x-amz-copy-source", "alice.tremblay/other")];
    team.ask("PUT", "/alice.tremblay/team/c", &source, "").await.expect_code(403, "AccessDenied");
    let wish =
        "<Delete><Object><Key>team/new</Key></Object><Object><Key>other</Key></Object></Delete>";
    let told = team.post("/alice.tremblay?delete", wish).await.expect(200).text();
    assert_eq!(elements(&told, "Code"), ["AccessDenied"], "{told}");
    assert_eq!(elements(&told, "Key"), ["team/new", "other"]);
    alice.get("/alice.tremblay/other").await.expect(200);
    alice.get("/alice.tremblay/team/new").await.expect(404);
    let read_only = Grant { read_only: true, ..Grant::default() };
    let reader = program(&gateway, "alice.tremblay", "minimal", read_only).await;
    reader.get("/alice.tremblay/other").await.expect(200);
    for spec in TABLE.iter().filter(|spec| !spec.action.only_reads()) {
        let (target, body, headers) = example(spec.name, "alice.tremblay", "other", "u");
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = reader.ask(&verb(spec.name), &target, &headers, body).await;
        let told = answer.text();
        let refused = answer.status == 403 || elements(&told, "Code") == ["AccessDenied"];
        assert!(refused, "{} {told}", spec.title);
    }
    assert_eq!(alice.get("/alice.tremblay/other").await.expect(200).text(), "x");
}

#[tokio::test]
async fn who_may_not_learns_the_same_of_what_is_there_and_what_is_not() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let benoit = program_with_bucket(&gateway, "benoit.gagnon").await;
    let put = alice.put("/alice.tremblay/secret", "x").await.expect(200);
    let etag = put.header("etag").to_owned();
    let plain = |text: String| text.replace(|digit: char| digit.is_ascii_hexdigit(), "");
    let (long_ago, one_day) = ("Thu, 01 Jan 1970 00:00:01 GMT", "Fri, 01 Jan 2038 00:00:00 GMT");
    for headers in [
        vec![],
        vec![("if-match", etag.as_str())],
        vec![("if-match", "\"another\"")],
        vec![("if-none-match", etag.as_str())],
        vec![("if-none-match", "*")],
        vec![("if-modified-since", long_ago)],
        vec![("if-modified-since", one_day)],
        vec![("if-unmodified-since", long_ago)],
        vec![("if-unmodified-since", one_day)],
        vec![("range", "bytes=9-")],
    ] {
        for method in ["GET", "HEAD"] {
            let mut told = Vec::new();
            for target in ["/alice.tremblay/secret", "/alice.tremblay/none"] {
                let mut answer = benoit.ask(method, target, &headers, "").await;
                assert_eq!(answer.status, 403, "{method} {target} {headers:?}");
                let text = answer.text().replace("secret", "none");
                let text = plain(text.split("<RequestId>").next().unwrap().to_owned());
                for name in ["x-amz-request-id", "date", "content-length"] {
                    answer.headers.remove(name);
                }
                told.push((answer.headers, text));
            }
            assert_eq!(told[0], told[1], "{method} {headers:?}");
        }
    }
    // An unknown key and a wrong secret are one and the same.
    let unknown =
        benoit.send(Mode::Literal, Some(Flaw::UnknownKey), "GET", "/benoit.gagnon", &[], "").await;
    let wrong =
        benoit.send(Mode::Literal, Some(Flaw::WrongSecret), "GET", "/benoit.gagnon", &[], "").await;
    let told = |text: String| text.split("<RequestId>").next().unwrap().to_owned();
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(told(unknown.text()), told(wrong.text()));
}
