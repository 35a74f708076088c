import type { Migration } from './types.ts';

/** `source_error`: what went wrong last with each source, epoch milliseconds, text and (JSON) code with parameters, so that it is still to be seen after a restart. */
export const sourceErrors: Migration = {
  name: '20261128_1135__source_errors',
  up: [
    'CREATE TABLE source_error (source TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL, fault TEXT) STRICT, WITHOUT ROWID',
  ],
  down: ['DROP TABLE source_error'],
};
