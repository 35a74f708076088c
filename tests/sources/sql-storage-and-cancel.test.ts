import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../server/trpc/router.ts';
import type { DatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { counted } from '../support/sql-counted.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const folder = temporaryFolder();
let server: DatabaseServer;
let station: StationProcess;

beforeAll(async () => {
  if (postgresMissing !== null) return;
  server = await startPostgres();
  await server.run(`CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}';
    CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision);
    GRANT SELECT ON log TO ${READER};
    INSERT INTO log (at, tag, value) VALUES (now() - interval '110 s', 'thin', 20)`);
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  station = await startStationProcess({ data: folder.path });
}, 120_000);

afterAll(async () => {
  await station?.close();
  await server?.close();
  folder.remove();
});

describe.skipIf(postgresMissing !== null)(`SQL source, PostgreSQL (${postgresMissing ?? 'real'})`, () => {
  const door = () => sqlDoor(station);

  it('new rows are thinned by the storage policy of their tag, and each is counted once', async () => {
    const { id } = await door().add(settingsFor(server, 'postgres', { start: { from: 'all' } }));
    await counted(door(), id, { received: 1, stored: 1 });
    const storage = { mode: 'change', deadband: 1, maxIntervalSeconds: 60 };
    expect(await rest(station, 'PATCH', '/api/v1/tags/s/a/l/e/thin', { storage })).toMatchObject({
      status: 200,
    });
    // Quiet for 40 s, then a jump, and quiet again.
    await server.run(`INSERT INTO log (at, tag, value)
      SELECT now() - make_interval(secs => 100 - n), 'thin', CASE WHEN n < 40 THEN 20 ELSE 50 END + n % 2 * 0.1
        FROM generate_series(1, 80) AS n`);
    // The first row, the first after the policy was set, the one before the jump, the jump.
    await counted(door(), id, { received: 81, stored: 4, filtered: 77, duplicate: 0 });
    const { body } = await rest(station, 'GET', '/api/v1/tags/s/a/l/e/thin');
    expect(body).toMatchObject({ last: { value: 50 }, counters: { received: 81, stored: 4, filtered: 77 } });
    await door().remove(id);
  });

  it('a test that is cancelled ends at once, and in the database too', async () => {
    const query = 'SELECT id, at, tag, pg_sleep(300)::text AS value FROM log';
    const { connection } = settingsFor(server, 'postgres');
    const attempt = randomUUID();
    const answer = door().preview({ connection, query, timeLimitSeconds: 600, attempt });
    const running = () =>
      server.run(
        `SELECT pid FROM pg_stat_activity WHERE usename = '${READER}' AND state = 'active' AND query LIKE '%pg_sleep%'`,
      );
    await eventually(async () => expect(await running()).toHaveLength(1));
    const socket = `ws+unix:${station.ready.socket}:/trpc`;
    const client = createWSClient({
      url: socket,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    });
    const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
    expect(await trpc.sqlSources.cancelPreview.mutate({ attempt })).toEqual({ cancelled: true });
    expect(await answer).toMatchObject({ fault: { code: 'CANCELLED' }, rows: [] });
    await eventually(async () => expect(await running()).toEqual([]));
    expect(await trpc.sqlSources.cancelPreview.mutate({ attempt })).toEqual({ cancelled: false });
    await client.close();
  });
});
