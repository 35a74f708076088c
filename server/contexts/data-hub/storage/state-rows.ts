import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { SqlValue } from '../../../platform/sqlite/index.ts';
import { DamagedError } from '../domain/history/bytes.ts';

/** Rows of a table; cells are numbers, texts or null. */
export interface TableRows {
  readonly table: 'tag' | 'topic' | 'source_counters';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

interface Head {
  readonly tables: readonly { table: TableRows['table']; columns: readonly string[]; rows: number }[];
  /** Cells that are texts, by their place among all cells. */
  readonly texts: readonly (readonly [cell: number, text: string])[];
}

const PREFIX_BYTES = 8;
const DOUBLE_BYTES = 8;

const inDoubles = (bytes: number) => Math.ceil(bytes / DOUBLE_BYTES) * DOUBLE_BYTES;

/**
 * Rows as bytes, made for speed: a checksum of all that follows, the length of a head in JSON (tables, columns, texts), the head, and from
 * the next whole double on the cells as doubles, NaN where a cell is null or a text.
 */
export function packRows(tables: readonly TableRows[]): Uint8Array {
  const used = tables.filter(({ rows }) => rows.length > 0);
  const count = used.reduce((sum, { columns, rows }) => sum + columns.length * rows.length, 0);
  const cells = new Float64Array(count);
  const texts: [number, string][] = [];
  let cell = 0;
  for (const { rows } of used)
    for (const row of rows)
      for (const value of row) {
        if (typeof value === 'number') cells[cell] = value;
        else {
          cells[cell] = Number.NaN;
          if (value !== null) texts.push([cell, value as string]);
        }
        cell += 1;
      }
  const head = Buffer.from(
    JSON.stringify({
      tables: used.map(({ table, columns, rows }) => ({ table, columns, rows: rows.length })),
      texts,
    } satisfies Head),
  );
  const start = inDoubles(PREFIX_BYTES + head.length);
  const bytes = Buffer.alloc(start + cells.byteLength);
  bytes.writeUInt32LE(head.length, 4);
  bytes.set(head, PREFIX_BYTES);
  bytes.set(new Uint8Array(cells.buffer), start);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** What `packRows` was given. Error `DamagedError`. */
export function unpackRows(bytes: Uint8Array): TableRows[] {
  const view = Buffer.from(bytes);
  if (view.length < PREFIX_BYTES || view.readUInt32LE(0) !== crc32(view.subarray(4)))
    throw new DamagedError('states with a wrong checksum');
  const headLength = view.readUInt32LE(4);
  const { tables, texts } = JSON.parse(
    view.subarray(PREFIX_BYTES, PREFIX_BYTES + headLength).toString(),
  ) as Head;
  const start = inDoubles(PREFIX_BYTES + headLength);
  const cells: SqlValue[] = Array.from({ length: (view.length - start) / DOUBLE_BYTES }, (_, index) => {
    const number = view.readDoubleLE(start + index * DOUBLE_BYTES);
    return Number.isNaN(number) ? null : number;
  });
  for (const [cell, text] of texts) cells[cell] = text;
  let cell = 0;
  return tables.map(({ table, columns, rows }) => ({
    table,
    columns,
    rows: Array.from({ length: rows }, () => cells.slice(cell, (cell += columns.length))),
  }));
}

type Row = Readonly<Record<string, SqlValue>>;

const KEYS = { tag: 'id', topic: 'topic', source_counters: 'id' } as const;

/** The newest row of each key that a log holds. */
export interface NewestRows {
  readonly tag: Map<SqlValue, Row>;
  readonly topic: Map<SqlValue, Row>;
  readonly source_counters: Map<SqlValue, Row>;
}

/** @param log its rows in order; `onDamage` is told of one that cannot be read, which is passed over */
export function newestRows(
  log: readonly { readonly id: number; readonly body: Uint8Array }[],
  onDamage: (message: string) => void,
): NewestRows {
  const newest: NewestRows = { tag: new Map(), topic: new Map(), source_counters: new Map() };
  for (const { id, body } of log.toReversed()) {
    try {
      for (const { table, columns, rows } of unpackRows(body)) {
        const key = columns.indexOf(KEYS[table]);
        for (const row of rows) {
          const own = row[key] as SqlValue;
          if (newest[table].has(own)) continue;
          newest[table].set(own, Object.fromEntries(columns.map((name, at) => [name, row[at] as SqlValue])));
        }
      }
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      onDamage(`row ${id} of the hub's states was passed over: ${error.message}`);
    }
  }
  return newest;
}

/** Brings the rows of a database up to date with its log, for what reads them without it. */
export function foldStateLog(database: Database, schema: 'main' | 'temp' = 'main'): void {
  const log = database.prepare('SELECT id, body FROM main.hub_state_log ORDER BY id').all() as {
    id: number;
    body: Uint8Array;
  }[];
  const newest = newestRows(log, () => {});
  for (const table of ['tag', 'topic', 'source_counters'] as const)
    for (const row of newest[table].values()) {
      const names = Object.keys(row);
      const sql =
        table === 'tag'
          ? `UPDATE ${schema}.tag SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`
          : `INSERT OR REPLACE INTO ${schema}.${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`;
      database.prepare(sql).run(row);
    }
}
