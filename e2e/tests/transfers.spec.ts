import { randomBytes } from 'node:crypto';
import { copyFileSync, statSync, utimesSync } from 'node:fs';
import { row, uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { allStored, chooseAgain, countParts, digest, digestIn, heldParts, isPart, largeFile, MIB, reload, SLOWLY, smallFiles, turnOneByte, withLine } from '../support/large.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Large files on bad lines: what arrives is what was chosen, byte for byte.

const PART = /\/uploads\/parts\?/;

test.use({ person: 'alice' });

test.describe('in parts', () => {
  test('several at once, under one limit over all files', async ({ page, place, api }, testInfo) => {
    test.slow();
    const [one, two] = [largeFile(testInfo, 'one.bin', 40), largeFile(testInfo, 'two.bin', 24)];
    const parts = await heldParts(page);
    await page.goto(folder(place));
    await uploadFiles(page, [one.path, two.path]);
    await expect.poll(() => parts.waiting(), SLOWLY).toBe(3);
    await expect(uploads(page).getByRole('button', { name: 'Pause all', exact: true })).toBeVisible();
    await parts.release();
    await allStored(page, 2);
    expect(await parts.largest()).toBeGreaterThanOrEqual(3);
    expect(await parts.largest()).toBeLessThanOrEqual(5);
    expect(await digest(api, place, 'one.bin')).toBe(one.digest);
    expect(await digest(api, place, 'two.bin')).toBe(two.digest);
  });

  test('paused and resumed: what is stored is not sent again', async ({ page, place, api, shot }, testInfo) => {
    test.slow();
    const file = largeFile(testInfo, 'paused.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path, ...(await smallFiles(testInfo, 1))]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await uploads(page).getByRole('button', { name: 'Pause paused.bin' }).click();
    await expect(uploadOf(page, 'paused.bin')).toContainText('Paused · 16.8 MB of 41.9 MB');
    await expect(uploadOf(page, '0.txt')).toContainText('Stored');
    await shot('uploads, one is paused');
    await parts.release();
    await expect(row(page, 'paused.bin')).toHaveCount(0);
    await uploads(page).getByRole('button', { name: 'Resume paused.bin' }).click();
    await allStored(page, 2);
    expect(parts.stored()).toBe(3);
    expect(await digest(api, place, 'paused.bin')).toBe(file.digest);
  });

  test('all are paused, and all go on', async ({ page, place, api }, testInfo) => {
    test.slow();
    const file = largeFile(testInfo, 'all.bin', 40);
    const parts = await heldParts(page);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.waiting(), SLOWLY).toBe(3);
    await uploads(page).getByRole('button', { name: 'Pause all', exact: true }).click();
    await expect(uploads(page).getByText('Paused', { exact: true })).toBeVisible();
    await parts.release();
    await uploads(page).getByRole('button', { name: 'Resume all', exact: true }).click();
    await allStored(page, 1);
    expect(await digest(api, place, 'all.bin')).toBe(file.digest);
  });

  test('a part that fails twice is sent a third time, and no other again', async ({ page, place, api, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/status of 503/);
    const file = largeFile(testInfo, 'shaky.bin', 40);
    const tries = new Map<string, number>();
    const problem = { type: '/problems/slow-down', title: 'slow down', status: 503 };
    await page.route(PART, (route) => {
      const part = new URL(route.request().url()).searchParams.get('part')!;
      tries.set(part, (tries.get(part) ?? 0) + 1);
      if (part === '2' && tries.get(part)! <= 2) return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      return route.continue();
    });
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await allStored(page, 1);
    expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 3, 3: 1 });
    expect(await digest(api, place, 'shaky.bin')).toBe(file.digest);
  });

  test('cancelled: the store keeps no part of it', async ({ page, place }, testInfo) => {
    const file = largeFile(testInfo, 'gone.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    const freed = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/uploads?key=gone.bin'));
    await uploads(page).getByRole('button', { name: 'Cancel gone.bin' }).click();
    expect((await freed).status()).toBe(204);
    await parts.release();
  });
});

test.describe('the line', () => {
  test('the browser goes offline in the middle and comes back', async ({ page, place, api, context, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED/);
    const file = largeFile(testInfo, 'offline.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await context.setOffline(true);
    await parts.release();
    await expect(uploads(page)).toContainText('No connection: it goes on by itself as soon as there is one.');
    await context.setOffline(false);
    await allStored(page, 1);
    expect(await digest(api, place, 'offline.bin')).toBe(file.digest);
  });

  test('the network is cut in the middle, unknown to the browser, and mended', async ({ browser, expectedMessages }, testInfo) => {
    test.setTimeout(90_000);
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'cut.bin', 40);
    await withLine(browser.newContext.bind(browser), async (bad) => {
      const { page, line } = bad;
      let gone = 0;
      line.upPerSecond = 24 * MIB;
      line.up = (piece) => void (gone += piece.length);
      await uploadFiles(page, [file.path]);
      await expect(uploads(page)).toContainText(/[0-9]\sMB\/s · [0-9]+\ss left/);
      await expect.poll(() => gone, SLOWLY).toBeGreaterThan(18 * MIB);
      line.cut();
      await expect(uploads(page)).toContainText('No connection');
      line.upPerSecond = 0;
      line.mend();
      await allStored(page, 1);
      expect(await digestIn(bad, 'cut.bin')).toBe(file.digest);
    });
  });

  test('the line dies in the middle and nobody is told: it is noticed, and mended', async ({ browser, expectedMessages }, testInfo) => {
    test.setTimeout(90_000);
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'dead.bin', 40);
    await withLine(browser.newContext.bind(browser), async (bad) => {
      const { page, line } = bad;
      await page.clock.install();
      await page.reload();
      let gone = 0;
      line.upPerSecond = 24 * MIB;
      line.up = (piece) => void (gone += piece.length);
      await uploadFiles(page, [file.path]);
      await expect.poll(() => gone, SLOWLY).toBeGreaterThan(18 * MIB);
      line.die();
      // By the page's clock minutes go by in which nothing moves.
      await expect(async () => {
        await page.clock.fastForward('01:10');
        await expect(uploads(page)).toContainText('No connection', { timeout: 1_000 });
      }).toPass(SLOWLY);
      line.upPerSecond = 0;
      line.mend();
      await allStored(page, 1);
      await expect(uploadOf(page, 'dead.bin')).toContainText('Stored and verified');
      expect(await digestIn(bad, 'dead.bin')).toBe(file.digest);
    });
  });

  test('the gateway is killed in the middle and started again', async ({ browser, expectedMessages }, testInfo) => {
    test.setTimeout(90_000);
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'restarted.bin', 40);
    await withLine(browser.newContext.bind(browser), async (bad) => {
      const { page, line, demo } = bad;
      let gone = 0;
      line.upPerSecond = 24 * MIB;
      line.up = (piece) => void (gone += piece.length);
      await uploadFiles(page, [file.path]);
      await expect.poll(() => gone, SLOWLY).toBeGreaterThan(18 * MIB);
      await demo.kill();
      await expect(uploads(page)).toContainText('No connection');
      line.upPerSecond = 0;
      await demo.begin();
      await allStored(page, 1);
      expect(await digestIn(bad, 'restarted.bin')).toBe(file.digest);
    });
  });

  test('far away, and losing much of what passes: what breaks is sent again, by browser or page, until all of it arrived', async ({ browser, expectedMessages }, testInfo) => {
    test.setTimeout(120_000);
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'lossy.bin', 72);
    await withLine(browser.newContext.bind(browser), async (bad) => {
      const { page, line } = bad;
      Object.assign(line, { delayMs: 150, bytesPerLoss: 4 * MIB, bytesPerReset: 30 * MIB });
      await uploadFiles(page, [file.path]);
      await allStored(page, 1, 90_000);
      await expect(uploadOf(page, 'lossy.bin')).toContainText('Stored and verified');
      expect(line.losses).toBeGreaterThan(15);
      expect(line.resets).toBeGreaterThan(1);
      Object.assign(line, { delayMs: 0, bytesPerLoss: 0, bytesPerReset: 0 });
      expect(await digestIn(bad, 'lossy.bin')).toBe(file.digest);
    });
  });
});

test('a byte that changes on its way is noticed, and its part alone sent again: what is stored is verified', async ({ browser }, testInfo) => {
  test.setTimeout(90_000);
  const file = largeFile(testInfo, 'turned.bin', 40);
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const { page, line } = bad;
    const answers = countParts(page);
    turnOneByte(line, 20 * MIB);
    await uploadFiles(page, [file.path]);
    await allStored(page, 1);
    expect(answers).toEqual({ stored: 3, refused: 1 });
    await expect(uploadOf(page, 'turned.bin')).toContainText('Stored and verified · 41.9 MB');
    expect(await digestIn(bad, 'turned.bin')).toBe(file.digest);
  });
});

test.describe('parts of somebody else', () => {
  test('put meanwhile, they are not put together with the file: it is told, and sent anew', async ({ page, place, api, shot, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/409/);
    const file = largeFile(testInfo, 'mixed.bin', 40);
    const parts = await heldParts(page, 2);
    const first = page.waitForRequest((request) => isPart(request) && request.url().includes('part=1'));
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    const address = (await first).url();
    await expect.poll(() => parts.stored(), SLOWLY).toBe(2);
    expect((await api.request.put(address, { data: randomBytes(16 * MIB) })).status()).toBe(200);
    await parts.release();
    await expect(uploadOf(page, 'mixed.bin')).toContainText('The parts that the storage has are not those of this file.', SLOWLY);
    await shot('an upload of other parts');
    expect(await api.keys(place)).toEqual([]);
    await uploads(page).getByRole('button', { name: 'Retry mixed.bin' }).click();
    await allStored(page, 1);
    await expect(uploadOf(page, 'mixed.bin')).toContainText('Stored and verified');
    expect(await digest(api, place, 'mixed.bin')).toBe(file.digest);
  });

  test('put between two visits, they are sent again, and no other', async ({ page, place, api, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'foreign.bin', 40);
    const parts = await heldParts(page, 2);
    const first = page.waitForRequest((request) => isPart(request) && request.url().includes('part=1'));
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    const address = (await first).url();
    await expect.poll(() => parts.stored(), SLOWLY).toBe(2);
    expect((await api.request.put(address, { data: randomBytes(16 * MIB) })).status()).toBe(200);
    await reload(page);
    await expect(uploadOf(page, 'foreign.bin')).toContainText('Interrupted · 33.6 MB of 41.9 MB');
    await parts.release();
    await chooseAgain(page, file.path);
    await allStored(page, 1);
    expect(parts.stored()).toBe(4);
    await expect(uploadOf(page, 'foreign.bin')).toContainText('Stored and verified');
    expect(await digest(api, place, 'foreign.bin')).toBe(file.digest);
  });
});

test.describe('another visit', () => {
  test('reloaded in the middle: the file is chosen again, and only what is missing is sent', async ({ page, place, api, shot, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'survives.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await reload(page);
    await expect(uploads(page).getByRole('heading', { name: '1 upload was interrupted' })).toBeVisible();
    await expect(uploadOf(page, 'survives.bin')).toContainText('Interrupted · 16.8 MB of 41.9 MB');
    await shot('uploads, one was interrupted');

    // Another file of the same size and date is not it, nor is one of the same bytes that was written since.
    const other = largeFile(testInfo, 'other.bin', 40);
    const { atime, mtime } = statSync(file.path);
    utimesSync(other.path, atime, mtime);
    const since = testInfo.outputPath('since.bin');
    copyFileSync(file.path, since);
    utimesSync(since, atime, new Date(mtime.getTime() + 2_000));
    await chooseAgain(page, [other.path, since]);
    await expect(uploads(page)).toContainText('2 chosen files are not among those that were interrupted');
    await parts.release();
    await chooseAgain(page, file.path);
    await allStored(page, 1);
    expect(parts.stored()).toBe(3);
    await expect(uploadOf(page, 'survives.bin')).toContainText('Stored and verified');
    expect(await digest(api, place, 'survives.bin')).toBe(file.digest);
    await page.reload();
    await expect(row(page, 'survives.bin')).toBeVisible();
    await expect(uploads(page)).toHaveCount(0);
  });

  test('handed in again by the usual button, it goes on too', async ({ page, place, api, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'again.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await reload(page);
    await expect(uploadOf(page, 'again.bin')).toContainText('Interrupted');
    await parts.release();
    await uploadFiles(page, [file.path]);
    await allStored(page, 1);
    expect(parts.stored()).toBe(3);
    expect(await digest(api, place, 'again.bin')).toBe(file.digest);
  });

  test('a second tab does not take it for interrupted while the first sends it', async ({ page, place, context, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'first.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    const second = await context.newPage();
    await second.goto(folder(place));
    await expect(second.getByText('This bucket is empty.')).toBeVisible();
    await expect(uploads(second)).toHaveCount(0);
    await page.close();
    await expect(uploadOf(second, 'first.bin')).toContainText('Interrupted');
  });

  test('given up: the store keeps no part of it, and nobody is told of it again', async ({ page, place, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/net::ERR_/);
    const file = largeFile(testInfo, 'left.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await reload(page);
    const freed = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/uploads?key=left.bin'));
    await uploads(page).getByRole('button', { name: 'Discard', exact: true }).click();
    expect((await freed).status()).toBe(204);
    await expect(uploadOf(page, 'left.bin')).toContainText('Cancelled');
    await page.reload();
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await expect(uploads(page)).toHaveCount(0);
  });
});
