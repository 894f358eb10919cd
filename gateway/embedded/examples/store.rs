//! The embedded store by itself, for benchmarks: `store FOLDER ADDRESS ACCESS_KEY SECRET_KEY [BUCKET=COUNT]…` fills
//! each bucket with that many objects of one folder, prints `ready` and serves until killed.

use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::Bytes;
use embedded::store::{Credentials, Store};

const REGION: &str = "local";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name: &str| arguments.next().ok_or_else(|| format!("{name} is missing"));
    let folder = PathBuf::from(next("FOLDER")?);
    let address: SocketAddr = next("ADDRESS")?.parse()?;
    let credentials =
        Credentials { access_key: next("ACCESS_KEY")?, secret_key: next("SECRET_KEY")? };
    let store = Store::open(&folder, credentials, REGION)?;
    for filling in arguments {
        let (bucket, count) = filling.split_once('=').ok_or("a filling is BUCKET=COUNT")?;
        let count: u32 = count.parse()?;
        if store.ensure_bucket(bucket).await? {
            let object = |number: u32| {
                // Entity tags that differ, as those of real objects do.
                (format!("folder/{number:07}.txt"), Bytes::from(number.to_string()))
            };
            store.seed(bucket, (0..count).map(object)).await?;
        }
    }
    let listener = tokio::net::TcpListener::bind(address).await?;
    say_ready();
    store.serve(listener, std::future::pending()).await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever started it waits for this line")]
fn say_ready() {
    println!("ready");
}
