import { isIP } from 'node:net';
import mysql from 'mysql2/promise';
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

const CODES: Readonly<Record<number, SqlFaultCode>> = {
  1045: 'LOGIN_REFUSED',
  1698: 'LOGIN_REFUSED',
  1251: 'LOGIN_REFUSED',
  1049: 'DATABASE_UNKNOWN',
  1044: 'NOT_ALLOWED',
  1142: 'NOT_ALLOWED',
  1143: 'NOT_ALLOWED',
  1370: 'NOT_ALLOWED',
  1146: 'TABLE_MISSING',
  1054: 'COLUMN_MISSING',
  1064: 'QUERY_INVALID',
  1060: 'QUERY_INVALID',
  1052: 'QUERY_INVALID',
  1055: 'QUERY_INVALID',
  1305: 'QUERY_INVALID',
  1792: 'WRITES',
  1969: 'TOO_SLOW',
  3024: 'TOO_SLOW',
  1317: 'TOO_SLOW',
  1205: 'TOO_SLOW',
  1040: 'TOO_MANY_CONNECTIONS',
  1203: 'TOO_MANY_CONNECTIONS',
  1226: 'TOO_MANY_CONNECTIONS',
  1053: 'CONNECTION_LOST',
  1927: 'CONNECTION_LOST',
};

const UNSIGNED = 32;
const BINARY_CHARSET = 63;
const TYPES: Readonly<Record<string, SqlColumnType>> = {
  TINY: 'integer',
  SHORT: 'integer',
  LONG: 'integer',
  INT24: 'integer',
  LONGLONG: 'integer',
  YEAR: 'integer',
  FLOAT: 'float',
  DOUBLE: 'float',
  DECIMAL: 'decimal',
  NEWDECIMAL: 'decimal',
  // As the session's zone is UTC.
  TIMESTAMP: 'instant',
  DATETIME: 'local',
  DATE: 'day',
  NEWDATE: 'day',
  VARCHAR: 'text',
  VAR_STRING: 'text',
  STRING: 'text',
  ENUM: 'text',
  SET: 'text',
  JSON: 'text',
  TINY_BLOB: 'text',
  MEDIUM_BLOB: 'text',
  LONG_BLOB: 'text',
  BLOB: 'text',
};
/** How a value to begin from is compared: as text it would be compared as a double, and loses digits. */
const CASTS: Readonly<Partial<Record<SqlColumnType, string>>> = {
  integer: 'CAST(? AS SIGNED)',
  decimal: 'CAST(? AS DECIMAL(65, 30))',
  float: '(? + 0e0)',
  instant: 'CAST(? AS DATETIME(6))',
  local: 'CAST(? AS DATETIME(6))',
  day: 'CAST(? AS DATE)',
};
/** What a grant allows to write, and where: `INSERT, UPDATE, … ON mes.*`; empty where nothing. */
function writingOf(grant: string): string[] {
  const [, rights = '', scope = ''] = /^GRANT (.+?) ON (.+?) TO /.exec(grant) ?? [];
  const writing = rights.split(', ').filter((right) => WRITING.test(right));
  if (/ WITH GRANT OPTION/.test(grant)) writing.push('GRANT OPTION');
  if (writing.length === 0) return [];
  const shown = writing.slice(0, SHOWN_RIGHTS).join(', ');
  const more = writing.length > SHOWN_RIGHTS ? ', …' : '';
  return [`${shown}${more} ON ${scope.replaceAll('`', '')}`.slice(0, 200)];
}

const SHOWN_RIGHTS = 3;
const WRITING =
  /\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|INDEX|TRIGGER|EVENT|SUPER|GRANT OPTION|FILE)\b/;

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

interface Field {
  readonly name: string;
  readonly columnType?: number;
  readonly columnLength?: number;
  readonly characterSet?: number;
  readonly flags: number | string[];
}

function columnOf({ name, columnType = 0, columnLength = 0, characterSet, flags }: Field): SqlColumn {
  const wire = (mysql.Types as unknown as Record<number, string>)[columnType] ?? 'unknown';
  const isUnsigned = typeof flags === 'number' && (flags & UNSIGNED) !== 0;
  if (wire === 'BIT') return { name, type: columnLength === 1 ? 'boolean' : 'integer', declared: 'bit' };
  // There is no boolean: BOOLEAN is TINYINT(1), and that is how it is told from other small numbers.
  if (wire === 'TINY' && columnLength === 1) return { name, type: 'boolean', declared: 'tinyint(1)' };
  const isBytes =
    characterSet === BINARY_CHARSET && TYPES[wire] === 'text' && wire !== 'JSON' && wire !== 'ENUM';
  const type = isBytes ? 'other' : (TYPES[wire] ?? 'other');
  return { name, type, declared: wire.toLowerCase(), ...(isUnsigned ? { unsigned: true } : {}) };
}

/** A four-byte number as its shortest text, as the server shows it: 0.1, not 0.10000000149011612. */
function shortest(single: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = String(Number(single.toPrecision(digits)));
    if (Math.fround(Number(text)) === single) return text;
  }
  return String(single);
}

function cellOf(value: unknown, { type, declared }: SqlColumn): SqlCell {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) {
    if (declared !== 'bit') return value.toString('utf8');
    const bits = value.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
    return type === 'boolean' ? String(bits === 1n) : String(bits);
  }
  if (type === 'boolean' && (value === 0 || value === 1)) return String(value === 1);
  if (declared === 'float' && typeof value === 'number') return shortest(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}

function faultOf(error: unknown, place: SqlPlace): SqlFault {
  const { errno = 0, message: detail = String(error) } = error as { errno?: number; message?: string };
  const known = errno > 0 ? CODES[errno] : undefined;
  if (known === 'TOO_SLOW') return new SqlFault(known, { seconds: place.withinMs / 1_000 }, error);
  const parameters = { detail, user: place.user, database: place.database };
  if (known !== undefined) return new SqlFault(known, parameters, error);
  const network = networkFault(error, place);
  if (network !== undefined) return network;
  if (/closed state|closed|terminated|lost/i.test(detail))
    return new SqlFault('CONNECTION_LOST', { host: place.host, port: place.port, detail }, error);
  return new SqlFault('DATABASE_ERROR', { detail }, error);
}

class MysqlSession implements SqlSession {
  readonly #connection: mysql.Connection;
  readonly #place: SqlPlace;
  version = '';

  private constructor(connection: mysql.Connection, place: SqlPlace) {
    this.#connection = connection;
    this.#place = place;
    // A session that breaks between two statements is noticed by the next one.
    connection.on('error', () => {});
  }

  static async open(place: SqlPlace): Promise<MysqlSession> {
    const { host, port, database, user, password, tls, withinMs } = place;
    // The driver compares a certificate with names only, and would take an address for another machine.
    if (tls !== null && isIP(host) !== 0) throw new SqlFault('TLS_NEEDS_NAME', { host });
    try {
      const connection = await mysql.createConnection({
        ...{ host, port, database, user, password, connectTimeout: withinMs },
        ...(tls === null
          ? {}
          : {
              ssl: {
                rejectUnauthorized: true,
                verifyIdentity: true,
                minVersion: 'TLSv1.2',
                ...(tls.ca === null ? {} : { ca: tls.ca }),
              },
            }),
        ...{ dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, jsonStrings: true },
        ...{ multipleStatements: false, rowsAsArray: true, charset: 'utf8mb4', enableKeepAlive: true },
      });
      return await new MysqlSession(connection, place).#begin();
    } catch (error) {
      const { code, message: detail = '' } = error as { code?: string; message?: string };
      if (code === 'ETIMEDOUT' && !(error instanceof SqlFault))
        throw new SqlFault('UNREACHABLE', { host, port, detail: `no answer within ${withinMs / 1_000} s` });
      if (code === 'HANDSHAKE_NO_SSL_SUPPORT') throw new SqlFault('TLS_REFUSED', { host, port, detail });
      throw faultOf(error, place);
    }
  }

  async #begin(): Promise<this> {
    const name = await this.#value(`SELECT CONCAT(VERSION(), ' ', @@version_comment)`);
    const isMaria = /maria/i.test(name ?? '');
    this.version = `${isMaria ? 'MariaDB' : 'MySQL'} ${(name ?? '').split(' ')[0] ?? ''}`;
    const { withinMs } = this.#place;
    // MariaDB counts seconds, MySQL milliseconds; by a server's own name, as an unknown variable is an error.
    const limit = isMaria
      ? `max_statement_time = ${withinMs / 1_000}`
      : `max_execution_time = ${Math.round(withinMs)}`;
    const lock = Math.max(1, Math.round(withinMs / 1_000));
    await this.#guarded(() =>
      this.#connection.query(
        `SET SESSION ${limit}, SESSION time_zone = '+00:00', SESSION lock_wait_timeout = ${lock},
         SESSION innodb_lock_wait_timeout = ${lock}`,
      ),
    );
    return this;
  }

  async columns(query: string): Promise<SqlColumn[]> {
    return (await this.#read(`SELECT * FROM ${asTable(query)} LIMIT 0`, [])).columns;
  }

  async rows({ query, columns, order, from, limit }: SqlRead): Promise<SqlCell[][]> {
    const wanted = columns.map(({ name, type }) =>
      type === 'text' || type === 'other'
        ? `LEFT(q.${quoted(name)}, ${LONGEST_TEXT + 1})`
        : `q.${quoted(name)}`,
    );
    const where =
      order === null ? '' : from === null ? ` WHERE q.${quoted(order.name)} IS NOT NULL` : this.#since(order);
    const by = order === null ? '' : ` ORDER BY q.${quoted(order.name)}`;
    const text = `SELECT ${wanted.join(', ')} FROM ${asTable(query)}${where}${by} LIMIT ${Math.trunc(limit)}`;
    const { rows } = await this.#read(text, order === null || from === null ? [] : [from]);
    return rows.map((row) => columns.map((column, index) => cellOf(row[index], column)));
  }

  async newest(query: string, column: SqlColumn): Promise<{ value: SqlCell; now: number }> {
    const name = `q.${quoted(column.name)}`;
    const text = `SELECT ${name} FROM ${asTable(query)} WHERE ${name} IS NOT NULL ORDER BY ${name} DESC LIMIT 1`;
    const { rows } = await this.#read(text, []);
    return { value: cellOf(rows[0]?.[0], column), now: await this.now() };
  }

  async now(): Promise<number> {
    return Number(await this.#value('SELECT FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)'));
  }

  async count(query: string, order: SqlColumn, from: string | null): Promise<number> {
    const where = from === null ? ` WHERE q.${quoted(order.name)} IS NOT NULL` : this.#since(order);
    return Number(
      await this.#value(`SELECT COUNT(*) FROM ${asTable(query)}${where}`, from === null ? [] : [from]),
    );
  }

  async hasNull(query: string, { name }: SqlColumn): Promise<boolean> {
    const text = `SELECT 1 FROM ${asTable(query)} WHERE q.${quoted(name)} IS NULL LIMIT 1`;
    return (await this.#read(text, [])).rows.length > 0;
  }

  async mayWrite(): Promise<string[]> {
    const [rows] = await this.#guarded(() => this.#connection.query('SHOW GRANTS'));
    return (rows as string[][])
      .map(([grant = '']) => grant)
      .flatMap(writingOf)
      .filter((right, index, all) => all.indexOf(right) === index)
      .slice(0, 4);
  }

  async close(): Promise<void> {
    this.#connection.destroy();
  }

  #since({ name, type, unsigned }: SqlColumn): string {
    const cast = unsigned === true && type === 'integer' ? 'CAST(? AS UNSIGNED)' : (CASTS[type] ?? '?');
    return ` WHERE q.${quoted(name)} >= ${cast}`;
  }

  async #value(text: string, values: readonly string[] = []): Promise<SqlCell> {
    const { rows, columns } = await this.#read(text, values);
    const [column] = columns;
    return column === undefined ? null : cellOf(rows[0]?.[0], column);
  }

  /** One prepared statement in a transaction that the server itself keeps from writing. */
  async #read(text: string, values: readonly string[]): Promise<{ rows: unknown[][]; columns: SqlColumn[] }> {
    return this.#guarded(async () => {
      await this.#connection.query('START TRANSACTION READ ONLY');
      try {
        const [rows, fields] = await this.#connection.execute(text, [...values]);
        return {
          rows: rows as unknown as unknown[][],
          columns: fields.map((field) => columnOf(field as unknown as Field)),
        };
      } finally {
        await this.#connection.query('ROLLBACK').catch(() => {});
      }
    });
  }

  async #guarded<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await within(this.#place.withinMs, run(), () => this.#connection.destroy());
    } catch (error) {
      throw faultOf(error, this.#place);
    }
  }
}

export const openMysql = (place: SqlPlace): Promise<SqlSession> => MysqlSession.open(place);
