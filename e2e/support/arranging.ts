import { expect, type Locator, type Page } from '@playwright/test';
import { act, dialog } from './browser.ts';

// Copies, moves and renames, by the names they show.

export const tray = (page: Page) => page.getByRole('region', { name: 'Copies and moves' });
export const copyQuestion = (page: Page) => tray(page).getByRole('group', { name: /exists already/ });

/** A job is over, and its line says so. */
export async function jobSays(page: Page, words: string): Promise<void> {
  await expect(tray(page).getByRole('heading', { name: words })).toBeVisible({ timeout: 20_000 });
  await expect(tray(page).getByRole('button', { name: 'Done, clear' })).toBeVisible({ timeout: 20_000 });
}

/** Opens folders of the dialog, one inside the other. */
export async function chooseFolder(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await dialog(page).getByRole('list', { name: 'Folders to choose from' }).getByRole('button', { name }).click();
}

/** Goes to a folder by the path that is typed in the dialog. */
export async function typeFolder(page: Page, path: string): Promise<void> {
  await dialog(page).getByRole('textbox', { name: 'Path of the folder' }).fill(path);
  await dialog(page).getByRole('button', { name: 'Show this folder' }).click();
}

export async function moveTo(page: Page, name: string, path: string): Promise<void> {
  await act(page, name, 'Move to…');
  await typeFolder(page, path);
  await press(dialog(page).getByRole('button', { name: 'Move here' }));
}

/** A button that is off or busy is still there: it is pressed once it does something. */
export async function press(button: Locator): Promise<void> {
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await expect(button).not.toHaveAttribute('aria-busy', 'true');
  await button.click();
}

export async function select(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
}
