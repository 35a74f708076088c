/** Threads of the server by their source path below `server/platform`, without ending. */
export type WorkerName = 'sqlite/writer-worker' | 'sqlite/reader-worker' | 'rule-pool/rule-worker';

/**
 * Where a worker thread's program is: beside its source when Node runs the sources, or flat beside the bundle
 * (`scripts/build-server.mjs` gives every worker an entry of its own).
 */
export function workerUrl(name: WorkerName): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`./${name}.ts`, import.meta.url);
  return new URL(`./${name.slice(name.lastIndexOf('/') + 1)}.mjs`, import.meta.url);
}
