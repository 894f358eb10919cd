import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { data, gateway, ops, portal, s3, settings } from './support/settings.ts';

// The real thing: cellier serve, an OpenID provider and an S3 server that are none of ours (scripts/rgw/with.sh).
export default defineConfig({
  ...settings,
  testDir: 'serve',
  outputDir: 'test-results/serve',
  reporter: [['list'], ['html', { outputFolder: 'report/serve', open: 'never' }]],
  webServer: {
    command: `node "${join(import.meta.dirname, 'serve/start.mjs')}" "${gateway}" "${data}" ${portal} ${s3} ${ops}`,
    url: `http://${ops}/readyz`,
    timeout: 60_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
