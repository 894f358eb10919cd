// A page of 1,000 keys of a folder of a million, against one of a folder of a thousand.
import { median, ms } from './numbers.mjs';
import { startStore } from './standalone.mjs';

const OBJECTS = Number(process.env.BENCH_STORE_OBJECTS ?? 1_000_000);
const ROUNDS = 200;
const WARM_UP = 20;
/** As fast, but for what a measurement of milliseconds can tell. */
const RATIO_MAX = 1.25;

export async function store() {
  const began = performance.now();
  const filled = await startStore({ thousand: 1000, million: OBJECTS });
  const fillSeconds = (performance.now() - began) / 1000;
  const small = [];
  const large = [];
  for (let index = 0; index < ROUNDS + WARM_UP; index++) {
    const one = await filled.list('thousand');
    // Anywhere in the folder, not only at its beginning.
    const from = Math.floor(((index * 7919) % ROUNDS) / ROUNDS * (OBJECTS - 1000));
    const other = await filled.list('million', { 'start-after': `folder/${String(from).padStart(7, '0')}.txt` });
    if (index < WARM_UP) continue;
    small.push(one.ms);
    large.push(other.ms);
  }
  await filled.end();

  const ratio = median(large) / median(small);
  const how = `The embedded store, filled in bulk (${fillSeconds.toFixed(0)} s), asked ${ROUNDS} times in turn for 1,000 keys with a delimiter: the folder of 1,000, and the folder of ${OBJECTS.toLocaleString('en')} from a place that differs each time.`;
  return [
    { what: '1,000 keys of a folder of 1,000', measured: ms(median(small)), how },
    { what: `1,000 keys of a folder of ${OBJECTS.toLocaleString('en')}`, measured: `${ms(median(large))}, ${ratio.toFixed(2)} of the small one`, promised: 'as fast', kept: ratio <= RATIO_MAX, how },
  ];
}
