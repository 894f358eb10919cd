import type { Locator, Page } from '@playwright/test';
import { objectAddress } from '../support/api.ts';
import { details } from '../support/browser.ts';
import * as corpus from '../support/corpus.ts';
import { object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const preview = (page: Page): Locator => details(page).getByRole('region', { name: 'Preview', exact: true });

/** No frame of the page holds the mark that the hostile files try to leave, nor did any of them ask for anything. */
async function nothingRan(page: Page, asked: string[]): Promise<void> {
  for (const frame of page.frames()) {
    const ran = await frame.evaluate((marker) => marker in globalThis, corpus.MARKER).catch(() => false);
    expect(ran, frame.url()).toBe(false);
  }
  expect(asked.filter((url) => url.includes('stolen') || url.endsWith('/x'))).toEqual([]);
}

test.describe('files that would run do not', () => {
  const files: [name: string, type: string, body: string | Buffer, words: string | RegExp][] = [
    ['page.html', 'text/html', corpus.html, 'Shown as text'],
    ['logo.svg', 'image/svg+xml', corpus.svg, 'Shown as text'],
    ['photo.png', 'image/png', corpus.svg, 'Shown as text'],
    ['notes.txt', 'text/html', corpus.html, 'Shown as text'],
    ['page-or-image.html', 'text/html', corpus.polyglot, /3 × 2 pixels|This browser cannot show this file/],
    ['guide.md', 'text/markdown', corpus.hostileMarkdown, 'Plain words stay.'],
    ['index.ipynb', 'application/x-ipynb+json', corpus.notebook, 'Price index'],
    ['cells.csv', 'text/csv', `a,b\n"${corpus.svg.replaceAll('"', '""')}",=cmd|x\n`, '=cmd|x'],
    ['tree.json', 'application/json', JSON.stringify({ [corpus.html]: corpus.svg }), '<svg xmlns='],
    ['report.pdf', 'application/pdf', `${corpus.html}%PDF-1.4`, 'Shown as text'],
  ];

  for (const [name, type, body, words] of files) {
    test(name, async ({ page, place, api, shot }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => dialog.dismiss());
      await api.put(place, name, body, type);
      await page.goto(object(place, name));
      await expect(preview(page)).toContainText(words);
      await expect(preview(page).locator('script, svg:not(.icon), form, iframe, object, embed')).toHaveCount(0);
      await shot(name);
      await nothingRan(page, asked);
    });
  }

  test('nor in a frame by the address that shows PDFs', async ({ page, place, api }) => {
    await api.put(place, 'a.pdf', corpus.html, 'application/pdf');
    const answer = await page.request.get(`${objectAddress(place, 'a.pdf')}&show=pdf`);
    expect(answer.status()).toBe(415);
  });
});

test.describe('each refusal says why, and the file can be had', () => {
  const refusals: [name: string, body: string | Buffer, words: string][] = [
    ['empty.txt', '', 'This file is empty.'],
    ['table.parquet', 'PAR1\x15\x04', 'There is no preview for this kind of file yet.'],
    ['program.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0]), 'There is no preview for this kind of file yet.'],
    ['cut.zip', 'PK\x03\x04 cut off', 'This file is damaged, or it is not what its name says.'],
    ['cut.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]), 'This file is damaged'],
    ['bomb.png', corpus.imageBomb, 'This image is too large to be shown here: 65,536 × 65,536 pixels.'],
    ['broken.png', corpus.png(4, 4).subarray(0, 60), 'This browser cannot show this file'],
  ];

  for (const [name, body, words] of refusals) {
    test(name, async ({ page, place, api, expectedMessages }) => {
      // Of an empty file there is no part to be had.
      expectedMessages.push(/status of 416/);
      await api.put(place, name, body);
      await page.goto(object(place, name));
      await expect(preview(page)).toContainText(words);
      await expect(preview(page).getByRole('link', { name: 'Download' })).toBeVisible();
      await expect(details(page).getByRole('link', { name: 'Download' }).first()).toHaveAttribute('href', new RegExp('download=true'));
    });
  }

  test('broken JSON is text, with the place of the fault', async ({ page, place, api }) => {
    await api.put(place, 'a.json', '{\n  "a": 1,\n  "b" 2\n}\n');
    await page.goto(object(place, 'a.json'));
    await expect(preview(page)).toContainText('This JSON is broken at line 3, column 7. It is shown as text.');
    await expect(preview(page).getByRole('region', { name: 'a.json' })).toContainText('"b" 2');
  });

  test('a PDF and an image too large for a browser are not begun', async ({ page, place, api }) => {
    for (const [key, start] of [['a.pdf', '%PDF-1.7\n'], ['a.png', corpus.png(4, 4)]] as const) {
      await api.put(place, key, 'x');
      const reads = await corpus.pretend(page, key, 900_000_000, (_, length) => Buffer.concat([Buffer.from(start), Buffer.alloc(length)]).subarray(0, length));
      await page.goto(object(place, key));
      await expect(preview(page)).toContainText('This file is too large to be shown here');
      expect(reads.bytes).toBe(64_000);
    }
  });

  test('an object replaced while it is read is noticed', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 412/);
    await api.put(place, 'a.csv', 'a,b\n'.repeat(100_000));
    await page.goto(object(place, 'a.csv'));
    await expect(preview(page)).toContainText('First 256 kB of 400 kB');
    await api.put(place, 'a.csv', 'c,d\n'.repeat(100_000));
    await preview(page).getByRole('button', { name: 'Read more rows' }).click();
    await expect(preview(page)).toContainText('The file was replaced while it was being read.');
    await preview(page).getByRole('button', { name: 'Try again' }).click();
    await expect(preview(page).getByRole('table')).toContainText('c');
  });

  test('a line that fails, and a right that is missing', async ({ page, place, api, pageOf, baseURL, expectedMessages }) => {
    expectedMessages.push(/net::ERR_FAILED|status of 404/);
    await api.put(place, 'a.txt', 'inside');
    const bytes = (url: URL) => url.pathname.endsWith('/objects');
    await page.route(bytes, (route) => route.abort());
    await page.goto(object(place, 'a.txt'));
    await expect(preview(page)).toContainText('The portal cannot be reached');
    await page.unroute(bytes);
    await preview(page).getByRole('button', { name: 'Try again' }).click();
    await expect(preview(page)).toContainText('inside');
    const other = await pageOf('benoit');
    await other.goto(baseURL + object(place, 'a.txt'));
    await expect(details(other)).toContainText(/There is no bucket|not exist/);
    await expect(preview(other)).toHaveCount(0);
  });
});
