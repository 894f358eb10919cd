import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page, Request, TestInfo } from '@playwright/test';
import { objectAddress, type Api, type Place } from '../support/api.ts';
import { row, uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { Demo } from '../support/demo.ts';
import { Line } from '../support/line.ts';
import { choosePerson } from '../support/people.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Large files on bad lines: what arrives is what was chosen, byte for byte.

const PART = /\/uploads\/parts\?/;
const MIB = 1 << 20;
/** Where much else runs. */
const SLOWLY = { timeout: 30_000 };

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
      await expect.poll(() => gone, SLOWLY).toBeGreaterThan(18 * MIB);
      line.cut();
      await expect(uploads(page)).toContainText('No connection');
      line.upPerSecond = 0;
      line.mend();
      await allStored(page, 1);
      expect(await digestIn(bad, 'cut.bin')).toBe(file.digest);
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

    // Another file of the same size is not it.
    const other = largeFile(testInfo, 'other.bin', 40);
    await chooseAgain(page, other.path);
    await expect(uploads(page)).toContainText('1 chosen file is not one that was interrupted');
    await parts.release();
    await chooseAgain(page, file.path);
    await allStored(page, 1);
    expect(parts.stored()).toBe(3);
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

/** Leaves the page and comes back; what the page asks before is answered with yes. */
async function reload(page: Page): Promise<void> {
  page.once('dialog', (question) => void question.accept());
  await page.reload();
}

async function chooseAgain(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await uploads(page).getByRole('button', { name: 'Choose again…' }).click();
  await (await chooser).setFiles(path);
}

interface Bad {
  page: Page;
  line: Line;
  demo: Demo;
}

/** Alice in her personal bucket of a demo of its own, at the end of a line of its own. */
async function withLine(newContext: (options: object) => Promise<BrowserContext>, run: (bad: Bad) => Promise<void>): Promise<void> {
  const demo = await Demo.start();
  const line = await Line.inFrontOf(demo.address);
  // Signing in leads to the portal's own address; cookies are the host's, whatever the port.
  const context = await newContext({ storageState: { cookies: [], origins: [] } });
  try {
    const page = await context.newPage();
    await page.goto(`${demo.address}/auth/sign-in?return_to=${encodeURIComponent('/en/b/minimal')}`);
    await choosePerson(page, 'alice');
    await page.getByRole('button', { name: 'Create my personal bucket' }).click();
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await run({ page, line, demo });
  } finally {
    await context.close();
    line.stop();
    demo.stop();
  }
}

/** A file of so many MiB that no two parts of are alike. */
function largeFile(testInfo: TestInfo, name: string, mib: number): { path: string; digest: string } {
  const bytes = randomBytes(mib * MIB);
  const path = join(testInfo.outputPath(), name);
  mkdirSync(testInfo.outputPath(), { recursive: true });
  writeFileSync(path, bytes);
  return { path, digest: createHash('sha256').update(bytes).digest('hex') };
}

async function smallFiles(testInfo: TestInfo, count: number): Promise<string[]> {
  return Array.from({ length: count }, (_, index) => {
    const path = join(testInfo.outputPath(), `${index}.txt`);
    writeFileSync(path, `${index}`);
    return path;
  });
}

async function digest(api: Api, place: Place, key: string): Promise<string> {
  const answer = await api.request.get(objectAddress(place, key));
  return createHash('sha256').update(await answer.body()).digest('hex');
}

/** Of an object in a demo of its own. */
async function digestIn({ page, demo }: Bad, key: string): Promise<string> {
  const answer = await page.request.get(`${demo.address}${objectAddress({ instance: 'minimal', bucket: 'alice.tremblay' }, key)}`);
  return createHash('sha256').update(await answer.body()).digest('hex');
}

/** Everything is there, as the store confirmed; large files take their time where much else runs. */
async function allStored(page: Page, files: number): Promise<void> {
  const words = files === 1 ? '1 of 1 file stored' : `${files} of ${files} files stored`;
  await expect(uploads(page).getByRole('heading', { name: words })).toBeVisible({ timeout: 60_000 });
}

/** A part that is sent, and not the question which have arrived. */
const isPart = (request: Request) => request.method() === 'PUT' && PART.test(request.url());

interface HeldParts {
  waiting: () => Promise<number>;
  /** How many the store confirmed. */
  stored: () => number;
  /** The most that were under way at once. */
  largest: () => Promise<number>;
  release: () => Promise<void>;
}

/**
 * Keeps parts from leaving but for the first few, until they are let go. In the page, right before they are sent:
 * intercepted by the browser's tools, their bytes would pass through this process.
 */
async function heldParts(page: Page, first = 0): Promise<HeldParts> {
  let stored = 0;
  page.on('response', (answer) => void (stored += Number(isPart(answer.request()) && answer.ok())));
  await page.addInitScript((first) => {
    const held = { isOpen: false, passed: 0, under: 0, largest: 0, waiting: [] as (() => void)[] };
    Object.assign(window, { held });
    const { open, send, abort } = XMLHttpRequest.prototype;
    const addresses = new WeakMap<XMLHttpRequest, string>();
    const aborted = new WeakSet<XMLHttpRequest>();
    XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, method: string, address: string | URL) {
      addresses.set(this, `${address}`);
      open.call(this, method, address, true);
    };
    XMLHttpRequest.prototype.send = function (this: XMLHttpRequest, body) {
      if (!addresses.get(this)?.includes('/uploads/parts?')) return send.call(this, body);
      held.largest = Math.max(held.largest, ++held.under);
      this.addEventListener('loadend', () => held.under--);
      if (held.isOpen || ++held.passed <= first) send.call(this, body);
      // What was paused or cancelled meanwhile is never sent.
      else held.waiting.push(() => void (aborted.has(this) ? held.under-- : send.call(this, body)));
    };
    XMLHttpRequest.prototype.abort = function (this: XMLHttpRequest) {
      aborted.add(this);
      abort.call(this);
    };
  }, first);
  const read = <K extends 'waiting' | 'largest'>(name: K) => page.evaluate((name) => {
    const { held } = window as unknown as { held: { waiting: unknown[]; largest: number } };
    return name === 'waiting' ? held.waiting.length : held.largest;
  }, name);
  return {
    waiting: () => read('waiting'),
    stored: () => stored,
    largest: () => read('largest'),
    release: () => page.evaluate(() => {
      const { held } = window as unknown as { held: { isOpen: boolean; waiting: (() => void)[] } };
      held.isOpen = true;
      held.waiting.splice(0).forEach((go) => go());
    }),
  };
}
