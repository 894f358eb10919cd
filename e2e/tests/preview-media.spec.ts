import type { Page, Request } from '@playwright/test';
import { objectAddress } from '../support/api.ts';
import { details } from '../support/browser.ts';
import * as corpus from '../support/corpus.ts';
import { film } from '../support/film.ts';
import { object } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ person: 'alice' });

const preview = (page: Page) => details(page).getByRole('region', { name: 'Preview', exact: true });
const MB = 1_000_000;

/** What the page asks of an object from now on: where each range begins, and that it was answered as one. */
function rangesOf(page: Page, key: string): { starts: number[]; statuses: number[] } {
  const found = { starts: [] as number[], statuses: [] as number[] };
  const isOf = (request: Request) => new URL(request.url()).searchParams.get('key') === key && request.resourceType() === 'media';
  page.on('response', async (answer) => {
    if (!isOf(answer.request())) return;
    found.statuses.push(answer.status());
    found.starts.push(Number(/^bytes=(\d+)-/.exec((await answer.request().allHeaders())['range'] ?? '')?.[1] ?? 0));
  });
  return found;
}

test('a film plays, and its end is asked for when one goes there', async ({ page, place, api, shot }) => {
  test.slow();
  await page.goto('/en');
  const bytes = await film(page, 20, 60 * MB);
  await api.put(place, 'film.webm', bytes, 'video/webm');
  const ranges = rangesOf(page, 'film.webm');
  await page.goto(object(place, 'film.webm'));
  const video = preview(page).locator('video');
  await expect(video).toHaveJSProperty('duration', 20);
  await expect(video).toHaveJSProperty('videoWidth', 160);
  await video.evaluate((video: HTMLVideoElement) => video.play());
  await expect.poll(() => video.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.3);
  await video.evaluate((video: HTMLVideoElement) => void (video.currentTime = 15));
  await expect.poll(() => video.evaluate((video: HTMLVideoElement) => video.currentTime > 15 && !video.seeking)).toBe(true);
  await shot('preview, film');
  expect(ranges.statuses.every((status) => status === 206), ranges.statuses.join()).toBe(true);
  expect(Math.max(...ranges.starts), ranges.starts.join()).toBeGreaterThan(50 * MB);
  // Beyond the room in its middle nothing of it was needed to show the end.
  expect(await video.evaluate((video: HTMLVideoElement) => video.error)).toBeNull();
});

test('two hours of sound: one goes to the second hour, and what lies before is not read', async ({ page, place, api, shot }) => {
  const rate = 8000;
  const seconds = 7200;
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + rate * seconds, 4);
  head.write('WAVEfmt ', 8);
  for (const [value, at, bytes] of [[16, 16, 4], [1, 20, 2], [1, 22, 2], [rate, 24, 4], [rate, 28, 4], [1, 32, 2], [8, 34, 2]] as const) head.writeUIntLE(value, at, bytes);
  head.write('data', 36);
  head.writeUInt32LE(rate * seconds, 40);
  await api.put(place, 'son.wav', Buffer.concat([head, Buffer.alloc(rate * seconds, 128)]), 'audio/wav');
  const ranges = rangesOf(page, 'son.wav');
  await page.goto(object(place, 'son.wav'));
  const audio = preview(page).locator('audio');
  await expect(audio).toHaveJSProperty('duration', seconds);
  await audio.evaluate((audio: HTMLAudioElement) => void (audio.currentTime = 6000));
  await expect.poll(() => audio.evaluate((audio: HTMLAudioElement) => audio.currentTime === 6000 && !audio.seeking)).toBe(true);
  await audio.evaluate((audio: HTMLAudioElement) => audio.play());
  await expect.poll(() => audio.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(6000.2);
  await shot('preview, sound');
  expect(ranges.statuses.every((status) => status === 206), ranges.statuses.join()).toBe(true);
  expect(Math.max(...ranges.starts), ranges.starts.join()).toBeGreaterThan(40 * MB);
});

test('a PDF is in the browser’s own viewer, which may ask for parts', async ({ page, place, api, shot }) => {
  await api.put(place, 'rapport.pdf', corpus.pdf, 'application/pdf');
  await page.goto(object(place, 'rapport.pdf'));
  await expect(preview(page).locator('iframe[title="rapport.pdf"]')).toBeVisible();
  // Chromium's is a page of its own, which counts the pages once it has read them; as it comes it reads a PDF whole.
  const viewer = () => page.frames().find((frame) => frame.url().startsWith('chrome-extension:'));
  await expect.poll(async () => viewer()?.locator('#pagelength').textContent({ timeout: 1_000 }).catch(() => '')).toBe('1');
  await shot('preview, PDF in its viewer');
  // Firefox's asks for the table at the end, then for the pages that it shows.
  const part = await api.request.get(`${objectAddress(place, 'rapport.pdf')}&show=pdf`, { headers: { range: 'bytes=-5' } });
  expect([part.status(), part.headers()['content-type'], await part.text()]).toEqual([206, 'application/pdf', '%%EOF']);
});
