//! Two connections for one, for benchmarks: `wire ADDRESS SERVER` hands every byte over to SERVER and back and understands
//! none of them, prints `ready` and serves until killed. What it costs, whatever stands in between costs at least.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional_with_sizes;
use tokio::net::{TcpListener, TcpStream};

/// As much as the gateway reads at once.
const BUFFER_BYTES: usize = 64 * 1024;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address: SocketAddr = arguments.next().ok_or("ADDRESS is missing")?.parse()?;
    let server: SocketAddr = arguments.next().ok_or("SERVER is missing")?.parse()?;
    let listener = TcpListener::bind(address).await?;
    say_ready();
    loop {
        let (near, _) = listener.accept().await?;
        tokio::spawn(hand_over(near, server));
    }
}

async fn hand_over(mut near: TcpStream, server: SocketAddr) -> std::io::Result<()> {
    let mut far = TcpStream::connect(server).await?;
    for stream in [&near, &far] {
        stream.set_nodelay(true)?;
    }
    copy_bidirectional_with_sizes(&mut near, &mut far, BUFFER_BYTES, BUFFER_BYTES).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever started it waits for this word")]
fn say_ready() {
    println!("ready");
}
