import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { activity } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'chloe' });

test('one sees what was done in one’s name, and takes it out', async ({ page, shot }, testInfo) => {
  await page.goto(activity());
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  const first = page.getByRole('row').filter({ hasText: 'Signed in' }).first();
  await expect(first).toContainText('On this page');
  await expect(first).toContainText('127.0.0.1');
  await expect(first).toContainText('Done');
  await shot('activity');
  await isAccessible(page, testInfo, 'activity');

  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as JSON lines' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('activity.jsonl');
  const text = await (await saved.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
  const acts = text.trim().split('\n').map((line) => (JSON.parse(line) as { act: string }).act);
  expect(acts).toContain('sign-in');
});

test('it is found from the menu of the person, by keyboard, and reads well on a phone in French', async ({ page, shot }, testInfo) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(activity('fr'));
  await expect(page.getByRole('heading', { level: 1, name: 'Activité' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Connexion' }).first()).toContainText('Sur cette page');
  await fitsTheWidth(page, 'activity, narrow');
  await shot('activity, narrow, French');
  await isAccessible(page, testInfo, 'activity, narrow');

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/en');
  await page.getByRole('button', { name: 'Chloé' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Activity' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(activity());
});

test('when it cannot be read it says so and tries again', async ({ page, expectedMessages }) => {
  expectedMessages.push(/net::ERR_FAILED/);
  await page.route('**/api/activity*', (route) => route.abort());
  await page.goto(activity());
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unroute('**/api/activity*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Signed in' }).first()).toBeVisible();
});
