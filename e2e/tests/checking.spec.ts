import { writeFileSync } from 'node:fs';
import { isAccessible } from '../support/access.ts';
import { details, dialog } from '../support/browser.ts';
import { largeFile, MIB } from '../support/large.ts';
import { object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

// A copy that somebody downloaded, compared with what is stored.

test.use({ person: 'alice' });

async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await dialog(page).getByRole('button', { name: 'Choose the file…' }).click();
  await (await chooser).setFiles(path);
}

test('the same, one of another size and one with another byte', async ({ page, place, api, shot }, testInfo) => {
  const copy = largeFile(testInfo, 'copy.bin', 20);
  const bytes = (await import('node:fs')).readFileSync(copy.path);
  await api.put(place, 'stored.bin', bytes, 'application/octet-stream');
  await page.goto(object(place, 'stored.bin'));
  await details(page).getByRole('button', { name: 'Check a downloaded copy…' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Check a copy of stored.bin' })).toBeFocused();
  await isAccessible(page, testInfo, 'check a copy');
  const said = dialog(page).getByRole('status');

  const read = page.waitForRequest((request) => request.method() === 'GET' && request.url().includes('/objects?'), { timeout: 1 }).catch(() => undefined);
  await choose(page, copy.path);
  await expect(said).toContainText('copy.bin is exactly what is stored.');
  await expect(said).toContainText('Its checksum is the one that the storage keeps');
  expect(await read, 'the storage keeps a checksum: nothing was read again').toBeUndefined();
  await isAccessible(page, testInfo, 'a copy is the same');
  await shot('a copy is the same');

  bytes.writeUInt8(bytes.readUInt8(15 * MIB) ^ 1, 15 * MIB);
  const turned = testInfo.outputPath('turned.bin');
  writeFileSync(turned, bytes);
  await choose(page, turned);
  await expect(said).toContainText('turned.bin differs from what is stored, although it has the same size.');

  const short = testInfo.outputPath('short.bin');
  writeFileSync(short, bytes.subarray(1));
  await choose(page, short);
  await expect(said).toContainText('short.bin differs from what is stored: it has 20,971,519 bytes, and the stored file has 20,971,520 bytes.');
  await isAccessible(page, testInfo, 'a copy differs');
  await shot('a copy differs');

  await page.goto(object(place, 'stored.bin', 'fr'));
  await details(page).getByRole('button', { name: 'Vérifier une copie téléchargée…' }).click();
  await isAccessible(page, testInfo, 'check a copy, in French');
});
