import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { bundledThreads } from './tests/support/bundled-threads.ts';

export default defineConfig({
  plugins: [bundledThreads],
  test: {
    include: ['{server,shared,rhai-wasm,app,tests}/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/faults/**', 'tests/fuzz/**', '**/node_modules/**'],
    setupFiles: ['tests/support/property-seed.ts', 'tests/support/file-mode.ts'],
    // Stations, commands and threads that tests start are compiled once, not some hundred times.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/compile') },
    // Each file in modules of its own would cost a third of a second; no test changes those it shares.
    isolate: false,
    // Vitest would leave one processor idle, and on two that is half the machine.
    maxWorkers: availableParallelism(),
    globalSetup: ['tests/support/build-server.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
