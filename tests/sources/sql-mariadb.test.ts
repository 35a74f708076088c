import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlSourceSettings } from '../../shared/contract/sql-sources.ts';
import { makeAuthority, makeCertificate, opensslMissing } from '../support/certificates.ts';
import type { DatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { mariadbMissing, startMariadb } from '../support/mariadb.ts';
import { giveToPlainUser } from '../support/plain-user.ts';
import { counted } from '../support/sql-counted.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const missing = mariadbMissing ?? opensslMissing;
let server: DatabaseServer;
let station: StationProcess;

beforeAll(async () => {
  if (missing !== null) return;
  server = await startMariadb({
    options: ['--ssl-cert={folder}/server.pem', '--ssl-key={folder}/server.key'],
    prepare(path) {
      makeAuthority(path, 'plant');
      makeAuthority(path, 'other');
      makeCertificate(path, 'plant', 'server', 'localhost');
      giveToPlainUser(join(path, 'server.key'));
    },
  });
  await server.run(`CREATE USER ${READER}@'127.0.0.1' IDENTIFIED BY '${READER_PASSWORD}';
    GRANT SELECT ON plant.* TO ${READER}@'127.0.0.1'`);
  station = await startStationProcess();
}, 120_000);

afterAll(async () => {
  await station?.close();
  await server?.close();
});

describe.skipIf(missing !== null)(`SQL source, MariaDB (${missing ?? 'real'})`, () => {
  const door = () => sqlDoor(station);
  const over = (name: string, changes: Partial<SqlSourceSettings> = {}) =>
    settingsFor(server, 'mysql', { query: `SELECT id, at, tag, value FROM ${name}`, ...changes });
  const faultOf = (id: string, fault: object) =>
    eventually(async () => expect((await door().get(id)).reading.fault).toMatchObject(fault));

  it('reads what is there and what comes, by a watermark with microseconds and by one without a sign', async () => {
    await server.run(`CREATE TABLE log (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, at timestamp(6), tag varchar(40), value float);
      INSERT INTO log (at, tag, value) SELECT '2026-11-01 00:00:00.5' + INTERVAL seq SECOND, CONCAT('태그', seq % 10), seq / 10 FROM seq_1_to_6000`);
    const byTime = settingsFor(server, 'mysql').mapping;
    const first = await door().add(over('log'));
    const second = await door().add(
      over('log', {
        mapping: {
          ...byTime,
          values: { shape: 'wide', columns: [{ column: 'value', tag: 's/a/l/e2/value', type: 'number' }] },
          watermark: { column: 'at', overlap: 5 },
        },
      }),
    );
    await counted(door(), first.id, { received: 6_000, stored: 6_000 });
    await counted(door(), second.id, { received: 6_000, stored: 6_000 });
    // Times late by less than the overlap; numbers beyond what a double and a signed number hold.
    await server.run(`INSERT INTO log (id, at, tag, value) VALUES (9007199254740993, '2026-11-01 01:39:58.25', '태그0', 3),
      (18446744073709551614, '2026-11-01 01:40:01', '태그0', 0.1)`);
    await counted(door(), first.id, { received: 6_002, stored: 6_002 });
    await counted(door(), second.id, { received: 6_002, stored: 6_002 });
    const { reading } = await door().get(first.id);
    expect(reading.watermark).toBe('18446744073709551614');
    const { items } = await door().call<{ items: { last: { value: number; at: string } }[] }>(
      'GET',
      `/tags?search=${encodeURIComponent('e/태그0')}`,
    );
    expect(items[0]?.last).toMatchObject({ value: 0.1, at: '2026-11-01T01:40:01.000Z' });
    await door().remove(first.id);
    await door().remove(second.id);
  });

  it('reads every kind of column', async () => {
    await server.run(`CREATE TABLE kinds (id int AUTO_INCREMENT PRIMARY KEY, wall datetime(3), n decimal(30, 3), big bigint, f float, b boolean,
        note text, e enum('run', 'stop'), bits bit(1), raw blob, q varchar(10));
      INSERT INTO kinds (wall, n, big, f, b, note, e, bits, raw, q) VALUES
        ('2026-11-28 09:00:00.125', 12345.678, 42, 0.1, true, '가동', 'run', b'1', x'00ff', 'good'),
        ('2026-11-28 09:00:01', NULL, 9007199254740993, 0.2, false, NULL, 'stop', b'0', NULL, NULL)`);
    const tags = ['n', 'big', 'f', 'b', 'note', 'e', 'bits', 'raw'];
    const type = (column: string) =>
      ['n', 'big', 'f'].includes(column) ? 'number' : ['b', 'bits'].includes(column) ? 'boolean' : 'text';
    const { id } = await door().add(
      over('kinds', {
        query: 'SELECT * FROM kinds;',
        mapping: {
          time: { column: 'wall', format: 'time', zone: 'Asia/Seoul', twice: 'first' },
          values: {
            shape: 'wide',
            columns: tags.map((column) => ({ column, tag: `k/a/l/e/${column}`, type: type(column) })),
          },
          quality: 'q',
          watermark: { column: 'id', overlap: 0 },
        },
      }),
    );
    // The bytes and the number that a double cannot hold.
    await counted(door(), id, { received: 13, stored: 11, unreadable: 2 });
    const { items } = await door().call<{ items: { path: string; last: { value: unknown } | null }[] }>(
      'GET',
      '/tags?search=k/a/l/e',
    );
    const values = Object.fromEntries(items.map(({ path, last }) => [path.split('/').at(-1), last?.value]));
    expect(values).toEqual({ n: 12345.678, big: 42, f: 0.2, b: false, note: '가동', e: 'stop', bits: false });
    await door().remove(id);
  });

  it('shows what is wrong as a code, tries again, and never writes', async () => {
    await server.run(
      'CREATE TABLE faulty (id int AUTO_INCREMENT PRIMARY KEY, at datetime, tag text, value double)',
    );
    await server.run(`INSERT INTO faulty (at, tag, value) VALUES ('2026-11-28 09:00:00', 'f', 1)`);
    await server.run(
      `CREATE FUNCTION spoil() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM faulty; RETURN 1; END`,
    );
    const { id } = await door().add(over('faulty'), 'wrong');
    await faultOf(id, { code: 'LOGIN_REFUSED' });
    await door().change(id, { settings: over('faulty', { timeLimitSeconds: 1 }), password: READER_PASSWORD });
    await counted(door(), id, { stored: 1 });
    const change = (changes: Partial<SqlSourceSettings>) =>
      door().change(id, { settings: over('faulty', { timeLimitSeconds: 1, ...changes }) });
    await change({ query: 'SELECT id, at, tag, value FROM faulty WHERE sleep(3) = 0' });
    await faultOf(id, { code: 'TOO_SLOW' });
    await change({ query: 'SELECT id, at, tag, value FROM nowhere' });
    await faultOf(id, { code: 'TABLE_MISSING' });
    const owner = { ...over('faulty').connection, user: 'owner' };
    for (const query of [
      'DELETE FROM faulty',
      'SELECT spoil() AS x',
      'SELECT 1) AS q; DELETE FROM faulty; -- ',
      `SELECT * FROM faulty INTO OUTFILE '${server.folder}/out'`,
    ]) {
      const { fault } = await door().preview({ connection: owner, password: 'owner', query });
      expect([query, fault?.code]).toEqual([query, expect.stringMatching(/^(WRITES|QUERY_INVALID)$/)]);
    }
    expect(await server.run('SELECT count(*) FROM faulty')).toEqual([[1]]);
    const asOwner = await door().preview({
      connection: owner,
      password: 'owner',
      query: 'SELECT * FROM faulty',
    });
    expect(asOwner.mayWrite.join()).toMatch(/ALL PRIVILEGES.* ON \S+/);
    const { mayWrite, mapping, fault } = await door().preview({
      connection: over('faulty').connection,
      query: 'SELECT * FROM faulty',
    });
    expect({ mayWrite, fault, mapping }).toMatchObject({
      mayWrite: [],
      fault: null,
      mapping: { values: { shape: 'long' } },
    });
    await server.kill();
    await change({});
    await faultOf(id, { code: 'UNREACHABLE' });
    await server.start();
    await server.run(`INSERT INTO faulty (at, tag, value) VALUES ('2026-11-28 09:00:01', 'f', 2)`);
    await counted(door(), id, { received: 2, stored: 2 });
    await door().remove(id);
  });

  it('checks the certificate and its name', async () => {
    const pem = (name: string) => readFileSync(join(server.folder, `${name}.pem`), 'utf8');
    const look = async (ca: string | null, host = 'localhost') => {
      const connection = { ...over('x').connection, host, tls: { ca } };
      const { fault, server: version } = await door().preview({ connection, query: 'SELECT 1 AS x' });
      return fault?.code ?? version;
    };
    expect(await look(pem('plant'))).toContain('MariaDB');
    expect(await look(pem('other'))).toBe('TLS_REFUSED');
    expect(await look(null)).toBe('TLS_REFUSED');
    expect(await look(pem('plant'), '127.0.0.1')).toBe('TLS_NEEDS_NAME');
  });
});
