// A large file goes up by the page: how fast, beside how fast its checksums are computed meanwhile, in the same run; and a
// smaller one on a slow line, with a slow processor.
import { closeSync, openSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SLOWER, emulate } from './emulated.mjs';
import { ms } from './numbers.mjs';
import { folder, openBrowser, ownPage, signIn, startDemo } from './programs.mjs';

const LARGE = { name: 'large', mib: Number(process.env.BENCH_FILE_MIB ?? 2048) };
/** Half a minute. */
const SLOW = { name: 'slow', mib: 64, latency: 40, mbit: 20, slower: SLOWER };
const BLOCK_MIB = 64;
const MIB = 2 ** 20;
const STORED_SECONDS_MAX = 600;
const FASTER_MIN = 2;
const TASK_MS_MAX = 50;
/** The one in which Chromium tells of tasks, and of the processor's time in them. */
const TASKS = 'disabled-by-default-devtools.timeline';

export async function hashing() {
  const demo = await startDemo(folder());
  const browser = await openBrowser();
  const { context, page } = await signIn(browser, demo.portal, 'Alice Tremblay');
  await page.addInitScript(watch);
  const summed = watchInside(page);
  const measure = async (file) => upload(browser, page, summed, await bucket(context, demo.portal, file.name), file);
  const [large, slow] = [await measure(LARGE), await measure(SLOW)];
  await demo.program.end();

  const mib = LARGE.mib.toLocaleString('en');
  const line = `on a line of ${SLOW.latency} ms and ${SLOW.mbit} Mbit/s, with a processor ${SLOW.slower} times as slow`;
  const how = `Chromium, headless, with the demo on the same machine and its disk: a file of ${mib} MiB goes up in parts, and is stored and verified, and then one of ${SLOW.mib} MiB ${line}, as DevTools emulates them. Checksums (CRC-64/NVME) are computed meanwhile by the page's web worker, on the same cores: hashing is the time from the moment the worker has a piece until it asks for the next, which is spent in WebAssembly or waiting for a core; with reading it is the time in which at least one question to the worker was unanswered, mostly waiting for the browser to read the file, which it also does for what is sent. Tasks of the page's own thread are those of Chromium's trace, from the moment the file is chosen: their work is the processor's time in them; by the clock they also wait for a processor, which gateway, storage, disk and worker want at the same time.`;
  const beside = (took) => `${large.speed(took)}, ${(large.uploadMs / took).toFixed(1)} times the upload`;
  return [
    { what: 'A large file goes up by the page', measured: large.speed(large.uploadMs), how },
    { what: 'Its checksums meanwhile, in the worker: the hashing itself', measured: beside(large.hashMs), promised: `${FASTER_MIN} times the upload`, kept: FASTER_MIN <= large.uploadMs / large.hashMs, how },
    { what: 'The same, with reading the file for it', measured: beside(large.busyMs), how },
    { what: "The longest task of the page's own thread meanwhile", measured: `${ms(large.work)} of work, ${ms(large.clock)} by the clock`, promised: `${TASK_MS_MAX} ms of work`, kept: large.work <= TASK_MS_MAX, how },
    { what: `${SLOW.mib} MiB ${line}`, measured: `${slow.speed(slow.uploadMs)}; hashing ${slow.speed(slow.hashMs)}, with reading ${slow.speed(slow.busyMs)}; longest task ${ms(slow.work)} of work, ${ms(slow.clock)} by the clock`, how },
  ];
}

/** A bucket of its own, opened by the page that is to send there. */
async function bucket(context, portal, word) {
  const name = `alice.tremblay.${word}`;
  const headers = { ...(await ownPage(context, portal)), 'content-type': 'application/json' };
  const made = await fetch(`${portal}/api/instances/minimal/buckets`, { method: 'POST', headers, body: JSON.stringify({ name }) });
  if (!made.ok) throw new Error(`${name} was not made: ${await made.text()}`);
  return name;
}

async function upload(browser, page, summed, name, { mib, ...line }) {
  const path = written(mib);
  await page.goto(`/en/b/minimal/${name}`);
  await page.getByText('This bucket is empty.').waitFor();
  await emulate(page, line);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const chosen = await chooser;
  await browser.startTracing(page, { categories: ['-*', TASKS] });
  const began = performance.now();
  await chosen.setFiles(path);
  const row = page.getByRole('region', { name: 'Uploads', exact: true }).getByRole('listitem').filter({ hasText: `${mib}.bin` });
  await row.filter({ hasText: 'Stored and verified' }).waitFor({ timeout: STORED_SECONDS_MAX * 1000 });
  const uploadMs = performance.now() - began;
  const longest = longestTask(await browser.stopTracing());
  const { busyMs, bytes } = await page.evaluate(() => window.hashed());
  if (bytes !== mib * MIB) throw new Error(`${bytes} bytes were hashed of ${mib} MiB`);
  const seen = await summed();
  if (seen.bytes < bytes / 2) throw new Error(`${seen.bytes} bytes were seen while they were hashed, of ${mib} MiB`);
  const hashMs = (seen.ms * bytes) / seen.bytes;
  const speed = (took) => `${rounded((mib * MIB) / 1000 / took)} MB/s`;
  return { uploadMs, busyMs, hashMs, speed, ...longest };
}

function written(mib) {
  const path = join(folder(), `${mib}.bin`);
  const file = openSync(path, 'w');
  const block = randomBytes(BLOCK_MIB * MIB);
  for (let at = 0; at < mib / BLOCK_MIB; at++) {
    block.writeUInt32LE(at);
    writeSync(file, block);
  }
  closeSync(file);
  return path;
}

const rounded = (number) => number.toLocaleString('en', { maximumFractionDigits: number < 10 ? 1 : 0 });

/** Milliseconds of the longest task of the page's own thread: by its work, and by the clock. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace);
  const of = ({ pid, tid }) => `${pid} ${tid}`;
  const own = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(of));
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && event.ph === 'X' && own.has(of(event)));
  if (!tasks.some(({ tdur }) => tdur)) throw new Error('the trace tells of no task');
  const longest = (pick) => Math.max(...tasks.map((task) => pick(task) ?? 0)) / 1000;
  return { work: longest(({ tdur }) => tdur), clock: longest(({ dur }) => dur) };
}

/** Answers with what the worker that was started last has summed up since it was seen, which is a moment after it began. */
function watchInside(page) {
  let started;
  page.on('worker', (worker) => {
    if (worker.url().includes('/checksums-')) started = worker.evaluate(inside).then(() => worker);
  });
  return async () => (await started).evaluate(() => self.summed());
}

/** In the worker: from the moment a piece is there until it is done with it and asks for the next. */
function inside() {
  let [ms, bytes, piece] = [0, 0, undefined];
  self.summed = () => ({ ms, bytes });
  for (const { prototype } of [ReadableStreamBYOBReader, ReadableStreamDefaultReader]) {
    const { read } = prototype;
    prototype.read = async function (...room) {
      if (piece) {
        ms += performance.now() - piece.since;
        bytes += piece.bytes;
        piece = undefined;
      }
      const answer = await read.apply(this, room);
      if (!answer.done) piece = { since: performance.now(), bytes: answer.value.byteLength };
      return answer;
    };
  }
}

/** In the page: what is asked of the worker of checksums. */
function watch() {
  const asked = new Map();
  let [busyMs, since, bytes] = [0, 0, 0];
  window.hashed = () => ({ busyMs, bytes });
  window.Worker = class extends Worker {
    constructor(address, options) {
      super(address, options);
      this.addEventListener('message', ({ data: [number] }) => {
        if (!asked.delete(number) || asked.size) return;
        busyMs += performance.now() - since;
      });
    }

    postMessage(message, handed) {
      const [number, question, blob] = message;
      if (question === 'sum') {
        if (!asked.size) since = performance.now();
        asked.set(number, true);
        bytes += blob.size ?? blob.byteLength;
      }
      super.postMessage(message, handed);
    }
  };
}
