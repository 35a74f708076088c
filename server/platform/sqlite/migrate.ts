import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { AppError } from '../../../shared/contract/errors.ts';
import { openConnection } from './connection.ts';

/** One step of the schema; see `server/migrations/`. */
export interface MigrationStep {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** What no SQL can say; each runs after the statements of its direction, in their transaction. */
  readonly convert?: {
    readonly up: (database: Database.Database) => void;
    readonly down: (database: Database.Database) => void;
  };
}

export interface MigrationRecord {
  readonly name: string;
  readonly appliedAt: string | null;
  readonly state: 'applied' | 'pending' | 'changed' | 'unknown';
}

const TABLE = `CREATE TABLE IF NOT EXISTS schema_migration (
  name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`;

/** How many transactions have been committed; see `mark.ts`. */
const COMMITS = `CREATE TABLE IF NOT EXISTS store_commit (
  id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO store_commit VALUES (1, 0)`;

interface AppliedRow {
  name: string;
  checksum: string;
  applied_at: number;
}

export function checksumOf(step: MigrationStep): string {
  return createHash('sha256')
    .update(JSON.stringify([step.up, step.down]))
    .digest('hex');
}

function appliedRows(database: Database.Database): AppliedRow[] {
  const table = database
    .prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'`)
    .get();
  if (table === undefined) return [];
  return database
    .prepare('SELECT name, checksum, applied_at FROM schema_migration ORDER BY name')
    .all() as AppliedRow[];
}

function recordsOf(rows: readonly AppliedRow[], steps: readonly MigrationStep[]): MigrationRecord[] {
  const applied = new Map(rows.map((row) => [row.name, row]));
  const known = steps.map((step): MigrationRecord => {
    const row = applied.get(step.name);
    if (row === undefined) return { name: step.name, appliedAt: null, state: 'pending' };
    const state = row.checksum === checksumOf(step) ? 'applied' : 'changed';
    return { name: step.name, appliedAt: new Date(row.applied_at).toISOString(), state };
  });
  const names = new Set(steps.map((step) => step.name));
  const unknown = rows
    .filter((row) => !names.has(row.name))
    .map((row): MigrationRecord => ({
      name: row.name,
      appliedAt: new Date(row.applied_at).toISOString(),
      state: 'unknown',
    }));
  return [...known, ...unknown].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is applied, waiting, changed since, or of a newer program. Reads only; a missing file has all pending. */
export function migrationHistory(file: string, steps: readonly MigrationStep[]): MigrationRecord[] {
  if (!existsSync(file)) return recordsOf([], steps);
  const database = openConnection(file, { readonly: true });
  try {
    return recordsOf(appliedRows(database), steps);
  } finally {
    database.close();
  }
}

/** Refuses, without writing a byte, a store that a newer program has changed. Error `DATABASE_NEWER`. */
function refuseNewer(file: string, steps: readonly MigrationStep[]): void {
  const unknown = migrationHistory(file, steps).filter((record) => record.state === 'unknown');
  if (unknown.length > 0) {
    throw new AppError(
      'DATABASE_NEWER',
      `${file} was written by a newer version of this program (${unknown.map((record) => record.name).join(', ')}); ` +
        'it was left untouched. Start the newer version, or another data folder.',
    );
  }
}

/** Brings the store to the newest schema, each step in a transaction of its own. Returns the steps' names. */
export function migrateUp(file: string, steps: readonly MigrationStep[], now: number): string[] {
  refuseNewer(file, steps);
  const database = openConnection(file, { readonly: false });
  try {
    database.pragma('synchronous = FULL');
    database.exec(TABLE);
    database.exec(COMMITS);
    const done = new Set(appliedRows(database).map((row) => row.name));
    const pending = [...steps]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .filter((step) => !done.has(step.name));
    for (const step of pending) {
      database.transaction(() => {
        for (const sql of step.up) database.exec(sql);
        step.convert?.up(database);
        database
          .prepare('INSERT INTO schema_migration VALUES (?, ?, ?)')
          .run(step.name, checksumOf(step), now);
      })();
    }
    return pending.map((step) => step.name);
  } finally {
    database.close();
  }
}

/** Takes back the newest `count` steps. Their data is lost: the command asks for a backup first. */
export function migrateDown(file: string, steps: readonly MigrationStep[], count: number): string[] {
  refuseNewer(file, steps);
  const database = openConnection(file, { readonly: false });
  try {
    database.pragma('synchronous = FULL');
    const names = appliedRows(database)
      .map((row) => row.name)
      .reverse()
      .slice(0, count);
    for (const name of names) {
      const step = steps.find((candidate) => candidate.name === name);
      if (step === undefined)
        throw new AppError('DATABASE_NEWER', `migration ${name} is not known to this program`);
      database.transaction(() => {
        for (const sql of step.down) database.exec(sql);
        step.convert?.down(database);
        database.prepare('DELETE FROM schema_migration WHERE name = ?').run(name);
      })();
    }
    return names;
  } finally {
    database.close();
  }
}
