import type { Locator, Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { ownPage, refused, type Api } from '../support/api.ts';
import { tabTo } from '../support/keyboard.ts';
import { lookName, looks, wear } from '../support/looks.ts';
import { people } from '../support/people.ts';
import { folder, home, team } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });
// One team of the demo: what one test sets there another one sees.
test.describe.configure({ mode: 'serial' });

const BUCKET = { instance: 'minimal', bucket: 'team-prices' };
const dialog = (page: Page) => page.getByRole('dialog');
const mine = (page: Page) => page.getByRole('listitem').filter({ hasText: BUCKET.instance }).filter({ hasText: BUCKET.bucket });
const rules = (page: Page) => page.getByRole('group', { name: `Rules of ${BUCKET.bucket} on ${BUCKET.instance}` });
const sharedFolders = (page: Page) => rules(page).getByRole('switch', { name: /^A folder for each member/ });
const member = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

async function makeBucket(api: Api): Promise<void> {
  const answer = await api.request.post('/api/teams/prices/buckets', { data: { instance: BUCKET.instance } });
  expect([200, 201], await answer.text()).toContain(answer.status());
}

async function changeRole(page: Page, name: string, role: string | RegExp): Promise<void> {
  await member(page, name).getByRole('button', { name: `Role of ${name}` }).click();
  await dialog(page).getByRole('radio', { name: role }).check();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page)).toHaveCount(0);
}

test('a manager finds the team from its bucket and sets the role of a member, who sees it and by whose word', async ({ page, api, pageOf, baseURL }, testInfo) => {
  await makeBucket(api);
  const chloe = await pageOf('chloe');
  await chloe.goto(home());
  await mine(chloe).getByRole('link', { name: 'Members and settings of Price statistics' }).click();
  await expect(chloe.getByRole('heading', { level: 1, name: 'Price statistics' })).toBeVisible();

  await page.goto(folder(BUCKET));
  await page.getByRole('link', { name: /Team: Price statistics/ }).click();
  await expect(page).toHaveURL(team('prices'));
  await expect(page.getByText('You manage this team')).toBeVisible();
  await expect(member(page, people.alice.name)).toContainText('Through a group');
  await expect(member(page, people.alice.name)).toContainText('You');
  // What she may do stays as it is, for the tests beside this one; by whose word changes.
  await changeRole(page, people.chloe.name, /^Work with it/);
  const hers = member(page, people.chloe.name);
  await expect(hers).toContainText(`Set by ${people.alice.name}`);
  await expect(hers).toContainText('Work with it');
  await isAccessible(page, testInfo, 'the page of a team');

  await chloe.reload();
  await expect(chloe.getByText(`These manage the team and change what is on this page: ${people.alice.name}`)).toBeVisible();
  await expect(member(chloe, people.chloe.name)).toContainText(`Set by ${people.alice.name}`);
  await expect(chloe.getByRole('button', { name: /^Role of/ })).toHaveCount(0);
  await refused(await chloe.request.put('/api/teams/prices/members/chloe.nguyen', { data: { role: 'manager' }, headers: ownPage(baseURL!) }), 403, 'denied');

  await changeRole(page, people.chloe.name, /^What their groups say/);
  await expect(hers).toContainText('Through a group');
});

test('rules are switched by a manager and read by members', async ({ page, api, pageOf }) => {
  await makeBucket(api);
  await page.goto(team('prices'));
  const folders = sharedFolders(page);
  await expect(folders).not.toBeChecked();
  await folders.check();
  await expect(page.getByText('The rules of team-prices are saved.').first()).toBeVisible();
  const chloe = await pageOf('chloe');
  await chloe.goto(team('prices'));
  const read = sharedFolders(chloe);
  await expect(read).toBeChecked();
  await expect(read).toBeDisabled();
  await expect(chloe.getByText('Only managers of the team change these.')).toBeVisible();
  await page.reload();
  await expect(folders).toBeChecked();
  await folders.uncheck();
  await expect(page.getByText('The rules of team-prices are saved.').first()).toBeVisible();
  await chloe.reload();
  await expect(read).not.toBeChecked();
});

test('the last manager cannot step down, and is told so where it was tried', async ({ pageOf, expectedMessages }) => {
  expectedMessages.push(/status of 409/);
  const benoit = await pageOf('benoit');
  await benoit.goto(team('labour'));
  const role = member(benoit, people.benoit.name).getByRole('button', { name: `Role of ${people.benoit.name}` });
  await tabTo(benoit, role);
  await benoit.keyboard.press('Enter');
  await dialog(benoit).getByRole('radio', { name: /^See and download/ }).check();
  await expect(dialog(benoit).getByText('You would no longer manage this team')).toBeVisible();
  await dialog(benoit).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(benoit).getByRole('alert')).toContainText('Make somebody else a manager first');
  await benoit.keyboard.press('Escape');
  await expect(role).toBeFocused();
});

test('who is not in a team is told kindly, and nothing of it', async ({ pageOf }) => {
  const benoit = await pageOf('benoit');
  await benoit.goto(team('prices'));
  await expect(benoit.getByText('You are in no such team.')).toBeVisible();
  await expect(benoit.getByText(people.alice.name)).toHaveCount(0);
});

for (const look of looks(1)) {
  test(`the page of a team: ${lookName(look)}`, async ({ page, api }, testInfo) => {
    await makeBucket(api);
    await wear(page, look);
    await page.goto(team('prices', look.language));
    await expect(member(page, people.chloe.name)).toBeVisible();
    await isAccessible(page, testInfo, `team: ${lookName(look)}`);
    await fitsTheWidth(page, 'team');
    await member(page, people.chloe.name).getByRole('button').click();
    await expect(dialog(page).getByRole('radio').first()).toBeVisible();
    await isAccessible(page, testInfo, `role of a member: ${lookName(look)}`);
  });
}
