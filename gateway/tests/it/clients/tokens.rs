//! Unmodified SDKs that are told nothing but where a token of the identity provider lies.

use super::stand::{Scheme, Stand};

/// What a notebook finds in its environment.
fn environment(endpoint: &str) -> String {
    format!(
        "export AWS_WEB_IDENTITY_TOKEN_FILE=token AWS_ROLE_ARN=arn:aws:iam::000000000000:role/minimal\n\
         export AWS_ENDPOINT_URL_STS={endpoint} AWS_ENDPOINT_URL_S3={endpoint}\n\
         export AWS_REGION=local AWS_DEFAULT_REGION=local\n"
    )
}

const AWS: &str = "
printf hello > file
aws s3 mb s3://nina.roy
aws s3 cp --only-show-errors file s3://nina.roy/from/aws.txt
aws s3 cp --only-show-errors s3://nina.roy/from/aws.txt -
";

const BOTO3: &str = r#"
python3 - <<'END'
import boto3

session = boto3.Session()
assert session.get_credentials().method == "assume-role-with-web-identity"
client = session.client("s3")
client.put_object(Bucket="nina.roy", Key="from/boto3.txt", Body=b"bonjour")
print(client.get_object(Bucket="nina.roy", Key="from/boto3.txt")["Body"].read().decode())
print([it["Key"] for it in client.list_objects_v2(Bucket="nina.roy")["Contents"]])
print([it["Name"] for it in client.list_buckets()["Buckets"]])
END
"#;

async fn get_in(scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    stand.work.place("token", stand.token().await.as_bytes());
    let endpoint = stand.place(snippets::What::Bucket).endpoint;
    let environment = environment(&endpoint);
    let said = stand.work.shell(&format!("{environment}{AWS}")).await.expect("the AWS CLI");
    assert!(said.ends_with("hello"), "{said}");
    let said = stand.work.shell(&format!("{environment}{BOTO3}")).await.expect("boto3");
    assert_eq!(said, "bonjour\n['from/aws.txt', 'from/boto3.txt']\n['nina.roy']\n");
    // What is no token of the provider's opens nothing.
    stand.work.place("token", b"a.b.c");
    let refused = stand.work.shell(&format!("{environment}aws s3 ls s3://nina.roy")).await;
    assert!(!refused.success && refused.errors.contains("InvalidIdentityToken"), "{refused:?}");
}

#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn sdks_get_in_with_a_token_over_http() {
    get_in(Scheme::Http).await;
}

#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn sdks_get_in_with_a_token_over_https() {
    get_in(Scheme::Https).await;
}
