import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { uploadFiles, uploadOf, uploads, uploadsDone } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { wear } from '../support/looks.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// More uploads than have a row at a glance, and most of them failed, each for a reason of its own.

test.use({ person: 'alice', permissions: ['clipboard-read', 'clipboard-write'] });

const FILES = 115;
/** The first are stored. */
const STORED = 3;
const FAILED = FILES - STORED;

const KINDS = [[403, 'denied', 'AccessDenied'], [413, 'too-large', 'EntityTooLarge'], [404, 'no-such-bucket', 'NoSuchBucket']] as const;

async function failing(page: Page, testInfo: TestInfo): Promise<string[]> {
  await page.route(/\/objects\?key=/, (route) => {
    const number = Number.parseInt(new URL(route.request().url()).searchParams.get('key')!, 10);
    if (number < STORED) return route.continue();
    const [status, kind, code] = KINDS[number % KINDS.length]!;
    const problem = { type: `/problems/${kind}`, title: 'It failed', status, code, request_id: `reason-${number}` };
    return route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  const directory = join(testInfo.outputPath(), 'failing');
  mkdirSync(directory, { recursive: true });
  return Array.from({ length: FILES }, (_, number) => {
    const path = join(directory, `${number}.txt`);
    writeFileSync(path, `${number}`);
    return path;
  });
}

test('every failure is reached with its reason, by keyboard, fifty rows at a time, and their list is taken along', async ({ page, place, expectedMessages }, testInfo) => {
  test.slow();
  expectedMessages.push(/status of (403|404|413)/);
  await page.goto(folder(place));
  await uploadFiles(page, await failing(page, testInfo));
  await uploadsDone(page, STORED, FILES);
  const tray = uploads(page);
  await expect(tray).toContainText(`${FAILED} failed`);
  await expect(tray.getByRole('listitem')).toHaveCount(12);
  await expect(tray).toContainText(`and ${FILES - 12} more`);
  await isAccessible(page, testInfo, 'many failures at a glance');

  const all = tray.getByRole('button', { name: 'Show all' });
  await tabTo(page, all);
  await page.keyboard.press('Enter');
  await expect(tray.getByRole('listitem')).toHaveCount(50);
  await expect(tray).toContainText('1 to 50 of 115');
  await expect(tray.getByRole('listitem').first()).toContainText(`reason-${STORED}`);
  await expect(tray.getByRole('button', { name: 'Show fewer' })).toBeFocused();
  await isAccessible(page, testInfo, 'many failures, the first fifty');

  const next = tray.getByRole('button', { name: 'Next 50' });
  await tabTo(page, next);
  await page.keyboard.press('Enter');
  await expect(tray).toContainText('51 to 100 of 115');
  await expect(page.getByRole('status').filter({ hasText: '51 to 100 of 115' })).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(tray).toContainText('101 to 115 of 115');
  await expect(next, 'the keyboard stays where it was').toBeFocused();
  await expect(next).toHaveAccessibleDescription('These are the last.');
  const last = uploadOf(page, `${FILES - 1}.txt`);
  await tabTo(page, last.getByRole('button', { name: `Retry ${FILES - 1}.txt` }));
  await expect(last).toContainText(`reason-${FILES - 1}`);
  await expect(last).toBeInViewport();
  await expect(tray.getByRole('listitem').last(), 'what is stored comes after what failed').toContainText('Stored');
  await isAccessible(page, testInfo, 'many failures, the last');

  await tabTo(page, tray.getByRole('button', { name: 'Copy the list of failures' }), 'backwards');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Copied', { exact: true }).first()).toBeVisible();
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
  expect(lines).toHaveLength(FAILED);
  expect(lines.at(-1)).toMatch(new RegExp(`^minimal/${place.bucket}/114\\.txt\t.+\\(AccessDenied · reason-114\\)$`));

  await page.getByRole('link', { name: 'Français' }).click();
  const french = page.getByRole('region', { name: 'Téléversements', exact: true });
  await expect(french).toContainText('101 à 115 sur 115');
  await wear(page, { language: 'fr', theme: 'dark', width: 320 });
  await isAccessible(page, testInfo, 'many failures, in French, narrow and dark');
  await fitsTheWidth(page, 'many failures');
  await wear(page, { language: 'fr', theme: 'light', width: 1280 });
  await french.getByRole('button', { name: 'Afficher moins' }).click();
  await expect(french.getByRole('listitem')).toHaveCount(12);
  await page.unroute(/\/objects\?key=/);
  await french.getByRole('button', { name: 'Réessayer les échecs' }).click();
  await expect(french.getByRole('heading', { name: '115 sur 115 fichiers enregistrés' })).toBeVisible({ timeout: 20_000 });
});
