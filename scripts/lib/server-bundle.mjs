import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './paths.mjs';

/** Programs and threads: file name in the bundle → source. */
const ENTRIES = {
  cli: 'server/entry/cli.ts',
  'demo-plant': 'server/entry/demo-plant.ts',
  'writer-worker': 'server/platform/sqlite/writer-worker.ts',
  'reader-worker': 'server/platform/sqlite/reader-worker.ts',
  'history-worker': 'server/contexts/data-hub/storage/history-worker.ts',
  'stage-worker': 'server/contexts/history-import/storage/stage-worker.ts',
  'copy-worker': 'server/contexts/backups/storage/copy-worker.ts',
  'backtest-worker': 'server/composition/backtest-worker.ts',
  'what-if-worker': 'server/composition/what-if-worker.ts',
  'meaning-worker': 'server/composition/meaning-worker.ts',
  'check-worker': 'server/composition/check-worker.ts',
  'test-analysis-worker': 'server/composition/test-analysis-worker.ts',
  'rule-worker': 'server/platform/rule-pool/rule-worker.ts',
};

/** What the server reads at run time: place in the bundle → source. */
const RESOURCES = {
  'rhai.wasm': 'rhai-wasm/dist/rhai.wasm',
  'page-seals': 'server/platform/sqlite/page-seals/dist',
  shipped: 'server/contexts/rules/shipped',
};

/**
 * Bundles the station server into a folder, which is cleared: everything but Node and better-sqlite3. Names and places are
 * those `server/platform/entry-url.ts` looks for beside a bundle.
 * @param {string} target
 * @param {import('vite').Plugin[]} plugins
 */
export async function bundleServer(target, plugins = []) {
  rmSync(target, { recursive: true, force: true });
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins,
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      outDir: target,
      target: 'node24',
      minify: false,
      sourcemap: false,
      rollupOptions: {
        input: Object.fromEntries(
          Object.entries(ENTRIES).map(([name, source]) => [name, join(root, source)]),
        ),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'part-[hash].mjs' },
      },
    },
  });
  for (const [name, source] of Object.entries(RESOURCES)) {
    cpSync(join(root, source), join(target, name), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts'),
    });
  }
}
