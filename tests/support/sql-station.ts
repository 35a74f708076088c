import type { SqlPreview, SqlSource, SqlSourceSettings } from '../../shared/contract/sql-sources.ts';
import type { Source } from '../../shared/contract/sources.ts';
import type { DatabaseServer } from './database-server.ts';
import type { StationProcess } from './station-process.ts';

export const READER = 'reader';
/** Looked for in everything a station writes: it must be nowhere. */
export const READER_PASSWORD = 'pass-7f3a9c-word';

/** A source over a table `log (id, at, tag, value)`, as an engineer would set it up. */
export function settingsFor(
  server: Pick<DatabaseServer, 'host' | 'port'>,
  kind: SqlSourceSettings['connection']['kind'],
  changes: Partial<SqlSourceSettings> = {},
): SqlSourceSettings {
  return {
    name: 'MES',
    connection: { kind, host: server.host, port: server.port, database: 'plant', user: READER, tls: null },
    query: 'SELECT id, at, tag, value FROM log',
    mapping: {
      time: { column: 'at', format: 'time', zone: 'Asia/Seoul', twice: 'first' },
      values: { shape: 'long', tag: 'tag', value: 'value', type: 'number', equipment: 's/a/l/e' },
      quality: null,
      watermark: { column: 'id', overlap: 0 },
    },
    start: { from: 'all' },
    everySeconds: 1,
    timeLimitSeconds: 5,
    rowsPerPoll: 100_000,
    ...changes,
  };
}

/** Calls of the REST door that a test of SQL sources makes; a refused one rejects with its problem. */
export function sqlDoor(station: StationProcess) {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const answer = await station.call(method, `/api/v1${path}`, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body as T;
  };
  return {
    call,
    add: (settings: SqlSourceSettings, password = READER_PASSWORD) =>
      call<SqlSource>('POST', '/sql-sources', { settings, password }),
    change: (id: string, body: object) => call<SqlSource>('POST', `/sql-sources/${id}`, body),
    remove: (id: string) => call<object>('POST', `/sql-sources/${id}/remove`),
    get: (id: string) => call<SqlSource>('GET', `/sql-sources/${id}`),
    source: (id: string) => call<Source>('GET', `/sources/${id}`),
    preview: (body: object) =>
      call<SqlPreview>('POST', '/sql-sources/preview', { password: READER_PASSWORD, ...body }),
  };
}
