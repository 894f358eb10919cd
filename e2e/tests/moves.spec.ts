import { jobSays, tray } from '../support/arranging.ts';
import { act, dialog, row } from '../support/browser.ts';
import { expect, test } from '../support/plain.ts';
import { Served, signInAtProvider } from '../support/served.ts';

const OBJECTS = 10_000;
const FAULT_EVERY = 97;
/** Of each thousand the storage never takes one to its new place, and never lets another go from its old one. */
const neverTaken = /400\.txt$/;
const neverLetGo = /500\.txt$/;

test('moving 10,000 objects while the storage fails now and then loses none and tells of each', async ({ browser }, testInfo) => {
  test.setTimeout(300_000);
  const served = await Served.start({ 'alice.tremblay': OBJECTS });
  try {
    const context = await browser.newContext({ baseURL: served.address, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto('/auth/sign-in?return_to=/en/b/minimal/alice.tremblay');
    await signInAtProvider(page, 'alice');
    await expect(row(page, 'folder/')).toBeVisible();
    served.storage.refuses = (method, key) => (method === 'PUT' && /^moved\//.test(key) && neverTaken.test(key)) || (method === 'DELETE' && /^folder\//.test(key) && neverLetGo.test(key));
    served.storage.faultEvery = FAULT_EVERY;
    await act(page, 'folder/', 'Rename…');
    await dialog(page).getByRole('textbox', { name: 'New name' }).fill('moved');
    await dialog(page).getByRole('button', { name: 'Rename' }).click();
    await expect(tray(page).getByRole('button', { name: 'Done, clear' })).toBeVisible({ timeout: 240_000 });
    served.storage.faultEvery = 0;
    await jobSays(page, 'Moved: 9,980 of 10,000 objects');
    await expect(tray(page)).toContainText('20 failed');
    expect(served.storage.faults).toBeGreaterThan(OBJECTS / FAULT_EVERY);
    await testInfo.attach('10,000 moved', { body: await page.screenshot(), contentType: 'image/png' });

    // Each object is told of, and each is where the report says.
    await tray(page).getByRole('button', { name: 'Copy the report' }).click();
    const report = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').filter(Boolean);
    expect(report).toHaveLength(OBJECTS);
    const listing = async (prefix: string) => {
      const found = new Set<string>();
      for (let token = ''; ; ) {
        const answer = await page.request.get(`/api/instances/minimal/buckets/alice.tremblay/listing?prefix=${prefix}&token=${encodeURIComponent(token)}`);
        const { entries, next } = (await answer.json()) as { entries: { key: string }[]; next?: string };
        for (const { key } of entries) found.add(key.slice(prefix.length));
        if (!next) return found;
        token = next;
      }
    };
    const [before, after] = [await listing('folder/'), await listing('moved/')];
    for (const line of report) {
      const [source, target, state] = line.split('\t') as [string, string, string];
      const name = source.split('/').at(-1)!;
      expect(target.endsWith(`/moved/${name}`), line).toBe(true);
      const there = [before.has(name), after.has(name)];
      const expected = neverTaken.test(name) ? [true, false] : neverLetGo.test(name) ? [true, true] : [false, true];
      expect(there, line).toEqual(expected);
      expect(/denied|access/i.test(state), line).toBe(neverTaken.test(name) || neverLetGo.test(name));
    }
    // What was refused for good is let through: the rest follows.
    served.storage.refuses = () => false;
    await tray(page).getByRole('button', { name: 'Retry the rest' }).click();
    await expect.poll(async () => (await listing('moved/')).size, { timeout: 20_000 }).toBe(OBJECTS);
    await context.close();
  } finally {
    served.stop();
  }
});
