import { readFileSync, writeFileSync } from 'node:fs';
import type { APIRequestContext } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { publicDatasets } from '../support/api.ts';
import { act, chooseCopy, details, dialog, openRow } from '../support/browser.ts';
import * as places from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Nobody is signed in anywhere in this file.

interface Listing {
  entries: { key: string; size?: number; folder?: boolean }[];
}

/** What the demo publishes, as anybody may ask for it. */
async function datasets(request: APIRequestContext): Promise<string[]> {
  const own = await publicDatasets(request);
  expect(own.length).toBeGreaterThan(1);
  return own;
}

async function entries(request: APIRequestContext, bucket: string, prefix = ''): Promise<Listing['entries']> {
  const answer = await request.get(`/api/datasets/${bucket}/listing?prefix=${encodeURIComponent(prefix)}`);
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as Listing).entries;
}

/** The largest file of a dataset's root and folders below it. */
async function someFile(request: APIRequestContext, bucket: string): Promise<{ key: string; size: number }> {
  const files: { key: string; size: number }[] = [];
  const prefixes = [''];
  for (const prefix of prefixes) {
    for (const { key, size, folder } of await entries(request, bucket, prefix)) {
      if (folder) prefixes.push(key);
      else files.push({ key, size: size ?? 0 });
    }
  }
  return files.sort((a, b) => b.size - a.size)[0]!;
}

test('anybody finds a dataset, reads its README and goes into its folders', async ({ page, request, shot }) => {
  const [bucket] = await datasets(request);
  await page.goto(places.home());
  await page.getByRole('main').getByRole('listitem').filter({ hasText: 'Browse the datasets' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
  await shot('datasets');
  await page.getByRole('link', { name: new RegExp(bucket!) }).click();
  await expect(page).toHaveURL(places.dataset(bucket!));
  await expect(page.getByText('Public · read only').first()).toBeVisible();
  // Rendered by the gateway: it has a heading of its own, below the page's.
  const readme = page.getByRole('region', { name: /^README/ });
  await expect(readme.getByRole('heading').nth(1)).toBeVisible();
  await shot('dataset, with its README');

  const folder = (await entries(request, bucket!)).find((entry) => entry.folder);
  if (folder) {
    await openRow(page, folder.key);
    await expect(page).toHaveURL(places.dataset(bucket!, folder.key));
    await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
    await shot('dataset, in a folder');
    await page.goBack();
    await expect(page).toHaveURL(places.dataset(bucket!));
  }
});

test('the README comes in the reader’s language', async ({ request }) => {
  const found: string[] = [];
  for (const bucket of await datasets(request)) {
    for (const lang of ['fr', 'en']) {
      const answer = await request.get(`/api/datasets/${bucket}/readme?prefix=&lang=${lang}`);
      if (answer.status() !== 200) continue;
      const readme = (await answer.json()) as { lang: string | null; html: string };
      expect(readme.html).not.toMatch(/<script|onerror=|<style|javascript:/i);
      if (readme.lang === lang) found.push(lang);
    }
  }
  expect(found).toEqual(expect.arrayContaining(['fr', 'en']));
});

test('a file downloads in the browser under its own name', async ({ page, request }) => {
  const [bucket] = await datasets(request);
  const file = (await entries(request, bucket!)).find((entry) => !entry.folder)!;
  await page.goto(places.dataset(bucket!));
  const download = page.waitForEvent('download');
  await act(page, file.key, 'Download');
  expect((await download).suggestedFilename()).toBe(file.key);
});

test('a copy that somebody downloaded is compared with what is public, by every byte', async ({ page, request, shot }, testInfo) => {
  const [bucket] = await datasets(request);
  const file = (await entries(request, bucket!)).find((entry) => !entry.folder)!;
  await page.goto(places.dataset(bucket!));
  const download = page.waitForEvent('download');
  await act(page, file.key, 'Download');
  const copy = testInfo.outputPath(file.key);
  await (await download).saveAs(copy);
  await openRow(page, file.key);
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  const said = dialog(page).getByRole('status');
  await chooseCopy(page, copy);
  await expect(said).toContainText(`${file.key} is exactly what is stored.`);
  await expect(said).toContainText('The stored file was read again from beginning to end.');
  await isAccessible(page, testInfo, 'a copy of a public file');
  await shot('a copy of a public file');

  const bytes = readFileSync(copy);
  const other = testInfo.outputPath('other');
  writeFileSync(other, bytes.subarray(1));
  await chooseCopy(page, other);
  await expect(said).toContainText('other differs from what is stored: it has');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  writeFileSync(other, bytes);
  await chooseCopy(page, other);
  await expect(said).toContainText('other differs from what is stored, although it has the same size.');
});

test.describe('an address per file, for scripts', () => {
  test('whole, and by range', async ({ request }) => {
    const [bucket] = await datasets(request);
    const { key, size } = await someFile(request, bucket!);
    const address = places.publicFile(bucket!, key);
    const whole = await request.get(address);
    expect(whole.status()).toBe(200);
    expect(whole.headers()['accept-ranges']).toBe('bytes');
    const body = await whole.body();
    expect(body.length).toBe(size);

    const part = await request.get(address, { headers: { range: 'bytes=10-19' } });
    expect(part.status()).toBe(206);
    expect(part.headers()['content-range']).toBe(`bytes 10-19/${size}`);
    expect(await part.body()).toEqual(body.subarray(10, 20));

    const last = await request.get(address, { headers: { range: 'bytes=-5' } });
    expect(await last.body()).toEqual(body.subarray(size - 5));

    const beyond = await request.get(address, { headers: { range: `bytes=${size}-` } });
    expect(beyond.status()).toBe(416);

    const known = await request.get(address, { headers: { 'if-none-match': whole.headers()['etag']! } });
    expect(known.status()).toBe(304);

    const head = await request.head(address);
    expect(head.headers()['content-length']).toBe(String(size));
  });

  test('from any origin, and without credentials', async ({ request }) => {
    const [bucket] = await datasets(request);
    const { key } = await someFile(request, bucket!);
    const answer = await request.get(places.publicFile(bucket!, key), { headers: { origin: 'https://notebook.example' } });
    expect(answer.headers()['access-control-allow-origin']).toBe('*');
    expect(answer.headers()['access-control-allow-credentials']).toBeUndefined();
    expect(answer.headers()['access-control-expose-headers']).toMatch(/content-range/i);
    expect(answer.headers()['set-cookie']).toBeUndefined();

    const asked = await request.fetch(places.publicFile(bucket!, key), {
      method: 'OPTIONS',
      headers: { origin: 'https://notebook.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' },
    });
    expect(asked.ok()).toBe(true);
    expect(asked.headers()['access-control-allow-headers']).toMatch(/range/i);
  });

  test('a page of another origin reads a part of it', async ({ page, baseURL, request }) => {
    const [bucket] = await datasets(request);
    const { key } = await someFile(request, bucket!);
    // The provider's address is another origin than the portal's.
    await page.route('http://127.0.0.1:7999/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>a notebook</title>' }));
    await page.goto('http://127.0.0.1:7999/');
    const read = await page.evaluate(async (address) => {
      const answer = await fetch(address, { headers: { range: 'bytes=0-3' } });
      return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength, range: answer.headers.get('content-range') };
    }, baseURL + places.publicFile(bucket!, key));
    expect(read).toEqual({ status: 206, bytes: 4, range: expect.stringMatching(/^bytes 0-3\//) });
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the catalogue and a dataset are plain lists, whose links work', async ({ page, request, shot }) => {
    const [bucket] = await datasets(request);
    await page.goto(places.datasets('fr'));
    await expect(page.getByRole('heading', { level: 1, name: 'Jeux de données' })).toBeVisible();
    await shot('jeux de données, sans script');
    await page.getByRole('link', { name: new RegExp(bucket!) }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
    const files = await entries(request, bucket!);
    for (const { key } of files) await expect(page.getByRole('link', { name: key }).first()).toBeVisible();
    await shot('jeu de données, sans script');
    const file = files.find((entry) => !entry.folder)!;
    const address = await page.getByRole('link', { name: file.key }).first().getAttribute('href');
    expect((await request.get(address!)).status()).toBe(200);
  });

  test('a page that needs script says so and leads to what does not', async ({ page }) => {
    await page.goto(places.home());
    await expect(page.getByRole('link', { name: 'public datasets' })).toBeVisible();
  });
});

test('nothing else is visible', async ({ request }) => {
  const known = await datasets(request);
  const { instances } = (await (await request.get('/api/instances')).json()) as { instances: { id: string; kind: string; bucket_count: number | null }[] };
  for (const { id, kind, bucket_count: count } of instances) {
    if (kind === 'public') continue;
    expect(count, id).toBeNull();
    expect((await request.get(`/api/instances/${id}/buckets`)).status(), id).toBe(401);
    expect([401, 404], id).toContain((await request.get(`/api/instances/${id}/buckets/alice.tremblay/listing`)).status());
  }
  // What is not published answers as if it did not exist, by every door.
  for (const bucket of ['alice.tremblay', 'no-such-dataset', '..', '%2e%2e']) {
    expect(known).not.toContain(bucket);
    expect((await request.get(`/api/datasets/${bucket}/listing`)).status(), bucket).toBeGreaterThanOrEqual(400);
    expect((await request.get(`/public/${bucket}/a.txt`)).status(), bucket).toBeGreaterThanOrEqual(400);
  }
  expect((await request.get(`/public/${known[0]}/no-such-file.csv`)).status()).toBe(404);
});

test('nobody changes what is public', async ({ request, baseURL }) => {
  const [bucket] = await datasets(request);
  const headers = { 'x-cellier-request': '1', origin: baseURL!, 'sec-fetch-site': 'same-origin' };
  const address = places.publicFile(bucket!, 'forged.txt');
  for (const method of ['PUT', 'POST', 'DELETE']) {
    expect((await request.fetch(address, { method, headers, data: 'x' })).status(), method).toBeGreaterThanOrEqual(400);
  }
  expect((await request.get(address)).status()).toBe(404);
});
