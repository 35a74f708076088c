// History in packed chunks beside a row per sample (the schema of before), same batches, same durability, in one run:
// samples a second written, bytes a sample, windows read. The row per sample twice: in the station's store, and as lean as it can
// be. Then a long history (`AIF_BENCH_DAYS`, default 36 of 500
// tags at one sample in 10 s: a tenth of a year) and how long any window of it takes, and until the station is ready.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTHING_TO_WRITE, type StoredSample } from '../server/contexts/data-hub/domain/batch.ts';
import { BatchSamples } from '../server/contexts/data-hub/domain/batch-samples.ts';
import { createSqliteDataHubStore } from '../server/contexts/data-hub/storage/sqlite.ts';
import { MIGRATIONS } from '../server/migrations/index.ts';
import { migrateUp, openStore, type SqliteStore } from '../server/platform/sqlite/index.ts';
import type { DataHubStore } from '../server/contexts/data-hub/ports.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { writeLongHistory } from './support/long-history.ts';
import { addRowTable, bareRows, readRows, rowsOf, writeRows } from './support/row-history.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const SAMPLES = Number(process.argv[2] ?? 1_500_000);
/** Few tags with many samples each, as the 500, and as many as a station takes. */
const SHAPES: readonly Shape[] = [
  { tags: 50, jitterMs: 0 },
  { tags: 50, jitterMs: 20 },
  { tags: 500, jitterMs: 20 },
  { tags: 10_000, jitterMs: 20 },
];
const BATCH = 1_000;
/** Batches handed over and not yet committed; the store commits together what waits. */
const IN_FLIGHT = 8;
/** Rounds begin by their size as in a station, or by this age, so that in the end no sample stays behind unpaid. */
const ROUND_AGE_MS = 15_000;
/** Batches that wait for a round, and as many that came while it went on. */
const MOST_ROWS = 2_400;
const WARM_UP = Math.floor(SAMPLES / 3 / BATCH) * BATCH;
const START = Date.UTC(2026, 0, 1);
const LONG_DAYS = Number(process.env['AIF_BENCH_DAYS'] ?? 36);
const LONG_TAGS = 500;
const LIVE_TAGS = 10_000;
const LONG_STEP_MS = 10_000;
const HOUR = 3_600_000;
const LENGTHS: readonly (readonly [string, number])[] = [
  ['up to an hour', HOUR],
  ['up to a day', 24 * HOUR],
  ['up to 10 days', 240 * HOUR],
  ['longer', Infinity],
];
const SHARES = [1, 0.5, 0.2, 0.05];
/** Windows read of each way, after some that only warm it up. */
const WINDOWS = 100;
const READ_WARM_UP_MS = 3_000;
const WINDOW = { points: 2_000, parts: 666, gaps: { factor: 5, leastMs: 2_000, limit: 1_000 } };

/** What a plant sends: one decimal place, slow waves and noise, times of some milliseconds' jitter. */
class Plant {
  readonly #tags: number;
  readonly #jitterMs: number;
  readonly #wave = Float64Array.from({ length: 4_096 }, (_, step) => 10 * Math.sin((step * Math.PI) / 2_048));
  #noise = 1;
  #index = 0;
  readonly #firstTag: number;
  readonly #start: number;

  constructor(tags: number, jitterMs: number, firstTag = 1, start = START) {
    this.#tags = tags;
    this.#jitterMs = jitterMs;
    this.#firstTag = firstTag;
    this.#start = start;
  }

  /** The next samples of all tags in turn. */
  batch(): StoredSample[] {
    return Array.from({ length: BATCH }, () => {
      const tagId = this.#firstTag + (this.#index % this.#tags);
      const step = Math.floor(this.#index / this.#tags);
      this.#index += 1;
      this.#noise = (this.#noise * 48_271) % 2_147_483_647;
      const at = this.#start + step * 1_000 + (this.#noise % (this.#jitterMs + 1));
      const wave = this.#wave[(step + tagId * 97) & 4_095] as number;
      const value = Math.round((50 + tagId + wave + (this.#noise % 1_000) / 2_500) * 10) / 10;
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
  /** Puts a batch in the form in which this way gets it from a message; what comes back writes it. */
  take(samples: readonly StoredSample[]): () => Promise<unknown>;
  read(tagId: number, from: number, to: number): Promise<unknown>;
  /** Resolves when no round is under way. */
  keptUp(): Promise<void>;
  /** Resolves when nothing is left to do in the background. */
  settle(): Promise<void>;
}

const rowPerSample = (store: SqliteStore): Way => ({
  take: (samples) => {
    const rows = rowsOf(samples);
    return () => writeRows(store, rows);
  },
  read: (tagId, from, to) => readRows(store, tagId, from, to, WINDOW),
  keptUp: () => Promise.resolve(),
  settle: () => Promise.resolve(),
});

/** The least a row per sample can cost: no other thread, nothing copied. */
function barePeer(store: SqliteStore, file: string): Way {
  const write = bareRows(file);
  return { ...rowPerSample(store), take: (samples) => () => write(samples) };
}

const packed = (store: SqliteStore): Way => {
  const hub = createSqliteDataHubStore(store, { rounds: { roundAgeMs: ROUND_AGE_MS } });
  return {
    take: (batch) => {
      const samples = BatchSamples.from(batch);
      return () => hub.commit({ ...NOTHING_TO_WRITE, samples });
    },
    read: (tagId, from, to) => hub.history.window(tagId, { ...WINDOW, from, to, until: to }),
    keptUp: () => untilJournal(store, (rows) => rows < MOST_ROWS),
    settle: () => untilJournal(store, (rows) => rows === 0),
  };
};

async function untilJournal(store: SqliteStore, isEnough: (rows: number) => boolean): Promise<void> {
  for (;;) {
    const [row] = await store.read<{ rows: number }>(
      'SELECT coalesce(max(id) - min(id) + 1, 0) AS rows FROM history_journal',
    );
    if (isEnough(row?.rows ?? 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function windowTimes(read: Way['read'], tags: number): Promise<number[]> {
  const span = (SAMPLES / tags) * 1_000;
  const times: number[] = [];
  const warmAt = performance.now() + READ_WARM_UP_MS;
  for (let index = 0; times.length < WINDOWS; index += 1) {
    const length = span * (SHARES[index % SHARES.length] ?? 1);
    const from = START + ((span - length) * (index % 7)) / 7;
    const begun = performance.now();
    await read(1 + ((index * 13) % tags), Math.round(from), Math.round(from + length));
    if (begun >= warmAt) times.push(performance.now() - begun);
  }
  return times;
}

/** Bytes of the pages that hold samples and what finds them. */
async function stored(store: SqliteStore): Promise<number> {
  const [size] = await store.read<{ bytes: number }>(
    `SELECT sum(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE AND name IN
      ('sample', 'history_chunk', 'history_page', 'history_page_place', 'history_open')`,
  );
  return (size?.bytes ?? 0) / SAMPLES;
}

interface Shape {
  readonly tags: number;
  readonly jitterMs: number;
}

async function measure(
  file: string,
  { tags, jitterMs }: Shape,
  open: (store: SqliteStore, file: string) => Way,
): Promise<Measured> {
  migrateUp(file, MIGRATIONS, 0);
  addRowTable(file);
  const store = openStore(file);
  const way = open(store, file);
  await store.read('SELECT 1');
  const plant = new Plant(tags, jitterMs);
  const take = (samples: number) => Array.from({ length: samples / BATCH }, () => way.take(plant.batch()));
  const writeAll = async (batches: readonly (() => Promise<unknown>)[]) => {
    const underWay: Promise<unknown>[] = [];
    for (const write of batches) {
      underWay.push(write());
      if (underWay.length >= IN_FLIGHT) await underWay.shift();
    }
    await Promise.all(underWay);
  };
  // A station runs for months: the first third only warms the threads' code up, for the row per sample as well.
  await writeAll(take(WARM_UP));
  await way.settle();
  const batches = take(SAMPLES - WARM_UP);
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  await writeAll(batches);
  await way.keptUp();
  const spent = performance.now() - begun;
  await way.settle();
  const { user, system } = process.cpuUsage(cpuBegun);
  const bytesPerSample = await stored(store);
  const windowsMs = await windowTimes((...window) => way.read(...window), tags);
  await store.close();
  return {
    perSecond: ((SAMPLES - WARM_UP) * 1_000) / spent,
    perCpuSecond: ((SAMPLES - WARM_UP) * 1_000_000) / (user + system),
    bytesPerSample,
    windowsMs,
  };
}

/** The server as it is shipped: the first start on a data folder, and the median of those after it. */
async function readyAfter(data: string): Promise<{ first: number; later: number }> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'error' }));
  const times: number[] = [];
  for (let start = 0; start < 6; start += 1) {
    const station = await startStationProcess({ data, http: null });
    await station.stop();
    times.push(station.readyAfterMs);
  }
  return { first: times[0] ?? 0, later: percentile(times.slice(1), 0.5) };
}

/** Every second a sample of each live tag, in commits of a thousand, until stopped. */
function startLiveTags(hub: DataHubStore, firstTag: number): { stop(): Promise<number> } {
  const plant = new Plant(LIVE_TAGS, 20, firstTag, Date.now());
  let written = 0;
  let committed = Promise.resolve();
  const timer = setInterval(
    () => {
      const samples = BatchSamples.from(plant.batch());
      written += samples.length;
      committed = committed.then(() => hub.commit({ ...NOTHING_TO_WRITE, samples }));
    },
    (BATCH * 1_000) / LIVE_TAGS,
  );
  return {
    async stop() {
      clearInterval(timer);
      await committed;
      return written;
    },
  };
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
  const hub = createSqliteDataHubStore(store, { rounds: { roundAgeMs: ROUND_AGE_MS } });
  const { history: reader } = hub;
  const live = startLiveTags(hub, LONG_TAGS + 1);
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
  const liveSamples = await live.stop();
  await store.close();
  const empty = await readyAfter(join(data, 'empty'));
  const ready = await readyAfter(data);
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
    `${(statSync(file).size / samples).toFixed(2)} bytes a sample; beside it ${liveSamples} samples of ${LIVE_TAGS} live tags were written`,
  );
  print(
    `station ready after ${ready.later.toFixed(0)} ms (first start ${ready.first.toFixed(0)} ms), without any history after ${empty.later.toFixed(0)} ms`,
  );
  print(
    `bar: window p95 ≤ 50 ms: ${percentile(all, 0.95) <= 50 ? 'kept' : 'MISSED'}; ready ≤ 1 s: ${ready.later <= 1_000 ? 'kept' : 'MISSED'}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'aif-history-bench-'));
try {
  for (const [number, shape] of (SAMPLES > 0 ? SHAPES : []).entries()) {
    const run = (name: string, open: (store: SqliteStore, file: string) => Way) =>
      measure(join(folder, `${name}-${number}.db`), shape, open);
    const rows = await run('rows', rowPerSample);
    const bare = await run('bare', barePeer);
    const ours = await run('packed', packed);
    const line = (label: string, read: (of: Measured) => number, digits: number, isLess: boolean) => {
      const best = isLess ? Math.min(read(rows), read(bare)) : Math.max(read(rows), read(bare));
      const ratio = isLess ? best / read(ours) : read(ours) / best;
      return [label, ...[rows, bare, ours].map((of) => read(of).toFixed(digits)), ratio.toFixed(1)];
    };
    const title = `${SAMPLES} samples of ${shape.tags} tags, jitter of ${shape.jitterMs} ms`;
    printTable([
      [title, 'row each', 'row each, bare', 'packed', 'times the better row'],
      line('samples/s written', (of) => of.perSecond, 0, false),
      line('samples/CPU second, all packed', (of) => of.perCpuSecond, 0, false),
      line('bytes a sample', (of) => of.bytesPerSample, 2, true),
      line('window, median ms', (of) => percentile(of.windowsMs, 0.5), 1, true),
      line('window, p95 ms', (of) => percentile(of.windowsMs, 0.95), 1, true),
    ]);
    print('');
  }
  await longHistory(join(folder, 'long'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
