// Joins style/*.css into target/page/style.css, layers.css first: Trunk copies CSS as it is and follows no @import.
// The layers make the order of the rest irrelevant; it is alphabetical so that equal sources give equal bytes.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const first = 'layers.css';
const files = readdirSync(join(root, 'style')).filter((name) => name.endsWith('.css')).sort();
if (!files.includes(first)) throw new Error(`style/${first} is missing`);

const release = process.env.TRUNK_PROFILE === 'release';
const ordered = [first, ...files.filter((name) => name !== first)];
const joined = ordered.map((name) => readFileSync(join(root, 'style', name), 'utf8').trim()).join('\n\n');

// Comments and indentation are for readers of the sources. Strings in our CSS hold neither.
const lean = joined.replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '\n').replace(/\n{2,}/g, '\n');

mkdirSync(join(root, 'target', 'page'), { recursive: true });
const output = join(root, 'target', 'page', 'style.css');
writeFileSync(output, `${release ? lean.trim() : joined}\n`);
