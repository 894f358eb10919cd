// The S3 side: straight to a storage, through Cellier, and through nginx that signs for it, slot by slot in turn.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { median } from './numbers.mjs';
import { startNginx } from './nginx.mjs';
import { UNSIGNED, signed } from './sigv4.mjs';
import { realServer, startPrograms, startStore } from './standalone.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const FILLED = { small: KIB, large: MIB, huge: 64 * MIB };
const LISTED = 1000;
const CONNECTIONS = [1, 32];
/** Each slot is short and comes several times, so that what else the machine does falls on all alike. */
const SLOT_SECONDS = Number(process.env.BENCH_SLOT_SECONDS ?? 1);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LATENCY_MORE_MS_MAX = 0.5;
const STRAIGHT_SHARE_MIN = 0.9;
const DOWNLOADS = 1000;
const DOWNLOADS_SECONDS = 20;
const MEMORY_MB_MAX = 128;
/** What the second half of the time may need beyond the first: more is no plateau. */
const MEMORY_GROWTH_MB_MAX = 8;
/** Each download at least so much, or nothing was under way. */
const DOWNLOADED_BYTES_MIN = MIB;

/** What is asked; `least` is the share of straight that is promised, `cpu` how often nginx's processor time. */
export const ERRANDS = [
  { name: 'GET 1 KiB', method: 'GET', key: 'small', cpu: 1.5 },
  { name: 'HEAD 1 KiB', method: 'HEAD', key: 'small' },
  { name: 'GET 1 MiB', method: 'GET', key: 'large', cpu: 1 },
  { name: 'PUT 1 KiB', method: 'PUT', body: KIB, least: STRAIGHT_SHARE_MIN },
  // A slot must be long enough for each connection to end one.
  { name: 'PUT 64 MiB', method: 'PUT', body: 64 * MIB, least: STRAIGHT_SHARE_MIN, seconds: (connections) => (connections === 1 ? 4 : 15), rounds: 2 },
  { name: 'List 1,000', method: 'GET', query: { 'list-type': '2', prefix: 'folder/' }, least: STRAIGHT_SHARE_MIN },
];

const HOW = `Each for ${ROUNDS} slots of ${SLOT_SECONDS} s (64 MiB: two of 4 s, of 15 s with 32 connections) by a client that sends signed requests as they are (embedded/examples/load.rs), in turn straight, through Cellier and through nginx with njs; client, gateway and storage share the machine. Requests a second and shares are medians of the slots; CPU is that of the gateway's process alone (all of nginx's workers), by request. Cellier verifies the client's signature, asks its records and its policy, and signs anew; nginx takes unsigned requests and signs them.`;

export async function s3() {
  const rows = [];
  const real = await realServer(LISTED);
  if (real) rows.push(...(await compare('a real server (S3_TEST_ENDPOINT)', real, real.bucket)));
  const store = await startStore({ programs: LISTED });
  rows.push(...(await compare('the embedded store', store, 'programs')));
  return rows;
}

async function compare(name, server, bucket) {
  await fill(server, bucket);
  const cellier = await startPrograms(server, bucket);
  const nginx = await startNginx(server);
  const rows = nginx ? [] : [withoutNginx(name)];
  const ways = { straight: server, cellier, ...(nginx && { nginx: { ...server, place: nginx.host, pid: nginx.program.pid } }) };
  for (const errand of ERRANDS) {
    for (const connections of CONNECTIONS) {
      const slots = await inTurn(ways, errand, bucket, connections);
      const row = judged(`${errand.name}, ${plural(connections)}, ${name}`, errand, connections, slots);
      console.log(`        ${row.what}: ${row.measured}`);
      rows.push(row);
    }
  }
  rows.push(await manyDownloads(name, cellier, bucket));
  await nginx?.program.end();
  await cellier.program.end();
  await empty(server, bucket, Array.from({ length: Math.max(...CONNECTIONS) }, (_, index) => `written-${index}`));
  await server.end();
  return rows;
}

/** What is promised against nginx is not kept where there is none. */
export function withoutNginx(name) {
  return {
    what: `As many requests as nginx, and its processor time, ${name}`,
    measured: 'nginx could not be had',
    promised: '**as many as nginx**',
    kept: false,
    how: "Debian's nginx with njs is downloaded and unpacked into .tools/nginx (scripts/bench/nginx.mjs); the log of the run says why it was not.",
  };
}

/** What the errands ask for. */
export async function fill(server, bucket) {
  for (const [key, bytes] of Object.entries(FILLED)) await server.put(`/${bucket}/${key}`, Buffer.alloc(bytes, 'x'));
}

/** Takes away what the server does not forget by itself. */
export async function empty(server, bucket, written = []) {
  for (const key of [...Object.keys(FILLED), ...written]) await server.ask('DELETE', `/${bucket}/${key}`);
}

/** Slots of each way, one after the other, the order turning from round to round. */
async function inTurn(ways, errand, bucket, connections) {
  const slots = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  const names = Object.keys(ways);
  for (let round = 0; round < (errand.rounds ?? ROUNDS); round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const way = names[(round + turn) % names.length];
      slots[way].push(await slot(ways[way], errand, bucket, connections));
    }
  }
  return slots;
}

/** What one way does in a slot. */
export async function slot(way, errand, bucket, connections) {
  const { method, body = 0, query = {} } = errand;
  const seconds = errand.seconds?.(connections) ?? SLOT_SECONDS;
  // Writers that met at one key would wait for each other in the storage.
  const keys = errand.key ? [errand.key] : method === 'PUT' ? Array.from({ length: connections }, (_, index) => `written-${index}`) : [undefined];
  const heads = keys.map((key) => head(way, { method, path: key ? `/${bucket}/${key}` : `/${bucket}`, query, body }));
  const before = way.pid && cpuSeconds(way.pid);
  const done = await load(way.place ?? way.host, connections, seconds, body, heads);
  const cpu = way.pid && (cpuSeconds(way.pid) - before);
  return { ...done, perSecond: done.requests / done.seconds, cpuUs: cpu === undefined ? undefined : (cpu * 1e6) / done.requests };
}

function head(way, { method, path, query, body }) {
  const { address, headers } = signed({ method, host: way.host, path, query, payload: UNSIGNED, region: way.region, accessKey: way.accessKey, secretKey: way.secretKey });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (method === 'PUT') lines.push(`content-length: ${body}`);
  return `${method} ${address} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function load(place, connections, seconds, body, heads) {
  const child = spawn(process.env.LOAD_BIN ?? 'target/release/examples/load', [place, connections, seconds, body].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(heads.join('\0'));
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`the load on ${place} ended with ${code}`))));
  });
}

function judged(what, errand, connections, slots) {
  const rate = (way) => median(slots[way].map((slot) => slot.perSecond));
  const latency = (way) => median(slots[way].map((slot) => slot.median_us)) / 1000;
  const p99 = (way) => median(slots[way].map((slot) => slot.p99_us)) / 1000;
  const cpu = (way) => median(slots[way].map((slot) => slot.cpuUs));
  const told = (way) => `${way} ${rate(way).toFixed(rate(way) < 100 ? 1 : 0)}/s${way === 'straight' ? '' : ` (${(rate(way) / rate('straight')).toFixed(2)}, ${cpu(way).toFixed(0)} µs CPU)`}, ${latency(way).toFixed(2)} ms, p99 ${p99(way).toFixed(2)}`;
  const promises = [];
  if (errand.least) promises.push([`${errand.least} of straight`, errand.least <= rate('cellier') / rate('straight')]);
  if (slots.nginx) promises.push(['as many as nginx', rate('nginx') <= rate('cellier')]);
  if (connections === 1) promises.push([`${LATENCY_MORE_MS_MAX} ms more than straight`, latency('cellier') - latency('straight') <= LATENCY_MORE_MS_MAX]);
  if (errand.cpu && slots.nginx) promises.push([`${errand.cpu} of nginx's CPU`, cpu('cellier') <= errand.cpu * cpu('nginx')]);
  return {
    what,
    measured: Object.keys(slots).map(told).join('; '),
    promised: promises.map(([promise, kept]) => (kept ? promise : `**${promise}**`)).join(', '),
    kept: promises.length ? promises.every(([, kept]) => kept) : undefined,
    how: HOW,
  };
}

/** Memory of the gateway while a thousand read 64 MiB each, as slowly as the machine lets them. */
async function manyDownloads(name, cellier, bucket) {
  const heads = [head(cellier, { method: 'GET', path: `/${bucket}/huge`, query: {}, body: 0 })];
  const sizes = [];
  const watch = setInterval(() => sizes.push(residentMb(cellier.pid)), 500);
  const { read } = await load(cellier.host, DOWNLOADS, DOWNLOADS_SECONDS, 0, heads);
  clearInterval(watch);
  return {
    what: `Memory of the gateway with ${DOWNLOADS.toLocaleString('en')} downloads of 64 MiB under way, ${name}`,
    ...flat(sizes, read),
    how: `${DOWNLOADS_SECONDS} s of ${DOWNLOADS} connections that read one object of 64 MiB again and again; the resident set, twice a second; flat: at most ${MEMORY_GROWTH_MB_MAX} MB more in the second half of the time than in the first; flowing: at least ${DOWNLOADED_BYTES_MIN / MIB} MiB by connection.`,
  };
}

/** Whether so much memory is little, and stays so while bytes flow. */
export function flat(sizes, read) {
  const half = Math.ceil(sizes.length / 2);
  const [first, second] = [sizes.slice(0, half), sizes.slice(half)].map((some) => Math.max(...some));
  const most = Math.max(first, second);
  const promises = [
    [`${MEMORY_MB_MAX} MB`, most <= MEMORY_MB_MAX],
    ['flat', second <= first + MEMORY_GROWTH_MB_MAX],
    ['flowing', DOWNLOADS * DOWNLOADED_BYTES_MIN <= read],
  ];
  return {
    measured: `${first.toFixed(0)} MB at most in the first half, ${second.toFixed(0)} MB in the second, ${sizes.at(-1)?.toFixed(0)} MB at the end; ${(read / 1024 / MIB).toFixed(1)} GiB read`,
    promised: promises.map(([promise, kept]) => (kept ? promise : `**${promise}**`)).join(', '),
    kept: promises.every(([, kept]) => kept),
  };
}

/** Of the process and its children, by the scheduler's own count, which is exact to the nanosecond. */
function cpuSeconds(pid) {
  return family(pid).reduce((sum, one) => {
    const tasks = readdirSync(`/proc/${one}/task`);
    return sum + tasks.reduce((all, task) => all + Number(read(`/proc/${one}/task/${task}/schedstat`).split(' ')[0]), 0) / 1e9;
  }, 0);
}

function family(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return [pid, ...children];
}

/** A task may end between its listing and its reading. */
function read(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '0';
  }
}

function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

const plural = (count) => (count === 1 ? '1 connection' : `${count} connections`);
