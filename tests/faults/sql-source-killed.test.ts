import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { startStationProcess, type GuardRemoval } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

/**
 * The station is killed while it reads a table, again and again, and so is the database. Every row has sixty values, so
 * that a part is some seventy rows and there are many commits to be hit; ten rows have one watermark, so that parts end
 * among equal ones. Rows are added all the while.
 */
const CYCLES = 8;
const ROWS = 4_000;
const WIDTH = 60;
const TEST_WITHIN_MS = 600_000;

/** A disk that takes 20 ms before and after every commit: see fault 1. */
const PAUSE = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';
const SLOW_DISK: GuardRemoval = {
  file: 'server/platform/sqlite/writer-connection.ts',
  find: "this.#database.exec('COMMIT');",
  replace: `${PAUSE} this.#database.exec('COMMIT'); ${PAUSE}`,
};
/** The mark in a transaction of its own, before that of the samples. */
const MARK_APART: GuardRemoval = {
  file: 'server/contexts/data-hub/add-samples.ts',
  find: 'await store.commit(write);',
  replace: `await store.commit({ ...write, newTags: [], newAddresses: [], said: [], tags: [], samples: [], sources: [], unreadable: [] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await store.commit({ ...write, marks: [] });`,
};

let server: DatabaseServer;

beforeAll(async () => {
  if (postgresMissing !== null) return;
  server = await startPostgres();
  await server.run(`CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}';
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${READER}`);
});
afterAll(async () => {
  await server?.close();
});

const addRows = (from: number, count: number) =>
  server.run(`INSERT INTO killed SELECT n, n / 10, '2026-11-01'::timestamptz + make_interval(secs => n), n
    FROM generate_series(${from + 1}, ${from + count}) AS n`);

function settings() {
  const columns = Array.from({ length: WIDTH }, (_, index) => `c${index}`);
  return settingsFor(server, 'postgres', {
    query: `SELECT lot, at, ${columns.map((name, index) => `value + ${index} AS ${name}`).join(', ')} FROM killed`,
    mapping: {
      time: { column: 'at', format: 'time', zone: 'UTC', twice: 'first' },
      values: {
        shape: 'wide',
        columns: columns.map((column) => ({ column, tag: `s/a/l/e/${column}`, type: 'number' as const })),
      },
      quality: null,
      watermark: { column: 'lot', overlap: 0 },
    },
  });
}

/** Whether the mark says that rows are read of which values are missing; with no station running. */
function isAhead(folder: string): boolean {
  const [so] = rowsOfStation<{ rows: number | null; values: number }>(
    join(folder, 'station.db'),
    `SELECT (SELECT max(mark ->> 'rows') FROM source_mark) AS rows, (SELECT count(*) FROM sample) AS "values"`,
  );
  return (so?.rows ?? 0) * WIDTH > (so?.values ?? 0);
}

/** Kills until all cycles are through, or one did damage enough, then lets one station read to the end; gives what came of it. */
async function killAgainAndAgain(
  guards: readonly GuardRemoval[],
  enough: (folder: string) => boolean = () => false,
) {
  await server.run(`DROP TABLE IF EXISTS killed;
    CREATE TABLE killed (id bigint PRIMARY KEY, lot bigint, at timestamptz, value double precision)`);
  await addRows(0, ROWS);
  let rows = ROWS;
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  try {
    let id = '';
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const station = await startStationProcess({ data: folder.path, withoutGuards: guards });
      if (id === '') ({ id } = await sqlDoor(station).add(settings()));
      await addRows(rows, 25);
      rows += 25;
      // The database too, while it is being read; the station lives on for a moment.
      if (cycle === 2 || cycle === 5) await server.kill();
      await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 900));
      await station.kill();
      if (cycle === 2 || cycle === 5) await server.start();
      if (enough(folder.path)) break;
    }
    const last = await startStationProcess({ data: folder.path });
    const door = sqlDoor(last);
    await eventually(async () => {
      const { reading } = await door.get(id);
      expect({ ...reading, isAtEnd: reading.watermark === String(Math.floor(rows / 10)) }).toMatchObject({
        isAtEnd: true,
        isCatchingUp: false,
        fault: null,
      });
    });
    const { counters } = await door.source(id);
    const { reading } = await door.get(id);
    await last.close();
    const [stored] = rowsOfStation<{ samples: number; places: number }>(
      join(folder.path, 'station.db'),
      `SELECT count(*) AS samples, count(DISTINCT tag_id || ' ' || at) AS places FROM sample`,
    );
    return { rows, counters, reading, stored };
  } finally {
    folder.remove();
  }
}

describe.skipIf(postgresMissing !== null)(`An SQL source, kill -9 (${postgresMissing ?? 'real'})`, () => {
  it(
    'has stored every row once, however often station and database were killed',
    async () => {
      const { rows, counters, reading, stored } = await killAgainAndAgain([SLOW_DISK]);
      const values = rows * WIDTH;
      expect(stored).toEqual({ samples: values, places: values });
      // Counters and mark are of the same transactions, so they tell it to the row as well.
      expect(counters).toMatchObject({ received: values, stored: values, duplicate: 0, unreadable: 0 });
      expect(reading.rows).toBe(rows);
    },
    TEST_WITHIN_MS,
  );

  it(
    'would have lost rows with its mark in a transaction of its own',
    async () => {
      const { rows, stored } = await killAgainAndAgain([SLOW_DISK, MARK_APART], isAhead);
      expect(stored?.places).toBeLessThan(rows * WIDTH);
    },
    TEST_WITHIN_MS,
  );
});
