import type { Page } from '@playwright/test';

import { isAccessible } from '../support/access.ts';
import { countLine, row } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { longFolder } from '../support/long.ts';
import { folder } from '../support/places.ts';
import { kept } from '../support/preferences.ts';
import { expect, test } from '../support/test.ts';

// Folders of hundreds of thousands: loaded in the background, ordered by a worker, walked through by key and screen reader.
// The order one chooses is kept for the person: these tests belong to Daniel, and leave it as it was.
test.use({ person: 'daniel' });
test.describe.configure({ mode: 'default' });

/** Counts how often the focus is nowhere: keys pressed meanwhile would be lost. */
async function watchFocus(page: Page): Promise<() => Promise<number>> {
  const lost = await page.evaluateHandle(() => {
    const lost = { times: 0 };
    document.addEventListener('focusout', () => {
      const look = () => {
        lost.times += document.activeElement === document.body ? 1 : 0;
      };
      setTimeout(look);
    });
    return lost;
  });
  return () => lost.evaluate((lost) => lost.times);
}

/** More than browsers can lay out one below the other. */
const OBJECTS = 250_000;
const name = (number: number) => `mesure ${String(number).padStart(6, '0')}.csv`;
const many = Array.from({ length: OBJECTS }, (_, number) => name(number));

test('a quarter of a million objects load in the background, stopped and gone on with, and are walked to the end', async ({ page, place, shot }, testInfo) => {
  test.slow();
  await longFolder(page, many);
  await page.goto(folder(place));
  const table = page.getByRole('table');
  await expect(countLine(page)).toContainText('1,000 objects');
  // Nobody knows yet how many there are.
  await expect(table).toHaveAttribute('aria-rowcount', '-1');

  const loading = page.locator('.loading-line');
  await loading.getByRole('button', { name: 'Load the rest' }).press('Enter');
  await loading.getByRole('button', { name: 'Stop loading' }).press('Enter');
  await expect(loading.getByRole('button', { name: 'Go on loading' })).toBeFocused();
  await expect(loading).toContainText(/[\d.]+\s[kM]B of 96\sMB of this page’s memory/);
  // No picture is as tall as all rows.
  await page.getByLabel('Filter what is loaded').fill('mesure 00001');
  await expect(countLine(page)).toContainText('10 of');
  await isAccessible(page, testInfo, 'long folder, loading stopped');
  await shot('long folder, loading stopped');
  await page.getByLabel('Filter what is loaded').fill('');
  await loading.getByRole('button', { name: 'Go on loading' }).press('Enter');
  await expect(table).toHaveAttribute('aria-rowcount', `${OBJECTS + 1}`, { timeout: 60_000 });
  await expect(countLine(page)).toContainText('250,000 objects');
  // The button is gone: whoever pressed it is at the title.
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  // By key to the end and back, each row with its true number.
  await row(page, name(0)).getByRole('link').focus();
  await page.keyboard.press('End');
  await expect(row(page, name(OBJECTS - 1)).getByRole('link')).toBeFocused();
  await expect(row(page, name(OBJECTS - 1))).toHaveAttribute('aria-rowindex', `${OBJECTS + 1}`);
  await expect(row(page, name(OBJECTS - 1))).toBeInViewport();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, name(OBJECTS - 2)).getByRole('link')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(row(page, name(0)).getByRole('link')).toBeFocused();
  await expect(row(page, name(0))).toBeInViewport();
  await page.keyboard.type('mesure 123456');
  await expect(row(page, name(123_456)).getByRole('link')).toBeFocused();
  await expect(row(page, name(123_456))).toBeInViewport();

  // By the scroll bar to the end and back.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(row(page, name(OBJECTS - 1))).toBeInViewport();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(row(page, name(0))).toBeInViewport();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
});

test('a worker orders and filters what is loaded, and what is selected stays selected', async ({ page, place, api }) => {
  test.slow();
  await longFolder(page, many.slice(0, 40_000));
  await page.goto(folder(place));
  await page.locator('.loading-line').getByRole('button', { name: 'Load the rest' }).click();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '40001', { timeout: 60_000 });
  const worker = page.waitForEvent('worker', (worker) => worker.url().includes('/columns-'));
  await page.getByRole('checkbox', { name: `Select ${name(0)}` }).check();
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await worker;
  await expect(page.getByRole('row').nth(1)).toContainText(name(39_999));
  await page.getByLabel('Filter what is loaded').fill('0077');
  // 007700 to 007799, 000770 to 000779, and four that end so.
  await expect(countLine(page)).toHaveText('114 of 40,000 entries');
  await page.getByLabel('Filter what is loaded').fill('');
  await expect(countLine(page)).toContainText('40,000 objects');
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  await expect(page.getByRole('row').nth(1)).toContainText('10 kB');
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await expect(page.getByRole('row').nth(1)).toContainText(name(0));
  await expect(page.getByRole('checkbox', { name: `Select ${name(0)}` })).toBeChecked();
  // Kept before the page is gone: else the next test begins with the order before.
  await expect.poll(async () => (await kept(api)).sort).toBe('name');
});

test('typing the beginning of a name that is not loaded asks the storage for it at once', async ({ page, place, shot }) => {
  const names = [...many.slice(0, 3000), 'zebra 1.txt', 'zebra 2.txt'];
  await longFolder(page, names);
  await page.goto(folder(place));
  await tabTo(page, row(page, name(0)).getByRole('link'));
  const lost = await watchFocus(page);
  // In capitals too: storages tell them from small letters, people do not.
  await page.keyboard.press('Shift+Z');
  await expect(row(page, 'zebra 1.txt').getByRole('link')).toBeFocused();
  await expect(row(page, 'zebra 1.txt')).toBeInViewport();
  await expect(row(page, 'zebra 2.txt')).toBeVisible();
  await expect(countLine(page)).toContainText('1,002 objects');
  await page.keyboard.press('q');
  // The letter before it belongs to the same search, or does not: that depends on how quickly this was typed.
  const nothing = page.getByRole('status').filter({ hasText: /No name here begins with “Z?q”\./ });
  await expect(nothing).toBeVisible();
  await expect(row(page, 'zebra 1.txt').getByRole('link')).toBeFocused();
  // Going elsewhere ends the search.
  await page.keyboard.press('Home');
  await expect(row(page, name(0)).getByRole('link')).toBeFocused();
  await expect(nothing).toBeHidden();
  await page.keyboard.press('End');
  await expect(row(page, 'zebra 2.txt').getByRole('link')).toBeFocused();
  expect(await lost()).toBe(0);
  await shot('long folder, jumped to a name');
  // Each row once, whichever way it came.
  await page.locator('.loading-line').getByRole('button', { name: 'Load the rest' }).click();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', `${names.length + 1}`);
});

test('the page keeps so much and no more, and says how to get on', async ({ page, place, shot }, testInfo) => {
  test.slow();
  // Keys as long as S3 allows.
  const long = Array.from({ length: 120_000 }, (_, number) => `s${String(number).padStart(6, '0')} ${'n'.repeat(1000)}`);
  await longFolder(page, long);
  await page.goto(folder(place));
  await page.locator('.loading-line').getByRole('button', { name: 'Load the rest' }).click();
  await expect(page.locator('.loading-line')).toContainText('as many as this page keeps. Type the beginning of a name in the list to go there', { timeout: 90_000 });
  await expect(page.locator('.loading-line').getByRole('button')).toBeHidden();
  await page.getByLabel('Filter what is loaded').fill('s00000');
  await expect(countLine(page)).toContainText('10 of');
  await isAccessible(page, testInfo, 'long folder, full');
  await shot('long folder, full');
  await page.getByLabel('Filter what is loaded').fill('');
  // What is not kept is reached by typing.
  await row(page, long[0]!).getByRole('link').focus();
  // However long the page takes from letter to letter, they belong together.
  await page.clock.setFixedTime(new Date('2026-11-21T10:00:00Z'));
  await page.keyboard.type('s1199');
  await expect(row(page, long[119_900]!).getByRole('link')).toBeFocused();
});
