import type { Page } from '@playwright/test';
import { act, dialog, row } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { people } from '../support/people.ts';
import { folder, keys, object } from '../support/places.ts';
import { lookAt } from '../support/screens.ts';
import { expect, test } from '../support/test.ts';

// The keys behind addresses are listed with their owner's: Chloé's, whose list no other test minds.
test.use({ person: 'chloe', permissions: ['clipboard-read', 'clipboard-write'] });

const PRESIGNED = 'Copy presigned address…';
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
/** As a script asks, without a cookie. */
const status = async (address: string) => (await fetch(address)).status;

/** Walks down an open menu until the item has the focus. */
async function down(page: Page, name: string): Promise<void> {
  const item = page.getByRole('menuitem', { name });
  const items = await page.getByRole('menuitem').count();
  for (let turn = 0; turn < items; turn++) {
    if (await item.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('ArrowDown');
  }
  await expect(item, 'cannot be reached with the arrow keys').toBeFocused();
}

test('an address is made with the keyboard alone, read by a stranger, and ends when its key is revoked', async ({ page, place, api }) => {
  const name = 'a+b %2B#é漢.csv';
  await api.put(place, `team/${name}`, 'day,km\n1,12\n');
  await page.goto(folder(place, 'team/'));
  const actions = row(page, name).getByRole('button', { name: `Actions for ${name}` });
  await tabTo(page, actions);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await down(page, PRESIGNED);
  await page.keyboard.press('Enter');
  const life = dialog(page).getByRole('combobox', { name: 'Good for' });
  await expect(dialog(page).getByRole('heading', { name: `Presigned address of “${name}”` })).toBeVisible();
  await tabTo(page, life);
  await expect(life.getByRole('option')).toHaveText(['1 hour', '12 hours']);
  await page.keyboard.press('ArrowDown');
  await expect(life).toHaveValue('12');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Create and copy' }));
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('status')).toContainText('The address is made and copied. It ends');
  const shown = dialog(page).getByRole('region', { name: 'Presigned address' });
  const address = (await shown.textContent())!;
  expect(await copied(page)).toBe(address);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.*&X-Amz-Expires=43200&/);

  const read = await fetch(address, { headers: { range: 'bytes=0-2' } });
  expect([read.status, await read.text()]).toEqual([206, 'day']);
  expect(await status(address.replace('team/', 'team2/'))).toBe(403);
  await page.keyboard.press('Escape');
  await expect(actions).toBeFocused();

  await page.goto(keys());
  const key = page.getByRole('row').filter({ hasText: `${place.bucket}/team/${name}` });
  await expect(key).toContainText('Presigned address');
  await expect(key).toContainText('Read only');
  await tabTo(page, key.getByRole('button'));
  await page.keyboard.press('Enter');
  await down(page, 'Revoke…');
  await page.keyboard.press('Enter');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Revoke the key' }));
  await page.keyboard.press('Enter');
  await expect(key).toHaveCount(0);
  expect(await status(address)).toBe(403);
});

test('the details offer an address too, and a link in its place', async ({ page, place, api }) => {
  await api.put(place, 'a.csv', 'a');
  await page.goto(object(place, 'a.csv'));
  await page.getByRole('button', { name: PRESIGNED }).click();
  await dialog(page).getByRole('button', { name: 'Create and copy' }).click();
  const shown = dialog(page).getByRole('region', { name: 'Presigned address' });
  await expect(shown).toBeVisible();
  expect(await status((await shown.textContent())!)).toBe(200);
  await dialog(page).getByRole('button', { name: 'Make a share link' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Share “a.csv”' })).toBeVisible();
  await expect(dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' })).toBeFocused();
  await page.keyboard.press('Escape');
  // It is about sharing again, and not what it was last.
  await page.getByRole('button', { name: PRESIGNED }).click();
  await expect(dialog(page).getByRole('button', { name: 'Create and copy' })).toBeVisible();
});

test('whoever may read but not share makes an address, and is told why there is no link', async ({ place, api, pageOf }) => {
  await api.put(place, 'team/a.csv', 'a');
  const to = { kind: 'person', handle: people.benoit.handle };
  const data = { ...place, prefix: 'team/', role: 'viewer', to };
  expect((await api.request.post('/api/grants', { data })).status()).toBe(201);
  const page = await pageOf('benoit');
  await page.goto(folder(place, 'team/'));
  await act(page, 'a.csv', PRESIGNED);
  await expect(dialog(page).getByRole('button', { name: 'Make a share link' })).toHaveAttribute('aria-disabled', 'true');
  await dialog(page).getByRole('button', { name: 'Create and copy' }).click();
  const shown = dialog(page).getByRole('region', { name: 'Presigned address' });
  expect(await status((await shown.textContent())!)).toBe(200);
});

test('folders have no address of this kind', async ({ page, place, api }) => {
  await api.put(place, 'team/a.csv', 'a');
  await page.goto(folder(place));
  await page.getByRole('button', { name: 'Actions for team/', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: 'Share…' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: PRESIGNED })).toHaveCount(0);
});

lookAt([
  {
    name: 'a presigned address',
    open: async ({ page, api, place, look }) => {
      const own = await place();
      await api.put(own, 'a.csv', 'a');
      await page.goto(folder(own, '', look.language));
      await page.getByRole('button', { name: /^Actions (for|pour) a.csv$/ }).click();
      await page.getByRole('menuitem', { name: /^(Copy presigned address…|Copier une adresse présignée…)$/ }).click();
      await dialog(page).locator('button[type=submit]').click();
      await expect(dialog(page).getByRole('region')).toBeVisible();
    },
  },
]);
