import type { Locator, Page, Route } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { objectAddress, refused, type Api, type Place } from '../support/api.ts';
import { act } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { lookName, looks, wear } from '../support/looks.ts';
import { people, type Person } from '../support/people.ts';
import { folder, home, instance, shared } from '../support/places.ts';
import { lookAt, type Screen } from '../support/screens.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const who = (page: Page): Locator => dialog(page).getByRole('list', { name: /^(Who can see this|Qui peut voir ceci)/ });

async function fill(api: Api, place: Place): Promise<void> {
  await api.put(place, 'team/a.txt', 'for the team');
  await api.put(place, 'team2/b.txt', 'for nobody');
}

async function give(api: Api, place: Place, to: Person, wish: object = {}): Promise<number> {
  const data = { ...place, prefix: 'team/', role: 'viewer', to: { kind: 'person', handle: people[to].handle }, ...wish };
  const answer = await api.request.post('/api/grants', { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: number }).id;
}

async function makeLink(api: Api, place: Place, keys: string[]): Promise<void> {
  const answer = await api.request.post('/api/links', { data: { ...place, keys, hours: 24 } });
  expect(answer.status(), await answer.text()).toBe(201);
}

async function shareWith(page: Page, handle: string, role = 'See and download'): Promise<void> {
  await dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' }).fill(handle);
  await dialog(page).getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
}

test('a folder is shared in one browser, seen in another within seconds, and gone once it is taken back', async ({ page, place, api, pageOf, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 40[34]/);
  await fill(api, place);
  const benoit = await pageOf('benoit');
  await benoit.goto(home());
  const path = `${place.bucket}/team/`;
  const given = benoit.getByRole('listitem').filter({ hasText: path });
  await expect(benoit.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(given).toHaveCount(0);

  await page.goto(folder(place));
  await row(page, 'team/').getByRole('button', { name: 'Actions for team/' }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Share “team”' })).toBeVisible();
  await isAccessible(page, testInfo, 'share a folder');
  await shareWith(page, people.benoit.handle);
  await expect(dialog(page).getByText(`${people.benoit.name} now has access to team.`)).toBeVisible();
  await expect(who(page)).toContainText(people.benoit.name);

  // Without a reload: the other page is only looked at.
  await expect(given).toBeVisible({ timeout: 10_000 });
  await expect(given).toContainText('shared by Alice Tremblay');
  await given.getByRole('link').click();
  await expect(benoit.getByText('a.txt').first()).toBeVisible();
  await expect(benoit.getByText('Shared by Alice Tremblay')).toBeVisible();
  await expect(benoit.getByText('Read only')).toBeVisible();
  // What lies around it says kindly that it was not given, and leads back.
  await benoit.goto(folder(place));
  await expect(benoit.getByText('Only a part of this bucket is shared with you.')).toBeVisible();
  await benoit.getByRole('link', { name: path }).click();
  await expect(benoit.getByText('a.txt').first()).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(row(page, 'team/').getByText(`Shared with ${people.benoit.name}`)).toBeVisible();
  await expect(row(page, 'team2/').getByText(/Shared/)).toHaveCount(0);
  await row(page, 'team/').getByRole('button', { name: 'Actions for team/' }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await who(page).getByRole('button', { name: `Take back from ${people.benoit.name}` }).click();
  await expect(dialog(page).getByText('Nobody else has access.')).toBeVisible();
  await refused(await benoit.request.get(objectAddress(place, 'team/a.txt')), 404, 'no-such-bucket');
  await benoit.reload();
  await expect(benoit.getByRole('main').getByRole('alert')).toContainText('does not exist, or is not open to you');
});

test('it is given and taken back with the keyboard alone', async ({ page, place, api }) => {
  await fill(api, place);
  await page.goto(folder(place, 'team/'));
  const share = page.getByRole('button', { name: 'Share…' });
  await tabTo(page, share);
  await page.keyboard.press('Enter');
  const field = dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' });
  await expect(field).toBeFocused();
  await page.keyboard.type('chl');
  await expect(page.getByRole('option', { name: /Chloé Nguyen/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(people.chloe.handle);
  await page.keyboard.press('Enter');
  const back = who(page).getByRole('button', { name: `Take back from ${people.chloe.name}` });
  await expect(back).toBeVisible();
  await tabTo(page, back);
  await page.keyboard.press('Enter');
  await expect(back).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(share).toBeFocused();
});

test('what is shared stands in one list, is found, changed and taken back', async ({ page, place, api, pageOf }) => {
  await fill(api, place);
  await give(api, place, 'benoit');
  await give(api, place, 'chloe', { prefix: 'team2/' });
  await makeLink(api, place, ['team2/b.txt']);
  await page.goto(shared());
  await page.getByRole('searchbox', { name: 'Filter by name, place or person' }).fill(place.bucket);
  await expect(page.getByText(/^3( of \d+)? entries$/)).toBeVisible();
  await expect(row(page, 'Whoever has the link')).toContainText('Never');
  const benoits = row(page, people.benoit.name).filter({ hasText: place.bucket });
  await benoits.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  await dialog(page).getByRole('radio', { name: 'Work with it' }).check();
  await dialog(page).getByRole('combobox', { name: 'Until when' }).selectOption({ label: 'For 7 days' });
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(benoits).toContainText('Work with it');
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Take back 3 entries?' })).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('Nothing here matches the filter.').or(page.getByText('You share nothing yet.'))).toBeVisible();
  const benoit = await pageOf('benoit');
  await refused(await benoit.request.get(objectAddress(place, 'team/a.txt')), 404, 'no-such-bucket');
  const { links } = (await (await api.request.get('/api/links')).json()) as { links: { bucket: string }[] };
  expect(links.filter((link) => link.bucket === place.bucket)).toEqual([]);
});

test('ten thousand grants and ten thousand links begin at once, and few rows stand in the document', async ({ page }) => {
  const [many, step] = [10_000, 1000];
  /** Page after page, as the gateway answers; the newest has the highest number. */
  const paged = (answer: (ids: number[]) => object) => (url: string) => {
    const before = Number(new URL(url).searchParams.get('before') ?? many + 1);
    const ids = Array.from({ length: step }, (_, index) => before - 1 - index);
    return { ...answer(ids), next: before - step > 1 ? ids.at(-1)! : null };
  };
  const place = { instance: 'minimal', bucket: 'many' };
  const by = { handle: people.alice.handle, name: people.alice.name };
  const told = { created_at: '2026-11-01T00:00:00Z', until: null, ends_in_seconds: null, by, role: 'viewer' };
  const grants = paged((ids) => ({ grants: ids.map((id) => ({ ...place, ...told, id, prefix: `projects/${id}/`, to: { kind: 'email', address: `somebody-${id}@example.org` } })) }));
  const link = { ...place, keys: [], label: '', message: { en: '', fr: '' }, view_only: false, has_password: false, downloads_max: null, created_at: '2026-10-01T00:00:00Z', expires_at: null, expires_in_seconds: null, opens: 0, downloads: 0, last_used_at: null, upload: null, files: 0, bytes: 0 };
  const terms = { days_max: 90, without_end: true };
  const links = paged((ids) => ({ terms, links: ids.map((id) => ({ ...link, id: `${id}`, url: `http://127.0.0.1/s/${id}`, prefixes: [`links/${id}/`] })) }));
  const fulfil = (answer: (url: string) => { next: number | null }, asText: boolean) => async (route: Route) => {
    const { next, ...rest } = answer(route.request().url());
    await route.fulfill({ json: { ...rest, next: asText && next !== null ? `${next}` : next } });
  };
  await page.route(/\/api\/grants\?/, fulfil(grants, false));
  await page.route(/\/api\/links\?/, fulfil(links, true));
  await page.route(/\/api\/access-keys$/, (route) => route.fulfill({ json: { keys: [], days_max: 365, seconds_max: 43_200 } }));
  await page.goto(shared());
  await expect(row(page, `projects/${many}/`)).toBeVisible();
  const table = page.getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', `${2 * many + 1}`);
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await page.keyboard.press('End');
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(row(page, 'links/1/')).toBeVisible();
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await page.getByRole('searchbox', { name: 'Filter by name, place or person' }).fill('somebody-4321@');
  await expect(page.getByText('1 of 20,000 entries')).toBeVisible();
  await expect(row(page, 'projects/4321/')).toBeVisible();
});

test('of an object it is told who sees it, and which links open it', async ({ page, place, api }) => {
  await fill(api, place);
  await api.put(place, 'team/b.txt', 'beside it');
  await give(api, place, 'benoit');
  await makeLink(api, place, ['team/a.txt']);
  await page.goto(folder(place, 'team/'));
  for (const [name, links] of [['a.txt', 1], ['b.txt', 0]] as const) {
    await act(page, name, 'Share…');
    await expect(who(page)).toContainText(people.benoit.name);
    await expect(who(page).getByRole('listitem').filter({ hasText: 'Whoever has the link' })).toHaveCount(links);
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
  }
});

test('a long list of who can see, and of what others gave, is shown piece by piece', async ({ page, place, api, pageOf }) => {
  // Nobody else looks for what is shared with Chloé: so many would hide it.
  await fill(api, place);
  for (let number = 0; number < 60; number++) await give(api, place, 'chloe', { prefix: `team/${String(number).padStart(2, '0')}/` });
  await page.goto(folder(place));
  await act(page, 'team/', 'Share…');
  const entries = who(page).getByRole('listitem');
  await expect(entries).toHaveCount(51);
  await dialog(page).getByRole('button', { name: 'Show more' }).click();
  await expect(entries).toHaveCount(61);
  await expect(dialog(page).getByRole('button', { name: 'Show more' })).toBeHidden();

  const chloe = await pageOf('chloe');
  await chloe.goto(home());
  const mine = chloe.locator('section').filter({ has: chloe.getByRole('heading', { name: 'Shared with me' }) });
  await expect(mine.getByRole('listitem')).toHaveCount(50);
  await mine.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => mine.getByRole('listitem').count()).toBeGreaterThan(50);
});

test('a link and an upload request are changed where all that is shared stands, and keep their address', async ({ page, place, api, pageOf, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 40[13]/);
  await fill(api, place);
  await makeLink(api, place, ['team2/b.txt']);
  const upload = { ...place, prefixes: ['team/'], hours: 24, upload: {}, label: 'For the team' };
  expect((await api.request.post('/api/links', { data: upload })).status()).toBe(201);
  const links = async () => ((await (await api.request.get(`/api/links?instance=${place.instance}&bucket=${place.bucket}`)).json()) as { links: { url: string; label: string; has_password: boolean; downloads_max: number | null; expires_at: string | null; upload: object | null }[] }).links;
  const [, before] = await links();
  await page.goto(shared());
  await page.getByRole('searchbox', { name: 'Filter by name, place or person' }).fill(place.bucket);
  const change = async (kind: string) => {
    await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption({ label: kind });
    await expect(page.getByText(/^1( of \d+)? entr/)).toBeVisible();
    await row(page, place.bucket).getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Change…' }).click();
  };

  await change('Links');
  await expect(dialog(page).getByRole('heading', { name: 'Change the link' })).toBeVisible();
  await dialog(page).getByRole('combobox', { name: 'The link ends' }).selectOption({ label: 'in 7 days' });
  await dialog(page).getByRole('textbox', { name: 'What you call it' }).fill('Second half');
  await dialog(page).getByRole('combobox', { name: 'Password' }).selectOption({ label: 'A new one…' });
  await dialog(page).getByRole('textbox', { name: 'New password' }).fill('correct horse');
  await dialog(page).getByRole('textbox', { name: 'Downloads at most' }).fill('3');
  await isAccessible(page, testInfo, 'change a link');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'Second half')).toContainText('with a password');
  const [, after] = await links();
  expect(after).toMatchObject({ url: before!.url, label: 'Second half', has_password: true, downloads_max: 3 });
  expect(Date.parse(after!.expires_at!)).toBeGreaterThan(Date.parse(before!.expires_at!));
  const stranger = await pageOf();
  await stranger.goto(before!.url);
  await expect(stranger.getByLabel('Password')).toBeVisible();

  await change('Upload requests');
  await expect(dialog(page).getByRole('heading', { name: 'Change the upload request' })).toBeVisible();
  await expect(dialog(page).getByRole('textbox', { name: 'Downloads at most' })).toHaveCount(0);
  await dialog(page).getByRole('textbox', { name: 'What you call it' }).fill('For everybody');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'For everybody')).toBeVisible();
  await page.getByRole('combobox', { name: 'By end and use' }).selectOption({ label: 'Ends within a week' });
  await expect(row(page, 'For everybody')).toBeVisible();
  await page.getByRole('combobox', { name: 'By end and use' }).selectOption({ label: 'Has ended' });
  await expect(page.getByText('Nothing here matches the filter.')).toBeVisible();
});

test('a link stands among who can see, on the row, and is taken back there', async ({ page, place, api }) => {
  await fill(api, place);
  await makeLink(api, place, ['team/a.txt']);
  await page.goto(folder(place, 'team/'));
  await expect(row(page, 'a.txt').getByText('Active link')).toBeVisible();
  await page.getByRole('button', { name: 'Share…' }).click();
  await expect(who(page)).toContainText('/team/a.txt');
  await who(page).getByRole('button', { name: 'Take back from Whoever has the link' }).click();
  await expect(dialog(page).getByText('The link was taken back.')).toBeVisible();
  await expect(dialog(page).getByText('Nobody else has access.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row(page, 'a.txt').getByText('Active link')).toHaveCount(0);
});

const screens: Screen[] = [
  {
    name: 'share a folder',
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await fill(api, place);
      await give(api, place, 'benoit', { until: '2100-01-01T00:00:00Z' });
      await give(api, place, 'chloe', { prefix: '', role: 'contributor' });
      await page.goto(instance(place.instance, look.language));
      await row(page, place.bucket).getByRole('button').click();
      await page.getByRole('menuitem', { name: /^(Share…|Partager…)$/ }).click();
      await expect(who(page)).toContainText(people.benoit.name);
    },
  },
  {
    name: 'a folder in which something is shared',
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await fill(api, place);
      await give(api, place, 'benoit');
      await page.goto(folder(place, '', look.language));
      await expect(row(page, 'team/').getByText(/^(Shared with|Partagé avec)/)).toBeAttached();
    },
  },
  {
    name: 'shared by me',
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await fill(api, place);
      await give(api, place, 'benoit', { until: '2100-01-01T00:00:00Z' });
      await give(api, place, 'chloe', { prefix: 'team2/' });
      await page.goto(shared(look.language));
      await expect(row(page, place.bucket).first()).toBeVisible();
    },
  },
];

lookAt(screens);

test.describe('shared with me', () => {
  for (const look of looks(3)) {
    test(lookName(look), async ({ page, api, place, pageOf }, testInfo) => {
      await fill(api, place);
      await give(api, place, 'daniel', { until: '2100-01-01T00:00:00Z' });
      const daniel = await pageOf('daniel');
      await wear(daniel, look);
      await daniel.goto(home(look.language));
      await expect(daniel.getByRole('link', { name: `${place.bucket}/team/` })).toBeVisible();
      await isAccessible(daniel, testInfo, `shared with me: ${lookName(look)}`);
      await fitsTheWidth(daniel, 'shared with me');
      expect(page.url()).toBeTruthy();
    });
  }
});
