import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { details } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { folder, search } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Somebody looks for a thing of which they know a part of the name, or a year, or a size, and not where it lies.
test.use({ person: 'alice' });

const found = (page: Page) => page.getByRole('table', { name: 'What was found' }).getByRole('rowheader');
const searching = '**/buckets/*/search?*';

test('a part of a name leads to the file wherever it lies, and back to what else was found', async ({ page, place, api, shot }, testInfo) => {
  await api.put(place, 'civil/2025/Naissances été.csv', 'a;b');
  await api.put(place, 'civil/2025/mariages.csv', 'a;b');
  await api.put(place, 'old/naissances.txt', 'x');
  await page.goto(folder(place));
  await page.getByLabel('Filter what is loaded').fill('naissance');
  await expect(page.getByText('No loaded name holds')).toBeVisible();
  await page.getByRole('link', { name: 'Search below' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Search in ${place.bucket}`);
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('naissance');
  await expect(found(page)).toHaveText(['Naissances été.csv', 'naissances.txt'], { useInnerText: true });
  await expect(page.getByText('Everything was looked at · 3 objects looked at · 2 found').first()).toBeVisible();
  await shot('found');
  await isAccessible(page, testInfo, 'found');

  await page.getByRole('link', { name: 'Naissances été.csv' }).click();
  await expect(details(page)).toContainText('Naissances été.csv');
  await page.goBack();
  // What was found is there at once, and one is where one was.
  await expect(page.getByRole('link', { name: 'Naissances été.csv' })).toBeFocused();
  await page.getByRole('link', { name: 'old/' }).click();
  await expect(page).toHaveURL(folder(place, 'old/'));
});

test('patterns, kinds, sizes and dates narrow, and the address says all of it', async ({ page, place, api }) => {
  await api.put(place, 'a/b/deep.parquet', 'x');
  await api.put(place, 'top.parquet', 'x'.repeat(2_000_000));
  await api.put(place, 'photo.jpg', 'x');
  await page.goto(search(place));
  await page.getByRole('textbox', { name: 'Name' }).fill('**/*.parquet');
  await page.keyboard.press('Enter');
  await expect(found(page)).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Size' }).selectOption({ label: '1 MB or more' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(found(page)).toHaveText(['top.parquet']);
  await page.getByRole('combobox', { name: 'Modified' }).selectOption({ label: 'Last year' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByText('Nothing was found.')).toBeVisible();
  // One step back in the history is one search back.
  await page.goBack();
  await expect(found(page)).toHaveText(['top.parquet']);
  await expect(page.getByRole('combobox', { name: 'Modified' })).toHaveValue('');
  await page.reload();
  await expect(found(page)).toHaveText(['top.parquet']);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Image' });
  await page.getByRole('combobox', { name: 'Size' }).selectOption({ label: 'Any' });
  await page.getByRole('textbox', { name: 'Name' }).fill('');
  await page.getByRole('combobox', { name: 'Modified' }).selectOption({ label: 'Between two days' });
  await page.getByLabel('From').fill('2020-01-01');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(found(page)).toHaveText(['photo.jpg']);
});

test('a folder is searched, then the whole bucket, by keyboard alone', async ({ page, place, api }, testInfo) => {
  await api.put(place, 'here/a.txt', 'x');
  await api.put(place, 'there/wanted.txt', 'x');
  await page.goto(folder(place, 'here/'));
  await expect(page.getByRole('link', { name: 'Search below' })).toBeVisible();
  await page.keyboard.press('Control+Shift+F');
  await expect(page).toHaveURL(search(place, { prefix: 'here/' }));
  await tabTo(page, page.getByRole('textbox', { name: 'Name' }));
  await page.keyboard.type('WANTED');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing was found.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Everything was looked at · 1 object looked at · 0 found' })).toHaveCount(1);
  await isAccessible(page, testInfo, 'nothing found');
  await tabTo(page, page.getByRole('button', { name: 'Search the whole bucket' }));
  await page.keyboard.press('Enter');
  await expect(found(page)).toHaveText(['wanted.txt']);
  await expect(page.getByRole('combobox', { name: 'Where' })).toHaveValue('1');
  await tabTo(page, page.getByRole('link', { name: 'wanted.txt' }));
  await page.keyboard.press('Enter');
  await expect(details(page)).toContainText('wanted.txt');
});

test('what stops says so and goes on, whoever stopped it', async ({ page, place, api, expectedMessages }, testInfo) => {
  expectedMessages.push(/net::ERR_FAILED/);
  for (const number of [1, 2, 3, 4, 5]) await api.put(place, `file ${number}.txt`, 'x');
  // The gateway answers nothing: one sees that it is under way, and stops it.
  await page.route(searching, () => {});
  await page.goto(search(place, { text: 'file' }));
  await expect(page.getByRole('progressbar', { name: 'Searching' })).toBeVisible();
  await isAccessible(page, testInfo, 'searching');
  await tabTo(page, page.getByRole('button', { name: 'Stop' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Stopped before the end · 0 objects looked at · 0 found').first()).toBeVisible();
  // Two at a time, as if there were thousands.
  await page.unroute(searching);
  await page.route(searching, (route) => route.continue({ url: `${route.request().url()}&limit=2` }));
  await expect(page.getByRole('button', { name: 'Go on' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(found(page)).toHaveText(['file 1.txt', 'file 2.txt']);
  await expect(page.getByText('Stopped before the end · 2 objects looked at · 2 found').first()).toBeVisible();
  await isAccessible(page, testInfo, 'stopped');
  await page.unroute(searching);
  await page.route(searching, (route) => route.abort());
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(found(page)).toHaveCount(2);
  await page.unroute(searching);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(found(page)).toHaveText([1, 2, 3, 4, 5].map((number) => `file ${number}.txt`));
  await expect(page.getByText('Everything was looked at · 5 objects looked at · 5 found').first()).toBeVisible();
});

test('leaving ends the search', async ({ page, place, api }) => {
  await api.put(place, 'a.txt', 'x');
  await page.route(searching, () => {});
  const given = page.waitForEvent('requestfailed', (request) => request.url().includes('/search?'));
  await page.goto(search(place, { text: 'a' }));
  await expect(page.getByRole('progressbar', { name: 'Searching' })).toBeVisible();
  await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: place.bucket }).click();
  await given;
  await expect(page).toHaveURL(folder(place));
});

test('what may not be listed is not searched, and a pattern that is none says so', async ({ page, place, api, pageOf, expectedMessages }) => {
  expectedMessages.push(/status of 40[04]/);
  await api.put(place, 'a.txt', 'x');
  await page.goto(search(place, { text: '[*' }));
  await expect(page.getByText('This pattern is not complete')).toBeVisible();
  const benoit = await pageOf('benoit');
  await benoit.goto(search(place, { text: 'a' }));
  await expect(benoit.getByRole('alert').filter({ hasText: /./ }).first()).toBeVisible();
  await expect(found(benoit)).toHaveCount(0);
});

test('it reads well on a phone, in French and in the dark', async ({ page, place, api, shot }, testInfo) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 640 });
  await api.put(place, `${'un dossier au nom bien long/'.repeat(4)}un fichier dont le nom n’en finit pas.csv`, 'a;b');
  await page.goto(folder(place, '', 'fr'));
  await expect(page.getByRole('link', { name: 'Chercher plus bas' })).toBeVisible();
  await fitsTheWidth(page, 'folder, narrow');
  await page.goto(search(place, { text: 'FICHIER' }, 'fr'));
  const rows = page.getByRole('table', { name: 'Ce qui a été trouvé' }).getByRole('rowheader');
  await expect(rows).toHaveCount(1);
  await expect(page.getByText('Tout a été parcouru · 1 objet parcouru · 1 trouvé').first()).toBeVisible();
  await fitsTheWidth(page, 'search, narrow');
  await shot('search, narrow, dark, French');
  await isAccessible(page, testInfo, 'search, narrow, dark, French');
});

test('how much lies in a folder and below is counted when asked, and stopped', async ({ page, place, api }) => {
  await api.put(place, 'a/b/c.txt', '12345');
  await api.put(place, 'd.txt', '12345');
  await page.route('**/summary*', () => {});
  await page.goto(folder(place));
  await tabTo(page, page.getByRole('button', { name: 'Count all that lies below' }));
  await page.keyboard.press('Enter');
  const button = page.getByRole('button', { name: 'Stop counting' });
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Count all that lies below' })).toBeFocused();
  await page.unroute('**/summary*');
  await page.keyboard.press('Enter');
  await expect(page.getByText('All below · 2 objects · 10 bytes').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'All below · 2 objects · 10 bytes' })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Count again' })).toBeFocused();
});
