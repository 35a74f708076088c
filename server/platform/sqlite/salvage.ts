import type Database from 'better-sqlite3';
import { errorParts, isOfDamage } from './connection.ts';

/** What could be read of a table of a damaged database. */
export interface SalvagedTable {
  readonly table: string;
  rows: number;
  /** Keys between which nothing could be read, both excluded; null: as far as there are any. Empty for a table that is whole. */
  readonly gaps: { readonly after: string | null; readonly before: string | null }[];
  /** Rows for the gaps that a backup had. */
  fromBackup: number;
}

interface Shape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The integer by which rows are found; null for a table without one. */
  readonly key: string | null;
  readonly primary: readonly string[];
}

type Row = Record<string, unknown>;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Runs what reads damaged pages; undefined where it cannot. */
function readable<T>(read: () => T): { readonly value: T } | undefined {
  try {
    return { value: read() };
  } catch (error) {
    if (!isOfDamage(errorParts(error).code)) throw error;
    return undefined;
  }
}

interface Item {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Statements that make the tables, and those that make the rest. Throws where they cannot be read. */
export function schemaOf(database: Database.Database): Item[] {
  return database
    .prepare(`SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid`)
    .all() as Item[];
}

function shapeOf(database: Database.Database, name: string): Shape {
  const columns = database
    .prepare('SELECT name, type, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid')
    .all(name) as { name: string; type: string; pk: number; hidden: number }[];
  const isKeyless = database.prepare(`SELECT wr FROM pragma_table_list(?)`).pluck().get(name) === 1;
  const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const [first] = primary;
  const alias = primary.length === 1 && first?.type.toUpperCase() === 'INTEGER' ? first.name : 'rowid';
  return {
    name,
    columns: columns.filter(({ hidden }) => hidden === 0).map((column) => column.name),
    key: isKeyless ? null : alias,
    primary: primary.map((column) => column.name),
  };
}

/** Copies every row that can be read into the same table of another database. */
function salvageTable(from: Database.Database, to: Database.Database, shape: Shape): SalvagedTable {
  const { name, columns, key } = shape;
  const all = key === null || columns.includes(key) ? columns : [key, ...columns];
  const list = all.map(quoted).join(', ');
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${quoted(name)} (${list}) VALUES (${all.map(() => '?').join(', ')})`,
  );
  const salvaged: SalvagedTable = { table: name, rows: 0, gaps: [], fromBackup: 0 };
  const take = (row: Row) => (salvaged.rows += insert.run(...all.map((column) => row[column])).changes);
  if (key === null) salvageFromBothEnds(from, shape, list, salvaged, take);
  else salvageByKey(from, { name, key, list }, salvaged, take);
  return salvaged;
}

function salvageFromBothEnds(
  from: Database.Database,
  { name, primary }: Shape,
  list: string,
  salvaged: SalvagedTable,
  take: (row: Row) => void,
): void {
  for (const order of ['ASC', 'DESC']) {
    const by = primary.map((column) => `${quoted(column)} ${order}`).join(', ');
    const select = from.prepare(`SELECT ${list} FROM ${quoted(name)} ORDER BY ${by}`).safeIntegers(true);
    const isWhole = readable(() => {
      for (const row of select.iterate()) take(row as Row);
    });
    if (isWhole !== undefined) return;
  }
  salvaged.gaps.push({ after: null, before: null });
}

function salvageByKey(
  from: Database.Database,
  { name, key, list }: { name: string; key: string; list: string },
  salvaged: SalvagedTable,
  take: (row: Row) => void,
): void {
  const select = `SELECT ${list} FROM ${quoted(name)} WHERE ${quoted(key)} >= ? ORDER BY ${quoted(key)}`;
  const rows = from.prepare(select).safeIntegers(true);
  const one = from.prepare(`${select} LIMIT 1`).safeIntegers(true);
  const rowFrom = (at: bigint) => readable(() => one.get(at) as Row | undefined);
  let next = LEAST;
  for (;;) {
    const isWhole = readable(() => {
      for (const row of rows.iterate(next)) {
        take(row as Row);
        next = ((row as Row)[key] as bigint) + 1n;
      }
    });
    if (isWhole !== undefined) return;
    const found = pastDamage(next, rowFrom);
    const after = next === LEAST ? null : String(next - 1n);
    const before = found?.row === undefined ? null : (found.row[key] as bigint);
    salvaged.gaps.push({ after, before: before === null ? null : String(before) });
    if (before === null) return;
    next = before;
  }
}

/** The first row after damaged pages that begin at a key; they hold neighbouring keys. */
function pastDamage(
  begin: bigint,
  rowFrom: (at: bigint) => { readonly value: Row | undefined } | undefined,
): { readonly row: Row | undefined } | undefined {
  let bad = begin;
  let found: { readonly value: Row | undefined } | undefined;
  let good = begin;
  for (let step = 1n; found === undefined; step *= 2n) {
    if (bad >= MOST) return undefined;
    good = begin + step > MOST ? MOST : begin + step;
    found = rowFrom(good);
    if (found === undefined) bad = good;
  }
  while (good - bad > 1n) {
    const middle = (good + bad) / 2n;
    const row = rowFrom(middle);
    if (row === undefined) bad = middle;
    else [good, found] = [middle, row];
  }
  return { row: found.value };
}

/** Rows that a backup of the same schema has where nothing could be read. */
function fillFromBackup(to: Database.Database, backup: string, tables: readonly SalvagedTable[]): void {
  to.prepare('ATTACH ? AS backup').run(backup);
  for (const salvaged of tables.filter(({ gaps }) => gaps.length > 0)) {
    const { columns, key } = shapeOf(to, salvaged.table);
    const all = key === null || columns.includes(key) ? columns : [key, ...columns];
    const list = all.map(quoted).join(', ');
    for (const { after, before } of salvaged.gaps) {
      const within = key === null ? '' : `WHERE ${quoted(key)} > ? AND ${quoted(key)} < ?`;
      const limits = key === null ? [] : [BigInt(after ?? LEAST), BigInt(before ?? MOST)];
      salvaged.fromBackup += to
        .prepare(
          `INSERT OR IGNORE INTO main.${quoted(salvaged.table)} (${list})
           SELECT ${list} FROM backup.${quoted(salvaged.table)} ${within}`,
        )
        .run(...limits).changes;
    }
  }
  to.exec('DETACH backup');
}

/**
 * Copies what can be read of a damaged database into a new, empty one; where something cannot, what a backup of the same schema
 * has. Throws where not even the schema can be read.
 */
export function salvage(
  from: Database.Database,
  to: Database.Database,
  backup: string | null,
): SalvagedTable[] {
  const schema = schemaOf(from);
  const ofTables = schema.filter(({ type, name }) => type === 'table' && !name.startsWith('sqlite_'));
  to.pragma('foreign_keys = OFF');
  for (const { sql } of ofTables) to.exec(sql);
  const names = ofTables.map(({ name }) => name);
  const hasSequence = schema.some(({ name }) => name === 'sqlite_sequence');
  const tables: SalvagedTable[] = [];
  to.transaction(() => {
    for (const name of names) tables.push(salvageTable(from, to, shapeOf(to, name)));
    if (hasSequence) {
      to.exec('DELETE FROM sqlite_sequence');
      tables.push(salvageTable(from, to, { ...shapeOf(to, 'sqlite_sequence'), key: 'rowid' }));
    }
  })();
  const rest = schema.filter(({ type }) => type !== 'table');
  for (const { type, sql } of rest) if (type === 'index') to.exec(sql);
  if (backup !== null) fillFromBackup(to, backup, tables);
  for (const { type, sql } of rest) if (type !== 'index') to.exec(sql);
  return tables;
}
