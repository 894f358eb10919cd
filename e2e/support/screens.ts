import type { Page } from '@playwright/test';
import { fitsTheWidth, isAccessible } from './access.ts';
import type { Api, Place } from './api.ts';
import { lookName, looks, wear, type Look } from './looks.ts';
import type { Person } from './people.ts';
import { newBucket, test } from './test.ts';

/** What a screen is opened with. */
export interface Stage {
  page: Page;
  api: Api;
  /** A bucket of the person's (or Alice's), made when a screen first asks for it. */
  place: () => Promise<Place>;
  look: Look;
}

export interface Screen {
  name: string;
  /** Whom the file says where it says nobody. */
  person?: Person;
  /** The browser reports refused requests on its console; each screen says which it provokes. */
  provokes?: RegExp;
  open: (stage: Stage) => Promise<void>;
}

/** Each screen can be used by everybody and stays within the width, in each of its looks. */
export function lookAt(screens: Screen[], makePlace = newBucket): void {
  for (const [index, screen] of screens.entries()) {
    test.describe(screen.name, () => {
      if (screen.person) test.use({ person: screen.person });
      for (const look of looks(index)) {
        test(lookName(look), async ({ page, api, person, expectedMessages }, testInfo) => {
          if (screen.provokes) expectedMessages.push(screen.provokes);
          let made: Promise<Place> | undefined;
          const place = () => (made ??= makePlace(api, person ?? 'alice', testInfo.testId));
          await wear(page, look);
          await screen.open({ page, api, place, look });
          await isAccessible(page, testInfo, `${screen.name}: ${lookName(look)}`);
          await fitsTheWidth(page, screen.name);
          await page.context().setOffline(false);
        });
      }
    });
  }
}
