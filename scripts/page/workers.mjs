// Builds a web worker (frontend/viewer reads previews, frontend/checksums proves what goes up, frontend/columns orders long
// lists) and puts it beside the page: a script and a wasm of its own, named by their digests, fetched when first needed. The
// page finds the script in a meta element of index.html. Called by the last hook of Trunk.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slim } from './split.mjs';

export function worker(name, staging, release) {
  const target = process.env.CARGO_TARGET_DIR ?? 'target';
  const [profile, folder] = release ? ['web', 'web'] : ['dev', 'debug'];
  run('cargo', 'build', '--locked', '--package', name, '--target', 'wasm32-unknown-unknown', '--profile', profile);
  const bound = join(target, 'page', name);
  const unshipped = release ? ['--remove-name-section', '--remove-producers-section'] : ['--keep-debug'];
  run('wasm-bindgen', '--target=web', `--out-dir=${bound}`, `--out-name=${name}`, '--no-typescript', ...unshipped, join(target, 'wasm32-unknown-unknown', folder, `${name}.wasm`));

  const ship = (suffix, bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const file = `${name}-${digest}${suffix}`;
    writeFileSync(join(staging, file), bytes);
    return file;
  };
  const built = readFileSync(join(bound, `${name}_bg.wasm`));
  const wasm = ship('_bg.wasm', release ? slim(built) : built);
  const bindings = readFileSync(join(bound, `${name}.js`), 'utf8').replaceAll(`${name}_bg.wasm`, wasm);
  const begin = `await __wbg_init();`;
  if (!bindings.includes(wasm) || !bindings.includes('__wbg_init')) throw new Error(`the bindings of ${name} are not as expected`);
  const script = ship('.js', Buffer.from(`${bindings}\n${begin}\n`));

  const page = join(staging, 'index.html');
  const html = readFileSync(page, 'utf8');
  const named = html.replace('</head>', `<meta name="${name}" content="/${script}"></head>`);
  if (named === html) throw new Error(`index.html has no head to name ${name} in`);
  writeFileSync(page, named);
}

function run(program, ...words) {
  execFileSync(program, words, { stdio: 'inherit' });
}
