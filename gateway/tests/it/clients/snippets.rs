//! Every snippet as it stands, for every strange key.

use serde_json::{Value, json};
use snippets::{Format, Kind, Place, Program, What};

use super::keys::{FOLDER, FOLDERS, STRANGE};
use super::stand::{BUCKET, Scheme, Stand};
use super::workplace::Python;

const TABLE: &str = "name,value\nCellier,42\n";

/// What is only read here, because the programs cannot be had from a package registry of Python or Debian.
const NOT_RUN: [Program; 2] = [Program::RArrow, Program::RPaws];

/// How a snippet failed.
type Fault = Option<String>;

/// A table in every format that some program reads, under every strange name.
async fn stock(stand: &Stand) -> Vec<String> {
    let write = "import pandas as pd\npd.DataFrame({'name': ['Cellier'], 'value': [42]}).to_parquet('table.parquet')";
    let work = json!([{ "kind": "python", "code": write, "folder": "." }]);
    let made = stand.work.python(Python::Main, &work).await;
    assert_eq!(made[0]["error"], Value::Null);
    let parquet = stand.work.read("table.parquet");
    let line = "{\"name\": \"Cellier\", \"value\": 42}\n";
    let list = "[{\"name\": \"Cellier\", \"value\": 42}]";
    let others = [
        ("two words.parquet", parquet.as_slice()),
        ("été.jsonl", line.as_bytes()),
        ("a+b.json", list.as_bytes()),
        ("100% #1.tsv", b"name\tvalue\nCellier\t42\n"),
        ("picture (1).bin", b"Cellier 42 of bytes"),
    ];
    let mut keys = Vec::new();
    for (key, bytes) in STRANGE.map(|key| (key, TABLE.as_bytes())).into_iter().chain(others) {
        stand.put(key, bytes).await;
        keys.push(key.to_owned());
    }
    for folder in FOLDERS {
        for name in ["in it.parquet", "été+1.parquet"] {
            stand.put(&format!("{folder}{name}"), &parquet).await;
        }
    }
    keys.push(format!("{FOLDER}in it.parquet"));
    keys
}

fn work(number: usize, place: &Place, program: Program) -> Value {
    let kind = match program.kind() {
        Kind::Python => "python",
        Kind::Sql => "sql",
        _ => "yaml",
    };
    json!({ "kind": kind, "code": program.snippet(place), "folder": format!("{number}") })
}

/// What reading an object must have brought: the file, or a table that was printed.
fn fault_of(stand: &Stand, place: &Place, program: Program, number: usize, output: &str) -> Fault {
    let saves = program.kind() == Kind::Shell || program == Program::Boto3;
    if saves {
        let file = stand.work.folder().join(number.to_string()).join(place.file_name());
        return match std::fs::read(&file) {
            Ok(bytes) if String::from_utf8_lossy(&bytes).contains("Cellier") => None,
            Ok(_) if place.format() == Format::Parquet => None,
            Ok(bytes) => Some(format!("saved {}", String::from_utf8_lossy(&bytes))),
            Err(error) => Some(format!("{}: {error}", file.display())),
        };
    }
    // Bytes are counted, a table is shown.
    let said = match place.format() {
        Format::Other => output.trim().starts_with("19"),
        Format::Json if program == Program::Pyarrow => output.trim() == "34",
        _ => output.contains("Cellier") && output.contains("42"),
    };
    (!said).then(|| format!("printed {output}"))
}

/// Runs a program's snippet for each place; `judge` says what is wrong with what it printed.
async fn run_all(
    stand: &Stand,
    program: Program,
    places: &[Place],
    judge: impl Fn(usize, &Place, &str) -> Fault,
) {
    let places: Vec<&Place> = places.iter().filter(|place| program.suits(&place.what)).collect();
    assert!(!places.is_empty());
    let mut answers = Vec::new();
    if program.kind() == Kind::Shell {
        for (number, place) in places.iter().enumerate() {
            let outcome = stand.work.shell_in(&number.to_string(), &program.snippet(place)).await;
            answers.push(if outcome.success {
                Ok(outcome.output)
            } else {
                Err(format!("{}{}", outcome.output, outcome.errors))
            });
        }
    } else {
        let python = if program == Program::Pandas { Python::S3fs } else { Python::Main };
        let jobs = places.iter().enumerate().map(|(number, place)| work(number, place, program));
        for answer in stand.work.python(python, &Value::Array(jobs.collect())).await {
            let output = answer["output"].as_str().map(str::to_owned);
            answers.push(
                output.ok_or_else(|| answer["error"].as_str().unwrap_or_default().to_owned()),
            );
        }
    }
    let mut faults = Vec::new();
    for (number, (place, answer)) in places.iter().zip(answers).enumerate() {
        let fault = match answer {
            Ok(output) => judge(number, place, &output),
            Err(error) => Some(error),
        };
        let tell = |fault| format!("== {} {:?}\n{fault}", program.id(), place.what);
        faults.extend(fault.map(tell));
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), places.len(), faults.join("\n"));
}

async fn reads_every_object(program: Program, scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let keys = stock(&stand).await;
    // What saves a file asks nothing of its name, and each start of a program takes its time.
    let saves = program.kind() == Kind::Shell;
    let keys = keys.into_iter().filter(|key| !saves || STRANGE.contains(&key.as_str()));
    let places: Vec<Place> = keys.map(|key| stand.place(What::Object(key))).collect();
    let judge = |number: usize, place: &Place, output: &str| {
        fault_of(&stand, place, program, number, output)
    };
    run_all(&stand, program, &places, judge).await;
}

/// A bucket and folders are listed, or their tables are read.
async fn lists_folders(program: Program, scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    stock(&stand).await;
    let folders = FOLDERS.map(|folder| What::Folder(folder.to_owned()));
    // Polars reads every table that is there, and finds others than tables in the bucket.
    let bucket = (program != Program::Polars).then_some(What::Bucket);
    let places = folders.into_iter().chain(bucket).map(|what| stand.place(what));
    let places: Vec<Place> = places.collect();
    let judge = |_: usize, place: &Place, output: &str| {
        let expected = match (&place.what, program) {
            (_, Program::Polars) => "Cellier",
            (What::Folder(_), _) => "in it.parquet",
            _ => "two words.parquet",
        };
        (!output.contains(expected)).then(|| format!("printed {output}"))
    };
    run_all(&stand, program, &places, judge).await;
}

/// A key that ends by itself opens nothing without its session token.
async fn reads_with_a_temporary_key(program: Program) {
    let stand = Stand::start(Scheme::Https).await;
    let keys = stock(&stand).await;
    let account = stand.temporary().await;
    let reach = |what: What| Place { what, ..account.clone() };
    let places = [reach(What::Object(keys[1].clone())), reach(What::Object(keys[16].clone()))];
    let judge = |number: usize, place: &Place, output: &str| {
        fault_of(&stand, place, program, number, output)
    };
    run_all(&stand, program, &places, judge).await;
    if program != Program::Presigned {
        let folder = reach(What::Folder(FOLDER.to_owned()));
        let judge = |_: usize, _: &Place, output: &str| {
            let found = output.contains("in it.parquet") || output.contains("Cellier");
            (!found).then(|| format!("printed {output}"))
        };
        run_all(&stand, program, &[folder], judge).await;
    }
}

async fn is_tried(program: Program, scheme: Scheme) {
    reads_every_object(program, scheme).await;
    if program != Program::Presigned {
        lists_folders(program, scheme).await;
    }
}

/// A test of its own for each program and scheme, so that they run side by side and tell by name what failed.
macro_rules! tried {
    ($($module:ident: $program:ident),+ $(,)?) => {$(
        mod $module {
            use super::*;

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn reads_every_key_over_http() {
                is_tried(Program::$program, Scheme::Http).await;
            }

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn reads_every_key_over_https() {
                is_tried(Program::$program, Scheme::Https).await;
            }

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn reads_with_a_temporary_key() {
                super::reads_with_a_temporary_key(Program::$program).await;
            }
        }
    )+

        /// The programs that are tried.
        const TRIED: &[Program] = &[$(Program::$program),+];
    };
}

tried! {
    aws: AwsCli,
    boto3: Boto3,
    curl: Curl,
    duckdb: DuckDb,
    mc: Mc,
    pandas: Pandas,
    polars: Polars,
    presigned: Presigned,
    pyarrow: Pyarrow,
    rclone: Rclone,
    s3cmd: S3cmd,
    s5cmd: S5cmd,
}

#[test]
fn every_program_is_tried_or_named() {
    for program in Program::ALL {
        let variables = matches!(program, Program::Environment | Program::Kubernetes);
        let tried = TRIED.contains(&program);
        assert!(tried || variables || NOT_RUN.contains(&program), "{}", program.id());
    }
}

/// The five variables of our convention, and those of the AWS programs for a temporary key.
const VARIABLES: [&str; 11] = [
    "S3_ENDPOINT",
    "S3_BUCKET",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "S3_PATH_STYLE",
    "AWS_ENDPOINT_URL",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

fn odd_account(stand: &Stand) -> Place {
    Place {
        secret_key: "<your \"secret\" key: l'été $x\\>".to_owned(),
        session_token: Some("<your \"token\">".to_owned()),
        ..stand.place(What::Bucket)
    }
}

fn expected_variables(place: &Place) -> Vec<&str> {
    let Place { endpoint, region, access_key, secret_key, .. } = place;
    vec![
        endpoint,
        BUCKET,
        access_key,
        secret_key,
        "true",
        endpoint,
        region,
        region,
        access_key,
        secret_key,
        place.session_token.as_deref().unwrap_or_default(),
    ]
}

/// Both schemes, in a test of its own each.
macro_rules! over_both {
    ($($test:ident: $over_http:ident, $over_https:ident);+ $(;)?) => {$(
        #[tokio::test]
        #[ignore = "scripts/clients.sh runs it"]
        async fn $over_http() {
            $test(Scheme::Http).await;
        }

        #[tokio::test]
        #[ignore = "scripts/clients.sh runs it"]
        async fn $over_https() {
            $test(Scheme::Https).await;
        }
    )+};
}

over_both! {
    the_environment: the_environment_is_what_it_says_over_http, the_environment_is_what_it_says_over_https;
    five_variables: an_application_that_knows_only_the_five_variables_works_over_http, an_application_that_knows_only_the_five_variables_works_over_https;
    the_secret: the_secret_of_kubernetes_is_what_it_says_over_http, the_secret_of_kubernetes_is_what_it_says_over_https;
}

async fn the_environment(scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let place = odd_account(&stand);
    let names = VARIABLES.map(|name| format!("\"${name}\"")).join(" ");
    let script = format!("{}printf '%s\\n' {names}", Program::Environment.snippet(&place));
    let output = stand.work.shell(&script).await.expect("printf");
    assert_eq!(output.lines().collect::<Vec<_>>(), expected_variables(&place));
}

async fn five_variables(scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let application = r#"
import os
import boto3
from botocore.config import Config

style = "path" if os.environ["S3_PATH_STYLE"] == "true" else "auto"
s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["S3_ENDPOINT"],
    aws_access_key_id=os.environ["S3_ACCESS_KEY"],
    aws_secret_access_key=os.environ["S3_SECRET_KEY"],
    config=Config(s3={"addressing_style": style}),
)
s3.put_object(Bucket=os.environ["S3_BUCKET"], Key="here", Body=b"I was here")
print(s3.get_object(Bucket=os.environ["S3_BUCKET"], Key="here")["Body"].read().decode())
"#;
    stand.work.place("application.py", application.as_bytes());
    let environment = Program::Environment.snippet(&stand.place(What::Bucket));
    // The application has no region of its own: any of AWS's that its library falls back to must do.
    let script = format!(
        "{environment}unset AWS_ENDPOINT_URL AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION\n\
         python application.py"
    );
    assert_eq!(stand.work.shell(&script).await.expect("the application"), "I was here\n");
}

async fn the_secret(scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let place = odd_account(&stand);
    let answers =
        stand.work.python(Python::Main, &json!([work(0, &place, Program::Kubernetes)])).await;
    let documents: Value = serde_json::from_str(answers[0]["output"].as_str().unwrap()).unwrap();
    let data = &documents[0]["stringData"];
    let values: Vec<&str> = VARIABLES.iter().map(|name| data[name].as_str().unwrap()).collect();
    assert_eq!(values, expected_variables(&place));
    let container = &documents[1]["spec"]["containers"][0];
    assert_eq!(container["envFrom"][0]["secretRef"]["name"], documents[0]["metadata"]["name"]);
}

/// Python is at hand here, and reads a literal of every kind that the property tests of the crate leave to it.
#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn python_and_yaml_read_every_control_character_as_it_was() {
    let stand = Stand::start(Scheme::Http).await;
    let all: String = (1..0x2100).chain(0xFE00..0xFFFE).filter_map(char::from_u32).collect();
    let place = Place { secret_key: all.clone(), ..stand.place(What::Bucket) };
    let yaml = work(0, &place, Program::Kubernetes);
    let answers = stand.work.python(Python::Main, &json!([yaml])).await;
    let Some(output) = answers[0]["output"].as_str() else { panic!("{}", answers[0]["error"]) };
    let documents: Value = serde_json::from_str(output).unwrap();
    assert_eq!(documents[0]["stringData"]["S3_SECRET_KEY"], all);
    let code = Program::Boto3.snippet(&place);
    let literal = code.lines().find_map(|line| line.trim().strip_prefix("aws_secret_access_key="));
    let code =
        format!("import json\nprint(json.dumps({}))", literal.unwrap().trim_end_matches(','));
    let job = json!([{ "kind": "python", "code": code, "folder": "." }]);
    let answers = stand.work.python(Python::Main, &job).await;
    let read: String = serde_json::from_str(answers[0]["output"].as_str().unwrap()).unwrap();
    assert_eq!(read, all);
}
