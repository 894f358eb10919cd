// What page, browser and gateway hold while much goes through them: the end-to-end test of it, with more than it has of its own.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './programs.mjs';

const PREVIEWS = Number(process.env.BENCH_PREVIEWS ?? 200);
const ZIP_GB = Number(process.env.BENCH_ZIP_GB ?? 10);
/** As the test has it: what pools and caches may add. What is kept of each file would be many times as much. */
const GROWTH_MB_MAX = { page: 8, process: 48, browser: 64 };

export async function memory() {
  const report = join(folder(), 'memory.json');
  const env = { ...process.env, MEMORY_PREVIEWS: String(PREVIEWS), MEMORY_ZIP_GB: String(ZIP_GB), MEMORY_REPORT: report };
  const root = new URL('../../e2e/', import.meta.url);
  const child = spawn('npx', ['playwright', 'test', '--reporter=line', 'tests/memory.spec.ts'], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  await new Promise((resolve) => child.on('close', resolve));
  // The test fails where memory grew; what it found is told all the same.
  const { previewing, zipping } = JSON.parse(readFileSync(report, 'utf8'));

  const how = `The end-to-end test of it (e2e/tests/memory.spec.ts) in Chromium, headless, with the demo as a process of its own: ${PREVIEWS} previews of 20 files of all kinds, one after the other, after each was seen twice; then one zip of ${ZIP_GB} GB (objects of 100 MB), saved to disk by the browser. Memory is what is private to each process (RssAnon); of the page, the objects of JavaScript after collection and the memory of its WebAssembly. “From” is before, “at most” the most at any time since: of the gateway at each preview and ten times a second while zipping; of the page beside the same file at each round.`;
  const mb = (bytes) => `${(bytes / 1_000_000).toFixed(0)} MB`;
  const row = (what, { before, most }, parts, max = GROWTH_MB_MAX.process) => {
    const sum = (of) => parts.reduce((total, part) => total + of[part], 0);
    const grown = (sum(most) - sum(before)) / 1_000_000;
    return { what, measured: `from ${mb(sum(before))}, at most ${mb(sum(most))}`, promised: `flat, within ${max} MB`, kept: grown < max, how };
  };
  return [
    row(`Memory of the page over ${PREVIEWS} previews`, previewing, ['heap', 'wasm'], GROWTH_MB_MAX.page),
    row('The processes that draw it', previewing, ['renderers']),
    row('The gateway meanwhile', previewing, ['gateway']),
    row(`Memory of the page while ${ZIP_GB} GB are zipped`, zipping, ['heap', 'wasm'], GROWTH_MB_MAX.page),
    row('The processes that draw it', zipping, ['renderers']),
    row('The browser, which writes the zip to disk', zipping, ['browser'], GROWTH_MB_MAX.browser),
    row('The gateway meanwhile', zipping, ['gateway']),
  ];
}
