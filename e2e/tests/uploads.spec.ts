import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from '@playwright/test';
import { bucketAddress } from '../support/api.ts';
import { dropPaths, pasteFiles, question, row, textFile, uploadFiles, uploadFolder, uploadOf, uploads, uploadsDone } from '../support/browser.ts';
import { folder, instance } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const PUT_ONE = /\/objects\?key=/;

test.describe('ways in', () => {
  test('the button: several files at once, into the folder one is in', async ({ page, place, api, shot }) => {
    await page.goto(folder(place, 'in/here/'));
    await uploadFiles(page, ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'].map((name) => textFile(name)));
    await uploadsDone(page, 5);
    await expect(row(page, 'c.csv')).toBeVisible();
    await shot('uploads, all stored');
    expect(await api.keys(place)).toEqual(['a', 'b', 'c', 'd', 'e'].map((letter) => `in/here/${letter}.csv`));
    expect(await api.text(place, 'in/here/b.csv')).toBe('b.csv');
    await uploads(page).getByRole('button', { name: 'Done, clear' }).click();
    await expect(uploads(page)).toHaveCount(0);
  });

  test('a whole folder, with its structure', async ({ page, place, api, shot }, testInfo) => {
    await page.goto(folder(place));
    await uploadFolder(page, survey(testInfo.outputPath()));
    await uploadsDone(page, 3);
    await expect(row(page, 'survey/')).toBeVisible();
    await shot('uploads, a whole folder');
    expect(await api.keys(place)).toEqual(['survey/notes.txt', 'survey/été/juillet.csv', 'survey/été/sous/août.csv']);
  });

  test('drag and drop of files and folders', async ({ page, place, api }, testInfo) => {
    const loose = join(testInfo.outputPath(), 'loose.txt');
    writeFileSync(loose, 'loose');
    await page.goto(folder(place));
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await dropPaths(page, [loose, survey(testInfo.outputPath())]);
    await uploadsDone(page, 4);
    expect(await api.keys(place)).toEqual(['loose.txt', 'survey/notes.txt', 'survey/été/juillet.csv', 'survey/été/sous/août.csv']);
  });

  test('a dropped folder of more files than the browser hands over at once', async ({ page, place, api }, testInfo) => {
    const directory = join(testInfo.outputPath(), 'readings');
    mkdirSync(directory, { recursive: true });
    const names = Array.from({ length: 230 }, (_, number) => `${String(number).padStart(3, '0')}.txt`);
    for (const name of names) writeFileSync(join(directory, name), name);
    await page.goto(folder(place));
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await dropPaths(page, [directory]);
    await uploadsDone(page, names.length);
    expect(await api.keys(place)).toEqual(names.map((name) => `readings/${name}`));
  });

  test('paste', async ({ page, place, api }) => {
    await page.goto(folder(place));
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await pasteFiles(page, [{ name: 'screenshot.txt', text: 'pasted' }]);
    await uploadsDone(page, 1);
    expect(await api.text(place, 'screenshot.txt')).toBe('pasted');
  });

  test('above 16 MiB in parts, which the storage puts together', async ({ page, place, api }, testInfo) => {
    test.slow();
    const file = join(testInfo.outputPath(), 'large.bin');
    const bytes = 70_000_000;
    mkdirSync(testInfo.outputPath(), { recursive: true });
    writeFileSync(file, Buffer.alloc(bytes, 'cellier '));
    const parts: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/uploads/parts?')) parts.push(request.method());
    });
    await page.goto(folder(place));
    await uploadFiles(page, [file]);
    await expect(uploads(page).getByRole('progressbar').first()).toBeVisible();
    await expect(row(page, 'large.bin')).toBeVisible({ timeout: 60_000 });
    await uploadsDone(page, 1);
    expect(parts).toEqual(['PUT', 'PUT', 'PUT', 'PUT', 'PUT']);
    const stored = await api.request.get(`${bucketAddress(place)}/details?key=large.bin`);
    expect(await stored.json()).toMatchObject({ size: bytes, etag: expect.stringMatching(/-5"?$/) });
    const end = await api.request.get(`${bucketAddress(place)}/objects?key=large.bin`, { headers: { range: 'bytes=-8' } });
    expect([end.status(), await end.text()]).toEqual([206, 'cellier ']);
  });
});

test.describe('a file of that name exists', () => {
  test('replace, keep both, skip', async ({ page, place, api, shot, expectedMessages }) => {
    expectedMessages.push(/status of 412/);
    for (const name of ['replaced.txt', 'both.txt', 'skipped.txt']) await api.put(place, name, 'old');
    await page.goto(folder(place));
    for (const [name, answer] of [['replaced.txt', 'Replace'], ['both.txt', 'Keep both'], ['skipped.txt', 'Skip']] as const) {
      await uploadFiles(page, [textFile(name, 'new')]);
      await expect(question(page)).toContainText(`${name} exists already.`);
      if (answer === 'Replace') await shot('uploads, one exists already');
      await question(page).getByRole('button', { name: answer }).click();
      await expect(question(page)).toBeHidden();
    }
    await uploadsDone(page, 2, 3);
    await expect(uploadOf(page, 'skipped.txt')).toContainText('Skipped');
    expect(await api.keys(place)).toEqual(['both (2).txt', 'both.txt', 'replaced.txt', 'skipped.txt']);
    expect(await api.text(place, 'replaced.txt')).toBe('new');
    expect(await api.text(place, 'both.txt')).toBe('old');
    expect(await api.text(place, 'both (2).txt')).toBe('new');
    expect(await api.text(place, 'skipped.txt')).toBe('old');
  });

  test('one answer for all that follow', async ({ page, place, api, shot, expectedMessages }) => {
    expectedMessages.push(/status of 412/);
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
    for (const name of names) await api.put(place, name, 'old');
    await page.goto(folder(place));
    await uploadFiles(page, [...names, 'e.txt'].map((name) => textFile(name, 'new')));
    await expect(question(page)).toBeVisible();
    await question(page).getByRole('checkbox', { name: 'The same for all that follow' }).check();
    await shot('uploads, one answer for all');
    await question(page).getByRole('button', { name: 'Replace' }).click();
    await uploadsDone(page, 5);
    for (const name of names) expect(await api.text(place, name)).toBe('new');
  });
});

const SEVEN = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => `${name}.txt`);

test.describe('on the way', () => {
  test('progress of each file and of all; one is cancelled, the others go on', async ({ page, place, api, shot }) => {
    const held = await holdPuts(page);
    await page.goto(folder(place));
    await uploadFiles(page, SEVEN.map((name) => textFile(name)));
    await expect(uploads(page).getByRole('heading', { name: '0 of 7 files stored' })).toBeVisible();
    // Six small ones at a time, and all of it.
    await expect(uploads(page).getByRole('progressbar')).toHaveCount(7);
    await expect(uploadOf(page, 'seven.txt')).toContainText('Waiting');
    await shot('uploads, on their way');
    await uploads(page).getByRole('button', { name: 'Cancel two.txt' }).click();
    await expect(uploadOf(page, 'two.txt')).toContainText('Cancelled');
    await held.release();
    await uploadsDone(page, 6, 7);
    expect(await api.keys(place)).toEqual(SEVEN.filter((name) => name !== 'two.txt').toSorted());

    await uploads(page).getByRole('button', { name: 'Retry two.txt' }).click();
    await uploadsDone(page, 7);
    expect(await api.text(place, 'two.txt')).toBe('two.txt');
  });

  test('all are cancelled', async ({ page, place, api }) => {
    const held = await holdPuts(page);
    await page.goto(folder(place));
    await uploadFiles(page, SEVEN.map((name) => textFile(name)));
    await expect(uploadOf(page, 'seven.txt')).toContainText('Waiting');
    await uploads(page).getByRole('button', { name: 'Cancel all' }).click();
    await uploadsDone(page, 0, 7);
    await held.release();
    expect(await api.keys(place)).toEqual([]);
  });

  test('they go on while one looks elsewhere, and the tray follows', async ({ page, place, api }) => {
    const held = await holdPuts(page);
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('slow.txt')]);
    await expect(uploads(page)).toBeVisible();
    await page.getByRole('banner').getByRole('link', { name: 'Datasets' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
    await held.release();
    await uploadsDone(page, 1);
    await openUploaded(page, 'slow.txt');
    await expect(row(page, 'slow.txt')).toBeVisible();
    expect(await api.keys(place)).toEqual(['slow.txt']);
  });

  test('what failed says why, is not counted as stored, and is tried again', async ({ page, place, api, shot, expectedMessages }) => {
    expectedMessages.push(/status of 507/);
    const problem = { type: '/problems/out-of-space', title: 'no space left', status: 507, request_id: '01HZX3T5V7' };
    await page.route(PUT_ONE, (route) => route.fulfill({ status: 507, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('full.txt'), textFile('too.txt')]);
    await expect(uploadOf(page, 'full.txt')).toContainText('The storage is full: this file is not stored.');
    await uploadsDone(page, 0, 2);
    await expect(uploads(page)).toContainText('2 failed');
    await shot('uploads, failed');
    await expect(row(page, 'full.txt')).toHaveCount(0);
    await page.unrouteAll();
    await uploads(page).getByRole('button', { name: 'Retry full.txt' }).click();
    await uploadsDone(page, 1, 2);
    await uploads(page).getByRole('button', { name: 'Retry what failed' }).click();
    await uploadsDone(page, 2);
    expect(await api.keys(place)).toEqual(['full.txt', 'too.txt']);
  });

  test('a line that breaks is taken up again without being asked', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/net::ERR_CONNECTION_RESET/);
    let broken = 0;
    await page.route(PUT_ONE, (route) => (broken++ === 0 ? route.abort('connectionreset') : route.continue()));
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('again.txt')]);
    await uploadsDone(page, 1);
    expect(broken).toBe(2);
    expect(await api.text(place, 'again.txt')).toBe('again.txt');
  });

  test('leaving asks, and does not any more once all is stored', async ({ page, place }) => {
    const held = await holdPuts(page);
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('slow.txt')]);
    await expect(uploads(page)).toBeVisible();
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await held.release();
    await uploadsDone(page, 1);
    await page.goto(instance('minimal'));
    await expect(page.getByRole('heading', { level: 1, name: 'Minimal' })).toBeVisible();
  });

  test('a name that cannot be stored is refused here, with its reason', async ({ page, place, api }) => {
    await page.goto(folder(place, `${'d'.repeat(1000)}/`));
    await uploadFiles(page, [textFile('a name that is too long here.txt')]);
    await expect(uploads(page)).toContainText('longer than the 1,024 bytes that S3 allows');
    expect(await api.keys(place)).toEqual([]);
  });
});

test('on a narrow screen the tray lies below the rows, also while it asks: every row can be seen and reached', async ({ page, place, api, shot, expectedMessages }) => {
  expectedMessages.push(/status of 412/);
  const names = Array.from({ length: 12 }, (_, number) => `row ${String(number).padStart(2, '0')}.txt`);
  for (const name of names) await api.put(place, name, name);
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto(folder(place));
  await uploadFiles(page, [textFile(names[0]!, 'new')]);
  await expect(question(page)).toBeVisible();
  await shot('uploads, a question on a narrow screen');
  await row(page, names[0]!).getByRole('link').focus();
  for (const name of names.slice(1)) {
    await page.keyboard.press('ArrowDown');
    await expect(row(page, name).getByRole('link')).toBeFocused();
    const seen = await page.evaluate(() => {
      const box = document.activeElement!.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
      return !!top && document.activeElement!.closest('tr') === top.closest('tr');
    });
    expect(seen, name).toBe(true);
  }
  await question(page).getByRole('button', { name: 'Skip' }).click();
  await expect(question(page)).toBeHidden();
});

/** Keeps what is sent from arriving, until it is let go. */
async function holdPuts(page: Page): Promise<{ release: () => Promise<void> }> {
  let open = false;
  const waiting: Route[] = [];
  // What was cancelled meanwhile is gone.
  const go = (route: Route) => route.continue().catch(() => {});
  await page.route(PUT_ONE, async (route) => {
    if (open || route.request().method() !== 'PUT') await go(route);
    else waiting.push(route);
  });
  return {
    release: async () => {
      open = true;
      await Promise.all(waiting.splice(0).map(go));
    },
  };
}

async function openUploaded(page: Page, name: string): Promise<void> {
  await uploadOf(page, name).getByRole('link').click();
}

/** A folder to put in, with accents and folders within. */
function survey(below: string): string {
  const top = join(below, 'survey');
  mkdirSync(join(top, 'été/sous'), { recursive: true });
  writeFileSync(join(top, 'notes.txt'), 'notes');
  writeFileSync(join(top, 'été/juillet.csv'), 'jour,mm\n');
  writeFileSync(join(top, 'été/sous/août.csv'), 'jour,mm\n');
  return top;
}
