import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlSourceSettings } from '../../shared/contract/sql-sources.ts';
import { makeAuthority, makeCertificate, opensslMissing } from '../support/certificates.ts';
import type { DatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { giveToPlainUser } from '../support/plain-user.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { counted } from '../support/sql-counted.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const missing = postgresMissing ?? opensslMissing;
const folder = temporaryFolder();
let server: DatabaseServer;
let station: StationProcess;

/** A table of its own for a test, as the one every test knows; names of tags begin with its name. */
const table = (name: string) =>
  `CREATE TABLE ${name} (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision)`;
const fill = (name: string, count: number) => `INSERT INTO ${name} (at, tag, value)
  SELECT now() - make_interval(secs => ${count} - n), '${name}' || n % 10, n FROM generate_series(1, ${count}) AS n`;
const over = (name: string, changes: Partial<SqlSourceSettings> = {}): SqlSourceSettings =>
  settingsFor(server, 'postgres', { query: `SELECT id, at, tag, value FROM ${name}`, ...changes });
const withMapping = (change: Partial<SqlSourceSettings['mapping']>) => ({
  mapping: { ...settingsFor(server, 'postgres').mapping, ...change },
});

beforeAll(async () => {
  if (missing !== null) return;
  server = await startPostgres({
    settings: ['ssl=on', 'ssl_cert_file=../server.pem', 'ssl_key_file=../server.key'],
    prepare(path) {
      makeAuthority(path, 'plant');
      makeAuthority(path, 'other');
      makeCertificate(path, 'plant', 'server', '127.0.0.1');
      giveToPlainUser(join(path, 'server.key'));
    },
  });
  await server.run(`CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}';
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${READER}`);
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  station = await startStationProcess({ data: folder.path });
}, 120_000);

afterAll(async () => {
  await station?.close();
  await server?.close();
  folder.remove();
});

describe.skipIf(missing !== null)(`SQL source, PostgreSQL (${missing ?? 'real'})`, () => {
  const door = () => sqlDoor(station);
  const faultOf = (id: string, fault: object) =>
    eventually(async () => expect((await door().get(id)).reading.fault).toMatchObject(fault));

  it('reads what is there as history, then what comes, once; paused it waits, removed it is gone', async () => {
    await server.run(`${table('log')}; ${fill('log', 5_000)}`);
    const { id } = await door().add(over('log'));
    await counted(door(), id, { received: 5_000, stored: 5_000, duplicate: 0 });
    await server.run(fill('log', 50));
    await counted(door(), id, { stored: 5_050 });
    const { reading } = await door().get(id);
    expect(reading).toMatchObject({ rows: 5_050, isCatchingUp: false, fault: null, watermark: '5050' });
    await door().call('POST', `/sources/${id}/pause`);
    await server.run(fill('log', 10));
    expect(await door().source(id)).toMatchObject({ state: 'paused', counters: { stored: 5_050 } });
    // What a person has changed stays when settings change, and no row is lost over both.
    await door().change(id, { settings: over('log', { name: 'MES 2' }) });
    expect(await door().source(id)).toMatchObject({ state: 'paused', name: { ko: 'MES 2' } });
    await door().call('POST', `/sources/${id}/resume`);
    await counted(door(), id, { stored: 5_060 });
    await door().remove(id);
    await expect(door().source(id)).rejects.toThrow('SOURCE_NOT_FOUND');
    const changes = await door().call<{ items: { action: string }[] }>('GET', `/sources/${id}/changes`);
    expect(changes.items.map(({ action }) => action)).toEqual([
      'removed',
      'resumed',
      'changed',
      'paused',
      'added',
    ]);
  });

  it('loses none of many rows of one watermark, and says where it cannot go on', async () => {
    await server.run(`${table('batch')}; ALTER TABLE batch ADD COLUMN lot int;
      INSERT INTO batch (lot, at, tag, value)
        SELECT CASE WHEN n <= 3 THEN 1 WHEN n <= 10003 THEN 2 ELSE 3 END, '2026-11-01'::timestamptz + make_interval(secs => n), 'batch', n
        FROM generate_series(1, 10010) AS n`);
    const query = 'SELECT lot, at, tag, value FROM batch';
    const byLot = withMapping({ watermark: { column: 'lot', overlap: 0 } });
    const { id } = await door().add(over('batch', { query, ...byLot }));
    await counted(door(), id, { received: 10_010, stored: 10_010, duplicate: 0 });
    // Rows of the last watermark that come later, two of them alike.
    await server.run(
      `INSERT INTO batch (lot, at, tag, value) VALUES (3, '2026-11-02', 'batch', 1), (3, '2026-11-02', 'batch', 1)`,
    );
    await counted(door(), id, { received: 10_012, stored: 10_011, duplicate: 1 });
    await server.run(`INSERT INTO batch (lot, at, tag, value)
      SELECT 4, '2026-11-03'::timestamptz + make_interval(secs => n), 'batch', n FROM generate_series(1, 65537) AS n`);
    await faultOf(id, { code: 'WATERMARK_TOO_COARSE', parameters: { column: 'lot' } });
    await door().remove(id);
  });

  it('takes rows that are committed late within its overlap, and counts no row twice', async () => {
    await server.run(`${table('late')}; ${fill('late', 1_000)}; DELETE FROM late WHERE id IN (950, 500)`);
    const { id } = await door().add(over('late', withMapping({ watermark: { column: 'id', overlap: 100 } })));
    await counted(door(), id, { received: 998, stored: 998 });
    await server.run(`INSERT INTO late VALUES (950, now(), 'late0', 1), (500, now(), 'late0', 2)`);
    await counted(door(), id, { received: 999, stored: 999, duplicate: 0 });
    const { reading } = await door().get(id);
    expect(reading.repeated).toBeGreaterThanOrEqual(100);
    await door().remove(id);
  });

  it('reads every kind of column, and keeps what it cannot store', async () => {
    await server.run(`CREATE TABLE kinds (id serial, wall timestamp, n numeric, big bigint, f real, b boolean, note text, day date, j jsonb, q text);
      INSERT INTO kinds (wall, n, big, f, b, note, day, j, q) VALUES
        ('2026-11-28 09:00:00.123456', 12345.678, 42, 0.1, true, '가동', '2026-11-28', '{"a": 1}', 'good'),
        ('2026-11-28 09:00:01', NULL, 9007199254740993, 'NaN', NULL, NULL, NULL, NULL, '0'),
        ('infinity', 1, 1, 1, true, '', NULL, NULL, NULL),
        (NULL, 1, 1, 1, true, '', NULL, NULL, NULL),
        ('2026-11-28 09:00:02', 1e300, 1, 1, false, repeat('x', 20000), NULL, NULL, 'wrong')`);
    const columns = (
      [
        ['n', 'number'],
        ['big', 'number'],
        ['f', 'number'],
        ['b', 'boolean'],
        ['note', 'text'],
        ['day', 'text'],
        ['j', 'text'],
      ] as const
    ).map(([column, type]) => ({ column, type, tag: `k/a/l/e/${column}` }));
    const settings = over('kinds', {
      query: 'SELECT * FROM kinds -- all of it;',
      ...withMapping({
        time: { column: 'wall', format: 'time', zone: 'Asia/Seoul', twice: 'first' },
        values: { shape: 'wide', columns },
        quality: 'q',
      }),
    });
    const { id } = await door().add(settings);
    // Row 1: 7 values. Row 2: 5 empty, 2 unreadable. Rows 3, 4 and 5: nothing to be stored.
    await counted(door(), id, { received: 12, stored: 7, unreadable: 5, duplicate: 0 });
    expect((await door().get(id)).reading).toMatchObject({ rows: 5, empty: 5 });
    const { items } = await door().call<{
      items: { path: string; last: { value: unknown; at: string; quality: number } }[];
    }>('GET', '/tags?search=k/a/l/e');
    expect(Object.fromEntries(items.map(({ path, last }) => [path.split('/').at(-1), last.value]))).toEqual({
      n: 12345.678,
      big: 42,
      f: 0.1,
      b: true,
      note: '가동',
      day: '2026-11-28',
      j: '{"a": 1}',
    });
    expect(items[0]?.last).toMatchObject({ at: '2026-11-28T00:00:00.123Z', quality: 192 });
    await door().remove(id);
  });

  it('waits for rows ahead of the clock instead of being carried past all others', async () => {
    await server.run(`${table('ahead')}; ${fill('ahead', 100)};
      INSERT INTO ahead (at, tag, value) VALUES (now() + interval '40 years', 'ahead', 1)`);
    const { id } = await door().add(over('ahead', withMapping({ watermark: { column: 'at', overlap: 0 } })));
    await counted(door(), id, { stored: 100 });
    await server.run(`INSERT INTO ahead (at, tag, value) SELECT now() + make_interval(secs => n), 'ahead', n
      FROM generate_series(0, 4) AS n`);
    await counted(door(), id, { stored: 105, unreadable: 0 });
    await eventually(async () => expect((await door().get(id)).reading.ahead).toBe(1));
    await door().remove(id);
  });

  it('begins now, or from a value, or again', async () => {
    await server.run(`${table('start')}; ${fill('start', 200)}`);
    const byTime = withMapping({ watermark: { column: 'at', overlap: 3_600 } });
    const now = await door().add(over('start', { ...byTime, start: { from: 'now' } }));
    await eventually(async () => expect((await door().get(now.id)).reading.lastPollAt).not.toBeNull());
    // The newest row belongs to now; the overlap takes nothing from before it.
    await counted(door(), now.id, { received: 1, stored: 1 });
    await server.run(`INSERT INTO start (at, tag, value) VALUES (now(), 'start0', 1)`);
    await counted(door(), now.id, { received: 2 });
    const settings = over('start', { start: { from: 'value', value: '151' } });
    const from = await door().add(settings);
    await counted(door(), from.id, { received: 51, duplicate: 2 });
    await door().change(from.id, { settings: { ...settings, start: { from: 'all' } }, restart: true });
    await counted(door(), from.id, { received: 51 + 201, stored: 49 + 150 });
    await expect(door().change(from.id, { settings: over('start', byTime) })).rejects.toThrow('restart');
    await door().remove(now.id);
    await door().remove(from.id);
  });

  it('is held back by its limit and shows it, while others go on', async () => {
    await server.run(`${table('held')}; ${fill('held', 30_000)}`);
    const { id } = await door().add(over('held'));
    await door().call('POST', `/sources/${id}/limits`, { perSecond: 2_000, keptUnreadable: 10 });
    await eventually(async () => expect((await door().source(id)).limitedSince).not.toBeNull());
    const { reading } = await door().get(id);
    expect(reading.progress).toMatchObject({ total: 30_000 });
    await door().call('POST', `/sources/${id}/limits`, { perSecond: null, keptUnreadable: 10 });
    await counted(door(), id, { stored: 30_000 });
    await door().remove(id);
  });

  it('shows what is wrong as a code, tries again, and goes on where it was', async () => {
    await server.run(`${table('faulty')}; ${fill('faulty', 10)}`);
    const { id } = await door().add(over('faulty', { timeLimitSeconds: 1 }), 'not the password');
    await faultOf(id, { code: 'LOGIN_REFUSED', parameters: { user: READER } });
    expect(await door().source(id)).toMatchObject({
      state: 'failing',
      lastError: { fault: { code: 'LOGIN_REFUSED' } },
    });
    await door().change(id, { settings: over('faulty', { timeLimitSeconds: 1 }), password: READER_PASSWORD });
    await counted(door(), id, { stored: 10 });
    await server.run('ALTER TABLE faulty RENAME COLUMN value TO measured');
    await faultOf(id, { code: 'COLUMN_MISSING' });
    await server.run('ALTER TABLE faulty RENAME COLUMN measured TO value');
    await eventually(async () => expect((await door().source(id)).state).toBe('connected'));
    const slow = { query: 'SELECT id, at, tag, value FROM faulty, pg_sleep(3)', timeLimitSeconds: 1 };
    await door().change(id, { settings: over('faulty', slow) });
    await faultOf(id, { code: 'TOO_SLOW', parameters: { seconds: 1 } });
    await door().change(id, { settings: over('faulty', { query: 'SELECT id, at, tag FROM faulty' }) });
    await faultOf(id, { code: 'COLUMN_NOT_IN_QUERY', parameters: { column: 'value' } });
    await door().change(id, { settings: over('faulty', { timeLimitSeconds: 1 }) });
    await eventually(async () => expect((await door().source(id)).state).toBe('connected'));
    // A session that is frozen in the middle is given up a little after its time limit.
    const pid = await eventually(async () => {
      // Those that were given up are gone: what is left is the source's own.
      const sessions = await server.run(`SELECT pid::text FROM pg_stat_activity WHERE usename = '${READER}'`);
      expect(sessions).toHaveLength(1);
      return sessions[0]?.[0];
    });
    process.kill(Number(pid), 'SIGSTOP');
    await faultOf(id, { code: 'TOO_SLOW' });
    process.kill(Number(pid), 'SIGCONT');
    await eventually(async () => expect((await door().source(id)).state).toBe('connected'));
    // Frozen: who opens a session gets no answer, and does not wait longer than its time limit and a little.
    server.signal('SIGSTOP');
    const { connection } = over('faulty');
    const frozen = await door().preview({ connection, query: 'SELECT 1 AS x', timeLimitSeconds: 1 });
    server.signal('SIGCONT');
    expect(frozen.fault?.code).toMatch(/^(UNREACHABLE|TOO_SLOW)$/);
    await door().remove(id);
  });

  it('cannot write, whatever the query and the login', async () => {
    await server.run(`${table('precious')}; ${fill('precious', 3)};
      CREATE FUNCTION spoil() RETURNS int LANGUAGE sql AS 'DELETE FROM precious RETURNING 1'`);
    const owner = { ...over('precious').connection, user: 'owner' };
    const tries = [
      'DELETE FROM precious RETURNING *',
      'SELECT 1) AS q; DELETE FROM precious; --',
      'SELECT id, at, tag, spoil() AS value FROM precious',
      `SELECT id, at, tag, set_config('transaction_read_only', 'off', true) AS value FROM precious`,
      'WITH gone AS (DELETE FROM precious RETURNING *) SELECT * FROM gone',
      'COMMIT',
    ];
    for (const query of tries) {
      const preview = await door().preview({ connection: owner, password: 'owner', query });
      expect([query, preview.fault?.code]).toEqual([
        query,
        expect.stringMatching(/^(WRITES|QUERY_INVALID|DATABASE_ERROR)$/),
      ]);
    }
    expect(await server.run('SELECT count(*)::text FROM precious')).toEqual([['3']]);
    const asOwner = await door().preview({
      connection: owner,
      password: 'owner',
      query: 'SELECT * FROM precious',
    });
    expect(asOwner.mayWrite).toContain('superuser');
    const asReader = await door().preview({
      connection: over('precious').connection,
      query: 'SELECT * FROM precious',
    });
    expect(asReader).toMatchObject({
      fault: null,
      mayWrite: [],
      server: expect.stringContaining('PostgreSQL') as string,
    });
  });

  it('guesses a mapping and shows what it gives', async () => {
    await server.run(`CREATE TABLE hist (row_id bigserial, insert_dt timestamp, log_time timestamp, tagname text, val numeric, quality int);
      INSERT INTO hist (insert_dt, log_time, tagname, val, quality)
        SELECT '2026-11-28 10:00', '2026-11-28 09:00'::timestamp + make_interval(secs => n), 'T' || n, n / 8.0, 192 FROM generate_series(1, 30) AS n`);
    const { connection } = over('hist');
    const found = await door().preview({ connection, query: 'SELECT * FROM hist' });
    expect(found).toMatchObject({
      fault: null,
      mapping: {
        time: { column: 'log_time', format: 'time' },
        values: { shape: 'long', tag: 'tagname', value: 'val', type: 'number' },
        quality: 'quality',
        watermark: { column: 'row_id' },
      },
      doubts: ['noTagPath'],
      faults: [],
    });
    expect(found.rows).toHaveLength(20);
    expect(found.samples[0]).toMatchObject({
      path: 'database/area/line/machine/T1',
      value: 0.125,
      quality: 192,
    });
    const wrong = { ...found.mapping, quality: 'nowhere' };
    const again = await door().preview({ connection, query: 'SELECT * FROM hist', mapping: wrong });
    expect(again.fault).toEqual({ code: 'COLUMN_NOT_IN_QUERY', parameters: { column: 'nowhere' } });
  });

  it('checks the certificate and its name', async () => {
    const pem = (name: string) => readFileSync(join(server.folder, `${name}.pem`), 'utf8');
    const look = (tls: { ca: string | null }, host = '127.0.0.1') =>
      door().preview({ connection: { ...over('pg_class').connection, host, tls }, query: 'SELECT 1 AS x' });
    expect((await look({ ca: pem('plant') })).server).toContain('PostgreSQL');
    expect((await look({ ca: pem('other') })).fault?.code).toBe('TLS_REFUSED');
    expect((await look({ ca: null })).fault?.code).toBe('TLS_REFUSED');
    expect((await look({ ca: pem('plant') }, 'localhost')).fault?.code).toBe('TLS_REFUSED');
  });

  it('keeps the password to itself, and asks for it again where it would go elsewhere', async () => {
    await server.run(`${table('secret')}; ${fill('secret', 3)}`);
    const { id } = await door().add(over('secret'));
    await counted(door(), id, { stored: 3 });
    const moved = over('secret', { connection: { ...over('secret').connection, port: 1 } });
    await expect(door().change(id, { settings: moved })).rejects.toThrow('password');
    await expect(
      door().preview({ id, password: undefined, connection: moved.connection, query: 'SELECT 1' }),
    ).rejects.toThrow('password');
    expect(
      (
        await door().preview({
          id,
          password: undefined,
          connection: over('secret').connection,
          query: 'SELECT 1 AS x',
        })
      ).server,
    ).not.toBeNull();
    await door().change(id, { settings: moved, password: `${READER_PASSWORD}2` });
    await faultOf(id, { code: 'UNREACHABLE', parameters: { host: '127.0.0.1', port: 1 } });
    const told = await Promise.all([
      ...['/sources', '/sql-sources', `/sources/${id}/changes`].map((path) => door().call('GET', path)),
      door().call('POST', `/sources/${id}/test`),
    ]);
    expect(JSON.stringify(told) + station.log()).not.toContain(READER_PASSWORD);
    for (const file of ['station.db', 'station.db-wal'])
      expect(readFileSync(join(folder.path, file)).includes(READER_PASSWORD)).toBe(false);
    expect(statSync(join(folder.path, 'secrets.key')).mode & 0o777).toBe(0o600);
    await door().remove(id);
  });
});
