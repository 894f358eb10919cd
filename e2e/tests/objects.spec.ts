import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { objectAddress } from '../support/api.ts';
import { act, countLine, details, dialog, openRow, row } from '../support/browser.ts';
import { choosePerson } from '../support/people.ts';
import { folder, object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

test.describe('folders', () => {
  test('a new one, one inside the other, is there and stays', async ({ page, place, api, shot }) => {
    await page.goto(folder(place));
    await page.getByRole('button', { name: 'New folder' }).click();
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog(page)).toContainText('A folder needs a name.');
    await dialog(page).getByRole('textbox').fill('été 2026/relevés');
    await shot('new folder');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await expect(row(page, 'été 2026/')).toBeVisible();
    expect(await api.keys(place)).toEqual(['été 2026/relevés/']);

    await page.getByRole('button', { name: 'New folder' }).click();
    await dialog(page).getByRole('textbox').fill('été 2026');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog(page)).toContainText('There is a folder été 2026 here already.');
    await page.keyboard.press('Escape');

    await openRow(page, 'été 2026/');
    await expect(page).toHaveURL(folder(place, 'été 2026/'));
    await openRow(page, 'relevés/');
    await expect(page.getByText('This folder is empty.')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'relevés' })).toBeVisible();
  });

  test('back leads through what one saw, details included, to the row one left', async ({ page, place, api }) => {
    await api.put(place, 'a/b/c.txt', 'c');
    await api.put(place, 'a/other.txt', 'o');
    await page.goto(folder(place));
    await openRow(page, 'a/');
    await openRow(page, 'b/');
    await openRow(page, 'c.txt');
    await expect(page).toHaveURL(object(place, 'a/b/c.txt'));
    await expect(details(page).getByRole('heading', { name: 'c.txt' })).toBeFocused();
    await page.goBack();
    await expect(page).toHaveURL(folder(place, 'a/b/'));
    await expect(details(page)).toHaveCount(0);
    await page.goBack();
    await expect(page).toHaveURL(folder(place, 'a/'));
    await expect(row(page, 'b/').getByRole('link')).toBeFocused();
    await page.goForward();
    await expect(row(page, 'c.txt')).toBeVisible();
    await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: place.bucket }).click();
    await expect(page).toHaveURL(folder(place));
  });

  test('an address is sent to a colleague’s browser: it asks who one is and shows the same', async ({ place, api, pageOf }) => {
    const key = 'a b/+%/été & "漢".txt';
    await api.put(place, key, 'found');
    const page = await pageOf();
    await page.goto(object(place, key));
    await choosePerson(page, 'alice');
    await expect(details(page).getByRole('heading', { name: 'été & "漢".txt' })).toBeVisible();
    await expect(details(page).getByText(`s3://${place.bucket}/${key}`)).toBeVisible();
    expect(new URL(page.url()).searchParams.get('key')).toBe(key);
  });
});

test.describe('any key that S3 allows', () => {
  const keys = [
    'été + 100% #1 & <b>"漢"🎉<b>.txt',
    "it's a=b?c&d;e.txt",
    'with  two   spaces ',
    'percent%2Fencoded%20twice',
    '~!@$^()[]{}|\\`,',
    'a rather long name that has to be shortened in the middle so that its end stays.parquet',
    'n'.repeat(1020) + '.txt',
    'no-extension',
  ];

  test('is shown as it is, opens its details, and is read and deleted', async ({ page, place, api, shot }) => {
    for (const key of keys) await api.put(place, key, `body of ${key.slice(0, 20)}`);
    await page.goto(folder(place));
    await expect(countLine(page)).toContainText(`${keys.length} objects`);
    await shot('folder, awkward keys');
    for (const key of keys) {
      await test.step(key.slice(0, 40), async () => {
        await expect(row(page, key)).toBeVisible();
        await openRow(page, key);
        await expect(details(page).getByRole('heading', { name: key })).toBeVisible();
        await expect(details(page).getByText(`s3://${place.bucket}/${key}`, { exact: true })).toBeVisible();
        expect(await api.text(place, key)).toBe(`body of ${key.slice(0, 20)}`);
      });
    }
    await shot('details, a key without extension');
    await details(page).getByRole('button', { name: 'Close details' }).click();
    await page.getByRole('checkbox', { name: 'Select all that is loaded' }).check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    expect(await api.keys(place)).toEqual([]);
  });

  test('doubled and trailing slashes are folders without a name', async ({ page, place, api }) => {
    await api.put(place, 'a//b.txt', 'between two slashes');
    await api.put(place, '/leading.txt', 'leading');
    await api.put(place, 'trailing/', '');
    await page.goto(folder(place));
    for (const name of ['/', 'a/', 'trailing/']) await expect(row(page, name)).toBeVisible();
    await openRow(page, 'a/');
    await openRow(page, '/');
    await expect(page).toHaveURL(folder(place, 'a//'));
    await openRow(page, 'b.txt');
    await expect(details(page).getByText(`s3://${place.bucket}/a//b.txt`)).toBeVisible();
    await page.goto(folder(place, '/'));
    await expect(row(page, 'leading.txt')).toBeVisible();
  });

  test('a part “.” or “..”, as another program may have made it, is shown and not opened, with the reason', async ({ page, place, api, shot }) => {
    await api.put(place, 'a/../b.txt', 'b');
    await api.put(place, 'a/plain.txt', 'plain');
    await page.goto(folder(place, 'a/'));
    await expect(row(page, 'plain.txt')).toBeVisible();
    await expect(row(page, '../')).toBeVisible();
    await expect(row(page, '../').getByRole('link')).toHaveCount(0);
    await row(page, '../').getByRole('button', { name: 'Actions for ../' }).click();
    await expect(page.getByRole('menuitem', { name: /^Delete/ })).toContainText('some storage would take it for another path');
    await shot('folder, a name of two dots');
    // By its address neither.
    await page.goto(object(place, 'a/../b.txt'));
    await expect(details(page)).toContainText('some storage would take it for another path');
    await expect(details(page).getByRole('link', { name: 'Download' })).toHaveCount(0);
  });
});

test.describe('details', () => {
  test('say all that the storage knows, and give the S3 address to copy', async ({ page, place, api, context, shot }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await api.put(place, 'data/results.csv', 'a,b\n1,2\n', 'text/csv');
    await page.goto(object(place, 'data/results.csv'));
    const panel = details(page);
    for (const term of ['Size', 'Modified', 'Kind', 'Content type', 'ETag']) await expect(panel.getByRole('term').filter({ hasText: term }).first()).toBeVisible();
    await expect(panel.getByText('8 bytes').first()).toBeVisible();
    await expect(panel.getByText('text/csv')).toBeVisible();
    await shot('object, details');
    await panel.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`s3://${place.bucket}/data/results.csv`);
    await panel.getByRole('button', { name: 'Copy address' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(new URL(object(place, 'data/results.csv'), page.url()).href);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(row(page, 'results.csv').getByRole('link')).toBeFocused();
  });

  test('of what is gone: said so, with a way on', async ({ page, place, expectedMessages, shot }) => {
    expectedMessages.push(/status of 404/);
    await page.goto(object(place, 'gone.txt'));
    await expect(details(page).getByText(/gone\.txt does not exist any more/)).toBeVisible();
    await expect(details(page).getByRole('link', { name: 'Open the folder of this name' })).toBeVisible();
    await shot('object, gone');
  });
});

test.describe('downloads', () => {
  test('an object is saved under its own name, byte for byte', async ({ page, place, api }) => {
    const bodies = { 'été #1.bin': Buffer.alloc(300_000, 7), 'b.html': Buffer.from('<script>1</script>') };
    for (const [key, body] of Object.entries(bodies)) await api.put(place, key, body, 'text/html');
    await page.goto(folder(place));
    const one = page.waitForEvent('download');
    await act(page, 'été #1.bin', 'Download');
    expect((await one).suggestedFilename()).toBe('été #1.bin');
    expect(readFileSync(await (await one).path())).toEqual(bodies['été #1.bin']);
  });
});

test.describe('deleting', () => {
  test('one, from its menu, after a question', async ({ page, place, api, shot }) => {
    for (const key of ['a.txt', 'b.txt', 'c.txt']) await api.put(place, key, key);
    await page.goto(folder(place));
    await act(page, 'b.txt', 'Delete…');
    await expect(dialog(page)).toContainText('1 object in all');
    await shot('delete one');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    expect(await api.keys(place)).toHaveLength(3);
    await act(page, 'b.txt', 'Delete…');
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByText('1 object deleted.').first()).toBeVisible();
    await expect(row(page, 'b.txt')).toHaveCount(0);
    // The next one has the focus.
    await expect(row(page, 'c.txt').getByRole('link')).toBeFocused();
    expect(await api.keys(place)).toEqual(['a.txt', 'c.txt']);
  });

  test('many, and a folder with everything below it, counted first', async ({ page, place, api, shot }) => {
    for (const key of ['kept.txt', 'one.txt', 'd/1', 'd/e/2', 'd/e/f/3']) await api.put(place, key, 'four');
    await page.goto(folder(place));
    await page.getByRole('checkbox', { name: 'Select d/' }).check();
    await page.getByRole('checkbox', { name: 'Select one.txt' }).check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await expect(dialog(page).getByRole('heading', { name: 'Delete 2 entries?' })).toBeVisible();
    await expect(dialog(page)).toContainText('4 objects in all (16 bytes)');
    await shot('delete many, counted');
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByText('4 objects deleted.').first()).toBeVisible();
    expect(await api.keys(place)).toEqual(['kept.txt']);
    await expect(row(page, 'd/')).toHaveCount(0);
  });

  test('what could not be is named, and stays', async ({ page, place, api, shot }) => {
    for (const key of ['locked.txt', 'free.txt']) await api.put(place, key, key);
    await page.route(/\/objects\/delete$/, async (route) => {
      // The storage keeps one of them.
      await api.request.delete(objectAddress(place, 'free.txt'));
      const problem = { type: '/problems/denied', title: 'denied', status: 403, code: 'AccessDenied' };
      await route.fulfill({ json: { objects: [{ key: 'free.txt' }, { key: 'locked.txt', problem }] } });
    });
    await page.goto(folder(place));
    await page.getByRole('checkbox', { name: 'Select all that is loaded' }).check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(dialog(page).getByRole('alert')).toContainText('1 object could not be deleted:');
    await expect(dialog(page).getByRole('alert')).toContainText('locked.txt');
    await shot('delete, a report');
    await dialog(page).getByRole('button', { name: 'Close' }).last().click();
    await expect(row(page, 'locked.txt')).toBeVisible();
    await expect(row(page, 'free.txt')).toHaveCount(0);
  });
});

test.describe('the path bar', () => {
  const field = (page: Page) => page.getByRole('combobox', { name: 'Path, S3 address or address of this portal' });
  const go = async (page: Page, path: string) => {
    await field(page).fill(path);
    await field(page).press('Enter');
  };

  test('takes a path, an S3 address and an address of the portal', async ({ page, place, api }) => {
    await api.put(place, 'd e/f+g.txt', 'found');
    await page.goto(folder(place));
    await go(page, `${place.bucket}/d e/`);
    await expect(page).toHaveURL(folder(place, 'd e/'));
    await expect(row(page, 'f+g.txt')).toBeVisible();
    await go(page, `s3://${place.bucket}/`);
    await expect(page).toHaveURL(folder(place));
    await go(page, `s3://${place.bucket}/d e/f+g.txt`);
    await expect(details(page).getByRole('heading', { name: 'f+g.txt' })).toBeVisible();
    await go(page, new URL(folder(place, 'd e/'), page.url()).href);
    await expect(page).toHaveURL(folder(place, 'd e/'));
  });

  test('says what it cannot take', async ({ page, place, shot }) => {
    await page.goto(folder(place));
    for (const [path, reason] of [
      ['https://elsewhere.example/bucket/', 'This address leads to another site: elsewhere.example.'],
      ['mes données/', 'cannot be the name of a bucket'],
      [`${place.bucket}/${'k'.repeat(1025)}`, 'longer than the 1,024 bytes'],
    ] as const) {
      await go(page, path);
      await expect(page.getByRole('search').getByRole('alert')).toContainText(reason);
    }
    await shot('path bar, a fault');
  });
});

test.describe('long lists', () => {
  // The order one chooses is kept for the person: somebody whose other tests do not look at the order of rows.
  test.use({ person: 'daniel' });

  test('2,500 objects come by the thousand; the count, the filter and the order say what they cover', async ({ page, place, api, shot }) => {
    test.slow();
    const numbers = Array.from({ length: 2500 }, (_, index) => index);
    const name = (number: number) => `f${String(number).padStart(4, '0')}.csv`;
    const writers = Array.from({ length: 24 }, async () => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) await api.put(place, name(number), 'x'.repeat((number % 50) + 1));
    });
    await Promise.all(writers);

    await page.goto(folder(place));
    await expect(countLine(page)).toContainText('1,000 objects');
    await expect(countLine(page)).toContainText('there are more, not loaded yet');
    // Only what is in sight is in the document.
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.getByLabel('Filter what is loaded').fill('f2');
    await expect(page.getByText('No loaded name holds “f2”.')).toBeVisible();
    await expect(page.getByText('There are more entries that are not loaded yet')).toBeVisible();
    await shot('folder, filtered, more not loaded');
    await page.getByLabel('Filter what is loaded').fill('f09');
    await expect(countLine(page)).toHaveText('100 of 1,000 loaded entries; there are more, not loaded yet');
    await page.getByLabel('Filter what is loaded').fill('');

    await page.getByRole('button', { name: 'Load 1,000 more' }).click();
    await expect(countLine(page)).toContainText('2,000 objects');
    await page.getByRole('button', { name: 'Load all' }).click();
    await expect(countLine(page)).toHaveText(/^2,500 objects\s·\s[\d.]+\skB$/);
    await expect(page.getByRole('button', { name: 'Load 1,000 more' })).toBeHidden();
    await page.getByLabel('Filter what is loaded').fill('f24');
    await expect(countLine(page)).toHaveText('100 of 2,500 entries');
    await page.getByLabel('Filter what is loaded').fill('');

    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await expect(page.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', /ending$/);
    await page.getByRole('button', { name: 'View', exact: true }).click();
    await page.getByLabel('Order of what is loaded').selectOption({ label: 'Largest first' });
    await expect(page.getByRole('row').nth(1)).toContainText('50 bytes');
    await page.getByLabel('Order of what is loaded').selectOption({ label: 'Name, Z to A' });
    await page.keyboard.press('Escape');
    await expect(row(page, 'f2499.csv')).toBeVisible();
    await shot('folder, 2,500 objects');

    // Back leads to the list as it was loaded, at the row one left.
    await page.getByRole('row').nth(1).getByRole('link').press('End');
    await expect(row(page, 'f0000.csv').getByRole('link')).toBeFocused();
    await page.getByRole('navigation', { name: 'You are here' }).getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Minimal' })).toBeVisible();
    await page.goBack();
    await expect(row(page, 'f0000.csv').getByRole('link')).toBeFocused();
    await expect(countLine(page)).toContainText('2,500 objects');
  });

  test('a list that breaks off goes on where it was', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 502/);
    await api.put(place, 'b.txt', 'b');
    let asked = 0;
    await changeListing(page, (listing) => {
      if (asked++ === 0) listing.next = 'more';
    });
    await page.goto(folder(place));
    await expect(row(page, 'b.txt')).toBeVisible();
    await page.route(/\/listing\?.*token=/, (route) => route.fulfill({ status: 502, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/upstream-unreachable', title: 'away', status: 502 }) }));
    await page.getByRole('button', { name: 'Load 1,000 more' }).click();
    await expect(page.getByText('The list broke off after 1 entry.')).toBeVisible();
    await expect(row(page, 'b.txt')).toBeVisible();
    await page.route(/\/listing\?.*token=/, (route) => route.fulfill({ json: { prefix: '', entries: [{ key: 'c.txt', size: 1 }], next: null, rights: ['read'] } }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(row(page, 'c.txt')).toBeVisible();
  });
});

test.describe('a right one lacks', () => {
  test('turns its buttons off, and each says which right it is', async ({ page, place, api, shot }) => {
    await api.put(place, 'read-me.txt', 'only');
    await changeListing(page, (listing) => (listing.rights = listing.rights.filter((right) => !['add', 'write', 'delete'].includes(right))));
    await page.goto(folder(place));
    await expect(page.getByText('Read only', { exact: true })).toBeVisible();
    for (const name of ['Upload', 'Upload a folder', 'New folder']) {
      const button = page.getByRole('button', { name, exact: true });
      await expect(button).toHaveAttribute('aria-disabled', 'true');
      await expect(button).toHaveAccessibleDescription('You lack the right to write here');
    }
    await row(page, 'read-me.txt').getByRole('button').click();
    await expect(page.getByRole('menuitem', { name: /^Delete/ })).toContainText('You lack the right to delete here');
    await shot('folder, read only');
  });
});

for (const language of ['en', 'fr'] as const) {
  test(`beside a preview the tools of the folder take two lines, and what is needed now and then is behind a menu: ${language}`, async ({ page, place, api, shot }) => {
    await api.put(place, 'a.txt', 'a');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(object(place, 'a.txt', language));
    await expect(details(page)).toBeVisible();
    const bar = page.locator('.folder__bar');
    await expect(bar.getByRole('button', { name: /^(Upload|Téléverser)$/ })).toBeVisible();
    const middles = bar.getByRole('button').or(bar.getByRole('searchbox')).evaluateAll((tools) =>
      tools.map((tool) => {
        const { top, bottom } = tool.getBoundingClientRect();
        return Math.round((top + bottom) / 2);
      }),
    );
    expect(new Set(await middles).size).toBe(2);
    await shot(`folder, beside a preview, ${language}`);
    await bar.getByRole('button', { name: /^(More|Plus)$/ }).click();
    await expect(page.getByRole('menuitem', { name: /^(Share…|Partager…)$/ })).toBeVisible();
  });
}

test('parts of an object are read by range', async ({ place, api }) => {
  await api.put(place, 'digits.txt', '0123456789');
  const part = await api.request.get(objectAddress(place, 'digits.txt'), { headers: { range: 'bytes=3-5' } });
  expect([part.status(), await part.text()]).toEqual([206, '345']);
});

interface Listing {
  entries: { key: string; size?: number; folder?: boolean }[];
  next: string | null;
  rights: string[];
}

/** Lets the gateway answer, and changes what it said. */
async function changeListing(page: Page, change: (listing: Listing) => unknown): Promise<void> {
  await page.route(/\/listing(\?(?!.*token=).*)?$/, async (route) => {
    const response = await route.fetch();
    const listing = (await response.json()) as Listing;
    change(listing);
    await route.fulfill({ response, json: listing });
  });
}
