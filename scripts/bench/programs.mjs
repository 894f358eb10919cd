// Starts programs on loopback, waits until they answer, and ends every one of them whatever happens.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePorts } from '../free-ports.mjs';

export { freePorts };

const READY_SECONDS = 30;
const running = new Set();
const folders = [];

export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'cellier-bench-'));
  folders.push(path);
  return path;
}

export function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
  const program = {
    pid: child.pid,
    said: () => said,
    ended: new Promise((resolve) => child.on('close', resolve)),
    async end() {
      child.kill('SIGTERM');
      await program.ended;
    },
  };
  running.add(program);
  program.ended.then(() => running.delete(program));
  return program;
}

/** Milliseconds until the address answers 200. */
export async function untilReady(url, program, everyMs = 2) {
  const began = performance.now();
  while (performance.now() - began < READY_SECONDS * 1000) {
    if (await answers(url)) return performance.now() - began;
    await wait(everyMs);
  }
  throw new Error(`${url} did not answer within ${READY_SECONDS} s:\n${program.said()}`);
}

/** Waits until somebody listens on the port of loopback. */
export async function untilAccepts(port, program, everyMs = 10) {
  const began = performance.now();
  while (performance.now() - began < READY_SECONDS * 1000) {
    if (await accepts(port)) return;
    await wait(everyMs);
  }
  throw new Error(`nobody listened on ${port} within ${READY_SECONDS} s:\n${program.said()}`);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

function answers(url) {
  return new Promise((resolve) => {
    http
      .get(url, { agent: false, timeout: 1000 }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      })
      .on('error', () => resolve(false));
  });
}

/** `cellier demo` on free ports. */
export async function startDemo(data) {
  const [portal, s3, ops, provider] = (await freePorts(4)).map((port) => `127.0.0.1:${port}`);
  const program = start(process.env.GATEWAY_BIN ?? 'target/release/cellier', [
    'demo', '--data', data, '--portal-listen', portal, '--s3-listen', s3, '--ops-listen', ops, '--oidc-listen', provider,
  ]);
  const readyMs = await untilReady(`http://${ops}/readyz`, program);
  return { program, readyMs, portal: `http://${portal}` };
}

/** What is installed for the end-to-end tests serves here too; what opens no browser does without. */
export async function openBrowser() {
  const { chromium } = createRequire(new URL('../../e2e/package.json', import.meta.url))('@playwright/test');
  const { existsSync } = await import('node:fs');
  const executablePath = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  running.add({ end: () => browser.close() });
  return browser;
}

/** Signs a demo person in, by the way a person takes, and answers with the context that holds the session. */
export async function signIn(browser, portal, name) {
  const context = await browser.newContext({ baseURL: portal });
  const page = await context.newPage();
  await page.goto('/auth/sign-in?return_to=/en');
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${portal}/en`);
  return { context, page };
}

/** The OpenID provider of the end-to-end tests, for the portal at `host:port`; its issuer. */
export async function startIssuer(portal) {
  const { startProvider } = await import('../../e2e/provider/start.mjs');
  const children = [];
  running.add({ end: () => children.forEach((child) => child.kill()) });
  return startProvider(portal, children);
}

/** Signs somebody in at that provider by the way a person takes; the headers of the session. */
export async function sessionOf(portal, login) {
  const browser = await openBrowser();
  const context = await browser.newContext({ baseURL: portal });
  const page = await context.newPage();
  await page.goto('/auth/sign-in?return_to=/en');
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.waitForURL(`${portal}/en`);
  const session = await ownPage(context, portal);
  await browser.close();
  return session;
}

/** Headers with which the API takes a change from this session. */
export async function ownPage(context, portal) {
  const cookies = await context.cookies(portal);
  return {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    'x-cellier-request': '1',
    origin: portal,
    'sec-fetch-site': 'same-origin',
  };
}

export async function endAll() {
  for (const program of running) await Promise.resolve(program.end()).catch(() => {});
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}
