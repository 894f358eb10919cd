//! `object-store put FILE KEY`, `object-store get KEY FILE`: the bucket, endpoint and access key of the environment.
//! Above five mebibytes in parts, and down again in ranges.

use std::env;
use std::error::Error;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Certificate, ClientOptions, ObjectStore, PutMode, PutPayload, WriteMultipart};

const PART_BYTES: usize = 5 << 20;

fn storage() -> Result<AmazonS3, Box<dyn Error>> {
    let mut options = ClientOptions::new().with_allow_http(true);
    if let Ok(file) = env::var("SSL_CERT_FILE") {
        options = options.with_root_certificate(Certificate::from_pem(&std::fs::read(file)?)?);
    }
    let builder = AmazonS3Builder::from_env()
        .with_bucket_name(env::var("S3_BUCKET")?)
        .with_virtual_hosted_style_request(false)
        .with_client_options(options);
    Ok(builder.build()?)
}

async fn put(file: &str, key: &str) -> Result<(), Box<dyn Error>> {
    let (storage, key) = (storage()?, Path::parse(key)?);
    let bytes = std::fs::read(file)?;
    if bytes.len() <= PART_BYTES {
        // Only where nothing is yet, which the second time has to be refused.
        let payload = PutPayload::from(bytes);
        storage.put_opts(&key, payload.clone(), PutMode::Create.into()).await?;
        let again = storage.put_opts(&key, payload, PutMode::Create.into()).await;
        return match again {
            Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            other => Err(format!("the object was written over: {other:?}").into()),
        };
    }
    let mut upload = WriteMultipart::new_with_chunk_size(storage.put_multipart(&key).await?, PART_BYTES);
    upload.write(&bytes);
    upload.finish().await?;
    Ok(())
}

async fn get(key: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let (storage, key) = (storage()?, Path::parse(key)?);
    let size = storage.head(&key).await?.size;
    let mut bytes = Vec::new();
    if size <= PART_BYTES as u64 {
        bytes.extend(storage.get(&key).await?.bytes().await?);
    } else {
        let starts = (0..size).step_by(PART_BYTES);
        let ranges: Vec<_> =
            starts.map(|start| start..size.min(start + PART_BYTES as u64)).collect();
        for part in storage.get_ranges(&key, &ranges).await? {
            bytes.extend(part);
        }
    }
    std::fs::write(file, bytes)?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["put", file, key] => put(file, key).await,
        ["get", key, file] => get(key, file).await,
        _ => Err("object-store put FILE KEY, or object-store get KEY FILE".into()),
    }
}
