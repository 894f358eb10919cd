// A folder of 1,000, of 100,000 and of 1,000,000 objects, filled in bulk: how soon its first rows are there, what loading
// all of it takes, and whether anything ever stalls meanwhile. In a public dataset: nobody has to sign in, and the list is
// the same.
import { readFileSync } from 'node:fs';
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

  // Up and down, with the wheel and with the keys that leap.
  const box = await page.getByRole('table').boundingBox();
  await page.mouse.move(box.x + 50, box.y + 60);
  let nodes = 0;
  for (let index = 0; index < SCROLLS; index++) {
    await page.mouse.wheel(0, [120, 600, 50_000][index % 10 === 0 ? 2 : index % 2]);
    nodes = Math.max(nodes, await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(document.querySelectorAll('*').length)))));
  }
  const scrolling = await stalls(page);

  // Another order, and a filter.
  const order = await timed(page, async () => {
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await page.waitForFunction((name) => document.querySelector('tbody [role=rowheader]')?.textContent.includes(name), String(count - 1).padStart(7, '0'));
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
  const memory = full.heap + full.wasm;
  const how = `Chromium, headless, folders of the embedded store filled in bulk, behind a gateway as a public dataset: opened ${OPENINGS} times from nothing (medians; the answer is that for the listing, the storage's first page is asked straight), then loaded whole by “load the rest”, scrolled by ${SCROLLS} turns of the wheel, ordered by name backwards and filtered. Nodes are all elements of the document, counted at each turn; tasks by the Long Tasks API (which tells of those over 50 ms); memory is the heap of JavaScript after collection and the memory of the page's WebAssembly, “with its worker” the private memory of the processes that draw the page and run its worker, beyond what they had with the first rows.`;
  const row = (what, measured, promised, kept) => ({ what: `${many} objects: ${what}`, measured, promised, kept, how });
  return [
    row('the listing’s answer and the first row after it', `${ms(answer)}, drawn after ${ms(first)}, ${kb(bytes)} for the listing; the storage’s own first page ${ms(median(upstream))}`, undefined, undefined),
    row('rows once all is loaded', `${loaded.toLocaleString('en')} after ${seconds.toFixed(0)} s`, 'all of them', loaded === count),
    row('most DOM nodes while scrolling', `${nodes}`, `${NODES_MAX}`, nodes <= NODES_MAX),
    row('longest task while loading', longest(loading), `${TASK_MS_MAX} ms`, loading.longest <= TASK_MS_MAX),
    row('longest task while scrolling', longest(scrolling), `${TASK_MS_MAX} ms`, scrolling.longest <= TASK_MS_MAX),
    row('ordered backwards, filtered', `${ms(order)}, ${ms(filter)}; longest task ${longest(arranging)}`, `${TASK_MS_MAX} ms a task`, arranging.longest <= TASK_MS_MAX),
    row('memory of the page', `${mb(memory)} (heap ${mb(full.heap)}, WebAssembly ${mb(full.wasm)}; before loading ${mb(empty.heap + empty.wasm)}), with its worker ${mb(full.renderers - empty.renderers)} more than before`, `${MEMORY_MB_MAX} MB`, memory <= MEMORY_MB_MAX * 1e6),
  ];
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
        const asked = performance.getEntriesByType('resource').find(({ name }) => /listing\?/.test(name));
        if (asked) window.firstRow = { answer: asked.responseEnd - asked.startTime, drawn: performance.now() - asked.startTime, bytes: asked.encodedBodySize };
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
    wasm: await page.evaluate(() => window.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)),
    renderers: processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + anonymous(id), 0),
  };
}
