import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { row, uploadFolder, uploads } from '../support/browser.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const FILES = 10_000;

test('a folder of 10,000 small files goes in, and each counts as stored', async ({ page, place, api }, testInfo) => {
  // About a minute where nothing else runs.
  test.setTimeout(420_000);
  const path = join(testInfo.outputPath(), 'many');
  for (let number = 0; number < FILES; number++) {
    const directory = join(path, String(number % 100).padStart(2, '0'));
    if (number < 100) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${number}.txt`), `${number}`);
  }
  await page.goto(folder(place));
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await uploadFolder(page, path);
  const count = FILES.toLocaleString('en');
  await expect(uploads(page).getByRole('heading', { name: `${count} of ${count} files stored` })).toBeVisible({ timeout: 360_000 });
  await expect(row(page, 'many/')).toBeVisible();
  expect(await api.text(place, `many/42/42.txt`)).toBe('42');
});
