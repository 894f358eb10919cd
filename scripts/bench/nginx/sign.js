// Signature Version 4 in njs, as nginx signs for a storage behind it: the least a signing proxy can do, which looks at no
// signature itself and asks nobody whether the client may.
const crypto = require('crypto');

const ACCESS_KEY = process.env.BENCH_ACCESS_KEY;
const SECRET_KEY = process.env.BENCH_SECRET_KEY;
const REGION = process.env.BENCH_REGION;
const HOST = process.env.BENCH_HOST;
const PAYLOAD = 'UNSIGNED-PAYLOAD';

const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();

function time(r) {
  return new Date(Number(r.variables.msec) * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
}

function authorization(r) {
  const now = r.variables.signing_time;
  const day = now.slice(0, 8);
  const asked = r.variables.request_uri.split('?');
  // What the benchmark asks is encoded and sorted already.
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = `${r.method}\n${asked[0]}\n${asked[1] || ''}\nhost:${HOST}\nx-amz-content-sha256:${PAYLOAD}\nx-amz-date:${now}\n\n${names}\n${PAYLOAD}`;
  const scope = `${day}/${REGION}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${now}\n${scope}\n${crypto.createHash('sha256').update(canonical).digest('hex')}`;
  let key = hmac(`AWS4${SECRET_KEY}`, day);
  key = hmac(key, REGION);
  key = hmac(key, 's3');
  key = hmac(key, 'aws4_request');
  const signature = crypto.createHmac('sha256', key).update(text).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

export default { time, authorization };
