import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateDown, migrateUp, migrationHistory } from './migrate.ts';
import { openStore } from './store.ts';
import type { SqliteStore } from './types.ts';

const step = {
  name: '20260101_0000__first',
  up: ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT'],
  down: ['DROP TABLE note'],
};
const insert = 'INSERT INTO note (text) VALUES (?)';

let folder: string;
let file: string;
let store: SqliteStore | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-store-'));
  file = join(folder, 'station.db');
});
afterEach(async () => {
  await store?.close();
  store = null;
  rmSync(folder, { recursive: true });
});

describe('store', () => {
  it('reads what was written once write() resolved', async () => {
    migrateUp(file, [step], 0);
    store = openStore(file);
    await store.write([{ sql: insert, parameters: ['불량'] }], { durability: 'full' });
    expect(await store.read('SELECT text FROM note')).toEqual([{ text: '불량' }]);
  });

  it('commits waiting transactions together and keeps each atomic', async () => {
    migrateUp(file, [step], 0);
    store = openStore(file);
    const current = store;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        current.write(
          [
            { sql: insert, parameters: [`a${index}`] },
            { sql: insert, parameters: [index % 10 === 0 ? `a${index}` : `b${index}`] },
          ],
          { durability: index % 2 === 0 ? 'full' : 'normal' },
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(20);
    expect(await store.read('SELECT count(*) AS n FROM note')).toEqual([{ n: 360 }]);
    expect(store.stats().commits).toBeLessThan(100);
  });

  it('says per row whether it changed something', async () => {
    migrateUp(file, [step], 0);
    store = openStore(file);
    const sql = 'INSERT OR IGNORE INTO note (text) VALUES (?)';
    const [result] = await store.write([{ sql, rows: [['x'], ['y'], ['x']] }], { durability: 'normal' });
    expect(result).toEqual({ changes: 2, rowChanges: new Uint8Array([1, 1, 0]) });
  });

  it('rejects with CONFLICT on a constraint and goes on', async () => {
    migrateUp(file, [step], 0);
    store = openStore(file);
    await store.write([{ sql: insert, parameters: ['x'] }], { durability: 'full' });
    await expect(
      store.write([{ sql: insert, parameters: ['x'] }], { durability: 'full' }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await store.write([{ sql: insert, parameters: ['y'] }], { durability: 'full' });
  });
});

describe('a store whose thread has ended', () => {
  const garbage = () => writeFileSync(file, Buffer.alloc(8_192, 7));

  it('tells whoever listens, also later, and refuses everything', async () => {
    garbage();
    store = openStore(file);
    const current = store;
    const failed = await new Promise<Error>((resolve) => current.onFailure(resolve));
    expect(failed).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await new Promise<Error>((resolve) => current.onFailure(resolve))).toBe(failed);
    await expect(current.read('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(current.write([{ sql: 'SELECT 1' }], { durability: 'full' })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  it('can be closed, twice too, and then keeps no process from ending', async () => {
    garbage();
    const program = `
      import { openStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
      const store = openStore(${JSON.stringify(file)});
      await new Promise((resolve) => store.onFailure(resolve));
      await Promise.all([store.close(), store.close()]);
      process.stdout.write('closed');`;
    const args = ['--input-type=module', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
    expect(stdout).toBe('closed');
  });
});

describe('migrations', () => {
  it('go up and down and leave no trace', () => {
    expect(migrationHistory(file, [step])).toMatchObject([{ state: 'pending' }]);
    expect(migrateUp(file, [step], 0)).toEqual([step.name]);
    expect(migrateUp(file, [step], 0)).toEqual([]);
    expect(migrateDown(file, [step], 1)).toEqual([step.name]);
    expect(migrationHistory(file, [step])).toMatchObject([{ state: 'pending' }]);
  });

  it('are all or nothing', () => {
    const broken = {
      ...step,
      name: '20260102_0000__broken',
      up: ['CREATE TABLE half (id INTEGER)', 'CREATE TABEL x'],
    };
    expect(() => migrateUp(file, [step, broken], 0)).toThrow(/TABEL/);
    expect(migrationHistory(file, [step, broken]).map((record) => record.state)).toEqual([
      'applied',
      'pending',
    ]);
    expect(migrateUp(file, [step, { ...broken, up: ['CREATE TABLE half (id INTEGER)'] }], 0)).toHaveLength(1);
  });

  it('tell a step that was edited after it shipped', () => {
    migrateUp(file, [step], 0);
    expect(migrationHistory(file, [{ ...step, up: [`${step.up[0]} `] }])).toMatchObject([
      { state: 'changed' },
    ]);
  });

  it('refuse a store of a newer program', () => {
    migrateUp(file, [step, { name: '20990101_0000__future', up: ['CREATE TABLE f (id)'], down: [] }], 0);
    expect(() => migrateUp(file, [step], 0)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }));
  });
});
