// Just enough of AWS Signature Version 4 to ask an S3 server for a listing, with nothing in between.
import { createHash, createHmac } from 'node:crypto';

const EMPTY = createHash('sha256').update('').digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Headers of a request without body. `query` holds raw names and values; `path` is sent as it is. */
export function signed({ method = 'GET', host, path, query = {}, region, accessKey, secretKey, now = new Date() }) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const canonicalQuery = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const headers = { host, 'x-amz-content-sha256': EMPTY, 'x-amz-date': time };
  const names = Object.keys(headers).sort();
  const canonical = [method, path, canonicalQuery, ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), EMPTY].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretKey}`, date), region));
  const signature = hmac(key, toSign).toString('hex');
  return {
    address: `${path}${canonicalQuery ? `?${canonicalQuery}` : ''}`,
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` },
  };
}
