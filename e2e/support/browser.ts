import { expect, type Locator, type Page } from '@playwright/test';

// The object browser, by the names it shows. Everything tests know of its words is in this file.

interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The parts of the page that are fetched later: a list does not need them. */
export const PARTS = /\/(?!frontend-)\w+-[0-9a-f]{16}\.wasm$/;

/** The addresses that the page asks for from now on, while the parts that a list does not need are kept from it. */
export async function requestsOf(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route(PARTS, () => {});
  page.on('request', (request) => {
    if (!PARTS.test(request.url())) asked.push(request.url());
  });
  return asked;
}

/** The row of an object or folder, by its whole name as shown (folders end in `/`). */
export function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
}

/**
 * Follows a row's name: a folder opens, an object shows its details. Rows of the application: those of the plain page of
 * public data, there a moment before it, lead elsewhere.
 */
export async function openRow(page: Page, name: string): Promise<void> {
  await row(page, name).and(page.locator('[data-id]')).getByRole('link').click();
}

/** Chooses an action of a row's own menu. Not by the row's name: marks of what is shared come after it, and belong to it. */
export async function act(page: Page, name: string, action: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Puts files in by the button, as the file chooser of the browser gives them. */
export async function uploadFiles(page: Page, files: File[] | string[]): Promise<void> {
  await choose(page, 'Upload', files);
}

/** Puts a folder of this machine in, with all that is below it. */
export async function uploadFolder(page: Page, path: string): Promise<void> {
  await choose(page, 'Upload a folder', path);
}

async function choose(page: Page, button: string, files: File[] | string[] | string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button, exact: true }).click();
  await (await chooser).setFiles(files as File[]);
}

/** Drags files and folders of this machine onto the page and lets them fall, as the browser itself tells the page. */
export async function dropPaths(page: Page, paths: string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') => client.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  await drag('dragEnter');
  // A browser tells of a hand that holds still several times a second, too.
  await expect.poll(async () => {
    await drag('dragOver');
    return page.getByText('Drop to upload into this folder').isVisible();
  }).toBe(true);
  await drag('drop');
  await client.detach();
}

/** Pastes files, as copied in the desktop's file manager. */
export async function pasteFiles(page: Page, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate((files) => {
    const clipboardData = new DataTransfer();
    for (const { name, text } of files) clipboardData.items.add(new File([text], name, { type: 'text/plain' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, files);
}

/** A small text as a file to choose. */
export const textFile = (name: string, text = name): File => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** So many files are there, as the store confirmed, and nothing else is on its way. */
export async function uploadsDone(page: Page, done: number, files = done): Promise<void> {
  const words = files === 1 ? `${done} of 1 file stored` : `${done} of ${files} files stored`;
  await expect(uploads(page).getByRole('heading', { name: words })).toBeVisible({ timeout: 20_000 });
  await expect(uploads(page).getByRole('button', { name: 'Done, clear' })).toBeVisible({ timeout: 20_000 });
}

export const uploads = (page: Page) => page.getByRole('region', { name: 'Uploads', exact: true });
/** What the uploads tell of one file. */
export const uploadOf = (page: Page, name: string) => uploads(page).getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
/** What was to be replaced is another by now. */
export const questionAnew = (page: Page) => uploads(page).getByRole('group', { name: /was changed meanwhile/ });
/** An object of that name exists: what should become of the two? */
export const question = (page: Page) => uploads(page).getByRole('group', { name: /exists already/ });
export const dialog = (page: Page) => page.getByRole('dialog');
export const details = (page: Page) => page.getByRole('complementary');
export const countLine = (page: Page) => page.locator('.count-line');

/** In the open dialog: a file that was downloaded, to be compared with what is stored. */
export async function chooseCopy(page: Page, path: string, button = 'Choose the file…'): Promise<void> {
  await choose(page, button, path);
}
