import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { details, dialog, row } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { isSignedIn } from '../support/people.ts';
import { dataset, datasets, folder, home, object } from '../support/places.ts';
import { kept, prefer } from '../support/preferences.ts';
import { expect, test } from '../support/test.ts';

// Finding the way, with the keyboard alone. What people choose is kept for them: these tests belong to Benoît, whose
// choices no other test minds.
test.use({ person: 'benoit' });
// One after another: what one test chooses, the next one would see.
test.describe.configure({ mode: 'default' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const palette = (page: Page) => page.getByRole('dialog', { name: /^(Go to a place|Aller quelque part)/ });
const pathField = (page: Page) => page.getByRole('combobox', { name: 'Path, S3 address or address of this portal' });
const crumbs = (page: Page) => page.getByRole('navigation', { name: 'You are here' });

test.describe('the palette', () => {
  test('Ctrl+K, a few letters, Enter: at the bucket; Escape gives the focus back', async ({ page, place }, testInfo) => {
    await page.goto(home());
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type(place.bucket.slice(-9));
    const option = palette(page).getByRole('option', { name: place.bucket });
    await expect(option).toHaveAttribute('aria-selected', 'true');
    await isAccessible(page, testInfo, 'palette');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(folder(place));
    await expect(heading(page)).toBeFocused();
    await expect(palette(page)).toHaveCount(0);

    await tabTo(page, page.getByRole('button', { name: 'Upload', exact: true }));
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Upload', exact: true })).toBeFocused();
  });

  test('its button is in the header, and its acts are those of the page that are allowed', async ({ page, place, shot }) => {
    await page.goto(folder(place));
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await tabTo(page, page.getByRole('banner').getByRole('button', { name: 'Go to…' }));
    await page.keyboard.press('Enter');
    await expect(palette(page).getByRole('option', { name: 'Upload Act', exact: true })).toBeVisible();
    await shot('palette, acts');
    await page.keyboard.type('new fol');
    await expect(palette(page).getByRole('option').first()).toHaveAccessibleName('New folder Act');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByRole('textbox')).toBeFocused();
    await page.keyboard.type('by the palette');
    await page.keyboard.press('Enter');
    await expect(row(page, 'by the palette/')).toBeVisible();

    await page.goto(datasets());
    await expect(heading(page)).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('upload');
    await expect(palette(page).getByRole('option', { name: 'Upload Act', exact: true })).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  test('arrows go round, another page and another language are one Enter away', async ({ page }) => {
    await page.goto(home());
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
    // The list grows while the buckets of each instance come in.
    const complete = page.waitForResponse(/\/instances\/pachyderm\/buckets$/);
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await complete;
    const options = palette(page).getByRole('option');
    await expect(options.filter({ hasText: 'open-census' })).toBeVisible();
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.type('datasets');
    await expect(options.first()).toHaveAccessibleName('Datasets Page');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(datasets());
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('francais');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(datasets('fr'));
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('zzzz');
    await expect(palette(page).getByText('Rien ne correspond à')).toBeVisible();
  });

  test('it can be read by a screen reader in both languages', async ({ page, api }) => {
    await prefer(api);
    await page.goto(home());
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('help');
    await expect(palette(page)).toMatchAriaSnapshot(`
      - dialog "Go to a place, or do something":
        - heading "Go to a place, or do something" [level=2]
        - button "Close"
        - combobox "Type a few letters of a bucket, a page or an act" [expanded]
        - listbox "Places, pages and acts":
          - option "Help Page" [selected]
    `);
    await page.goto(home('fr'));
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('aide');
    await expect(palette(page)).toMatchAriaSnapshot(`
      - dialog "Aller quelque part ou faire quelque chose":
        - heading "Aller quelque part ou faire quelque chose" [level=2]
        - button "Fermer"
        - combobox "Tapez quelques lettres d’un compartiment, d’une page ou d’une action" [expanded]
        - listbox "Endroits, pages et actions":
          - option "Aide Page" [selected]
    `);
  });

  test('colours and density are acts too, and stay', async ({ page, api, pageOf }) => {
    await prefer(api);
    await page.goto(home());
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await expect.poll(() => kept(api)).toMatchObject({ theme: 'dark' });
    const elsewhere = await pageOf('benoit');
    await elsewhere.goto(home());
    await expect(elsewhere.locator('html')).toHaveAttribute('data-theme', 'dark');
    await prefer(api);
  });
});

test.describe('the path bar proposes', () => {
  test('buckets, then folders and objects; arrows choose, Tab takes, Enter goes, Escape closes', async ({ page, place, api }, testInfo) => {
    await api.put(place, '2025/a.csv', 'a');
    await api.put(place, '2026/spring/b.csv', 'b');
    await api.put(place, '2026/summer/c.csv', 'c');
    await page.goto(folder(place));
    await expect(row(page, '2025/')).toBeVisible();
    await tabTo(page, pathField(page));
    await page.keyboard.type(place.bucket.slice(0, -2));
    const options = page.getByRole('option');
    await expect(options.first()).toContainText(`${place.bucket}/`);
    await expect(pathField(page)).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await isAccessible(page, testInfo, 'path bar, proposals');
    await page.keyboard.press('Tab');
    await expect(pathField(page)).toBeFocused();
    await expect(pathField(page)).toHaveValue(`${place.bucket}/`);
    await page.keyboard.type('2026/s');
    await expect(options.filter({ hasText: '2026/summer/' })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(folder(place, '2026/summer/'));
    await expect(row(page, 'c.csv')).toBeVisible();

    await tabTo(page, pathField(page));
    await page.keyboard.type(place.bucket.slice(0, 6));
    await expect(options.first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(pathField(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(pathField(page)).toHaveValue(place.bucket.slice(0, 6));
    // Without a line of the list, Tab leaves as ever.
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Go there' })).toBeFocused();
  });

  test('and never stands in the way of a pasted address, nor of one that proposes nothing', async ({ page, place, api }) => {
    await api.put(place, 'a b/c+d.txt', 'x');
    await page.goto(folder(place));
    await tabTo(page, pathField(page));
    await page.keyboard.insertText(`s3://${place.bucket}/a b/c+d.txt`);
    await page.keyboard.press('Enter');
    await expect(details(page).getByRole('heading', { name: 'c+d.txt' })).toBeVisible();
    await expect(page).toHaveURL(object(place, 'a b/c+d.txt'));
  });

  test('places looked at lately', async ({ page, place, api }) => {
    await api.put(place, 'deep/er/x.txt', 'x');
    await page.goto(folder(place, 'deep/er/'));
    await expect(row(page, 'x.txt')).toBeVisible();
    await expect.poll(async () => (await kept(api)).recent).toContain('deep/er/');
    await page.goto(folder(place));
    await tabTo(page, pathField(page));
    await page.keyboard.type('er/');
    await expect(page.getByRole('option').filter({ hasText: 'Recent place' }).first()).toContainText('deep/er/');
  });

  test('datasets, to everybody', async ({ pageOf }) => {
    const stranger = await pageOf();
    await stranger.goto(datasets());
    const first = stranger.getByRole('main').getByRole('listitem').getByRole('link').first();
    const name = (await first.textContent())!;
    await stranger.goto(dataset(name));
    await tabTo(stranger, pathField(stranger));
    await stranger.keyboard.type(name.slice(0, 4));
    await expect(stranger.getByRole('option').first()).toContainText(name);
    await expect(stranger.getByRole('button', { name: /^Bookmark / })).toHaveCount(0);
  });
});

test.describe('bookmarks and recent places', () => {
  test('follow the person to the home page of another browser', async ({ page, place, api, pageOf, shot }) => {
    await api.put(place, 'été 2026/notes.txt', 'n');
    await page.goto(folder(place, 'été 2026/'));
    await expect(row(page, 'notes.txt')).toBeVisible();
    const star = page.getByRole('button', { name: 'Bookmark été 2026' });
    await tabTo(page, star);
    await expect(star).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Enter');
    await expect(star).toHaveAttribute('aria-pressed', 'true');
    // An object, by its row's menu.
    await tabTo(page, row(page, 'notes.txt').getByRole('button'));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    const bookmark = page.getByRole('menuitem', { name: 'Bookmark' });
    for (let item = 0; item < (await page.getByRole('menuitem').count()); item += 1) {
      if (await bookmark.evaluate((item) => item === document.activeElement)) break;
      await page.keyboard.press('ArrowDown');
    }
    await expect(bookmark).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(async () => Object.keys(await kept(api)).filter((name) => name.includes(place.bucket) && name.startsWith('star:')).length).toBe(2);

    const elsewhere = await pageOf('benoit');
    await elsewhere.goto(home('fr'));
    const marked = elsewhere.getByRole('region').or(elsewhere.getByRole('main')).getByRole('link', { name: `${place.bucket}/été 2026/`, exact: true }).first();
    await expect(marked).toBeVisible();
    await shot('home, bookmarks');
    await expect(elsewhere.getByRole('link', { name: `${place.bucket}/été 2026/notes.txt` }).first()).toBeVisible();
    await marked.press('Enter');
    await expect(elsewhere).toHaveURL(folder(place, 'été 2026/', 'fr'));
    const pressed = elsewhere.getByRole('button', { name: 'Signet pour été 2026' });
    await expect(pressed).toHaveAttribute('aria-pressed', 'true');
    await pressed.press('Enter');
    await expect(pressed).toHaveAttribute('aria-pressed', 'false');
    await expect.poll(async () => Object.keys(await kept(api)).filter((name) => name.includes(place.bucket) && name.startsWith('star:')).length).toBe(1);
  });

  test('recent places can be forgotten', async ({ page, place, api }) => {
    await page.goto(folder(place));
    await expect(page.getByText('This bucket is empty.')).toBeVisible();
    await expect.poll(async () => (await kept(api)).recent ?? '').toContain(place.bucket);
    await page.goto(home());
    await expect(page.getByRole('main').getByRole('link', { name: `${place.bucket}/` })).toBeVisible();
    await tabTo(page, page.getByRole('button', { name: 'Forget recent places' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Recent places' })).toBeHidden();
  });
});

test.describe('the breadcrumb', () => {
  test('shows what stands beside each step', async ({ page, place, api }, testInfo) => {
    for (const key of ['2024/x', '2025/x', '2026/deep/x']) await api.put(place, key, 'x');
    await page.goto(folder(place, '2026/deep/'));
    await expect(row(page, 'x')).toBeVisible();
    await tabTo(page, crumbs(page).getByRole('button', { name: 'Beside 2026' }));
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu', { name: 'Side by side' });
    await expect(menu.getByRole('menuitem')).toHaveText(['2024/', '2025/', '2026/']);
    await expect(menu.getByRole('menuitem', { name: '2024/' })).toBeFocused();
    await expect(menu.getByRole('menuitem', { name: '2026/' })).toHaveAttribute('aria-current', 'page');
    await isAccessible(page, testInfo, 'breadcrumb menu');
    await page.keyboard.press('Escape');
    await expect(crumbs(page).getByRole('button', { name: 'Beside 2026' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(menu.getByRole('menuitem', { name: '2024/' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(folder(place, '2025/'));

    await tabTo(page, crumbs(page).getByRole('button', { name: 'Beside Minimal' }), 'backwards');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Pachyderm' })).toBeVisible();
    await page.keyboard.press('Escape');
  });
});

test('all of it fits 320 px', async ({ page, place, api }) => {
  await prefer(api, { columns: 'size,modified,kind,etag', density: 'comfortable' });
  await api.put(place, 'a folder with a rather long name/x.txt', 'x');
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(folder(place, 'a folder with a rather long name/'));
  await expect(row(page, 'x.txt')).toBeVisible();
  await fitsTheWidth(page, 'folder');
  await page.getByRole('button', { name: 'View', exact: true }).press('Enter');
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeVisible();
  await fitsTheWidth(page, 'view choices');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('option').first()).toBeVisible();
  await fitsTheWidth(page, 'palette');
  await page.keyboard.press('Escape');
  await page.goto(home());
  await isSignedIn(page, 'benoit');
  await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
  await fitsTheWidth(page, 'home');
  await prefer(api);
});
