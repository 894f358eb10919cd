import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { row } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { people } from '../support/people.ts';
import { folder, home, instance, object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

// Places that explain themselves: missing, denied, without a line, and where a word needs to be explained.
test.use({ person: 'chloe' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const crumbs = (page: Page) => page.getByRole('navigation', { name: 'You are here' });

test('why can I not see my bucket? Who one is, what is open, and where the bucket is', async ({ page, place }, testInfo) => {
  await page.goto(home());
  await expect(page.getByRole('main').getByRole('link', { name: 'Minimal' })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Why can I not see my bucket?' }));
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText('Why can I not see my bucket?');
  const main = page.getByRole('main');
  await expect(main.getByText(people.chloe.name)).toBeVisible();
  await expect(main.getByText(people.chloe.handle, { exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Minimal/ })).toContainText('Open to you');
  await isAccessible(page, testInfo, 'why is my bucket missing');
  const field = page.getByRole('textbox', { name: 'Name of the bucket you miss' });
  await tabTo(page, field);
  await page.keyboard.type(place.bucket.toUpperCase());
  await page.keyboard.press('Enter');
  await expect(main.getByRole('link', { name: place.bucket })).toBeVisible();
  await tabTo(page, field, 'backwards');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('no.such.bucket');
  await page.keyboard.press('Enter');
  await expect(main.getByText('No bucket of yours is called no.such.bucket')).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await fitsTheWidth(page, 'why is my bucket missing, 320 px');
});

test('it can be read by a screen reader in both languages', async ({ pageOf }) => {
  const daniel = await pageOf('daniel');
  await daniel.goto('/en/help/missing-bucket');
  await expect(daniel.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - article:
        - heading "Why can I not see my bucket?" [level=1]
        - paragraph: The portal lists the buckets that are recorded for you, on the instances that are open to you. When one is missing, it is for one of these reasons.
        - term: Signed in as
        - definition: Daniel Singh
        - term: Handle
        - definition:
          - code: daniel.singh
        - table "The instances, and what you may do there":
          - rowgroup:
            - row "Instance Access State Your buckets"
          - rowgroup:
            - row /Minimal Open to you Available/
            - row "Premium Not open to your groups Available –"
        - textbox "Name of the bucket you miss"
        - button "Look for it"
        - heading "You use another account" [level=2]
  `);
  await daniel.goto('/fr/help/missing-bucket');
  await expect(daniel.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - article:
        - heading "Pourquoi mon compartiment ne se montre-t-il pas?" [level=1]
        - paragraph: /Le portail montre les compartiments inscrits à votre nom/
        - term: Session ouverte par
        - definition: Daniel Singh
        - table "Les instances et ce que vous pouvez y faire":
          - rowgroup:
            - row "Instance Accès État Vos compartiments"
          - rowgroup:
            - row "Premium Pas ouverte à vos groupes Disponible –"
        - textbox "Nom du compartiment qui vous manque"
        - button "Le chercher"
        - heading "Vous utilisez un autre compte" [level=2]
  `);
});

test('a bucket that is not there leads to the reasons', async ({ page, expectedMessages }) => {
  expectedMessages.push(/status of 404/);
  await page.goto(folder({ instance: 'minimal', bucket: 'chloe.nguyen.absent' }));
  await expect(page.getByRole('alert').filter({ hasText: 'does not exist' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Why can I not see my bucket?' }).press('Enter');
  await expect(page).toHaveURL('/en/help/missing-bucket');
});

test('a folder that may not be listed takes a whole key', async ({ page, place, api, expectedMessages }, testInfo) => {
  expectedMessages.push(/status of 403/);
  await api.put(place, 'shared/known.txt', 'known');
  // No demo person may read without listing: the refusal is answered for the gateway.
  await page.route(/\/listing/, (route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/denied', title: 'denied', status: 403 }) }),
  );
  await page.goto(folder(place));
  await expect(page.getByText('You may read the objects you know the key of, but not list this folder.')).toBeVisible();
  await isAccessible(page, testInfo, 'folder, not to be listed');
  await tabTo(page, page.getByRole('textbox', { name: 'Key of the object' }));
  await page.keyboard.type('shared/known.txt');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(object(place, 'shared/known.txt'));
});

test('without a line the last listing stays, greyed, with its time; back on line it is read anew', async ({ page, place, api, context, expectedMessages }, testInfo) => {
  expectedMessages.push(/ERR_INTERNET_DISCONNECTED/);
  await api.put(place, 'a/one.txt', '1');
  await api.put(place, 'two.txt', '2');
  await page.goto(folder(place, 'a/'));
  await expect(row(page, 'one.txt')).toBeVisible();
  await crumbs(page).getByRole('link', { name: place.bucket }).press('Enter');
  await expect(row(page, 'two.txt')).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('You are offline: this is the folder as it was on')).toBeVisible();
  await expect(row(page, 'two.txt')).toBeVisible();
  await isAccessible(page, testInfo, 'folder, offline');
  // A folder seen before opens as it was seen.
  await row(page, 'a/').getByRole('link').press('Enter');
  await expect(heading(page)).toHaveText('a');
  await expect(row(page, 'one.txt')).toBeVisible();
  await expect(page.getByText('You are offline: this is the folder as it was on')).toBeVisible();
  await api.put(place, 'a/three.txt', '3');
  await context.setOffline(false);
  await expect(row(page, 'three.txt')).toBeVisible();
  await expect(page.getByText('this is the folder as it was on')).toHaveCount(0);
});

test('short help stands where it is needed, and closes with Escape', async ({ page, place }, testInfo) => {
  await page.goto(folder(place));
  const question = page.getByRole('button', { name: 'What are folders, prefixes and keys here?' });
  await tabTo(page, question);
  await page.keyboard.press('Enter');
  await expect(page.getByText('There are no folders to create first')).toBeVisible();
  await isAccessible(page, testInfo, 'short help');
  await page.keyboard.press('Escape');
  await expect(page.getByText('There are no folders to create first')).toBeHidden();
  await expect(question).toBeFocused();
  await expect(page.getByRole('button', { name: 'How large may a file be?' })).toBeVisible();
  await page.goto(instance('minimal'));
  await expect(page.getByRole('button', { name: 'What is a bucket?' })).toBeVisible();
});
