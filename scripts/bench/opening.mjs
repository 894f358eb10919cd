// Opening a folder of 1,000 by its row: how long until the first row of it is drawn, against the API's answer in the same run.
import { median, ms } from './numbers.mjs';
import { folder, openBrowser, ownPage, signIn, startDemo } from './programs.mjs';

const OBJECTS = 1000;
const ROUNDS = 40;
const WARM_UP = 5;
const RATIO_MAX = 1.5;
/** There and back. */
const LINES_MS = { machine: 0, office: 40 };

export async function opening() {
  const demo = await startDemo(folder());
  const browser = await openBrowser();
  const { context, page } = await signIn(browser, demo.portal, 'Alice Tremblay');
  const headers = await ownPage(context, demo.portal);
  const buckets = `${demo.portal}/api/instances/minimal/buckets`;
  await fetch(buckets, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"alice.tremblay.thousand"}' });
  for (let index = 0; index < OBJECTS; index++) {
    const key = encodeURIComponent(`folder/${String(index).padStart(4, '0')} of a thousand.txt`);
    await fetch(`${buckets}/alice.tremblay.thousand/objects?key=${key}`, { method: 'PUT', headers: { ...headers, 'content-type': 'text/plain' }, body: 'x' });
  }

  // The moment after the frame in which the first row is there.
  await page.addInitScript(() => {
    performance.setResourceTimingBufferSize(10_000);
    new MutationObserver(() => {
      if (!window.awaited || !document.querySelector('table')?.textContent.includes('0000 of a thousand')) return;
      window.awaited = false;
      const made = performance.now();
      requestAnimationFrame(() => setTimeout(() => (window.opened = { made, drawn: performance.now() })));
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto('/en/b/minimal/alice.tremblay.thousand');
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const measured = {};
  for (const [name, latency] of Object.entries(LINES_MS)) {
    await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 });
    measured[name] = await openings(page);
  }
  await demo.program.end();

  const how = `Chromium, headless: a folder of ${OBJECTS.toLocaleString('en')} objects, opened ${ROUNDS} times by its row; from the request for its listing (Resource Timing) until the frame that shows its first row was drawn, beside the end of that same answer; medians. On the machine itself, and on a line of ${LINES_MS.office} ms there and back (DevTools' emulation), as between an office and its data centre. What is drawn waits for the next frame of the screen, up to 17 ms.`;
  return Object.entries(measured).flatMap(([name, times]) => {
    const [answer, made, drawn] = ['answer', 'made', 'drawn'].map((moment) => median(times.map((time) => time[moment])));
    const where = name === 'office' ? `on a line of ${LINES_MS.office} ms` : 'on the machine itself';
    return [
      { what: `The API's answer for a folder of 1,000, in the browser, ${where}`, measured: ms(answer), how },
      { what: 'Its first row is in the page', measured: ms(made), how },
      { what: `Its first row is on screen, ${where}`, measured: `${ms(drawn)}, ${(drawn / answer).toFixed(2)} of the answer`, promised: `${RATIO_MAX} of the answer`, kept: drawn <= RATIO_MAX * answer, how },
    ];
  });
}

/** Opens the folder and goes back, again and again; milliseconds since the listing was asked for. */
async function openings(page) {
  const times = [];
  for (let index = 0; index < ROUNDS + WARM_UP; index++) {
    const link = page.getByRole('table').getByRole('link', { name: 'folder/' });
    await link.waitFor();
    await page.evaluate(() => {
      window.awaited = true;
      window.opened = undefined;
      performance.clearResourceTimings();
    });
    await link.click();
    const opened = await (await page.waitForFunction(() => window.opened)).jsonValue();
    const time = await page.evaluate(({ made, drawn }) => {
      const asked = performance.getEntriesByType('resource').filter(({ name }) => /listing\?.*prefix=folder/.test(name)).at(-1);
      return { answer: asked.responseEnd - asked.startTime, made: made - asked.startTime, drawn: drawn - asked.startTime };
    }, opened);
    if (index >= WARM_UP) times.push(time);
    await page.goBack();
  }
  return times;
}
