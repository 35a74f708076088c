import Database from 'better-sqlite3';
import { foldStateLog } from '../../server/contexts/data-hub/storage/state-rows.ts';
import { visitStored } from '../../server/contexts/data-hub/storage/convert-samples.ts';

function hasTable(database: Database.Database, name: string): boolean {
  return database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined;
}

/** The temporary tables hide those of the same name. */
function foldIntoCopies(database: Database.Database): void {
  for (const table of ['tag', 'topic', 'source_counters'])
    database.exec(`CREATE TEMP TABLE ${table} AS SELECT * FROM main.${table}`);
  database.exec('CREATE UNIQUE INDEX temp.topic_key ON topic (topic)');
  database.exec('CREATE UNIQUE INDEX temp.source_key ON source_counters (id)');
  foldStateLog(database, 'temp');
}

/**
 * Runs a query on a station's database in which the packed history can be read as the table
 * `sample (tag_id, at, seq, value, kind, quality)`: as for the reader, the first of a place counts. Tags and topics are as of
 * the last commit. A running station is not disturbed.
 */
export function rowsOfStation<T>(file: string, sql: string, ...parameters: unknown[]): T[] {
  const database = new Database(file, { readonly: true });
  try {
    database.exec(
      `BEGIN; CREATE TEMP TABLE sample (tag_id, at, seq, value, kind, quality, PRIMARY KEY (tag_id, at, seq))`,
    );
    const add = database.prepare('INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?)');
    visitStored(database, (tagId, samples, index) => {
      const { at, seq, value, quality } = samples.sampleAt(index);
      const column = typeof value === 'boolean' ? Number(value) : value;
      add.run(tagId, at, seq, column, samples.kind[index], quality);
    });
    if (hasTable(database, 'hub_state_log')) foldIntoCopies(database);
    return database.prepare(sql).all(...parameters) as T[];
  } finally {
    database.close();
  }
}
