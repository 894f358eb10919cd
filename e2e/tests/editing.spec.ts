import { isAccessible } from '../support/access.ts';
import { bucketAddress } from '../support/api.ts';
import { details, dialog } from '../support/browser.ts';
import { object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

test('content type, cache control, metadata and tags are edited; the bytes stay', async ({ page, place, api, shot }, testInfo) => {
  await api.put(place, 'a.csv', 'a,b');
  await page.goto(object(place, 'a.csv'));
  // The preview moves what stands below it.
  await expect(details(page).getByText('Rows 1 to 1 of 1')).toBeVisible();
  await details(page).getByRole('button', { name: 'Edit…' }).click();
  const type = dialog(page).getByRole('textbox', { name: 'Content type' });
  await expect(type).toBeFocused();
  await type.fill('csv');
  await expect(dialog(page)).toContainText('A content type has two parts, such as text/csv.');
  await type.fill('text/csv; charset=utf-8');
  await dialog(page).getByRole('textbox', { name: 'Cache control' }).fill('max-age=3600');
  await dialog(page).getByRole('button', { name: 'Add metadata' }).click();
  const metadata = dialog(page).getByRole('group', { name: 'Metadata' });
  await metadata.getByRole('textbox', { name: 'Name' }).fill('née');
  await expect(metadata).toContainText('Such a name has plain letters, digits and hyphens only.');
  await expect(dialog(page).getByRole('button', { name: 'Save' })).toHaveAccessibleDescription('Something above is not right yet');
  await metadata.getByRole('textbox', { name: 'Name' }).fill('source');
  await metadata.getByRole('textbox', { name: 'Value' }).fill('x'.repeat(2100));
  await expect(metadata).toContainText('This is more metadata than the 2 kB that an object can have.');
  await isAccessible(page, testInfo, 'edit, refused');
  await metadata.getByRole('textbox', { name: 'Value' }).fill('enquête ✓');
  const tags = dialog(page).getByRole('group', { name: 'Tags' });
  await tags.getByRole('button', { name: 'Add a tag' }).click();
  await tags.getByRole('textbox', { name: 'Name' }).fill('étape');
  await tags.getByRole('textbox', { name: 'Value' }).fill('brute');
  await isAccessible(page, testInfo, 'edit');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('What is kept with a.csv is saved.').first()).toBeVisible();
  await expect(details(page)).toContainText('max-age=3600');
  await expect(details(page)).toContainText('enquête ✓');
  await shot('edited');
  const known = await api.request.get(`${bucketAddress(place)}/details?key=a.csv`);
  expect(await known.json()).toMatchObject({ content_type: 'text/csv; charset=utf-8', cache_control: 'max-age=3600', metadata: { source: 'enquête ✓' }, size: 3 });
  const kept = await api.request.get(`${bucketAddress(place)}/tags?key=a.csv`);
  expect(await kept.json()).toEqual({ tags: { étape: 'brute' } });
  expect(await api.text(place, 'a.csv')).toBe('a,b');

  await details(page).getByRole('button', { name: 'Edit…' }).click();
  await expect(dialog(page).getByRole('group', { name: 'Tags' }).getByRole('textbox', { name: 'Name' })).toHaveValue('étape');
  await dialog(page).getByRole('button', { name: 'Remove étape' }).click();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page)).toHaveCount(0);
  const none = await api.request.get(`${bucketAddress(place)}/tags?key=a.csv`);
  expect(await none.json()).toEqual({ tags: {} });
});

test('an object that changed meanwhile is not written over, and what was typed is still there', async ({ page, place, api, expectedMessages }) => {
  expectedMessages.push(/status of 412/);
  await api.put(place, 'a.csv', 'a,b');
  await page.goto(object(place, 'a.csv'));
  await details(page).getByRole('button', { name: 'Edit…' }).click();
  await api.put(place, 'a.csv', 'somebody else’s');
  const type = dialog(page).getByRole('textbox', { name: 'Content type' });
  await type.fill('text/csv');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('The object changed in the meantime.');
  await expect(type).toHaveValue('text/csv');
  await dialog(page).getByRole('button', { name: 'Look at it as it is now' }).click();
  await expect(details(page)).toContainText('text/plain');
  expect(await api.text(place, 'a.csv')).toBe('somebody else’s');
});

test('where the storage keeps no tags, it says so', async ({ page, place, api, expectedMessages }) => {
  expectedMessages.push(/status of 501/);
  await api.put(place, 'a.csv', 'a,b');
  const problem = { type: '/problems/unsupported', title: 'no tags', status: 501 };
  await page.route(/\/tags\?/, (route) => route.fulfill({ status: 501, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
  await page.goto(object(place, 'a.csv'));
  await details(page).getByRole('button', { name: 'Edit…' }).click();
  await expect(dialog(page)).toContainText('The storage behind this instance keeps no tags.');
});
