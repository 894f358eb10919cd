import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { Api, ownPage, type Place } from './api.ts';
import { people, signIn, type Person } from './people.ts';
import { expect, letGo, listen, test as plain, unexpected } from './plain.ts';
import { data, portal } from './settings.ts';

export { expect };

/** Said outright: contexts inherit the session of the test's own page. */
const NOBODY = { cookies: [], origins: [] };

interface TestFixtures {
  /** Who looks at `page`; nobody unless a file or group says `test.use({ person: 'alice' })`. */
  person: Person | undefined;
  api: Api;
  /** A bucket of this test alone, of `person` (or Alice) on the instance `minimal`, empty. */
  place: Place;
  /** Opens a page of its own as another person (or nobody). */
  pageOf: (person?: Person) => Promise<Page>;
}

interface WorkerFixtures {
  sessionOf: (person: Person) => Promise<string>;
}

export const test = plain.extend<TestFixtures, WorkerFixtures>({
  // Each person signs in once per worker, really, and the cookie is reused.
  sessionOf: [
    async ({ browser }, use, workerInfo) => {
      const folder = join(data, 'sessions');
      mkdirSync(folder, { recursive: true });
      await use(async (person) => {
        const file = join(folder, `${person}-${workerInfo.workerIndex}.json`);
        if (!existsSync(file)) await saveSession(browser, person, file);
        return file;
      });
    },
    { scope: 'worker' },
  ],

  person: [undefined, { option: true }],

  storageState: async ({ person, sessionOf }, use) => {
    await use(person ? await sessionOf(person) : undefined);
  },

  api: async ({ playwright, person, sessionOf, baseURL }, use) => {
    const request = await playwright.request.newContext({
      baseURL,
      storageState: person ? await sessionOf(person) : undefined,
      extraHTTPHeaders: ownPage(baseURL!),
    });
    await use(new Api(request));
    await request.dispose();
  },

  place: async ({ api, person }, use, testInfo) => {
    await use(await newBucket(api, person ?? 'alice', testInfo.testId));
  },

  pageOf: async ({ browser, sessionOf, expectedMessages }, use) => {
    const opened: BrowserContext[] = [];
    const messages: string[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ storageState: person ? await sessionOf(person) : NOBODY });
      opened.push(context);
      listen(context, messages);
      return context.newPage();
    });
    for (const context of opened) {
      await letGo(context);
      await context.close();
    }
    expect(unexpected(messages, expectedMessages)).toEqual([]);
  },
});

async function saveSession(browser: Browser, person: Person, file: string): Promise<void> {
  const context = await browser.newContext({ baseURL: `http://${portal}`, storageState: NOBODY });
  const page = await context.newPage();
  await page.goto('/en');
  await signIn(page, person);
  await context.storageState({ path: file });
  await context.close();
}

/** An empty bucket that no other test has. */
export async function newBucket(api: Api, person: Person, testId: string): Promise<Place> {
  const place = { instance: 'minimal', bucket: ownBucket(person, testId) };
  await api.createBucket(place);
  return place;
}

/** A name under the person's handle that no other test has. */
export function ownBucket(person: Person, testId: string): string {
  const unique = `${testId}${Date.now().toString(36)}`.toLowerCase().replace(/[^a-z0-9]/g, '').slice(-20);
  return `${people[person].handle}.t${unique}`;
}
