// What was measured with the program as it is now, measurement by measurement: one that has to be repeated does not cost all
// the others.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const FOLDER = join(process.env.CARGO_TARGET_DIR ?? 'target', 'benchmarks');

/** @typedef {{ what: string, measured: string, promised?: string, kept?: boolean, how: string }} Row */

/** @param {string} name of the measurement @param {Row[]} rows */
export function keep(name, rows) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file(name), JSON.stringify({ program: program(), rows }));
}

/** @param {string[]} names @returns {Row[] | undefined} in this order; nothing unless all were measured with this program, in this way. */
export function kept(names) {
  const found = names.map((name) => (existsSync(file(name)) ? JSON.parse(readFileSync(file(name), 'utf8')) : {}));
  return found.every((measured) => measured.program === program()) ? found.flatMap(({ rows }) => rows) : undefined;
}

const file = (name) => join(FOLDER, `${name}.json`);
/** The program, and what measures it. */
function program() {
  const hash = createHash('sha256').update(readFileSync(process.env.GATEWAY_BIN ?? 'target/release/cellier'));
  for (const name of readdirSync(HERE).filter((name) => name.endsWith('.mjs')).sort()) hash.update(readFileSync(join(HERE, name)));
  return hash.digest('hex');
}
