import type { Page } from '@playwright/test';
import { isAccessible } from '../support/access.ts';
import { chooseFolder, copyQuestion, jobSays, moveTo, press, select, tray, typeFolder } from '../support/arranging.ts';
import { act, dialog, openRow, row } from '../support/browser.ts';
import { signedInBeside } from '../support/people.ts';
import { folder } from '../support/places.ts';
import { expect, newBucket, test } from '../support/test.ts';

test.use({ person: 'alice' });

test.describe('move and copy', () => {
  test('many into a folder that is opened in the dialog', async ({ page, place, api, shot }, testInfo) => {
    for (const key of ['a.txt', 'b.txt', 'c.txt', 'd/e/f.txt']) await api.put(place, key, key);
    await page.goto(folder(place));
    await select(page, 'a.txt', 'b.txt');
    await page.getByRole('button', { name: 'Move to…' }).click();
    await expect(dialog(page).getByRole('heading', { name: 'Move 2 entries to…' })).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Move here' })).toHaveAccessibleDescription('It is in this folder already.');
    await chooseFolder(page, 'd/', 'e/');
    await expect(dialog(page)).toContainText('There is no folder in here.');
    await isAccessible(page, testInfo, 'folder chooser');
    await press(dialog(page).getByRole('button', { name: 'Move here' }));
    await jobSays(page, 'Moved: 2 of 2 objects');
    await shot('moved');
    await expect(row(page, 'a.txt')).toHaveCount(0);
    expect(await api.keys(place)).toEqual(['c.txt', 'd/e/a.txt', 'd/e/b.txt', 'd/e/f.txt']);
    expect(await api.text(place, 'd/e/a.txt')).toBe('a.txt');
  });

  test('a folder into another bucket, by a typed path; into itself is refused', async ({ page, place, api }, testInfo) => {
    const other = await newBucket(api, 'alice', `other${testInfo.testId}`);
    for (const key of ['d/1', 'd/e/2']) await api.put(place, key, key);
    await page.goto(folder(place));
    await act(page, 'd/', 'Copy to…');
    await chooseFolder(page, 'd/');
    await expect(dialog(page).getByRole('button', { name: 'Copy here' })).toHaveAccessibleDescription('A folder cannot go into itself.');
    await typeFolder(page, 'https://elsewhere.example/x/');
    await expect(dialog(page)).toContainText('This address leads to another site: elsewhere.example.');
    await typeFolder(page, `${other.bucket}/in/`);
    await press(dialog(page).getByRole('button', { name: 'Copy here' }));
    await jobSays(page, 'Copied: 2 of 2 objects');
    expect(await api.keys(other)).toEqual(['in/d/1', 'in/d/e/2']);
    expect(await api.keys(place)).toEqual(['d/1', 'd/e/2']);
  });

  test('to another instance, with a new folder made on the way', async ({ page, place, api }, testInfo) => {
    const other = { instance: 'premium', bucket: `${place.bucket}p` };
    await api.createBucket(other);
    await api.put(place, 'a.txt', 'across');
    await page.goto(folder(place));
    await act(page, 'a.txt', 'Move to…');
    await dialog(page).getByRole('navigation', { name: 'Where to' }).getByRole('button', { name: 'Instances' }).click();
    await expect(dialog(page).getByRole('button', { name: 'Move here' })).toHaveAccessibleDescription('Open a bucket first');
    await isAccessible(page, testInfo, 'folder chooser, instances');
    await chooseFolder(page, 'Premium', other.bucket);
    await dialog(page).getByRole('button', { name: 'New folder here' }).click();
    await dialog(page).getByRole('textbox', { name: 'Name of the folder' }).fill('été');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog(page).getByRole('navigation', { name: 'Where to' }).getByRole('button', { name: 'été' })).toBeVisible();
    await press(dialog(page).getByRole('button', { name: 'Move here' }));
    await jobSays(page, 'Moved: 1 of 1 object');
    expect(await api.keys(other)).toEqual(['été/', 'été/a.txt']);
    expect(await api.text(other, 'été/a.txt')).toBe('across');
    expect(await api.keys(place)).toEqual([]);
  });

  test('a copy in its own folder gets a number', async ({ page, place, api }) => {
    for (const key of ['a.txt', 'a (2).txt', 'd/x']) await api.put(place, key, key);
    await page.goto(folder(place));
    await select(page, 'a.txt', 'd/');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Copy to…' }).click();
    await press(dialog(page).getByRole('button', { name: 'Copy here' }));
    await jobSays(page, 'Copied: 2 of 2 objects');
    expect(await api.keys(place)).toEqual(['a (2).txt', 'a (3).txt', 'a.txt', 'd (2)/x', 'd/x']);
    await expect(row(page, 'a (3).txt')).toBeVisible();
  });

  test('where something is already: replace, keep both, skip, and one answer for all', async ({ page, place, api }, testInfo) => {
    for (const name of ['1', '2', '3', '4', '5']) {
      await api.put(place, `from/${name}.txt`, 'new');
      await api.put(place, `to/${name}.txt`, 'old');
    }
    await page.goto(folder(place));
    await act(page, 'from/', 'Rename…');
    await dialog(page).getByRole('textbox', { name: 'New name' }).fill('to');
    await dialog(page).getByRole('textbox', { name: 'New name' }).press('Enter');
    await expect(copyQuestion(page)).toContainText('to/1.txt exists already.');
    await isAccessible(page, testInfo, 'copy, a question');
    await copyQuestion(page).getByRole('button', { name: 'Replace' }).click();
    await expect(copyQuestion(page)).toContainText('to/2.txt exists already.');
    await copyQuestion(page).getByRole('button', { name: 'Keep both' }).click();
    await expect(copyQuestion(page)).toContainText('to/3.txt exists already.');
    await copyQuestion(page).getByRole('checkbox', { name: 'The same for all that follow' }).check();
    await copyQuestion(page).getByRole('button', { name: 'Skip' }).click();
    await jobSays(page, 'Moved: 2 of 5 objects');
    expect(await api.keys(place)).toEqual(['from/3.txt', 'from/4.txt', 'from/5.txt', 'to/1.txt', 'to/2 (2).txt', 'to/2.txt', 'to/3.txt', 'to/4.txt', 'to/5.txt']);
    expect(await api.text(place, 'to/1.txt')).toBe('new');
    expect(await api.text(place, 'to/2.txt')).toBe('old');
    expect(await api.text(place, 'to/2 (2).txt')).toBe('new');
  });

  test('with the keyboard alone', async ({ page, place, api }) => {
    for (const key of ['a.txt', 'd/x']) await api.put(place, key, key);
    await page.goto(folder(place));
    await row(page, 'a.txt').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await choose(page, 'Move to…');
    await expect(dialog(page).getByRole('heading', { name: 'Move 1 entry to…' })).toBeFocused();
    const list = dialog(page).getByRole('list', { name: 'Folders to choose from' });
    await tabTo(page, list.getByRole('button', { name: 'd/' }));
    await page.keyboard.press('ArrowRight');
    await expect(dialog(page)).toContainText('There is no folder in here.');
    await tabTo(page, dialog(page).getByRole('button', { name: 'Move here' }));
    await page.keyboard.press('Enter');
    await jobSays(page, 'Moved: 1 of 1 object');
    expect(await api.keys(place)).toEqual(['d/a.txt', 'd/x']);
  });

  test('what fails is told by name with its reason, copied as a report, and tried again', async ({ page, place, api, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const key of ['a.txt', 'b.txt']) await api.put(place, key, key);
    const failing = /\/api\/copies$/;
    await page.route(failing, async (route) => {
      const problem = { type: '/problems/denied', title: 'denied', status: 403, code: 'AccessDenied' };
      const lines = [{ index: 0, outcome: 'failed', problem }, { index: 1, outcome: 'kept_source', problem }];
      await route.fulfill({ contentType: 'application/x-ndjson', body: lines.map((line) => JSON.stringify(line)).join('\n') });
    });
    await page.goto(folder(place));
    await select(page, 'a.txt', 'b.txt');
    await page.getByRole('button', { name: 'Move to…' }).click();
    await typeFolder(page, `${place.bucket}/to/`);
    await press(dialog(page).getByRole('button', { name: 'Move here' }));
    await jobSays(page, 'Moved: 0 of 2 objects');
    await expect(tray(page)).toContainText('You do not have access to this.');
    await expect(tray(page)).toContainText('the original is still there too');
    await tray(page).getByRole('button', { name: 'Copy the report' }).click();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report.split('\n')[0]).toMatch(new RegExp(`^s3://${place.bucket}/a.txt\ts3://${place.bucket}/to/a.txt\tYou do not have access`));
    await page.unroute(failing);
    await tray(page).getByRole('button', { name: 'Retry the rest' }).click();
    await expect(row(page, 'a.txt')).toHaveCount(0);
    await expect.poll(() => api.keys(place)).toEqual(['b.txt', 'to/a.txt']);
  });

  test('goes on while one looks elsewhere, and stops when told to', async ({ page, place, api }) => {
    for (const key of ['a.txt', 'd/x']) await api.put(place, key, key);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/api\/copies$/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await page.goto(folder(place));
    await moveTo(page, 'a.txt', `${place.bucket}/d/`);
    await expect(tray(page)).toContainText('Moving: 0 of 1 object');
    await openRow(page, 'd/');
    await expect(page).toHaveURL(folder(place, 'd/'));
    await expect(tray(page)).toContainText('Moving: 0 of 1 object');
    release();
    await jobSays(page, 'Moved: 1 of 1 object');
    await expect(row(page, 'a.txt')).toBeVisible();

    await page.unroute(/\/api\/copies$/);
    await page.route(/\/api\/copies$/, () => {});
    await moveTo(page, 'a.txt', `${place.bucket}/`);
    await tray(page).getByRole('button', { name: 'Stop' }).click();
    await expect(tray(page)).toContainText('Stopped');
    expect(await api.keys(place)).toEqual(['d/a.txt', 'd/x']);
  });

  test('without the right to delete nothing is moved, and the reason is said', async ({ page, place, api }) => {
    await api.put(place, 'a.txt', 'a');
    await page.route(/\/listing/, async (route) => {
      const response = await route.fetch();
      const listing = (await response.json()) as { rights: string[] };
      await route.fulfill({ response, json: { ...listing, rights: ['read', 'write'] } });
    });
    await page.goto(folder(place));
    await row(page, 'a.txt').getByRole('button').click();
    for (const name of [/^Move to…/, /^Rename…/]) await expect(page.getByRole('menuitem', { name })).toContainText('You lack the right to delete here');
    await expect(page.getByRole('menuitem', { name: 'Copy to…' })).not.toHaveAttribute('aria-disabled', 'true');
  });
});

test('when the session has ended nothing is lost: the rest waits, and goes on after signing in beside', async ({ page, place, api, expectedMessages }) => {
  expectedMessages.push(/status of 401/);
  await api.put(place, 'a.txt', 'a');
  const ended = /\/api\/copies$/;
  const problem = { type: '/problems/not-signed-in', title: 'signed out', status: 401 };
  await page.route(ended, (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
  await page.goto(folder(place));
  await moveTo(page, 'a.txt', `${place.bucket}/d/`);
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible();
  await expect(tray(page)).toContainText('Waiting: your session has ended.');
  await expect(tray(page).getByText(/[0-9] failed/)).toBeHidden();
  await page.unroute(ended);
  await signedInBeside(page);
  await jobSays(page, 'Moved: 1 of 1 object');
  expect(await api.keys(place)).toEqual(['d/a.txt']);
});

test('undo writes over nothing: what took the old place meanwhile is asked about', async ({ page, place, api }) => {
  await api.put(place, 'a.txt', 'first');
  await page.goto(folder(place));
  await moveTo(page, 'a.txt', `${place.bucket}/d/`);
  await jobSays(page, 'Moved: 1 of 1 object');
  await api.put(place, 'a.txt', 'second');
  await tray(page).getByRole('button', { name: 'Undo' }).click();
  await expect(copyQuestion(page)).toContainText('a.txt exists already.');
  await copyQuestion(page).getByRole('button', { name: 'Keep both' }).click();
  await jobSays(page, 'Moved back: 1 of 1 object');
  expect(await api.text(place, 'a.txt')).toBe('second');
  expect(await api.text(place, 'a (2).txt')).toBe('first');
});

test('in French, each dialog says everything in French and is accessible', async ({ page, place, api }, testInfo) => {
  for (const key of ['a.txt', 'd/x']) await api.put(place, key, key);
  await page.goto(folder(place, '', 'fr'));
  const menu = async (name: string) => {
    await row(page, 'a.txt').getByRole('button').click();
    await page.getByRole('menuitem', { name }).click();
  };
  await menu('Déplacer vers…');
  await expect(dialog(page)).toMatchAriaSnapshot(`
    - heading "Déplacer 1 élément vers…" [level=2]
    - button "Fermer"
    - textbox "Chemin du dossier"
    - button "Montrer ce dossier"
    - navigation "Destination":
      - list:
        - listitem:
          - button "Instances"
    - list "Dossiers au choix":
      - listitem:
        - button "d/"
    - button "Nouveau dossier ici"
    - button "Annuler"
    - button "Déplacer ici"
  `);
  await isAccessible(page, testInfo, 'déplacer vers');
  await page.keyboard.press('Escape');
  await menu('Renommer…');
  await isAccessible(page, testInfo, 'renommer');
  await dialog(page).getByRole('textbox', { name: 'Nouveau nom' }).fill('b.txt');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Copies et déplacements' }).getByRole('heading', { name: 'Déplacement terminé : 1 sur 1 objet' })).toBeVisible();
});

test.describe('dragging and the clipboard', () => {
  test('rows fall onto a folder, and onto one above', async ({ page, place, api }) => {
    for (const key of ['a.txt', 'b.txt', 'd/x']) await api.put(place, key, key);
    await page.goto(folder(place));
    await select(page, 'a.txt', 'b.txt');
    await row(page, 'a.txt').getByRole('rowheader').dragTo(row(page, 'd/'));
    await jobSays(page, 'Moved: 2 of 2 objects');
    expect(await api.keys(place)).toEqual(['d/a.txt', 'd/b.txt', 'd/x']);
    await tray(page).getByRole('button', { name: 'Done, clear' }).click();
    await openRow(page, 'd/');
    await expect(row(page, 'x')).toBeVisible();
    await row(page, 'x').getByRole('rowheader').dragTo(page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: place.bucket }));
    await jobSays(page, 'Moved: 1 of 1 object');
    expect(await api.keys(place)).toEqual(['d/a.txt', 'd/b.txt', 'x']);
  });

  test('cut in one folder, paste in another; what was copied elsewhere since is no row of ours', async ({ page, place, api, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const key of ['a.txt', 'd/x']) await api.put(place, key, key);
    await page.goto(folder(place));
    await row(page, 'a.txt').getByRole('link').focus();
    await page.keyboard.press('Control+x');
    await openRow(page, 'd/');
    await expect(row(page, 'x')).toBeVisible();
    await page.keyboard.press('Control+v');
    await jobSays(page, 'Moved: 1 of 1 object');
    expect(await api.keys(place)).toEqual(['d/a.txt', 'd/x']);
    await row(page, 'x').getByRole('link').focus();
    await page.keyboard.press('Control+c');
    await page.evaluate(() => navigator.clipboard.writeText('something else'));
    await page.keyboard.press('Control+v');
    await expect(tray(page).getByRole('heading')).toHaveCount(1);
  });
});

async function choose(page: Page, name: string): Promise<void> {
  const item = page.getByRole('menuitem', { name });
  for (let turn = 0; turn < 12; turn++) {
    if (await item.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function tabTo(page: Page, target: ReturnType<Page['getByRole']>): Promise<void> {
  await expect(target).toBeVisible();
  for (let turn = 0; turn < 40; turn++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}
