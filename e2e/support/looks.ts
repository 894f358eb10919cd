import type { Page } from '@playwright/test';
import type { Language } from './places.ts';

/** How a screen can be looked at: each screen has to be right in every one of these. */
export interface Look {
  language: Language;
  theme: (typeof THEMES)[number];
  width: (typeof WIDTHS)[number];
}

const LANGUAGES = ['en', 'fr'] as const;
const THEMES = ['light', 'dark', 'forced colours'] as const;
/** The narrowest WCAG asks for (1.4.10), a tablet, a desk. */
const WIDTHS = [320, 768, 1280] as const;

/**
 * The looks of the screen that stands at `index` in its list. Pairwise: each screen meets every language, theme and width,
 * and four screens in a row meet every pair of them. All of them with E2E_FULL=1.
 */
export function looks(index: number): Look[] {
  if (process.env.E2E_FULL) {
    return LANGUAGES.flatMap((language) => THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))));
  }
  return THEMES.map((theme, turn) => ({
    theme,
    width: WIDTHS[(turn + index) % WIDTHS.length]!,
    language: LANGUAGES[(turn + index) % LANGUAGES.length]!,
  }));
}

export const lookName = ({ language, theme, width }: Look) => `${language}, ${theme}, ${width} px`;

export async function wear(page: Page, { theme, width }: Look): Promise<void> {
  await page.setViewportSize({ width, height: width < 500 ? 640 : 800 });
  await page.emulateMedia({
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    forcedColors: theme === 'forced colours' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
}
