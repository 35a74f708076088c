import pg from 'pg';
import { asTable, within } from './deadline.ts';
import { networkFault, SqlFault, type SqlFaultCode } from './fault.ts';
import {
  LONGEST_TEXT,
  type SqlCell,
  type SqlColumn,
  type SqlColumnType,
  type SqlPlace,
  type SqlRead,
  type SqlSession,
} from './types.ts';

/** By object id of the type; they are the same in every PostgreSQL. */
const TYPES: Readonly<Record<number, readonly [SqlColumnType, string]>> = {
  16: ['boolean', 'boolean'],
  20: ['integer', 'bigint'],
  21: ['integer', 'smallint'],
  23: ['integer', 'integer'],
  26: ['integer', 'oid'],
  700: ['float', 'real'],
  701: ['float', 'double precision'],
  1700: ['decimal', 'numeric'],
  18: ['text', '"char"'],
  19: ['text', 'name'],
  25: ['text', 'text'],
  1042: ['text', 'char'],
  1043: ['text', 'varchar'],
  1082: ['day', 'date'],
  1114: ['local', 'timestamp'],
  1184: ['instant', 'timestamptz'],
};
/** Types whose text is short by itself. */
const SHORT: ReadonlySet<SqlColumnType> = new Set(['integer', 'float', 'boolean', 'instant', 'local', 'day']);

const CODES: Readonly<Record<string, SqlFaultCode>> = {
  '28P01': 'LOGIN_REFUSED',
  '28000': 'LOGIN_REFUSED',
  '3D000': 'DATABASE_UNKNOWN',
  '42501': 'NOT_ALLOWED',
  '42P01': 'TABLE_MISSING',
  '42703': 'COLUMN_MISSING',
  '25006': 'WRITES',
  '57014': 'TOO_SLOW',
  '55P03': 'TOO_SLOW',
  '53300': 'TOO_MANY_CONNECTIONS',
  '57P01': 'CONNECTION_LOST',
  '57P02': 'CONNECTION_LOST',
  '57P03': 'CONNECTION_LOST',
};

const RAW = { getTypeParser: () => (text: string | null) => text };
const MAY_WRITE = `SELECT CASE WHEN current_setting('is_superuser') = 'on' THEN 'superuser' END AS what
  UNION ALL SELECT * FROM (SELECT n.nspname || '.' || c.relname
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg\\_t%' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    LIMIT 3) AS t`;

const NOTICE_CLOSED = `SELECT set_config(name, '1000', false) FROM pg_catalog.pg_settings
  WHERE name = 'client_connection_check_interval'`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function faultOf(error: unknown, place: SqlPlace): SqlFault {
  const network = networkFault(error, place);
  if (network !== undefined && !(error instanceof pg.DatabaseError)) return network;
  const { code = '', message: detail = String(error) } = error as { code?: string; message?: string };
  if (!(error instanceof pg.DatabaseError))
    return /terminat|closed|not queryable/i.test(detail)
      ? new SqlFault('CONNECTION_LOST', { host: place.host, port: place.port, detail }, error)
      : new SqlFault('DATABASE_ERROR', { detail }, error);
  const parameters = { detail, user: place.user, database: place.database };
  const known = CODES[code] ?? (/^(42|22|0A)/.test(code) ? 'QUERY_INVALID' : null);
  if (known === 'TOO_SLOW') return new SqlFault(known, { seconds: place.withinMs / 1_000 }, error);
  return new SqlFault(known ?? 'DATABASE_ERROR', parameters, error);
}

class PostgresSession implements SqlSession {
  readonly #client: pg.Client;
  readonly #place: SqlPlace;
  version = '';

  constructor(place: SqlPlace) {
    this.#place = place;
    this.#client = new pg.Client({
      host: place.host,
      port: place.port,
      database: place.database,
      user: place.user,
      password: place.password,
      ssl: place.tls === null ? false : { rejectUnauthorized: true, ca: place.tls.ca ?? undefined },
      connectionTimeoutMillis: place.withinMs,
      keepAlive: true,
      application_name: 'ai-factory',
    });
    // A session that breaks between two statements is noticed by the next one.
    this.#client.on('error', () => {});
  }

  async open(): Promise<this> {
    try {
      await within(this.#place.withinMs, this.#client.connect(), () => this.#drop());
      // A server that can (14 or later) then ends what it does for a session that is gone.
      await within(this.#place.withinMs, this.#client.query(NOTICE_CLOSED), () => this.#drop()).catch(
        () => {},
      );
      this.version = `PostgreSQL ${(await this.#first('SHOW server_version')) ?? ''}`;
      return this;
    } catch (error) {
      this.#drop();
      throw this.#connectFault(error);
    }
  }

  async columns(query: string): Promise<SqlColumn[]> {
    const { fields } = await this.#read(`SELECT * FROM ${asTable(query)} LIMIT $1`, ['0']);
    return fields.map(({ name, dataTypeID }) => {
      const [type, declared] = TYPES[dataTypeID] ?? (['other', `type ${dataTypeID}`] as const);
      return { name, type, declared };
    });
  }

  async rows({ query, columns, order, from, limit }: SqlRead): Promise<SqlCell[][]> {
    const wanted = columns.map(({ name, type }) =>
      SHORT.has(type) ? `q.${quoted(name)}` : `left(q.${quoted(name)}::text, ${LONGEST_TEXT + 1})`,
    );
    const where = order === null || from === null ? '' : ` WHERE q.${quoted(order.name)} >= $2`;
    // A row without a value to be ordered by can be read by nobody twice.
    const isNamed = order !== null && from === null ? ` WHERE q.${quoted(order.name)} IS NOT NULL` : where;
    const by = order === null ? '' : ` ORDER BY q.${quoted(order.name)}`;
    const { rows } = await this.#read(
      `SELECT ${wanted.join(', ')} FROM ${asTable(query)}${isNamed}${by} LIMIT $1`,
      where === '' ? [String(limit)] : [String(limit), from],
    );
    const booleans = columns.flatMap(({ type }, index) => (type === 'boolean' ? [index] : []));
    for (const row of rows)
      for (const index of booleans) if (row[index] !== null) row[index] = String(row[index] === 't');
    return rows;
  }

  async newest(query: string, { name }: SqlColumn): Promise<{ value: SqlCell; now: number }> {
    // Not max(): not every type that has an order has one.
    const value = await this.#first(
      `SELECT q.${quoted(name)} FROM ${asTable(query)} WHERE q.${quoted(name)} IS NOT NULL
        ORDER BY q.${quoted(name)} DESC LIMIT $1`,
      ['1'],
    );
    return { value, now: await this.now() };
  }

  async now(): Promise<number> {
    return Number(await this.#first('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'));
  }

  async count(query: string, { name }: SqlColumn, from: string | null): Promise<number> {
    const where = from === null ? `q.${quoted(name)} IS NOT NULL` : `q.${quoted(name)} >= $1`;
    const text = `SELECT count(*) FROM ${asTable(query)} WHERE ${where}`;
    return Number(await this.#first(text, from === null ? [] : [from]));
  }

  async hasNull(query: string, { name }: SqlColumn): Promise<boolean> {
    const { rows } = await this.#read(
      `SELECT 1 FROM ${asTable(query)} WHERE q.${quoted(name)} IS NULL LIMIT $1`,
      ['1'],
    );
    return rows.length > 0;
  }

  async mayWrite(): Promise<string[]> {
    const { rows } = await this.#read(MAY_WRITE, []);
    return rows.flatMap(([what]) => (what == null ? [] : [what]));
  }

  async close(): Promise<void> {
    this.#drop();
  }

  #drop(): void {
    // Not end(): that would wait for what a frozen server owes us.
    (this.#client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  #connectFault(error: unknown): SqlFault {
    const detail = error instanceof Error ? error.message : String(error);
    if (/timeout expired/.test(detail)) {
      const { host, port, withinMs } = this.#place;
      return new SqlFault('UNREACHABLE', { host, port, detail: `no answer within ${withinMs / 1_000} s` });
    }
    return faultOf(error, this.#place);
  }

  async #first(text: string, values: readonly (string | null)[] = []): Promise<SqlCell> {
    const { rows } = await this.#read(text, values);
    return rows[0]?.[0] ?? null;
  }

  /**
   * One statement in a transaction that the server itself keeps from writing, ends after the time limit, and answers in
   * UTC. Sent with parameters always, so that the server takes no second statement behind it.
   */
  async #read(
    text: string,
    values: readonly (string | null)[],
  ): Promise<{ rows: SqlCell[][]; fields: pg.FieldDef[] }> {
    const { withinMs } = this.#place;
    const run = async () => {
      await this.#client.query(
        `BEGIN READ ONLY; SET LOCAL statement_timeout = ${withinMs}; SET LOCAL lock_timeout = ${withinMs};
         SET LOCAL idle_in_transaction_session_timeout = ${withinMs * 2}; SET LOCAL TimeZone = 'UTC';
         SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 3`,
      );
      try {
        const result = await this.#client.query<SqlCell[]>({
          text,
          values: [...values],
          rowMode: 'array',
          types: RAW as unknown as pg.CustomTypesConfig,
          queryMode: 'extended',
        } as pg.QueryArrayConfig);
        return { rows: result.rows as unknown as SqlCell[][], fields: result.fields };
      } finally {
        await this.#client.query('ROLLBACK').catch(() => {});
      }
    };
    try {
      return await within(withinMs, run(), () => this.#drop());
    } catch (error) {
      throw faultOf(error, this.#place);
    }
  }
}

export const openPostgres = (place: SqlPlace): Promise<SqlSession> => new PostgresSession(place).open();
