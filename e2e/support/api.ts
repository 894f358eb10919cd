import { expect, type APIRequestContext, type APIResponse } from '@playwright/test';

export interface Place {
  instance: string;
  bucket: string;
}

/** The headers a browser sends for the page's own requests; without them the gateway refuses every change as forged. */
export function ownPage(baseURL: string): Record<string, string> {
  return { 'x-cellier-request': '1', origin: baseURL, 'sec-fetch-site': 'same-origin' };
}

export function bucketAddress({ instance, bucket }: Place): string {
  return `/api/instances/${instance}/buckets/${bucket}`;
}

export function objectAddress(place: Place, key: string): string {
  return `${bucketAddress(place)}/objects?key=${encodeURIComponent(key)}`;
}

/** The API as one signed-in person, for what a test needs to be there before it begins. */
export class Api {
  constructor(readonly request: APIRequestContext) {}

  async createBucket(place: Place): Promise<void> {
    const answer = await this.request.post(`/api/instances/${place.instance}/buckets`, { data: { name: place.bucket } });
    await succeeded(answer);
  }

  async put(place: Place, key: string, body: string | Buffer, type = 'text/plain'): Promise<void> {
    const answer = await this.request.put(objectAddress(place, key), { data: body, headers: { 'content-type': type } });
    await succeeded(answer);
  }

  async keys(place: Place, prefix = ''): Promise<string[]> {
    const answer = await this.request.get(`${bucketAddress(place)}/listing?recursive=true&prefix=${encodeURIComponent(prefix)}`);
    await succeeded(answer);
    const { entries } = (await answer.json()) as { entries: { key: string }[] };
    return entries.map((entry) => entry.key);
  }

  async text(place: Place, key: string): Promise<string> {
    const answer = await this.request.get(objectAddress(place, key));
    await succeeded(answer);
    return answer.text();
  }
}

async function succeeded(answer: APIResponse): Promise<void> {
  expect(answer.ok(), `${answer.url()} answered ${answer.status()}: ${(await answer.text()).slice(0, 500)}`).toBe(true);
}

/** The demo's own datasets, by name; not what people of other tests make public meanwhile. */
export async function publicDatasets(request: APIRequestContext): Promise<string[]> {
  const answer = await request.get('/api/datasets');
  expect(answer.status()).toBe(200);
  const { datasets } = (await answer.json()) as { datasets: { instance: string; bucket: string }[] };
  return datasets.filter(({ instance }) => instance === 'public').map(({ bucket }) => bucket);
}

/** A refusal of the API: its status and the kind of its problem document (RFC 9457). */
export async function refused(answer: APIResponse, status: number, kind: string): Promise<void> {
  expect(answer.status(), await answer.text()).toBe(status);
  expect(answer.headers()['content-type']).toContain('application/problem+json');
  expect(((await answer.json()) as { type: string }).type).toBe(`/problems/${kind}`);
}
