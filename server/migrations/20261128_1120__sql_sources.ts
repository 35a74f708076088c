import type { Migration } from './types.ts';

/** Tables and queries that are polled. `settings` is JSON as the contract has it, `password` sealed. */
export const sqlSources: Migration = {
  name: '20261128_1120__sql_sources',
  up: [
    `CREATE TABLE sql_source (
      id TEXT PRIMARY KEY,
      settings TEXT NOT NULL,
      password TEXT NOT NULL
    ) STRICT`,
  ],
  down: [`DELETE FROM source_mark WHERE source LIKE 'sql:%'`, 'DROP TABLE sql_source'],
};
