import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../server/migrations/index.ts';
import { migrateUp } from '../../server/platform/sqlite/index.ts';
import { aif } from '../support/aif.ts';
import { serverWithout, type GuardRemoval } from '../support/server-without.ts';

/**
 * Fault 9: the program is killed while it changes the schema, at every step: after the first statement of it, and when all of them
 * have run but are not committed. The store is then, to the row, what it was before the step, and the next start goes on.
 */
const KILL = `process.kill(process.pid, 'SIGKILL');`;
const MOMENTS = ['begun', 'done'] as const;
const KILLED_IN_STEP: GuardRemoval[] = [
  {
    file: 'server/platform/sqlite/migrate.ts',
    find: 'for (const sql of step.up) database.exec(sql);',
    replace: `for (const sql of step.up) {
      database.exec(sql);
      if (process.env.AIF_TEST_KILL === step.name + ' begun') ${KILL}
    }`,
  },
  {
    file: 'server/platform/sqlite/migrate.ts',
    find: 'step.convert?.up(database);',
    replace: `if (process.env.AIF_TEST_KILL === step.name + ' begun') ${KILL}
      step.convert?.up(database); if (process.env.AIF_TEST_KILL === step.name + ' done') ${KILL}`,
  },
];
const WITHOUT_TRANSACTION: GuardRemoval = {
  file: 'server/platform/sqlite/migrate.ts',
  find: 'database.transaction(() => {\n        for',
  replace: '(() => {\n        for',
};
const TEST_WITHIN_MS = 600_000;

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-killed-migration-'));
  data = join(folder, 'data');
  mkdirSync(data);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The schema and every row, but for when steps were applied. */
function contents(place = data): Record<string, unknown> {
  const copy = mkdtempSync(join(folder, 'read-'));
  for (const name of ['station.db', 'station.db-wal'])
    if (existsSync(join(place, name))) cpSync(join(place, name), join(copy, name));
  const database = new Database(join(copy, 'station.db'));
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const schema = database
      .prepare(`SELECT name, type, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name`)
      .all() as { name: string; type: string; sql: string }[];
    const tables = schema.filter(({ type }) => type === 'table').map(({ name }) => name);
    const rowsOf = (table: string) =>
      database
        .prepare(
          table === 'schema_migration'
            ? 'SELECT name FROM schema_migration ORDER BY name'
            : `SELECT * FROM "${table}"`,
        )
        .all();
    return { schema, ...Object.fromEntries(tables.map((table) => [table, rowsOf(table)])) };
  } finally {
    database.close();
    rmSync(copy, { recursive: true });
  }
}

/** Brings the schema up and is killed on the way. */
async function upUntilKilled(program: string, at: string): Promise<void> {
  const { code } = await aif(['migrate', 'up', '--data', data], { program, env: { AIF_TEST_KILL: at } });
  expect(code).toBe(null);
}

/** What a store holds that was brought through the first `steps` without being killed. */
function wanted(steps: number): Record<string, unknown> {
  const clean = mkdtempSync(join(folder, 'clean-'));
  migrateUp(join(clean, 'station.db'), MIGRATIONS.slice(0, steps), 0);
  return contents(clean);
}

describe('fault 9: killed in mid migration', { timeout: TEST_WITHIN_MS }, () => {
  it(`at each of ${MIGRATIONS.length} steps, twice: all or nothing, and the next start goes on`, async () => {
    const program = await serverWithout(KILLED_IN_STEP);
    for (const [index, step] of MIGRATIONS.entries())
      for (const moment of MOMENTS) {
        await upUntilKilled(program, `${step.name} ${moment}`);
        expect(contents()).toEqual(wanted(index));
      }
    const { code, stderr } = await aif(['migrate', 'up', '--data', data]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(contents()).toEqual(wanted(MIGRATIONS.length));
  });

  it('is noticed when a step is no transaction', async () => {
    const program = await serverWithout([...KILLED_IN_STEP, WITHOUT_TRANSACTION]);
    await upUntilKilled(program, `${MIGRATIONS[1]?.name} begun`);
    expect(contents()).not.toEqual(wanted(1));
  });
});
