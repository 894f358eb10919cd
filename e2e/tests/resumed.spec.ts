import { createHash, randomBytes, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { objectAddress, ownPage } from '../support/api.ts';
import { act } from '../support/browser.ts';
import { MIB, OWN, read, withLine, type Bad } from '../support/large.ts';
import { expect, test } from '../support/test.ts';

// A download that breaks off goes on where it broke, as long as the object is still the one that it began with.

test.describe.configure({ timeout: 90_000 });

const WHOLE_BYTES = 24 * MIB;
const KEY = 'kept.bin';

test('cut in the middle, it goes on with the rest of the same object', async ({ browser }) => {
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const digest = await put(bad);
    const hash = createHash('sha256');
    const { arrived, tag } = await cutOff(bad, hash);
    const rest = await read(bad, bad.line.address, KEY, { range: `bytes=${arrived}-`, 'if-range': tag });
    expect(rest.statusCode).toBe(206);
    expect(rest.headers).toMatchObject({ etag: tag, 'content-range': `bytes ${arrived}-${WHOLE_BYTES - 1}/${WHOLE_BYTES}` });
    expect(await receive(rest, hash)).toEqual({ bytes: WHOLE_BYTES - arrived, isWhole: true });
    expect(hash.digest('hex')).toBe(digest);
  });
});

test('cut in the middle, and the object is another one by then: all of that comes, and no mixture', async ({ browser }) => {
  await withLine(browser.newContext.bind(browser), async (bad) => {
    await put(bad);
    const { arrived, tag } = await cutOff(bad, createHash('sha256'));
    const digest = await put(bad);
    const anew = await read(bad, bad.line.address, KEY, { range: `bytes=${arrived}-`, 'if-range': tag });
    expect(anew.statusCode).toBe(200);
    expect(anew.headers['content-range']).toBeUndefined();
    expect(anew.headers.etag).not.toBe(tag);
    const hash = createHash('sha256');
    expect(await receive(anew, hash)).toEqual({ bytes: WHOLE_BYTES, isWhole: true });
    expect(hash.digest('hex')).toBe(digest);
  });
});

test('the browser goes on by itself where a server in between hung up', async ({ browser, expectedMessages }) => {
  expectedMessages.push(/net::ERR_/);
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const { page, line } = bad;
    const digest = await put(bad);
    await page.reload();
    const ranges: string[] = [];
    line.up = (piece) => void ranges.push(...(piece.toString('latin1').match(/^(if-)?range: .*$/gim) ?? []));
    let gone = 0;
    line.down = (piece) => {
      const isMiddle = gone < WHOLE_BYTES / 2 && WHOLE_BYTES / 2 <= gone + piece.length;
      gone += piece.length;
      if (isMiddle) line.hangUp();
    };
    const saved = page.waitForEvent('download');
    await act(page, KEY, 'Download');
    const download = await saved;
    expect(await download.failure()).toBeNull();
    const hash = createHash('sha256');
    for await (const piece of await download.createReadStream()) hash.update(piece as Buffer);
    expect(hash.digest('hex')).toBe(digest);
    expect(ranges).toEqual([expect.stringMatching(/^range: bytes=[1-9][0-9]*-$/i), expect.stringMatching(/^if-range: ".+"$/i)]);
    // Nothing came twice but for what was under way.
    expect(gone).toBeLessThan(WHOLE_BYTES * 1.25);
  });
});

/** An object of random bytes, in the place of the one that is there. */
async function put({ page, demo }: Bad): Promise<string> {
  const bytes = randomBytes(WHOLE_BYTES);
  const answer = await page.request.put(`${demo.address}${objectAddress(OWN, KEY)}`, { headers: ownPage(demo.address), data: bytes });
  expect(answer.ok(), await answer.text()).toBe(true);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads until the line breaks, which it does in the middle, and has it mended. */
async function cutOff(bad: Bad, hash: Hash): Promise<{ arrived: number; tag: string }> {
  const { line } = bad;
  let gone = 0;
  line.down = (piece) => {
    gone += piece.length;
    if (WHOLE_BYTES / 2 < gone) line.cut();
  };
  const whole = await read(bad, line.address, KEY);
  expect(whole.statusCode).toBe(200);
  const { bytes, isWhole } = await receive(whole, hash);
  expect(isWhole).toBe(false);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(WHOLE_BYTES);
  line.down = () => {};
  line.mend();
  return { arrived: bytes, tag: whole.headers.etag! };
}

/** All that arrives, until it ends or breaks off. */
async function receive(answer: IncomingMessage, hash: Hash): Promise<{ bytes: number; isWhole: boolean }> {
  let bytes = 0;
  try {
    for await (const piece of answer) {
      bytes += (piece as Buffer).length;
      hash.update(piece as Buffer);
    }
  } catch {
    return { bytes, isWhole: false };
  }
  return { bytes, isWhole: true };
}
