import type { Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { objectAddress, refused, type Api, type Place } from '../support/api.ts';
import { openSharing } from '../support/folder.ts';
import { tabTo } from '../support/keyboard.ts';
import type { Person } from '../support/people.ts';
import { dataset, datasets, folder, publicFile, shared } from '../support/places.ts';
import { lookAt, type Screen } from '../support/screens.ts';
import { s3 } from '../support/settings.ts';
import { expect, ownBucket, test as plain } from '../support/test.ts';

/** A bucket of one test alone, on the demo's one instance where things are made public. */
async function makePlace(api: Api, person: Person, testId: string): Promise<Place> {
  const place = { instance: 'pachyderm', bucket: ownBucket(person, testId) };
  await api.createBucket(place);
  return place;
}

const test = plain.extend({
  place: async ({ api }, use, testInfo) => use(await makePlace(api, 'alice', testInfo.testId)),
});

test.use({ person: 'alice' });

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const banner = (page: Page) => page.locator('.notice--public');

async function fill(api: Api, place: Place): Promise<void> {
  await api.put(place, 'open/data.csv', 'month,price\njanuary,12.5\n');
  await api.put(place, 'open/deep/notes.txt', 'for everybody');
  await api.put(place, 'open2/secret.txt', 'for nobody');
}

async function publish(api: Api, place: Place): Promise<void> {
  const data = { ...place, prefix: 'open/', confirmation: 'open' };
  const answer = await api.request.post('/api/publications', { data });
  expect(answer.status(), await answer.text()).toBe(201);
}

async function openReview(page: Page): Promise<void> {
  await openSharing(page);
  await dialog(page).getByRole('button', { name: /^(Make public…|Rendre public…)$/ }).click();
  await expect(dialog(page).getByText(/^2 (objects|objets)/)).toBeVisible();
}

test('a folder is made public after a review, read by a stranger, and closed with one click', async ({ page, place, api, pageOf, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 404/);
  await fill(api, place);
  const stranger = await pageOf();
  const address = dataset(place.bucket, 'open/');
  const file = publicFile(place.bucket, 'open/data.csv');
  await refused(await stranger.request.get(file), 404, 'no-such-bucket');

  await page.goto(folder(place, 'open/'));
  await openReview(page);
  await expect(dialog(page).getByText('data.csv')).toBeVisible();
  await expect(dialog(page).getByText('deep/notes.txt')).toBeVisible();
  await expect(dialog(page).getByText('secret.txt')).toHaveCount(0);
  await expect(dialog(page).getByText(/cannot be called back/)).toBeVisible();
  await isAccessible(page, testInfo, 'review of what becomes public');
  const submit = dialog(page).getByRole('button', { name: 'Make public' });
  const field = dialog(page).getByRole('textbox', { name: 'To confirm, type the name' });
  await expect(submit).toHaveAttribute('aria-disabled', 'true');
  await field.fill('Open');
  await expect(submit).toHaveAttribute('aria-disabled', 'true');
  await field.fill('open');
  await submit.click();
  await expect(dialog(page).getByText(/^Made public by Alice Tremblay on .*: everybody can read it\.$/)).toBeVisible();
  await expect(dialog(page).getByRole('list', { name: 'Who can see this?' })).toContainText('Everybody, without signing in');
  await page.keyboard.press('Escape');
  await expect(banner(page)).toContainText('This folder is public');
  await expect(page.getByRole('navigation', { name: 'You are here' }).getByText('Public', { exact: true })).toBeVisible();
  await isAccessible(page, testInfo, 'a public folder');

  await stranger.goto(datasets());
  await stranger.getByRole('link', { name: `${place.bucket}/open/` }).click();
  await expect(stranger).toHaveURL(address);
  await expect(row(stranger, 'data.csv')).toBeVisible();
  await expect(row(stranger, 'secret.txt')).toHaveCount(0);
  const way = stranger.getByRole('navigation', { name: 'You are here' });
  await expect(way.getByText(`${place.bucket}/open/`)).toBeVisible();
  await expect(way.getByRole('link')).toHaveCount(1);
  await row(stranger, 'deep/').getByRole('link').first().click();
  await expect(row(stranger, 'notes.txt')).toBeVisible();
  await expect(way.getByRole('link', { name: `${place.bucket}/open/` })).toHaveAttribute('href', address);
  expect(await (await stranger.request.get(file)).text()).toContain('january');
  expect((await stranger.request.get(`http://${s3}/${place.bucket}/open/data.csv`)).status()).toBe(200);
  expect((await stranger.request.get(`http://${s3}/${place.bucket}/open2/secret.txt`)).status()).toBe(403);
  for (const above of ['', 'open2/']) {
    const answer = await stranger.request.get(`/api/datasets/${place.bucket}/listing?prefix=${above}`);
    await refused(answer, 404, 'no-such-bucket');
  }

  await page.goto(folder(place));
  await expect(row(page, 'open/').getByText('Public', { exact: true })).toBeVisible();
  await expect(row(page, 'open2/').getByText('Public')).toHaveCount(0);
  await expect(banner(page)).toHaveCount(0);
  await page.goto(folder(place, 'open/deep/'));
  await expect(banner(page)).toContainText('Public, as all of “open” is');
  await page.getByRole('button', { name: 'Make private again' }).click();
  await expect(page.getByRole('region', { name: 'Notifications' }).getByText('“open” is private again.')).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  await refused(await stranger.request.get(file), 404, 'no-such-bucket');
  expect((await stranger.request.get(`http://${s3}/${place.bucket}/open/data.csv`)).status()).toBe(404);
  await stranger.goto(address);
  await expect(stranger.getByRole('main').getByRole('alert')).toContainText('does not exist, or is not open to you');
});

test('it stands among what one shares, and is taken back there', async ({ page, place, api, pageOf }) => {
  await fill(api, place);
  await publish(api, place);
  await page.goto(shared());
  await page.getByRole('searchbox', { name: 'Filter by name, place or person' }).fill(place.bucket);
  const own = row(page, `${place.bucket}/open/`);
  await expect(own).toContainText('Everybody, without signing in');
  await own.getByRole('button', { name: /^Actions for/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Change…' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Take back' }).click();
  await dialog(page).getByRole('button', { name: 'Take back' }).click();
  await expect(own).toHaveCount(0);
  const stranger = await pageOf();
  await refused(await stranger.request.get(publicFile(place.bucket, 'open/data.csv')), 404, 'no-such-bucket');
});

test('whoever only sees the folder is told that it is public, and cannot change that', async ({ page, place, api, pageOf }) => {
  await fill(api, place);
  await publish(api, place);
  const benoit = await pageOf('benoit');
  await benoit.goto(folder(place, 'open/'));
  await expect(banner(benoit)).toContainText('Made public by Alice Tremblay');
  await expect(benoit.getByRole('button', { name: 'Make private again' })).toBeHidden();
  expect((await benoit.request.get(objectAddress(place, 'open/data.csv'))).status()).toBe(200);
  expect(page.url()).toBeTruthy();
});

test('where the operator has not allowed it, the button is off and says why', async ({ page, api }, testInfo) => {
  const place = { instance: 'minimal', bucket: ownBucket('alice', `${testInfo.testId}m`) };
  await api.createBucket(place);
  await fill(api, place);
  await page.goto(folder(place, 'open/'));
  await page.getByRole('button', { name: 'Share…' }).click();
  const start = dialog(page).getByRole('button', { name: 'Make public…' });
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await expect(start).toHaveAccessibleDescription(/the team that runs this portal has not allowed it/);
  const data = { ...place, prefix: 'open/', confirmation: 'open' };
  await refused(await api.request.post('/api/publications', { data }), 403, 'publishing-off');
});

test('it is made public and private with the keyboard alone', async ({ page, place, api }) => {
  await fill(api, place);
  await page.goto(folder(place, 'open/'));
  await tabTo(page, page.getByRole('button', { name: 'Share…' }));
  await page.keyboard.press('Enter');
  const start = dialog(page).getByRole('button', { name: 'Make public…' });
  await expect(start).toBeVisible();
  await tabTo(page, start);
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading', { name: 'What would become public' })).toBeFocused();
  await expect(dialog(page).getByText('2 objects')).toBeVisible();
  await tabTo(page, dialog(page).getByRole('textbox', { name: 'To confirm, type the name' }));
  await page.keyboard.type('open');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading', { name: 'Make public', exact: true })).toBeFocused();
  const undo = dialog(page).getByRole('button', { name: 'Make private again' });
  await tabTo(page, undo);
  await page.keyboard.press('Enter');
  await expect(start).toBeVisible();
  await expect(dialog(page).getByRole('heading', { name: 'Make public', exact: true })).toBeFocused();
});

const screens: Screen[] = [
  {
    name: 'review',
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await fill(api, place);
      await page.goto(folder(place, 'open/', look.language));
      await openSharing(page);
      await dialog(page).getByRole('button', { name: /^(Make public…|Rendre public…)$/ }).click();
      await expect(dialog(page).getByText(/^2 (objects|objets)/)).toBeVisible();
    },
  },
  {
    name: 'a public folder',
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await fill(api, place);
      await publish(api, place);
      await page.goto(folder(place, 'open/', look.language));
      await expect(banner(page)).toContainText('Alice Tremblay');
    },
  },
];

lookAt(screens, makePlace);
