import * as places from '../support/places.ts';
import { PARTS, details, dialog, openRow, row, textFile, uploadFiles, uploads, uploadsDone } from '../support/browser.ts';
import { expect, test } from '../support/test.ts';

// The page comes in parts: what is not needed to look at a list is fetched when it is. Here it cannot be.

const WITHOUT_LINE = 'This part of the page could not be loaded. Nothing is lost: check your connection, then try again.';

test.use({ person: 'alice', expectedMessages: [[/Failed to load resource/, /net::ERR/], { scope: 'test' }] });

test('without a line a dialog says so, and works once one tries again', async ({ page, place, api, shot }) => {
  await api.put(place, 'a.txt', 'a');
  await page.route(PARTS, (route) => route.abort('internetdisconnected'));
  await page.goto(places.folder(place));
  await page.getByRole('button', { name: 'New folder' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText(WITHOUT_LINE);
  await shot('new folder, its part cannot be fetched');
  // The list is as usable as before.
  await page.keyboard.press('Escape');
  await expect(row(page, 'a.txt')).toBeVisible();
  await page.getByRole('button', { name: 'New folder' }).click();
  await expect(dialog(page).getByRole('button', { name: 'Try again' })).toBeVisible();

  await page.unrouteAll();
  await dialog(page).getByRole('button', { name: 'Try again' }).click();
  await dialog(page).getByRole('textbox').fill('late');
  await dialog(page).getByRole('button', { name: 'Create' }).click();
  await expect(row(page, 'late/')).toBeVisible();
});

test('files that were handed in wait for what sends them', async ({ page, place }) => {
  await page.route(PARTS, (route) => route.abort('internetdisconnected'));
  await page.goto(places.folder(place));
  await uploadFiles(page, [textFile('waits.txt'), textFile('waits too.txt')]);
  await expect(uploads(page).getByRole('alert')).toContainText(WITHOUT_LINE);
  await uploadFiles(page, [textFile('a third.txt')]);
  await page.unrouteAll();
  await uploads(page).getByRole('button', { name: 'Try again' }).click();
  await uploadsDone(page, 3);
  for (const name of ['waits.txt', 'waits too.txt', 'a third.txt']) await expect(row(page, name)).toBeVisible();
});

test('uploads go on while a part cannot be fetched', async ({ page, place, api }) => {
  await api.put(place, 'a.txt', 'a');
  await page.route(/\/pages-[0-9a-f]{16}\.wasm$/, (route) => route.abort('internetdisconnected'));
  await page.goto(places.folder(place));
  await expect(row(page, 'a.txt')).toBeVisible();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/objects\?/, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue();
  });
  await uploadFiles(page, [textFile('b.txt')]);
  await expect(uploads(page)).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(WITHOUT_LINE);
  release();
  await uploadsDone(page, 1);
});

test('a tab from before an upgrade says to reload', async ({ page, place, api, shot }) => {
  await api.put(place, 'a.txt', 'a');
  await page.route(PARTS, (route) => route.fulfill({ status: 404 }));
  await page.goto(places.folder(place));
  await expect(row(page, 'a.txt')).toBeVisible();
  // The gateway has other files now: those that this page was made of are gone as well.
  await page.route(/\/frontend-[0-9a-f]+\.js$/, (route) => route.fulfill({ status: 404 }));
  await openRow(page, 'a.txt');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The portal was updated. Reload the page to use the new version.');
  await shot('details, from before an upgrade');
  await page.unrouteAll();
  await page.getByRole('main').getByRole('button', { name: 'Reload' }).click();
  await expect(details(page).getByRole('heading', { name: 'a.txt' })).toBeVisible();
});

test('what people do next is fetched once the list is there, before anybody asks', async ({ page, place, api }) => {
  await api.put(place, 'a.txt', 'a');
  const fetched = page.waitForResponse(/\/acts-[0-9a-f]{16}\.wasm$/);
  await page.goto(places.folder(place));
  const answer = await fetched;
  await expect(row(page, 'a.txt')).toBeVisible();
  expect(answer.headers()['cache-control']).toMatch(/immutable/);
  expect(answer.headers()['content-type']).toBe('application/wasm');
});

test('what is typed before its list came is kept, in the palette and in the path bar', async ({ page, place, api }) => {
  await api.put(place, 'below/a.txt', 'a');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(PARTS, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(places.folder(place));
  await expect(row(page, 'below/')).toBeVisible();
  const path = page.getByRole('combobox', { name: 'Path, S3 address or address of this portal' });
  await path.focus();
  await page.keyboard.type(`${place.bucket}/be`);
  await page.keyboard.press('Control+k');
  const field = dialog(page).getByRole('combobox');
  await expect(field).toBeFocused();
  await page.keyboard.type('accessib');
  release();
  await expect(dialog(page).getByRole('option').first()).toContainText('Accessibility');
  await expect(field).toHaveValue('accessib');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(path).toBeFocused();
  await expect(path).toHaveValue(`${place.bucket}/be`);
  await path.click();
  await page.keyboard.press('End');
  await page.keyboard.type('l');
  await expect(page.getByRole('option', { name: `${place.bucket}/below/` })).toBeVisible();
});
