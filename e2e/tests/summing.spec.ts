import { appendFileSync } from 'node:fs';
import { largeFile, MIB } from '../support/large.ts';
import { expect, test } from '../support/test.ts';

// The worker of checksums, asked as the page asks it.

test.use({ person: 'alice' });

test('a file is summed up as its bytes are, however many streams it comes by, also after one that could not be read', async ({ page }, testInfo) => {
  const large = largeFile(testInfo, 'large.bin', 40);
  appendFileSync(large.path, 'short');
  const changed = largeFile(testInfo, 'changed.bin', 20);
  await page.goto('/en');
  await page.evaluate(() => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', multiple: true, id: 'chosen' });
    document.body.append(input);
  });
  await page.locator('#chosen').setInputFiles([large.path, changed.path]);
  appendFileSync(changed.path, 'more');

  const found = await page.evaluate(async (MIB) => {
    const worker = new Worker(document.querySelector<HTMLMetaElement>('meta[name=checksums]')!.content, { type: 'module' });
    const waiting = new Map<number, (answer: unknown[]) => void>();
    worker.onmessage = ({ data: [number, ...answer] }) => waiting.get(number)!(answer);
    const answer = (number: number) => new Promise<unknown[]>((resolve) => waiting.set(number, resolve));
    let last = 0;
    const ask = (...question: unknown[]) => {
      worker.postMessage([++last, ...question]);
      return answer(last);
    };
    await answer(0);
    const [large, changed] = (document.querySelector('#chosen') as HTMLInputElement).files!;
    const whole = await ask('sum', large);
    const gone = await ask('sum', changed);
    const [again, both, md5] = await Promise.all([ask('sum', large), ask('both', large), ask('md5', large)]);
    let pieces: unknown[] = [];
    for (let at = 0; at < large!.size; at += MIB) {
      pieces = await ask('sum', new Uint8Array(await large!.slice(at, at + MIB).arrayBuffer()), pieces[0]);
    }
    worker.terminate();
    return { whole, gone, again, both, md5, pieces, size: large!.size };
  }, MIB);
  expect(found.size).toBe(40 * MIB + 5);
  expect(found.whole).toEqual([expect.stringMatching(/^[\w+/]{11}=$/)]);
  expect(found.whole).toEqual(found.pieces);
  expect(found.again).toEqual(found.whole);
  expect(found.both[0]).toBe(found.whole[0]);
  expect(Buffer.from(found.both[1] as string, 'base64').toString('hex')).toBe(found.md5[0]);
  expect(found.gone).toEqual([]);
});
