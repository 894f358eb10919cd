// The same objects by four ways, slot by slot in turn: straight to a storage, through Cellier's S3 side, through its portal,
// and through nginx that signs for the storage.
import { ERRANDS, SLOT_SECONDS, empty, fill, reading, slot } from './errands.mjs';
import { median } from './numbers.mjs';
import { startNginx } from './nginx.mjs';
import { sizesDuring } from './processes.mjs';
import { realServer, startBoth, startStore, startWire } from './standalone.mjs';

const MIB = 1 << 20;
const LISTED = 1000;
const CONNECTIONS = [1, 32, 64];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LARGE_ROUNDS = 3;
const LATENCY_MORE_MS_MAX = 0.5;
/** Two ways that do the same differ by as much from run to run: what is "no slower" may be slower by that. */
const TOLD_APART = 0.02;
const DOWNLOADS = 1000;
const DOWNLOADS_SECONDS = 20;
const MEMORY_MB_MAX = 128;
/** What the second half of the time may need beyond the first: more is no plateau. */
const MEMORY_GROWTH_MB_MAX = 8;
/** Each download at least so much, or nothing was under way. */
const DOWNLOADED_BYTES_MIN = MIB;

/** The share of straight that is promised, and how often nginx's processor time: of any storage, and of a real server. */
const PROMISED = {
  'GET 1 KiB': { any: { cpu: 1.5 }, real: { least: 0.95, cpu: 1 } },
  'HEAD 1 KiB': { real: { cpu: 1 } },
  'GET 1 MiB': { any: { cpu: 1 }, real: { least: 0.9, cpu: 1 } },
  'PUT 1 KiB': { any: { least: 0.9 }, real: { least: 0.95, cpu: 1 } },
  'PUT 64 MiB': { any: { least: 0.9 }, real: { least: 0.95, cpu: 1 } },
  'List 1,000': { any: { least: 0.9 }, real: { least: 0.9, cpu: 1 } },
};

const HOW = `Each for ${ROUNDS} slots of ${SLOT_SECONDS} s (of 64 MiB and more: ${LARGE_ROUNDS} of 3 to 8 s, in which what was moved counts, ended or not) by a client that sends prepared requests as they are (embedded/examples/load.rs), in turn straight, through Cellier's S3 side, through its portal with a session (what goes up is announced as the page announces it to that storage: an MD5 where it keeps no checksums), and through nginx with njs; client, gateway and storage share the machine. Requests a second are medians of the slots, shares medians of the rounds' shares; CPU is that of the gateway's process alone (all of nginx's workers), memory the most that is resident. Cellier verifies the client's signature or session, asks its records and its policy, and signs anew; nginx takes unsigned requests and signs them; the wire (embedded/examples/wire.rs) hands bytes from one connection to another and reads none, so that no program in between can have a larger share of straight. “No slower” and “as many” allow for the ${100 * TOLD_APART} % by which equal ways differ.`;

export async function s3() {
  const rows = [];
  const real = await realServer(LISTED);
  if (real) rows.push(...(await compare('a real server', real, real.bucket, 'real')));
  const store = await startStore({ programs: LISTED });
  rows.push(...(await compare('the embedded store', store, 'programs', 'any')));
  return rows;
}

async function compare(name, server, bucket, kind) {
  await fill(server, bucket);
  const { programs, portal, end } = await startBoth(server, bucket);
  const wire = await startWire(server);
  const nginx = await startNginx(server);
  const rows = nginx ? [] : [withoutNginx(name)];
  const ways = { straight: server, cellier: programs, portal, ...(nginx && { nginx: { ...server, place: nginx.host, pid: nginx.program.pid } }) };
  const wired = { ...ways, wire: { ...server, place: wire.place, pid: wire.program.pid } };
  for (const errand of ERRANDS) {
    for (const connections of CONNECTIONS) {
      const slots = await inTurn(errand.wired ? wired : ways, errand, bucket, connections);
      const row = judged(`${errand.name}, ${plural(connections)}, ${name}`, errand, connections, slots, kind);
      console.log(`        ${row.what}: ${row.measured}`);
      rows.push(row);
    }
  }
  rows.push(await manyDownloads(name, programs, bucket));
  await nginx?.program.end();
  await wire.program.end();
  await end();
  await empty(server, bucket, Math.max(...CONNECTIONS));
  await server.end();
  return rows;
}

/** What is promised against nginx is not kept where there is none. */
function withoutNginx(name) {
  return {
    what: `As many requests as nginx, and its processor time, ${name}`,
    measured: 'nginx could not be had',
    promised: '**as many as nginx**',
    kept: false,
    how: "Debian's nginx with njs is downloaded and unpacked into .tools/nginx (scripts/bench/nginx.mjs); the log of the run says why it was not.",
  };
}

/** Slots of each way, one after the other, the order turning from round to round. */
async function inTurn(ways, errand, bucket, connections) {
  const slots = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  const names = Object.keys(ways);
  for (let round = 0; round < (errand.large ? LARGE_ROUNDS : ROUNDS); round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const way = names[(round + turn) % names.length];
      slots[way].push(await slot(ways[way], errand, bucket, connections));
    }
  }
  return slots;
}

function judged(what, errand, connections, slots, kind) {
  const of = (way, figure) => median(slots[way].map((slot) => slot[figure]));
  /** Of the same round, in which the machine was as busy. */
  const share = (way, other) => median(slots[way].map((slot, round) => slot.perSecond / slots[other][round].perSecond));
  const none = (value) => (value ? value.toFixed(2) : '–');
  const told = (way) => {
    const [rate, cpu] = [of(way, 'perSecond'), of(way, 'cpuUs')];
    const perGb = MIB <= errand.bytes ? `, ${((cpu * 1000) / errand.bytes).toFixed(2)} s/GB` : '';
    const own = way === 'straight' ? '' : ` (${share(way, 'straight').toFixed(2)}; ${cpu.toFixed(0)} µs CPU${perGb}; ${of(way, 'mb').toFixed(0)} MB)`;
    return `${way} ${rate.toFixed(rate < 100 ? 1 : 0)}/s${own}, ${none(of(way, 'medianMs'))} ms, p99 ${none(of(way, 'p99Ms'))}`;
  };
  const promises = [];
  const { least, cpu } = PROMISED[errand.name]?.[kind] ?? {};
  if (least) promises.push([`${least} of straight`, least <= share('cellier', 'straight')]);
  if (slots.nginx) promises.push(['as many as nginx', 1 - TOLD_APART <= share('cellier', 'nginx')]);
  if (slots.portal) promises.push(['the portal no slower', 1 - TOLD_APART <= share('portal', 'cellier')]);
  if (connections === 1 && PROMISED[errand.name]) promises.push([`${LATENCY_MORE_MS_MAX} ms more than straight`, of('cellier', 'medianMs') - of('straight', 'medianMs') <= LATENCY_MORE_MS_MAX]);
  if (cpu && slots.nginx) promises.push([`${cpu} of nginx's CPU`, of('cellier', 'cpuUs') <= cpu * of('nginx', 'cpuUs')]);
  const ratios = ['nginx', 'wire'].filter((other) => slots[other]).map((other) => `; ${share('cellier', other).toFixed(2)} of ${other}`);
  return {
    what,
    measured: `${Object.keys(slots).map(told).join('; ')}${ratios.join('')}`,
    promised: promises.map(([promise, kept]) => (kept ? promise : `**${promise}**`)).join(', '),
    kept: promises.length ? promises.every(([, kept]) => kept) : undefined,
    how: HOW,
  };
}

/** Memory of the gateway while a thousand read 64 MiB each, as slowly as the machine lets them. */
async function manyDownloads(name, cellier, bucket) {
  const { sizes, most, done } = await sizesDuring(cellier.pid, () => reading(cellier, bucket, 'huge', DOWNLOADS, DOWNLOADS_SECONDS));
  return {
    what: `Memory of the gateway with ${DOWNLOADS.toLocaleString('en')} downloads of 64 MiB under way, ${name}`,
    ...flat(sizes, most, done.moved),
    how: `${DOWNLOADS_SECONDS} s of ${DOWNLOADS} connections that read one object of 64 MiB again and again; the resident set: the most that the kernel saw, and twice a second; flat: at most ${MEMORY_GROWTH_MB_MAX} MB more in the second half of the time than in the first; flowing: at least ${DOWNLOADED_BYTES_MIN / MIB} MiB by connection.`,
  };
}

/** Whether so much memory is little, and stays so while bytes flow. */
function flat(sizes, most, read) {
  const half = Math.ceil(sizes.length / 2);
  const [first, second] = [sizes.slice(0, half), sizes.slice(half)].map((some) => Math.max(...some));
  const promises = [
    [`${MEMORY_MB_MAX} MB`, most <= MEMORY_MB_MAX],
    ['flat', second <= first + MEMORY_GROWTH_MB_MAX],
    ['flowing', DOWNLOADS * DOWNLOADED_BYTES_MIN <= read],
  ];
  return {
    measured: `${most.toFixed(0)} MB at most; ${first.toFixed(0)} MB in the first half, ${second.toFixed(0)} MB in the second, ${sizes.at(-1)?.toFixed(0)} MB at the end; ${(read / 1024 / MIB).toFixed(1)} GiB read`,
    promised: promises.map(([promise, kept]) => (kept ? promise : `**${promise}**`)).join(', '),
    kept: promises.every(([, kept]) => kept),
  };
}

const plural = (count) => (count === 1 ? '1 connection' : `${count} connections`);
