// nginx with njs, signing for a storage: what Cellier's S3 side is measured against. Debian's packages are unpacked into
// .tools and never installed, so that no server of the machine is touched.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { folder, freePorts, start, untilAccepts } from './programs.mjs';

const PLACE = resolve('.tools/nginx');
const PACKAGES = ['nginx', 'libnginx-mod-http-js'];
const SCRIPTS = resolve('scripts/bench/nginx');

/** nginx in front of that server; nothing where it cannot be had. */
export async function startNginx(server) {
  const root = unpacked();
  if (!root) return undefined;
  const place = folder();
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const filling = {
    MODULE: join(root, 'usr/lib/nginx/modules/ngx_http_js_module.so'),
    WORKERS: String(cpus().length),
    FOLDER: place,
    SCRIPTS,
    HOST: server.host,
    LISTEN: host,
  };
  const file = join(place, 'nginx.conf');
  const template = readFileSync(join(SCRIPTS, 'nginx.conf'), 'utf8');
  writeFileSync(file, template.replace(/@([A-Z]+)@/g, (_, name) => filling[name]));
  const program = start(join(root, 'usr/sbin/nginx'), ['-p', place, '-c', file], {
    BENCH_ACCESS_KEY: server.accessKey,
    BENCH_SECRET_KEY: server.secretKey,
    BENCH_REGION: server.region,
    BENCH_HOST: server.host,
  });
  await untilAccepts(port, program);
  return { program, host };
}

function unpacked() {
  const root = join(PLACE, 'root');
  if (existsSync(join(root, 'usr/sbin/nginx'))) return root;
  try {
    mkdirSync(root, { recursive: true });
    execFileSync('apt-get', ['download', ...PACKAGES], { cwd: PLACE, stdio: 'ignore' });
    const packages = readdirSync(PLACE).filter((name) => name.endsWith('.deb'));
    for (const name of packages) execFileSync('dpkg-deb', ['-x', join(PLACE, name), root]);
    return root;
  } catch (error) {
    console.log(`        nginx is left out: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}
