import { folder, home, instance } from '../support/places.ts';
import { people } from '../support/people.ts';
import { expect, ownBucket, test } from '../support/test.ts';

test.describe('the personal bucket', () => {
  // Daniel has just arrived: nobody else's test gives him a bucket on Pachyderm.
  test.use({ person: 'daniel' });

  test('takes one click, is called by the handle, and one may click again', async ({ page, shot, api }) => {
    await page.goto(instance('pachyderm'));
    await expect(page.getByText('You have no bucket here yet.')).toBeVisible();
    await shot('instance, no bucket yet');
    await page.getByRole('button', { name: 'Create my personal bucket' }).click();
    // Straight into it: what one wanted a bucket for is to put something in.
    await expect(page).toHaveURL(folder({ instance: 'pachyderm', bucket: people.daniel.handle }));
    await expect(page.getByRole('heading', { level: 1, name: people.daniel.handle })).toBeVisible();
    await expect(page.getByText('This bucket is empty.')).toBeVisible();

    await page.goto(instance('pachyderm'));
    const row = page.getByRole('row', { name: /daniel\.singh/ });
    await expect(row.getByText('Personal')).toBeVisible();
    await shot('instance, with the personal bucket');

    const again = await api.request.post('/api/instances/pachyderm/personal-bucket');
    expect(again.status()).toBe(200);
    expect(((await again.json()) as { name: string }).name).toBe(people.daniel.handle);
    await page.reload();
    await expect(page.getByRole('row', { name: /daniel\.singh/ })).toHaveCount(1);
  });
});

test.describe('further buckets', () => {
  test.use({ person: 'alice' });

  test('the rules of the name are ticked while one types, and the bucket is there afterwards', async ({ page, shot }, testInfo) => {
    const name = ownBucket('alice', testInfo.testId);
    const rest = name.slice('alice.tremblay.'.length);
    await page.goto(instance('premium'));
    await page.getByRole('button', { name: 'Create a bucket' }).click();
    const field = page.getByRole('textbox', { name: /name/i });
    await field.fill('Not_allowed');
    await expect(page.getByRole('listitem').filter({ hasText: 'Lower-case letters' })).toContainText('not yet');
    await shot('create a bucket, a rule broken');
    await field.fill(rest);
    await expect(page.getByRole('listitem').filter({ hasText: 'Lower-case letters' })).toContainText('kept');
    await shot('create a bucket, rules kept');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByText(`The bucket ${name} is ready.`).first()).toBeVisible();
    await expect(page).toHaveURL(folder({ instance: 'premium', bucket: name }));
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.goto(instance('premium'));
    await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  });

  test('an empty bucket is deleted once its name is typed', async ({ page, place, shot }) => {
    await page.goto(instance('minimal'));
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await shot('delete a bucket');
    await dialog.getByRole('textbox').fill(place.bucket);
    await dialog.getByRole('button', { name: 'Delete the bucket' }).click();
    await expect(page.getByText(`The bucket ${place.bucket} is deleted.`).first()).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: place.bucket })).toHaveCount(0);
  });

  test('a bucket that holds something is kept, and the reason is said where one asked', async ({ page, place, api, shot, expectedMessages }) => {
    expectedMessages.push(/status of 409/);
    await api.put(place, 'kept.txt', 'still here');
    await page.goto(instance('minimal'));
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(place.bucket);
    await dialog.getByRole('button', { name: 'Delete the bucket' }).click();
    await expect(dialog.getByText('The bucket is not empty.')).toBeVisible();
    await shot('delete a bucket, refused because it is not empty');
    expect(await api.text(place, 'kept.txt')).toBe('still here');
  });

  test('another name than the bucket’s own deletes nothing', async ({ page, place, api }) => {
    await page.goto(instance('minimal'));
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(`${place.bucket}x`);
    await dialog.getByRole('textbox').press('Enter');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    expect(await api.keys(place)).toEqual([]);
  });

  test('a bucket opens from its row, and back leads back to the row', async ({ page, place }) => {
    await page.goto(instance('minimal'));
    await page.getByRole('link', { name: new RegExp(place.bucket.replaceAll('.', '\\.')) }).click();
    await expect(page).toHaveURL(folder(place));
    await page.goBack();
    await expect(page.getByRole('row').filter({ hasText: place.bucket })).toBeVisible();
  });
});

test.describe('instances', () => {
  test('signed out, private instances show name and purpose only', async ({ page }) => {
    await page.goto(home());
    const main = page.getByRole('main');
    for (const name of ['Minimal', 'Pachyderm']) await expect(main.getByText(name, { exact: true }).first()).toBeVisible();
    await expect(main.getByText(/\d+ buckets?/)).toHaveCount(0);
  });
});

async function askToDelete(page: import('@playwright/test').Page, bucket: string): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: bucket });
  const menu = row.getByRole('button', { name: `Actions for ${bucket}` });
  await expect(row).toBeVisible();
  if (await menu.count()) {
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete…' }).or(page.getByRole('button', { name: 'Delete…' })).first().click();
  } else {
    await row.getByRole('button', { name: /Delete/ }).click();
  }
  await expect(page.getByRole('dialog')).toBeVisible();
}
