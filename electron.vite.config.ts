import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

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
        input: { index: resolve(root, 'app/preload/index.ts') },
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
      rollupOptions: { input: { index: resolve(root, 'app/renderer/index.html') } },
    },
    worker: { format: 'es' },
  },
});
