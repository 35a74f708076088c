import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../../test-results',
  // Two cores: one app at a time.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  // Far more than anything here takes on a busy machine: a test that waits is no measurement.
  expect: { timeout: 20_000 },
  reporter: [['list'], ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['json'] as ['json']] : [])],
});
