import type { Migration } from './types.ts';

/**
 * Nothing changes in the tables: pages are sealed when the store is opened (docs/adr/0040-page-seals.md). The step is there so that a
 * program from before, which would write pages without seals, leaves the store alone.
 */
export const pageSeals: Migration = {
  name: '20261129_1900__page_seals',
  up: [],
  down: [],
};
