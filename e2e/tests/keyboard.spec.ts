import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { details, dialog, row, uploadsDone } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { isSignedIn, people } from '../support/people.ts';
import { folder, home, instance } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Nothing in this file points or clicks.

test('sign in, take a bucket, put a file in, look at it, delete it, sign out: with the keyboard alone', async ({ page, shot }, testInfo) => {
  const file = join(testInfo.outputPath(), 'results.csv');
  writeFileSync(file, 'a,b\n1,2\n');
  const place = { instance: 'premium', bucket: people.chloe.handle };

  await page.goto(home());
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await shot('keyboard: skip to content');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.reload();
  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Sign in' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: people.chloe.name }));
  await page.keyboard.press('Enter');
  await isSignedIn(page, 'chloe');

  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Premium' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(instance('premium'));
  await tabTo(page, page.getByRole('button', { name: 'Create my personal bucket' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(folder(place));
  await expect(page.getByText('This bucket is empty.')).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Upload', exact: true }));
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([file]);
  await uploadsDone(page, 1);
  await tabTo(page, page.getByRole('button', { name: 'Done, clear' }));
  await page.keyboard.press('Enter');

  const link = row(page, 'results.csv').getByRole('link');
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  await expect(details(page).getByRole('heading', { name: 'results.csv' })).toBeFocused();
  await shot('keyboard: details');
  await page.keyboard.press('Escape');
  await expect(link).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(dialog(page)).toContainText('1 object in all');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Delete', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await tabTo(page, page.getByRole('banner').getByRole('button', { name: people.chloe.name }), 'backwards');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test.describe('in a folder', () => {
  test.use({ person: 'alice' });

  test('arrows move, Space selects, Shift extends, Control+A takes all, Escape lets go', async ({ page, place, api, shot }) => {
    for (const key of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) await api.put(place, key, key);
    await page.goto(folder(place));
    const link = (name: string) => row(page, name).getByRole('link');
    const selected = page.getByRole('status').filter({ hasText: 'selected' });
    await tabTo(page, link('a.txt'));
    await page.keyboard.press('ArrowDown');
    await expect(link('b.txt')).toBeFocused();
    await page.keyboard.press('Space');
    await expect(selected).toContainText('1 selected');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(selected).toContainText('2 selected');
    await shot('keyboard: two selected');
    await page.keyboard.press('Control+a');
    await expect(selected).toContainText('4 selected');
    await page.keyboard.press('Escape');
    await expect(selected).toHaveCount(0);
    await page.keyboard.press('End');
    await expect(link('d.txt')).toBeFocused();
    await page.keyboard.press('Home');
    await expect(link('a.txt')).toBeFocused();
    // One stop for the name, one for what can be done; then out of the table.
    await page.keyboard.press('Tab');
    await expect(row(page, 'a.txt').getByRole('button')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(row(page, 'a.txt').getByRole('button')).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('table'))).toBeNull();
  });

  test('a dialog keeps the focus inside and gives it back', async ({ page, place }) => {
    await page.goto(folder(place));
    const button = page.getByRole('button', { name: 'New folder' });
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByRole('textbox')).toBeFocused();
    for (let turn = 0; turn < 8; turn++) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest('dialog'));
      expect(inside).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await expect(button).toBeFocused();
  });

  test('a dialog opens again however soon it is asked for after Escape', async ({ page, place }) => {
    await page.goto(folder(place));
    const button = page.getByRole('button', { name: 'New folder' });
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByRole('textbox')).toBeFocused();
    // As soon as it has the focus again: before the browser says that the dialog is closed.
    await button.evaluate((opener: HTMLElement) => opener.addEventListener('focus', () => opener.click(), { once: true }));
    await page.keyboard.press('Escape');
    await expect(dialog(page).getByRole('textbox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await expect(button).toBeFocused();
  });
});
