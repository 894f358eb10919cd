// Cuts the page's wasm at its `#[wasm_split]` functions: what the first object list needs stays in the main file, each
// part beside it is fetched when somebody first asks for it (frontend/src/lazy.rs). Trunk knows nothing of this, so
// what it staged, the uncut page, is replaced. Called by finish.mjs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'frontend';
const LINK = './__wasm_split.js';
// What only tools read.
const SECTIONS_UNSHIPPED = new Set(['name', 'producers', 'target_features']);

export function split(staging, release) {
  const target = process.env.CARGO_TARGET_DIR ?? 'target';
  const built = join(target, 'wasm32-unknown-unknown', release ? 'web' : 'debug', `${NAME}.wasm`);
  const cut = join(target, 'page', 'cut');
  const bound = join(target, 'page', 'bound');
  for (const folder of [cut, bound]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  run('wasm-split-cli', built, cut, '--out-name', NAME);
  const unshipped = release ? ['--remove-name-section', '--remove-producers-section'] : ['--keep-debug'];
  run('wasm-bindgen', '--target=web', `--out-dir=${bound}`, `--out-name=${NAME}`, '--no-typescript', '--keep-lld-exports', ...unshipped, join(cut, `${NAME}.wasm`));

  for (const name of readdirSync(staging)) {
    if (/^frontend-[0-9a-f]+(\.js|_bg\.wasm)$/.test(name)) rmSync(join(staging, name));
  }
  const ship = (name, suffix, bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const hashed = `${name}-${digest}${suffix}`;
    writeFileSync(join(staging, hashed), bytes);
    return hashed;
  };

  let link = readFileSync(join(cut, LINK), 'utf8');
  for (const file of readdirSync(cut)) {
    const [, kind, name] = /^(split|chunk)_(.+)\.wasm$/.exec(file) ?? [];
    if (!kind) continue;
    const bytes = readFileSync(join(cut, file));
    // A chunk holds what several parts share.
    const shipped = ship(kind === 'split' ? name : `shared_${name}`, '.wasm', release ? slim(bytes) : bytes);
    link = replace(link, `new URL("./${file}", import.meta.url)`, `new URL("./${shipped}", import.meta.url)`);
  }
  const wasm = ship(NAME, '_bg.wasm', readFileSync(join(bound, `${NAME}_bg.wasm`)));
  const script = join_scripts(readFileSync(join(bound, `${NAME}.js`), 'utf8'), link, wasm);
  const js = ship(NAME, '.js', Buffer.from(script));

  const page = join(staging, 'index.html');
  const html = readFileSync(page, 'utf8');
  const named = html.replace(/frontend-[0-9a-f]+\.js/g, js).replace(/frontend-[0-9a-f]+_bg\.wasm/g, wasm);
  if (!named.includes(js) || !named.includes(wasm)) throw new Error('index.html names no wasm application');
  writeFileSync(page, named);
}

function run(program, ...words) {
  execFileSync(program, words, { stdio: 'inherit' });
}

function replace(text, old, young) {
  if (!text.includes(old)) throw new Error(`expected ${JSON.stringify(old)} in what wasm-split-cli wrote`);
  return text.replaceAll(old, young);
}

/** One script of the two that import each other: wasm-bindgen's and the loaders of the parts. Saves a round trip. */
function join_scripts(bindings, link, wasm) {
  const loaders = [];
  const body = replace(link, `import { initSync } from "./${NAME}.js";`, '').replace(/^export const (\w+)/gm, (_, name) => {
    loaders.push(name);
    return `const ${name}`;
  });
  const stars = [];
  const rest = bindings.replace(/^import \* as (\w+) from ["']\.\/__wasm_split\.js["'];?$/gm, (_, star) => {
    stars.push(star);
    return '';
  });
  if (!stars.length || !loaders.length) throw new Error('the page has no parts to be loaded lazily');
  const named = rest.replaceAll(`${NAME}_bg.wasm`, wasm);
  const bound = stars.map((star) => `const ${star} = { ${loaders.join(', ')} };`);
  return `${named}\n${body}\n${bound.join('\n')}\n`;
}

/** Leaves out the custom sections that only tools read: in wasm a section is an id, its length (LEB128), its bytes. */
function slim(bytes) {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const start = at;
    const id = bytes[at++];
    const length = leb(at);
    const end = length.at + length.value;
    const name = id === 0 ? leb(length.at) : undefined;
    const unshipped = name && SECTIONS_UNSHIPPED.has(bytes.toString('utf8', name.at, name.at + name.value));
    if (!unshipped) kept.push(bytes.subarray(start, end));
    at = end;
  }
  return Buffer.concat(kept);

  function leb(from) {
    let value = 0;
    let shift = 0;
    for (let at = from; ; at++, shift += 7) {
      value += (bytes[at] & 0x7f) * 2 ** shift;
      if (bytes[at] < 0x80) return { value, at: at + 1 };
    }
  }
}
