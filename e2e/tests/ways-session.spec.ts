import type { Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { Demo } from '../support/demo.ts';
import { row, textFile, uploadFiles, uploadsDone } from '../support/browser.ts';
import { choosePerson, isSignedIn, signIn, signOut } from '../support/people.ts';
import { home, instance } from '../support/places.ts';
import { expect, test } from '../support/plain.ts';

// Sessions that are about to end, or have ended, in a demo where they are idle after a minute: the warning comes half a
// minute before.

let demo: Demo;
test.beforeAll(async () => {
  demo = await Demo.start('--idle-minutes', '1');
});
test.afterAll(() => demo?.stop());

const at = (path: string) => `${demo.address}${path}`;
const ending = (page: Page) => page.getByRole('dialog', { name: 'Your session is about to end' });
const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });
const left = async (page: Page) => ((await (await page.request.get(at('/api/session'))).json()) as { ends_in_seconds: number }).ends_in_seconds;

async function arrive(page: Page, person: 'alice' | 'chloe' | 'daniel'): Promise<void> {
  await page.goto(at(home()));
  await signIn(page, person);
  await page.goto(at(instance('minimal')));
  await expect(page.getByRole('heading', { level: 1, name: 'Minimal' })).toBeVisible();
}

test('the warning comes in time, and one press keeps the session, what is typed, and the other tabs', async ({ page, context }, testInfo) => {
  test.setTimeout(120_000);
  await arrive(page, 'alice');
  const other = await context.newPage();
  await other.goto(at(home()));
  await isSignedIn(other, 'alice');
  await page.bringToFront();
  await page.getByRole('button', { name: 'Create a bucket' }).press('Enter');
  const field = page.getByRole('dialog').getByRole('textbox');
  await field.fill('half-typed');
  await expect(ending(page)).toBeVisible({ timeout: 50_000 });
  await expect(ending(page)).toContainText('unless you stay');
  await expect(ending(other)).toBeVisible({ timeout: 10_000 });
  await isAccessible(page, testInfo, 'session about to end');
  expect(await left(page)).toBeLessThan(35);
  await ending(page).getByRole('button', { name: 'Stay signed in' }).press('Enter');
  await expect(ending(page)).toHaveCount(0);
  await expect(ending(other)).toHaveCount(0);
  await expect.poll(() => left(page)).toBeGreaterThan(45);
  await expect(field).toHaveValue('half-typed');
});

test('left alone it ends, says so, and goes on here after signing in beside', async ({ page, expectedMessages }, testInfo) => {
  test.setTimeout(150_000);
  expectedMessages.push(/status of 401/);
  await arrive(page, 'chloe');
  await page.getByRole('button', { name: 'Create my personal bucket' }).press('Enter');
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await expect(ending(page)).toBeVisible({ timeout: 50_000 });
  await expect(ended(page)).toBeVisible({ timeout: 50_000 });
  await expect(ending(page)).toHaveCount(0);
  await isAccessible(page, testInfo, 'session ended');

  // An upload meanwhile is refused, and goes on by itself.
  await ended(page).getByRole('button', { name: 'Not now' }).press('Enter');
  await uploadFiles(page, [textFile('kept.txt')]);
  await expect(ended(page)).toBeVisible();
  const popup = page.waitForEvent('popup');
  await ended(page).getByRole('link', { name: 'Sign in again' }).press('Enter');
  // The provider still knows her: nothing is asked, and the window closes by itself.
  await popup;
  await expect(ended(page)).toHaveCount(0);
  await uploadsDone(page, 1);
  await expect(row(page, 'kept.txt')).toBeVisible();
});

test('a session ended in another tab ends here at once; another person’s sign-in does not take this page over', async ({ page, context, expectedMessages }) => {
  expectedMessages.push(/status of 401/);
  await arrive(page, 'daniel');
  const other = await context.newPage();
  await other.goto(at(home()));
  await signOut(other, 'daniel');
  await expect(ended(page)).toBeVisible();

  const popup = page.waitForEvent('popup');
  await ended(page).getByRole('link', { name: 'Sign in again' }).press('Enter');
  const beside = await popup;
  await choosePerson(beside, 'daniel');
  await expect(ended(page)).toHaveCount(0);
  await expect(page.getByText('You are signed in again, and can go on.').first()).toBeVisible();
  await isSignedIn(page, 'daniel');
  await expect.poll(() => beside.isClosed() || beside.getByText('You can close this window').isVisible()).toBe(true);
  expect(new URL(page.url()).pathname).toBe(instance('minimal'));

  await isSignedIn(other, 'daniel');
  await signOut(other, 'daniel');
  await expect(ended(page)).toBeVisible();
  const again = page.waitForEvent('popup');
  await ended(page).getByRole('link', { name: 'Sign in again' }).press('Enter');
  const reloaded = page.waitForEvent('load');
  await choosePerson(await again, 'alice');
  await reloaded;
  await isSignedIn(page, 'alice');
});
