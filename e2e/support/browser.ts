import { expect, type Locator, type Page } from '@playwright/test';

// The object browser, by the names it shows. Everything tests know of its words is in this file.

interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The row of an object or folder, by its whole name as shown (folders end in `/`). */
export function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
}

/** Follows a row's name: a folder opens, an object shows its details. */
export async function openRow(page: Page, name: string): Promise<void> {
  await row(page, name).getByRole('link').click();
}

/** Chooses an action of a row's own menu. */
export async function act(page: Page, name: string, action: string | RegExp): Promise<void> {
  await row(page, name).getByRole('button', { name: /^Actions for / }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Puts files in by the button, as the file chooser of the browser gives them. */
export async function uploadFiles(page: Page, files: File[] | string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const menu = page.getByRole('menuitem', { name: /files/i });
  if (await menu.isVisible()) await menu.click();
  await (await chooser).setFiles(files as File[]);
}

/** Lets files fall on the page, as a drag from the desktop does. */
export async function dropFiles(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name, { type: 'text/plain' }));
    return transfer;
  }, files);
  const main = page.getByRole('main');
  for (const type of ['dragenter', 'dragover', 'drop']) await main.dispatchEvent(type, { dataTransfer: transfer });
}

/** Everything that was to go up is there, as the store confirmed. */
export async function uploadsDone(page: Page, count: number): Promise<void> {
  await expect(uploads(page).getByText(new RegExp(`${count} (of|files?|uploaded)|uploaded ${count}`, 'i')).first()).toBeVisible({ timeout: 20_000 });
}

export const uploads = (page: Page) => page.getByRole('region', { name: /uploads/i });
export const question = (page: Page) => page.getByRole('dialog');
