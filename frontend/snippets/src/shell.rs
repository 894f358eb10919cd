//! Snippets for a POSIX shell.

use crate::place::{Place, What};
use crate::quoting::{shell, uri};

/// Every variable that an application may look for: the five of our own convention, and those of the AWS programs.
pub fn variables(place: &Place) -> Vec<(&'static str, &str)> {
    let (endpoint, region) = (place.endpoint.as_str(), place.region.as_str());
    let (access_key, secret_key) = (place.access_key.as_str(), place.secret_key.as_str());
    let mut variables = vec![
        ("S3_ENDPOINT", endpoint),
        ("S3_BUCKET", &place.bucket),
        ("S3_ACCESS_KEY", access_key),
        ("S3_SECRET_KEY", secret_key),
        ("S3_PATH_STYLE", "true"),
        ("AWS_ENDPOINT_URL", endpoint),
        // The Python programs read the one, all others the other.
        ("AWS_DEFAULT_REGION", region),
        ("AWS_REGION", region),
    ];
    variables.extend(credentials(place));
    variables
}

/// By which the AWS programs sign, and those that do as they do.
fn credentials(place: &Place) -> Vec<(&'static str, &str)> {
    let mut credentials = vec![
        ("AWS_ACCESS_KEY_ID", place.access_key.as_str()),
        ("AWS_SECRET_ACCESS_KEY", place.secret_key.as_str()),
    ];
    credentials.extend(place.session_token.as_deref().map(|token| ("AWS_SESSION_TOKEN", token)));
    credentials
}

pub fn environment(place: &Place) -> String {
    exports(&variables(place))
}

pub fn aws(place: &Place) -> String {
    let command = match &place.what {
        What::Object(_) => format!("aws s3 cp {} .", shell(&place.uri())),
        What::Bucket | What::Folder(_) => format!("aws s3 ls {}", shell(&place.uri())),
    };
    signed(place, "AWS_DEFAULT_REGION", true, &command)
}

/// The address holds the signature: whoever has it may read the object for an hour, and needs nothing else.
pub fn presigned(place: &Place) -> String {
    let command = format!(
        "curl --fail --output {} \"$(aws s3 presign {} --expires-in 3600)\"",
        file(place),
        shell(&place.uri())
    );
    signed(place, "AWS_DEFAULT_REGION", true, &command)
}

/// `cp` takes the key as it is only with `--raw`; otherwise `*` and `?` stand for any letters.
pub fn s5cmd(place: &Place) -> String {
    let command = match &place.what {
        What::Object(_) => format!("s5cmd cp --raw {} .", shell(&place.uri())),
        What::Bucket | What::Folder(_) => format!("s5cmd ls {}", shell(&place.uri())),
    };
    let command =
        command.replacen("s5cmd", &format!("s5cmd --endpoint-url {}", shell(&place.endpoint)), 1);
    signed(place, "AWS_REGION", false, &command)
}

/// A bucket host that does not name the bucket is what path style is called here.
pub fn s3cmd(place: &Place) -> String {
    let host = shell(place.host());
    let plain = if place.is_https() { "" } else { " --no-ssl" };
    let command = match &place.what {
        What::Object(_) => format!("get {} {}", shell(&place.uri()), file(place)),
        What::Bucket | What::Folder(_) => format!("ls {}", shell(&place.uri())),
    };
    let region = shell(&place.region);
    let command = format!(
        "s3cmd --host={host} --host-bucket={host} --region={region}{plain} \\\n  {command}"
    );
    format!("{}\n{command}\n", exports(&credentials(place)))
}

pub fn rclone(place: &Place) -> String {
    let remote = shell(&format!("cellier:{}", place.path()));
    let command = match &place.what {
        What::Object(_) => format!("rclone copy {remote} ."),
        What::Bucket | What::Folder(_) => format!("rclone ls {remote}"),
    };
    let mut settings =
        vec![("access_key_id", &place.access_key), ("secret_access_key", &place.secret_key)];
    settings.extend(place.session_token.as_ref().map(|token| ("session_token", token)));
    settings.extend([("endpoint", &place.endpoint), ("region", &place.region)]);
    let line =
        |(name, value): &(&str, &String)| format!("  {} \\\n", shell(&format!("{name}={value}")));
    let settings: Vec<String> = settings.iter().map(line).collect();
    format!(
        "rclone config create cellier s3 provider=Other \\\n{}  force_path_style=true\n\n{command}\n",
        settings.concat()
    )
}

/// An alias holds no session token, an address in the environment does; path style is what both take here.
pub fn mc(place: &Place) -> String {
    let remote = shell(&format!("cellier/{}", place.path()));
    let command = match &place.what {
        What::Object(_) => format!("mc cp {remote} ."),
        What::Bucket | What::Folder(_) => format!("mc ls {remote}"),
    };
    let [endpoint, access_key, secret_key] =
        [&place.endpoint, &place.access_key, &place.secret_key].map(|value| shell(value));
    if let Some(token) = &place.session_token {
        let scheme = if place.is_https() { "https" } else { "http" };
        let account = format!("{}:{}:{token}", place.access_key, place.secret_key);
        let address = shell(&format!("{scheme}://{account}@{}", place.host()));
        return format!("export MC_HOST_cellier={address}\n\n{command}\n");
    }
    format!(
        "mc alias set cellier {endpoint} \\\n  {access_key} {secret_key} \\\n  --api S3v4 --path on\n\n{command}\n"
    )
}

/// curl signs by itself from 7.88 on. It names the digest of a body only in later versions, which heed what is said here.
pub fn curl(place: &Place) -> String {
    let address = match &place.what {
        What::Object(key) => format!("{}/{}/{}", place.endpoint, place.bucket, uri(key, true)),
        What::Bucket | What::Folder(_) => format!(
            "{}/{}?list-type=2&prefix={}",
            place.endpoint,
            place.bucket,
            uri(place.prefix(), false)
        ),
    };
    let output =
        place.key().map(|_| format!(" \\\n  --output {}", file(place))).unwrap_or_default();
    let scope = shell(&format!("aws:amz:{}:s3", place.region));
    let token = match place.session_token {
        Some(_) => "--header \"x-amz-security-token: $AWS_SESSION_TOKEN\" \\\n  ",
        None => "",
    };
    let command = format!(
        "curl --fail --aws-sigv4 {scope} \\\n  \
         --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \\\n  \
         {token}--header 'x-amz-content-sha256: UNSIGNED-PAYLOAD'{output} \\\n  {}",
        shell(&address)
    );
    format!("{}\n{command}\n", exports(&credentials(place)))
}

/// The object as a file here, whatever its name begins with.
fn file(place: &Place) -> String {
    shell(&format!("./{}", place.file_name()))
}

/// A command after the variables by which the AWS programs sign.
fn signed(place: &Place, region: &'static str, endpoint: bool, command: &str) -> String {
    let mut known = Vec::new();
    if endpoint {
        known.push(("AWS_ENDPOINT_URL", place.endpoint.as_str()));
    }
    known.push((region, place.region.as_str()));
    known.extend(credentials(place));
    format!("{}\n{command}\n", exports(&known))
}

fn exports(variables: &[(&str, &str)]) -> String {
    let line = |(name, value): &(&str, &str)| format!("export {name}={}\n", shell(value));
    variables.iter().map(line).collect::<Vec<_>>().concat()
}
