// What the gateway answers while the compiler counts (scripts/build.sh): what programs ask, and the portal's listings.
import { ERRANDS, fill, slot } from './errands.mjs';
import { endAll } from './programs.mjs';
import { startGateway, startPrograms, startStore } from './standalone.mjs';

const CONNECTIONS = 4;
const SECONDS = 3;
const LISTED = 1000;
const LISTINGS = 300;

try {
  const store = await startStore({ programs: LISTED });
  await fill(store, 'programs');
  const cellier = await startPrograms(store, 'programs');
  for (const errand of ERRANDS) await slot(cellier, { ...errand, seconds: () => SECONDS }, 'programs', CONNECTIONS);
  await cellier.program.end();
  const portal = await startGateway(store);
  for (let turn = 0; turn < LISTINGS; turn++) await portal.list('programs');
  // The counts are written as it ends.
  await portal.program.end();
  await store.end();
} finally {
  await endAll();
}
