// Opening a folder of 1,000: the gateway's JSON against the upstream's own ListObjectsV2.
import { median, ms } from './numbers.mjs';
import { startGateway, startStore } from './standalone.mjs';

const RATIO_MAX = 1.3;
const ROUNDS = 300;
const WARM_UP = 20;

export async function listing() {
  const store = await startStore({ thousand: 1000 });
  const gateway = await startGateway(store);
  const straight = [];
  const through = [];
  for (let index = 0; index < ROUNDS + WARM_UP; index++) {
    const first = await store.list('thousand');
    const second = await gateway.list('thousand');
    if (index < WARM_UP) continue;
    straight.push(first.ms);
    through.push(second.ms);
  }
  await gateway.program.end();
  await store.program.end();

  const ratio = median(through) / median(straight);
  const how = `A folder of 1,000 objects in the embedded store, asked ${ROUNDS} times in turn on one kept connection each: ListObjectsV2 straight at the store, and the listing of the API, which asks the same of the store and answers JSON.`;
  return [
    { what: 'ListObjectsV2 of 1,000, straight', measured: ms(median(straight)), how },
    { what: 'The same folder through the gateway', measured: `${ms(median(through))}, ${ratio.toFixed(2)} of straight`, promised: `${RATIO_MAX} of straight`, kept: ratio <= RATIO_MAX, how },
  ];
}
