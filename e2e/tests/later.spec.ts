import type { Page } from '@playwright/test';
import { late } from '../support/answers.ts';
import { chooseFolder, press } from '../support/arranging.ts';
import { act, dialog, row } from '../support/browser.ts';
import { people } from '../support/people.ts';
import { folder, home, instance } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// What comes late, a frame or an answer, may find gone what it was for. The page goes on as if nothing had come: an error
// would stand on its console, which is empty at the end of every test.

test.use({ person: 'alice' });

/** Keeps frames from the page until they are let go, as a browser does that is busy or in the background. */
async function lateFrames(page: Page): Promise<{ keep: () => Promise<void>; letGo: () => Promise<void> }> {
  await page.addInitScript(() => {
    const frame = window.requestAnimationFrame.bind(window);
    const kept: FrameRequestCallback[] = [];
    let keeps = false;
    window.requestAnimationFrame = (run) => (keeps ? kept.push(run) : frame(run));
    addEventListener('frames:keep', () => (keeps = true));
    addEventListener('frames:let-go', () => {
      keeps = false;
      for (const run of kept.splice(0)) run(performance.now());
    });
  });
  const tell = (name: string) => page.evaluate((name) => void dispatchEvent(new Event(name)), name);
  return { keep: () => tell('frames:keep'), letGo: () => tell('frames:let-go') };
}

test('a frame for the lines of a dialog that is closed', async ({ page, place, api }) => {
  for (const key of ['a.txt', 'd/e/f.txt']) await api.put(place, key, key);
  const frames = await lateFrames(page);
  await page.goto(folder(place));
  await act(page, 'a.txt', 'Move to…');
  await expect(dialog(page).getByRole('button', { name: 'Move here' })).toBeVisible();
  await frames.keep();
  await chooseFolder(page, 'd/', 'e/');
  await expect(dialog(page)).toContainText('There is no folder in here.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Move here' })).toHaveCount(0);
  await frames.letGo();
  await act(page, 'a.txt', 'Rename…');
  await expect(dialog(page).getByRole('textbox', { name: 'New name' })).toHaveValue('a.txt');
});

test('a frame for a dialog that is closed before it was shown', async ({ page, place }) => {
  const frames = await lateFrames(page);
  await page.goto(folder(place));
  await expect(page.getByRole('button', { name: 'Upload', exact: true })).toBeVisible();
  await frames.keep();
  await page.keyboard.press('Control+K');
  await expect(page.locator('dialog .palette')).toBeAttached();
  await page.keyboard.press('Control+K');
  await expect(page.locator('dialog .palette')).toHaveCount(0);
  await frames.letGo();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
});

test('the answer to a deletion whose dialog is closed', async ({ page, place, api }) => {
  for (const key of ['a.txt', 'b.txt']) await api.put(place, key, key);
  await page.goto(folder(place));
  const answers = await late(page, 'POST', /\/objects\/delete$/);
  await act(page, 'a.txt', 'Delete…');
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await answers.given(1);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await answers.letGo();
  await expect(page.getByText('1 object deleted.').first()).toBeAttached();
  await expect(row(page, 'a.txt')).toHaveCount(0);
  await expect(row(page, 'b.txt')).toBeVisible();
});

test('the answers to sharing, when the dialog is closed and the page is left', async ({ page, place, api }) => {
  await api.put(place, 'team/a.txt', 'for the team');
  await page.goto(folder(place));
  const answers = await late(page, 'POST', /\/api\/(grants|links)$/);
  await act(page, 'team/', 'Share…');
  await dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' }).fill(people.benoit.handle);
  await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Make a link' }).click();
  await answers.given(2);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await page.getByRole('banner').getByRole('link', { name: 'Storage', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${home()}$`));
  await answers.letGo();
  await page.getByRole('main').getByRole('link', { name: 'Minimal', exact: true }).first().click();
  await expect(page.getByRole('rowheader', { name: place.bucket })).toBeVisible();
});

test('the answer to making a key, when the page is left', async ({ page, place }) => {
  const answers = await late(page, 'POST', /\/api\/access-keys$/);
  await page.goto(instance(place.instance));
  await act(page, place.bucket, 'Access key for this bucket…');
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  await answers.given(1);
  await page.goBack();
  await expect(page.getByRole('rowheader', { name: place.bucket })).toBeVisible();
  await answers.letGo();
  await act(page, place.bucket, 'Share…');
  await expect(dialog(page).getByRole('heading', { name: /^Share/ })).toBeVisible();
});

test('the list of a folder that is left before it comes, which is asked for no longer', async ({ page, place, api }) => {
  await api.put(place, 'a/inside.txt', 'inside');
  await page.goto(folder(place));
  const ofFolder = (url: URL) => url.pathname.endsWith('/listing') && url.searchParams.get('prefix') === 'a/';
  await page.route(ofFolder, () => {});
  const given = page.waitForEvent('requestfailed', (request) => ofFolder(new URL(request.url())));
  await row(page, 'a/').getByRole('link').click();
  await expect(page).toHaveURL(folder(place, 'a/'));
  await page.goBack();
  expect((await given).failure()?.errorText).toBe('net::ERR_ABORTED');
  await page.unrouteAll();
  await row(page, 'a/').getByRole('link').click();
  await expect(row(page, 'inside.txt')).toBeVisible();
});
