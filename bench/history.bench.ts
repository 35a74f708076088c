// History in packed chunks beside a row per sample (the schema of before), same batches, same store, same durability, in
// one run: samples a second written, bytes a sample, windows read. Then a long history (`AIF_BENCH_DAYS`, default 36 of 500
// tags at one sample in 10 s: a tenth of a year) and how long any window of it takes, and until the station is ready.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredSample } from '../server/contexts/data-hub/domain/batch.ts';
import { visitJournal } from '../server/contexts/data-hub/domain/history/journal.ts';
import { createSqliteDataHubStore } from '../server/contexts/data-hub/storage/sqlite.ts';
import { MIGRATIONS } from '../server/migrations/index.ts';
import { migrateUp, openStore, type SqliteStore } from '../server/platform/sqlite/index.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { writeLongHistory } from './support/long-history.ts';
import { addRowTable, readRows, writeRows } from './support/row-history.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const SAMPLES = Number(process.argv[2] ?? 1_500_000);
const TAGS = 50;
const BATCH = 1_000;
/** Batches handed over and not yet committed; the store commits together what waits. */
const IN_FLIGHT = 8;
/** Batches in the 8 MiB at which the journal is put into chunks. */
const JOURNAL_ROWS = 800;
const START = Date.UTC(2026, 0, 1);
const LONG_DAYS = Number(process.env['AIF_BENCH_DAYS'] ?? 36);
const LONG_TAGS = 500;
const LONG_STEP_MS = 10_000;
const HOUR = 3_600_000;
const LENGTHS: readonly (readonly [string, number])[] = [
  ['up to an hour', HOUR],
  ['up to a day', 24 * HOUR],
  ['up to 10 days', 240 * HOUR],
  ['longer', Infinity],
];
const SHARES = [1, 0.5, 0.2, 0.05];
const WINDOW = { points: 2_000, parts: 666, gaps: { factor: 5, leastMs: 2_000, limit: 1_000 } };

/** What a plant sends: one decimal place, slow waves and noise, times of some milliseconds' jitter. */
function* batches(jitterMs: number): Generator<StoredSample[]> {
  let noise = 1;
  for (let start = 0; start < SAMPLES; start += BATCH) {
    yield Array.from({ length: BATCH }, (_, offset) => {
      const index = start + offset;
      const tagId = 1 + (index % TAGS);
      const step = Math.floor(index / TAGS);
      noise = (noise * 48_271) % 2_147_483_647;
      const at = START + step * 1_000 + (noise % (jitterMs + 1));
      const value =
        Math.round((50 + tagId + 10 * Math.sin(step / 600 + tagId) + (noise % 1_000) / 2_500) * 10) / 10;
      return { tagId, at, seq: step, value, quality: 192, receivedAt: at + 5 };
    });
  }
}

interface Measured {
  readonly perSecond: number;
  /** Of all threads; other programs on the machine do not change it. */
  readonly perCpuSecond: number;
  readonly bytesPerSample: number;
  readonly windowsMs: readonly number[];
}

interface Way {
  write(samples: readonly StoredSample[]): Promise<unknown>;
  read(tagId: number, from: number, to: number): Promise<unknown>;
  /** Resolves when nothing is left to do in the background. */
  settle(): Promise<void>;
}

const rowPerSample = (store: SqliteStore): Way => ({
  write: (samples) => writeRows(store, samples),
  read: (tagId, from, to) => readRows(store, tagId, from, to, WINDOW),
  settle: () => Promise.resolve(),
});

const packed = (store: SqliteStore): Way => {
  const hub = createSqliteDataHubStore(store);
  const nothing = {
    newTags: [],
    tags: [],
    topics: [],
    unreadable: [],
    deliveries: [],
    sources: [],
    keptUnreadable: new Map<string, number>(),
  };
  return {
    write: (samples) => hub.commit({ ...nothing, samples }),
    read: (tagId, from, to) => hub.history.window(tagId, { ...WINDOW, from, to, until: to }),
    settle: () => settledJournal(store),
  };
};

async function settledJournal(store: SqliteStore): Promise<void> {
  for (;;) {
    const [row] = await store.read<{ rows: number }>(
      'SELECT coalesce(max(id) - min(id), 0) AS rows FROM history_journal',
    );
    if ((row?.rows ?? 0) < JOURNAL_ROWS) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function windowTimes(read: Way['read']): Promise<number[]> {
  const span = (SAMPLES / TAGS) * 1_000;
  const times: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const length = span * (SHARES[index % SHARES.length] ?? 1);
    const from = START + ((span - length) * (index % 7)) / 7;
    const begun = performance.now();
    await read(1 + ((index * 13) % TAGS), Math.round(from), Math.round(from + length));
    times.push(performance.now() - begun);
  }
  return times;
}

/** Bytes of the pages that hold samples and what finds them, the journal apart; and the samples in them. */
async function stored(store: SqliteStore): Promise<number> {
  const [size] = await store.read<{ bytes: number }>(
    `SELECT sum(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE AND name IN
      ('sample', 'history_chunk', 'history_page', 'history_page_place', 'history_open')`,
  );
  const journal = await store.read<{ body: Uint8Array }>('SELECT body FROM history_journal');
  let waiting = 0;
  for (const { body } of journal) visitJournal(body, () => (waiting += 1));
  return (size?.bytes ?? 0) / (SAMPLES - waiting);
}

async function measure(
  folder: string,
  name: string,
  jitterMs: number,
  open: typeof packed,
): Promise<Measured> {
  const file = join(folder, `${name}.db`);
  migrateUp(file, MIGRATIONS, 0);
  addRowTable(file);
  const store = openStore(file);
  const way = open(store);
  let spent = 0;
  let cpu = 0;
  const underWay: Promise<unknown>[] = [];
  const timed = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    const cpuBegun = process.cpuUsage();
    await work();
    spent += performance.now() - begun;
    const { user, system } = process.cpuUsage(cpuBegun);
    cpu += user + system;
  };
  for (const batch of batches(jitterMs)) {
    await timed(async () => {
      underWay.push(way.write(batch));
      if (underWay.length >= IN_FLIGHT) await underWay.shift();
    });
  }
  await timed(async () => {
    await Promise.all(underWay);
    await way.settle();
  });
  const bytesPerSample = await stored(store);
  const windowsMs = await windowTimes((...window) => way.read(...window));
  await store.close();
  return {
    perSecond: (SAMPLES * 1_000) / spent,
    perCpuSecond: (SAMPLES * 1_000_000) / cpu,
    bytesPerSample,
    windowsMs,
  };
}

async function readyAfter(data: string): Promise<number> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'error' }));
  const station = await startStationProcess({ data, http: null });
  await station.stop();
  return station.readyAfterMs;
}

/** Windows of every length from a minute to all there is, anywhere, of any tag; then a whole station on this history. */
async function longHistory(data: string): Promise<void> {
  mkdirSync(data, { mode: 0o700 });
  const file = join(data, 'station.db');
  const chunksPerTag = Math.ceil((LONG_DAYS * 86_400_000) / LONG_STEP_MS / 1_024);
  const history = { tags: LONG_TAGS, chunksPerTag, stepMs: LONG_STEP_MS, start: START };
  const samples = writeLongHistory(file, history);
  const span = chunksPerTag * 1_024 * LONG_STEP_MS;
  const store = openStore(file);
  const { history: reader } = createSqliteDataHubStore(store);
  await reader.window(1, { ...WINDOW, from: START, to: START + HOUR, until: START });
  const random = (index: number) => (Math.sin(index * 78.233) * 43_758.5453) % 1;
  const times = new Map<string, number[]>(LENGTHS.map(([name]) => [name, []]));
  for (let index = 0; index < 400; index += 1) {
    const share = Math.abs(random(index));
    const length = Math.round(60_000 * (span / 60_000) ** share);
    const from = START + Math.floor((span - length) * Math.abs(random(index + 0.5)));
    const tagId = 1 + Math.floor(Math.abs(random(index + 0.25)) * LONG_TAGS);
    const begun = performance.now();
    await reader.window(tagId, { ...WINDOW, from, to: from + length, until: from + length });
    const name = LENGTHS.find(([, most]) => length <= most)?.[0] ?? '';
    times.get(name)?.push(performance.now() - begun);
  }
  await store.close();
  const empty = await readyAfter(join(data, 'empty'));
  const readyAfterMs = await readyAfter(data);
  const all = [...times.values()].flat();
  const row = (name: string, of: readonly number[]) =>
    of.length === 0
      ? []
      : [
          [
            name,
            String(of.length),
            percentile(of, 0.5).toFixed(1),
            percentile(of, 0.95).toFixed(1),
            percentile(of, 1).toFixed(1),
          ],
        ];
  printTable([
    [
      `${LONG_TAGS} tags, ${LONG_DAYS} days: ${(samples / 1e6).toFixed(0)} M samples`,
      'windows',
      'median ms',
      'p95 ms',
      'longest ms',
    ],
    ...LENGTHS.flatMap(([name]) => row(name, times.get(name) ?? [])),
    ...row('all', all),
  ]);
  print(
    `${(statSync(file).size / samples).toFixed(2)} bytes a sample; station ready after ${readyAfterMs.toFixed(0)} ms, without any history after ${empty.toFixed(0)} ms`,
  );
  print(
    `bar: window p95 ≤ 50 ms: ${percentile(all, 0.95) <= 50 ? 'kept' : 'MISSED'}; ready ≤ 1 s: ${readyAfterMs <= 1_000 ? 'kept' : 'MISSED'}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'aif-history-bench-'));
try {
  for (const [name, jitterMs] of [
    ['regular times', 0],
    ['jitter of 20 ms', 20],
  ] as const) {
    const rows = await measure(folder, `rows-${jitterMs}`, jitterMs, rowPerSample);
    const ours = await measure(folder, `packed-${jitterMs}`, jitterMs, packed);
    const line = (label: string, read: (of: Measured) => number, digits: number, ratio: number) => [
      label,
      read(rows).toFixed(digits),
      read(ours).toFixed(digits),
      ratio.toFixed(1),
    ];
    const p = (share: number) => (of: Measured) => percentile(of.windowsMs, share);
    printTable([
      [`${SAMPLES} samples, ${name}`, 'row each', 'packed', 'times better'],
      line('samples/s written', (of) => of.perSecond, 0, ours.perSecond / rows.perSecond),
      line('samples/CPU second', (of) => of.perCpuSecond, 0, ours.perCpuSecond / rows.perCpuSecond),
      line('bytes a sample', (of) => of.bytesPerSample, 2, rows.bytesPerSample / ours.bytesPerSample),
      line('window, median ms', p(0.5), 1, p(0.5)(rows) / p(0.5)(ours)),
      line('window, p95 ms', p(0.95), 1, p(0.95)(rows) / p(0.95)(ours)),
    ]);
    print('');
  }
  await longHistory(join(folder, 'long'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
