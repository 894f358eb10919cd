import { expect, type Locator, type Page } from '@playwright/test';

/** The demo people of the embedded provider: who they are on screen, and the handle their buckets bear. */
export const people = {
  alice: { name: 'Alice Tremblay', handle: 'alice.tremblay' },
  benoit: { name: 'Benoît Gagnon', handle: 'benoit.gagnon' },
  chloe: { name: 'Chloé Nguyen', handle: 'chloe.nguyen' },
  daniel: { name: 'Daniel Singh', handle: 'daniel.singh' },
} as const;

export type Person = keyof typeof people;

/** Signs in by the way a person takes: the portal's link, the provider's page, back to where one was. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByRole('banner').getByRole('link', { name: /^(Sign in|Se connecter)/ }).click();
  await choosePerson(page, person);
  await isSignedIn(page, person);
}

/** The header names the person: on the button that opens their menu. */
export async function isSignedIn(page: Page, person: Person): Promise<void> {
  await expect(accountMenu(page, person)).toBeVisible();
}

export async function signOut(page: Page, person: Person): Promise<void> {
  await accountMenu(page, person).click();
  await page.getByRole('menuitem', { name: /^(Sign out|Se déconnecter)$/ }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: /^(Sign in|Se connecter)$/ })).toBeVisible();
}

function accountMenu(page: Page, person: Person): Locator {
  return page.getByRole('banner').getByRole('button', { name: people[person].name });
}

/** Tells the page what a tab tells in which somebody signed in again. Really signing in would end the session that other tests share. */
export async function signedInBeside(page: Page): Promise<void> {
  await page.evaluate(() => new BroadcastChannel('cellier').postMessage('session'));
  await expect(page.getByRole('dialog', { name: /^(Your session has ended|Votre session a pris fin)/ })).toHaveCount(0);
}

/** On the embedded provider's page: the button of one demo person. */
export async function choosePerson(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: people[person].name }).click();
}
