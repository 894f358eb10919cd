// Cuts the page's wasm at its `#[wasm_split]` functions: what the first object list needs stays in the main file, each
// part beside it is fetched when somebody first asks for it (frontend/src/lazy.rs). Trunk knows nothing of this, so
// what it staged, the uncut page, is replaced. Called by finish.mjs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'frontend';
const LINK = './__wasm_split.js';
// Sections of a wasm: https://webassembly.github.io/spec/core/binary/modules.html
const IMPORTS = 2;
const EXPORTS = 7;
// What only tools read.
const SECTIONS_UNSHIPPED = new Set(['name', 'producers', 'target_features', 'linking', 'reloc.CODE', 'reloc.DATA']);

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
  let code = readFileSync(join(bound, `${NAME}_bg.wasm`));
  let script = joined(readFileSync(join(bound, `${NAME}.js`), 'utf8'), link);
  if (release) ({ code, script } = shortened(code, lean(script)));
  const wasm = ship(NAME, '_bg.wasm', code);
  const js = ship(NAME, '.js', Buffer.from(script.replaceAll(`${NAME}_bg.wasm`, wasm)));

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
function joined(bindings, link) {
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
  // What cannot be fetched is told by the page, where it was needed; anything else is a fault of ours.
  const told = replace(body, 'console.error(e);', 'if (!(e instanceof TypeError)) console.error(e);');
  const bound = stars.map((star) => `const ${star} = { ${loaders.join(', ')} };`);
  return `${rest}\n${told}\n${bound.join('\n')}\n`;
}

/** Without what is for readers of it. */
function lean(script) {
  return script.replace(/\/\*\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '').replace(/\s*\n\s*/g, '\n');
}

/**
 * wasm-bindgen gives each function that the two sides call in each other a name with a digest inside, some 500 in all,
 * in the script and in the wasm: digests do not compress. Gives them short ones.
 */
function shortened(code, script) {
  const names = new Map();
  const short = (name, ours) => {
    if (ours && !names.has(name)) names.set(name, `${ours}${names.size.toString(36)}`);
    return names.get(name) ?? name;
  };
  const sections = [code.subarray(0, 8)];
  for (const { id, start, from, end } of sectionsOf(code)) {
    if (id !== IMPORTS && id !== EXPORTS) {
      sections.push(code.subarray(start, end));
      continue;
    }
    const body = id === IMPORTS ? imports(code, from, short) : exports(code, from, short);
    sections.push(Buffer.from([id]), leb(body.length), body);
  }
  const renamed = script.replace(/\b\w+\b/g, (word) => names.get(word) ?? word);
  return { code: Buffer.concat(sections), script: renamed };
}

function imports(code, at, short) {
  const count = read(code, at);
  const out = [leb(count.value)];
  at = count.at;
  for (let left = count.value; left > 0; left--) {
    const module = name(code, at);
    const field = name(code, module.at);
    const ours = module.text === `./${NAME}_bg.js`;
    // Functions and globals, memories and tables: what follows the names is copied as it is.
    const end = descriptionEnd(code, field.at);
    out.push(code.subarray(at, module.at), named(short(field.text, ours && 'i')), code.subarray(field.at, end));
    at = end;
  }
  return Buffer.concat(out);
}

function exports(code, at, short) {
  const count = read(code, at);
  const out = [leb(count.value)];
  at = count.at;
  for (let left = count.value; left > 0; left--) {
    const field = name(code, at);
    const end = read(code, field.at + 1).at;
    const digest = /_h?[0-9a-f]{16}|_{3}/.test(field.text);
    out.push(named(short(field.text, digest && 'x')), code.subarray(field.at, end));
    at = end;
  }
  return Buffer.concat(out);
}

function descriptionEnd(code, at) {
  const kind = code[at++];
  if (kind === 0) return read(code, at).at;
  throw new Error(`an import of kind ${kind}: only functions are expected`);
}

function name(code, at) {
  const length = read(code, at);
  const end = length.at + length.value;
  return { text: code.toString('utf8', length.at, end), at: end };
}

function named(text) {
  return Buffer.concat([leb(Buffer.byteLength(text)), Buffer.from(text)]);
}

/** Leaves out the custom sections that only tools read. */
export function slim(code) {
  const kept = [code.subarray(0, 8)];
  for (const { id, start, from, end } of sectionsOf(code)) {
    if (id !== 0 || !SECTIONS_UNSHIPPED.has(name(code, from).text)) kept.push(code.subarray(start, end));
  }
  return Buffer.concat(kept);
}

/** A section is an id, the length of its body, its body. */
function* sectionsOf(code) {
  for (let start = 8; start < code.length; ) {
    const length = read(code, start + 1);
    const end = length.at + length.value;
    yield { id: code[start], start, from: length.at, end };
    start = end;
  }
}

/** A number (unsigned LEB128) and where it ends. */
function read(code, at) {
  let value = 0;
  for (let shift = 0; ; at++, shift += 7) {
    value += (code[at] & 0x7f) * 2 ** shift;
    if (code[at] < 0x80) return { value, at: at + 1 };
  }
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value);
  return Buffer.from(bytes);
}
