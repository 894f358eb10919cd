import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { bucketAddress, type Api, type Place } from '../support/api.ts';
import { dialog, row } from '../support/browser.ts';
import { MIB, SLOWLY, allStored, digest, isPart, largeFile } from '../support/large.ts';
import { people } from '../support/people.ts';
import { folder, unfinished } from '../support/places.ts';
import { beginByKey, type AccessKey } from '../support/program.ts';
import { lookAt } from '../support/screens.ts';
import { expect, test } from '../support/test.ts';

// Halves that nobody sees: begun by a program, in another browser, and never ended.
test.use({ person: 'alice' });

async function program(api: Api, { instance, bucket }: Place): Promise<AccessKey> {
  const data = { name: `for ${bucket}`, instance, read_only: false, days: 1 };
  const answer = await api.request.post('/api/access-keys', { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as AccessKey;
}

/** Begun on a page that was closed since. */
async function begin(api: Api, place: Place, key: string): Promise<void> {
  const answer = await api.request.post(`${bucketAddress(place)}/uploads?key=${encodeURIComponent(key)}`);
  expect(answer.status(), await answer.text()).toBe(201);
}

async function chooseFor(page: Page, name: string, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await row(page, name).getByRole('button', { name: `Go on… ${name}` }).click();
  await (await chooser).setFiles(path);
}

test('what a program left is found, gone on with from its file, and nothing of another file gets in', async ({ page, place, api, shot }, testInfo) => {
  const file = largeFile(testInfo, 'half.bin', 12);
  const bytes = readFileSync(file.path);
  const cut = (part: number) => bytes.subarray((part - 1) * 5 * MIB, part * 5 * MIB);
  // The second part is damaged, the third is missing.
  await beginByKey(await program(api, place), place.bucket, 'data/half.bin', { 1: cut(1), 2: randomBytes(5 * MIB) });
  await page.goto(folder(place));
  await page.getByRole('link', { name: 'Unfinished uploads' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Unfinished uploads in ${place.bucket}`);
  await expect(page.getByText('1 unfinished upload', { exact: true })).toBeVisible();
  await expect(row(page, 'data/half.bin')).toContainText('10.5 MB in 2 parts');
  await expect(row(page, 'data/half.bin')).toContainText('it may still be under way');
  await shot('what a program left');
  await isAccessible(page, testInfo, 'what a program left');

  await chooseFor(page, 'data/half.bin', largeFile(testInfo, 'other.bin', 12).path);
  await expect(row(page, 'data/half.bin')).toContainText('Nothing that has arrived could be shown to be of “other.bin”.', SLOWLY);
  await isAccessible(page, testInfo, 'another file');
  await chooseFor(page, 'data/half.bin', largeFile(testInfo, 'small.bin', 1).path);
  await expect(row(page, 'data/half.bin')).toContainText('could be shown to be of “small.bin”');

  const sent: string[] = [];
  page.on('request', (request) => void (isPart(request) && sent.push(new URL(request.url()).searchParams.get('part')!)));
  await chooseFor(page, 'data/half.bin', file.path);
  await allStored(page, 1);
  expect(sent.sort()).toEqual(['2', '3']);
  expect(await digest(api, place, 'data/half.bin')).toBe(file.digest);
  await expect(page.getByText('Nothing is unfinished here.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Nothing is unfinished here.')).toBeVisible();
});

test('one is discarded, then all, with the keyboard, in both languages and on a narrow screen', async ({ page, place, api, shot }, testInfo) => {
  for (const key of ['a/first.csv', 'a/second.csv', 'b/a rather long name that has to be broken somewhere on a narrow screen.parquet']) await begin(api, place, key);
  await page.goto(unfinished(place, '', 'fr'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Téléversements inachevés dans ${place.bucket}`);
  await expect(page.getByText('3 téléversements inachevés')).toBeVisible();
  await expect(page.getByText('Rien encore')).toHaveCount(3);
  await expect(page.getByText('depuis 30 jours')).toBeVisible();
  await isAccessible(page, testInfo, 'inachevés');
  await page.setViewportSize({ width: 320, height: 640 });
  await fitsTheWidth(page, 'inachevés');
  await shot('unfinished');
  await page.setViewportSize({ width: 1280, height: 720 });

  await page.goto(unfinished(place, 'a/'));
  await expect(page.getByText('2 unfinished uploads')).toBeVisible();
  await row(page, 'first.csv').getByRole('button', { name: 'Discard… first.csv' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading', { name: 'Discard this upload?' })).toBeFocused();
  await expect(dialog(page)).toContainText('a/first.csv');
  await isAccessible(page, testInfo, 'discard one');
  await page.keyboard.press('Escape');
  await expect(row(page, 'first.csv').getByRole('button', { name: 'Discard… first.csv' })).toBeFocused();
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('button', { name: 'Discard', exact: true }).press('Enter');
  await expect(row(page, 'first.csv')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(row(page, 'second.csv')).toBeVisible();

  await page.goto(unfinished(place));
  await page.getByRole('button', { name: 'Discard all…' }).click();
  await expect(dialog(page)).toContainText(`All that is unfinished in ${place.bucket} and below`);
  await isAccessible(page, testInfo, 'discard all');
  await dialog(page).getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('2 uploads discarded.').first()).toBeVisible();
  await expect(page.getByText('Nothing is unfinished here.')).toBeVisible();
});

test('of very many a page is shown at once, and all are discarded, also those that are not listed', async ({ page, place, api }) => {
  const keys = Array.from({ length: 130 }, (_, number) => `many/${String(number).padStart(3, '0')}`);
  while (keys.length) await Promise.all(keys.splice(0, 10).map((key) => begin(api, place, key)));
  await page.goto(unfinished(place, 'many/'));
  await expect(page.getByText('100 unfinished uploads · there are more, not listed yet')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByText('130 unfinished uploads', { exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Discard all…' }).click();
  await dialog(page).getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('130 uploads discarded.').first()).toBeVisible(SLOWLY);
  await expect(page.getByText('Nothing is unfinished here.')).toBeVisible();
});

test('whoever may only look is told so, and sees nothing beside the folder', async ({ place, api, pageOf }) => {
  const benoit = await pageOf('benoit');
  await begin(api, place, 'team/a');
  await begin(api, place, 'other/b');
  const data = { ...place, prefix: 'team/', role: 'viewer', to: { kind: 'person', handle: people.benoit.handle } };
  expect((await api.request.post('/api/grants', { data })).status()).toBe(201);
  await benoit.goto(unfinished(place, 'team/'));
  await expect(row(benoit, 'a')).toBeVisible();
  await expect(benoit.getByText('1 unfinished upload', { exact: true })).toBeVisible();
  const discard = row(benoit, 'a').getByRole('button', { name: 'Discard… a' });
  await expect(discard).toHaveAttribute('aria-disabled', 'true');
  await expect(discard).toHaveAccessibleDescription(/You may look here, but not add anything/);
  await benoit.goto(folder(place, 'team/'));
  await expect(benoit.getByRole('heading', { level: 1 })).toHaveText('team');
  await expect(benoit.getByRole('link', { name: 'Unfinished uploads' })).toHaveCount(0);
});

lookAt([
  {
    name: 'unfinished uploads',
    open: async ({ page, api, place, look }) => {
      const own = await place();
      await begin(api, own, 'deep/down/half.csv');
      await page.goto(unfinished(own, 'deep/', look.language));
      await expect(page.getByText(look.language === 'fr' ? 'Rien encore' : 'Nothing yet')).toBeVisible();
    },
  },
  {
    name: 'unfinished uploads, the question',
    open: async ({ page, api, place, look }) => {
      const own = await place();
      await begin(api, own, 'half.csv');
      await page.goto(unfinished(own, '', look.language));
      await page.getByRole('button', { name: /^(Discard all…|Tout abandonner…)$/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
]);
