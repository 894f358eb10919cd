import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, type TestInfo } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No violation of WCAG 2.2 AA that axe can see; with a picture of the screen in the report. */
export async function isAccessible(page: Page, testInfo: TestInfo, screen: string): Promise<void> {
  await picture(page, testInfo, screen);
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: { type: 'tag', values: TAGS }, rules: { 'target-size': { enabled: true } } })
    .analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}\n  ${node.failureSummary}`).join('\n')}`);
  expect.soft(told, screen).toEqual([]);
}

/** The screen as it is now, in the report. */
export async function picture(page: Page, testInfo: TestInfo, screen: string): Promise<void> {
  await testInfo.attach(screen, { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' });
}

/** Nothing reaches beyond the window's side: at 320 px all is read by scrolling down alone (WCAG 1.4.10). */
export async function fitsTheWidth(page: Page, screen: string): Promise<void> {
  // A window of another width is laid out by the media queries of the former one until its next frame.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(beyond, `${screen}: pixels beyond the window`).toBeLessThanOrEqual(0);
}
