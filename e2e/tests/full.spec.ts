import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { isAccessible, picture } from '../support/access.ts';
import { objectAddress, ownPage } from '../support/api.ts';
import { textFile, uploadFiles, uploadOf, uploads, uploadsDone } from '../support/browser.ts';
import { allStored, digest, digestIn, heldParts, isPart, largeFile, MIB, SLOWLY, withLine } from '../support/large.ts';
import { narrow } from '../support/narrow.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// A storage that is full before a file is whole, and a server on the way that takes no more.

const OWN = { instance: 'minimal', bucket: 'alice.tremblay' };
const PART = /\/uploads\/parts\?/;

test('the storage fills up in the middle: it is told, what arrived stays, and goes on once there is room', async ({ browser, expectedMessages }, testInfo) => {
  test.setTimeout(90_000);
  expectedMessages.push(/status of 507|net::ERR_/);
  const file = largeFile(testInfo, 'new.bin', 40);
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const { page, demo, line } = bad;
    const own = { headers: ownPage(demo.address) };
    const old = await page.request.put(`${demo.address}${objectAddress(OWN, 'old.bin')}`, { ...own, data: Buffer.alloc(24 * MIB, 7) });
    expect(old.status()).toBe(201);
    const sent: number[] = [];
    page.on('response', (answer) => void (isPart(answer.request()) && sent.push(answer.status())));
    const parts = await heldParts(page, 1);
    await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await parts.release();
    await expect(uploadOf(page, 'new.bin')).toContainText('The storage is full: this file is not stored. Make room', SLOWLY);
    await expect(uploads(page).getByRole('heading', { name: '0 of 1 file stored' })).toBeVisible();
    await expect(uploads(page)).toContainText('1 failed');
    await isAccessible(page, testInfo, 'the storage is full');
    await inFrench(page, line.address, solid(testInfo.outputPath('petit.bin'), 15), async (french) => {
      const small = french.getByRole('listitem').filter({ has: french.getByRole('link', { name: 'petit.bin' }) });
      await expect(small).toContainText('Le stockage est plein\u00a0: ce fichier n’est pas enregistré.', SLOWLY);
      await french.setViewportSize({ width: 320, height: 640 });
      await french.emulateMedia({ colorScheme: 'dark' });
      await picture(french, testInfo, 'the storage is full, in French, narrow and dark');
    });
    const list = await page.request.get(`${demo.address}/api/instances/minimal/buckets/alice.tremblay/listing`);
    expect((await list.json()).entries.map(({ key }: { key: string }) => key)).toEqual(['old.bin']);

    // Each part was tried once at most: a full storage is not asked again and again.
    const tried = sent.length;
    expect(tried).toBeLessThanOrEqual(3);
    expect(sent.filter((status) => status === 200)).toHaveLength(1);
    await page.request.delete(`${demo.address}${objectAddress(OWN, 'old.bin')}`, own);
    await uploads(page).getByRole('button', { name: 'Retry new.bin' }).click();
    await allStored(page, 1);
    expect(sent.slice(tried), 'no part is sent a second time that the storage has').toEqual([200, 200]);
    await expect(uploadOf(page, 'new.bin')).toContainText('Stored and verified');
    expect(await digestIn(bad, 'new.bin')).toBe(file.digest);
  }, '--space-mib', '42');
});

test('many files and no room: what waits is paused instead of tried one by one, and one press sends all once there is room', async ({ browser, expectedMessages }, testInfo) => {
  test.setTimeout(90_000);
  expectedMessages.push(/status of 507/);
  await withLine(browser.newContext.bind(browser), async ({ page, demo }) => {
    const own = { headers: ownPage(demo.address) };
    const old = await page.request.put(`${demo.address}${objectAddress(OWN, 'old.bin')}`, { ...own, data: Buffer.alloc(13 * MIB, 7) });
    expect(old.status()).toBe(201);
    let refused = 0;
    page.on('response', (answer) => void (answer.status() === 507 && refused++));
    await uploadFiles(page, Array.from({ length: 60 }, (_, index) => solid(testInfo.outputPath(`${index}.bin`), 0.25)));
    await expect(uploads(page)).toContainText('The storage is full: what waits for it is paused. Make room, then resume.', SLOWLY);
    // Those that were under way when the first was refused.
    expect(refused).toBeLessThanOrEqual(6);
    await isAccessible(page, testInfo, 'many files and no room');
    const failed = await uploads(page).getByText(/^[0-9]+ failed$/).innerText();
    expect(Number.parseInt(failed, 10)).toBe(refused);
    await page.request.delete(`${demo.address}${objectAddress(OWN, 'old.bin')}`, own);
    await uploads(page).getByRole('button', { name: 'Resume all' }).click();
    await uploadsDone(page, 60);
  }, '--space-mib', '18');
});

test.describe('a server on the way', () => {
  test.use({ person: 'alice' });

  test('lets less pass than a part: the file is cut smaller, and arrives', async ({ browser, expectedMessages }, testInfo) => {
    test.setTimeout(90_000);
    expectedMessages.push(/status of 413/);
    const [large, small] = [largeFile(testInfo, 'large.bin', 24), largeFile(testInfo, 'small.bin', 9)];
    await withLine(browser.newContext.bind(browser), async (bad) => {
      const { page, demo } = bad;
      const between = await narrow(demo.address, 6 * MIB);
      try {
        await page.goto(`${between.address}/en/b/minimal/alice.tremblay`);
        await uploadFiles(page, [large.path]);
        await allStored(page, 1);
        await expect(uploadOf(page, 'large.bin')).toContainText('Stored and verified');
        expect([...new Set(between.refused)].every((bytes) => 6 * MIB < bytes)).toBe(true);
        expect(between.refused).toContain(16 * MIB);
        expect(between.refused).toContain(8 * MIB);
        // What was learned holds for the next file, too.
        const learned = between.refused.length;
        await uploadFiles(page, [small.path]);
        await allStored(page, 2);
        expect(between.refused).toHaveLength(learned);
        expect([await digestIn(bad, 'large.bin'), await digestIn(bad, 'small.bin')]).toEqual([large.digest, small.digest]);
        const uploadsLeft = await page.request.get(`${demo.address}/api/instances/minimal/buckets/alice.tremblay/uploads`);
        expect((await uploadsLeft.json()).uploads).toEqual([]);
      } finally {
        between.stop();
      }
    });
  });

  test('refuses parts however small: it is told, each size is tried once, and it goes on once they may pass', async ({ page, place, api, shot, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/status of 413/);
    const file = largeFile(testInfo, 'large.bin', 24);
    let refused = 0;
    const answer = { status: 413, contentType: 'text/html', body: '<html><h1>413 Request Entity Too Large</h1></html>' };
    await page.route(PART, (route) => (route.request().url().includes('part=2') && isPart(route.request()) ? (refused++, route.fulfill(answer)) : route.continue()));
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect(uploadOf(page, 'large.bin')).toContainText('Refused on the way as larger than one request may be: this file is not stored.', SLOWLY);
    await uploadsDone(page, 0, 1);
    await shot('refused on the way');
    // The second of 8 MiB, then one of 5: S3 takes no smaller parts.
    expect(refused).toBe(2);
    await page.unroute(PART);
    await uploads(page).getByRole('button', { name: 'Retry large.bin' }).click();
    await allStored(page, 1);
    expect(await digest(api, place, 'large.bin')).toBe(file.digest);
  });

  test('refuses a small file, and has no room: each is told in its own words', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of (413|507)/);
    await page.route(/\/objects\?key=/, (route) => route.fulfill({ status: route.request().url().includes('one') ? 413 : 507, contentType: 'text/html', body: '<h1>no</h1>' }));
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('one.txt'), textFile('two.txt')]);
    await expect(uploadOf(page, 'one.txt')).toContainText('Refused on the way');
    await expect(uploadOf(page, 'two.txt')).toContainText('The storage is full');
    await uploadsDone(page, 0, 2);
    expect(await api.keys(place)).toEqual([]);
  });
});

/** The same person puts a file in from another tab, in French. */
async function inFrench(page: Page, address: string, path: string, see: (french: Page) => Promise<void>): Promise<void> {
  const french = await page.context().newPage();
  await french.goto(`${address}/fr/b/minimal/alice.tremblay`);
  const chooser = french.waitForEvent('filechooser');
  await french.getByRole('button', { name: 'Téléverser', exact: true }).click();
  await (await chooser).setFiles(path);
  await see(french);
  await french.close();
}

function solid(path: string, mib: number): string {
  writeFileSync(path, Buffer.alloc(mib * MIB, 1));
  return path;
}
