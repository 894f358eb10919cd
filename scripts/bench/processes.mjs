// What a program takes of the machine, children and all, as the kernel counts it.
import { readFileSync, readdirSync } from 'node:fs';

/** By the scheduler's own count, which is exact to the nanosecond. */
export function cpuSeconds(pid) {
  return family(pid).reduce((sum, one) => {
    const tasks = readdirSync(`/proc/${one}/task`);
    return sum + tasks.reduce((all, task) => all + Number(read(`/proc/${one}/task/${task}/schedstat`).split(' ')[0]), 0) / 1e9;
  }, 0);
}

/** The resident set. */
export function residentMb(pid) {
  return family(pid).reduce((sum, one) => sum + Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${one}/status`))?.[1] ?? 0) / 1024, 0);
}

/** Each size while something is done, twice a second. */
export async function sizesDuring(pid, act) {
  const sizes = [residentMb(pid)];
  const watch = setInterval(() => sizes.push(residentMb(pid)), 500);
  try {
    return { sizes, done: await act() };
  } finally {
    clearInterval(watch);
  }
}

function family(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter((child) => Number(child));
  return [pid, ...children];
}

/** A task may end between its listing and its reading. */
function read(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '0';
  }
}
