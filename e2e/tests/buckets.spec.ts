import { folder, home, instance } from '../support/places.ts';
import { people } from '../support/people.ts';
import { isAccessible } from '../support/access.ts';
import { expect, newBucket, ownBucket, test } from '../support/test.ts';

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

  test('a bucket that holds something is counted, emptied and deleted; the next row has the focus', async ({ page, place, api, shot }, testInfo) => {
    const next = await newBucket(api, 'alice', `next${testInfo.testId}`);
    for (const key of ['kept.txt', 'd/e/deep.txt']) await api.put(place, key, 'still here');
    await page.goto(instance('minimal'));
    await expect(page.getByRole('rowheader').getByRole('link', { name: place.bucket, exact: true })).toBeVisible();
    const names = await page.getByRole('rowheader').getByRole('link').allTextContents();
    const at = names.indexOf(place.bucket);
    const expected = names[at + 1] ?? names[at - 1] ?? next.bucket;
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('2 objects (20 bytes) are in this bucket and will be deleted with it.');
    await expect(dialog.getByRole('button', { name: 'Delete the bucket' })).toHaveAccessibleDescription('The name you typed is not this one yet');
    await isAccessible(page, testInfo, 'delete a bucket that is not empty');
    await dialog.getByRole('textbox').fill(place.bucket);
    await dialog.getByRole('button', { name: 'Delete the bucket' }).click();
    await expect(page.getByText(`The bucket ${place.bucket} is deleted.`).first()).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: place.bucket })).toHaveCount(0);
    await expect(page.getByRole('link', { name: expected, exact: true })).toBeFocused();
    await shot('a full bucket is deleted');
  });

  test('what cannot be counted is not deleted, and what cannot be removed keeps the bucket', async ({ page, place, api, shot, expectedMessages }) => {
    expectedMessages.push(/status of 502/);
    await api.put(place, 'kept.txt', 'still here');
    const problem = { type: '/problems/upstream-unreachable', title: 'away', status: 502 };
    await page.route(/\/summary/, (route) => route.fulfill({ status: 502, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await page.goto(instance('minimal'));
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('could not be counted, so nothing is deleted');
    await expect(dialog.getByRole('button', { name: 'Delete the bucket' })).toHaveAccessibleDescription('What would be deleted could not be counted');
    await shot('delete a bucket, not counted');
    await page.unroute(/\/summary/);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(dialog).toContainText('1 object (10 bytes) is in this bucket');
    const denied = { type: '/problems/denied', title: 'denied', status: 403, code: 'AccessDenied' };
    const lines = [{ removed: 0, failed: [{ key: 'kept.txt', problem: denied }], complete: true }];
    await page.route(/\/empty$/, (route) => route.fulfill({ contentType: 'application/x-ndjson', body: lines.map((line) => JSON.stringify(line)).join('\n') }));
    await dialog.getByRole('textbox').fill(place.bucket);
    await dialog.getByRole('textbox').press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('1 object could not be removed, so the bucket stays:');
    await expect(dialog.getByRole('alert')).toContainText('kept.txt');
    await shot('delete a bucket, something stays');
    expect(await api.text(place, 'kept.txt')).toBe('still here');
  });

  test('emptying stops when told to', async ({ page, place, api }) => {
    await api.put(place, 'kept.txt', 'still here');
    await page.route(/\/empty$/, () => {});
    await page.goto(instance('minimal'));
    await askToDelete(page, place.bucket);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(place.bucket);
    await dialog.getByRole('button', { name: 'Delete the bucket' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expect(dialog).toContainText('the rest and the bucket are still there');
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
  await page.getByRole('button', { name: `Actions for ${bucket}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}
