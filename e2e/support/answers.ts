import type { Page } from '@playwright/test';

// Answers held still, or given in the gateway's place: what else would last an instant or need a broken machine.

/** Leaves the page waiting: the answer never comes. */
export async function hold(page: Page, address: RegExp): Promise<void> {
  await page.route(address, () => new Promise(() => {}));
}

export async function fail(page: Page, address: RegExp, status: number, kind: string, code?: string): Promise<void> {
  const problem = { type: `/problems/${kind}`, title: 'It failed', status, request_id: '01HZX3T5V7', ...(code && { code }) };
  await page.route(address, (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
}

/** Answers that are on their way: `given` once the gateway gave as many, on to the page when they are let go. */
export interface Late {
  given: (count: number) => Promise<void>;
  letGo: () => Promise<void>;
}

/** What is sent by this method arrives; the answers are kept from the page. */
export async function late(page: Page, method: string, address: RegExp): Promise<Late> {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const heard: (() => void)[] = [];
  const answers: Promise<void>[] = [];
  let count = 0;
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    const response = await route.fetch();
    count++;
    heard.forEach((tell) => tell());
    await opened;
    const answered = route.fulfill({ response });
    answers.push(answered);
    await answered;
  });
  return {
    given: (wanted) => new Promise((resolve) => {
      const look = () => void (wanted <= count && resolve());
      heard.push(look);
      look();
    }),
    letGo: async () => {
      open();
      await Promise.resolve();
      await Promise.all(answers);
    },
  };
}
