// How soon the demo is there, and what it weighs while nobody asks anything.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { median, ms } from './numbers.mjs';
import { folder, startDemo } from './programs.mjs';

const READY_MS_MAX = 300;
const IDLE_MB_MAX = 60;
const STARTS = 10;
const IDLE_SECONDS = 10;

export async function ready() {
  const data = folder();
  const first = await startDemo(data);
  await first.program.end();

  const times = [];
  let megabytes;
  for (let index = 0; index < STARTS; index++) {
    const demo = await startDemo(data);
    times.push(demo.readyMs);
    if (index === STARTS - 1) {
      await wait(IDLE_SECONDS * 1000);
      megabytes = residentMegabytes(demo.program.pid);
    }
    await demo.program.end();
  }
  const how = `\`cellier demo\` (release): from starting the process until /readyz answers 200, median of ${STARTS} starts after the first; memory is the resident set ${IDLE_SECONDS} s later.`;
  return [
    { what: 'Demo ready, first start (makes its data)', measured: ms(first.readyMs), how },
    { what: 'Demo ready after its first start', measured: ms(median(times)), promised: `${READY_MS_MAX} ms`, kept: median(times) <= READY_MS_MAX, how },
    { what: 'Idle memory of the demo', measured: megabytes ? `${megabytes.toFixed(0)} MB` : 'not told by this system', promised: `${IDLE_MB_MAX} MB`, kept: megabytes ? megabytes < IDLE_MB_MAX : undefined, how },
  ];
}

/** Linux tells it in kB of 1,024 bytes; elsewhere nobody does. */
function residentMegabytes(pid) {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
