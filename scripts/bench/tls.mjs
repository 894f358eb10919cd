// HTTP/2 over TLS: small public files over one connection with many streams, beside as many connections of HTTP/1.1.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { median } from './numbers.mjs';
import { folder } from './programs.mjs';
import { startGateway, startStore } from './standalone.mjs';

const BUCKET = 'small';
const AT_ONCE = 32;
const SECONDS = 3;
const ROUNDS = 5;

/** What is asked at once is the same; how it is carried differs. */
const WAYS = {
  'HTTP/2 over TLS, one connection': { tls: true, words: ['--clients=1', `--max-concurrent-streams=${AT_ONCE}`] },
  [`HTTP/2 over TLS, ${AT_ONCE} connections`]: { tls: true, words: [`--clients=${AT_ONCE}`, '--max-concurrent-streams=1'] },
  [`HTTP/1.1 over TLS, ${AT_ONCE} connections`]: { tls: true, words: ['--h1', `--clients=${AT_ONCE}`, '--max-concurrent-streams=1'] },
  [`HTTP/1.1 without TLS, ${AT_ONCE} connections`]: { tls: false, words: ['--h1', `--clients=${AT_ONCE}`, '--max-concurrent-streams=1'] },
};

const HOW = `h2load (nghttp2), ${AT_ONCE} requests for a public file of 1 KiB at once, ${ROUNDS} slots of ${SECONDS} s in turn, medians; client, gateway and embedded store share the machine. A connection is served on one core, whatever its streams.`;

export async function tls() {
  if (!found('h2load')) {
    return [{ what: 'GET 1 KiB over HTTP/2', measured: 'h2load (nghttp2) is not here', promised: '**to be measured**', kept: false, how: HOW }];
  }
  const store = await startStore({ [BUCKET]: 1 });
  await store.put(`/${BUCKET}/small`, Buffer.alloc(1024, 'x'));
  const gateways = { true: await startGateway(store, certified()), false: await startGateway(store) };
  const slots = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, { tls, words }] of Object.entries(WAYS)) slots[way].push(await slot(gateways[tls].portal, tls, words));
  }
  for (const gateway of Object.values(gateways)) await gateway.program.end();
  await store.end();
  const rate = (way) => median(slots[way].map(({ perSecond }) => perSecond));
  const [first] = Object.keys(WAYS);
  return Object.keys(WAYS).map((way) => ({
    what: `GET 1 KiB, ${AT_ONCE} at once, ${way}`,
    measured: `${rate(way).toFixed(0)}/s${way === first ? '' : ` (${(rate(way) / rate(first)).toFixed(2)} of the first)`}, mean ${median(slots[way].map(({ mean }) => mean))}`,
    how: HOW,
  }));
}

/** Settings with a certificate of its own, which h2load does not look at. */
function certified() {
  const place = folder();
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(place, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return `portal.tls = { certificate = "${certificate}", key = "${key}" }`;
}

async function slot(portal, tls, words) {
  const address = `${tls ? 'https' : 'http'}://${portal}/public/${BUCKET}/small`;
  const { stdout } = await promisify(execFile)('h2load', [`--duration=${SECONDS}`, ...words, address]);
  const [, perSecond] = /finished in [^,]+, ([\d.]+) req\/s/.exec(stdout) ?? [];
  const [, done, failed] = /(\d+) succeeded, (\d+) failed/.exec(stdout) ?? [];
  const [, mean] = /time for request:\s+\S+\s+\S+\s+(\S+)/.exec(stdout) ?? [];
  if (!perSecond || done === '0' || failed !== '0' || !/(\d+) 2xx, 0 3xx, 0 4xx, 0 5xx/.test(stdout)) throw new Error(`h2load says:\n${stdout}`);
  return { perSecond: Number(perSecond), mean };
}

function found(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
