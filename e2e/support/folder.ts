import { expect, type Page } from '@playwright/test';

const NEW_FOLDER = /^(New folder|Nouveau dossier)$/;

/** Opens the dialog, in either language; narrow screens keep it behind one menu. */
export async function openNewFolder(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: /^(More|Plus)$/ });
  const button = page.getByRole('button', { name: NEW_FOLDER });
  await expect(button.or(more).first()).toBeVisible();
  if (await more.isVisible()) {
    await more.click();
    await page.getByRole('menuitem', { name: NEW_FOLDER }).click();
  } else {
    await button.click();
  }
}
