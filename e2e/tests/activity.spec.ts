import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { ownPage, refused } from '../support/api.ts';
import { people } from '../support/people.ts';
import { activity, home, team } from '../support/places.ts';
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

test('it is narrowed, and taken out as it is shown', async ({ page, api, place, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 412/);
  await api.put(place, 'a.txt', 'x');
  await api.put(place, 'b.txt', 'y');
  await page.goto(activity());
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  await page.getByRole('textbox', { name: 'Bucket' }).fill(place.bucket);
  await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Wrote an object' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText(`${place.bucket}/b.txt`);
  await expect(rows.first()).toContainText('On this page');
  await isAccessible(page, testInfo, 'activity, narrowed');

  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as CSV' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('activity.csv');
  const text = await (await saved.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
  expect(text.trim().split('\r\n')).toHaveLength(3);

  await page.getByRole('checkbox', { name: 'Only what was refused' }).check();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('Nothing of this kind was recorded.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows.filter({ hasText: 'Created a bucket' }).first()).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Whose' })).toHaveCount(0);
});

test('what was taken out, and what was emptied, says how much it was, in both languages', async ({ page, api, place }, testInfo) => {
  for (const key of ['f/a.txt', 'f/b.txt', 'f/c.txt']) await api.put(place, key, 'four');
  const selection = { place, base: '', prefixes: ['f/'] };
  const made = await api.request.post('/api/archives', { data: { selection } });
  expect(made.status(), await made.text()).toBe(201);
  const { url } = (await made.json()) as { url: string };
  expect((await api.request.get(url)).ok()).toBe(true);
  expect((await api.request.post('/api/manifests', { data: { selection, format: 'urls' } })).ok()).toBe(true);
  await (await api.request.post(`/api/instances/${place.instance}/buckets/${place.bucket}/empty`, { data: {} })).body();

  await page.goto(activity());
  await page.getByRole('textbox', { name: 'Bucket' }).fill(place.bucket);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const row = (act: string) => page.getByRole('row').filter({ hasText: act });
  // Written a moment after it has ended.
  await expect(async () => {
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(row('Emptied a bucket')).toContainText('3 objects', { timeout: 1000 });
  }).toPass();
  await expect(row('Took objects out as a zip')).toContainText('3 objects · 12 bytes');
  await expect(row('Took objects out as a zip')).toContainText(`${place.bucket}/f/`);
  await expect(row('Made a list for programs')).toContainText('3 objects');
  await isAccessible(page, testInfo, 'activity of many objects');

  await page.goto(activity('fr'));
  await page.getByRole('textbox', { name: 'Compartiment' }).fill(place.bucket);
  await page.getByRole('combobox', { name: 'Quoi' }).selectOption({ label: 'Téléchargement d’objets en zip' });
  await page.getByRole('button', { name: 'Afficher', exact: true }).click();
  await expect(row('Téléchargement d’objets en zip').filter({ hasText: place.bucket })).toContainText('3 objets');
});

test.describe('of others', () => {
  test.use({ person: 'alice' });

  test('a manager reads what was done in the team’s bucket, an operator what everybody did', async ({ page, api, pageOf, baseURL }, testInfo) => {
    const made = await api.request.post('/api/teams/prices/buckets', { data: { instance: 'minimal' } });
    expect(made.ok()).toBe(true);
    const chloe = await pageOf('chloe');
    await chloe.goto(home());
    const key = `note-${Date.now()}.txt`;
    const put = await chloe.request.put(`/api/instances/minimal/buckets/team-prices/objects?key=${key}`, { data: 'x', headers: ownPage(baseURL!) });
    expect(put.status(), await put.text()).toBe(201);

    await page.goto(team('prices'));
    await page.getByRole('link', { name: 'What was done in the team’s buckets' }).click();
    await expect(page.getByRole('combobox', { name: 'Whose' })).toHaveValue('team:prices');
    const row = page.getByRole('row').filter({ hasText: key });
    await expect(row).toContainText(people.chloe.name);
    await expect(row).toContainText('Wrote an object');
    await isAccessible(page, testInfo, 'activity of a team');

    await page.getByRole('combobox', { name: 'Whose' }).selectOption({ label: 'Everybody’s' });
    await page.getByRole('textbox', { name: 'Person (handle)' }).fill(people.chloe.handle);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(page.getByText('Operators of the portal read this.')).toBeVisible();
    await expect(row).toContainText(people.chloe.handle);
  });

  test('whoever manages nothing has nothing to choose, and is refused what they do not see', async ({ pageOf }) => {
    const daniel = await pageOf('daniel');
    await daniel.goto(activity());
    await expect(daniel.getByRole('row').filter({ hasText: 'Signed in' }).first()).toBeVisible();
    await expect(daniel.getByRole('combobox', { name: 'Whose' })).toHaveCount(0);
    await refused(await daniel.request.get('/api/activity?all=true'), 403, 'denied');
    await refused(await daniel.request.get('/api/activity?team=prices'), 404, 'no-such-page');
  });
});
