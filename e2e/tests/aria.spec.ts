import { details } from '../support/browser.ts';
import { folder, object, type Language } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

// What a screen reader finds where people are most: a folder, and one file of it. Only what has to be there: parts may
// come beside it.

const FOLDER: Record<Language, (bucket: string) => string> = {
  en: (bucket) => `
    - navigation "You are here"
    - heading "${bucket}" [level=1]
    - search "Go to a path":
      - combobox "Path, S3 address or address of this portal"
    - button "Upload"
    - button "Upload a folder"
    - button "New folder"
    - searchbox "Filter what is loaded"
    - button "View"
    - paragraph: 1 folder · 1 object · 4 bytes
    - table "Contents of ${bucket}":
      - rowgroup:
        - row:
          - cell "Select all that is loaded":
            - checkbox "Select all that is loaded"
          - columnheader "Name":
            - button "Name"
          - columnheader "Size":
            - button "Size"
          - columnheader "Modified":
            - button "Modified"
          - columnheader "Actions"
      - rowgroup:
        - row:
          - cell "Select données/":
            - checkbox "Select données/"
          - rowheader "données/":
            - link "données/"
          - cell "Actions for données/":
            - button "Actions for données/"
        - row:
          - cell "Select notes.txt":
            - checkbox "Select notes.txt"
          - rowheader "notes.txt":
            - link "notes.txt"
          - cell "4 bytes"
          - cell:
            - time
          - cell "Actions for notes.txt":
            - button "Actions for notes.txt"
  `,
  fr: (bucket) => `
    - navigation "Vous êtes ici"
    - heading "${bucket}" [level=1]
    - search "Aller à un chemin":
      - combobox "Chemin, adresse S3 ou adresse de ce portail"
    - button "Téléverser"
    - button "Téléverser un dossier"
    - button "Nouveau dossier"
    - searchbox "Filtrer ce qui est chargé"
    - button "Affichage"
    - paragraph: 1 dossier · 1 objet · 4 o
    - table "Contenu de ${bucket}":
      - rowgroup:
        - row:
          - cell "Sélectionner tout ce qui est chargé":
            - checkbox "Sélectionner tout ce qui est chargé"
          - columnheader "Nom":
            - button "Nom"
          - columnheader "Taille":
            - button "Taille"
          - columnheader "Modifié":
            - button "Modifié"
          - columnheader "Actions"
      - rowgroup:
        - row:
          - cell "Sélectionner données/":
            - checkbox "Sélectionner données/"
          - rowheader "données/":
            - link "données/"
          - cell "Actions pour données/":
            - button "Actions pour données/"
        - row:
          - cell "Sélectionner notes.txt":
            - checkbox "Sélectionner notes.txt"
          - rowheader "notes.txt":
            - link "notes.txt"
          - cell "4 o"
          - cell:
            - time
          - cell "Actions pour notes.txt":
            - button "Actions pour notes.txt"
  `,
};

const DETAILS: Record<Language, string> = {
  en: `
    - complementary "notes.txt":
      - heading "notes.txt" [level=2]
      - button "Previous file"
      - button "Next file"
      - button "Close details"
      - link "Download"
      - button "Copy address"
      - button "Delete…"
      - region "Preview":
        - paragraph: 1 line · 4 bytes · UTF-8
        - combobox "Encoding"
        - checkbox "Wrap long lines"
        - region "notes.txt": a,b
      - button "Edit…"
      - term: Size
      - definition: 4 bytes
      - term: Content type
      - definition:
        - code: text/plain
  `,
  fr: `
    - complementary "notes.txt":
      - heading "notes.txt" [level=2]
      - button "Fichier précédent"
      - button "Fichier suivant"
      - button "Fermer les détails"
      - link "Télécharger"
      - button "Copier l’adresse"
      - button "Supprimer…"
      - region "Aperçu":
        - paragraph: 1 ligne · 4 o · UTF-8
        - combobox "Encodage"
        - checkbox "Replier les longues lignes"
        - region "notes.txt": a,b
      - button "Modifier…"
      - term: Taille
      - definition: 4 octets
      - term: Type de contenu
      - definition:
        - code: text/plain
  `,
};

for (const language of ['en', 'fr'] as const) {
  test(`what a screen reader finds of a folder and of a file, ${language}`, async ({ page, place, api }) => {
    for (const key of ['données/a.csv', 'notes.txt']) await api.put(place, key, 'a,b\n');
    await page.goto(folder(place, '', language));
    await expect(page.getByRole('main')).toMatchAriaSnapshot(FOLDER[language](place.bucket));
    await page.goto(object(place, 'notes.txt', language));
    await expect(details(page)).toMatchAriaSnapshot(DETAILS[language]);
  });
}
