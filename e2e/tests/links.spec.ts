import { readFileSync } from 'node:fs';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import type { Api, Place } from '../support/api.ts';
import { act, dialog } from '../support/browser.ts';
import { lookName, looks, wear, type Look } from '../support/looks.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

interface Link {
  id: string;
  url: string;
}

/** One pixel of red. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');

async function fill(api: Api, place: Place): Promise<void> {
  await api.put(place, 'trip/report.csv', 'day,km\n1,12\n2,31\n', 'text/csv');
  await api.put(place, 'trip/README.md', '# Two days on foot\n\nSee the [report](report.csv).', 'text/markdown');
  await api.put(place, 'trip/map.png', PICTURE, 'image/png');
  await api.put(place, 'trip/day 1/été.txt', 'Warm.');
  await api.put(place, 'other/private.txt', 'Nobody’s business.');
}

async function share(api: Api, place: Place, wish: object): Promise<Link> {
  const data = { ...place, hours: 24, ...wish };
  const answer = await api.request.post('/api/links', { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Link;
}

/** The same page in the language of the look; the gateway reads no other wish. */
const worded = (url: string, { language }: Look) => `${url}${url.includes('?') ? '&' : '?'}lang=${language}`;

test.describe('the page of a link', () => {
  const message = { en: 'What I promised.', fr: 'Comme promis.' };
  const screens: [string, object, string][] = [
    ['a folder', { prefixes: ['trip/'], message }, ''],
    ['an object', { keys: ['trip/report.csv'], message }, ''],
    ['a picture', { prefixes: ['trip/'] }, '/map.png'],
    ['several things', { keys: ['trip/report.csv'], prefixes: ['trip/day 1/'], downloads_max: 5 }, ''],
    ['to look at only', { prefixes: ['trip/'], view_only: true }, '/README.md'],
    ['a password', { prefixes: ['trip/'], password: 'correct horse' }, ''],
    ['where to send files', { prefixes: ['trip/'], message, upload: { files_max: 3, file_bytes_max: 10_000_000, endings: ['pdf', 'txt'], asks_name: true, asks_note: true } }, ''],
    ['nothing of this name', { prefixes: ['trip/'] }, '/absent.txt'],
  ];
  for (const [index, [name, wish, below]] of screens.entries()) {
    test(`${name} can be used by everybody`, async ({ api, place, pageOf, expectedMessages }, testInfo) => {
      expectedMessages.push(/status of 40[34]/);
      await fill(api, place);
      const { url } = await share(api, place, wish);
      const page = await pageOf();
      for (const look of looks(index)) {
        await wear(page, look);
        await page.goto(worded(`${url}${below}`, look));
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${look.language}`));
        await isAccessible(page, testInfo, `${name}: ${lookName(look)}`);
        await fitsTheWidth(page, `${name}: ${lookName(look)}`);
      }
    });
  }

  test('a stranger walks through a folder and takes things along', async ({ api, place, pageOf }) => {
    await fill(api, place);
    const { url } = await share(api, place, { prefixes: ['trip/'] });
    const page = await pageOf();
    await page.goto(url);
    await expect(page.getByRole('heading', { name: 'trip', level: 1 })).toBeVisible();
    await expect(page.getByText('Shared by Alice Tremblay')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Two days on foot' })).toBeVisible();
    await page.getByRole('link', { name: 'report', exact: true }).click();
    await expect(page.getByText('2,31')).toBeVisible();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download', exact: true }).click();
    expect((await saved).suggestedFilename()).toBe('report.csv');
    expect(readFileSync(await (await saved).path(), 'utf8')).toContain('2,31');
    await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: 'trip' }).click();
    await page.getByRole('link', { name: 'map.png' }).click();
    const picture = page.getByRole('img', { name: 'map.png' });
    await expect(picture).toHaveJSProperty('naturalWidth', 1);
    await page.goBack();
    const zip = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download all as zip' }).click();
    expect((await zip).suggestedFilename()).toBe('trip.zip');
    await page.getByRole('link', { name: 'Français' }).click();
    await expect(page.getByText('Partagé par Alice Tremblay')).toBeVisible();
    await page.getByRole('link', { name: 'day 1/' }).click();
    await expect(page.getByRole('link', { name: 'été.txt' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
  });

  test('works without script, and the password opens it in this browser', async ({ api, place, browser, expectedMessages }) => {
    expectedMessages.push(/status of 403/);
    await fill(api, place);
    const { url } = await share(api, place, { prefixes: ['trip/'], password: 'correct horse' });
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: { cookies: [], origins: [] } });
    const page = await context.newPage();
    await page.goto(`${url}/report.csv`);
    await expect(page.getByText('2,31')).toHaveCount(0);
    const password = page.getByLabel('Password');
    await expect(password).toBeFocused();
    await page.keyboard.type('wrong horse');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toHaveText('This is not the password.');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByRole('button', { name: 'Open' }).click();
    await expect(page.getByText('2,31')).toBeVisible();
    expect(page.url()).toBe(`${url}/report.csv`);
    const cookies = await context.cookies();
    expect(cookies.map(({ name, path, httpOnly }) => ({ name, path, httpOnly }))).toEqual([
      { name: 'cellier-link', path: new URL(url).pathname, httpOnly: true },
    ]);
    await context.close();
  });
});

test.describe('files sent through a link', () => {
  test('by a stranger, with receipts', async ({ api, place, pageOf, expectedMessages }, testInfo) => {
    expectedMessages.push(/status of 415/);
    await fill(api, place);
    const { id, url } = await share(api, place, { prefixes: ['trip/'], upload: { endings: ['txt', 'csv'], asks_name: true } });
    const stranger = await pageOf();
    await stranger.goto(url);
    await expect(stranger.getByRole('heading', { name: 'Send files to Alice Tremblay' })).toBeVisible();
    await expect(stranger.getByText('report.csv')).toHaveCount(0);
    await stranger.getByLabel('Your name').fill('Zoé');
    const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await stranger.getByLabel('Files').setInputFiles([file('report.csv', 'mine'), file('été.txt', 'warm'), file('evil.exe', 'x')]);
    await stranger.getByRole('button', { name: 'Send' }).click();
    await expect(stranger.getByText('2 of 3 received')).toBeFocused();
    await expect(stranger.getByRole('listitem').filter({ hasText: 'report.csv' })).toContainText('Received at');
    await expect(stranger.getByRole('listitem').filter({ hasText: 'evil.exe' })).toContainText('files of this kind are not taken');
    await isAccessible(stranger, testInfo, 'receipts');
    expect((await api.keys(place, 'trip/')).sort()).toContain('trip/report (2).csv');
    expect(await api.text(place, 'trip/report.csv')).toContain('2,31');
    const { arrivals } = (await (await api.request.get(`/api/links/${id}/arrivals`)).json()) as { arrivals: { key: string; sender: string }[] };
    expect(arrivals.map(({ key, sender }) => [key, sender])).toEqual([['trip/été.txt', 'Zoé'], ['trip/report (2).csv', 'Zoé']]);
  });
});

test('one person shares, a stranger opens, and it is over seconds after it is taken back', async ({ page, place, api, pageOf, context, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 410/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await fill(api, place);
  await page.goto(folder(place));
  await act(page, 'trip/', 'Share…');
  const links = dialog(page).getByRole('list', { name: 'Your links to this' });
  await dialog(page).getByRole('combobox', { name: 'The link ends' }).selectOption({ label: 'in 1 day' });
  await dialog(page).getByText('More choices').click();
  await dialog(page).getByLabel('Message in English').fill('For Saturday.');
  await isAccessible(page, testInfo, 'sharing by link');
  await dialog(page).getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog(page).getByText('The link is made and copied')).toBeVisible();
  await expect(links.getByRole('listitem')).toHaveCount(1);
  await links.getByRole('button', { name: 'QR code' }).click();
  await expect(links.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await isAccessible(page, testInfo, 'a link with its code');
  const url = await page.evaluate(() => navigator.clipboard.readText());
  expect(url).toMatch(/\/s\/[\w-]{22}$/);

  const stranger = await pageOf();
  await stranger.goto(url);
  await expect(stranger.getByText('For Saturday.')).toBeVisible();
  await expect(stranger.getByRole('link', { name: 'report.csv' })).toBeVisible();

  await links.getByRole('button', { name: 'Take back' }).click();
  await expect(dialog(page).getByText('it opens nothing any more')).toBeVisible();
  await expect(links).toBeHidden();
  const answer = await stranger.reload();
  expect(answer!.status()).toBe(410);
  await expect(stranger.getByRole('heading', { name: 'This link no longer opens anything' })).toBeVisible();
  await expect(stranger.getByText('trip')).toHaveCount(0);
  await isAccessible(stranger, testInfo, 'a link that is over');
});
