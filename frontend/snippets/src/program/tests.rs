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
        session_token: None,
    }
}

fn temporary(what: What) -> Place {
    Place { session_token: Some("<session token>".to_owned()), ..place(what) }
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

/// What stands in front of an address in the environment is not decoded, and a secret of Cellier is letters and digits.
#[test]
fn with_a_session_token_the_client_of_minio_reads_the_key_from_its_environment() {
    let place = Place { secret_key: "secret".to_owned(), ..temporary(What::Bucket) };
    let expected = "\
export MC_HOST_cellier='https://CELLKEY:secret:<session token>@s3.example.org'

mc ls cellier/anne.roy/
";
    assert_eq!(Program::Mc.snippet(&place), expected);
}

#[test]
fn r_shows_the_session_token() {
    let arrow = Program::RArrow.snippet(&temporary(What::Bucket));
    let lines = "  secret_key = \"<secret key>\",\n  session_token = \"<session token>\"\n)\n";
    assert!(arrow.contains(lines), "{arrow}");
    let paws = Program::RPaws.snippet(&temporary(What::Bucket));
    let lines = "    secret_access_key = \"<secret key>\",\n    session_token = \"<session token>\"\n  ))\n";
    assert!(paws.contains(lines), "{paws}");
}

#[test]
fn every_snippet_has_the_session_token_of_a_temporary_key_and_none_of_another() {
    for program in Program::ALL {
        let what = || object("a/b.parquet");
        let snippet = program.snippet(&temporary(what()));
        assert!(snippet.contains("<session token>"), "{}\n{snippet}", program.id());
        let lasting = program.snippet(&place(what())).to_ascii_lowercase();
        assert!(!lasting.contains("token"), "{}\n{lasting}", program.id());
    }
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
    // What would list more than the folder, or nothing of it.
    assert_eq!(offered(What::Folder("why?/".to_owned())), 13);
    assert!(!Program::DuckDb.suits(&What::Folder("a[1]/".to_owned())));
    assert!(Program::S5cmd.suits(&object("why?.csv")));
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
