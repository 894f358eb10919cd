import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { row, uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { Demo } from '../support/demo.ts';
import { allStored, chooseAgain, digestIn, enter, isPart, largeFile, MIB, reload } from '../support/large.ts';
import { Line } from '../support/line.ts';
import { choosePerson } from '../support/people.ts';

// One large file, and all that happens to it on its way.

const FILE_MIB = process.env.E2E_FULL ? 1024 : 200;
/** Of one part, as long as nothing is known of the line. */
const PART_BYTES = 16 * MIB;

test('a large file arrives whole through a cut line, a restarted gateway, a reload and a killed browser', async ({}, testInfo) => {
  test.setTimeout(process.env.E2E_FULL ? 600_000 : 180_000);
  const file = largeFile(testInfo, 'large.bin', FILE_MIB);
  const demo = await Demo.start();
  const line = await Line.inFrontOf(demo.address);
  line.upPerSecond = 64 * MIB;
  const profile = mkdtempSync(join(tmpdir(), 'cellier-e2e-profile-'));
  let stored = 0;
  const open = async () => {
    const { launchOptions, locale, viewport } = testInfo.project.use;
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, locale, viewport });
    context.on('response', (answer) => void (stored += Number(isPart(answer.request()) && answer.ok())));
    return context;
  };
  let context: BrowserContext | undefined;
  try {
    context = await open();
    let page = await context.newPage();
    await enter({ page, line, demo });
    await uploadFiles(page, [file.path]);
    const share = (part: number) => Math.floor(((FILE_MIB * MIB) / PART_BYTES) * part);
    const gets = (parts: number) => expect.poll(() => stored, { timeout: 120_000 }).toBeGreaterThanOrEqual(parts);

    await gets(share(0.15));
    line.cut();
    await expect(uploads(page)).toContainText('No connection');
    line.mend();

    await gets(share(0.3));
    await demo.kill();
    await expect(uploads(page)).toContainText('No connection');
    await demo.begin();

    await gets(share(0.5));
    await reload(page);
    await goOn(page, file.path);

    await gets(share(0.7));
    await kill(profile, context);
    context = await open();
    page = await context.newPage();
    await context.clearCookies();
    await page.goto(`${demo.address}/auth/sign-in?return_to=${encodeURIComponent('/en/b/minimal')}`);
    await choosePerson(page, 'alice');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
    await goOn(page, file.path);

    line.upPerSecond = 0;
    await allStored(page, 1);
    await expect(row(page, 'large.bin')).toBeVisible();
    // Three visits sent it, and each knew the others' parts by their checksums.
    await expect(uploadOf(page, 'large.bin')).toContainText('Stored and verified');
    expect(await digestIn({ page, line, demo }, 'large.bin')).toBe(file.digest);
    expect(isAtTheStore(demo, file.path)).toBe(true);
    // What was under way when something broke was sent again, and nothing else.
    expect(stored).toBeLessThanOrEqual(share(1) + 1 + 4 * 5);
  } finally {
    await context?.close();
    line.stop();
    demo.stop();
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
function isAtTheStore(demo: Demo, path: string): boolean {
  const blobs = join(demo.data, 'instances', 'minimal');
  const there = new Map<string, number>();
  for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.parentPath.includes('blobs')) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    there.set(sha256(bytes), bytes.length);
  }
  const whole = readFileSync(path);
  const lengths = new Set(there.values());
  let from = 0;
  while (from < whole.length) {
    const next = [...lengths].find((length) => there.get(sha256(whole.subarray(from, from + length))) === length);
    if (!next) return false;
    from += next;
  }
  return true;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
