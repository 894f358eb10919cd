import { expect, test } from '../support/test.ts';
import { folder } from '../support/places.ts';
import { row, textFile, uploadFiles } from '../support/browser.ts';
test.use({ person: 'alice' });
for (const [width, lang, scheme] of [[320, 'en', 'light'], [390, 'en', 'dark']] as const) {
  test(`shots ${width}`, async ({ page, place, api }) => {
    test.setTimeout(60000);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 700 });
    for (const key of ['brut 2026/a.csv', 'ipc_2026-10 données complètes.parquet', 'LISEZMOI.txt', 'b.png']) await api.put(place, key, 'x'.repeat(2000));
    await page.goto(folder(place).replace('/en/', `/${lang}/`));
    await expect(row(page, 'b.png')).toBeVisible();
    const shot = (name: string) => page.screenshot({ path: `/tmp/pagework/${width}-${name}.png` });
    await shot('list');
    await uploadFiles(page, [textFile('un fichier.txt'), textFile('b.png')]);
    await page.waitForTimeout(1500);
    await shot('uploads');
    await page.getByRole('checkbox').nth(1).check();
    await page.waitForTimeout(500);
    await shot('selected');
    await page.getByRole('button', { name: /^(View|Affichage)$/ }).click();
    await page.waitForTimeout(500);
    await shot('view');
    await page.keyboard.press('Escape');
    await row(page, 'LISEZMOI.txt').getByRole('link').click();
    await page.waitForTimeout(1500);
    await shot('details');
  });
}
test.use({ expectedMessages: [[/412/], { scope: 'test' }] });
