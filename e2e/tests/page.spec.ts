import { publicDatasets } from '../support/api.ts';
import * as places from '../support/places.ts';
import { requestsOf, row } from '../support/browser.ts';
import { expect, test } from '../support/test.ts';

// The page as a program: what it takes to start, and what it says when it cannot.

test.describe('starting', () => {
  test.use({ person: 'alice' });

  test('an object list takes ten requests at most, all of them to the portal', async ({ page, place, api, baseURL }) => {
    await api.put(place, 'a.txt', 'a');
    const asked = await requestsOf(page);
    await page.goto(places.folder(place));
    await expect(row(page, 'a.txt')).toBeVisible();
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(10);
    for (const address of asked) expect(address.startsWith(`${baseURL}/`), address).toBe(true);
  });

  test('what is named by its content is kept for good, the rest asked for again', async ({ request }) => {
    const page = await request.get(places.home());
    expect(page.headers()['cache-control']).toMatch(/no-cache|no-store|max-age=0/);
    const hashed = [...new Set((await page.text()).match(/\/[\w-]+-[0-9a-f]{12,16}(_bg)?\.(js|css|wasm)/g))];
    // Style, start, application and its glue, and the workers that read files, compute checksums and order long lists, which are only named;
    // Trunk leaves the zeros out with which a digest begins.
    expect(hashed).toHaveLength(7);
    for (const path of hashed) expect((await request.get(path)).headers()['cache-control'], path).toMatch(/immutable/);

    const wasm = hashed.find((path) => path.endsWith('.wasm'))!;
    const answer = await request.get(wasm, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers()['content-type']).toBe('application/wasm');
    expect(answer.headers()['content-encoding']).toBe('br');
  });
});

test.describe('when it cannot start', () => {
  test.use({ expectedMessages: [[/Failed to load resource/, /net::ERR/, /uncaught/, /dynamically imported module|WebAssembly/], { scope: 'test' }] });

  for (const language of ['en', 'fr'] as const) {
    test(`a tab from before an upgrade says to reload, ${language}`, async ({ page, shot }) => {
      await page.route(/\.wasm$/, (route) => route.fulfill({ status: 404 }));
      await page.goto(places.home(language));
      const first = { en: 'The portal was updated', fr: 'Le portail a été mis à jour' }[language];
      await expect(page.getByRole('heading', { level: 1, name: first })).toBeVisible();
      await shot('page, from before an upgrade');
      await page.unrouteAll();
      await page.getByRole('button', { name: { en: 'Reload the page', fr: 'Recharger la page' }[language] }).click();
      await expect(page.getByRole('heading', { level: 1, name: { en: 'Storage', fr: 'Stockage' }[language] })).toBeVisible();
    });
  }

  test('without a line it says to check the connection', async ({ page, shot }) => {
    await page.route(/\.(wasm|js)$/, (route) => (route.request().url().includes('boot-') ? route.continue() : route.abort('internetdisconnected')));
    await page.goto(places.home());
    await expect(page.getByRole('heading', { level: 1, name: 'The portal cannot be reached' })).toBeVisible();
    await shot('page, out of reach');
  });

  test('a browser that cannot run it is told so, and a dataset stays readable', async ({ page, shot }) => {
    await page.route(/\.wasm$/, (route) => route.fulfill({ contentType: 'application/wasm', body: 'not a module' }));
    const [dataset] = await publicDatasets(page.request);
    await page.goto(places.dataset(dataset!));
    await expect(page.getByRole('alert').getByText('The page could not start')).toBeVisible();
    // What the gateway wrote into the page is still there.
    await expect(page.getByRole('link', { name: /README/ }).first()).toBeVisible();
    await shot('dataset, the page could not start');
  });
});

test('a file that is dropped where nothing takes files does not replace the page', async ({ page }) => {
  await page.goto(places.home());
  const taken = (kind: string) => page.evaluate((kind) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['a'], 'a.txt'));
    return !document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }, kind);
  expect(await taken('dragover')).toBe(true);
  expect(await taken('drop')).toBe(true);
});

test('an answer that is no problem of ours is not mistaken for one', async ({ page, expectedMessages, shot }) => {
  expectedMessages.push(/status of 502/);
  // As a proxy in between answers.
  await page.route(/\/api\/datasets$/, (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
  await page.goto(places.datasets());
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expect(page.getByText('<h1>')).toHaveCount(0);
  await shot('datasets, a proxy failed');
});
