// Opening a folder of 1,000: the gateway's JSON against the upstream's own ListObjectsV2.
import { median, ms } from './numbers.mjs';
import { realServer, startGateway, startHop, startStore } from './standalone.mjs';

const RATIO_MAX = 1.3;
const ROUNDS = 300;
const WARM_UP = 20;
const OBJECTS = 1000;

export async function listing() {
  const rows = [];
  const real = await realServer(OBJECTS);
  if (real) rows.push(...(await compare('a real server', real, real.bucket)));
  const store = await startStore({ thousand: OBJECTS });
  rows.push(...(await compare('the embedded store', store, 'thousand')));
  return rows;
}

async function compare(name, server, bucket) {
  const gateway = await startGateway(server);
  const hop = await startHop(server);
  const times = { straight: [], hopped: [], through: [] };
  for (let index = 0; index < ROUNDS + WARM_UP; index++) {
    const straight = await server.list(bucket);
    const hopped = await hop.list(bucket);
    const through = await gateway.list(bucket);
    if (index < WARM_UP) continue;
    times.straight.push(straight.ms);
    times.hopped.push(hopped.ms);
    times.through.push(through.ms);
  }
  await hop.program.end();
  await gateway.program.end();
  await server.end();

  const [straight, hopped, through] = [times.straight, times.hopped, times.through].map(median);
  const ratio = through / straight;
  const how = `A folder of 1,000 objects, asked ${ROUNDS} times in turn on one kept connection each: ListObjectsV2 straight at the server, the same through a proxy that does nothing (embedded/examples/hop.rs), which is the least that any gateway costs here, and the listing of the API, which asks the same of the server and answers JSON.`;
  return [
    { what: `ListObjectsV2 of 1,000, straight at ${name}`, measured: ms(straight), how },
    { what: 'The same through a proxy that does nothing', measured: `${ms(hopped)}, ${(hopped / straight).toFixed(2)} of straight`, how },
    { what: `The same folder of ${name} through the gateway`, measured: `${ms(through)}, ${ratio.toFixed(2)} of straight`, promised: `${RATIO_MAX} of straight`, kept: ratio <= RATIO_MAX, how },
  ];
}
