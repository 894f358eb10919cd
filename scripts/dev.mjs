// Watches: Trunk rebuilds the page, this restarts the gateway and makes the browser reload. Ctrl-C ends everything.
import { spawn } from 'node:child_process';
import { readFileSync, watch, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const PORTAL = 'http://127.0.0.1:8080';
const children = new Set();

function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  children.add(child);
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  }).finally(() => children.delete(child));
  return { child, ended };
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    process.exit(0);
  });
}

// The page: type-erased views compile three times faster; its own target folder, because flags are part of what cargo
// remembers and would otherwise rebuild everything at each switch.
const flags = { RUSTFLAGS: '--cfg erase_components -Clink-args=--emit-relocs', CARGO_TARGET_DIR: 'target/dev-page' };
start('trunk', ['watch'], flags).ended.then((code) => process.exit(code));

// The browser: after each build, dist/index.html gets a script (a file of its own, as the content security policy asks)
// that reloads the page as soon as a newer build is there.
const RELOAD = `const path = '/dev-build.json';
const build = () => fetch(path, { cache: 'no-store' }).then((answer) => answer.text()).catch(() => '');
const first = await build();
setInterval(async () => { const now = await build(); if (now && now !== first) location.reload(); }, 700);
`;
const TAG = '<script type="module" src="/dev-reload.js"></script>';
function markBuild() {
  let html;
  try {
    html = readFileSync('dist/index.html', 'utf8');
  } catch {
    return;
  }
  if (html.includes(TAG)) return;
  writeFileSync('dist/dev-reload.js', RELOAD);
  writeFileSync('dist/dev-build.json', JSON.stringify(Date.now()));
  writeFileSync('dist/index.html', html.replace('</head>', `${TAG}</head>`));
}
setInterval(markBuild, 500);

// The gateway: built, then started; again at each change.
let changed = true;
for (const folder of ['gateway', 'frontend/locales']) {
  watch(folder, { recursive: true }, (_, file) => {
    if (/\.(rs|toml|ftl|sql)$/.test(file ?? '')) changed = true;
  });
}
let gateway;
for (;;) {
  if (changed) {
    changed = false;
    await wait(200);
    if ((await start('cargo', ['build', '-p', 'cellier']).ended) === 0) {
      if (gateway) {
        gateway.child.kill('SIGTERM');
        await gateway.ended;
      }
      gateway = start('target/debug/cellier', ['demo', '--data', '.data']);
      console.log(`\nPortal (once the page is built): ${PORTAL}\n`);
    }
  }
  await wait(300);
}
