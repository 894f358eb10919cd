import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { uploadFiles, uploadOf } from '../support/browser.ts';
import { allStored, countParts, digestIn, largeFile, MIB, turnOneByte, type Bad } from '../support/large.ts';
import { Line } from '../support/line.ts';
import { expect, test } from '../support/plain.ts';
import { Served, signInAtProvider } from '../support/served.ts';

// A storage that keeps no checksums: the page announces an MD5, and the storage compares it.

const PART_BYTES = 16 * MIB;
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('base64');

test('a byte that changes on its way is noticed by the storage, which got the MD5 of every part and every small file', async ({ browser }, testInfo) => {
  test.setTimeout(90_000);
  const file = largeFile(testInfo, 'turned.bin', 40);
  const small = testInfo.outputPath('small.bin');
  writeFileSync(small, randomBytes(1000));
  const served = await Served.start({ 'alice.tremblay': 1 });
  const line = await Line.inFrontOf(served.address);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${served.address}/auth/sign-in?return_to=/en/b/minimal/alice.tremblay`);
    await signInAtProvider(page, 'alice');
    await page.goto(`${line.address}/en/b/minimal/alice.tremblay`);
    const announced = new Set<string>();
    served.storage.heard = ({ method, headers }) => {
      if (method !== 'PUT') return;
      announced.add(headers['content-md5'] as string);
      expect(Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
    };
    const answers = countParts(page);
    turnOneByte(line, 20 * MIB);
    await uploadFiles(page, [file.path, small]);
    await allStored(page, 2);
    expect(answers).toEqual({ stored: 3, refused: 1 });
    const bytes = readFileSync(file.path);
    const parts = [0, 1, 2].map((part) => md5(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)));
    expect([...announced].sort()).toEqual([...parts, md5(readFileSync(small))].sort());
    for (const name of ['turned.bin', 'small.bin']) await expect(uploadOf(page, name)).toContainText('Stored and verified');
    const stored = { page, demo: { address: served.address } } as Bad;
    expect(await digestIn(stored, 'turned.bin')).toBe(file.digest);
  } finally {
    await context.close();
    line.stop();
    served.stop();
  }
});
