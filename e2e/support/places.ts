import type { Place } from './api.ts';

// The addresses of the page, as frontend/src/links.rs makes them.

export type Language = 'en' | 'fr';

export const home = (language: Language = 'en') => `/${language}`;
export const instance = (id: string, language: Language = 'en') => `/${language}/b/${id}`;
export const keys = (language: Language = 'en') => `/${language}/keys`;
export const shared = (language: Language = 'en') => `/${language}/shared`;
export const activity = (language: Language = 'en') => `/${language}/activity`;
export const team = (name: string, language: Language = 'en') => `/${language}/teams/${name}`;
export const datasets = (language: Language = 'en') => `/${language}/d`;

export function folder({ instance, bucket }: Place, prefix = '', language: Language = 'en'): string {
  return `/${language}/b/${instance}/${bucket}${query({ prefix })}`;
}

/** A bucket searched for what the terms say. */
export function search({ instance, bucket }: Place, terms: Record<string, string> = {}, language: Language = 'en'): string {
  return `/${language}/b/${instance}/${bucket}/search${query(terms)}`;
}

/** What was begun to go up to a folder, and never ended. */
export function unfinished({ instance, bucket }: Place, prefix = '', language: Language = 'en'): string {
  return `/${language}/b/${instance}/${bucket}/unfinished${query({ prefix })}`;
}

export function object(place: Place, key: string, language: Language = 'en'): string {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  return `/${language}/b/${place.instance}/${place.bucket}${query({ prefix, key })}`;
}

export function dataset(bucket: string, prefix = '', language: Language = 'en'): string {
  return `/${language}/d/${bucket}${query({ prefix })}`;
}

/** A public file for scripts: every byte of the key but unreserved ones and `/` is percent-encoded. */
export function publicFile(bucket: string, key: string): string {
  return `/public/${bucket}/${key.split('/').map(encode).join('/')}`;
}

function query(values: Record<string, string>): string {
  const pairs = Object.entries(values).filter(([, value]) => value);
  return pairs.length ? `?${pairs.map(([name, value]) => `${name}=${value.split('/').map(encode).join('/')}`).join('&')}` : '';
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
