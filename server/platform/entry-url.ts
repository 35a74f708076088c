import { join } from 'node:path';

/** Threads of the server, and the process of what-if, by their source path below `server/platform`, without ending. */
export type WorkerName =
  | 'sqlite/writer-worker'
  | 'sqlite/reader-worker'
  | 'rule-pool/rule-worker'
  | '../contexts/data-hub/storage/history-worker'
  | '../contexts/history-import/storage/stage-worker'
  | '../contexts/backups/storage/copy-worker'
  | '../composition/backtest-worker'
  | '../composition/check-worker'
  | '../composition/meaning-worker'
  | '../composition/test-analysis-worker'
  | '../composition/what-if-worker';

const fromSources = import.meta.url.endsWith('.ts');
const projectRoot = join(import.meta.dirname, '../..');

/**
 * Where a worker thread's program is: beside its source when Node runs the sources, or flat beside the bundle
 * (`scripts/build-server.mjs` gives every worker an entry of its own).
 */
export function workerUrl(name: WorkerName): URL {
  if (fromSources) return new URL(`./${name}.ts`, import.meta.url);
  return new URL(`./${name.slice(name.lastIndexOf('/') + 1)}.mjs`, import.meta.url);
}

const RESOURCES = {
  /** The rule engine. */
  rhaiWasm: { source: 'rhai-wasm/dist/rhai.wasm', bundled: 'rhai.wasm' },
  /** Folder of the layer below SQLite, one file for each platform. */
  pageSeals: { source: 'server/platform/sqlite/page-seals/dist', bundled: 'page-seals' },
  /** Folder of the rulesets that come with the product. */
  shippedRulesets: { source: 'server/contexts/rules/shipped', bundled: 'shipped' },
  /** Program of the plant simulator. */
  demoPlant: { source: 'server/entry/demo-plant.ts', bundled: 'demo-plant.mjs' },
  /** The built windows, for a browser. */
  pages: { source: 'out/renderer', bundled: '../renderer' },
} as const;

/** Path of a file or folder that comes with the server, in the checkout or in the bundle. */
export function resourcePath(name: keyof typeof RESOURCES): string {
  const { source, bundled } = RESOURCES[name];
  return fromSources ? join(projectRoot, source) : join(import.meta.dirname, bundled);
}
