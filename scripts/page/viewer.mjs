// Builds the viewer, the web worker that reads previews (frontend/viewer), and puts it beside the page: a script and a
// wasm of its own, named by their digests, fetched when somebody first looks into a file. The page finds the script in a
// meta element of index.html. Called by the last hook of Trunk.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slim } from './split.mjs';

const NAME = 'viewer';

export function viewer(staging, release) {
  const target = process.env.CARGO_TARGET_DIR ?? 'target';
  const [profile, folder] = release ? ['web', 'web'] : ['dev', 'debug'];
  run('cargo', 'build', '--locked', '--package', NAME, '--target', 'wasm32-unknown-unknown', '--profile', profile);
  const bound = join(target, 'page', NAME);
  const unshipped = release ? ['--remove-name-section', '--remove-producers-section'] : ['--keep-debug'];
  run('wasm-bindgen', '--target=web', `--out-dir=${bound}`, `--out-name=${NAME}`, '--no-typescript', ...unshipped, join(target, 'wasm32-unknown-unknown', folder, `${NAME}.wasm`));

  const ship = (suffix, bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const name = `${NAME}-${digest}${suffix}`;
    writeFileSync(join(staging, name), bytes);
    return name;
  };
  const built = readFileSync(join(bound, `${NAME}_bg.wasm`));
  const wasm = ship('_bg.wasm', release ? slim(built) : built);
  const bindings = readFileSync(join(bound, `${NAME}.js`), 'utf8').replaceAll(`${NAME}_bg.wasm`, wasm);
  const begin = `await __wbg_init();`;
  if (!bindings.includes(wasm) || !bindings.includes('__wbg_init')) throw new Error('the bindings of the viewer are not as expected');
  const script = ship('.js', Buffer.from(`${bindings}\n${begin}\n`));

  const page = join(staging, 'index.html');
  const html = readFileSync(page, 'utf8');
  const named = html.replace('</head>', `<meta name="${NAME}" content="/${script}"></head>`);
  if (named === html) throw new Error('index.html has no head to name the viewer in');
  writeFileSync(page, named);
}

function run(program, ...words) {
  execFileSync(program, words, { stdio: 'inherit' });
}
