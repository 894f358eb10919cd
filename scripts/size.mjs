// Follows dist/index.html to every file the first object list needs and adds up what travels, compressed with brotli.
// The parts that are fetched later (frontend/src/lazy.rs) are listed apart.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const CEILING_BYTES = 350_000;
const AIM_BYTES = 170_000;
// The gateway answers these before rows are on screen: session, preferences, instances and the listing. The end-to-end
// tests count what a browser really asks for.
const API_REQUESTS = 4;
const REQUESTS_MAX = 10;

const dist = process.argv[2] ?? 'dist';
const attribute = /\s(?:href|src|data-js|data-wasm)="([^"]+)"/g;
const imported = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"](\.{1,2}\/[^'"]+)['"]/g;

const needed = new Set(['index.html']);
for (const file of needed) {
  const pattern = file.endsWith('.html') ? attribute : file.endsWith('.js') ? imported : undefined;
  if (!pattern) continue;
  const text = readFileSync(join(dist, file), 'utf8');
  for (const [, address] of text.matchAll(pattern)) {
    // Other pages, other languages and other origins are not files of ours.
    if (/^(?:[a-z]+:|\/\/|#)/.test(address) || !/\.(?:js|mjs|css|wasm|svg|png|ico|json|webmanifest)$/.test(address)) continue;
    needed.add(address.startsWith('/') ? address.slice(1) : normalize(join(dirname(file), address)));
  }
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
const travels = (file) => {
  const body = readFileSync(join(dist, file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  const bytes = Math.min(body.length, brotliCompressSync(body, { params }).length);
  console.log(`${kilobytes(bytes)}  of ${kilobytes(body.length)}  ${file}`);
  return bytes;
};
let total = 0;
for (const file of needed) total += travels(file);
const requests = needed.size + API_REQUESTS;
console.log(`${kilobytes(total)}  in all (aim ${AIM_BYTES / 1000} kB, ceiling ${CEILING_BYTES / 1000} kB)`);
console.log(`${String(requests).padStart(7)}     requests, ${API_REQUESTS} of them to the API (at most ${REQUESTS_MAX})`);

const later = readdirSync(dist).filter((file) => file.endsWith('.wasm') && !needed.has(file)).sort();
console.log('Fetched later:');
for (const file of later) travels(file);

const faults = [];
if (![...needed].some((file) => file.endsWith('.wasm'))) faults.push('no wasm is referenced by index.html: this measured nothing');
if (!later.length) faults.push('the page was not cut: it has no parts that are fetched later');
if (total > CEILING_BYTES) faults.push(`${total} bytes are over the ceiling of ${CEILING_BYTES}`);
if (requests > REQUESTS_MAX) faults.push(`${requests} requests are more than ${REQUESTS_MAX}`);
for (const fault of faults) console.error(`size: ${fault}`);
process.exit(faults.length ? 1 : 0);
