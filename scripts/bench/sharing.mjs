// What a decision costs, and how soon the lists of what is shared are there, with 10,000 grants and 10,000 links.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms } from './numbers.mjs';
import { folder, openBrowser, ownPage, signIn, startDemo } from './programs.mjs';

const SHARED = 10_000;
const DECISION_MICROSECONDS_MAX = 20;
/** What a person takes for at once, on a page that shows rows as soon as it has them. */
const ANSWER_MS_MAX = 200;
const ROUNDS = 20;
/** Until a page shows the first rows of such a list, and the longest that it keeps the browser from anything else meanwhile… */
const FIRST_ROWS_MS_MAX = 1000;
/** …and while somebody scrolls. */
const TASK_MS_MAX = 50;
const SCROLLS = 200;
/** Records that are made at the same time: the database writes one after the other. */
const MAKERS = 8;
const BUCKET = 'alice.tremblay';

export async function sharing() {
  return [...decisions(), ...(await shared())];
}

/** `gateway/benches/decision.rs`, as Criterion wrote it down. */
function decisions() {
  const written = join(process.env.CARGO_TARGET_DIR ?? 'target', 'criterion', 'decision');
  rmSync(written, { recursive: true, force: true });
  execFileSync('cargo', ['bench', '--locked', '-p', 'cellier', '--bench', 'decision'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const how = `\`gateway/benches/decision.rs\` (Criterion, medians): one bucket with ${SHARED.toLocaleString('en')} grants and ${SHARED.toLocaleString('en')} links. Each reads its records from the database and asks the policy, as every request does; a link is found by its address first. "The policy alone" has the records already.`;
  const measured = readdirSync(written).filter((name) => existsSync(join(written, name, 'new', 'estimates.json')));
  if (!measured.length) throw new Error(`nothing was measured below ${written}`);
  return measured.map((name) => {
    const { median: estimate } = JSON.parse(readFileSync(join(written, name, 'new', 'estimates.json'), 'utf8'));
    const microseconds = estimate.point_estimate / 1000;
    const kept = microseconds < DECISION_MICROSECONDS_MAX;
    return { what: `A decision: ${name}`, measured: `${microseconds.toPrecision(3)} µs`, promised: `${DECISION_MICROSECONDS_MAX} µs`, kept, how };
  });
}

/** The API, as the page asks it, and the page. */
async function shared() {
  const demo = await startDemo(folder());
  const browser = await openBrowser();
  const benoit = await person(browser, demo, 'Benoît Gagnon');
  const alice = await person(browser, demo, 'Alice Tremblay');
  await alice.post('/api/instances/minimal/personal-bucket', {});
  const place = { instance: 'minimal', bucket: BUCKET };
  const to = (number) => (number % 2 ? { kind: 'email', address: `somebody-${number}@example.org` } : { kind: 'person', handle: 'benoit.gagnon' });
  await each((number) => alice.post('/api/grants', { ...place, prefix: `projects/${number}/`, role: 'viewer', to: to(number) }));
  await each((number) => alice.post('/api/links', { ...place, keys: [], prefixes: [`projects/${number}/`], hours: 24 }));

  const how = `\`cellier demo\` (release): one person gave ${SHARED.toLocaleString('en')} grants (half of them to one other person) and made ${SHARED.toLocaleString('en')} links in one bucket; each list asked ${ROUNDS} times over one session, until its last byte, median.`;
  const rows = [];
  for (const [what, who, path] of [
    ['All grants that one person gave', alice, '/api/grants'],
    ['The first 200 links of one person', alice, '/api/links'],
    ['The last 1,000 links of one person', alice, '/api/links?limit=1000&before=1001'],
    ['Who can see a bucket', alice, `/api/instances/minimal/buckets/${BUCKET}/sharing?prefix=`],
    ['Who can see a folder', alice, `/api/instances/minimal/buckets/${BUCKET}/sharing?prefix=projects%2F4000%2F`],
    ['Who can see an object', alice, `/api/instances/minimal/buckets/${BUCKET}/sharing?key=projects%2F4000%2Fa.txt`],
    ['The first 50 places shared with one person', benoit, '/api/shared-with-me?limit=50'],
    ['The first 1,000 places shared with one person', benoit, '/api/shared-with-me'],
  ]) {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await who.get(path));
    rows.push({ what, measured: ms(median(times)), promised: `${ANSWER_MS_MAX} ms`, kept: median(times) <= ANSWER_MS_MAX, how });
  }
  rows.push(...(await page('Shared by me', alice.page, '/en/shared', 'table tbody tr')));
  rows.push(...(await page('Home, with what is shared with me', benoit.page, '/en/', '.places__item')));
  await demo.program.end();
  return rows;
}

/** How soon a page shows the first rows, and whether it stalls: while they come, and while somebody scrolls. */
async function page(name, page, address, row) {
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  });
  const longest = () => page.evaluate(() => Math.max(0, ...window.tasks.splice(0)));
  const began = performance.now();
  await page.goto(address);
  await page.locator(row).first().waitFor();
  const first = performance.now() - began;
  await page.waitForLoadState('networkidle');
  const loading = await longest();
  await page.mouse.move(400, 500);
  for (let index = 0; index < SCROLLS; index++) {
    await page.mouse.wheel(0, [120, 600, 50_000][index % 10 === 0 ? 2 : index % 2]);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const scrolling = await longest();
  const how = `Chromium, headless, on the same records; first rows from the address on, tasks by the Long Tasks API (which tells of those over ${TASK_MS_MAX} ms), ${SCROLLS} turns of the wheel.`;
  const told = (task) => (task ? ms(task) : `under ${TASK_MS_MAX} ms`);
  return [
    { what: `${name}: first rows`, measured: ms(first), promised: `${FIRST_ROWS_MS_MAX} ms`, kept: first <= FIRST_ROWS_MS_MAX, how },
    { what: `${name}: longest task while it loads`, measured: told(loading), how },
    { what: `${name}: longest task while scrolling`, measured: told(scrolling), promised: `${TASK_MS_MAX} ms`, kept: scrolling <= TASK_MS_MAX, how },
  ];
}

async function each(make) {
  let next = 0;
  const maker = async () => {
    while (next < SHARED) await make(next++);
  };
  await Promise.all(Array.from({ length: MAKERS }, maker));
}

/** A signed-in person, as the page asks in their name. */
async function person(browser, demo, name) {
  const { context, page } = await signIn(browser, demo.portal, name);
  const headers = await ownPage(context, demo.portal);
  return {
    page,
    /** Milliseconds until all of the answer is there. */
    async get(path) {
      const began = performance.now();
      const answer = await fetch(demo.portal + path, { headers });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return performance.now() - began;
    },
    async post(path, body) {
      const answer = await fetch(demo.portal + path, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    },
  };
}
