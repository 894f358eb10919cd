import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devices, type PlaywrightTestConfig } from '@playwright/test';

// Configuration is read again in every worker: what is chosen once travels in the environment.
function once(name: string, choose: () => string): string {
  return (process.env[name] ??= choose());
}

/** Ports nobody listens on, so that a demo that runs beside the tests is in nobody's way. */
export function freePorts(count: number): string {
  const script = join(import.meta.dirname, '../../scripts/free-ports.mjs');
  return execFileSync(process.execPath, [script, String(count)], { encoding: 'utf8' }).trim();
}

export const [portal, s3, ops, provider] = once('E2E_PORTS', () => freePorts(4))
  .split(' ')
  .map((port) => `127.0.0.1:${port}`) as [string, string, string, string];

/** Where the gateway of this run keeps its data; new each time, left to the system's cleaning of temporary folders. */
export const data = once('E2E_DATA', () => mkdtempSync(join(tmpdir(), 'cellier-e2e-')));

/** The program under test. Its variable must not begin with CELLIER_, which the gateway reads as settings of its own. */
export const gateway = once('GATEWAY_BIN', () => join(import.meta.dirname, '../../target/debug/cellier'));

// Debian: the system's browser. Elsewhere CHROMIUM, or what `npx playwright install chromium` brought.
const browser = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'].find(existsSync);

export const settings: PlaywrightTestConfig = {
  timeout: 30_000,
  expect: { timeout: 7_000 },
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  outputDir: 'test-results',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://${portal}`,
    locale: 'en-CA',
    timezoneId: 'America/Toronto',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browser,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        // No request but ours: the browser's own would fail, or leave the machine.
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
        // Else a page of one loopback address may not read from another, which is how tests play another site.
        '--disable-features=LocalNetworkAccessChecks',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ],
    },
  },
  projects: [{ name: 'chromium' }],
};
