import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { bundledThreads } from '../support/bundled-threads.ts';

// Faults of the fault matrix on real processes; one file at a time, since each needs the machine to itself.
export default defineConfig({
  root: import.meta.dirname + '/../..',
  plugins: [bundledThreads],
  test: {
    include: ['tests/faults/**/*.test.ts'],
    fileParallelism: false,
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.cache/compile') },
    globalSetup: ['tests/support/build-server.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
