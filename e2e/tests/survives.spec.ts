import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { row, uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { Demo } from '../support/demo.ts';
import { grown, more, peakBytes, Scales, type Footprint, type Found } from '../support/footprint.ts';
import { allStored, chooseAgain, digestIn, enter, isPart, largeFile, MIB, reload } from '../support/large.ts';
import { Line } from '../support/line.ts';
import { choosePerson } from '../support/people.ts';

// One large file, all that happens to it on its way, and what page and gateway hold meanwhile.

const FILE_MIB = 1024;
/** Of one part, as long as nothing is known of the line. */
const PART_BYTES = 16 * MIB;

/** Slow enough that each fault finds the file on its way. */
const UP_PER_SECOND = 256 * MIB;

const MB = 1_000_000;
/**
 * What pools and the browser's own tables may add: nothing of the file's size. All renderers together have what the worker
 * that reads the parts on their way has not let go of yet, too, and what the browser keeps ready for the next page.
 */
const GROWTH_MAX: Footprint = { heap: 8 * MB, wasm: 8 * MB, nodes: 3_000, renderers: 400 * MB, browser: 64 * MB, gateway: 48 * MB };

test('a large file arrives whole through a cut line, a restarted gateway, a reload and a killed browser', async ({}, testInfo) => {
  test.setTimeout(600_000);
  const file = largeFile(testInfo, 'large.bin', FILE_MIB);
  const demo = await Demo.start();
  const line = await Line.inFrontOf(demo.address);
  const profile = mkdtempSync(join(tmpdir(), 'cellier-e2e-profile-'));
  let stored = 0;
  const open = async () => {
    const { launchOptions, locale, viewport } = testInfo.project.use;
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, locale, viewport });
    context.on('response', (answer) => void (stored += Number(isPart(answer.request()) && answer.ok())));
    const page = await context.newPage();
    return { context, page, scales: await Scales.under(context.browser()!, page, demo) };
  };
  let visit: { context: BrowserContext; page: Page; scales: Scales } | undefined;
  try {
    visit = await open();
    let { context, page, scales } = visit;
    await enter({ page, line, demo });
    const before = await scales.weigh();
    const found: Found = { before, most: { ...before } };
    const peaks = { first: -peakBytes(demo.pid), second: 0 };
    const share = (part: number) => Math.floor(((FILE_MIB * MIB) / PART_BYTES) * part);
    /** Meanwhile what the processes hold is looked at, and then what is in the page. */
    const gets = async (parts: number) => {
      const look = async () => {
        more(found, await scales.resident());
        return stored;
      };
      await expect.poll(look, { timeout: 240_000, intervals: [50] }).toBeGreaterThanOrEqual(parts);
      more(found, await scales.weigh());
    };

    line.upPerSecond = UP_PER_SECOND;
    await uploadFiles(page, [file.path]);
    await gets(share(0.15));
    line.cut();
    await expect(uploads(page)).toContainText('No connection');
    line.mend();

    await gets(share(0.3));
    peaks.first += peakBytes(demo.pid);
    await demo.kill();
    await expect(uploads(page)).toContainText('No connection');
    await demo.begin();
    peaks.second = -peakBytes(demo.pid);

    await gets(share(0.5));
    await reload(page);
    await goOn(page, file.path);

    await gets(share(0.7));
    await kill(profile, context);
    visit = await open();
    ({ context, page, scales } = visit);
    await context.clearCookies();
    await page.goto(`${demo.address}/auth/sign-in?return_to=${encodeURIComponent('/en/b/minimal')}`);
    await choosePerson(page, 'alice');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
    await goOn(page, file.path);

    await gets(share(0.95));
    await allStored(page, 1, 120_000);
    await expect(row(page, 'large.bin')).toBeVisible();
    more(found, await scales.weigh());
    peaks.second += peakBytes(demo.pid);
    // Three visits sent it, and each knew the others' parts by their checksums.
    await expect(uploadOf(page, 'large.bin')).toContainText('Stored and verified');
    expect(await digestIn({ page, line, demo }, 'large.bin')).toBe(file.digest);
    expect(await isAtTheStore(demo, file.path)).toBe(true);
    // What was under way when something broke was sent again, and nothing else.
    expect(stored).toBeLessThanOrEqual(share(1) + 1 + 4 * 5);

    const growth = grown(found);
    testInfo.annotations.push({ type: 'memory', description: JSON.stringify({ before, growth, peaks }) });
    for (const [name, bytes] of Object.entries(growth) as [keyof Footprint, number][]) expect.soft(bytes, name).toBeLessThan(GROWTH_MAX[name]);
    for (const [name, bytes] of Object.entries(peaks)) expect.soft(bytes, `the most of the ${name} gateway`).toBeLessThan(GROWTH_MAX.gateway);
  } finally {
    await visit?.context.close();
    line.stop();
    await demo.stop();
    file.remove();
    rmSync(profile, { recursive: true, force: true });
  }
});

async function goOn(page: Page, path: string): Promise<void> {
  await expect(uploadOf(page, 'large.bin')).toContainText('Interrupted', { timeout: 20_000 });
  await chooseAgain(page, path);
  await expect(uploadOf(page, 'large.bin')).not.toContainText('Interrupted');
}

/** As when the machine loses its power: nothing is asked, and nothing tidied up. */
async function kill(profile: string, context: BrowserContext): Promise<void> {
  const closed = context.waitForEvent('close');
  const [pid] = readlinkSync(join(profile, 'SingletonLock')).split('-').slice(-1);
  process.kill(Number(pid), 'SIGKILL');
  await closed;
}

/** Each part of the file lies in the store's own folders, as it lies here. */
async function isAtTheStore(demo: Demo, path: string): Promise<boolean> {
  const blobs = join(demo.data, 'instances', 'minimal');
  const there = new Map<string, number>();
  for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.parentPath.includes('blobs')) continue;
    const blob = join(entry.parentPath, entry.name);
    there.set(await sha256(blob), statSync(blob).size);
  }
  const lengths = new Set(there.values());
  const { size } = statSync(path);
  let from = 0;
  while (from < size) {
    const to = await nextOf(from);
    if (to === undefined) return false;
    from = to;
  }
  return true;

  async function nextOf(from: number): Promise<number | undefined> {
    for (const length of lengths) {
      if (from + length <= size && there.get(await sha256(path, from, from + length)) === length) return from + length;
    }
    return undefined;
  }
}

async function sha256(path: string, start = 0, end = Infinity): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { start, end: end - 1, highWaterMark: MIB })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
