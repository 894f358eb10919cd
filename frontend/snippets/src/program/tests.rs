//! Most snippets are run by scripts/clients.sh; here are those that cannot be, and what holds for any key.

use std::process::Command;

use proptest::prelude::*;

use super::*;

fn place(what: What) -> Place {
    Place {
        endpoint: "https://s3.example.org".to_owned(),
        region: "local".to_owned(),
        bucket: "anne.roy".to_owned(),
        what,
        access_key: "CELLKEY".to_owned(),
        secret_key: "<secret key>".to_owned(),
    }
}

fn object(key: &str) -> What {
    What::Object(key.to_owned())
}

#[track_caller]
fn check(program: Program, what: What, expected: &str) {
    assert_eq!(program.snippet(&place(what)), expected.trim_start());
}

#[test]
fn the_client_of_minio_is_told_an_alias() {
    let alias = "
mc alias set cellier https://s3.example.org \\
  CELLKEY '<secret key>' \\
  --api S3v4 --path on
";
    check(
        Program::Mc,
        object("l'été/a b.csv"),
        &format!("{alias}\nmc cp 'cellier/anne.roy/l'\\''été/a b.csv' .\n"),
    );
    check(Program::Mc, What::Bucket, &format!("{alias}\nmc ls cellier/anne.roy/\n"));
}

#[test]
fn r_reads_tables_by_arrow_and_saves_files_by_paws() {
    let arrow = "
library(arrow)

bucket <- s3_bucket(
  \"anne.roy\",
  endpoint_override = \"https://s3.example.org\",
  region = \"local\",
  access_key = \"CELLKEY\",
  secret_key = \"<secret key>\"
)
";
    let parquet = "data <- read_parquet(bucket$path(\"a \\\"b\\\".parquet\"))\n";
    check(Program::RArrow, object("a \"b\".parquet"), &format!("{arrow}{parquet}"));
    let list = "bucket$ls(\"été/2026\", recursive = TRUE)\n";
    check(Program::RArrow, What::Folder("été/2026/".to_owned()), &format!("{arrow}{list}"));
    let paws = "
s3 <- paws::s3(config = list(
  endpoint = \"https://s3.example.org\",
  region = \"local\",
  s3_force_path_style = TRUE,
  credentials = list(creds = list(
    access_key_id = \"CELLKEY\",
    secret_access_key = \"<secret key>\"
  ))
))
s3$download_file(Bucket = \"anne.roy\", Key = \"a/b\\\\c.csv\", Filename = \"b\\\\c.csv\")
";
    check(Program::RPaws, object("a/b\\c.csv"), paws);
}

#[test]
fn a_program_is_offered_for_what_it_can_do() {
    let offered = |what: What| Program::ALL.into_iter().filter(|it| it.suits(&what)).count();
    assert_eq!(offered(object("a/b.csv")), 16);
    // No address is presigned for many objects.
    assert_eq!(offered(What::Bucket), 15);
    assert_eq!(offered(What::Folder("a/".to_owned())), 15);
    assert!(!Program::Polars.suits(&object("a/b.png")));
    for program in [Program::Polars, Program::Pyarrow, Program::RArrow, Program::Rclone] {
        assert!(!program.suits(&object("a//b.csv")), "{}", program.id());
    }
}

#[test]
fn every_program_is_known_by_its_id() {
    for program in Program::ALL {
        assert_eq!(Program::parse(program.id()), Some(program));
    }
    assert_eq!(Program::parse("emacs"), None);
}

/// What the programs of a snippet would be told: each of their arguments.
fn arguments(snippet: &str) -> Vec<String> {
    let programs = ["aws", "s5cmd", "s3cmd", "rclone", "mc", "curl"];
    let tell = programs.map(|name| format!("{name}() {{ printf '%s\\0' \"$@\"; }}\n"));
    let script = format!("set -eu\n{}{snippet}", tell.concat());
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_key_and_any_secret_reach_a_program_of_the_shell_whole(key in "[^\\x00]{1,40}", secret in "[^\\x00]{1,20}") {
        let place = Place { secret_key: secret.clone(), ..place(object(&key)) };
        for (program, expected) in [
            (Program::AwsCli, place.uri()),
            (Program::S5cmd, place.uri()),
            (Program::S3cmd, place.uri()),
            (Program::Rclone, format!("cellier:{}", place.path())),
            (Program::Mc, format!("cellier/{}", place.path())),
            (Program::Curl, format!("{}/{}/{}", place.endpoint, place.bucket, crate::quoting::uri(&key, true))),
        ] {
            let told = arguments(&program.snippet(&place));
            prop_assert!(told.contains(&expected), "{}: {:?}", program.id(), told);
        }
        prop_assert!(arguments(&Program::Mc.snippet(&place)).contains(&secret));
    }
}
