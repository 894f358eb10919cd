// Draws where the processor time of the gateway goes while programs read: docs/flame-*.svg. Called by scripts/flame.sh.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRANDS, empty, fill, slot } from './errands.mjs';
import { endAll, folder } from './programs.mjs';
import { realServer, startPrograms, startStore } from './standalone.mjs';

const CONNECTIONS = 32;
const SECONDS = 12;
/** Samples a second: no divisor of what the kernel does regularly. */
const HERTZ = 1999;
/** Calls that take a smaller share of the width are left out, in percent. */
const SHARE_MIN = '0.2';
/** The most that perf copies of a stack; ours are deeper. */
const STACK_BYTES = 65_528;
const CUT = '[unknown]';
const MANY_BYTES = 1 << 30;

const DRAWN = [
  { file: 'docs/flame-get-1k.svg', errand: 'GET 1 KiB', title: 'GET of 1 KiB through Cellier, 32 connections' },
  { file: 'docs/flame-get-1m.svg', errand: 'GET 1 MiB', title: 'GET of 1 MiB through Cellier, 32 connections' },
];

try {
  const real = await realServer(0);
  const server = real ?? (await startStore({ programs: 1 }));
  const bucket = real ? real.bucket : 'programs';
  await fill(server, bucket);
  const cellier = await startPrograms(server, bucket);
  for (const { file, errand, title } of DRAWN) {
    const wanted = { ...ERRANDS.find(({ name }) => name === errand), seconds: () => SECONDS };
    const samples = join(folder(), 'perf.data');
    const perf = spawn('perf', ['record', '--quiet', '--freq', `${HERTZ}`, '--call-graph', `dwarf,${STACK_BYTES}`, '--pid', `${cellier.pid}`, '--output', samples], { stdio: 'inherit' });
    const ended = new Promise((resolve) => perf.on('close', resolve));
    const { perSecond, cpuUs } = await slot(cellier, wanted, bucket, CONNECTIONS);
    perf.kill('SIGINT');
    await ended;
    const stacks = execFileSync('perf', ['script', '--input', samples, '--no-inline'], { maxBuffer: MANY_BYTES, stdio: ['ignore', 'pipe', 'ignore'] });
    const folded = execFileSync('inferno-collapse-perf', { input: stacks, maxBuffer: MANY_BYTES, encoding: 'utf8' });
    const picture = execFileSync('inferno-flamegraph', ['--title', title, '--minwidth', SHARE_MIN, '--hash'], { input: whole(folded), maxBuffer: MANY_BYTES });
    writeFileSync(file, picture);
    console.log(`${file}: ${perSecond.toFixed(0)} requests a second, ${cpuUs.toFixed(0)} µs each`);
  }
  await cellier.program.end();
  await empty(server, bucket);
  await server.end();
} finally {
  await endAll();
}

/** Stacks that were cut off at their depth, under what lies below the same calls in stacks that were not. */
function whole(folded) {
  const stacks = folded.trim().split('\n').map((line) => {
    const [, frames, samples] = /^[^;]*;(.*) (\d+)$/.exec(line) ?? [null, '', 0];
    return { frames: frames.split(';'), samples: Number(samples) };
  });
  const below = new Map();
  for (const { frames, samples } of stacks.filter(({ frames }) => frames[0] !== CUT)) {
    frames.forEach((frame, at) => {
      const under = below.get(frame) ?? below.set(frame, new Map()).get(frame);
      const path = frames.slice(0, at).join(';');
      under.set(path, (under.get(path) ?? 0) + samples);
    });
  }
  const usual = (frame) => [...(below.get(frame) ?? [])].sort(([, one], [, other]) => other - one)[0]?.[0] ?? '';
  const lines = stacks.map(({ frames, samples }) => {
    if (frames[0] !== CUT) return `${frames.join(';')} ${samples}`;
    const rest = frames.slice(1);
    return `${[usual(rest[0]), ...rest].filter(Boolean).join(';')} ${samples}`;
  });
  return lines.join('\n');
}
