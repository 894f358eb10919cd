import { bucketAddress, objectAddress, ownPage, publicDatasets, refused } from '../support/api.ts';
import { requestsOf } from '../support/browser.ts';
import * as places from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.describe('another person’s bucket', () => {
  test.use({ person: 'alice' });

  test('by its address: told like one that does not exist', async ({ place, api, pageOf, expectedMessages }, testInfo) => {
    expectedMessages.push(/status of 40[34]/);
    await api.put(place, 'private.txt', 'Alice’s');
    const page = await pageOf('benoit');
    const texts: string[] = [];
    for (const there of [place, { ...place, bucket: `${place.bucket}-not` }]) {
      await page.goto(places.folder(there));
      const notice = page.getByRole('main').getByText(/does not exist, or is not open to you/);
      await expect(notice).toBeVisible();
      await expect(page.getByText('private.txt')).toHaveCount(0);
      texts.push((await notice.innerText()).replaceAll(there.bucket, '…'));
    }
    expect(texts[0]).toBe(texts[1]);
    await testInfo.attach('another person’s bucket', { body: await page.screenshot(), contentType: 'image/png' });
  });

  test('by the API: every verb answers as for one that does not exist', async ({ place, api, playwright, sessionOf, baseURL }) => {
    await api.put(place, 'private.txt', 'Alice’s');
    const stranger = await playwright.request.newContext({ baseURL, storageState: await sessionOf('benoit'), extraHTTPHeaders: ownPage(baseURL!) });
    const key = 'key=private.txt';
    for (const there of [place, { ...place, bucket: 'benoit.gagnon.absent' }]) {
      const base = bucketAddress(there);
      const attempts = {
        list: () => stranger.get(`${base}/listing`),
        read: () => stranger.get(objectAddress(there, 'private.txt')),
        details: () => stranger.get(`${base}/details?${key}`),
        put: () => stranger.put(objectAddress(there, 'private.txt'), { data: 'Benoît’s' }),
        'delete one': () => stranger.delete(objectAddress(there, 'private.txt')),
        'delete many': () => stranger.post(`${base}/objects/delete`, { data: { keys: ['private.txt'] } }),
        upload: () => stranger.post(`${base}/uploads?${key}`),
        'delete the bucket': () => stranger.delete(base),
      };
      for (const [what, attempt] of Object.entries(attempts)) {
        await test.step(`${what}: ${there.bucket}`, async () => refused(await attempt(), 404, 'no-such-bucket'));
      }
    }
    expect(await api.text(place, 'private.txt')).toBe('Alice’s');
    await stranger.dispose();
  });

  test('a bucket under another person’s handle is not created', async ({ api }) => {
    for (const name of ['benoit.gagnon', 'benoit.gagnon.mine', 'alice.tremblay-2', 'anything']) {
      const answer = await api.request.post('/api/instances/minimal/buckets', { data: { name } });
      expect([403, 409, 422], `${name}: ${answer.status()}`).toContain(answer.status());
    }
  });
});

test.describe('a forged request', () => {
  test.use({ person: 'alice' });

  test('a change without our header, or from elsewhere, is refused and changes nothing', async ({ place, api, playwright, sessionOf, baseURL }) => {
    await api.put(place, 'kept.txt', 'kept');
    const own = ownPage(baseURL!);
    const forgeries: Record<string, Record<string, string>> = {
      'no header of ours': { origin: own.origin!, 'sec-fetch-site': 'same-origin' },
      'another origin': { ...own, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      'a sibling origin': { ...own, origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
      'neither origin nor site': { 'x-cellier-request': '1' },
      'origin null': { ...own, origin: 'null', 'sec-fetch-site': 'cross-site' },
    };
    for (const [what, headers] of Object.entries(forgeries)) {
      const request = await playwright.request.newContext({ baseURL, storageState: await sessionOf('alice'), extraHTTPHeaders: headers });
      await test.step(what, async () => {
        await refused(await request.delete(objectAddress(place, 'kept.txt')), 403, 'forged');
        await refused(await request.put(objectAddress(place, 'new.txt'), { data: 'x' }), 403, 'forged');
        expect((await request.post('/auth/sign-out')).status()).toBe(403);
      });
      await request.dispose();
    }
    expect(await api.keys(place)).toEqual(['kept.txt']);
  });

  test('a form on another site reaches nothing', async ({ page, place, api, baseURL, expectedMessages }) => {
    expectedMessages.push(/status of 40[03]/);
    await api.put(place, 'kept.txt', 'kept');
    const action = `${baseURL}${bucketAddress(place)}/objects/delete`;
    await page.route('http://127.0.0.1:7999/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<form method="post" enctype="text/plain" action="${action}"><input name='{"keys":["kept.txt"],"a":"' value='"}'><button>Win</button></form>` }),
    );
    await page.goto('http://127.0.0.1:7999/');
    await page.getByRole('button', { name: 'Win' }).click();
    await expect(page).toHaveURL(action);
    expect(await api.keys(place)).toEqual(['kept.txt']);
  });
});

test.describe('what people put in never runs on the portal’s origin', () => {
  test.use({ person: 'alice' });
  const SCRIPT = '<script>document.title = "it ran"</script>';
  const files = {
    'page.html': ['text/html', `<!doctype html><title>quiet</title>${SCRIPT}`],
    'picture.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="it ran"</script></svg>'],
    'feed.xml': ['application/xhtml+xml', `<html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`],
    'lies.png': ['image/png', `<!doctype html>${SCRIPT}`],
    'untyped': ['', SCRIPT],
  } as const;

  for (const [name, [type, body]] of Object.entries(files)) {
    test(`${name} is a download, sandboxed and not sniffed`, async ({ page, place, api }) => {
      await api.put(place, name, body, type || 'application/octet-stream');
      const address = objectAddress(place, name);
      const answer = await api.request.get(address);
      expect(answer.headers()['x-content-type-options']).toBe('nosniff');
      expect(answer.headers()['content-disposition']).toMatch(/^attachment/);
      expect(answer.headers()['content-security-policy']).toMatch(/sandbox/);
      // Opened by its address it is saved, not shown.
      const download = page.waitForEvent('download');
      await page.goto(address).catch(() => {});
      await download;
      expect(await page.title()).not.toBe('it ran');
    });
  }

  test('an object cannot choose its own headers by the address', async ({ place, api }) => {
    await api.put(place, 'page.html', SCRIPT, 'text/html');
    const answer = await api.request.get(`${objectAddress(place, 'page.html')}&response-content-type=text%2Fhtml&response-content-disposition=inline`);
    expect(answer.headers()['content-disposition']).toMatch(/^attachment/);
  });
});

test.describe('every page', () => {
  test('comes with a strict policy and asks no third party', async ({ page, baseURL }) => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    const answer = await page.goto(places.datasets());
    await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
    const headers = answer!.headers();
    const policy = headers['content-security-policy']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'(?!\w)|https?:\/\/(?!127\.0\.0\.1)/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect([...hosts]).toEqual([baseURL]);
  });

  test('needs at most ten requests before an object list can be used', async ({ pageOf }) => {
    const page = await pageOf('chloe');
    await page.goto(places.instance('minimal'));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const [bucket] = await publicDatasets(page.request);
    const requests = await requestsOf(page);
    // The list is drawn from its answer; what is asked for from then on, such as its README, it does not wait for.
    const listed = page.waitForResponse(/\/listing/).then(() => [...requests]);
    await page.goto(places.dataset(bucket!));
    await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
    const needed = await listed;
    expect(needed.length, needed.join('\n')).toBeLessThanOrEqual(10);
  });
});
