// What a program takes of the machine, children and all, as the kernel counts it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

/** What `clear_refs` takes for it (proc_pid_clear_refs(5)). */
const FORGET_PEAK = '5';

/** By the scheduler's own count, which is exact to the nanosecond. */
export function cpuSeconds(pid) {
  return family(pid).reduce((sum, one) => {
    const tasks = readdirSync(`/proc/${one}/task`);
    return sum + tasks.reduce((all, task) => all + Number(read(`/proc/${one}/task/${task}/schedstat`).split(' ')[0]), 0) / 1e9;
  }, 0);
}

/** The resident set while something is done, in MB: each size, twice a second, and the most that the kernel saw. */
export async function sizesDuring(pid, act) {
  family(pid).forEach(forgetPeak);
  const sizes = [residentMb(pid)];
  const watch = setInterval(() => sizes.push(residentMb(pid)), 500);
  try {
    return { done: await act(), sizes, most: residentMb(pid, 'VmHWM') };
  } finally {
    clearInterval(watch);
  }
}

/** A child may end between its listing and this. */
function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, FORGET_PEAK);
  } catch (fault) {
    if (fault.code !== 'ENOENT') throw fault;
  }
}

function residentMb(pid, which = 'VmRSS') {
  const kib = (one) => Number(new RegExp(`${which}:\\s+(\\d+)`).exec(read(`/proc/${one}/status`))?.[1] ?? 0);
  return family(pid).reduce((sum, one) => sum + kib(one) * 1024, 0) / 1e6;
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
