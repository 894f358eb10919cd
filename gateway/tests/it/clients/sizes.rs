//! Each client takes objects up and down at the sizes at which it changes its ways: nothing, one byte, one byte around
//! the smallest part, and what needs many parts both ways.

use std::sync::LazyLock;

use serde_json::json;
use snippets::{Program, What};

use super::stand::{BUCKET, Scheme, Stand};
use super::workplace::Python;

const MIB: usize = 1 << 20;
const SIZES: [usize; 6] = [0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 64 * MIB];

/// Bytes that repeat with no period that a part could have; made once.
fn bytes(size: usize) -> &'static [u8] {
    static ALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut state = 0x9E37_79B9_u32;
        let mut step = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()
        };
        std::iter::repeat_with(&mut step).take(64 * MIB / 4).flatten().collect()
    });
    &ALL[..size]
}

/// How a program of the shell does it: with `$file` here and `$key` there.
struct Shell {
    up: &'static str,
    down: &'static str,
}

const AWS: Shell = Shell {
    up: "aws s3 cp --only-show-errors $file s3://$S3_BUCKET/$key",
    down: "aws s3 cp --only-show-errors s3://$S3_BUCKET/$key $file",
};

const S5CMD: Shell = Shell {
    up: "s5cmd --endpoint-url $S3_ENDPOINT cp --part-size 8 $file s3://$S3_BUCKET/$key",
    down: "s5cmd --endpoint-url $S3_ENDPOINT cp --part-size 8 s3://$S3_BUCKET/$key $file",
};

const S3CMD: Shell = Shell {
    up: "s3cmd $S3CMD --multipart-chunk-size-mb=8 put $file s3://$S3_BUCKET/$key",
    down: "s3cmd $S3CMD get s3://$S3_BUCKET/$key $file",
};

const RCLONE: Shell = Shell {
    up: "rclone copyto --s3-upload-cutoff 8M --s3-chunk-size 8M $file cellier:$S3_BUCKET/$key",
    down: "rclone copyto --multi-thread-cutoff 16M cellier:$S3_BUCKET/$key $file",
};

const OBJECT_STORE: Shell =
    Shell { up: "object-store put $file $key", down: "object-store get $key $file" };

/// Settings of s3cmd and rclone beside the environment.
const SETTINGS: &str = "
host=${S3_ENDPOINT#*://}
S3CMD=\"--quiet --host=$host --host-bucket=$host --region=$AWS_REGION\"
case $S3_ENDPOINT in http:*) S3CMD=\"$S3CMD --no-ssl\" ;; esac
export RCLONE_CONFIG_CELLIER_TYPE=s3 RCLONE_CONFIG_CELLIER_PROVIDER=Other
export RCLONE_CONFIG_CELLIER_ENV_AUTH=true RCLONE_CONFIG_CELLIER_FORCE_PATH_STYLE=true
export RCLONE_CONFIG_CELLIER_ENDPOINT=$S3_ENDPOINT RCLONE_CONFIG_CELLIER_REGION=$AWS_REGION
";

/// What stands before each script.
pub fn environment(stand: &Stand) -> String {
    format!("{}{SETTINGS}", Program::Environment.snippet(&stand.place(What::Bucket)))
}

/// All sizes go up; what the portal then gives must be what went, and so must what comes down again.
async fn carries(shell: &Shell, scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let Shell { up, down } = shell;
    let both = SIZES.map(|size| {
        stand.work.place(&format!("{size}.up"), bytes(size));
        format!("key=sizes/{size}\nfile={size}.up\n{up}\nfile={size}.down\n{down}\n")
    });
    let script = format!("{}{}", environment(&stand), both.concat());
    stand.work.shell(&script).await.expect(up);
    judge(&stand).await;
}

async fn judge(stand: &Stand) {
    for size in SIZES {
        let expected = bytes(size);
        assert!(
            stand.read(&format!("sizes/{size}")).await == expected,
            "{size} bytes went up wrong"
        );
        assert!(
            stand.work.read(&format!("{size}.down")) == expected,
            "{size} bytes came down wrong"
        );
    }
}

const BOTO3: &str = r#"
from boto3.s3.transfer import TransferConfig

parts = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20)
for size in SIZES:
    s3.upload_file(f"{size}.up", BUCKET, f"sizes/{size}", Config=parts)
    s3.download_file(BUCKET, f"sizes/{size}", f"{size}.down", Config=parts)

# A body of unknown length, with the checksum behind it where the connection is encrypted.
with open("5242880.up", "rb") as file:
    s3.put_object(Bucket=BUCKET, Key="sizes/5242880", Body=file)
for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
    s3.put_object(Bucket=BUCKET, Key=algorithm, Body=b"sum", ChecksumAlgorithm=algorithm)
    told = s3.get_object(Bucket=BUCKET, Key=algorithm, ChecksumMode="ENABLED")
    assert told["Body"].read() == b"sum"
    assert told[f"Checksum{algorithm}"], algorithm
"#;

const PYARROW: &str = r#"
for size in SIZES:
    with open(f"{size}.up", "rb") as file, s3.open_output_stream(f"{BUCKET}/sizes/{size}") as out:
        out.write(file.read())
    with open(f"{size}.down", "wb") as file, s3.open_input_file(f"{BUCKET}/sizes/{size}") as there:
        file.write(there.read())
"#;

/// The account of a snippet for the bucket, and then `code`.
async fn carries_by_python(program: Program, code: &str, scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    for size in SIZES {
        stand.work.place(&format!("{size}.up"), bytes(size));
    }
    let account = program.snippet(&stand.place(What::Bucket));
    let code = format!("{account}\nBUCKET = \"{BUCKET}\"\nSIZES = {SIZES:?}\n{code}");
    let work = json!([{ "kind": "python", "code": code, "folder": "." }]);
    let answers = stand.work.python(Python::Main, &work).await;
    assert!(answers[0]["error"].is_null(), "{}", answers[0]["error"].as_str().unwrap_or_default());
    judge(&stand).await;
}

/// A table of some sixty megabytes, written in parts and read in ranges.
async fn a_table_goes_up_and_down(scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let account = Program::DuckDb.snippet(&stand.place(What::Bucket));
    let table = format!("'s3://{BUCKET}/tables/été 1+1.parquet'");
    let code = format!(
        "{account}\nSET s3_uploader_max_filesize = '1GB';\n\
         COPY (SELECT range AS number, hash(range) AS noise FROM range(6000000)) TO {table} (COMPRESSION uncompressed);\n\
         SELECT count(*), sum(number), bit_xor(noise) = (SELECT bit_xor(hash(range)) FROM range(6000000)) FROM {table};\n"
    );
    let work = json!([{ "kind": "sql", "code": code, "folder": "." }]);
    let answers = stand.work.python(Python::Main, &work).await;
    assert_eq!(answers[0]["output"], "6000000 17999997000000 True", "{}", answers[0]["error"]);
}

macro_rules! carried {
    ($($module:ident: $carries:expr),+ $(,)?) => {$(
        mod $module {
            use super::*;

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn carries_every_size_over_http() {
                ($carries)(Scheme::Http).await;
            }

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn carries_every_size_over_https() {
                ($carries)(Scheme::Https).await;
            }
        }
    )+};
}

carried! {
    aws: |scheme| carries(&AWS, scheme),
    boto3: |scheme| carries_by_python(Program::Boto3, BOTO3, scheme),
    duckdb: a_table_goes_up_and_down,
    object_store: |scheme| carries(&OBJECT_STORE, scheme),
    pyarrow: |scheme| carries_by_python(Program::Pyarrow, PYARROW, scheme),
    rclone: |scheme| carries(&RCLONE, scheme),
    s3cmd: |scheme| carries(&S3CMD, scheme),
    s5cmd: |scheme| carries(&S5CMD, scheme),
}
