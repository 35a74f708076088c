import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const folder = temporaryFolder();
let server: DatabaseServer;
let station: StationProcess;

/** Rows of ten tags, a second apart, up to now. */
const FILL = (count: number) => `INSERT INTO log (at, tag, value)
  SELECT now() - make_interval(secs => ${count} - n), 't' || n % 10, n FROM generate_series(1, ${count}) AS n`;

beforeAll(async () => {
  if (postgresMissing !== null) return;
  server = await startPostgres();
  await server.run(`CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision);
    CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${READER};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${READER}`);
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  station = await startStationProcess({ data: folder.path });
}, 120_000);

afterAll(async () => {
  await station?.close();
  await server?.close();
  folder.remove();
});

describe.skipIf(postgresMissing !== null)(`SQL source, PostgreSQL (${postgresMissing ?? 'real'})`, () => {
  it('reads what is there as history, then what comes, and counts every row', async () => {
    const door = sqlDoor(station);
    await server.run(FILL(5_000));
    const { id } = await door.add(settingsFor(server, 'postgres'));
    await eventually(async () =>
      expect((await door.source(id)).counters).toMatchObject({
        received: 5_000,
        stored: 5_000,
        duplicate: 0,
      }),
    );
    await server.run(FILL(50));
    await eventually(async () => expect((await door.source(id)).counters).toMatchObject({ stored: 5_050 }));
    const { reading } = await door.get(id);
    expect(reading).toMatchObject({ rows: 5_050, isCatchingUp: false, fault: null, watermark: '5050' });
    await door.remove(id);
    await expect(door.source(id)).rejects.toThrow('SOURCE_NOT_FOUND');
  });
});
