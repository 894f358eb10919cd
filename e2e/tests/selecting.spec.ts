import { isAccessible } from '../support/access.ts';
import { press, select, tray, typeFolder } from '../support/arranging.ts';
import { dialog, row } from '../support/browser.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Selecting with pointer and keys, and everything in a folder, also what is not loaded.
test.use({ person: 'alice' });

test('Shift and Ctrl with the pointer, Shift with the arrows', async ({ page, place, api }) => {
  for (const key of ['a', 'b', 'c', 'd', 'e']) await api.put(place, key, key);
  await page.goto(folder(place));
  const said = page.getByRole('status').filter({ hasText: /selected/ });
  await select(page, 'a');
  await row(page, 'c').getByRole('cell').nth(1).click({ modifiers: ['Shift'] });
  await expect(said).toContainText('3 selected');
  await row(page, 'e').getByRole('cell').nth(1).click({ modifiers: ['Control'] });
  await expect(said).toContainText('4 selected');
  await page.getByRole('button', { name: 'Select none' }).click();
  await row(page, 'b').getByRole('link').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(said).toContainText('2 selected');
});

test('everything in a folder, also what is not loaded, with the count; then it goes as one', async ({ page, place, api, expectedMessages }, testInfo) => {
  test.slow();
  // Whether a README is among what is not loaded, only the gateway knows.
  expectedMessages.push(/status of 404/);
  const keys = Array.from({ length: 550 }, (_, number) => `many/${String(number).padStart(4, '0')}`);
  const left = [...keys];
  const writers = Array.from({ length: 16 }, async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) await api.put(place, key, 'x');
  });
  await Promise.all(writers);
  const objects = keys.map((key) => ({ key, target_key: `${key} again` }));
  await (await api.request.post('/api/copies', { data: { source: place, target: place, objects } })).text();
  await page.goto(folder(place, 'many/'));
  await page.getByRole('checkbox', { name: 'Select all that is loaded' }).check();
  const offer = page.getByRole('button', { name: 'Select all 1,100 objects in this folder, also what is not loaded' });
  await expect(offer).toBeVisible();
  await offer.click();
  await expect(page.getByText('All of this folder is selected: 1,100 objects')).toBeVisible();
  await isAccessible(page, testInfo, 'everything selected');
  await page.getByRole('button', { name: 'Move to…' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Move everything in many to…' })).toBeVisible();
  await typeFolder(page, `${place.bucket}/moved/`);
  await press(dialog(page).getByRole('button', { name: 'Move here' }));
  await expect(tray(page).getByRole('heading', { name: 'Moved: 1,100 of 1,100 objects' })).toBeVisible({ timeout: 60_000 });
  await page.goto(folder(place, 'moved/'));
  await page.getByRole('checkbox', { name: 'Select all that is loaded' }).check();
  await offer.click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await expect(dialog(page)).toContainText('1,100 objects in all');
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('This folder is empty.')).toBeVisible({ timeout: 30_000 });
  expect(await api.keys(place)).toEqual([]);
});

