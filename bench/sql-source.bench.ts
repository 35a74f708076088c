// An SQL source taking in a table beside live messages: `sql-source.bench.ts [ROWS]`. How many rows a second, and how long
// live messages wait for their acknowledgement (after the commit) while nothing is read and while the table is; same run.
import { postgresMissing, startPostgres } from '../tests/support/postgres.ts';
import { READER, READER_PASSWORD, settingsFor, sqlDoor } from '../tests/support/sql-station.ts';
import { connectToEmbeddedBroker } from '../tests/support/station-clients.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const TAGS = 100;
const LIVE_EVERY_MS = 10;
const QUIET_MS = 5_000;

if (postgresMissing !== null) throw new Error(postgresMissing);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const server = await startPostgres();
await server.run(`CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision);
  INSERT INTO log (at, tag, value) SELECT '2026-01-01'::timestamptz + make_interval(secs => n / ${TAGS}), 't' || n % ${TAGS}, n * 0.1
    FROM generate_series(1, ${ROWS}) AS n;
  CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}'; GRANT SELECT ON log TO ${READER}`);
const station = await startStationProcess();
const client = await connectToEmbeddedBroker(station.folder);
try {
  /** Publishes until `isDone`; gives how long each message waited for its acknowledgement, in milliseconds. */
  const live = async (isDone: () => Promise<boolean>): Promise<number[]> => {
    const waits: number[] = [];
    const under: Promise<void>[] = [];
    let done = false;
    const watching = (async () => {
      while (!(await isDone())) await sleep(100);
      done = true;
    })();
    while (!done) {
      const at = performance.now();
      const payload = JSON.stringify({ v: at, t: Date.now() });
      under.push(
        client.publishAsync('aif/v1/s/a/l/live/value', payload, { qos: 1 }).then(() => {
          waits.push(performance.now() - at);
        }),
      );
      await sleep(LIVE_EVERY_MS);
    }
    await Promise.all([...under, watching]);
    return waits;
  };
  const until = Date.now() + QUIET_MS;
  const quiet = await live(async () => Date.now() >= until);
  const door = sqlDoor(station);
  const startedAt = performance.now();
  const { id } = await door.add(
    settingsFor(server, 'postgres', { rowsPerPoll: 1_000_000, timeLimitSeconds: 60 }),
  );
  const busy = await live(async () => (await door.get(id)).reading.rows >= ROWS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { counters } = await door.source(id);
  print(
    `${ROWS} rows in ${seconds.toFixed(1)} s: ${Math.round(ROWS / seconds)} rows a second; ${JSON.stringify(counters)}`,
  );
  const row = (name: string, waits: readonly number[]) => [
    name,
    String(waits.length),
    ...[0.5, 0.95, 0.99].map((share) => percentile(waits, share).toFixed(1)),
  ];
  printTable([
    ['live messages', 'count', 'p50 ms', 'p95 ms', 'p99 ms'],
    row('nothing is read', quiet),
    row('while the table is read', busy),
  ]);
} finally {
  await client.endAsync();
  await station.close();
  await server.close();
}
