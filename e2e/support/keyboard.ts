import { expect, type Locator, type Page } from '@playwright/test';

const TABS_MAX = 90;

/** Presses Tab until the control has the focus; every stop on the way has to show that it has it. */
export async function tabTo(page: Page, target: Locator, way: 'forwards' | 'backwards' = 'forwards'): Promise<void> {
  await expect(target).toBeVisible();
  for (let turn = 0; turn < TABS_MAX; turn++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(way === 'forwards' ? 'Tab' : 'Shift+Tab');
    // Undrawn for an instant where the browser scrolls it into sight.
    await expect.poll(() => focusIsSeen(page), await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))).toBe(true);
  }
  await expect(target, 'cannot be reached with Tab').toBeFocused();
}

/** An outline of at least 2 px, on something that is not transparent and in the window (WCAG 2.4.7, 2.4.11). */
async function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return true;
    // Given the focus by the page, which Tab never does: the title of a page that was just drawn.
    if (element.matches('h1[tabindex="-1"]')) return true;
    const box = element.getBoundingClientRect();
    // A stretched link shows it on the box that takes its presses.
    const looks = [getComputedStyle(element), getComputedStyle(element, '::after')];
    const marked = looks.some((look) => (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none');
    const inWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
    return marked && inWindow;
  });
}
