// A folder of many files as one zip, beside the same bytes as one object and as one request a file: all by the portal, as
// the page fetches them.
import http from 'node:http';
import { median, ms } from './numbers.mjs';
import { startGateway, startStore } from './standalone.mjs';

const FILES = Number(process.env.BENCH_ZIP_FILES ?? 10_000);
const FILE_BYTES = 100_000;
const ROUNDS = 3;
const CONNECTIONS = 6;
const SHARE_MIN = 0.9;
const MAKERS = 8;
const BUCKET = 'zipped';

export async function zip() {
  const store = await startStore({ [BUCKET]: 1 });
  const name = (number) => `files/${String(number).padStart(5, '0')}.bin`;
  await each(FILES, MAKERS, (number) => store.put(`/${BUCKET}/${name(number)}`, Buffer.alloc(FILE_BYTES, `${number} `)));
  await store.put(`/${BUCKET}/whole.bin`, Buffer.alloc(FILES * FILE_BYTES, 'x'));
  const gateway = await startGateway(store);
  const [host, port] = gateway.portal.split(':');
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const get = (path) => request({ host, port, path, agent });

  const [preparing, streaming] = [[], []];
  const ways = {
    one: () => get(`/public/${BUCKET}/whole.bin`),
    zip: async () => {
      const began = performance.now();
      const url = await prepared(gateway.portal);
      const ready = performance.now();
      const bytes = await get(url);
      preparing.push(ready - began);
      streaming.push((FILES * FILE_BYTES) / 1000 / (performance.now() - ready));
      return bytes;
    },
    each: async () => {
      let bytes = 0;
      await each(FILES, CONNECTIONS, async (number) => {
        const came = await get(`/public/${BUCKET}/${name(number)}`);
        bytes += came;
      });
      return bytes;
    },
  };
  const rates = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, take] of Object.entries(ways)) {
      const began = performance.now();
      const bytes = await take();
      if (bytes < FILES * FILE_BYTES) throw new Error(`${way}: ${bytes} bytes of ${FILES * FILE_BYTES}`);
      rates[way].push((FILES * FILE_BYTES) / 1000 / (performance.now() - began));
    }
  }
  agent.destroy();
  await gateway.program.end();
  await store.end();

  const rate = (way) => median(rates[way]);
  const told = (rate) => `${rate.toFixed(0)} MB/s`;
  const many = FILES.toLocaleString('en');
  const how = `The embedded store as a public dataset: ${many} files of ${FILE_BYTES / 1000} kB, taken in turn as one zip (preparing it lists and permits each), as one object of as many bytes, and each by its own request over ${CONNECTIONS} connections, as many as a browser opens; ${ROUNDS} rounds, medians. The promise is about the plain download of the same files: like it, a zip asks the storage for each of them, while one object is one request of any size. Client, gateway and store share the machine.`;
  const zipped = rate('zip') / rate('each');
  const once = median(streaming);
  return [
    { what: `${many} files as one zip, preparing it included`, measured: `${told(rate('zip'))}, ${zipped.toFixed(2)} times the same files by a request each (${told(rate('each'))})`, promised: `${SHARE_MIN} of it`, kept: SHARE_MIN <= zipped, how },
    { what: 'The same zip once it is prepared', measured: `${told(once)}, ${(once / rate('each')).toFixed(2)} times the same files; preparing takes ${ms(median(preparing))}`, how },
    { what: 'The same bytes as one object', measured: `${told(rate('one'))}; the zip comes at ${(rate('zip') / rate('one')).toFixed(2)} of it, once prepared at ${(once / rate('one')).toFixed(2)}`, how },
  ];
}

async function prepared(portal) {
  const selection = { place: { bucket: BUCKET }, base: '', prefixes: ['files/'] };
  const headers = { 'content-type': 'application/json', 'x-cellier-request': '1', origin: `http://${portal}`, 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`http://${portal}/api/archives`, { method: 'POST', headers, body: JSON.stringify({ selection }) });
  if (!answer.ok) throw new Error(`the zip was not prepared: ${await answer.text()}`);
  const { url, objects } = await answer.json();
  if (objects !== FILES) throw new Error(`the zip holds ${objects} of ${FILES} files`);
  return url;
}

async function each(count, makers, act) {
  let next = 0;
  const maker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: makers }, maker));
}

/** How many bytes came. */
function request(options) {
  return new Promise((resolve, reject) => {
    http.get(options, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => (bytes += chunk.length));
      answer.on('end', () => (answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${options.path}: ${answer.statusCode}`))));
    }).on('error', reject);
  });
}
