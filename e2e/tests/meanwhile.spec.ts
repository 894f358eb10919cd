import { objectAddress, ownPage } from '../support/api.ts';
import { question, questionAnew, textFile, uploadFiles, uploadOf, uploads, uploadsDone } from '../support/browser.ts';
import { allStored, digest, heldParts, largeFile, SLOWLY } from '../support/large.ts';
import { signedInBeside } from '../support/people.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// What others do while something goes up: nothing is written over that nobody saw.

const PART = /\/uploads\/parts\?/;
/** Of a file in one piece. */
const ONE = /\/objects\?key=/;

test.use({ person: 'alice' });

test.describe('meanwhile', () => {
  test('somebody else stores an object of that name: nobody writes over it without being asked', async ({ page, place, api, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/status of 412/);
    const file = largeFile(testInfo, 'shared.bin', 24);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await api.put(place, 'shared.bin', 'theirs');
    await parts.release();
    await expect(question(page)).toContainText('shared.bin exists already.', SLOWLY);
    expect(await api.text(place, 'shared.bin')).toBe('theirs');
    await question(page).getByRole('button', { name: 'Replace' }).click();
    await allStored(page, 1);
    expect(parts.stored(), 'no part is sent a second time').toBe(2);
    expect(await digest(api, place, 'shared.bin')).toBe(file.digest);
  });

  test('what one was asked about changes before the answer: it is told, and asked again', async ({ page, place, api, shot, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/status of 412/);
    const file = largeFile(testInfo, 'large.bin', 24);
    await api.put(place, 'large.bin', 'as it was');
    await api.put(place, 'small.txt', 'as it was');
    await page.goto(folder(place));
    for (const name of ['large.bin', 'small.txt']) {
      await uploadFiles(page, name === 'large.bin' ? [file.path] : [textFile(name, 'mine')]);
      await expect(question(page)).toContainText(`${name} exists already.`, SLOWLY);
      await api.put(place, name, 'theirs');
      await question(page).getByRole('button', { name: 'Replace' }).click();
      await expect(questionAnew(page)).toContainText(`${name} was changed meanwhile`, SLOWLY);
      expect(await api.text(place, name), 'nothing that nobody saw is replaced').toBe('theirs');
      await shot(`${name} was changed before it was replaced`);
      await questionAnew(page).getByRole('button', { name: 'Replace' }).click();
      await expect(uploadOf(page, name)).toContainText('Stored', SLOWLY);
    }
    await uploadsDone(page, 2);
    expect(await digest(api, place, 'large.bin')).toBe(file.digest);
    expect(await api.text(place, 'small.txt')).toBe('mine');
  });

  test('one answer for all is for what was there, and not for what comes after', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 412/);
    const names = ['a.txt', 'b.txt', 'c.txt'];
    for (const name of names) await api.put(place, name, 'as it was');
    await page.goto(folder(place));
    await uploadFiles(page, names.map((name) => textFile(name, 'mine')));
    await expect(uploads(page)).toContainText('Needs an answer');
    for (const name of names) await expect(uploadOf(page, name)).toContainText('Needs an answer');
    await api.put(place, 'b.txt', 'theirs');
    await question(page).getByRole('checkbox', { name: 'The same for all that follow' }).check();
    await question(page).getByRole('button', { name: 'Replace' }).click();
    await expect(questionAnew(page)).toContainText('b.txt was changed meanwhile');
    expect(await api.text(place, 'b.txt')).toBe('theirs');
    await questionAnew(page).getByRole('button', { name: 'Keep both' }).click();
    await uploadsDone(page, 3);
    expect(await api.keys(place)).toEqual(['a.txt', 'b (2).txt', 'b.txt', 'c.txt']);
    expect(await api.text(place, 'b.txt')).toBe('theirs');
  });

  test('what was to be replaced is deleted: the file goes where nothing is', async ({ page, place, api, baseURL, expectedMessages }) => {
    expectedMessages.push(/status of 4(04|12)/);
    await api.put(place, 'gone.txt', 'as it was');
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('gone.txt', 'mine')]);
    await expect(question(page)).toContainText('gone.txt exists already.');
    const deleted = await api.request.delete(objectAddress(place, 'gone.txt'), { headers: ownPage(baseURL!) });
    expect(deleted.status()).toBe(204);
    await question(page).getByRole('button', { name: 'Replace' }).click();
    await uploadsDone(page, 1);
    expect(await api.text(place, 'gone.txt')).toBe('mine');
  });

  test('somebody else stores an object of that name while a small file is on its way', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/status of 412/);
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await page.route(ONE, async (route) => {
      await left;
      await route.continue();
    });
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('shared.txt', 'mine')]);
    await sent;
    await api.put(place, 'shared.txt', 'theirs');
    leave();
    await expect(question(page)).toContainText('shared.txt exists already.');
    expect(await api.text(place, 'shared.txt')).toBe('theirs');
    await question(page).getByRole('button', { name: 'Skip' }).click();
    await uploadsDone(page, 0, 1);
  });

  test('the answer to a small file is lost: sent again it meets itself, and nobody is asked', async ({ page, place, api, expectedMessages }) => {
    expectedMessages.push(/net::ERR_|status of 412/);
    let puts = 0;
    await page.route(ONE, async (route) => {
      if (puts++ !== 0) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.goto(folder(place));
    await uploadFiles(page, [textFile('twice.txt', 'mine')]);
    await uploadsDone(page, 1);
    await expect(uploadOf(page, 'twice.txt')).toContainText('Stored and verified');
    expect(puts).toBe(2);
    expect(await api.keys(place)).toEqual(['twice.txt']);
  });

  test('the session ends while it is paused: it waits for whoever signs in again, and loses nothing', async ({ page, place, api, expectedMessages }, testInfo) => {
    test.slow();
    expectedMessages.push(/status of 401/);
    const file = largeFile(testInfo, 'slept.bin', 40);
    const parts = await heldParts(page, 1);
    await page.goto(folder(place));
    await uploadFiles(page, [file.path]);
    await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
    await uploads(page).getByRole('button', { name: 'Pause slept.bin' }).click();
    await expect(uploadOf(page, 'slept.bin')).toContainText('Paused');
    const problem = { type: '/problems/not-signed-in', title: 'signed out', status: 401 };
    await page.route(PART, (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await parts.release();
    await uploads(page).getByRole('button', { name: 'Resume slept.bin' }).click();
    await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible();
    await expect(uploads(page)).toContainText('Waiting: your session has ended.');
    await page.unroute(PART);
    await signedInBeside(page);
    await allStored(page, 1);
    expect(parts.stored()).toBe(3);
    expect(await digest(api, place, 'slept.bin')).toBe(file.digest);
  });
});
