import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { ownPage, refused, type Api, type Place } from '../support/api.ts';
import { people } from '../support/people.ts';
import { home, keys, team } from '../support/places.ts';
import { readByKey, type AccessKey } from '../support/program.ts';
import { lookName, looks, wear } from '../support/looks.ts';
import { expect, test } from '../support/test.ts';

// Keys of the team that Benoît manages; each test minds those it made.
test.use({ person: 'benoit' });

const TEAM = 'labour';
const BUCKET: Place = { instance: 'minimal', bucket: `team-${TEAM}` };
const KEYS = `/api/teams/${TEAM}/access-keys`;
const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const unique = (testId: string) => `key ${testId}${Date.now().toString(36)}`;

async function makeBucket(api: Api): Promise<void> {
  const answer = await api.request.post(`/api/teams/${TEAM}/buckets`, { data: { instance: BUCKET.instance } });
  expect([200, 201], await answer.text()).toContain(answer.status());
}

async function make(api: Api, name: string, days: number): Promise<AccessKey> {
  const data = { name, instance: BUCKET.instance, read_only: true, days };
  const answer = await api.request.post(KEYS, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as AccessKey;
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  await row(page, name).getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a manager makes a key of the team; a program reads with it until it is revoked', async ({ page, api }, testInfo) => {
  await makeBucket(api);
  const object = `${testInfo.testId}.txt`;
  await api.put(BUCKET, object, 'for programs');
  await page.goto(team(TEAM));
  await expect(page.getByText('A key of the team works for its programs')).toBeVisible();
  await page.getByRole('button', { name: 'Create an access key' }).click();
  await expect(dialog(page).getByRole('option', { name: BUCKET.bucket })).toBeAttached();
  // Only where the team may be, and only what is the team's.
  await expect(dialog(page).getByRole('combobox', { name: 'Instance' }).getByRole('option')).toHaveText(['Minimal', 'Pachyderm']);
  await expect(dialog(page).getByRole('option', { name: people.benoit.handle, exact: true })).toHaveCount(0);
  await dialog(page).getByRole('combobox', { name: 'Bucket' }).selectOption(BUCKET.bucket);
  const name = unique(testInfo.testId);
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill(name);
  await isAccessible(page, testInfo, 'a key of a team to be made');
  await dialog(page).getByRole('button', { name: 'Create the key' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Your new access key' })).toBeVisible();
  const values = await dialog(page).getByRole('definition').allTextContents();
  const [endpoint, id, secret_key, region] = values.map((value) => value.trim()) as [string, string, string, string];
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  await expect(row(page, name)).toContainText(`Made by ${people.benoit.name}`);
  await expect(row(page, name)).toContainText(BUCKET.bucket);
  const key = { key: { id }, secret_key, endpoint, region };
  expect(await readByKey(key, BUCKET.bucket, object)).toBe(200);
  expect(await readByKey(key, people.benoit.handle, object)).toBe(403);

  await choose(page, name, 'Disable');
  await expect(row(page, name)).toContainText('Disabled');
  expect(await readByKey(key, BUCKET.bucket, object)).toBe(403);
  await choose(page, name, 'Enable');
  await expect(row(page, name)).not.toContainText('Disabled');
  expect(await readByKey(key, BUCKET.bucket, object)).toBe(200);
  await choose(page, name, 'Revoke…');
  await dialog(page).getByRole('button', { name: 'Revoke the key' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(row(page, name)).toHaveCount(0);
  expect(await readByKey(key, BUCKET.bucket, object)).toBe(403);
  await page.goto(`/en/activity?team=${TEAM}`);
  const act = row(page, id).filter({ hasText: 'Revoked an access key' });
  await expect(async () => {
    await page.reload();
    await expect(act).toContainText(people.benoit.name, { timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
});

test('a member who does not manage the team sees nothing of its keys', async ({ pageOf, baseURL }) => {
  const chloe = await pageOf('chloe');
  await chloe.goto(team('prices'));
  await expect(chloe.getByRole('heading', { name: 'Members' })).toBeVisible();
  await expect(chloe.getByRole('heading', { name: 'Access keys' })).toHaveCount(0);
  await expect(chloe.getByRole('button', { name: 'Create an access key' })).toHaveCount(0);
  const address = '/api/teams/prices/access-keys';
  await refused(await chloe.request.get(address, { headers: ownPage(baseURL!) }), 403, 'denied');
});

test('managers are reminded of a key of the team that ends soon, and renew it', async ({ page, api }, testInfo) => {
  const name = unique(testInfo.testId);
  const { key } = await make(api, name, 7);
  await page.goto(home());
  await expect(page.getByText(/access keys? of the team Labour market ends? within two weeks/)).toBeVisible();
  await page.getByRole('link', { name: 'Look at the team’s keys' }).click();
  await expect(row(page, name)).toContainText('Ends in 6 days');
  await choose(page, name, 'Renew…');
  await dialog(page).getByRole('combobox', { name: 'Good for' }).selectOption('90');
  await dialog(page).getByRole('button', { name: 'Renew' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(row(page, name)).not.toContainText('Ends in');
  await api.request.delete(`${KEYS}/${key.id}`);
});

test('whoever was given a folder makes a key for it', async ({ page, api, pageOf, baseURL }, testInfo) => {
  const alice = await pageOf('alice');
  const headers = ownPage(baseURL!);
  const bucket = `alice.tremblay.k${testInfo.testId.slice(-10)}${Date.now().toString(36)}`;
  const made = await alice.request.post('/api/instances/minimal/buckets', { data: { name: bucket }, headers });
  expect(made.status(), await made.text()).toBe(201);
  for (const object of ['team/a.txt', 'b.txt']) {
    const put = await alice.request.put(`/api/instances/minimal/buckets/${bucket}/objects?key=${object}`, { data: object, headers: { ...headers, 'content-type': 'text/plain' } });
    expect(put.status(), await put.text()).toBe(201);
  }
  const grant = { instance: 'minimal', bucket, prefix: 'team/', role: 'viewer', to: { kind: 'person', handle: people.benoit.handle } };
  const given = await alice.request.post('/api/grants', { data: grant, headers });
  expect(given.status(), await given.text()).toBe(201);

  await page.goto(`${keys()}?instance=minimal&bucket=${bucket}`);
  await expect(dialog(page).getByRole('combobox', { name: 'Bucket' })).toHaveValue(`${bucket}/team/`);
  await expect(dialog(page).getByRole('textbox', { name: 'Folder' })).toHaveValue('team/');
  await isAccessible(page, testInfo, 'a key for a folder that was given');
  await dialog(page).getByRole('button', { name: 'Create the key' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Your new access key' })).toBeVisible();
  const values = await dialog(page).getByRole('definition').allTextContents();
  const [endpoint, id, secret_key, region] = values.map((value) => value.trim()) as [string, string, string, string];
  const key = { key: { id }, secret_key, endpoint, region };
  expect(await readByKey(key, bucket, 'team/a.txt')).toBe(200);
  expect(await readByKey(key, bucket, 'b.txt')).toBe(403);
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  await expect(row(page, id)).toContainText(`${bucket}/team/`);
  await api.request.delete(`/api/access-keys/${id}`);
});

looks(1).forEach((look) => {
  test(`the keys of a team are right in ${lookName(look)}`, async ({ page, api, shot }, testInfo) => {
    const name = unique(testInfo.testId);
    const { key } = await make(api, name, 90);
    await wear(page, look);
    await page.goto(team(TEAM, look.language));
    await expect(row(page, name)).toBeVisible();
    await isAccessible(page, testInfo, lookName(look));
    await fitsTheWidth(page, lookName(look));
    await shot(lookName(look));
    await api.request.delete(`${KEYS}/${key.id}`);
  });
});
