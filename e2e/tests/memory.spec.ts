import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Api, ownPage } from '../support/api.ts';
import { act, details, row } from '../support/browser.ts';
import * as corpus from '../support/corpus.ts';
import { Demo } from '../support/demo.ts';
import { grown, more, Scales, type Footprint, type Found } from '../support/footprint.ts';
import { choosePerson } from '../support/people.ts';
import { folder, object } from '../support/places.ts';
import { expect, test } from '../support/plain.ts';

// How much goes through; the benchmark has it be more, and writes down what it finds in the file that MEMORY_REPORT names.
const PREVIEWS = Number(process.env.MEMORY_PREVIEWS ?? 100);
const ZIP_GB = Number(process.env.MEMORY_ZIP_GB ?? 1);

const MB = 1_000_000;
/** What pools, caches and the browser's own tables may add. What is kept of each file would be many times as much. */
const GROWTH_MAX: Footprint = { heap: 4 * MB, wasm: 4 * MB, nodes: 1_500, renderers: 48 * MB, browser: 64 * MB, gateway: 48 * MB };

const place = { instance: 'minimal', bucket: 'alice.tremblay' };
const lines = (line: string, bytes: number) => line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);

/** One of each kind that can be looked into, and some that cannot; the large ones are read in part. */
const FILES: [name: string, body: string | Buffer, type?: string][] = [
  ['a.txt', lines('Une ligne de texte comme on en trouve dans un journal : été, hiver.\n', 100_000)],
  ['b.csv', lines('Montréal;1,5;2026-10-01\n', 3 * MB), 'text/csv'],
  ['c.json', JSON.stringify(Array.from({ length: 4_000 }, (_, index) => ({ index, name: `n${index}`, deep: { list: [1, 2, 3] } })))],
  ['d.ndjson', lines('{"station":"Québec","pm25":7.25}\n', 2 * MB)],
  ['e.md', `# Guide\n\n${lines('A paragraph with *words* and [links](a.txt).\n\n', 60_000)}`, 'text/markdown'],
  ['f.ipynb', corpus.notebook],
  ['g.png', corpus.png(1200, 800), 'image/png'],
  ['h.wav', corpus.wav, 'audio/wav'],
  ['i.pdf', corpus.pdf, 'application/pdf'],
  ['j.zip', corpus.zip(Array.from({ length: 300 }, (_, index) => ({ name: `folder/${index}.txt`, data: `${index}` }))), 'application/zip'],
  ['k.csv.gz', corpus.gzip(lines('ville;ipc\nLyon;1,5\n', 2 * MB)), 'application/gzip'],
  ['l.svg', corpus.svg, 'image/svg+xml'],
  ['m.html', corpus.html, 'text/html'],
  ['n.log', lines('2026-11-21T10:00:00Z an even line of log\n', 4 * MB)],
  ['o.csv', corpus.tenThousandColumns, 'text/csv'],
  ['p.txt', corpus.utf16(lines('déjà vu\n', 100_000))],
  ['q.csv', corpus.oldFrenchTable, 'text/csv'],
  ['r.bin', Buffer.alloc(300_000, 7)],
  ['s.zip', 'PK\x03\x04 cut off'],
  ['t.txt', lines('x', 2 * MB)],
];

test('memory of page and gateway stays flat while previewing and zipping', async ({ browser, playwright, expectedMessages }) => {
  test.skip(process.platform !== 'linux', 'sizes of processes come from /proc');
  test.setTimeout((60 + PREVIEWS * 2 + ZIP_GB * 120) * 1000);
  // The previews of what a browser cannot show: that is what they are for.
  expectedMessages.push(/./);
  const demo = await Demo.start();
  const context = await browser.newContext({ baseURL: demo.address });
  try {
    const page = await context.newPage();
    const scales = await Scales.under(browser, page, demo);
    await page.goto(`/auth/sign-in?return_to=${encodeURIComponent('/en/b/minimal')}`);
    await choosePerson(page, 'alice');
    await page.getByRole('button', { name: 'Create my personal bucket' }).click();
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    const request = await playwright.request.newContext({ baseURL: demo.address, storageState: await context.storageState(), extraHTTPHeaders: ownPage(demo.address) });
    const api = new Api(request);

    const previews = await previewing(page, api, scales);
    const zipping = await zip(page, api, scales);
    await request.dispose();
    if (process.env.MEMORY_REPORT) writeFileSync(process.env.MEMORY_REPORT, JSON.stringify({ previews: PREVIEWS, gigabytes: ZIP_GB, previewing: previews, zipping }));
    test.info().annotations.push({ type: 'previewing', description: JSON.stringify(previews) }, { type: 'zipping', description: JSON.stringify(zipping) });
    for (const [what, found] of Object.entries({ previews, zipping })) {
      for (const [name, growth] of Object.entries(grown(found)) as [keyof Footprint, number][]) {
        expect.soft(growth, `${what}, ${name}: from ${found.before[name]}`).toBeLessThan(GROWTH_MAX[name]);
      }
    }
  } finally {
    await context.close();
    await demo.stop();
  }
});

/** One after the other, down the list and up again. What each kind brings along is there after the first time. */
async function previewing(page: Page, api: Api, scales: Scales): Promise<Found> {
  for (const [name, body, type] of FILES) await api.put(place, `in/${name}`, body, type);
  const last = FILES.length - 1;
  await page.goto(object(place, `in/${FILES[0]![0]}`));
  await shown(page, FILES[0]![0]);
  let at = 0;
  let down = true;
  const next = async () => {
    if (at === last) down = false;
    else if (at === 0) down = true;
    at += down ? 1 : -1;
    await details(page).getByRole('button', { name: down ? 'Next file' : 'Previous file' }).click();
    await shown(page, FILES[at]![0]);
  };
  for (let index = 1; index <= last; index++) await next();
  for (let index = 0; index < last; index++) await next();
  const before = await scales.weigh();
  const found = { before, most: { ...before } };
  for (let count = 0; count < PREVIEWS; count++) {
    await next();
    more(found, { gateway: (await scales.resident()).gateway });
    // Always beside the same file: some kinds are shown by processes of the browser's own, which leave with them.
    if (at === 0) more(found, await scales.weigh());
  }
  return found;
}

async function shown(page: Page, name: string): Promise<void> {
  const preview = details(page).getByRole('region', { name: 'Preview', exact: true });
  await expect(details(page).getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(preview).toBeVisible();
  await expect(preview).not.toHaveAttribute('aria-busy', 'true');
}

/** A folder of objects of 100 MB that the storage copied, saved by the browser as one zip. */
async function zip(page: Page, api: Api, scales: Scales): Promise<Found> {
  await api.put(place, 'zipped/0', Buffer.alloc(100 * MB, 'cellier '), 'application/octet-stream');
  const objects = Array.from({ length: ZIP_GB * 10 - 1 }, (_, index) => ({ key: 'zipped/0', target_key: `zipped/${index + 1}` }));
  const answer = await api.request.post('/api/copies', { data: { source: place, target: place, objects } });
  expect((await answer.text()).match(/"outcome":"copied"/g)).toHaveLength(objects.length);
  await page.goto(folder(place));
  await expect(row(page, 'zipped/')).toBeVisible();
  const before = await scales.weigh();
  const found = { before, most: { ...before } };
  const saved = page.waitForEvent('download');
  await act(page, 'zipped/', 'Download as zip');
  const download = await saved;
  let over = false;
  const failure = download.failure().finally(() => (over = true));
  while (!over) {
    more(found, await scales.resident());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await failure).toBeNull();
  await download.delete();
  more(found, await scales.weigh());
  return found;
}
