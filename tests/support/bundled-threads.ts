import type { WorkerName } from '../../server/platform/entry-url.ts';

export { resourcePath } from '../../server/platform/entry-url.ts';

/**
 * Takes the place of `server/platform/entry-url.ts` in unit tests (`vitest.config.ts`): the threads of a store or a rule pool are
 * those that are shipped. From its sources every thread would be made ready anew, a second of processor for each store.
 */
export const workerUrl = (name: WorkerName): URL =>
  new URL(`../../out/server/${name.slice(name.lastIndexOf('/') + 1)}.mjs`, import.meta.url);
