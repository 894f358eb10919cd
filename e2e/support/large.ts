import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page, type Request, type TestInfo } from '@playwright/test';
import { objectAddress, type Api, type Place } from './api.ts';
import { uploads } from './browser.ts';
import { Demo } from './demo.ts';
import { Line } from './line.ts';
import { choosePerson } from './people.ts';

// Large files on bad lines.

export const MIB = 1 << 20;
/** Where much else runs. */
export const SLOWLY = { timeout: 30_000 };
const PARTS = /\/uploads\/parts\?/;
export const OWN = { instance: 'minimal', bucket: 'alice.tremblay' };

/** Leaves the page and comes back; what the page asks before is answered with yes. */
export async function reload(page: Page): Promise<void> {
  page.once('dialog', (question) => void question.accept());
  await page.reload();
}

export async function chooseAgain(page: Page, path: string | string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await uploads(page).getByRole('button', { name: 'Choose again…' }).click();
  await (await chooser).setFiles(path);
}

export interface Bad {
  page: Page;
  line: Line;
  demo: Demo;
}

/** Alice comes to her personal bucket for the first time. */
export async function enter({ page, line, demo }: Bad): Promise<void> {
  await page.goto(`${demo.address}/auth/sign-in?return_to=${encodeURIComponent('/en/b/minimal')}`);
  await choosePerson(page, 'alice');
  await page.getByRole('button', { name: 'Create my personal bucket' }).click();
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
  await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
  await expect(page.getByText('This bucket is empty.')).toBeVisible();
}

/** Alice in her personal bucket of a demo of its own, at the end of a line of its own. `options` are the demo's. */
export async function withLine(newContext: (options: object) => Promise<BrowserContext>, run: (bad: Bad) => Promise<void>, ...options: string[]): Promise<void> {
  const demo = await Demo.start(...options);
  const line = await Line.inFrontOf(demo.address);
  // Signing in leads to the portal's own address; cookies are the host's, whatever the port.
  const context = await newContext({ storageState: { cookies: [], origins: [] } });
  try {
    const page = await context.newPage();
    await enter({ page, line, demo });
    await run({ page, line, demo });
  } finally {
    await context.close();
    line.stop();
    await demo.stop();
  }
}

/** A file of so many MiB that no two parts of are alike. */
export function largeFile(testInfo: TestInfo, name: string, mib: number): { path: string; digest: string; remove: () => void } {
  const path = join(testInfo.outputPath(), name);
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let left = mib; 0 < left; left -= 8) {
    const bytes = randomBytes(Math.min(left, 8) * MIB);
    hash.update(bytes);
    writeSync(file, bytes);
  }
  closeSync(file);
  return { path, digest: hash.digest('hex'), remove: () => rmSync(path) };
}

export async function smallFiles(testInfo: TestInfo, count: number): Promise<string[]> {
  return Array.from({ length: count }, (_, index) => {
    const path = join(testInfo.outputPath(), `${index}.txt`);
    writeFileSync(path, `${index}`);
    return path;
  });
}

export async function digest(api: Api, place: Place, key: string): Promise<string> {
  const answer = await api.request.get(objectAddress(place, key));
  return createHash('sha256').update(await answer.body()).digest('hex');
}

/** Of an object in a demo of its own, however large. */
export async function digestIn(bad: Bad, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of await read(bad, bad.demo.address, key)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Begins to read an object of Alice's as she does; `address` is the portal's, or that of the line before it. */
export async function read({ page }: Bad, address: string, key: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const cookies = await page.context().cookies(address);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const asked = get(`${address}${objectAddress(OWN, key)}`, { headers: { ...headers, cookie }, agent: false });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  // What breaks from now on breaks the answer, and whoever reads it hears of it there.
  asked.on('error', () => {});
  return answer;
}

/** Everything is there, as the store confirmed; large files take their time where much else runs. */
export async function allStored(page: Page, files: number, timeout = 60_000): Promise<void> {
  const words = files === 1 ? '1 of 1 file stored' : `${files} of ${files} files stored`;
  await expect(uploads(page).getByRole('heading', { name: words })).toBeVisible({ timeout });
}

/** A part that is sent, and not the question which have arrived. */
export const isPart = (request: Request) => request.method() === 'PUT' && PARTS.test(request.url());

export interface HeldParts {
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
export async function heldParts(page: Page, first = 0): Promise<HeldParts> {
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

/** How many requests for parts were answered with what. */
export function countParts(page: Page): { stored: number; refused: number } {
  const answers = { stored: 0, refused: 0 };
  page.on('response', (answer) => void (isPart(answer.request()) && answers[answer.ok() ? 'stored' : 'refused']++));
  return answers;
}

/** Once so many bytes have gone up, one bit of a body arrives as another one. */
export function turnOneByte(line: Line, after: number): void {
  let gone = 0;
  let isTurned = false;
  line.up = (piece) => {
    gone += piece.length;
    if (isTurned || gone < after || piece.includes('HTTP/1.1')) return;
    piece.writeUInt8(piece.readUInt8(piece.length >> 1) ^ 1, piece.length >> 1);
    isTurned = true;
  };
}
