// Opening a folder of 1,000 by its row: how long until the first row of it is drawn, against the API's answer in the same run.
import { folder, openBrowser, ownPage, signIn, startDemo } from './programs.mjs';

const OBJECTS = 1000;
const ROUNDS = 40;
const WARM_UP = 5;
const RATIO_MAX = 1.5;

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
    times.push(await page.evaluate(({ made, drawn }) => {
      const asked = performance.getEntriesByType('resource').filter(({ name }) => /listing\?.*prefix=folder/.test(name)).at(-1);
      return { answer: asked.responseEnd - asked.startTime, made: made - asked.startTime, drawn: drawn - asked.startTime };
    }, opened));
    await page.goBack();
  }
  await demo.program.end();
  console.log(times);
}
