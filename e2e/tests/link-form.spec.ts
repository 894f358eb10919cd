import { isAccessible } from '../support/access.ts';
import { dialog } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { folder } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice', permissions: ['clipboard-read', 'clipboard-write'] });

test('a link is made, copied, photographed and taken back with the keyboard alone', async ({ page, place, api, pageOf }) => {
  await api.put(place, 'trip/report.csv', 'day,km\n1,12\n');
  await page.goto(folder(place, 'trip/'));
  const share = page.getByRole('button', { name: 'Share…' });
  await tabTo(page, share);
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('combobox', { name: 'Person, team or e-mail address' })).toBeFocused();
  await tabTo(page, dialog(page).getByRole('radio', { name: /^To open what is here/ }));
  await page.keyboard.press('ArrowDown');
  await expect(dialog(page).getByRole('radio', { name: /^To send you files/ })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  const life = dialog(page).getByRole('combobox', { name: 'The link ends' });
  await tabTo(page, life);
  await page.keyboard.type('in 1 day');
  await expect(life).toHaveValue('24');
  await tabTo(page, dialog(page).getByText('More choices'));
  await page.keyboard.press('Enter');
  await tabTo(page, dialog(page).getByRole('checkbox', { name: /^To look at only/ }));
  await page.keyboard.press('Space');
  await tabTo(page, dialog(page).getByLabel('Message in English'));
  await page.keyboard.type('As promised.');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Make a link' }));
  await page.keyboard.press('Enter');
  const own = dialog(page).getByRole('list', { name: 'Your links to this' });
  await expect(own.getByRole('listitem')).toContainText('To look at only');
  const url = await page.evaluate(() => navigator.clipboard.readText());
  const stranger = await pageOf();
  await stranger.goto(url);
  await expect(stranger.getByText('As promised.')).toBeVisible();

  await tabTo(page, own.getByRole('button', { name: 'QR code' }));
  await page.keyboard.press('Enter');
  await expect(own.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await tabTo(page, own.getByRole('button', { name: 'Take back' }));
  await page.keyboard.press('Enter');
  await expect(own).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(share).toBeFocused();
});

test('in French, a screen reader finds every choice with what it means', async ({ page, place, api }, testInfo) => {
  await api.put(place, 'voyage/été.txt', 'Chaud.');
  await page.goto(folder(place, '', 'fr'));
  await page.getByRole('button', { name: 'Actions pour voyage/' }).click();
  await page.getByRole('menuitem', { name: 'Partager…' }).click();
  await dialog(page).getByText('Plus de choix').click();
  const form = dialog(page).locator('form').filter({ hasText: 'Le lien prend fin' });
  await expect(form).toMatchAriaSnapshot(`
    - group "À quoi sert le lien":
      - radio "À ouvrir ce qui est ici Qui l’a consulte et télécharge." [checked]
      - radio "À vous envoyer des fichiers Qui l’a dépose des fichiers dans ce dossier, sans rien voir de ce qui s’y trouve."
    - combobox "Le lien prend fin":
      - option "dans 1 heure"
      - option "dans 1 jour"
      - option "dans 7 jours" [selected]
      - option "dans 30 jours"
    - group:
      - checkbox "À consulter seulement Le téléchargement n’est pas proposé. Ce qui se voit peut quand même se copier."
      - textbox "Téléchargements au plus"
      - textbox "Mot de passe"
      - textbox "Message en anglais"
      - textbox "Message en français"
      - textbox "Comment vous l’appelez"
    - button "Créer un lien"
  `);
  await isAccessible(page, testInfo, 'sharing by link, in French');
  await dialog(page).getByRole('radio', { name: /^À vous envoyer des fichiers/ }).check();
  await expect(form).toMatchAriaSnapshot(`
    - group "À quoi sert le lien":
      - radio /^À vous envoyer des fichiers/ [checked]
    - group:
      - textbox "Fichiers au plus"
      - textbox "Mégaoctets au plus, par fichier"
      - textbox "Genres de fichiers"
      - checkbox "Demander un nom" [checked]
      - checkbox "Demander un mot sur les fichiers"
      - textbox "Mot de passe"
    - button "Créer un lien"
  `);
  await dialog(page).getByRole('button', { name: 'Créer un lien' }).click();
  await expect(dialog(page).getByText('Le lien est créé et copié')).toBeVisible();
  await expect(dialog(page).getByRole('list', { name: 'Vos liens vers ceci' }).getByRole('listitem')).toHaveCount(1);
});
