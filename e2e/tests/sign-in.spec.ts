import { choosePerson, isSignedIn, people, signIn, signOut } from '../support/people.ts';
import { folder, home, instance } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.describe('signing in', () => {
  test('a person signs in and is named in the header', async ({ page, shot }) => {
    await page.goto(home());
    await expect(page.getByRole('heading', { level: 1, name: 'Storage' })).toBeVisible();
    await shot('home, signed out');
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
    await expect(page.getByRole('button', { name: people.alice.name })).toBeVisible();
    await shot('embedded provider: who are you');
    await choosePerson(page, 'alice');
    await isSignedIn(page, 'alice');
    await expect(page.getByRole('main').getByRole('link', { name: 'Minimal', exact: true })).toBeVisible();
    await shot('home, signed in');
  });

  test('a place that asks for a person leads to signing in and back to it, its query included', async ({ page, expectedMessages }) => {
    expectedMessages.push(/status of 404/);
    const wanted = folder({ instance: 'minimal', bucket: 'alice.tremblay.absent' }, 'a b/+/%/');
    await page.goto(wanted);
    await choosePerson(page, 'alice');
    await isSignedIn(page, 'alice');
    expect(new URL(page.url()).pathname).toBe('/en/b/minimal/alice.tremblay.absent');
    expect(new URL(page.url()).searchParams.get('prefix')).toBe('a b/+/%/');
  });

  test('signing in in French stays in French', async ({ page, shot }) => {
    await page.goto(home('fr'));
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
    await page.getByRole('banner').getByRole('link', { name: 'Se connecter' }).click();
    await shot('fournisseur intégré');
    await choosePerson(page, 'benoit');
    await isSignedIn(page, 'benoit');
    expect(new URL(page.url()).pathname).toBe('/fr');
  });

  test('the session cookie is out of reach of scripts and nothing is kept in the browser', async ({ page, context }) => {
    await page.goto(home());
    await signIn(page, 'chloe');
    const session = (await context.cookies()).filter((cookie) => cookie.httpOnly && cookie.path === '/');
    expect(session.length).toBeGreaterThan(0);
    for (const cookie of session) expect(cookie.sameSite).toBe('Lax');
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    expect(kept).not.toMatch(/eyJ|token/i);
  });
});

test.describe('signing out', () => {
  test('ends the session here and at the provider', async ({ page, context, expectedMessages }) => {
    expectedMessages.push(/status of 401/);
    await page.goto(home());
    await signIn(page, 'daniel');
    await signOut(page, 'daniel');
    expect((await context.request.get('/api/instances/minimal/buckets')).status()).toBe(401);
    // The provider asks again, instead of letting the next person in as the last one.
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
    await expect(page.getByRole('button', { name: people.daniel.name })).toBeVisible();
  });

  test('a session ended elsewhere is said here at once, and one goes on here', async ({ page, context, shot, expectedMessages }) => {
    expectedMessages.push(/status of 401/);
    await page.goto(home());
    await signIn(page, 'daniel');
    await page.goto(instance('minimal'));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const elsewhere = await context.newPage();
    await elsewhere.goto(home());
    await signOut(elsewhere, 'daniel');

    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(dialog).toBeVisible();
    await shot('session ended');
    const popup = page.waitForEvent('popup');
    await dialog.getByRole('link', { name: 'Sign in again' }).click();
    await choosePerson(await popup, 'daniel');
    await expect(dialog).toHaveCount(0);
    await isSignedIn(page, 'daniel');
    expect(new URL(page.url()).pathname).toBe(instance('minimal'));
  });

  test('a session ended in another browser: the next thing one does says so', async ({ page, context, expectedMessages }) => {
    expectedMessages.push(/status of 401/);
    await page.goto(home());
    await signIn(page, 'daniel');
    await page.goto(instance('minimal'));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await context.request.post('/auth/sign-out', { headers: { 'x-cellier-request': '1', 'sec-fetch-site': 'same-origin' } });
    await page.getByRole('banner').getByRole('link', { name: 'Storage', exact: true }).click();
    await page.goBack();
    await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible();
  });

  test.describe('on the way out', () => {
    test.use({ person: 'daniel' });

    test('nothing is asked for any more, and what one chose last is kept', async ({ pageOf, place }) => {
      // In a browser of its own: signing out ends no session of another test.
      const page = await pageOf();
      await page.clock.install();
      await page.goto(home());
      await signIn(page, 'daniel');
      await page.goto(folder(place));
      const star = page.getByRole('button', { name: `Bookmark ${place.bucket}` });
      await expect(star).toHaveAttribute('aria-pressed', 'false');
      await page.clock.runFor('00:05');
      await page.route('**/auth/sign-out', async (route) => {
        const answer = await route.fetch();
        // By the page's clock it takes longer to hear of it than from one question to the next.
        await page.clock.runFor('00:15');
        await route.fulfill({ response: answer });
      });
      await star.click();
      await signOut(page, 'daniel');
      await signIn(page, 'daniel');
      await page.goto(folder(place));
      await expect(star).toHaveAttribute('aria-pressed', 'true');
    });
  });
});

test.describe('a sign-in that fails says why and what to do', () => {
  for (const [what, address] of [
    ['an answer nobody asked for', '/auth/callback?code=stolen&state=unknown'],
    ['an answer without anything', '/auth/callback'],
    ['a refusal by the provider', '/auth/callback?error=access_denied&state=unknown'],
  ] as const) {
    test(what, async ({ page, shot }) => {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1, name: 'You could not be signed in' })).toBeVisible();
      await expect(page.getByRole('main').getByRole('link', { name: /sign in|try again/i })).toBeVisible();
      await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
      await shot(`sign-in failed: ${what}`);
    });
  }

  test('an answer used twice', async ({ page }) => {
    const answers: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/auth/callback') answers.push(request.url());
    });
    await page.goto(home());
    await signIn(page, 'chloe');
    expect(answers).toHaveLength(1);
    await page.goto(answers[0]!);
    await expect(page.getByRole('heading', { level: 1, name: 'You could not be signed in' })).toBeVisible();
  });
});

test.describe('language', () => {
  test.describe('negotiated at the root', () => {
    for (const [locale, expected] of [['fr-CA', /^\/fr\/?$/], ['en-GB', /^\/en\/?$/], ['de-DE', /^\/(fr|en)\/?$/]] as const) {
      test.describe(locale, () => {
        test.use({ locale });
        test(`a browser that speaks ${locale} is led to its language`, async ({ page }) => {
          await page.goto('/');
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          expect(new URL(page.url()).pathname).toMatch(expected);
        });
      });
    }
  });

  test('the toggle shows the same place in the other language, without a reload', async ({ page }) => {
    await page.goto('/en/d?x=1');
    await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));
    const toggle = page.getByRole('banner').getByRole('link', { name: 'Français' });
    await expect(toggle).toHaveAttribute('lang', 'fr');
    await toggle.click();
    await expect(page.getByRole('heading', { level: 1, name: 'Jeux de données' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/fr/d?x=1');
    expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true);
    await page.getByRole('banner').getByRole('link', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
  });

  test('the root remembers the language one chose', async ({ page }) => {
    await page.goto('/en');
    await page.getByRole('banner').getByRole('link', { name: 'Français' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Stockage' })).toBeVisible();
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Stockage' })).toBeVisible();
  });
});

test('an address that does not exist says so, with the status for it', async ({ page, shot, expectedMessages }) => {
  expectedMessages.push(/status of 404/);
  const answer = await page.goto('/en/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
  await shot('page not found');
});
