import type { Page } from '@playwright/test';
import { fitsTheWidth } from '../support/access.ts';
import { fail, hold } from '../support/answers.ts';
import { publicDatasets, type Api, type Place } from '../support/api.ts';
import { openNewFolder } from '../support/folder.ts';
import * as places from '../support/places.ts';
import { lookAt, type Screen } from '../support/screens.ts';
import { expect, test } from '../support/test.ts';

// Every screen in every state it can be in. What a state takes is real wherever it can be: refusals, empty and full
// folders, being signed out. Only what lasts an instant or needs a broken machine is held still by answering for the
// gateway: still loading, a failing upstream.

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const main = (page: Page) => page.getByRole('main');

const screens: Screen[] = [
  { name: 'home, signed out', open: ({ page, look }) => visit(page, places.home(look.language)) },
  { name: 'home, signed in', person: 'alice', open: ({ page, look }) => visit(page, places.home(look.language)) },
  {
    name: 'home, loading',
    person: 'alice',
    open: async ({ page, look }) => {
      await hold(page, /\/api\/instances$/);
      await visit(page, places.home(look.language));
    },
  },
  {
    name: 'home, failed',
    person: 'alice',
    provokes: /status of 50\d/,
    open: async ({ page, look }) => {
      await fail(page, /\/api\/instances$/, 500, 'internal');
      await visit(page, places.home(look.language));
      await expect(main(page).getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'home, the identity provider is away',
    open: async ({ page, look }) => {
      await page.route(/\/api\/session$/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...(await answer.json()), sign_in_available: false } });
      });
      await visit(page, places.home(look.language));
    },
  },
  {
    name: 'home, offline',
    person: 'alice',
    // Parts that were on their way.
    provokes: /ERR_INTERNET_DISCONNECTED/,
    open: async ({ page, look }) => {
      await visit(page, places.home(look.language));
      await page.context().setOffline(true);
      await expect(page.getByText(/(You are offline|Vous êtes hors ligne)\./)).toBeVisible();
    },
  },
  { name: 'instance, empty', person: 'benoit', open: ({ page, look }) => visit(page, places.instance('pachyderm', look.language)) },
  {
    name: 'instance, not open to one',
    person: 'daniel',
    provokes: /status of 40[34]/,
    open: ({ page, look }) => visit(page, places.instance('premium', look.language)),
  },
  {
    name: 'instance, with buckets',
    person: 'alice',
    open: async ({ page, place, look }) => {
      const { bucket } = await place();
      await visit(page, places.instance('minimal', look.language));
      await expect(page.getByRole('link', { name: bucket }).first()).toBeVisible();
    },
  },
  {
    name: 'instance, failed',
    person: 'alice',
    provokes: /status of 50\d/,
    open: async ({ page, look }) => {
      await fail(page, /\/api\/instances\/minimal\/buckets$/, 502, 'upstream-unreachable');
      await visit(page, places.instance('minimal', look.language));
      await expect(main(page).getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'create a bucket',
    person: 'alice',
    open: async ({ page, look }) => {
      await visit(page, places.instance('minimal', look.language));
      await page.getByRole('button', { name: /^(Create a bucket|Créer un compartiment)$/ }).click();
      await page.getByRole('dialog').getByRole('textbox').fill('Not_allowed');
    },
  },
  {
    name: 'folder, empty',
    person: 'alice',
    open: async ({ page, place, look }) => visit(page, places.folder(await place(), '', look.language)),
  },
  {
    name: 'folder, with folders and objects',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await expect(page.getByText('notes.txt').first()).toBeVisible();
    },
  },
  {
    name: 'folder, some chosen',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await page.getByRole('checkbox').nth(1).check();
      await page.getByRole('checkbox').nth(2).check();
    },
  },
  {
    name: 'folder, loading',
    person: 'alice',
    open: async ({ page, place, look }) => {
      await hold(page, /\/listing/);
      await visit(page, places.folder(await place(), '', look.language));
    },
  },
  {
    name: 'folder, failed',
    person: 'alice',
    provokes: /status of 50\d/,
    open: async ({ page, place, look }) => {
      await fail(page, /\/listing/, 502, 'upstream-failed', 'InternalError');
      await visit(page, places.folder(await place(), '', look.language));
      await expect(main(page).getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'folder, not open to one',
    person: 'benoit',
    provokes: /status of 404/,
    open: async ({ page, look }) => {
      await visit(page, places.folder({ instance: 'minimal', bucket: 'alice.tremblay.private' }, '', look.language));
      await expect(main(page).getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'object, details',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.object(await filled(api, place), 'notes.txt', look.language));
      await expect(page.getByText('text/plain').first()).toBeVisible();
    },
  },
  {
    name: 'object, gone',
    person: 'alice',
    provokes: /status of 404/,
    open: async ({ page, place, look }) => {
      await visit(page, places.object(await place(), 'gone.txt', look.language));
      await expect(page.getByRole('complementary').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'folder, read only',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      const there = await filled(api, place);
      await page.route(/\/listing/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...(await answer.json()), rights: ['read'] } });
      });
      await visit(page, places.folder(there, '', look.language));
      await expect(page.getByText(/^(Read only|Lecture seule)$/)).toBeVisible();
    },
  },
  {
    name: 'folder, no name matches the filter',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await expect(page.getByText('notes.txt').first()).toBeVisible();
      await page.getByRole('searchbox').fill('nothing of this kind');
      await expect(page.getByText(/“nothing of this kind”|«\snothing of this kind\s»/)).toBeVisible();
    },
  },
  {
    name: 'folder, the menu of a row',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await page.getByRole('row').filter({ hasText: 'notes.txt' }).getByRole('button').click();
      await expect(page.getByRole('menuitem').first()).toBeFocused();
    },
  },
  {
    name: 'folder, offline',
    person: 'alice',
    provokes: /ERR_INTERNET_DISCONNECTED/,
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await expect(page.getByText('notes.txt').first()).toBeVisible();
      await page.context().setOffline(true);
      await expect(page.getByText(/(You are offline|Vous êtes hors ligne)\./)).toBeVisible();
    },
  },
  {
    name: 'new folder',
    person: 'alice',
    open: async ({ page, place, look }) => {
      await visit(page, places.folder(await place(), '', look.language));
      await openNewFolder(page);
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(page.getByRole('dialog').getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'delete, counted',
    person: 'alice',
    open: async ({ page, api, place, look }) => {
      await visit(page, places.folder(await filled(api, place), '', look.language));
      await page.getByRole('checkbox').first().check();
      await page.getByRole('row').filter({ hasText: 'notes.txt' }).getByRole('link').press('Delete');
      await expect(page.getByRole('dialog').getByRole('status').first()).toContainText(/4\sobjects in all|4\sobjets en tout/);
    },
  },
  {
    name: 'uploads: on their way, asking, failed, stored',
    person: 'alice',
    provokes: /status of (412|507)/,
    open: async ({ page, api, place, look }) => {
      const there = await filled(api, place);
      const problem = { type: '/problems/out-of-space', title: 'no space left', status: 507, request_id: '01HZX3T5V7' };
      await page.route(/key=full\.txt$/, (route) => route.fulfill({ status: 507, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
      await hold(page, /key=slow\.txt$/);
      await visit(page, places.folder(there, '', look.language));
      await page.locator('input[type=file]').first().setInputFiles(['full.txt', 'stored.txt', 'notes.txt', 'slow.txt'].map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })));
      const tray = page.getByRole('region', { name: /^(Uploads|Téléversements)$/ });
      await expect(tray.getByRole('group')).toContainText('notes.txt');
      await expect(tray.getByRole('heading')).toContainText(/^1 (of|sur) 4/);
      // Where there is room for one thing only, it is the question.
      if (look.width > 832) {
        await expect(tray.getByRole('listitem').filter({ hasText: 'stored.txt' })).toContainText(/Stored|Enregistré/);
        await expect(tray.getByRole('listitem').filter({ hasText: 'full.txt' })).toContainText(/storage is full|stockage est plein/);
      }
    },
  },
  {
    name: 'session ended',
    person: 'alice',
    provokes: /status of 401/,
    open: async ({ page, look }) => {
      await visit(page, places.home(look.language));
      await expect(page.getByRole('banner').getByRole('button', { name: 'Alice Tremblay' })).toBeVisible();
      await fail(page, /\/api\/instances\/minimal\/buckets$/, 401, 'not-signed-in');
      await main(page).getByRole('link', { name: 'Minimal' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'datasets', open: ({ page, look }) => visit(page, places.datasets(look.language)) },
  {
    name: 'datasets, failed',
    provokes: /status of 50\d/,
    open: async ({ page, look }) => {
      await fail(page, /\/api\/datasets$/, 502, 'upstream-unreachable');
      await visit(page, places.datasets(look.language));
      await expect(main(page).getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'dataset, with its README',
    open: async ({ page, look }) => {
      await visit(page, places.dataset(await firstDataset(page), '', look.language));
      await expect(page.getByRole('table').first()).toBeVisible();
    },
  },
  {
    name: 'datasets, before the page starts',
    provokes: /net::ERR_FAILED|link preload but not used/,
    open: async ({ page, look }) => {
      await page.route(/\/boot-[0-9a-f]+\.js$/, (route) => route.abort());
      await visit(page, places.datasets(look.language));
    },
  },
  {
    name: 'dataset, before the page starts',
    provokes: /net::ERR_FAILED|link preload but not used/,
    open: async ({ page, look }) => {
      await page.route(/\/boot-[0-9a-f]+\.js$/, (route) => route.abort());
      await visit(page, places.dataset(await firstDataset(page), '', look.language));
      await expect(page.getByRole('table').first()).toBeVisible();
    },
  },
  {
    name: 'dataset, no such',
    provokes: /status of 404/,
    open: ({ page, look }) => visit(page, places.dataset('no-such-dataset', '', look.language)),
  },
  { name: 'page not found', provokes: /status of 404/, open: ({ page, look }) => visit(page, `/${look.language}/nowhere`) },
  { name: 'sign-in failed', open: ({ page, look }) => visit(page, `/${look.language}/sign-in-failed?why=expired`) },
  { name: 'help', open: ({ page, look }) => visit(page, `/${look.language}/help`) },
  { name: 'accessibility statement', open: ({ page, look }) => visit(page, `/${look.language}/accessibility`) },
  { name: 'privacy', open: ({ page, look }) => visit(page, `/${look.language}/privacy`) },
  {
    name: 'the embedded provider’s page',
    open: async ({ page, look }) => {
      await page.goto(`/auth/sign-in?return_to=/${look.language}&lang=${look.language}`);
      await expect(page.getByRole('button', { name: 'Alice Tremblay' })).toBeVisible();
    },
  },
];

lookAt(screens);

test.describe('text', () => {
  test('twice as large, it loses nothing and needs no scrolling sideways', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit(page, places.home());
    // 200 % zoom halves the window in CSS pixels (WCAG 1.4.4); spacing as WCAG 1.4.12 asks.
    await page.setViewportSize({ width: 640, height: 400 });
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    });
    await fitsTheWidth(page, 'home, text spaced');
    for (const control of await page.getByRole('link').all()) {
      const clipped = await control.evaluate((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow === 'hidden');
      expect(clipped, await control.innerText()).toBe(false);
    }
  });

  test('every page has one h1, a title that names it, and its language', async ({ page }) => {
    for (const language of ['en', 'fr'] as const) {
      const titles = new Set<string>();
      for (const address of [places.home(language), places.datasets(language), `/${language}/help`, `/${language}/privacy`, `/${language}/accessibility`]) {
        await visit(page, address);
        await expect(heading(page)).toHaveCount(1);
        await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`));
        await expect(page).toHaveTitle(new RegExp(`^${await heading(page).innerText()} – `));
        titles.add(await page.title());
      }
      expect(titles.size).toBe(5);
    }
  });
});

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(heading(page)).toBeVisible();
}

async function filled(api: Api, bucket: () => Promise<Place>): Promise<Place> {
  const place = await bucket();
  await api.put(place, 'notes.txt', 'a few words');
  await api.put(place, '2026/october/results.csv', 'a,b\n1,2\n', 'text/csv');
  await api.put(place, 'a rather long name that has to be shortened in the middle so that its end stays.parquet', 'PAR1');
  await api.put(place, 'été + 100% #1 & <b>"漢"🎉</b>.txt', 'awkward');
  return place;
}

async function firstDataset(page: Page): Promise<string> {
  return (await publicDatasets(page.request))[0]!;
}
