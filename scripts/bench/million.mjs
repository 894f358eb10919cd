// A folder of 1,000, of 100,000 and of 1,000,000 objects, filled in bulk: how soon its first rows are there, on a first visit
// too, what loading all of it takes, and whether anything ever stalls meanwhile. In a public dataset: nobody has to sign in,
// and the list is the same.
import { readFileSync } from 'node:fs';
import { HOME, SLOWER, SLOW_WORDS, emulate } from './emulated.mjs';
import { firstRows } from './lines.mjs';
import { median, ms } from './numbers.mjs';
import { openBrowser } from './programs.mjs';
import { startGateway, startStore } from './standalone.mjs';

const COUNTS = { thousand: 1000, hundred: 100_000, million: Number(process.env.BENCH_OBJECTS ?? 1_000_000) };
const NODES_MAX = 500;
const TASK_MS_MAX = 50;
const MEMORY_MB_MAX = 150;
const LOAD_SECONDS_MAX = 900;
const OPENINGS = 7;
const VISITS = 5;
const SCROLLS = 200;

export async function million() {
  const store = await startStore(COUNTS);
  const gateway = await startGateway(store);
  const browser = await openBrowser();
  const rows = [];
  for (const [bucket, count] of Object.entries(COUNTS)) rows.push(...(await measure(browser, gateway, store, bucket, count)));
  rows.push(...(await firstRows(browser, gateway, store, 'million', COUNTS.million)));
  await gateway.program.end();
  await store.end();
  return rows;
}

async function measure(browser, gateway, store, bucket, count) {
  const visit = await firstVisits(browser, gateway, bucket);
  const slowVisit = await firstVisits(browser, gateway, bucket, { ...HOME, slower: SLOWER });
  const context = await browser.newContext({ baseURL: `http://${gateway.portal}` });
  const page = await context.newPage();
  await watch(page);

  // First rows: the whole page anew, beside the storage's own first page in the same moments.
  const [upstream, opened] = [[], []];
  let bytes = 0;
  for (let turn = 0; turn < OPENINGS; turn++) {
    upstream.push((await store.list(bucket)).ms);
    await page.goto(`/en/d/${bucket}?prefix=folder%2F`);
    const first = await (await page.waitForFunction(() => window.firstRow)).jsonValue();
    opened.push(first);
    bytes = first.bytes;
  }
  const first = median(opened.map(({ drawn }) => drawn));
  const answer = median(opened.map(({ answer }) => answer));
  const empty = await weigh(browser, page);

  // All of it, with the page in use.
  const began = Date.now();
  if (count > 1000) {
    await page.getByRole('button', { name: 'Load the rest' }).click();
    await page.waitForFunction(() => document.querySelector('table').getAttribute('aria-rowcount') !== '-1', null, { timeout: LOAD_SECONDS_MAX * 1000 });
  }
  const seconds = (Date.now() - began) / 1000;
  const loaded = Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;
  const loading = await stalls(page);

  // Down, and slowly up again.
  const { nodes, stalled: scrolling } = await scroll(page);
  await emulate(page, { slower: SLOWER });
  const slowly = await scroll(page, -1);
  await emulate(page);
  await stalls(page);

  // Other orders, and a filter.
  const order = await timed(page, async () => {
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await untilFirst(page, count - 1);
  });
  const bySize = await timed(page, async () => {
    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    // An object holds its number: the largest are those of the most digits, and of them the first by name leads.
    const largest = 10 ** (String(count - 1).length - 1);
    await untilFirst(page, largest);
  });
  const filter = await timed(page, async () => {
    await page.getByRole('searchbox', { name: 'Filter what is loaded' }).fill('77.txt');
    await page.waitForFunction((rows) => document.querySelector('table')?.getAttribute('aria-rowcount') === rows, String(count / 100 + 1));
  });
  const arranging = await stalls(page);
  const full = await weigh(browser, page);
  await context.close();

  const many = count.toLocaleString('en');
  const mb = (size) => `${(size / 1_000_000).toFixed(0)} MB`;
  const kb = (size) => `${(size / 1000).toFixed(0)} kB`;
  const longest = (stall) => (stall.longest ? `${stall.longest.toFixed(0)} ms (${stall.tasks} over ${TASK_MS_MAX} ms)` : `under ${TASK_MS_MAX} ms`);
  const memory = full.heap + full.wasm + full.worker;
  const how = `Chromium, headless, folders of the embedded store filled in bulk, behind a gateway as a public dataset: visited ${VISITS} times by a browser that keeps nothing (from the navigation to the frame with the first row; bytes are the bodies, as they were sent, of all that had come until then), opened ${OPENINGS} times anew by one that has the page (the answer is that for the listing, the storage’s first page is asked straight; medians), then loaded whole by “load the rest”, scrolled by ${SCROLLS} turns of the wheel and, told only, as many with a processor ${SLOWER} times as slow (DevTools’ emulation), ordered by name backwards and by size, and filtered. Nodes are all elements of the document, counted at each turn; tasks by the Long Tasks API (which tells of those over 50 ms); memory is the heap of JavaScript after collection, and the memory of the WebAssembly of the page and of the worker that orders long lists; beside it, told only, the private memory of the processes that draw the page and run the worker, beyond what they had with the first rows.`;
  const row = (what, measured, promised, kept) => ({ what: `${many} objects: ${what}`, measured, promised, kept, how });
  return [
    row('first row of a first visit', `${ms(visit.since)} after the navigation, ${kb(visit.bytes)} in all; ${SLOW_WORDS} ${ms(slowVisit.since)}, ${kb(slowVisit.bytes)}`),
    row('the listing’s answer and the first row after it', `${ms(answer)}, drawn after ${ms(first)}, ${kb(bytes)} for the listing; the storage’s own first page ${ms(median(upstream))}`),
    row('rows once all is loaded', `${loaded.toLocaleString('en')} after ${seconds.toFixed(0)} s`, 'all of them', loaded === count),
    row('most DOM nodes while scrolling', `${nodes}`, `${NODES_MAX}`, nodes <= NODES_MAX),
    row('longest task while loading', longest(loading), `${TASK_MS_MAX} ms`, loading.longest <= TASK_MS_MAX),
    row('longest task while scrolling', longest(scrolling), `${TASK_MS_MAX} ms`, scrolling.longest <= TASK_MS_MAX),
    row(`scrolled with a processor ${SLOWER} times as slow`, `${slowly.nodes} DOM nodes, longest task ${longest(slowly.stalled)}`),
    row('ordered by name backwards, by size, filtered', `${ms(order)}, ${ms(bySize)}, ${ms(filter)}; longest task ${longest(arranging)}`, `${TASK_MS_MAX} ms a task`, arranging.longest <= TASK_MS_MAX),
    row('memory of the page and its worker', `${mb(memory)} (heap ${mb(full.heap)}, WebAssembly ${mb(full.wasm)} and the worker’s ${mb(full.worker)}; before loading ${mb(empty.heap + empty.wasm + empty.worker)}); their processes took ${mb(full.renderers - empty.renderers)} more than before`, `${MEMORY_MB_MAX} MB`, memory <= MEMORY_MB_MAX * 1e6),
  ];
}

/** Each time by a browser that has nothing yet; medians. */
async function firstVisits(browser, gateway, bucket, line) {
  const visits = [];
  for (let turn = 0; turn < VISITS; turn++) {
    const context = await browser.newContext({ baseURL: `http://${gateway.portal}` });
    const page = await context.newPage();
    await watch(page);
    await emulate(page, line);
    await page.goto(`/en/d/${bucket}?prefix=folder%2F`);
    visits.push(await (await page.waitForFunction(() => window.firstRow)).jsonValue());
    await context.close();
  }
  return { since: median(visits.map(({ since }) => since)), bytes: median(visits.map(({ allBytes }) => allBytes)) };
}

/** The most DOM nodes there were, and what stalled. */
async function scroll(page, way = 1) {
  await stalls(page);
  const box = await page.getByRole('table').boundingBox();
  await page.mouse.move(box.x + 50, box.y + 60);
  let nodes = 0;
  for (let index = 0; index < SCROLLS; index++) {
    await page.mouse.wheel(0, way * [120, 600, 50_000][index % 10 === 0 ? 2 : index % 2]);
    nodes = Math.max(nodes, await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(document.querySelectorAll('*').length)))));
  }
  return { nodes, stalled: await stalls(page) };
}

/** Until the row of the object of that number comes first. */
function untilFirst(page, number) {
  return page.waitForFunction((name) => document.querySelector('tbody [role=rowheader]')?.textContent.includes(name), String(number).padStart(7, '0'));
}

async function timed(page, act) {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** Notes when the first row is drawn, and every long task. */
async function watch(page) {
  await page.addInitScript(() => {
    window.stalls = { longest: 0, tasks: 0 };
    window.memories = [];
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (...source) => {
      const made = await instantiateStreaming.apply(WebAssembly, source);
      if (made.instance.exports.memory instanceof WebAssembly.Memory) window.memories.push(made.instance.exports.memory);
      return made;
    };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        window.stalls.longest = Math.max(window.stalls.longest, duration);
        window.stalls.tasks += 1;
      }
    }).observe({ type: 'longtask' });
    new MutationObserver((_, observer) => {
      if (!document.querySelector('table [role=rowheader]')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        const since = performance.now();
        const came = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        const asked = came.find(({ name }) => /listing\?/.test(name));
        const allBytes = came.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
        if (asked) window.firstRow = { since, allBytes, answer: asked.responseEnd - asked.startTime, drawn: since - asked.startTime, bytes: asked.encodedBodySize };
        window.stalls = { longest: 0, tasks: 0 };
      }));
    }).observe(document, { childList: true, subtree: true });
  });
}

/** What stalled since the last time. */
function stalls(page) {
  return page.evaluate(() => {
    const found = window.stalls;
    window.stalls = { longest: 0, tasks: 0 };
    return found;
  });
}

/** What the page holds, in bytes: as e2e/support/footprint.ts has it. */
async function weigh(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  for (let turn = 0; turn < 2; turn++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const anonymous = (id) => Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  return {
    heap: metrics.find(({ name }) => name === 'JSHeapUsedSize').value,
    // Its script is a module: imported again it is the one that runs, and hands out what it exports.
    worker: await sum(page.workers().map((worker) => worker.evaluate(async () => (await (await import(location.href)).default()).memory.buffer.byteLength))),
    wasm: await page.evaluate(() => window.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)),
    renderers: processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + anonymous(id), 0),
  };
}

async function sum(numbers) {
  return (await Promise.all(numbers)).reduce((sum, number) => sum + number, 0);
}
