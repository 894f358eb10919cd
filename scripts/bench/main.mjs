// Runs the measurements one after the other (they would disturb each other), prints each line as it is known, and writes
// docs/benchmarks.md once all of them ran with the same program, at once or one by one. Ends in failure when a promise is not kept.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { endAll } from './programs.mjs';
import { hashing } from './hashing.mjs';
import { keep, kept } from './kept.mjs';
import { listing } from './listing.mjs';
import { memory } from './memory.mjs';
import { million } from './million.mjs';
import { opening } from './opening.mjs';
import { preview } from './preview.mjs';
import { ready } from './ready.mjs';
import { s3 } from './s3.mjs';
import { sharing } from './sharing.mjs';
import { store } from './store.mjs';
import { tls } from './tls.mjs';
import { profiled, versions } from './versions.mjs';
import { zip } from './zip.mjs';

const measurements = { ready, store, listing, s3, tls, sharing, opening, million, hashing, zip, preview, memory };
/** What is measured against a storage that is none of ours, too. */
const REAL = new Set(['listing', 's3']);
/** A promise that could not be measured is not one that was kept. */
const WITHOUT_REAL = {
  what: 'A real S3 server',
  measured: 'not measured: there is neither `radosgw` nor S3_TEST_ENDPOINT',
  promised: 'measured',
  kept: false,
  how: 'A real S3 server: Ceph RGW, where `radosgw` is installed (`scripts/rgw/`), or the one that S3_TEST_ENDPOINT names.',
};
const chosen = process.argv.slice(2);
const names = chosen.length ? chosen : Object.keys(measurements);

const line = ({ what, measured, promised, kept }) =>
  `${kept === false ? 'MISSED' : '      '}  ${what}: ${measured}${promised ? ` (promised: ${promised})` : ''}`;

const rows = [];
try {
  for (const name of names) {
    if (!measurements[name]) throw new Error(`no measurement is called ${name}: ${Object.keys(measurements).join(', ')}`);
    console.log(`\n== ${name}`);
    const found = await measurements[name]();
    if (REAL.has(name) && !process.env.S3_TEST_ENDPOINT) found.push(WITHOUT_REAL);
    found.forEach((row) => console.log(line(row)));
    keep(name, found);
    rows.push(...found);
  }
  const all = kept(Object.keys(measurements));
  if (all) writeFileSync('docs/benchmarks.md', page(all, await versions()));
} finally {
  await endAll();
}

const missed = rows.filter((row) => row.kept === false);
console.log(missed.length ? `\n${missed.length} of ${rows.length} missed` : `\n${rows.length} measured, every promise kept`);
process.exit(missed.length ? 1 : 0);

function page(rows, used) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`;
  const table = rows.map(({ what, measured, promised, kept }) => `| ${what} | ${measured} | ${promised ?? ''} | ${kept === undefined ? '' : kept ? 'yes' : '**no**'} |`);
  const notes = [...new Map(rows.map((row) => [row.how, row])).keys()].map((how) => `- ${how}`);
  return `# Benchmarks

Written by \`make bench\`; run it again rather than trust it. Commit ${commit}, ${new Date().toISOString().slice(0, 10)}, ${machine}.

With ${used}. The program was ${profiled() ? 'compiled twice, laid out by profiles, as it ships' : 'compiled once, without profiles: what ships takes a quarter to a third less of the processor'}.

| what | measured | promised | kept |
|---|---|---|---|
${table.join('\n')}

How each was measured:

${notes.join('\n')}
`;
}
