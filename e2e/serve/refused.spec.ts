import { signed, UNSIGNED } from '../../scripts/bench/sigv4.mjs';
import { isAccessible } from '../support/access.ts';
import { Api, ownPage } from '../support/api.ts';
import { dialog, row } from '../support/browser.ts';
import * as places from '../support/places.ts';
import { expect, test } from '../support/plain.ts';
import { signInAtProvider } from '../support/served.ts';

// What a storage refuses by a policy of its own, which Cellier knows nothing of until it is told so, object by object.

const place = { instance: 'ceph', bucket: 'bob.singh' };

/** Writes the bucket's policy at the storage, behind Cellier's back (PutBucketPolicy). */
async function deny(...statements: object[]): Promise<void> {
  const { S3_TEST_ENDPOINT: endpoint, S3_TEST_REGION: region, S3_TEST_ACCESS_KEY: accessKey, S3_TEST_SECRET_KEY: secretKey } = process.env;
  const to = { method: 'PUT', host: new URL(endpoint!).host, path: `/${place.bucket}`, query: { policy: '' }, payload: UNSIGNED, region, accessKey, secretKey };
  const { address, headers } = signed(to);
  const everybody = { Effect: 'Deny', Principal: { AWS: ['*'] } };
  const body = JSON.stringify({ Version: '2012-10-17', Statement: statements.map((statement) => ({ ...everybody, ...statement })) });
  const answer = await fetch(endpoint + address, { method: 'PUT', headers, body });
  expect(answer.ok, `${answer.status} ${await answer.text()}`).toBe(true);
}

test('what the storage refuses is told object by object, and where a folder may not be listed', async ({ page, baseURL, playwright, shot, expectedMessages }, testInfo) => {
  // The provider's own pages ask another site for a font, and have no icon; the rest is refused on purpose.
  expectedMessages.push(/net::ERR_NAME_NOT_RESOLVED/, /status of (404|403|502)/);
  await page.goto(`/auth/sign-in?return_to=${encodeURIComponent(places.instance('ceph'))}`);
  await signInAtProvider(page, 'bob');
  await page.getByRole('button', { name: 'Create my personal bucket' }).click();
  await expect(page).toHaveURL(places.folder(place));
  const request = await playwright.request.newContext({ baseURL: baseURL!, storageState: await page.context().storageState(), extraHTTPHeaders: ownPage(baseURL!) });
  const api = new Api(request);
  for (const key of ['kept/a.txt', 'kept/b.txt', 'free/c.txt', 'closed/d.txt']) await api.put(place, key, key);
  const arn = `arn:aws:s3:::${place.bucket}`;
  await deny(
    { Action: ['s3:DeleteObject'], Resource: [`${arn}/kept/*`] },
    { Action: ['s3:ListBucket'], Resource: [arn], Condition: { StringLike: { 's3:prefix': ['closed/*'] } } },
  );

  await page.goto(places.folder(place));
  for (const name of ['kept/', 'free/']) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await expect(dialog(page)).toContainText('3 objects in all');
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  const report = dialog(page).getByRole('alert');
  await expect(report).toContainText('2 objects could not be deleted:');
  for (const said of ['a.txt', 'b.txt', 'AccessDenied']) await expect(report).toContainText(said);
  await isAccessible(page, testInfo, 'serve: a storage that does not delete');
  await dialog(page).getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, 'free/')).toHaveCount(0);
  await expect(row(page, 'kept/')).toBeVisible();
  expect(await api.keys(place, 'kept/')).toEqual(['kept/a.txt', 'kept/b.txt']);

  await page.goto(places.folder(place, 'closed/'));
  await expect(page.getByRole('main').getByRole('alert')).toContainText('AccessDenied');
  await shot('serve: a folder that the storage does not list');
  // What may be read is read all the same.
  expect(await api.text(place, 'closed/d.txt')).toBe('closed/d.txt');
  await request.dispose();
});
