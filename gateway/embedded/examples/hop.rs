//! A proxy that does nothing, for benchmarks: `hop ADDRESS SERVER` passes every request on to SERVER and streams the
//! answer back, prints `ready` and serves until killed. What it costs is what any gateway costs on this machine.

use std::net::SocketAddr;

use http::{HeaderName, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};

/// They are about one connection, and there are two (RFC 9110 §7.6.1).
const OWN: [HeaderName; 2] = [header::CONNECTION, HeaderName::from_static("keep-alive")];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address: SocketAddr = arguments.next().ok_or("ADDRESS is missing")?.parse()?;
    let server = arguments.next().ok_or("SERVER is missing")?;
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let listener = tokio::net::TcpListener::bind(address).await?;
    say_ready();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (client, server) = (client.clone(), server.clone());
        let service = service_fn(move |request| pass_on(client.clone(), server.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn pass_on(
    client: Client<HttpConnector, Incoming>,
    server: String,
    mut request: Request<Incoming>,
) -> Result<Response<Incoming>, Box<dyn std::error::Error + Send + Sync>> {
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    let uri = Uri::builder().scheme("http").authority(server).path_and_query(asked).build()?;
    *request.uri_mut() = uri;
    for name in OWN {
        request.headers_mut().remove(name);
    }
    Ok(client.request(request).await?)
}

#[expect(clippy::print_stdout, reason = "whoever started it waits for this word")]
fn say_ready() {
    println!("ready");
}
