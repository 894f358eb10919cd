import type { Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { details, row } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { folder } from '../support/places.ts';
import { kept, prefer } from '../support/preferences.ts';
import { expect, test } from '../support/test.ts';

// How a list looks and is walked through. What people choose is kept for them: these tests belong to Chloé, whose
// choices no other test minds.
test.use({ person: 'chloe' });
// One after another: what one test chooses, the next one would see.
test.describe.configure({ mode: 'default' });

test('letters jump to the row that begins with them, and only there', async ({ page, place, api }) => {
  for (const key of ['alpha.txt', 'beta.txt', 'Été.csv', 'gamma 1.txt', 'gamma 2.txt']) await api.put(place, key, key);
  await page.goto(folder(place));
  const link = (name: string) => row(page, name).getByRole('link');
  // Outside of the list a letter does nothing.
  await tabTo(page, page.getByRole('button', { name: 'Upload', exact: true }));
  await page.keyboard.press('g');
  await expect(page.getByRole('button', { name: 'Upload', exact: true })).toBeFocused();
  await tabTo(page, link('alpha.txt'));
  await page.keyboard.press('b');
  await expect(link('beta.txt')).toBeFocused();
  await page.waitForTimeout(1_000); // The pause that ends a search is what is tested.
  await page.keyboard.type('gamma 2');
  await expect(link('gamma 2.txt')).toBeFocused();
  await page.waitForTimeout(1_000);
  await page.keyboard.press('e');
  await expect(link('Été.csv')).toBeFocused();
  await page.waitForTimeout(1_000);
  // A space by itself still selects.
  await page.keyboard.press('Space');
  await expect(page.getByRole('status').filter({ hasText: '1 selected' })).toBeVisible();
});

test('columns and row height are chosen, and kept for the person', async ({ page, place, api, pageOf }, testInfo) => {
  await prefer(api);
  await api.put(place, 'a.csv', 'a');
  await page.goto(folder(place));
  await expect(row(page, 'a.csv')).toBeVisible();
  const height = async (of: Page) => Math.round((await row(of, 'a.csv').boundingBox())!.height);
  expect(await height(page)).toBe(36);
  await tabTo(page, page.getByRole('button', { name: 'View', exact: true }));
  await page.keyboard.press('Enter');
  await isAccessible(page, testInfo, 'view choices');
  await tabTo(page, page.getByRole('radio', { name: 'Standard' }));
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked();
  await tabTo(page, page.getByRole('checkbox', { name: 'Modified' }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('checkbox', { name: 'Kind' }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('checkbox', { name: 'ETag' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'View', exact: true })).toBeFocused();
  await expect(page.getByRole('columnheader')).toHaveText(['', 'Name', 'Size', 'Kind', 'ETag', 'Actions'].slice(1));
  await expect(row(page, 'a.csv')).toContainText('Table');
  await expect(row(page, 'a.csv')).toContainText(/[0-9a-f]{32}/);
  await expect.poll(() => height(page)).toBe(28);
  await isAccessible(page, testInfo, 'list, compact, four columns');
  await expect.poll(() => kept(api)).toMatchObject({ density: 'compact', columns: 'size,kind,etag' });

  const elsewhere = await pageOf('chloe');
  await elsewhere.goto(folder(place));
  await expect(elsewhere.getByRole('columnheader', { name: 'ETag' })).toBeVisible();
  await expect.poll(() => height(elsewhere)).toBe(28);
  await prefer(api);
});

test('every column sorts, and says so', async ({ page, place, api }) => {
  await prefer(api, { columns: 'size,modified,kind,etag' });
  for (const [key, size] of [['b.csv', 3], ['a.png', 20], ['c.txt', 1]] as const) await api.put(place, key, 'x'.repeat(size));
  await page.goto(folder(place));
  await expect(page.getByRole('columnheader', { name: 'ETag' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  for (const [column, direction, expected, way] of [
    ['Size', 'descending', ['a.png', 'b.csv', 'c.txt'], 'forwards'],
    ['Modified', 'descending', undefined, 'forwards'],
    ['Kind', 'ascending', ['b.csv', 'c.txt', 'a.png'], 'forwards'],
    ['ETag', 'ascending', undefined, 'forwards'],
    ['Name', 'ascending', ['a.png', 'b.csv', 'c.txt'], 'backwards'],
  ] as const) {
    const head = page.getByRole('columnheader', { name: column });
    await tabTo(page, head.getByRole('button'), way);
    await page.keyboard.press('Enter');
    await expect(head).toHaveAttribute('aria-sort', direction);
    await expect(page.locator('[aria-sort]')).toHaveCount(1);
    await expect(head.getByRole('button')).toBeFocused();
    // The rows follow: they are ordered in slices.
    if (expected) await expect(page.getByRole('rowheader')).toHaveText([...expected]);
  }
  await prefer(api);
});

test('the address says order and filter, and opens the same view for whoever follows it', async ({ page, place, api, pageOf }) => {
  await prefer(api);
  for (const [key, size] of [['data-1.csv', 3], ['data-2.csv', 20], ['other.txt', 1]] as const) await api.put(place, key, 'x'.repeat(size));
  await page.goto(folder(place));
  await tabTo(page, page.getByRole('columnheader', { name: 'Size' }).getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?sort=-size$/);
  await expect(page.getByRole('columnheader', { name: 'Size' }).getByRole('button')).toBeFocused();
  await tabTo(page, page.getByRole('searchbox', { name: 'Filter what is loaded' }), 'backwards');
  await page.keyboard.type('data');
  await expect(page).toHaveURL(/\?sort=-size&filter=data$/);
  await expect(page.getByRole('searchbox', { name: 'Filter what is loaded' })).toBeFocused();
  const address = page.url();
  await prefer(api);

  const elsewhere = await pageOf('chloe');
  await elsewhere.goto(address);
  await expect(elsewhere.getByRole('rowheader')).toHaveText(['data-2.csv', 'data-1.csv']);
  await expect(elsewhere.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending');
  // The details of an object keep the view, and closing them leads back to it.
  await row(elsewhere, 'data-1.csv').getByRole('link').press('Enter');
  await expect(details(elsewhere)).toBeVisible();
  await expect(elsewhere).toHaveURL(/key=data-1\.csv&sort=-size&filter=data$/);
  await elsewhere.keyboard.press('Escape');
  await expect(elsewhere).toHaveURL(/\?sort=-size&filter=data$/);
  await prefer(api);
});
