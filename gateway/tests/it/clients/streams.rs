//! Streams of which nobody knows the length before they end. One request cannot carry them, here as at AWS; in parts they
//! go up.

use snippets::{Program, What};

use super::stand::{Scheme, Stand};

const BOTO3: &str = r#"
python3 - <<'END'
import io

import boto3
import botocore.exceptions


class Stream(io.RawIOBase):
    def __init__(self, size):
        self.left = size

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), self.left)
        buffer[:count] = b"x" * count
        self.left -= count
        return count


client = boto3.client("s3")
for size in (0, 5, 20_000_000):
    client.upload_fileobj(Stream(size), "alice.tremblay", f"managed/{size}")
    print(client.head_object(Bucket="alice.tremblay", Key=f"managed/{size}")["ContentLength"])
client.put_object(Bucket="alice.tremblay", Key="told", Body=Stream(5), ContentLength=5)
try:
    client.put_object(Bucket="alice.tremblay", Key="untold", Body=Stream(5))
    print("stored")
except botocore.exceptions.ClientError as error:
    print(error.response["Error"]["Code"])
END
"#;

#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn what_has_no_length_goes_up_in_parts() {
    let stand = Stand::start(Scheme::Https).await;
    let environment = Program::Environment.snippet(&stand.place(What::Bucket));
    let aws = "printf hello | aws s3 cp --only-show-errors - s3://$S3_BUCKET/piped";
    stand.work.shell(&format!("{environment}{aws}")).await.expect("aws s3 cp -");
    assert_eq!(stand.read("piped").await, b"hello");
    let said = stand.work.shell(&format!("{environment}{BOTO3}")).await.expect("boto3");
    assert_eq!(said, "0\n5\n20000000\nMissingContentLength\n");
    assert_eq!(stand.read("told").await, b"xxxxx");
}
