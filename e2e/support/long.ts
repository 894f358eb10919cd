import type { Page } from '@playwright/test';

/** Entries of one page, as the gateway gives them. */
const PAGE = 1000;

/**
 * A folder of that many objects, in the gateway's place: pages, tokens and prefixes as it answers them. To put as many in
 * would take longer than all other tests; `make bench` has them in a store.
 *
 * @param names in the order of the storage
 */
export async function longFolder(page: Page, names: string[]): Promise<void> {
  await page.route(/\/listing(\?|$)/, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const prefix = query.get('prefix') ?? '';
    const first = names.findIndex((name) => name.startsWith(prefix));
    const from = Number(query.get('token') ?? first);
    const entries = [];
    for (let at = from; 0 <= at && at < names.length && names[at]!.startsWith(prefix) && entries.length < PAGE; at++) {
      const etag = `${at.toString(16).padStart(32, '0')}`;
      entries.push({ key: names[at], size: (at * 7919) % 10_007, modified: '2026-11-18T14:12:05Z', etag });
    }
    const end = from + entries.length;
    const more = 0 <= from && end < names.length && names[end]!.startsWith(prefix);
    return route.fulfill({ json: { prefix, entries, next: more ? `${end}` : null, rights: ['read', 'add', 'write', 'delete'] } });
  });
}
