// What was measured, and with what: the versions that a figure depends on, and how the program was made.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openBrowser } from './programs.mjs';

const NGINX = '.tools/nginx';

export async function versions() {
  const browser = await openBrowser();
  const chromium = `Chromium ${browser.version()}`;
  await browser.close();
  const said = [saidBy('rustc', '--version'), saidBy('radosgw', '--version'), saidBy('h2load', '--version'), `Node ${process.version}`];
  return [chromium, ...nginx(), ...said.filter(Boolean)].join(', ');
}

/** Whether what is measured was laid out by where its ways led (scripts/build.sh), or compiled once. */
export function profiled() {
  const program = process.env.GATEWAY_BIN ?? 'target/release/cellier';
  const counted = join(dirname(program), '../counted/release/cellier');
  return existsSync(counted) && readFileSync(program).equals(readFileSync(counted));
}

/** What a program says of itself, up to its number: no digests, dates or nicknames. */
function saidBy(program, argument) {
  try {
    const said = execFileSync(program, [argument], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /^.*?\d+(\.\d+)+/.exec(said)?.[0];
  } catch {
    return undefined;
  }
}

/** As the packages that nginx.mjs unpacked are named: `nginx_1.22.1-9_amd64.deb`. */
function nginx() {
  const files = existsSync(NGINX) ? readdirSync(NGINX) : [];
  return files.filter((name) => name.endsWith('.deb')).map((name) => name.split('_').slice(0, 2).join(' '));
}
