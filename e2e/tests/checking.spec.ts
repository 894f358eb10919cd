import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { late } from '../support/answers.ts';
import { ownPage } from '../support/api.ts';
import { chooseCopy, details, dialog } from '../support/browser.ts';
import { grown, more, Scales, type Found } from '../support/footprint.ts';
import { largeFile, MIB } from '../support/large.ts';
import { object } from '../support/places.ts';
import { writeByKey, type AccessKey } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

// A copy that somebody downloaded, compared with what is stored.

test.use({ person: 'alice' });

/** The stored bytes, read from beginning to end. */
const BYTES = /\/objects\?key=stored/;

/** Requests for the bytes of objects. */
function readings(page: Page): string[] {
  const read: string[] = [];
  page.on('request', (request) => void (request.method() === 'GET' && request.url().includes('/objects?') && !request.headers()['range'] && read.push(request.url())));
  return read;
}

test('the same, one with another byte and one of another size: by the checksum that the storage keeps', async ({ page, place, api, shot }, testInfo) => {
  const copy = largeFile(testInfo, 'copy.bin', 20);
  const bytes = readFileSync(copy.path);
  await api.put(place, 'stored.bin', bytes, 'application/octet-stream');
  const read = readings(page);
  await page.goto(object(place, 'stored.bin'));
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Check a copy of stored.bin' })).toBeFocused();
  await isAccessible(page, testInfo, 'check a copy');
  const said = dialog(page).getByRole('status');

  await chooseCopy(page, copy.path);
  await expect(said).toContainText('copy.bin is exactly what is stored.');
  await expect(said).toContainText('Its checksum is the one that the storage keeps');
  await isAccessible(page, testInfo, 'a copy is the same');
  await shot('a copy is the same');

  bytes.writeUInt8(bytes.readUInt8(15 * MIB) ^ 1, 15 * MIB);
  const turned = testInfo.outputPath('turned.bin');
  writeFileSync(turned, bytes);
  await chooseCopy(page, turned);
  await expect(said).toContainText('turned.bin differs from what is stored, although it has the same size.');
  expect(read, 'the storage keeps a checksum: nothing was read again').toEqual([]);

  const short = testInfo.outputPath('short.bin');
  writeFileSync(short, bytes.subarray(1));
  await chooseCopy(page, short);
  await expect(said).toContainText('short.bin differs from what is stored: it has 20,971,519 bytes (20 MiB), and the stored file has 20,971,520 bytes (20 MiB).');
  await isAccessible(page, testInfo, 'a copy differs');
  await shot('a copy differs');
});

test('where the storage keeps no such checksum, by every byte; in French too', async ({ page, place, api, baseURL, shot }, testInfo) => {
  const wish = { name: `for ${place.bucket}`, instance: place.instance, read_only: false, days: 7 };
  const made = await api.request.post('/api/access-keys', { data: wish, headers: ownPage(baseURL!) });
  const key = (await made.json()) as AccessKey;
  const copy = largeFile(testInfo, 'copie.bin', 20);
  const bytes = readFileSync(copy.path);
  expect(await writeByKey(key, place.bucket, 'enregistré.bin', bytes)).toBe(200);
  const read = readings(page);
  await page.goto(object(place, 'enregistré.bin', 'fr'));
  await details(page).getByRole('button', { name: 'Vérifier une copie téléchargée…' }).click();
  const said = dialog(page).getByRole('status');
  const give = (path: string) => chooseCopy(page, path, 'Choisir le fichier…');
  await give(copy.path);
  await expect(said).toContainText('copie.bin est exactement ce qui est enregistré.');
  await expect(said).toContainText('Le fichier enregistré a été relu du début à la fin.');
  expect(read).toHaveLength(1);
  await isAccessible(page, testInfo, 'a copy is the same, in French');
  await shot('a copy is the same, in French');

  bytes.writeUInt8(bytes.readUInt8(20 * MIB - 1) ^ 1, 20 * MIB - 1);
  const turned = testInfo.outputPath('autre.bin');
  writeFileSync(turned, bytes);
  await give(turned);
  await expect(said).toContainText('autre.bin diffère de ce qui est enregistré, bien que de même taille.');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(details(page).getByRole('button', { name: 'Vérifier une copie téléchargée…' })).toBeFocused();
});

test('stopped in the middle: nothing more is read, nothing is said of it, and the next file is compared', async ({ page, place, api, baseURL }, testInfo) => {
  const wish = { name: `for ${place.bucket}`, instance: place.instance, read_only: false, days: 7 };
  const made = await api.request.post('/api/access-keys', { data: wish, headers: ownPage(baseURL!) });
  const copy = largeFile(testInfo, 'copy.bin', 20);
  expect(await writeByKey((await made.json()) as AccessKey, place.bucket, 'stored.bin', readFileSync(copy.path))).toBe(200);
  await page.goto(object(place, 'stored.bin'));
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  const said = dialog(page).getByRole('status');
  // The copy has been read, half of the work is done, and the stored bytes are yet to come.
  await page.route(BYTES, () => new Promise(() => {}));
  const asked = page.waitForRequest(BYTES);
  await chooseCopy(page, copy.path);
  await asked;
  await expect(dialog(page).getByRole('progressbar', { name: 'Comparing copy.bin…' })).toHaveJSProperty('position', 0.5);
  await isAccessible(page, testInfo, 'a copy is compared');
  const ended = page.waitForEvent('requestfailed', (request) => BYTES.test(request.url()));
  await dialog(page).getByRole('button', { name: 'Stop' }).click();
  await ended;
  await expect(dialog(page).getByRole('button', { name: 'Choose the file…' })).toBeFocused();
  await expect(dialog(page).getByRole('progressbar')).toHaveCount(0);
  await expect(said).toBeEmpty();
  await page.unroute(BYTES);
  await chooseCopy(page, copy.path);
  await expect(said).toContainText('copy.bin is exactly what is stored.');
});

test('a file that changes on the disk while it is compared is told, and not taken for another', async ({ page, place, api }, testInfo) => {
  const copy = largeFile(testInfo, 'copy.bin', 20);
  const bytes = readFileSync(copy.path);
  await api.put(place, 'stored.bin', bytes, 'application/octet-stream');
  await page.goto(object(place, 'stored.bin'));
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  const said = dialog(page).getByRole('status');
  const looked = await late(page, 'GET', /\/details\?key=stored/);
  await chooseCopy(page, copy.path);
  await looked.given(1);
  bytes.writeUInt8(bytes.readUInt8(15 * MIB) ^ 1, 15 * MIB);
  writeFileSync(copy.path, bytes);
  await looked.letGo();
  await expect(said).toContainText('The browser cannot read copy.bin any more. Choose it again.');
  await isAccessible(page, testInfo, 'a copy changed meanwhile');
  await chooseCopy(page, copy.path);
  await expect(said).toContainText('copy.bin differs from what is stored, although it has the same size.');
});

const COPY_MIB = 512;

test('a copy of 512 MiB is compared with every stored byte, and neither is held', async ({ page, browser, place, api, baseURL }, testInfo) => {
  test.skip(process.platform !== 'linux', 'sizes of processes come from /proc');
  test.setTimeout(180_000);
  const wish = { name: `for ${place.bucket}`, instance: place.instance, read_only: false, days: 7 };
  const made = await api.request.post('/api/access-keys', { data: wish, headers: ownPage(baseURL!) });
  const copy = largeFile(testInfo, 'copy.bin', COPY_MIB);
  expect(await writeByKey((await made.json()) as AccessKey, place.bucket, 'stored.bin', readFileSync(copy.path))).toBe(200);
  const scales = await Scales.under(browser, page, process);
  await page.goto(object(place, 'stored.bin'));
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  const said = dialog(page).getByRole('status');
  const before = await scales.weigh();
  const found: Found = { before, most: { ...before } };
  let over = false;
  await chooseCopy(page, copy.path);
  const compared = expect(said).toContainText('copy.bin is exactly what is stored.', { timeout: 120_000 }).finally(() => (over = true));
  while (!over) more(found, await scales.resident());
  await compared;
  await expect(said).toContainText('The stored file was read again from beginning to end.');
  more(found, await scales.weigh());
  const { heap, wasm, renderers } = grown(found);
  testInfo.annotations.push({ type: 'memory', description: JSON.stringify(found) });
  expect(heap, 'objects of the page').toBeLessThan(8 * MIB);
  expect(wasm, 'memory of its WebAssembly').toBeLessThan(8 * MIB);
  // What was read and is not collected yet counts too, up to some 200 MB; of what is held it would be all.
  expect(renderers, 'page and worker together, at most').toBeLessThan(0.75 * COPY_MIB * MIB);
  copy.remove();
});
