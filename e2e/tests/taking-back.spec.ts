import type { Page } from '@playwright/test';
import { objectAddress, ownPage, refused } from '../support/api.ts';
import { act, dialog, row } from '../support/browser.ts';
import { people } from '../support/people.ts';
import { folder, home } from '../support/places.ts';
import { readByKey, type AccessKey } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

// What is taken back is over: on the page, for programs, and for whoever has a link.

test.use({ person: 'alice' });

async function shareFolder(page: Page): Promise<string> {
  await act(page, 'team/', 'Share…');
  await dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' }).fill(people.benoit.handle);
  await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog(page).getByText(`${people.benoit.name} now has access to team.`)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog(page).getByText('The link is made and copied')).toBeVisible();
  return (await dialog(page).locator('.links__address').textContent())!;
}

test('somebody uses a folder by page and by key, a stranger by link, until it is taken back', async ({ page, place, api, pageOf, context, baseURL, expectedMessages }) => {
  expectedMessages.push(/status of 4(04|10)/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await api.put(place, 'team/a.txt', 'for the team');
  await api.put(place, 'b.txt', 'for nobody');
  const benoit = await pageOf('benoit');
  await benoit.goto(home());
  await page.goto(folder(place));
  const link = await shareFolder(page);

  const withMe = benoit.locator('section').filter({ has: benoit.getByRole('heading', { name: 'Shared with me', includeHidden: true }) });
  const given = withMe.getByRole('link', { name: `${place.bucket}/team/` });
  await expect(given).toBeVisible({ timeout: 10_000 });
  await given.click();
  await expect(row(benoit, 'a.txt')).toBeVisible();
  const wish = { name: `for ${place.bucket}`, instance: place.instance, read_only: true, days: 7 };
  const made = await benoit.request.post('/api/access-keys', { data: wish, headers: ownPage(baseURL!) });
  expect(made.status(), await made.text()).toBe(201);
  const key = (await made.json()) as AccessKey;
  expect(await readByKey(key, place.bucket, 'team/a.txt')).toBe(200);
  expect(await readByKey(key, place.bucket, 'b.txt')).toBe(403);
  const stranger = await pageOf();
  await stranger.goto(link);
  await expect(stranger.getByRole('link', { name: 'a.txt' })).toBeVisible();

  const who = dialog(page).getByRole('list', { name: 'Who can see this?' });
  await who.getByRole('button', { name: `Take back from ${people.benoit.name}` }).click();
  await expect(dialog(page).getByText(`${people.benoit.name} no longer has access to team.`)).toBeVisible();
  expect(await readByKey(key, place.bucket, 'team/a.txt')).toBe(403);
  await refused(await benoit.request.get(objectAddress(place, 'team/a.txt')), 404, 'no-such-bucket');
  await benoit.reload();
  await expect(benoit.getByRole('main').getByRole('alert')).toContainText('does not exist, or is not open to you');
  await benoit.goto(home());
  await expect(benoit.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(given).toHaveCount(0);

  await dialog(page).getByRole('list', { name: 'Your links to this' }).getByRole('button', { name: 'Take back' }).click();
  await expect(dialog(page).getByText('it opens nothing any more')).toBeVisible();
  expect((await stranger.reload())!.status()).toBe(410);
  await expect(stranger.getByRole('heading', { name: 'This link no longer opens anything' })).toBeVisible();
});
