import { Api, objectAddress, ownPage, refused } from '../support/api.ts';
import { openRow, row, uploadFiles } from '../support/browser.ts';
import * as places from '../support/places.ts';
import { expect, test } from '../support/plain.ts';
import { signInAtProvider } from '../support/served.ts';

// What the pilot group does, on an OpenID provider and an S3 storage that are none of ours.

const place = { instance: 'ceph', bucket: 'alice.tremblay' };

test('a person signs in, takes a bucket, puts a file in, gets it out, and leaves', async ({ page, baseURL, shot, expectedMessages }) => {
  // The provider's own pages ask another site for a font, and have no icon.
  expectedMessages.push(/net::ERR_NAME_NOT_RESOLVED/, /status of 404/);
  await page.goto('/en');
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await signInAtProvider(page, 'alice');
  await expect(page.getByRole('banner').getByRole('button', { name: 'Alice Tremblay' })).toBeVisible();

  await page.goto(places.instance('ceph'));
  await page.getByRole('button', { name: 'Create my personal bucket' }).click();
  await expect(page).toHaveURL(places.folder(place));
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await shot('serve: the personal bucket on Ceph');

  await uploadFiles(page, [{ name: 'été + 100% #1.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }]);
  await expect(row(page, 'été + 100% #1.csv')).toBeVisible();
  await shot('serve: a file on Ceph');
  const api = new Api(page.request);
  expect(await api.text(place, 'été + 100% #1.csv')).toBe('a,b\n1,2\n');

  // Ceph 16 ignores If-None-Match: the gateway must not let it overwrite silently.
  const again = await page.request.put(objectAddress(place, 'été + 100% #1.csv'), {
    data: 'other',
    headers: { ...ownPage(baseURL!), 'if-none-match': '*' },
  });
  await refused(again, 412, 'object-exists');
  expect(await api.text(place, 'été + 100% #1.csv')).toBe('a,b\n1,2\n');

  await openRow(page, 'été + 100% #1.csv');
  await expect(page.getByText('text/csv').first()).toBeVisible();

  await page.getByRole('banner').getByRole('button', { name: 'Alice Tremblay' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  // The provider asks whether it should forget the person, too.
  const leave = page.getByRole('button', { name: /yes, sign me out/i });
  await expect(leave).toBeVisible();
  await leave.click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect((await page.request.get('/api/instances/ceph/buckets')).status()).toBe(401);
});

test('anybody reads what is published', async ({ page, request, shot }) => {
  await page.goto(places.dataset('open-rain'));
  await expect(page.getByRole('heading', { name: 'Rain', exact: true })).toBeVisible();
  await shot('serve: a dataset on Ceph');
  const part = await request.get(places.publicFile('open-rain', '2026/october.csv'), { headers: { range: 'bytes=0-5' } });
  expect(part.status()).toBe(206);
  expect(await part.text()).toBe('day,mm');
});
