import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,shared,rhai-wasm,app,tests}/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/faults/**', '**/node_modules/**'],
    setupFiles: ['tests/support/property-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
