/** Which servers are spoken with; MariaDB counts as MySQL. */
export type SqlServerKind = 'postgres' | 'mysql';

/** What a column holds. `instant` has a zone or is UTC, `local` is a wall clock, `day` a date without a time. */
export type SqlColumnType =
  'integer' | 'decimal' | 'float' | 'boolean' | 'text' | 'instant' | 'local' | 'day' | 'other';

export interface SqlColumn {
  readonly name: string;
  readonly type: SqlColumnType;
  /** As the server calls it. */
  readonly declared: string;
  /** Set for whole numbers that are never below 0, where the server tells. */
  readonly unsigned?: boolean;
}

/** A cell as text, exactly as the server has it; times of `instant` in UTC, booleans as `true` and `false`. */
export type SqlCell = string | null;

export interface SqlPlace {
  readonly kind: SqlServerKind;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Null: without TLS. Otherwise the certificate and its name are checked, by this authority or those of the machine. */
  readonly tls: { readonly ca: string | null } | null;
  /** Of each statement and of connecting, milliseconds. */
  readonly withinMs: number;
}

/** Rows of a query in the order of a column, from a value of it on (which counts as in). */
export interface SqlRead {
  readonly query: string;
  /** What is wanted of each row, and in this order. */
  readonly columns: readonly SqlColumn[];
  /** Without it the rows come as the server gives them. */
  readonly order: SqlColumn | null;
  /** Null: from the first on. */
  readonly from: string | null;
  readonly limit: number;
}

/** One session of a database. Every statement runs in a transaction that can only read. Errors are `SqlFault`. */
export interface SqlSession {
  /** Product and version. */
  readonly version: string;
  columns(query: string): Promise<SqlColumn[]>;
  rows(read: SqlRead): Promise<SqlCell[][]>;
  /** The largest value of a column, and the server's clock in epoch milliseconds. */
  newest(query: string, column: SqlColumn): Promise<{ readonly value: SqlCell; readonly now: number }>;
  now(): Promise<number>;
  /** How many rows there are from a value on. */
  count(query: string, order: SqlColumn, from: string | null): Promise<number>;
  hasNull(query: string, column: SqlColumn): Promise<boolean>;
  /** What this login may change, the first few; empty: nothing. */
  mayWrite(): Promise<string[]>;
  /** Ends it; what is under way fails. */
  close(): Promise<void>;
}

/** Longest text taken from a cell; the server cuts it off, so that no huge cell ever comes over the network. */
export const LONGEST_TEXT = 10_000;
