import { expect, type Page } from '@playwright/test';

/** Opens the dialog for a new folder. */
export const openNewFolder = (page: Page): Promise<void> => openFromTools(page, /^(New folder|Nouveau dossier)$/);

/** Opens the dialog in which the folder is shared. */
export const openSharing = (page: Page): Promise<void> => openFromTools(page, /^(Share…|Partager…)$/);

/** Presses a tool of the folder, once tools are there; narrow screens keep it behind one menu. */
async function openFromTools(page: Page, name: RegExp): Promise<void> {
  const more = page.getByRole('button', { name: /^(More|Plus)$/ });
  const button = page.getByRole('button', { name });
  await expect(button.or(more).first()).toBeVisible();
  if (await more.isVisible()) {
    await more.click();
    await page.getByRole('menuitem', { name }).click();
  } else {
    await button.click();
  }
}
