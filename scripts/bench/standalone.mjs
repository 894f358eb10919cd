// The embedded store by itself, filled in bulk, and a gateway in front of it that offers its buckets as datasets: listing
// those needs nobody signed in, and is the same work as listing one's own.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { folder, freePorts, sessionOf, start, startIssuer, untilReady } from './programs.mjs';
import { UNSIGNED, signed } from './sigv4.mjs';

const ACCESS_KEY = 'bench';
const SECRET_KEY = 'bench-secret';
const REGION = 'local';
const FILL_SECONDS = 600;
const READY_SECONDS = 10;
const GATEWAY = process.env.GATEWAY_BIN ?? 'target/release/cellier';
const PERSON = 'bench.mark';
/** Whom the OpenID provider of the end-to-end tests knows, and the handle that Cellier makes of the name. */
const SIGNED_IN = { login: 'alice', handle: 'alice.tremblay' };
/** Where no OpenID provider is: nobody signs in. */
const NO_ISSUER = 'http://127.0.0.1:9';

/** @param {Record<string, number>} buckets how many objects each gets, all in `folder/` */
export async function startStore(buckets) {
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const fillings = Object.entries(buckets).map(([name, count]) => `${name}=${count}`);
  const program = start(process.env.STORE_BIN ?? 'target/release/examples/store', [folder(), host, ACCESS_KEY, SECRET_KEY, ...fillings]);
  for (let waited = 0; !program.said().includes('ready'); waited += 0.05) {
    if (waited > FILL_SECONDS) throw new Error(`the store was not filled within ${FILL_SECONDS} s: ${program.said()}`);
    await wait(50);
  }
  return server({ host, region: REGION, accessKey: ACCESS_KEY, secretKey: SECRET_KEY, end: () => program.end() });
}

/**
 * The S3 server that the variables of the integration tests name (`scripts/rgw/with.sh` starts one), with a bucket of its
 * own that holds `count` objects in `folder/`; nothing when they name none.
 */
export async function realServer(count) {
  const { S3_TEST_ENDPOINT, S3_TEST_REGION = 'us-east-1', S3_TEST_ACCESS_KEY, S3_TEST_SECRET_KEY } = process.env;
  if (!S3_TEST_ENDPOINT) return undefined;
  const host = new URL(S3_TEST_ENDPOINT).host;
  const bucket = `bench-${Date.now()}`;
  const real = server({ host, region: S3_TEST_REGION, accessKey: S3_TEST_ACCESS_KEY, secretKey: S3_TEST_SECRET_KEY, end: () => empty() });
  const keys = Array.from({ length: count }, (_, index) => `folder/${String(index).padStart(7, '0')}.txt`);
  const each = async (method) => {
    for (let from = 0; from < keys.length; from += 16) {
      await Promise.all(keys.slice(from, from + 16).map((key) => real.ask(method, `/${bucket}/${key}`)));
    }
  };
  const empty = async () => {
    await each('DELETE');
    await real.ask('DELETE', `/${bucket}`);
  };
  await real.ask('PUT', `/${bucket}`);
  await each('PUT');
  return { ...real, bucket };
}

/** A proxy that does nothing, in front of that server. */
export async function startHop(server) {
  const { program, place } = await inFrontOf(server, process.env.HOP_BIN ?? 'target/release/examples/hop');
  return { program, list: server.listerAt(place) };
}

/** What hands bytes over and understands none, in front of that server. */
export function startWire(server) {
  return inFrontOf(server, process.env.WIRE_BIN ?? 'target/release/examples/wire');
}

async function inFrontOf(server, command) {
  const [port] = await freePorts(1);
  const place = `127.0.0.1:${port}`;
  const program = start(command, [place, server.host]);
  for (let waited = 0; !program.said().includes('ready'); waited += 0.05) {
    if (waited > READY_SECONDS) throw new Error(`${command} did not start: ${program.said()}`);
    await wait(50);
  }
  return { program, place };
}

function server({ host, region, accessKey, secretKey, end }) {
  // Signed for the server, whoever passes it on.
  const listerAt = (place, agent = new http.Agent({ keepAlive: true, maxSockets: 1 })) => (bucket, query = {}) => {
    const asked = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': '1000', delimiter: '/', prefix: 'folder/', ...query };
    const { address, headers } = signed({ host, path: `/${bucket}`, query: asked, region, accessKey, secretKey });
    return get(agent, `http://${place}${address}`, headers);
  };
  const list = listerAt(host);
  const ask = async (method, path) => {
    const { address, headers } = signed({ method, host, path, payload: UNSIGNED, region, accessKey, secretKey });
    const { host: _, ...own } = headers;
    const answer = await fetch(`http://${host}${address}`, { method, headers: own, ...(method === 'PUT' && { body: '' }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  const put = async (path, body) => {
    const { address, headers } = signed({ method: 'PUT', host, path, payload: UNSIGNED, region, accessKey, secretKey });
    const { host: _, ...own } = headers;
    const answer = await fetch(`http://${host}${address}`, { method: 'PUT', headers: own, body });
    if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
  };
  return { host, region, accessKey, secretKey, list, listerAt, ask, put, end };
}

/**
 * `cellier serve` with that server as its one public instance; nobody signs in, so no OpenID provider is there. `settings`
 * are more lines of its file.
 */
export async function startGateway(store, settings = '') {
  const { program, portal } = await serve(store, 'public', settings);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const list = (bucket) => get(agent, `http://${portal}/api/datasets/${bucket}/listing?prefix=folder%2F`, {});
  return { program, portal, list };
}

/** The same for programs: one person, who owns the bucket and has an access key. */
export async function startPrograms(store, bucket) {
  const { program, s3, file } = await serve(store, 'self-serve');
  const cellier = operator(file);
  cellier('person', 'add', PERSON);
  cellier('bucket', 'adopt', `bench/${bucket}`, PERSON);
  return keyed(program, s3, cellier, PERSON);
}

/** Both sides of one program for one person: with an access key, and with a session at the portal. */
export async function startBoth(store, bucket) {
  const { program, portal, s3, file } = await serve(store, 'self-serve', '', startIssuer);
  const session = await sessionOf(`http://${portal}`, SIGNED_IN.login);
  const cellier = operator(file);
  cellier('bucket', 'adopt', `bench/${bucket}`, SIGNED_IN.handle);
  const { instances } = await (await fetch(`http://${portal}/api/instances`, { headers: session })).json();
  return {
    programs: keyed(program, s3, cellier, SIGNED_IN.handle),
    portal: { pid: program.pid, host: portal, session, announces: instances[0].upload_checksum },
    end: () => program.end(),
  };
}

const operator = (file) => (...args) => execFileSync(GATEWAY, [...args, '--config', file], { encoding: 'utf8' });

function keyed(program, host, cellier, person) {
  const key = JSON.parse(cellier('key', 'create', '--person', person, '--instance', 'bench', '--json'));
  return { program, pid: program.pid, host, region: REGION, accessKey: key.access_key, secretKey: key.secret_key };
}

async function serve(store, kind, settings = '', issuerFor = () => NO_ISSUER) {
  const [portal, s3, ops] = (await freePorts(3)).map((port) => `127.0.0.1:${port}`);
  const issuer = await issuerFor(portal);
  const data = folder();
  writeFileSync(join(data, 'sealing.key'), Buffer.alloc(32, 7));
  const file = join(data, 'cellier.toml');
  writeFileSync(file, `
public_url = "${/^portal\.tls/m.test(settings) ? 'https' : 'http'}://${portal}"
database_file = "${join(data, 'cellier.db')}"
sealing_key_file = "${join(data, 'sealing.key')}"
portal.listen = "${portal}"
s3.listen = "${s3}"
ops.listen = "${ops}"
oidc = { issuer = "${issuer}", client_id = "cellier", client_secret = "cellier-secret" }
limits.public_per_minute = 1000000
${settings}
[[instance]]
id = "bench"
kind = "${kind}"
name = { en = "Bench", fr = "Banc" }
endpoint = "http://${store.host}"
region = "${store.region}"
access_key = "${store.accessKey}"
secret_key = "${store.secretKey}"
`);
  const program = start(GATEWAY, ['serve', '--config', file]);
  await untilReady(`http://${ops}/livez`, program);
  return { program, portal, s3, file };
}

/** Milliseconds until the whole answer is there, and how many bytes it has. */
function get(agent, address, headers) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    http.get(address, { agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => (bytes += chunk.length));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - began, bytes });
        else reject(new Error(`${address}: ${answer.statusCode}`));
      });
    }).on('error', reject);
  });
}
