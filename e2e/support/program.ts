import { createHash, createHmac } from 'node:crypto';

/** Opens one door: what a program is given to sign its requests with. */
export interface AccessKey {
  key: { id: string };
  secret_key: string;
  endpoint: string;
  region: string;
}

/** The status that a program gets for reading an object. */
export const readByKey = (key: AccessKey, bucket: string, object: string) => ask(key, 'GET', bucket, object);

/** The status that a program gets for writing an object with no checksum but SHA-256, which the storage keeps of it. */
export function writeByKey(key: AccessKey, bucket: string, object: string, bytes: Buffer): Promise<number> {
  const checksum = createHash('sha256').update(bytes).digest('base64');
  return ask(key, 'PUT', bucket, object, { 'x-amz-checksum-sha256': checksum }, bytes);
}

/** Signed by hand (AWS Signature Version 4, headers, path style). */
async function ask(
  { key, secret_key, endpoint, region }: AccessKey,
  method: 'GET' | 'PUT',
  bucket: string,
  object: string,
  own: Record<string, string> = {},
  body?: Buffer,
): Promise<number> {
  const encode = (part: string) => encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = `/${[bucket, ...object.split('/')].map(encode).join('/')}`;
  const moment = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  // In the order of their names.
  const headers = { host: new URL(endpoint).host, ...own, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': moment };
  const signed = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = [method, path, '', lines.join(''), signed, 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = [moment.slice(0, 8), region, 's3', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', moment, scope.join('/'), createHash('sha256').update(request).digest('hex')].join('\n');
  const hmac = (secret: string | Buffer, part: string) => createHmac('sha256', secret).update(part).digest();
  const signature = hmac(scope.reduce<string | Buffer>(hmac, `AWS4${secret_key}`) as Buffer, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
  const { host: _, ...sent } = headers;
  const answer = await fetch(`${endpoint}${path}`, { method, headers: { ...sent, authorization }, body: body && new Uint8Array(body) });
  await answer.arrayBuffer();
  return answer.status;
}
