import type { Page } from '@playwright/test';
import { details } from '../support/browser.ts';
import * as corpus from '../support/corpus.ts';
import { object, type Language } from '../support/places.ts';
import { lookAt } from '../support/screens.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const preview = (page: Page) => details(page).getByRole('region', { name: /^(Preview|Aperçu)$/ });

/** Each state of the panel: a file that leads to it, and what tells that it is there. */
const states: { name: string; body: string | Buffer; there: (page: Page) => ReturnType<Page['locator']> }[] = [
  { name: 'text.log', body: `${'a long line '.repeat(40)}\n`.repeat(600), there: (page) => preview(page).locator('.code') },
  { name: 'table.csv', body: corpus.tenThousandColumns, there: (page) => preview(page).getByRole('table') },
  { name: 'tree.json', body: '{"a":{"b":[1,2,3]},"c":"é"}', there: (page) => preview(page).locator('.tree') },
  { name: 'guide.md', body: '# Guide\n\nWords, `code` and [a link](b.md).\n', there: (page) => preview(page).getByRole('heading', { name: 'Guide' }) },
  { name: 'archive.zip', body: corpus.zip([{ name: 'a.txt', data: 'a' }]), there: (page) => preview(page).getByRole('table') },
  { name: 'plan.png', body: corpus.png(400, 300), there: (page) => preview(page).getByRole('img', { name: 'plan.png' }) },
  { name: 'son.wav', body: corpus.wav, there: (page) => preview(page).locator('audio') },
  { name: 'logo.svg', body: corpus.svg, there: (page) => preview(page).locator('.code') },
  { name: 'unknown.bin', body: Buffer.from([0, 1, 2, 3]), there: (page) => preview(page).locator('.notice') },
];

lookAt(
  states.map(({ name, body, there }) => ({
    name,
    open: async ({ page, api, place: make, look }) => {
      const place = await make();
      await api.put(place, name, body);
      await page.goto(object(place, name, look.language));
      await expect(there(page)).toBeVisible();
    },
  })),
);

const snapshots: Record<Language, string> = {
  en: `
    - region "Preview":
      - paragraph: Rows 1 to 1 of 1 · UTF-8
      - text: Encoding
      - combobox "Encoding":
        - option "UTF-8" [selected]
        - option "UTF-16 LE"
        - option "UTF-16 BE"
        - option "windows-1252"
      - text: Separator
      - combobox "Separator":
        - option "Comma"
        - option "Semicolon" [selected]
        - option "Tab"
        - option "Vertical bar"
      - checkbox "Wrap long lines"
      - text: Wrap long lines
      - checkbox "Show as text"
      - text: Show as text
      - region "a.csv":
        - table "a.csv":
          - caption: a.csv
          - rowgroup:
            - row "Row ville text ipc number":
              - columnheader "Row"
              - columnheader "ville text"
              - columnheader "ipc number"
          - rowgroup:
            - row "1 Montréal 1,5":
              - rowheader "1"
              - cell "Montréal"
              - cell "1,5"
  `,
  fr: `
    - region "Aperçu":
      - paragraph: Lignes 1 à 1 sur 1 · UTF-8
      - text: Encodage
      - combobox "Encodage":
        - option "UTF-8" [selected]
        - option "UTF-16 LE"
        - option "UTF-16 BE"
        - option "windows-1252"
      - text: Séparateur
      - combobox "Séparateur":
        - option "Virgule"
        - option "Point-virgule" [selected]
        - option "Tabulation"
        - option "Barre verticale"
      - checkbox "Replier les longues lignes"
      - text: Replier les longues lignes
      - checkbox "Afficher comme texte"
      - text: Afficher comme texte
      - region "a.csv":
        - table "a.csv":
          - caption: a.csv
          - rowgroup:
            - row "Ligne ville texte ipc nombre":
              - columnheader "Ligne"
              - columnheader "ville texte"
              - columnheader "ipc nombre"
          - rowgroup:
            - row "1 Montréal 1,5":
              - rowheader "1"
              - cell "Montréal"
              - cell "1,5"
  `,
};

for (const language of ['en', 'fr'] as const) {
  test(`what a screen reader finds of a table and of a refusal, ${language}`, async ({ page, place, api, expectedMessages }) => {
    // Of an empty file there is no part to be had.
    expectedMessages.push(/status of 416/);
    await api.put(place, 'a.csv', 'ville;ipc\nMontréal;1,5\n');
    await page.goto(object(place, 'a.csv', language));
    await expect(preview(page)).toMatchAriaSnapshot(snapshots[language]);
    await api.put(place, 'empty.txt', '');
    await page.goto(object(place, 'empty.txt', language));
    const [title, words, download] = language === 'en' ? ['Preview', 'This file is empty.', 'Download'] : ['Aperçu', 'Ce fichier est vide.', 'Télécharger'];
    await expect(preview(page)).toMatchAriaSnapshot(`
      - region "${title}":
        - paragraph: ${words}
        - link "${download}"
    `);
    // Said, too, to those who do not see it come.
    await expect(page.getByRole('status').filter({ hasText: words })).toHaveCount(1);
  });
}
