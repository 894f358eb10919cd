import { uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { allStored, digest, largeFile, SLOWLY } from '../support/large.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// The first and the last word about a large file: begun, and put together.

const BEGIN = /\/uploads\?key=/;
const COMPLETE = /\/uploads\/complete\?/;

test.use({ person: 'alice' });

test('a storage that takes minutes to put the parts together is waited for, and not asked twice', async ({ page, place, api }, testInfo) => {
  test.slow();
  const file = largeFile(testInfo, 'minutes.bin', 24);
  let asked = 0;
  let answer = () => {};
  const minutes = new Promise<void>((resolve) => (answer = resolve));
  await page.route(COMPLETE, async (route) => {
    asked += 1;
    await minutes;
    await route.continue();
  });
  await page.clock.install();
  await page.goto(folder(place));
  await uploadFiles(page, [file.path]);
  await expect.poll(() => asked, SLOWLY).toBe(1);
  await page.clock.fastForward('09:00');
  await expect(uploadOf(page, 'minutes.bin')).toContainText('Waiting for the storage to confirm…');
  await expect(uploads(page)).not.toContainText('No connection');
  answer();
  await allStored(page, 1);
  expect(asked).toBe(1);
  expect(await digest(api, place, 'minutes.bin')).toBe(file.digest);
});

test('a server in between finds no gateway as it begins, and as it ends: both are asked again', async ({ page, place, api, expectedMessages }, testInfo) => {
  test.slow();
  expectedMessages.push(/status of 50[24]/);
  const file = largeFile(testInfo, 'between.bin', 24);
  const asked = { begin: 0, complete: 0 };
  await page.route(BEGIN, (route) => {
    const posts = route.request().method() === 'POST';
    return posts && asked.begin++ === 0 ? route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>502 Bad Gateway</h1>' }) : route.continue();
  });
  await page.route(COMPLETE, (route) => (asked.complete++ === 0 ? route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>504 Gateway Time-out</h1>' }) : route.continue()));
  await page.goto(folder(place));
  await uploadFiles(page, [file.path]);
  await allStored(page, 1);
  await expect(uploadOf(page, 'between.bin')).toContainText('Stored and verified');
  expect(asked).toEqual({ begin: 2, complete: 2 });
  expect(await digest(api, place, 'between.bin')).toBe(file.digest);
});

test('the word that the parts are put together is lost: asked again it is found, and nothing is sent twice', async ({ page, place, api, expectedMessages }, testInfo) => {
  test.slow();
  expectedMessages.push(/net::ERR_/);
  const file = largeFile(testInfo, 'lost.bin', 24);
  const asked = { begin: 0, complete: 0 };
  page.on('request', (request) => void (asked.begin += Number(request.method() === 'POST' && BEGIN.test(request.url()))));
  await page.route(COMPLETE, async (route) => {
    if (asked.complete++ !== 0) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.goto(folder(place));
  await uploadFiles(page, [file.path]);
  await allStored(page, 1);
  await expect(uploadOf(page, 'lost.bin')).toContainText('Stored and verified');
  expect(asked).toEqual({ begin: 1, complete: 2 });
  expect(await api.keys(place)).toEqual(['lost.bin']);
  expect(await digest(api, place, 'lost.bin')).toBe(file.digest);
});
