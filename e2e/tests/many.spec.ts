import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { bucketAddress } from '../support/api.ts';
import { row, uploadFolder, uploads } from '../support/browser.ts';
import { Scales } from '../support/footprint.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Recording each of some ten thousand requests would take as long as making them.
test.use({ person: 'alice', trace: 'off' });

/** Sent, each to the store's own word. */
const SENT = 20_000;
/** Taken in, and not sent: what is measured is what each costs the page. */
const QUEUED = 100_000;

const MB = 1_000_000;

/** A folder of so many small files, a thousand to each of its folders. */
function many(testInfo: TestInfo, count: number): string {
  const path = join(testInfo.outputPath(), 'many');
  for (let number = 0; number < count; number++) {
    const directory = join(path, String(Math.floor(number / 1000)).padStart(2, '0'));
    if (number % 1000 === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${number}.txt`), `${number}`);
  }
  return path;
}

test('a folder of 20,000 small files goes in, and each counts as stored', async ({ page, place, api }, testInfo) => {
  // Two minutes where nothing else runs.
  test.setTimeout(900_000);
  const path = many(testInfo, SENT);
  await page.goto(folder(place));
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await uploadFolder(page, path);
  const count = SENT.toLocaleString('en');
  await expect(uploads(page).getByRole('heading', { name: `${count} of ${count} files stored` })).toBeVisible({ timeout: 840_000 });
  await expect(row(page, 'many/')).toBeVisible();
  expect(await api.text(place, `many/19/19999.txt`)).toBe('19999');
  const counted = await (await api.request.get(`${bucketAddress(place)}/summary?prefix=many/`)).text();
  expect(JSON.parse(counted.trim().split('\n').at(-1)!)).toMatchObject({ objects: SENT, complete: true });
});

test('a folder of 100,000 files is taken in with a few rows, a few requests and a few hundred bytes each', async ({ browser, page, place, api, shot }, testInfo) => {
  test.setTimeout(180_000);
  const path = many(testInfo, QUEUED);
  let puts = 0;
  await page.route(/\/objects\?key=/, () => void puts++);
  const scales = await Scales.under(browser, page, process);
  await page.goto(folder(place));
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  const before = await scales.weigh();
  await uploadFolder(page, path);
  const count = QUEUED.toLocaleString('en');
  await expect(uploads(page).getByRole('heading', { name: `0 of ${count} files stored` })).toBeVisible({ timeout: 120_000 });
  await expect.poll(() => puts).toBeGreaterThan(0);
  await expect(uploads(page).getByRole('listitem')).toHaveCount(12);
  await expect(uploads(page)).toContainText('and 99,988 more');
  await shot('a hundred thousand files');
  const during = await scales.weigh();
  const grown = { wasm: during.wasm - before.wasm, heap: during.heap - before.heap, nodes: during.nodes - before.nodes, renderers: during.renderers - before.renderers };
  testInfo.annotations.push({ type: 'memory', description: JSON.stringify(grown) });
  expect(grown.wasm, 'what the page keeps of each').toBeLessThan(40 * MB);
  expect(grown.heap).toBeLessThan(10 * MB);
  expect(grown.nodes).toBeLessThan(2_000);
  // The browser's own handles of the files, and all it needs to hand them over.
  expect(grown.renderers).toBeLessThan(400 * MB);
  expect(puts).toBeLessThanOrEqual(9);

  await uploads(page).getByRole('button', { name: 'Cancel all' }).click();
  await expect(uploads(page).getByRole('button', { name: 'Done, clear' })).toBeVisible();
  await uploads(page).getByRole('button', { name: 'Done, clear' }).click();
  await expect(uploads(page)).toHaveCount(0);
  expect(await api.keys(place)).toEqual([]);
});
