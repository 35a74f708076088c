import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { SqlValue } from '../../../platform/sqlite/index.ts';
import { DamagedError } from '../domain/history/bytes.ts';

type TableName = 'tag' | 'topic' | 'source_counters';
type Cell = number | string | null;

/** A column of a table, and its cell of a row. */
export type Column<Row> = readonly [name: string, cell: (row: Row) => SqlValue];

/** Rows of a table, to be packed. */
interface Table {
  readonly table: TableName;
  readonly rows: number;
  readonly columns: readonly string[];
  forms(cells: Cells): Form[];
}

export function rowsOf<Row>(table: TableName, columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return {
    table,
    rows: rows.length,
    columns: columns.map(([name]) => name),
    forms: (cells) => columns.map(([, cell]) => cells.add(rows, cell)),
  };
}

/**
 * How a column is kept: the one cell that all rows have; whole numbers after the lowest, 32 bits each; or doubles, NaN where a cell is
 * null or one of the texts.
 */
type Form =
  | { readonly same: Cell }
  | { readonly low: number }
  | { readonly texts: readonly (readonly [row: number, text: string])[] };

interface Head {
  readonly tables: readonly {
    readonly table: TableName;
    readonly rows: number;
    readonly columns: readonly string[];
    readonly forms: readonly Form[];
  }[];
}

/** As rows were before columns had forms: all cells as doubles, row by row, and the texts by their place among them. */
interface HeadOfVersion1 {
  readonly tables: readonly { table: TableName; columns: readonly string[]; rows: number }[];
  readonly texts: readonly (readonly [cell: number, text: string])[];
}

const PREFIX_BYTES = 8;
const DOUBLE_BYTES = 8;

const inDoubles = (bytes: number) => Math.ceil(bytes / DOUBLE_BYTES) * DOUBLE_BYTES;

/** The cells of columns, one after the other, each from a whole double on. */
class Cells {
  readonly #doubles: Float64Array;
  readonly #words: Uint32Array;
  #length = 0;

  constructor(most: number) {
    this.#doubles = new Float64Array(most);
    this.#words = new Uint32Array(this.#doubles.buffer);
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#doubles.buffer, 0, this.#length * DOUBLE_BYTES);
  }

  add<Row>(rows: readonly Row[], cell: Column<Row>[1]): Form {
    const doubles = this.#doubles.subarray(this.#length, this.#length + rows.length);
    const texts: [number, string][] = [];
    let low = Infinity;
    let high = -Infinity;
    let nulls = 0;
    let areWhole = true;
    for (let row = 0; row < rows.length; row += 1) {
      const value = cell(rows[row] as Row);
      doubles[row] = typeof value === 'number' ? value : Number.NaN;
      if (typeof value === 'number') {
        if (value < low) low = value;
        if (value > high) high = value;
        areWhole &&= Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0);
      } else if (value === null) nulls += 1;
      else texts.push([row, value as string]);
    }
    if (nulls === rows.length) return { same: null };
    if (nulls + texts.length > 0 || !areWhole || high - low >= 2 ** 32) {
      this.#length += rows.length;
      return { texts };
    }
    if (low === high) return { same: low };
    const words = this.#words.subarray(this.#length * 2);
    for (let row = 0; row < rows.length; row += 1) words[row] = (doubles[row] as number) - low;
    this.#length += Math.ceil(rows.length / 2);
    return { low };
  }
}

/**
 * Rows as bytes, made for speed: a checksum of all that follows, the length of a head in JSON (tables, columns, their forms), the head,
 * and from the next whole double on the cells, column by column.
 */
export function packRows(tables: readonly Table[]): Uint8Array {
  const used = tables.filter(({ rows }) => rows > 0);
  const cells = new Cells(used.reduce((sum, { columns, rows }) => sum + columns.length * rows, 0));
  const head: Head = { tables: used.map((each) => ({ ...each, forms: each.forms(cells) })) };
  const headBytes = Buffer.from(JSON.stringify(head));
  const start = inDoubles(PREFIX_BYTES + headBytes.length);
  const bytes = Buffer.alloc(start + cells.bytes.length);
  bytes.writeUInt32LE(headBytes.length, 4);
  bytes.set(headBytes, PREFIX_BYTES);
  bytes.set(cells.bytes, start);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

interface TableRows {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** What `packRows` was given. Error `DamagedError`. */
function unpackRows(bytes: Uint8Array): TableRows[] {
  const view = Buffer.from(bytes);
  if (view.length < PREFIX_BYTES || view.readUInt32LE(0) !== crc32(view.subarray(4)))
    throw new DamagedError('states with a wrong checksum');
  const headLength = view.readUInt32LE(4);
  const head = JSON.parse(view.subarray(PREFIX_BYTES, PREFIX_BYTES + headLength).toString()) as
    Head | HeadOfVersion1;
  const cells = view.subarray(inDoubles(PREFIX_BYTES + headLength));
  if ('texts' in head) return unpackVersion1(head, cells);
  let at = 0;
  const column = (form: Form, rows: number): readonly Cell[] => {
    if ('same' in form) return Array.from({ length: rows }, () => form.same);
    const start = at;
    if ('low' in form) {
      at += inDoubles(rows * 4);
      return Array.from({ length: rows }, (_, row) => form.low + cells.readUInt32LE(start + row * 4));
    }
    at += rows * DOUBLE_BYTES;
    const found = Array.from({ length: rows }, (_, row) => doubleAt(cells, start + row * DOUBLE_BYTES));
    for (const [row, text] of form.texts) found[row] = text;
    return found;
  };
  return head.tables.map(({ table, columns, rows, forms }) => {
    const found = forms.map((form) => column(form, rows));
    return {
      table,
      columns,
      rows: Array.from({ length: rows }, (_, row) => found.map((each) => each[row] as Cell)),
    };
  });
}

function doubleAt(cells: Buffer, place: number): Cell {
  const number = cells.readDoubleLE(place);
  return Number.isNaN(number) ? null : number;
}

function unpackVersion1({ tables, texts }: HeadOfVersion1, bytes: Buffer): TableRows[] {
  const cells = Array.from({ length: bytes.length / DOUBLE_BYTES }, (_, index) =>
    doubleAt(bytes, index * DOUBLE_BYTES),
  );
  for (const [cell, text] of texts) cells[cell] = text;
  let cell = 0;
  return tables.map(({ table, columns, rows }) => ({
    table,
    columns,
    rows: Array.from({ length: rows }, () => cells.slice(cell, (cell += columns.length))),
  }));
}

type StoredRow = Readonly<Record<string, SqlValue>>;

const KEYS = { tag: 'id', topic: 'topic', source_counters: 'id' } as const;

/** The newest row of each key that a log holds. */
export interface NewestRows {
  readonly tag: Map<SqlValue, StoredRow>;
  readonly topic: Map<SqlValue, StoredRow>;
  readonly source_counters: Map<SqlValue, StoredRow>;
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
