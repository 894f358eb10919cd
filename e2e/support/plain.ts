import { test as base, expect, type BrowserContext } from '@playwright/test';
import { picture } from './access.ts';

export { expect };

interface Fixtures {
  /** A test adds what it provokes on purpose, such as the browser's own line about a refused request. */
  expectedMessages: RegExp[];
  consoleStaysEmpty: void;
  /** A picture of the screen for the report. */
  shot: (screen: string) => Promise<void>;
}

/** What every test has, whoever is signed in. */
export const test = base.extend<Fixtures>({
  expectedMessages: async ({}, use) => use([]),

  // Also what finds a break of the content security policy, a wrong digest or a third-party request.
  consoleStaysEmpty: [
    async ({ context, expectedMessages }, use) => {
      const messages = listen(context);
      await use();
      await letGo(context);
      expect(unexpected(messages, expectedMessages)).toEqual([]);
    },
    { auto: true },
  ],

  shot: async ({ page }, use, testInfo) => {
    await use((screen) => picture(page, testInfo, screen));
  },
});

/** What a test answers in the gateway's place may be under way still when it ends: no fault of the page's. */
export async function letGo(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
}

export function listen(context: BrowserContext, messages: string[] = []): string[] {
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) messages.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => messages.push(`uncaught: ${error.error().message}`));
  return messages;
}

export function unexpected(messages: string[], expected: RegExp[]): string[] {
  return messages.filter((message) => !expected.some((pattern) => pattern.test(message)));
}
