// The first rows of a folder that is opened by its row, beside the storage's own first page of it, fetched by the same
// browser in the same moments: on the machine itself, on a home line, and on that line with a slow processor.
import { barePage, openBare } from './bare.mjs';
import { HOME, SLOWER, emulate } from './emulated.mjs';
import { median, ms } from './numbers.mjs';
import { signed } from './sigv4.mjs';

const OPENINGS = 15;
const RATIO_MAX = 1.5;
const BARE = 'The same click, line and processor, in turn with the two above, on a page without framework, style or words (`scripts/bench/bare.mjs`): it asks the gateway for the same listing, reads the JSON, and puts as many rows in as ours draws, of four cells each; timed in the same way.';
const LINES = [
  { name: 'on the machine itself' },
  { name: `on a line of ${HOME.latency} ms and ${HOME.mbit} Mbit/s`, ...HOME },
  { name: `on that line, with a processor ${SLOWER} times as slow`, ...HOME, slower: SLOWER },
];

export async function firstRows(browser, gateway, store, bucket, count) {
  const context = await browser.newContext({ baseURL: `http://${gateway.portal}` });
  const [page, straight] = [await context.newPage(), await context.newPage()];
  await page.addInitScript(watch);
  await page.goto(`/en/d/${bucket}`);
  await page.getByRole('table').getByRole('link', { name: 'folder/' }).waitFor();
  // What is fetched ahead is not part of it.
  await page.waitForLoadState('networkidle');
  // Whatever the storage says there: a page of its origin may ask it.
  await straight.goto(`http://${store.host}/`);
  const bare = await barePage(context, bucket);
  const rows = [];
  for (const line of LINES) rows.push(...told(line, count, await opened({ page, bare, straight }, store, bucket, line)));
  await context.close();
  return rows;
}

async function opened({ page, bare, straight }, store, bucket, line) {
  for (const each of [page, bare, straight]) await emulate(each, line);
  const times = [];
  for (let turn = 0; turn < OPENINGS; turn++) {
    await page.bringToFront();
    const link = page.getByRole('table').getByRole('link', { name: 'folder/' });
    await link.waitFor();
    await page.evaluate(() => window.await());
    await link.click();
    const ours = await (await page.waitForFunction(() => window.opened)).jsonValue();
    await page.goBack();
    await bare.bringToFront();
    const least = await openBare(bare, ours.rows);
    await straight.bringToFront();
    times.push({ ...ours, least, theirs: await first(straight, store, bucket) });
  }
  return times;
}

/** The storage's first page, until its text is there. */
function first(straight, store, bucket) {
  const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': '1000', delimiter: '/', prefix: 'folder/' };
  const { address, headers } = signed({ ...store, path: `/${bucket}`, query });
  const { host: _, ...own } = headers;
  return straight.evaluate(async ([address, headers]) => {
    const began = performance.now();
    const answer = await fetch(address, { headers, cache: 'no-store' });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return { ms: performance.now() - began, bytes: text.length };
  }, [address, own]);
}

function told({ name }, count, times) {
  const of = (pick) => median(times.map(pick));
  const [drawn, answer, theirs] = [of(({ drawn }) => drawn), of(({ answer }) => answer), of(({ theirs }) => theirs.ms)];
  const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  const [share, least] = [drawn / theirs, of(({ least }) => least)];
  const how = `Chromium, headless, the embedded store as a public dataset: a folder opened ${OPENINGS} times by its row, from the click until the frame with its first row is drawn; in turn with it, a page of the storage's own origin fetches ListObjectsV2 of the same 1,000 (what is drawn of it does not count). Lines and processors are those that DevTools emulates; medians. Each object has an entity tag of its own. On the machine itself the first page does not travel: what is left is nearly all the browser’s, which makes, lays out and paints the rows and waits for frames of the screen (docs/performance.md), and takes longer than one and a half answers of a storage without a line.`;
  const what = `${count.toLocaleString('en')} objects: first row after the click, ${name}`;
  return [{
    what,
    measured: `${ms(drawn)} (answer ${ms(answer)}, ${kb(of(({ bytes }) => bytes))}); the storage's own first page ${ms(theirs)}, ${kb(of(({ theirs }) => theirs.bytes))}: ${share.toFixed(2)} times`,
    promised: `${RATIO_MAX} times`,
    kept: share <= RATIO_MAX,
    how,
  }, {
    what: `${what}: the least any page needs here`,
    measured: `${ms(least)}, ${(least / theirs).toFixed(2)} times the storage's own first page; ours takes ${(drawn / least).toFixed(2)} times as long`,
    how: BARE,
  }];
}

/** In the page: from the click until the frame that shows the first row. */
function watch() {
  let clicked;
  window.await = () => {
    window.opened = undefined;
    performance.clearResourceTimings();
    addEventListener('click', ({ timeStamp }) => (clicked = timeStamp), { capture: true, once: true });
  };
  new MutationObserver(() => {
    if (clicked === undefined || !document.querySelector('table')?.textContent.includes('0000000.txt')) return;
    const began = clicked;
    clicked = undefined;
    requestAnimationFrame(() => setTimeout(() => {
      const asked = performance.getEntriesByType('resource').filter(({ name }) => /listing\?.*prefix=folder/.test(name)).at(-1);
      const rows = document.querySelectorAll('tbody [role=row]').length;
      window.opened = { drawn: performance.now() - began, rows, answer: asked.responseEnd - asked.startTime, bytes: asked.encodedBodySize };
    }));
  }).observe(document, { childList: true, subtree: true, characterData: true });
}
