import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from '../support/access.ts';
import type { Api } from '../support/api.ts';
import { press } from '../support/arranging.ts';
import { tabTo } from '../support/keyboard.ts';
import { home, instance, keys } from '../support/places.ts';
import { lookAt, type Screen } from '../support/screens.ts';
import { expect, newBucket, test } from '../support/test.ts';

// Access keys belong to their owner for good: these are Chloé's, whose list no other test minds.
test.use({ person: 'chloe' });

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const unique = (testId: string) => `key ${testId}${Date.now().toString(36)}`;

interface Made {
  key: { id: string; name: string };
  secret_key: string;
}

async function make(api: Api, name: string, wish: object = {}): Promise<Made> {
  const data = { name, instance: 'minimal', read_only: true, days: 90, ...wish };
  const answer = await api.request.post('/api/access-keys', { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Made;
}

async function known(api: Api, id: string): Promise<{ disabled: boolean; expires_in_seconds: number } | undefined> {
  const { keys } = (await (await api.request.get('/api/access-keys')).json()) as { keys: { id: string; disabled: boolean; expires_in_seconds: number }[] };
  return keys.find((key) => key.id === id);
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  await row(page, name).getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a key for a bucket is made from its row; the secret is shown once, to copy or as a file', async ({ page, place, context, api, shot }, testInfo) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(instance('minimal'));
  await row(page, place.bucket).getByRole('button', { name: `Actions for ${place.bucket}` }).click();
  await page.getByRole('menuitem', { name: 'Access key for this bucket…' }).click();
  await expect(page).toHaveURL(new RegExp(`/en/keys\\?instance=minimal&bucket=${place.bucket}$`));
  await expect(dialog(page).getByRole('combobox', { name: 'Bucket' })).toHaveValue(place.bucket);
  await expect(dialog(page).getByRole('radio', { name: 'Read only' })).toBeChecked();
  await shot('create an access key');
  // Everything has an answer already.
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  await expect(dialog(page).getByRole('heading', { name: 'Your new access key' })).toBeVisible();
  const values = await dialog(page).getByRole('definition').allTextContents();
  const [endpoint, id, secret, region] = values.map((value) => value.trim());
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(id).toMatch(/^CELL[A-Z2-7]{16}$/);
  expect(secret).toMatch(/^[A-Za-z0-9]{40}$/);
  await isAccessible(page, testInfo, 'a new access key');

  await dialog(page).getByRole('button', { name: 'Copy: Secret key' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  const saving = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Download as a file' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('cellier.env');
  const file = await text(saved);
  const five = [`S3_ENDPOINT=${endpoint}`, `S3_BUCKET=${place.bucket}`, `S3_ACCESS_KEY=${id}`, `S3_SECRET_KEY=${secret}`, 'S3_PATH_STYLE=true'];
  expect(file.split('\n').slice(0, 5)).toEqual(five);
  expect(file).toContain(`AWS_REGION=${region}\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);

  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  await expect(dialog(page)).toBeHidden();
  const name = `Key for minimal/${place.bucket}`;
  await expect(row(page, name)).toContainText(id!);
  await expect(row(page, name)).toContainText('Never used');
  expect(await page.content()).not.toContain(secret!);
  await page.getByRole('button', { name: 'Create an access key' }).click();
  await expect(dialog(page).getByRole('button', { name: 'Create the key' })).toBeVisible();
  expect(await known(api, id!)).toBeDefined();
});

test('a temporary key is made in two clicks, with a session token, and cannot be renewed', async ({ page, api, shot }, testInfo) => {
  await page.goto(keys());
  await page.getByRole('button', { name: 'Create a temporary key' }).click();
  const life = dialog(page).getByRole('combobox', { name: 'Good for' });
  await expect(life).toHaveValue('1h');
  await expect(life.getByRole('option')).toHaveText([/^1 hour$/, /^12 hours$/, /^7 days$/, /^30 days$/, /^90 days$/, /^180 days$/, /^365 days$/]);
  await shot('create a temporary key');
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  await expect(dialog(page).getByRole('term').filter({ hasText: 'Session token' })).toBeVisible();
  const values = await dialog(page).getByRole('definition').allTextContents();
  const [, id, secret, token] = values.map((value) => value.trim());
  expect(token).toMatch(/^[\w-]{86}$/);
  await isAccessible(page, testInfo, 'a new temporary key');
  await fitsTheWidth(page, 'a new temporary key');
  const saving = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Download as a file' }).click();
  const file = await text(await saving);
  expect(file).toContain(`AWS_SECRET_ACCESS_KEY=${secret}\nAWS_SESSION_TOKEN=${token}\n`);
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  const key = await known(api, id!);
  expect(key!.expires_in_seconds).toBeGreaterThan(3500);
  expect(key!.expires_in_seconds).toBeLessThanOrEqual(3600);
  await row(page, id!).getByRole('button').click();
  await expect(page.getByRole('menuitem', { name: 'Renew…' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create an access key' }).click();
  await expect(life).toHaveValue('90');
  await api.request.delete(`/api/access-keys/${id}`);
});

test('a new key leads to what programs are given, secret and all, and back', async ({ page, place, api, shot }, testInfo) => {
  const { bucket } = place;
  await page.goto(`${keys()}?instance=minimal&bucket=${bucket}`);
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  const shown = dialog(page).getByRole('definition');
  await expect(shown.first()).toBeVisible();
  const [endpoint, id, secret] = (await shown.allTextContents()).map((value) => value.trim());
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await tabTo(page, dialog(page).getByRole('button', { name: 'Use it from…' }));
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading', { name: 'Use your new access key from a program' })).toBeVisible();
  const program = dialog(page).getByRole('combobox', { name: 'Program' });
  const snippet = dialog(page).getByRole('region', { name: 'What to paste' });
  await expect(program).toBeFocused();
  // A key of one bucket leaves no choice.
  await expect(dialog(page).getByRole('combobox', { name: 'Bucket' })).toHaveCount(0);
  await program.selectOption('Python: boto3');
  await expect(snippet).toContainText(`endpoint_url="${endpoint}"`);
  await expect(snippet).toContainText(`aws_access_key_id="${id}",\n    aws_secret_access_key="${secret}",\n    config=`);
  await expect(snippet).toContainText(`Bucket="${bucket}"`);
  await expect(dialog(page)).toContainText('Your new access key and its secret are filled in');
  await shot('a new access key in a program');
  await isAccessible(page, testInfo, 'a new access key in a program');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Back to the key' }));
  await page.keyboard.press('Enter');
  await expect(shown.nth(2)).toContainText(secret!);
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  // What is shown once is kept by nobody, and told to nobody.
  await expect(dialog(page)).toBeHidden();
  expect(await page.content()).not.toContain(secret!);
  expect(page.url()).not.toContain(secret!);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));
  expect(kept).not.toContain(secret!);
  expect(sent.filter((request) => request.includes(secret!))).toEqual([]);
  await api.request.delete(`/api/access-keys/${id}`);
});

test('a temporary key of twelve hours goes into a program with its session token', async ({ page, place, api }, testInfo) => {
  await newBucket(api, 'chloe', `${testInfo.testId}b`);
  await page.goto(keys());
  await page.getByRole('button', { name: 'Create a temporary key' }).click();
  await dialog(page).getByRole('combobox', { name: 'Good for' }).selectOption('12 hours');
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  await expect(dialog(page).getByRole('definition').first()).toBeVisible();
  const [, id, secret, token] = (await dialog(page).getByRole('definition').allTextContents()).map((value) => value.trim());
  await dialog(page).getByRole('button', { name: 'Use it from…' }).click();
  // It opens all that is Chloé's, of which somebody chooses.
  await dialog(page).getByRole('combobox', { name: 'Bucket' }).selectOption(place.bucket);
  await dialog(page).getByRole('combobox', { name: 'Program' }).selectOption('AWS CLI');
  const snippet = dialog(page).getByRole('region', { name: 'What to paste' });
  await expect(snippet).toContainText(`export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${secret}\nexport AWS_SESSION_TOKEN=${token}\n`);
  await expect(snippet).toContainText(`aws s3 ls s3://${place.bucket}/`);
  await expect(dialog(page)).toContainText('its secret and its session token are filled in');
  await isAccessible(page, testInfo, 'a new temporary key in a program');
  const key = await known(api, id!);
  expect(key!.expires_in_seconds).toBeGreaterThan(43_000);
  expect(key!.expires_in_seconds).toBeLessThanOrEqual(43_200);
  await api.request.delete(`/api/access-keys/${id}`);
});

test('a key is made with the keyboard alone, for a folder and for writing', async ({ page, place, api }) => {
  await page.goto(keys());
  await tabTo(page, page.getByRole('button', { name: 'Create an access key' }));
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('combobox', { name: 'Instance' })).toBeFocused();
  await dialog(page).getByRole('combobox', { name: 'Instance' }).selectOption('minimal');
  await expect(dialog(page).getByRole('option', { name: place.bucket })).toBeAttached();
  await dialog(page).getByRole('combobox', { name: 'Bucket' }).selectOption(place.bucket);
  await tabTo(page, dialog(page).getByRole('textbox', { name: 'Folder' }));
  await page.keyboard.type('team');
  await tabTo(page, dialog(page).getByRole('radio', { name: 'Read only' }));
  await page.keyboard.press('ArrowDown');
  await tabTo(page, dialog(page).getByRole('textbox', { name: 'Name' }));
  const name = unique('keyboard');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  const done = dialog(page).getByRole('button', { name: 'I have kept it' });
  await expect(done).toBeVisible();
  await tabTo(page, done);
  await page.keyboard.press('Enter');
  await expect(row(page, name)).toContainText(`${place.bucket}/team/`);
  await expect(row(page, name)).toContainText('Read and write');
  await expect(page.getByRole('button', { name: 'Create an access key' })).toBeFocused();
  expect((await api.keys(place)).length).toBe(0);
});

test('a key is renewed, disabled, enabled and revoked from its row', async ({ page, api, shot }, testInfo) => {
  const name = unique(testInfo.testId);
  const { key } = await make(api, name, { days: 7 });
  await page.goto(keys());
  await expect(row(page, name)).toContainText('Ends in 6 days');
  await choose(page, name, 'Renew…');
  await shot('renew an access key');
  await dialog(page).getByRole('combobox', { name: 'Good for' }).selectOption('365');
  await dialog(page).getByRole('button', { name: 'Renew', exact: true }).click();
  await expect(page.getByText(`The access key ${name} is renewed.`).first()).toBeVisible();
  await expect(row(page, name)).not.toContainText('Ends in');

  await choose(page, name, 'Disable');
  await expect(row(page, name)).toContainText('Disabled');
  expect((await known(api, key.id))?.disabled).toBe(true);
  await choose(page, name, 'Enable');
  await expect(row(page, name)).not.toContainText('Disabled');

  await choose(page, name, 'Revoke…');
  await isAccessible(page, testInfo, 'revoke an access key');
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  expect(await known(api, key.id)).toBeDefined();
  await choose(page, name, 'Revoke…');
  await dialog(page).getByRole('button', { name: 'Revoke the key' }).click();
  await expect(page.getByText(`The access key ${name} is revoked.`).first()).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  expect(await known(api, key.id)).toBeUndefined();
});

test('keys that end soon are named at home, and the account menu leads to all', async ({ page, api }, testInfo) => {
  const { key } = await make(api, unique(testInfo.testId), { days: 7 });
  await page.goto(home());
  await page.getByRole('main').getByRole('link', { name: 'Look at my access keys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Access keys' })).toBeFocused();
  await page.getByRole('banner').getByRole('button', { name: 'Chloé Nguyen' }).click();
  await page.getByRole('menuitem', { name: 'Access keys' }).click();
  await expect(page).toHaveURL(/\/en\/keys$/);
  await api.request.delete(`/api/access-keys/${key.id}`);
});

test('what is wrong is said in the dialog, and what was chosen stays', async ({ page, expectedMessages }) => {
  expectedMessages.push(/status of 400/);
  await page.goto(keys());
  await page.getByRole('button', { name: 'Create an access key' }).click();
  await dialog(page).getByText('More choices').click();
  const networks = dialog(page).getByRole('textbox', { name: 'Only from these networks' });
  await networks.fill('10.0.0.1/8');
  await press(dialog(page).getByRole('button', { name: 'Create the key' }));
  await expect(dialog(page).getByRole('alert')).toBeVisible();
  await expect(networks).toHaveValue('10.0.0.1/8');
});

test('a stranger signs in and comes back to the very dialog', async ({ pageOf }) => {
  const page = await pageOf();
  await page.goto(`${keys()}?instance=minimal&bucket=b.c`);
  await expect(page).toHaveURL(/\/authorize/);
});

const screens: Screen[] = [
  {
    name: 'access keys',
    open: async ({ page, api, place, look }) => {
      const { bucket } = await place();
      await make(api, 'Nightly import of the price statistics', { buckets: [{ name: bucket, prefixes: ['team/2026/', 'raw/'] }], sources: ['10.0.0.0/8'] });
      await page.goto(keys(look.language));
      await expect(page.getByRole('rowheader').first()).toBeVisible();
    },
  },
  {
    name: 'access keys, none',
    person: 'daniel',
    open: async ({ page, look }) => {
      await page.goto(keys(look.language));
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    },
  },
  {
    name: 'access keys, loading',
    open: async ({ page, look }) => {
      await page.route(/\/api\/access-keys$/, () => {});
      await page.goto(keys(look.language));
      await expect(page.getByText(/^(Loading your access keys…|Chargement de vos clés d’accès…)$/)).toBeVisible();
    },
  },
  {
    name: 'access keys, failed',
    provokes: /status of 500/,
    open: async ({ page, look }) => {
      const problem = { type: '/problems/internal', title: 'a fault of ours', status: 500, request_id: '01HZX3T5V7' };
      await page.route(/\/api\/access-keys$/, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
      await page.goto(keys(look.language));
      await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'create an access key',
    open: async ({ page, place, look }) => {
      const { bucket } = await place();
      await page.goto(`${keys(look.language)}?instance=minimal&bucket=${bucket}`);
      await page.getByText(/^(More choices|Autres choix)$/).click();
      await expect(dialog(page).getByRole('option', { name: bucket })).toBeAttached();
    },
  },
  {
    name: 'a new access key',
    open: async ({ page, place, look }) => {
      const { bucket } = await place();
      await page.goto(`${keys(look.language)}?instance=minimal&bucket=${bucket}`);
      await dialog(page).locator('button[type=submit]').click();
      await expect(dialog(page).getByRole('definition').first()).toBeVisible();
    },
  },
  {
    name: 'a new access key in a program',
    open: async ({ page, place, look }) => {
      const { bucket } = await place();
      await page.goto(`${keys(look.language)}?instance=minimal&bucket=${bucket}`);
      await dialog(page).locator('button[type=submit]').click();
      await dialog(page).getByRole('button', { name: /^(Use it from…|Utiliser depuis…)$/ }).click();
      // What a person asked for last, in any of their tests, is chosen already.
      await dialog(page).getByRole('combobox').selectOption('AWS CLI');
      await expect(dialog(page).getByRole('region')).toContainText('AWS_SECRET_ACCESS_KEY');
    },
  },
];

lookAt(screens);

async function text(saved: import('@playwright/test').Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
