// `cellier serve` with nothing of ours behind it: the certified oidc-provider and the S3 server of S3_TEST_ENDPOINT.
//
//   node serve/start.mjs GATEWAY FOLDER PORTAL S3 OPS    (addresses as host:port; Playwright starts and stops it)
//
// Prints what both programs say; ends both when it is ended.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signed, UNSIGNED } from '../../scripts/bench/sigv4.mjs';
import { startProvider } from '../provider/start.mjs';

const [gateway, folder, portal, s3, ops] = process.argv.slice(2);
const { S3_TEST_ENDPOINT: endpoint, S3_TEST_REGION: region } = process.env;
const owner = { accessKey: process.env.S3_TEST_ACCESS_KEY, secretKey: process.env.S3_TEST_SECRET_KEY };
const publisher = { accessKey: process.env.S3_TEST_ALTERNATE_ACCESS_KEY, secretKey: process.env.S3_TEST_ALTERNATE_SECRET_KEY };
if (!endpoint || !owner.accessKey || !publisher.accessKey) throw new Error('set S3_TEST_ENDPOINT and its keys: scripts/rgw/with.sh does');

const children = [];
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM');
  });
}

await publish();
const issuer = await startProvider(portal, children);
writeFileSync(join(folder, 'sealing.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
const settings = join(folder, 'cellier.toml');
writeFileSync(settings, configuration(issuer));
const cellier = spawn(gateway, ['serve', '--config', settings], { stdio: 'inherit' });
children.push(cellier);
cellier.on('exit', (code) => {
  for (const child of children) child.kill('SIGTERM');
  process.exit(code ?? 1);
});

/** A dataset on the account that holds nothing else. */
async function publish() {
  for (const [path, body] of [
    ['/open-rain', ''],
    ['/open-rain/README.md', '# Rain\n\nMillimetres a day, and **nothing** else.\n'],
    ['/open-rain/2026/october.csv', 'day,mm\n1,0.0\n2,12.4\n3,3.1\n'],
  ]) {
    const { headers } = signed({ method: 'PUT', host: new URL(endpoint).host, path, region, payload: UNSIGNED, ...publisher });
    const answer = await fetch(endpoint + path, { method: 'PUT', headers, body });
    if (!answer.ok && answer.status !== 409) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
  }
}

function configuration(issuer) {
  const instance = (id, name, kind, keys) => `
[[instance]]
id = "${id}"
kind = "${kind}"
name = { en = "${name}", fr = "${name}" }
endpoint = "${endpoint}"
region = "${region}"
access_key = "${keys.accessKey}"
secret_key = "${keys.secretKey}"
`;
  return `public_url = "http://${portal}"
database_file = "${join(folder, 'cellier.db')}"
sealing_key_file = "${join(folder, 'sealing.key')}"
portal = { listen = "${portal}" }
s3 = { listen = "${s3}" }
ops = { listen = "${ops}" }

[oidc]
issuer = "${issuer}"
client_id = "cellier"
client_secret = "cellier-secret"
${instance('ceph', 'Ceph', 'self-serve', owner)}${instance('open', 'Open data', 'public', publisher)}`;
}
