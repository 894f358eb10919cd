import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { select } from '../support/arranging.ts';
import { objectAddress } from '../support/api.ts';
import { act, dialog, row } from '../support/browser.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

test.describe('as one zip', () => {
  test('several files and a folder, with the names one sees', async ({ page, place, api, shot }) => {
    for (const key of ['in/été.txt', 'in/b.txt', 'in/d/e/deep.txt', 'in/d/', 'elsewhere.txt']) await api.put(place, key, key.endsWith('/') ? '' : `text of ${key}`);
    await page.goto(folder(place, 'in/'));
    await select(page, 'été.txt', 'd/');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const zip = await zipOf(await saved);
    expect((await saved).suggestedFilename()).toBe('in.zip');
    expect([...zip.keys()].filter((name) => !name.endsWith('/')).sort()).toEqual(['d/e/deep.txt', 'été.txt']);
    expect(zip.get('d/e/deep.txt')).toBe('text of in/d/e/deep.txt');
    await expect(page.getByText(/in\.zip is on its way: \d objects/).first()).toBeVisible();
    await expect(dialog(page)).toHaveCount(0);
    await shot('a zip is on its way');
  });

  test('a folder, with the keyboard alone', async ({ page, place, api }) => {
    await api.put(place, 'd/x.txt', 'x');
    await page.goto(folder(place));
    await row(page, 'd/').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await choose(page, 'Download as zip');
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect([...(await zipOf(await saved)).values()]).toContain('x');
  });

  test('what is gone meanwhile refuses it by name, and a list is offered instead', async ({ page, place, api, expectedMessages }, testInfo) => {
    expectedMessages.push(/status of 4\d\d/);
    for (const key of ['a.txt', 'b.txt']) await api.put(place, key, key);
    await page.goto(folder(place));
    await select(page, 'a.txt', 'b.txt');
    await api.request.delete(objectAddress(place, 'b.txt'));
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await expect(dialog(page).getByRole('alert')).toBeVisible();
    await expect(dialog(page)).toContainText('b.txt');
    await isAccessible(page, testInfo, 'a zip is refused');
    await dialog(page).getByRole('button', { name: 'List for programs…' }).click();
    await expect(dialog(page).getByRole('heading', { name: 'A list for programs' })).toBeVisible();
  });

  test('what is too much leads to the list', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 413/);
    await api.put(place, 'd/a.txt', 'a');
    const problem = { type: '/problems/too-large', title: 'objects in one archive: at most 100000', status: 413 };
    await page.route(/\/api\/archives$/, (route) => route.fulfill({ status: 413, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await page.goto(folder(place));
    await act(page, 'd/', 'Download as zip');
    await expect(dialog(page).getByRole('alert')).toBeVisible();
    await expect(dialog(page)).toContainText('A program can fetch the same from a list, however much it is.');
    await dialog(page).getByRole('button', { name: 'List for programs…' }).click();
    const saved = page.waitForEvent('download');
    await dialog(page).getByRole('button', { name: 'Download the list' }).click();
    expect((await saved).suggestedFilename()).toBe('urls.txt');
  });
});

test.describe('as a list for programs', () => {
  test('each kind, with a sentence; the addresses open the objects', async ({ page, place, api, request }, testInfo) => {
    for (const key of ['d/a b.txt', 'd/c.txt']) await api.put(place, key, `text of ${key}`);
    await page.goto(folder(place));
    const lists = new Map<string, string>();
    for (const name of ['urls.txt', 'SHA256SUMS', 'aria2.txt', 'rclone.sh', 'aws.sh']) {
      await act(page, 'd/', 'List for programs…');
      if (name === 'urls.txt') await isAccessible(page, testInfo, 'list for programs');
      await dialog(page).getByRole('radio', { name }).check();
      const saved = page.waitForEvent('download');
      await dialog(page).getByRole('button', { name: 'Download the list' }).click();
      expect((await saved).suggestedFilename()).toBe(name);
      lists.set(name, readFileSync(await (await saved).path(), 'utf8'));
      await expect(dialog(page)).toHaveCount(0);
    }
    const addresses = lists.get('urls.txt')!.trim().split('\n');
    expect(addresses).toHaveLength(2);
    expect(await (await request.get(addresses[0]!)).text()).toBe('text of d/a b.txt');
    for (const list of lists.values()) expect(list).toMatch(/c\.txt/);
  });

  test('a refusal says why, and what was chosen stays chosen', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 429/);
    await api.put(place, 'd/a.txt', 'a');
    const problem = { type: '/problems/slow-down', title: 'too many', status: 429 };
    await page.route(/\/api\/manifests$/, (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await page.goto(folder(place));
    await act(page, 'd/', 'List for programs…');
    await dialog(page).getByRole('radio', { name: 'aria2.txt' }).check();
    await dialog(page).getByRole('button', { name: 'Download the list' }).click();
    await expect(dialog(page).getByRole('alert')).toContainText('Too many requests at once.');
    await expect(dialog(page).getByRole('radio', { name: 'aria2.txt' })).toBeChecked();
  });
});

async function choose(page: Page, name: string): Promise<void> {
  const item = page.getByRole('menuitem', { name });
  for (let turn = 0; turn < 12; turn++) {
    if (await item.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('ArrowDown');
  }
  await expect(item).toBeFocused();
}

/** Names and texts of a zip whose entries are stored as they are, from its central directory. */
async function zipOf(download: Download): Promise<Map<string, string>> {
  const bytes = readFileSync(await download.path());
  const texts = new Map<string, string>();
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1)) {
    const [size, nameLength] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    texts.set(name, bytes.toString('utf8', start, start + size));
  }
  return texts;
}
