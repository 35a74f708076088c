import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, ServerProcess, type DatabaseServer } from './database-server.ts';
import { giveToPlainUser, plainUser } from './plain-user.ts';

const DEBIAN = '/usr/lib/postgresql';
const programs: string | null = (() => {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ??
    null
  );
})();

/** Why tests with a real PostgreSQL cannot run here, or null where they can. */
export const postgresMissing: string | null =
  programs === null ? 'not run: postgresql is not installed' : null;

export interface PostgresOptions {
  /** Further lines of `postgresql.conf`, as `name=value`. */
  readonly settings?: readonly string[];
  /** Called with the folder before the start, e.g. to make certificates. */
  readonly prepare?: (folder: string) => void;
}

/** A PostgreSQL with the owner `owner`, whose password is `owner`, and the database `plant`; passwords are asked for. */
export async function startPostgres({
  settings = [],
  prepare,
}: PostgresOptions = {}): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-postgres-'));
  giveToPlainUser(folder);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  giveToPlainUser(data);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'owner\n');
  giveToPlainUser(passwordFile);
  const made = spawnSync(
    join(programs ?? '', 'initdb'),
    [
      '-D',
      data,
      '-U',
      'owner',
      '--locale=C.UTF-8',
      '-E',
      'UTF8',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync',
    ],
    { encoding: 'utf8', cwd: folder, ...plainUser },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  prepare?.(folder);
  const port = await freePort();
  const connect = async (database: string) => {
    const client = new pg.Client({ host: '127.0.0.1', port, database, user: 'owner', password: 'owner' });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const runIn = async (database: string, sql: string): Promise<string[][]> => {
    const client = await connect(database);
    try {
      const result = await client.query<string[]>({ text: sql, rowMode: 'array' });
      return (Array.isArray(result) ? (result as { rows: string[][] }[]).at(-1)?.rows : result.rows) ?? [];
    } finally {
      await client.end();
    }
  };
  const options = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'fsync=off',
    ...settings,
  ];
  const server = new ServerProcess(
    join(programs ?? '', 'postgres'),
    ['-D', data, ...options.flatMap((option) => ['-c', option])],
    () => runIn('postgres', 'SELECT 1'),
  );
  await server.start();
  await runIn('postgres', 'CREATE DATABASE plant');
  return {
    host: '127.0.0.1',
    port,
    folder,
    run: (sql) => runIn('plant', sql),
    // The first signal of a backend's crash: as a power cut would end it.
    kill: () => server.end('SIGKILL'),
    start: () => server.start(),
    signal: (signal) => server.signal(signal),
    async close() {
      await server.end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
