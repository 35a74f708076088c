import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

/**
 * The windows' content security policy forbids eval, which zod tries out as soon as a schema is made. It is told not to
 * at the head of every chunk, because their order is the bundler's business.
 */
const WITHOUT_EVAL = 'globalThis.__zod_globalConfig ??= { jitless: true };';

// Main and preload stay CommonJS at the level of Node 18, the oldest runtime the end-to-end tests use.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node18',
      rollupOptions: {
        input: { index: resolve(root, 'app/main/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
      externalizeDeps: false,
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node18',
      rollupOptions: {
        // One for the app's pages, one for the recovery window: neither may have what the other needs.
        input: {
          index: resolve(root, 'app/preload/index.ts'),
          recovery: resolve(root, 'app/preload/recovery.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
      externalizeDeps: false,
    },
  },
  renderer: {
    root: resolve(root, 'app/renderer'),
    // Pages are served from a root of their own, over app: and over HTTP.
    base: '/',
    plugins: [react(), tailwindcss()],
    build: {
      outDir: resolve(root, 'out/renderer'),
      target: 'chrome114',
      minify: true,
      rollupOptions: {
        input: {
          index: resolve(root, 'app/renderer/index.html'),
          recovery: resolve(root, 'app/renderer/recovery/index.html'),
        },
        output: { banner: WITHOUT_EVAL },
      },
    },
    worker: { format: 'es', rollupOptions: { output: { banner: WITHOUT_EVAL } } },
  },
});
