// Looking into texts of 100 kB in a real browser: how long from their last byte until they are on screen.
import { folder, openBrowser, ownPage, signIn, startDemo } from './programs.mjs';

const FILES = 12;
const FILE_BYTES = 100_000;
const SHOWN_MS_MAX = 100;
const LINE = 'Une ligne de texte comme on en trouve dans un journal, avec des accents : été, hiver.\n';

export async function preview() {
  const demo = await startDemo(folder());
  const browser = await openBrowser();
  const { context, page } = await signIn(browser, demo.portal, 'Alice Tremblay');
  const headers = await ownPage(context, demo.portal);
  const buckets = `${demo.portal}/api/instances/minimal/buckets`;
  await fetch(buckets, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"alice.tremblay.texts"}' });
  const body = Buffer.from(LINE.repeat(Math.ceil(FILE_BYTES / LINE.length))).subarray(0, FILE_BYTES);
  const name = (index) => `${String(index).padStart(2, '0')}.txt`;
  for (let index = 0; index < FILES; index++) {
    await fetch(`${buckets}/alice.tremblay.texts/objects?key=${name(index)}`, { method: 'PUT', headers: { ...headers, 'content-type': 'text/plain' }, body });
  }

  // The moment at which each text is drawn, and when its last byte came.
  await page.addInitScript(() => {
    window.drawn = {};
    window.longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (window.longest = Math.max(window.longest, duration)))).observe({ type: 'longtask' });
    new MutationObserver(() => {
      const shown = document.querySelector('.code:has(.code__text)')?.getAttribute('aria-label');
      if (shown && !window.drawn[shown]) {
        window.drawn[shown] = true;
        requestAnimationFrame(() => setTimeout(() => (window.drawn[shown] = performance.now())));
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`/en/b/minimal/alice.tremblay.texts?key=${name(0)}`);
  const times = [];
  for (let index = 0; index < FILES; index++) {
    const text = name(index);
    await page.waitForFunction((text) => typeof window.drawn[text] === 'number', text);
    times.push(await page.evaluate((text) => {
      const reads = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/objects?') && name.endsWith(text));
      return window.drawn[text] - Math.max(...reads.map(({ responseEnd }) => responseEnd));
    }, text));
    await page.keyboard.press('ArrowDown');
  }
  const longest = await page.evaluate(() => window.longest);
  await demo.program.end();

  const [first, ...later] = times;
  const middle = later.sort((one, other) => one - other)[later.length >> 1];
  const how = `Chromium, headless: ${FILES} texts of ${FILE_BYTES / 1000} kB, one after the other by the arrow key; from the end of the last answer with bytes until the frame that shows them was drawn. The first one waits for the viewer, which is fetched and compiled beside its bytes; of the others the median.`;
  return [
    { what: 'Preview of a text of 100 kB after its bytes', measured: `${middle.toFixed(0)} ms`, promised: `${SHOWN_MS_MAX} ms`, kept: middle <= SHOWN_MS_MAX, how },
    { what: 'The first preview of a visit after its bytes', measured: `${first.toFixed(0)} ms`, how },
    { what: 'Longest task while looking into them', measured: longest ? `${longest.toFixed(0)} ms` : 'under 50 ms', how },
  ];
}
