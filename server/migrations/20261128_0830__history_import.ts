import type { Migration } from './types.ts';

/**
 * `history_import`: files on their way into the history and those before them; `body` is the import as the contract has
 * it. `source_mark`: how far a source that is no broker has been read, written with what was read.
 */
export const historyImport: Migration = {
  name: '20261128_0830__history_import',
  up: [
    `CREATE TABLE history_import (
      id TEXT PRIMARY KEY,
      created_at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE source_mark (source TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  ],
  down: ['DROP TABLE source_mark', 'DROP TABLE history_import'],
};
