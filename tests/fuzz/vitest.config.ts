import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { bundledThreads } from '../support/bundled-threads.ts';

// Made-up requests and messages for real stations. AIF_TEST_FUZZ_SECONDS: how long each file goes on (60 s without it).
export default defineConfig({
  root: import.meta.dirname + '/../..',
  plugins: [bundledThreads],
  test: {
    include: ['tests/fuzz/**/*.test.ts'],
    maxWorkers: 2,
    setupFiles: ['tests/support/property-seed.ts'],
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.cache/compile') },
    globalSetup: ['tests/support/build-server.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 60_000,
  },
});
