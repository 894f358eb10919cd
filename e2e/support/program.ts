import { createHash, createHmac } from 'node:crypto';

/** Opens one door: what a program is given to sign its requests with. */
export interface AccessKey {
  key: { id: string };
  secret_key: string;
  endpoint: string;
  region: string;
}

/** The status that a program gets for reading an object. */
export async function readByKey(key: AccessKey, bucket: string, object: string): Promise<number> {
  return (await askByKey(key, 'GET', bucket, object)).status;
}

/** The status that a program gets for writing an object with no checksum but SHA-256, which the storage keeps of it. */
export async function writeByKey(key: AccessKey, bucket: string, object: string, bytes: Buffer): Promise<number> {
  const checksum = createHash('sha256').update(bytes).digest('base64');
  return (await askByKey(key, 'PUT', bucket, object, {}, bytes, { 'x-amz-checksum-sha256': checksum })).status;
}

/** Begins an upload in parts, as a program does, and sends some of them; answers its name. */
export async function beginByKey(key: AccessKey, bucket: string, object: string, parts: Record<number, Buffer> = {}): Promise<string> {
  const begun = await askByKey(key, 'POST', bucket, object, { uploads: '' });
  const upload = /<UploadId>(.+)<\/UploadId>/.exec(begun.text)?.[1];
  if (!upload) throw new Error(begun.text);
  for (const [partNumber, bytes] of Object.entries(parts)) {
    const stored = await askByKey(key, 'PUT', bucket, object, { partNumber, uploadId: upload }, bytes);
    if (stored.status !== 200) throw new Error(stored.text);
  }
  return upload;
}

/** What a program is answered, which signs by hand (AWS Signature Version 4, headers, path style). */
async function askByKey(
  { key, secret_key, endpoint, region }: AccessKey,
  method: string,
  bucket: string,
  object: string,
  terms: Record<string, string> = {},
  body?: Buffer,
  own: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const encode = (part: string) => encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = `/${[bucket, ...object.split('/')].map(encode).join('/')}`;
  const query = Object.entries(terms).map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const moment = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  // In the order of their names.
  const headers = { host: new URL(endpoint).host, ...own, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': moment };
  const signed = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = [method, path, query, lines.join(''), signed, 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = [moment.slice(0, 8), region, 's3', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', moment, scope.join('/'), createHash('sha256').update(request).digest('hex')].join('\n');
  const hmac = (secret: string | Buffer, part: string) => createHmac('sha256', secret).update(part).digest();
  const signature = hmac(scope.reduce<string | Buffer>(hmac, `AWS4${secret_key}`) as Buffer, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
  const { host: _, ...sent } = headers;
  const sending = body ? { body: new Uint8Array(body) } : {};
  const answer = await fetch(`${endpoint}${path}${query && `?${query}`}`, { method, headers: { ...sent, authorization }, ...sending });
  return { status: answer.status, text: await answer.text() };
}
