import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { fail } from '../support/answers.ts';
import type { Api } from '../support/api.ts';
import { lookName, looks, wear } from '../support/looks.ts';
import { folder, home } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// A team has one bucket an instance. That of the prices team on the premium instance is this file's: its tests follow one
// another, and each begins by making it, or by making it go.
test.describe.configure({ mode: 'serial' });
test.use({ person: 'alice' });

const place = { instance: 'premium', bucket: 'team-prices' };

const teams = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { name: /^(Team buckets|Compartiments d’équipe)$/ }) });
const prices = (page: Page) => teams(page).getByRole('listitem').filter({ hasText: place.instance }).filter({ hasText: place.bucket });
const make = (page: Page) => prices(page).getByRole('button', { name: /^(Create the bucket|Créer le compartiment) team-prices$/ });

async function isMade(api: Api): Promise<void> {
  const answer = await api.request.post('/api/teams/prices/buckets', { data: { instance: place.instance } });
  expect([200, 201], await answer.text()).toContain(answer.status());
}

async function isMissing(api: Api): Promise<void> {
  const answer = await api.request.delete(`/api/instances/${place.instance}/buckets/${place.bucket}`);
  expect([204, 404], await answer.text()).toContain(answer.status());
}

for (const look of looks(1)) {
  test(`what the team may have is offered to who manages it: ${lookName(look)}`, async ({ page, api }, testInfo) => {
    await isMissing(api);
    await wear(page, look);
    await page.goto(home(look.language));
    await expect(make(page)).toBeVisible();
    await expect(prices(page)).toContainText(look.language === 'fr' ? 'Statistiques des prix · Gérer' : 'Price statistics · Manage');
    await isAccessible(page, testInfo, `team buckets: ${lookName(look)}`);
    await fitsTheWidth(page, `team buckets: ${lookName(look)}`);
  });
}

test('nothing is offered to who does not manage it', async ({ api, pageOf }) => {
  await isMissing(api);
  const chloe = await pageOf('chloe');
  await chloe.goto(home());
  await expect(chloe.getByRole('link', { name: 'Premium', exact: true })).toBeVisible();
  await expect(prices(chloe)).toHaveCount(0);
  await expect(teams(chloe).getByRole('button')).toHaveCount(0);
});

test('when it cannot be made, the page says so and offers it again', async ({ page, api, expectedMessages }) => {
  await isMissing(api);
  expectedMessages.push(/status of 502/);
  await fail(page, /\/api\/teams\/[^/]+\/buckets$/, 502, 'upstream-unreachable');
  await page.goto(home());
  await make(page).click();
  await expect(prices(page).getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${home()}$`));
  await expect(make(page)).toBeEnabled();
});

test('it is made with one press, and everybody in the team finds it without knowing its name', async ({ page, api, pageOf }) => {
  await isMissing(api);
  await page.goto(home());
  await make(page).click();
  await expect(page).toHaveURL(new RegExp(`${folder(place)}$`));
  await expect(page.getByText('The team bucket team-prices is ready.').first()).toBeAttached();
  await page.goto(home());
  await expect(prices(page).getByRole('link', { name: place.bucket, exact: true })).toBeVisible();
  await expect(make(page)).toHaveCount(0);

  const chloe = await pageOf('chloe');
  await chloe.goto(home());
  await expect(prices(chloe)).toContainText('Price statistics · Work with it');
  await expect(teams(chloe).getByRole('button')).toHaveCount(0);
  await prices(chloe).getByRole('link', { name: place.bucket, exact: true }).click();
  await expect(chloe.getByRole('heading', { name: place.bucket, level: 1 })).toBeVisible();
  await expect(chloe.getByRole('button', { name: 'Upload', exact: true })).toBeVisible();
});

test('who may only look reads so, and is offered nothing', async ({ api, pageOf }) => {
  await isMade(api);
  const chloe = await pageOf('chloe');
  await chloe.route(/\/api\/teams$/, async (route) => {
    const answer = await route.fetch();
    const { teams, ...rest } = (await answer.json()) as { teams: object[] };
    await route.fulfill({ response: answer, json: { ...rest, teams: teams.map((team) => ({ ...team, role: 'viewer' })) } });
  });
  await chloe.goto(home());
  await expect(prices(chloe)).toContainText('Price statistics · See and download');
  await expect(teams(chloe).getByRole('button')).toHaveCount(0);
});

test('whoever is in no team reads nothing of teams', async ({ pageOf }) => {
  const daniel = await pageOf('daniel');
  await daniel.goto(home());
  await expect(daniel.getByRole('link', { name: 'Minimal', exact: true })).toBeVisible();
  await expect(teams(daniel)).toBeHidden();
});
