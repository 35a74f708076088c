import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { freePort, ServerProcess, type DatabaseServer } from './database-server.ts';
import { giveToPlainUser, plainUser } from './plain-user.ts';

const PROGRAM = '/usr/sbin/mariadbd';
const INSTALL = '/usr/bin/mariadb-install-db';

/** Why tests with a real MariaDB cannot run here, or null where they can. */
export const mariadbMissing: string | null =
  existsSync(PROGRAM) && existsSync(INSTALL) ? null : 'not run: mariadb-server is not installed';

export interface MariadbOptions {
  /** Further options of the server, as `--name=value`; `{folder}` is its folder. */
  readonly options?: readonly string[];
  readonly prepare?: (folder: string) => void;
}

/** A MariaDB with the owner `owner`, whose password is `owner`, and the database `plant`. */
export async function startMariadb({ options = [], prepare }: MariadbOptions = {}): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-mariadb-'));
  giveToPlainUser(folder);
  const data = join(folder, 'data');
  const made = spawnSync(
    INSTALL,
    ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--auth-root-authentication-method=normal'],
    { encoding: 'utf8', cwd: folder, ...plainUser },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stdout} ${made.stderr}`);
  prepare?.(folder);
  const port = await freePort();
  const runAs = async (user: string, password: string, database: string | undefined, sql: string) => {
    const connection = await mysql.createConnection({
      ...{
        host: '127.0.0.1',
        port,
        user,
        password,
        multipleStatements: true,
        rowsAsArray: true,
        dateStrings: true,
      },
      ...(database === undefined ? {} : { database }),
    });
    connection.on('error', () => {});
    try {
      const [result] = await connection.query(sql);
      return (Array.isArray(result) ? result : []) as unknown as string[][];
    } finally {
      connection.destroy();
    }
  };
  const server = new ServerProcess(
    PROGRAM,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${folder}/s`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-flush-log-at-trx-commit=0',
      '--skip-name-resolve',
      `--pid-file=${folder}/pid`,
      ...options.map((option) => option.replaceAll('{folder}', folder)),
    ],
    () =>
      runAs('root', '', undefined, 'SELECT 1').catch(() => runAs('owner', 'owner', undefined, 'SELECT 1')),
  );
  await server.start();
  await runAs(
    'root',
    '',
    undefined,
    `CREATE DATABASE plant CHARACTER SET utf8mb4;
     CREATE USER owner@'127.0.0.1' IDENTIFIED BY 'owner'; GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION`,
  );
  return {
    host: '127.0.0.1',
    port,
    folder,
    run: (sql) => runAs('owner', 'owner', 'plant', sql),
    kill: () => server.end('SIGKILL'),
    start: () => server.start(),
    signal: (signal) => server.signal(signal),
    async close() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
