import { isAccessible } from '../support/access.ts';
import { jobSays, select, tray } from '../support/arranging.ts';
import { act, dialog, row } from '../support/browser.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Renaming one, a folder, and many alike.
test.use({ person: 'alice' });

test('an object: the name without its extension is selected, and undo gives the old one back', async ({ page, place, api, shot }, testInfo) => {
  await api.put(place, 'd/results.csv', 'a,b');
  await page.goto(folder(place, 'd/'));
  await act(page, 'results.csv', 'Rename…');
  const name = dialog(page).getByRole('textbox', { name: 'New name' });
  await expect(name).toBeFocused();
  await expect.poll(() => name.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([0, 7]);
  await expect(dialog(page).getByRole('button', { name: 'Rename' })).toHaveAccessibleDescription('No name changes yet.');
  await name.fill('a/b');
  await expect(dialog(page)).toContainText('A name has no slash.');
  await isAccessible(page, testInfo, 'rename, refused');
  await name.fill('résultats.csv');
  await name.press('Enter');
  await jobSays(page, 'Moved: 1 of 1 object');
  await expect(row(page, 'résultats.csv')).toBeVisible();
  await expect(row(page, 'results.csv')).toHaveCount(0);
  expect(await api.keys(place)).toEqual(['d/résultats.csv']);
  await shot('renamed');
  await tray(page).getByRole('button', { name: 'Undo' }).click();
  await jobSays(page, 'Moved back: 1 of 1 object');
  expect(await api.keys(place)).toEqual(['d/results.csv']);
  await expect(row(page, 'results.csv')).toBeVisible();
  await tray(page).getByRole('button', { name: 'Done, clear' }).click();
  await expect(tray(page)).toHaveCount(0);
});

test('a folder with all that is in it', async ({ page, place, api }) => {
  for (const key of ['old/a', 'old/b/c', 'other']) await api.put(place, key, key);
  await page.goto(folder(place));
  await act(page, 'old/', 'Rename…');
  await dialog(page).getByRole('textbox', { name: 'New name' }).fill('new');
  await dialog(page).getByRole('button', { name: 'Rename' }).click();
  await jobSays(page, 'Moved: 2 of 2 objects');
  await expect(row(page, 'new/')).toBeVisible();
  await expect(row(page, 'old/')).toHaveCount(0);
  expect(await api.keys(place)).toEqual(['new/a', 'new/b/c', 'other']);
});

test('many alike, shown before; two to one name are refused', async ({ page, place, api }, testInfo) => {
  for (const key of ['IMG_1.jpg', 'IMG_2.jpg', 'IMG_.jpg', 'notes.txt']) await api.put(place, key, key);
  await page.goto(folder(place));
  await select(page, 'IMG_1.jpg', 'IMG_2.jpg');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await dialog(page).getByRole('textbox', { name: 'Text in the names' }).fill('IMG_');
  await dialog(page).getByRole('textbox', { name: 'Replace it with' }).fill('summer ');
  await expect(dialog(page).getByRole('group', { name: 'New names' })).toContainText('summer 2.jpg');
  await isAccessible(page, testInfo, 'rename many');
  await dialog(page).getByRole('button', { name: 'Rename' }).click();
  await jobSays(page, 'Moved: 2 of 2 objects');
  expect(await api.keys(place)).toEqual(['IMG_.jpg', 'notes.txt', 'summer 1.jpg', 'summer 2.jpg']);
});

test('with the keyboard alone: F2 on the row', async ({ page, place, api }) => {
  await api.put(place, 'a.txt', 'a');
  await page.goto(folder(place));
  await row(page, 'a.txt').getByRole('link').focus();
  await page.keyboard.press('F2');
  await expect(dialog(page).getByRole('textbox', { name: 'New name' })).toBeFocused();
  await page.keyboard.type('b');
  await page.keyboard.press('Enter');
  await jobSays(page, 'Moved: 1 of 1 object');
  expect(await api.keys(place)).toEqual(['b.txt']);
});

