// What is asked of a storage, by each of the ways to it: signed requests to its own side or to an S3 side in front of it, and
// a session's requests to a portal.
import { spawn } from 'node:child_process';
import { cpuSeconds, sizesDuring } from './processes.mjs';
import { UNSIGNED, signed } from './sigv4.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const FILLED = { small: KIB, large: MIB, huge: 64 * MIB, giant: 256 * MIB };
/** Each slot is short and comes several times, so that what else the machine does falls on all alike. */
export const SLOT_SECONDS = Number(process.env.BENCH_SLOT_SECONDS ?? 1);

/**
 * `bytes` are those of the body that is sent or read. Of large ones few end within a slot: what is moved of them counts, ended
 * or not; and they come last, since a storage tidies up after what was broken off. `wired`: what any program in between costs
 * is measured too.
 */
export const ERRANDS = [
  { name: 'GET 1 KiB', method: 'GET', key: 'small', bytes: KIB, wired: true },
  { name: 'HEAD 1 KiB', method: 'HEAD', key: 'small', bytes: 0, wired: true },
  { name: 'GET 1 MiB', method: 'GET', key: 'large', bytes: MIB, wired: true },
  { name: 'PUT 1 KiB', method: 'PUT', bytes: KIB },
  { name: 'List 1,000', method: 'GET', listed: 'folder/', bytes: 0 },
  { name: 'PUT 64 MiB', method: 'PUT', bytes: 64 * MIB, large: true, wired: true, seconds: (connections) => (connections === 1 ? 3 : 6) },
  { name: 'GET 256 MiB', method: 'GET', key: 'giant', bytes: 256 * MIB, large: true, seconds: (connections) => (connections === 1 ? 3 : 8) },
];

/** What the errands ask for. */
export async function fill(server, bucket) {
  for (const [key, bytes] of Object.entries(FILLED)) await server.put(`/${bucket}/${key}`, Buffer.alloc(bytes, 'x'));
}

/** Takes away what the server does not forget by itself. */
export async function empty(server, bucket, connections = 0) {
  const written = Array.from({ length: connections }, (_, index) => `written-${index}`);
  for (const key of [...Object.keys(FILLED), ...written]) await server.ask('DELETE', `/${bucket}/${key}`);
}

/** What one way does in a slot. */
export async function slot(way, errand, bucket, connections) {
  const { method, bytes } = errand;
  const seconds = errand.seconds?.(connections) ?? SLOT_SECONDS;
  // Writers that met at one key would wait for each other in the storage.
  const keys = method === 'PUT' ? Array.from({ length: connections }, (_, index) => `written-${index}`) : [errand.key];
  const heads = keys.map((key) => head(way, bucket, { ...errand, key }));
  const run = () => load(way.place ?? way.host, connections, seconds, method === 'PUT' ? bytes : 0, heads);
  const before = way.pid && cpuSeconds(way.pid);
  const { done, most } = way.pid ? await sizesDuring(way.pid, run) : { done: await run() };
  const cpu = way.pid && cpuSeconds(way.pid) - before;
  const requests = errand.large ? done.moved / bytes : done.requests;
  return {
    perSecond: requests / done.seconds,
    medianMs: done.median_us / 1000,
    p99Ms: done.p99_us / 1000,
    cpuUs: cpu === undefined ? undefined : (cpu * 1e6) / requests,
    mb: most,
  };
}

/** Reads one object again and again, by so many connections at once. */
export function reading(way, bucket, key, connections, seconds) {
  return load(way.host, connections, seconds, 0, [head(way, bucket, { method: 'GET', key })]);
}

function head(way, bucket, errand) {
  const { address, headers } = (way.session ? ofSession : ofKey)(way, bucket, errand);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (errand.method === 'PUT') lines.push(`content-length: ${errand.bytes}`);
  return `${errand.method} ${address} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function ofKey({ host, region, accessKey, secretKey }, bucket, { method, key, listed }) {
  const path = key ? `/${bucket}/${key}` : `/${bucket}`;
  const query = listed ? { 'list-type': '2', prefix: listed } : {};
  return signed({ method, host, path, query, payload: UNSIGNED, region, accessKey, secretKey });
}

/** What goes up is announced as the page announces it to that storage; the sums are put in by who sends them. */
function ofSession({ host, session, announces }, bucket, { method, key, listed }) {
  const place = `/api/instances/bench/buckets/${bucket}`;
  const address = listed ? `${place}/listing?prefix=${encodeURIComponent(listed)}` : `${place}/objects?key=${key}`;
  return { address, headers: { host, ...session, ...(method === 'PUT' && ANNOUNCED[announces]) } };
}

const ANNOUNCED = { md5: { 'content-md5': '{md5}' }, crc64nvme: { 'x-amz-checksum-crc64nvme': '{crc64nvme}' } };

function load(place, connections, seconds, body, heads) {
  const child = spawn(process.env.LOAD_BIN ?? 'target/release/examples/load', [place, connections, seconds, body].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(heads.join('\0'));
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`the load on ${place} ended with ${code}`))));
  });
}
