import { fitsTheWidth, isAccessible } from '../support/access.ts';
import { act, details, dialog, openRow, textFile, uploadFiles, uploadsDone } from '../support/browser.ts';
import { folder, instance, object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

test.use({ person: 'alice', permissions: ['clipboard-read', 'clipboard-write'] });

const program = (page: Page) => dialog(page).getByRole('combobox', { name: 'Program' });
const snippet = (page: Page) => dialog(page).getByRole('region', { name: 'What to paste' });
const commands = (page: Page) => page.getByRole('region', { name: 'As commands' });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Switches the commands on, as a person does. */
async function showCommands(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Show what I do as AWS commands' }).check();
  await page.keyboard.press('Escape');
  await expect(commands(page)).toBeVisible();
}

test.describe('use it from a program', () => {
  // One after the other: the program that was chosen last is kept for the person.
  test.describe.configure({ mode: 'default' });

  test('an object, with its own values, whatever its key', async ({ page, place, api, request }, testInfo) => {
    const { s3 } = await (await request.get('/api/session')).json();
    await api.put(place, "l'été/a b.csv", 'a,b');
    await page.goto(folder(place, "l'été/"));
    await act(page, 'a b.csv', 'Use it from…');
    await expect(dialog(page).getByRole('heading', { name: 'Use “a b.csv” from a program' })).toBeVisible();
    await expect(program(page)).toBeFocused();
    await program(page).selectOption('AWS CLI');
    await expect(snippet(page)).toContainText(`export AWS_ENDPOINT_URL=${s3.endpoint}`);
    await expect(snippet(page)).toContainText(`export AWS_DEFAULT_REGION=${s3.region}`);
    await expect(snippet(page)).toContainText(`aws s3 cp 's3://${place.bucket}/l'\\''été/a b.csv' .`);
    await expect(dialog(page)).toContainText('Path style: the bucket stands in the path of an address');
    await dialog(page).getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await clipboard(page)).toBe(await snippet(page).textContent());
    for (const name of ['Python: boto3', 'DuckDB', 'R: arrow', 'Kubernetes: Secret and container']) {
      await program(page).selectOption(name);
      await expect(snippet(page)).toContainText(place.bucket);
    }
    await isAccessible(page, testInfo, 'use an object from a program');
  });

  test('a folder from its own bar, and the program is remembered', async ({ page, place, api }) => {
    await api.put(place, 'd/a.csv', 'a,b');
    await page.goto(folder(place, 'd/'));
    await page.getByRole('button', { name: 'Use it from…' }).click();
    await program(page).selectOption('rclone');
    await expect(snippet(page)).toContainText(`rclone ls cellier:${place.bucket}/d/`);
    await expect(dialog(page)).toContainText('The program keeps the key in its own settings');
    // At once: what was chosen a moment before the page is left is kept too.
    await page.reload();
    await page.getByRole('button', { name: 'Use it from…' }).click();
    await expect(program(page)).toHaveValue('rclone');
  });

  test('a bucket from the list of buckets, with the keyboard alone', async ({ page, place }) => {
    await page.goto(instance(place.instance));
    const menu = page.getByRole('row', { name: new RegExp(place.bucket.replaceAll('.', '\\.')) }).getByRole('button');
    await menu.focus();
    await page.keyboard.press('Enter');
    const item = page.getByRole('menuitem', { name: 'Use it from…' });
    // Open, share, use.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(item).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(program(page)).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(snippet(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await expect(menu).toBeFocused();
  });

  test('from the details, and on to an access key for the bucket', async ({ page, place, api }) => {
    await api.put(place, 'picture.png', 'no picture');
    await page.goto(object(place, 'picture.png'));
    await details(page).getByRole('button', { name: 'Use it from…' }).click();
    // What reads tables is not offered for a picture.
    await expect(program(page).getByRole('option', { name: 'Python: Polars' })).toHaveCount(0);
    const link = dialog(page).getByRole('link', { name: 'Make an access key' });
    await expect(link).toHaveAttribute('href', `/en/keys?instance=${place.instance}&bucket=${place.bucket}`);
  });

  test('the newest key that opens it is filled in, and its secret is left to be put in', async ({ page, place, api }, testInfo) => {
    const made: { key: { id: string } }[] = [];
    const make = async (name: string, wish: object) => {
      const data = { name, instance: place.instance, read_only: true, ...wish };
      const answer = await api.request.post('/api/access-keys', { data });
      expect(answer.status(), await answer.text()).toBe(201);
      made.push((await answer.json()) as { key: { id: string } });
      return made.at(-1)!.key.id;
    };
    // Alice's other keys are those of tests beside this one.
    await page.route(/\/api\/access-keys$/, async (route) => {
      const answer = await route.fetch();
      const list = (await answer.json()) as { keys: { id: string }[] };
      const keys = list.keys.filter(({ id }) => made.some(({ key }) => key.id === id));
      await route.fulfill({ response: answer, json: { ...list, keys } });
    });
    await api.put(place, 'd/a.csv', 'a,b');
    const lasting = await make('nightly “import”', { buckets: [{ name: place.bucket, prefixes: ['d/'] }], days: 7 });
    await page.goto(folder(place));
    await act(page, 'd/', 'Use it from…');
    await program(page).selectOption('AWS CLI');
    await expect(snippet(page)).toContainText(`export AWS_ACCESS_KEY_ID=${lasting}\nexport AWS_SECRET_ACCESS_KEY='<secret key>'\n`);
    await expect(snippet(page)).not.toContainText('TOKEN');
    await expect(dialog(page)).toContainText('Your access key “nightly “import”” is filled in. Its secret was shown once');
    await expect(dialog(page).getByRole('link', { name: 'Make an access key' })).toBeVisible();
    await isAccessible(page, testInfo, 'use from a program, a key is known');
    await page.keyboard.press('Escape');

    // It opens the folder and not the bucket.
    await page.getByRole('button', { name: 'Use it from…' }).click();
    await expect(snippet(page)).toContainText("export AWS_ACCESS_KEY_ID='<access key>'");
    await expect(dialog(page)).toContainText('Put your access key and its secret where it says so');
    await page.keyboard.press('Escape');

    const temporary = await make('an hour', { buckets: [{ name: place.bucket, prefixes: [] }], seconds: 3_600 });
    await act(page, 'd/', 'Use it from…');
    await expect(snippet(page)).toContainText(`export AWS_ACCESS_KEY_ID=${temporary}`);
    await expect(snippet(page)).toContainText("export AWS_SESSION_TOKEN='<session token>'");
    await expect(dialog(page)).toContainText('Its secret and its session token were shown once');
    await program(page).selectOption('MinIO Client (mc)');
    await expect(dialog(page)).toContainText('holds no session token');
    await program(page).selectOption('Environment variables');
    await expect(dialog(page)).toContainText('Applications that know no more than S3_… do not.');
    for (const { key } of made) await api.request.delete(`/api/access-keys/${key.id}`);
  });

  test('in French, at 320 pixels and in the dark', async ({ page, place, api }, testInfo) => {
    await api.put(place, 'été.parquet', 'x');
    await page.setViewportSize({ width: 320, height: 640 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(object(place, 'été.parquet', 'fr'));
    await details(page).getByRole('button', { name: 'Utiliser depuis…' }).click();
    await dialog(page).getByRole('combobox', { name: 'Programme' }).selectOption('DuckDB');
    await expect(dialog(page)).toContainText("SECRET '<clé secrète>'");
    await fitsTheWidth(page, 'use from a program, 320 px');
    await isAccessible(page, testInfo, 'use from a program, French, dark, 320 px');
  });
});

test.describe('what is done, as commands', () => {
  // One after another, by somebody whom no other test looks over the shoulder: the choice is the person's everywhere.
  test.describe.configure({ mode: 'default' });
  test.use({ person: 'chloe' });
  test.beforeEach(async ({ api }) => {
    await api.request.put('/api/preferences', { data: { values: { commands: null } } });
  });

  test('nothing is shown until somebody asks for it, and hidden again on request', async ({ page, place, api }, testInfo) => {
    await api.put(place, 'a.txt', 'a');
    await page.goto(folder(place));
    await expect(page.getByRole('rowheader', { name: 'a.txt' })).toBeVisible();
    await expect(commands(page)).toHaveCount(0);
    await showCommands(page);
    await expect(commands(page)).toContainText('What you do from now on appears here');
    await isAccessible(page, testInfo, 'no commands yet');
    await commands(page).getByRole('button', { name: 'Hide' }).click();
    await expect(commands(page)).toHaveCount(0);
  });

  test('each act is a line that does the same', async ({ page, place, api }, testInfo) => {
    await api.put(place, 'in/été 1.txt', 'a');
    await page.goto(folder(place));
    await showCommands(page);
    const lines = commands(page).getByRole('listitem');
    const told = (line: string) => expect(lines.filter({ hasText: line })).toHaveCount(1);
    await openRow(page, 'in/');
    await told(`aws s3 ls s3://${place.bucket}/in/`);
    await uploadFiles(page, [textFile('b.txt')]);
    await uploadsDone(page, 1);
    await told(`aws s3 cp ./b.txt s3://${place.bucket}/in/b.txt`);
    await page.getByRole('button', { name: 'New folder' }).click();
    await dialog(page).getByRole('textbox').fill('empty');
    await page.keyboard.press('Enter');
    await told(`aws s3api put-object --bucket ${place.bucket} --key in/empty/`);
    const saved = page.waitForEvent('download');
    await act(page, 'b.txt', 'Download');
    await saved;
    await told(`aws s3 cp s3://${place.bucket}/in/b.txt .`);
    await openRow(page, 'été 1.txt');
    await told(`aws s3api head-object --bucket ${place.bucket} --key 'in/été 1.txt'`);
    await details(page).getByRole('button', { name: 'Delete' }).click();
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await told(`aws s3 rm 's3://${place.bucket}/in/été 1.txt'`);
    await isAccessible(page, testInfo, 'commands');
    await lines.last().getByRole('button', { name: 'Copy this line' }).click();
    expect(await clipboard(page)).toBe(`aws s3 rm 's3://${place.bucket}/in/été 1.txt'`);
    await commands(page).getByRole('button', { name: 'Copy all' }).click();
    expect((await clipboard(page)).split('\n')).toHaveLength(await lines.count());
    await commands(page).getByRole('button', { name: 'Clear' }).click();
    await expect(lines).toHaveCount(0);
  });

  test('it fits 320 pixels', async ({ page, place, api }, testInfo) => {
    await api.put(place, 'a-long-name-that-no-narrow-window-holds-in-one-line.txt', 'a');
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(folder(place));
    await showCommands(page);
    await openRow(page, 'a-long-name-that-no-narrow-window-holds-in-one-line.txt');
    await expect(commands(page).getByRole('listitem')).toHaveCount(1);
    await fitsTheWidth(page, 'commands, 320 px');
    await isAccessible(page, testInfo, 'commands, 320 px');
  });
});
