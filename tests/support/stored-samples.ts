import Database from 'better-sqlite3';
import { visitStored } from '../../server/contexts/data-hub/storage/convert-samples.ts';

/**
 * Runs a query on a station's database in which the packed history can be read as the table
 * `sample (tag_id, at, seq, value, kind, quality)`: as for the reader, the first of a place counts. A running station is not disturbed.
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
    return database.prepare(sql).all(...parameters) as T[];
  } finally {
    database.close();
  }
}
