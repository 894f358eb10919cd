import { defineConfig } from '@playwright/test';
import { data, gateway, ops, portal, provider, s3, settings } from './support/settings.ts';

export default defineConfig({
  ...settings,
  testDir: 'tests',
  reporter: [['list'], ['html', { outputFolder: 'report', open: 'never' }]],
  webServer: {
    command: `"${gateway}" demo --data "${data}" --portal-listen ${portal} --s3-listen ${s3} --ops-listen ${ops} --oidc-listen ${provider}`,
    url: `http://${ops}/readyz`,
    timeout: 60_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
