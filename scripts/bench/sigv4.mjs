// Just enough of AWS Signature Version 4 to ask an S3 server directly, with nothing of Cellier's in between.
import { createHash, createHmac } from 'node:crypto';

const EMPTY = createHash('sha256').update('').digest('hex');
/** The body's digest is left out of the signature. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Address and headers of a request. `query` holds raw names and values; `path` is sent as it is. */
export function signed({ method = 'GET', host, path, query = {}, payload = EMPTY, region, accessKey, secretKey, now = new Date() }) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const canonicalQuery = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const headers = { host, 'x-amz-content-sha256': payload, 'x-amz-date': time };
  const names = Object.keys(headers).sort();
  const canonical = [method, path, canonicalQuery, ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), payload].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretKey}`, date), region));
  const signature = hmac(key, toSign).toString('hex');
  return {
    address: `${path}${canonicalQuery ? `?${canonicalQuery}` : ''}`,
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` },
  };
}
