import { expect } from '@playwright/test';
import type { Api } from './api.ts';

/** Forgets all choices of the person, and makes some. */
export async function prefer(api: Api, values: Record<string, string | null> = {}): Promise<void> {
  const known = (await (await api.request.get('/api/preferences')).json()) as { values: Record<string, string> };
  const none = Object.fromEntries(Object.keys(known.values).map((name) => [name, null]));
  const answer = await api.request.put('/api/preferences', { data: { values: { ...none, ...values } } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

export async function kept(api: Api): Promise<Record<string, string>> {
  return ((await (await api.request.get('/api/preferences')).json()) as { values: Record<string, string> }).values;
}
