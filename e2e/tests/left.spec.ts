import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { bucketAddress } from '../support/api.ts';
import { question, textFile, uploadFiles, uploadFolder, uploads, uploadsDone } from '../support/browser.ts';
import { chooseAgain, reload, SLOWLY } from '../support/large.ts';
import { wear } from '../support/looks.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// A folder of small files, interrupted: a later visit tells of it, and goes on with what is missing.

test.use({ person: 'alice' });

const PUT_ONE = /\/objects\?key=/;

/** A folder of small files, each with its own number in it. */
function survey(testInfo: TestInfo, count: number, name = 'survey'): string {
  const path = join(testInfo.outputPath(), name);
  for (let number = 0; number < count; number++) {
    const directory = join(path, String(number % 3));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${number}.txt`), `${number}`);
  }
  return path;
}

/** Lets so many files through, and keeps the others from leaving; counts those that went, by key. */
async function letThrough(page: Page, most: number): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  let through = 0;
  await page.unroute(PUT_ONE);
  await page.route(PUT_ONE, (route) => {
    const request = route.request();
    if (request.method() !== 'PUT') return route.continue();
    if (most <= through++) return;
    const key = new URL(request.url()).searchParams.get('key')!;
    sent.set(key, (sent.get(key) ?? 0) + 1);
    return route.continue();
  });
  return sent;
}

/** What the browser keeps of uploads that are not over. */
async function kept(page: Page): Promise<{ settled?: number; files?: number }[]> {
  const texts = await page.evaluate(() => new Promise<string[]>((resolve, reject) => {
    const opening = indexedDB.open('cellier', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('uploads');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('uploads').objectStore('uploads').getAll();
      asking.onerror = () => reject(asking.error);
      asking.onsuccess = () => {
        opening.result.close();
        resolve(asking.result as string[]);
      };
    };
  }));
  return texts.map((text) => JSON.parse(text) as { settled?: number; files?: number });
}

/** As a visit leaves it that ends in the middle. */
async function leftAt(page: Page, path: string, stored: number, files: number): Promise<Map<string, number>> {
  const sent = await letThrough(page, stored);
  await uploadFolder(page, path);
  await expect(uploads(page).getByRole('heading', { name: `${stored} of ${files} files stored` })).toBeVisible(SLOWLY);
  await expect.poll(async () => (await kept(page)).map(({ settled, files }) => [settled, files])).toEqual([[stored, files]]);
  await reload(page);
  return sent;
}

const left = (page: Page) => uploads(page).getByRole('group', { name: /not stored yet/ });

test('a folder of 300 files, reloaded at half and chosen again: nothing is asked, and each is stored once', async ({ page, place, api }, testInfo) => {
  test.setTimeout(120_000);
  const path = survey(testInfo, 300);
  await page.goto(folder(place, 'in/'));
  const before = await leftAt(page, path, 150, 300);
  await expect(left(page)).toContainText('150 of 300 files of survey not stored yet. Choose the folder again to go on');
  await expect(left(page).getByRole('link', { name: `${place.bucket}/in/` })).toBeVisible();
  await isAccessible(page, testInfo, 'a folder is left');
  await page.getByRole('link', { name: 'Français' }).click();
  await wear(page, { language: 'fr', theme: 'dark', width: 320 });
  await expect(page.getByText('150 sur 300 fichiers de survey à enregistrer encore.')).toBeVisible();
  await isAccessible(page, testInfo, 'a folder is left, in French, narrow and dark');
  await fitsTheWidth(page, 'a folder is left');
  await wear(page, { language: 'en', theme: 'light', width: 1280 });
  await page.getByRole('link', { name: 'English' }).click();

  const after = await letThrough(page, 300);
  await chooseAgain(page, survey(testInfo, 1, 'other'));
  await expect(left(page).getByRole('alert')).toHaveText('other is another folder: choose survey.');
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  await chooseAgain(page, path);
  await uploadsDone(page, 300);
  await expect(left(page)).toHaveCount(0);
  await expect(question(page)).toBeHidden();
  await uploads(page).getByRole('button', { name: 'Show all' }).click();
  await expect(uploads(page).getByRole('listitem').first()).toContainText('Stored already');
  expect(asked.filter((address) => address.includes('/details?'))).toEqual([]);
  expect(asked.filter((address) => address.includes('/listing?') && address.includes('recursive')).length).toBeLessThanOrEqual(1);

  expect([before.size, after.size]).toEqual([150, 150]);
  const all = [...before, ...after];
  expect(new Set(all.map(([key]) => key)).size).toBe(300);
  expect(all.every(([, times]) => times === 1)).toBe(true);
  const counted = await (await api.request.get(`${bucketAddress(place)}/summary?prefix=in/survey/`)).text();
  expect(JSON.parse(counted.trim().split('\n').at(-1)!)).toMatchObject({ objects: 300, complete: true });
  expect(await api.text(place, 'in/survey/2/299.txt')).toBe('299');

  await expect.poll(() => kept(page)).toEqual([]);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('uploads-left'))).toBeNull();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(uploads(page)).toHaveCount(0);
});

test('what was changed since is asked about, what only has another date is not, and what is there meanwhile is recognised', async ({ page, place, api, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 412/);
  const path = survey(testInfo, 6);
  await page.goto(folder(place));
  await leftAt(page, path, 3, 6);
  const later = new Date(Date.now() + 3_600_000);
  const first = (await api.keys(place)).map((key) => join(testInfo.outputPath(), key));
  expect(first).toHaveLength(3);
  const [changed, touched] = first as [string, string, string];
  writeFileSync(changed, 'x'.repeat(statSync(changed).size));
  utimesSync(changed, later, later);
  utimesSync(touched, later, later);
  await letThrough(page, 99);
  await expect(left(page)).toBeVisible();
  // By the usual way in, which knows it as well.
  await uploadFolder(page, path);
  await expect(question(page)).toContainText(`${changed.split('/').at(-1)} exists already.`);
  await expect(left(page)).toHaveCount(0);
  await question(page).getByRole('button', { name: 'Replace' }).click();
  await uploadsDone(page, 6);
  expect(await api.text(place, changed.slice(testInfo.outputPath().length + 1))).toBe('x');
});

test('what is left is forgotten on request, and nothing is told of what was stored, cancelled or cleared', async ({ page, place }, testInfo) => {
  await page.goto(folder(place));
  await leftAt(page, survey(testInfo, 6), 2, 6);
  await expect(left(page)).toContainText('4 of 6 files of survey not stored yet.');
  await left(page).getByRole('button', { name: 'Forget' }).click();
  await expect(uploads(page)).toHaveCount(0);
  await expect.poll(() => kept(page)).toEqual([]);

  await letThrough(page, 2);
  await uploadFiles(page, ['a', 'b'].map((name) => textFile(name)));
  await uploadsDone(page, 2);
  await expect.poll(() => kept(page)).toEqual([]);
  await uploadFiles(page, ['c', 'd'].map((name) => textFile(name)));
  await expect.poll(async () => (await kept(page)).length).toBe(1);
  await uploads(page).getByRole('button', { name: 'Cancel all' }).click();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(uploads(page)).toHaveCount(0);
});
