import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { ownPage } from '../support/api.ts';
import { uploadFiles, uploadOf, uploads } from '../support/browser.ts';
import { allStored, digestIn, heldParts, largeFile, SLOWLY, withLine, type Bad, type HeldParts } from '../support/large.ts';
import { expect, test } from '../support/test.ts';

// Uploads that wait for longer than a session lasts.

test('paused and sent for longer than a session may be idle, and past its end at the gateway: signed in again, it goes on', async ({ browser, expectedMessages }, testInfo) => {
  test.setTimeout(240_000);
  expectedMessages.push(/status of 401/);
  const file = largeFile(testInfo, 'slept.bin', 40);
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const { page, demo } = bad;
    const parts = await heldParts(page, 1);
    await page.goto(`${demo.address}/en/b/minimal/alice.tremblay`);
    let renewed = 0;
    page.on('response', (answer) => void (renewed += Number(answer.url().endsWith('/api/session/renewal') && answer.ok())));
    await pauseAfterOnePart(page, file.path, parts);
    // Whoever has something on its way is not idle: the page asks for another minute, each time half a minute before the end.
    await expect.poll(() => renewed, { timeout: 100_000 }).toBe(2);
    expect(await person(bad)).toBeTruthy();
    // And once more while bytes go up, slowly: what is on its way goes on.
    const line = await page.context().newCDPSession(page);
    const upPerSecond = (uploadThroughput: number) => line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await upPerSecond(100 << 10);
    await parts.release();
    await uploads(page).getByRole('button', { name: 'Resume slept.bin' }).click();
    const gone = async () => Number(/([\d.]+)\sMB\sof/.exec(await uploadOf(page, 'slept.bin').innerText())?.[1]);
    await expect.poll(gone, SLOWLY).toBeGreaterThan(16.8);
    await expect.poll(() => renewed, { timeout: 60_000 }).toBe(3);
    const before = await gone();
    await expect.poll(gone, SLOWLY).toBeGreaterThan(before);
    expect(parts.stored()).toBe(1);
    await uploads(page).getByRole('button', { name: 'Pause slept.bin' }).click();
    await upPerSecond(-1);

    expect((await page.request.post(`${demo.address}/auth/sign-out`, { headers: ownPage(demo.address) })).ok()).toBe(true);
    expect(await person(bad)).toBeFalsy();
    await uploads(page).getByRole('button', { name: 'Resume slept.bin' }).click();
    await expect(uploads(page)).toContainText('Waiting: your session has ended.');
    const popup = page.waitForEvent('popup');
    await page.getByRole('dialog', { name: 'Your session has ended' }).getByRole('link', { name: 'Sign in again' }).click();
    // The provider still knows her: nothing is asked, and the window closes by itself.
    await popup;
    await arrivesWhole(bad, 'slept.bin', file.digest, parts);
  }, '--idle-minutes', '1');
});

test('paused for an hour, past the session’s end: it is told at once, and goes on from where it was once one is back', async ({ browser, expectedMessages }, testInfo) => {
  test.setTimeout(180_000);
  expectedMessages.push(/status of 401/);
  const file = largeFile(testInfo, 'lunch.bin', 40);
  await withLine(browser.newContext.bind(browser), async (bad) => {
    const { page, demo } = bad;
    const parts = await heldParts(page, 1);
    await page.clock.install();
    await page.goto(`${demo.address}/en/b/minimal/alice.tremblay`);
    await pauseAfterOnePart(page, file.path, parts);
    // The lid is closed: the page's time stands still, the gateway's goes on.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    await expect.poll(() => person(bad), { timeout: 100_000, intervals: [1_000] }).toBeFalsy();
    await page.clock.fastForward('01:00:00');
    await page.clock.resume();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    const popup = page.waitForEvent('popup');
    await dialog.getByRole('link', { name: 'Sign in again' }).click();
    // The provider still knows her: nothing is asked, and the window closes by itself.
    await popup;
    await expect(dialog).toHaveCount(0);
    await expect(uploadOf(page, 'lunch.bin')).toContainText('Paused');
    await parts.release();
    await uploads(page).getByRole('button', { name: 'Resume lunch.bin' }).click();
    await arrivesWhole(bad, 'lunch.bin', file.digest, parts);
  }, '--idle-minutes', '1');
});

async function pauseAfterOnePart(page: Page, path: string, parts: HeldParts): Promise<void> {
  const name = basename(path);
  await uploadFiles(page, [path]);
  await expect.poll(() => parts.stored(), SLOWLY).toBe(1);
  await uploads(page).getByRole('button', { name: `Pause ${name}` }).click();
  await expect(uploadOf(page, name)).toContainText('Paused');
}

/** In three parts, each sent once. */
async function arrivesWhole(bad: Bad, name: string, digest: string, parts: HeldParts): Promise<void> {
  await allStored(bad.page, 1);
  expect(parts.stored()).toBe(3);
  await expect(uploadOf(bad.page, name)).toContainText('Stored and verified');
  expect(await digestIn(bad, name)).toBe(digest);
}

/** Whom the gateway knows behind the page's session. */
async function person({ page, demo }: Bad): Promise<unknown> {
  const session = await page.request.get(`${demo.address}/api/session`);
  return ((await session.json()) as { person: unknown }).person;
}
