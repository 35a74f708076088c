// Signals through stalls of the disk: `stalls.bench.ts [SECONDS]`. 20,000 samples a second for a minute, while another
// connection holds the database for 500 ms of every two seconds. The station's ingest, from the bytes of a message to its commit
// and on into packed chunks (at the end all that waits is packed too), beside a row-per-sample table with a message for each
// sample and an insert for each message, and with a transaction for each message of 20: samples per processor second of all
// threads, in one run. Then every sample is accounted for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createDataHub } from '../server/contexts/data-hub/index.ts';
import { createSqliteDataHubStore } from '../server/contexts/data-hub/storage/sqlite.ts';
import { MIGRATIONS } from '../server/migrations/index.ts';
import { migrateUp, openStore } from '../server/platform/sqlite/index.ts';
import { createMessageRows } from './support/message-rows.ts';
import { print, printTable } from './support/statistics.ts';

const SECONDS = Number(process.argv[2] ?? 60);
const PER_SECOND = 20_000;
/** Samples of so many seconds. */
const WARM_UP_SECONDS = 30;
/** Samples that wait are packed so often, so that the last are packed soon after the end. */
const ROUND_MS = 20_000;
const TICK_MS = 10;
const STALL = { everyMs: 2_000, forMs: 500 };
const MACHINES = 50;
const START = Date.UTC(2026, 0, 1);
const PREFIX = 'aif/v1/bench/area/line';
/** `"tag-19":-40.1,` and as much for each part of what stands around the values. */
const MOST_BYTES_OF_VALUE = 16;
const BAR = 10;

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Messages in one piece of memory, so that no collector has to walk through them. */
interface Messages {
  readonly length: number;
  at(index: number): Message;
}

interface Way {
  /** Takes a message; a promise where the sender must wait. */
  take(message: Message): Promise<void> | undefined;
  /** Resolves when all that was taken is committed. */
  settled(): Promise<void>;
  /** Resolves when it is in the form in which it is kept. */
  packed(): Promise<void>;
  /** Samples stored, and numbers missing between those of a tag. */
  account(): Promise<{ stored: number; missing: number }>;
  close(): Promise<void>;
}

/** Messages of `values` samples each, of one machine: grouped, or one value under its own topic. */
function messagesOf(values: number, seconds: number): Messages {
  const length = (seconds * PER_SECOND) / values;
  const topics = Array.from({ length: MACHINES }, (_, machine) =>
    values === 1 ? `${PREFIX}/m${machine}/tag-0` : `${PREFIX}/m${machine}`,
  );
  const payloadOf = (index: number) => {
    const seq = Math.floor(index / MACHINES);
    const t = START + Math.floor((index * values * 1_000) / PER_SECOND);
    const value = (offset: number) => Math.round((50 + 10 * Math.sin(seq / 90 + offset)) * 10) / 10;
    const named = Array.from({ length: values }, (_, offset) => [`tag-${offset}`, value(offset)] as const);
    return JSON.stringify(
      values === 1 ? { v: value(0), t, q: 192, seq } : { t, seq, values: Object.fromEntries(named) },
    );
  };
  const bytes = Buffer.alloc(length * MOST_BYTES_OF_VALUE * (values + 4));
  const ends = new Uint32Array(length + 1);
  for (let index = 0; index < length; index += 1) {
    const start = ends[index] as number;
    ends[index + 1] = start + bytes.write(payloadOf(index), start, 'latin1');
  }
  return {
    length,
    at: (index) => ({
      topic: topics[index % MACHINES] as string,
      payload: bytes.subarray(ends[index], ends[index + 1]),
    }),
  };
}

/** What it takes to send, and to do nothing with it. */
const NOWHERE: Way = {
  take: () => undefined,
  settled: () => Promise.resolve(),
  packed: () => Promise.resolve(),
  account: () => Promise.resolve({ stored: 0, missing: 0 }),
  close: () => Promise.resolve(),
};

async function openHub(file: string, rounds: { roundAgeMs: number }) {
  const store = openStore(file);
  const hub = await createDataHub({
    store: createSqliteDataHubStore(store, { rounds }),
    now: () => START + 3_600_000,
    log: { info: () => {}, error: ({ error }: { error?: Error }) => print(`${error?.message}\n`) },
  });
  const close = async () => {
    await hub.close();
    await store.close();
  };
  return { store, hub, close };
}

async function station(file: string): Promise<Way> {
  const open = await openHub(file, { roundAgeMs: ROUND_MS });
  return {
    take: (message) =>
      open.hub.receive({ ...message, source: 'bench', receivedAt: START, retained: false, delivery: null }) ??
      undefined,
    settled: () => open.hub.settled(),
    async packed() {
      for (;;) {
        const [row] = await open.store.read<{ n: number }>('SELECT count(*) AS n FROM history_journal');
        if (row?.n === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    async account() {
      const all = (await open.hub.topics({ limit: 500 })).items.map(({ counters }) => counters);
      const total = (name: 'stored' | 'gap') => all.reduce((sum, counters) => sum + counters[name], 0);
      return { stored: total('stored'), missing: total('gap') };
    },
    close: () => open.close(),
  };
}

/** Holds the database again and again, as a disk that does not answer. */
function startStalls(file: string): { stop(): Promise<number> } {
  const worker = new Worker(new URL('./support/stall-worker.ts', import.meta.url), {
    workerData: { file, ...STALL },
  });
  return {
    async stop() {
      const stalls = new Promise<number>((resolve) => worker.once('message', resolve));
      worker.postMessage('stop');
      return stalls;
    },
  };
}

/** Sends those of a part at the rate; what could not be sent in time follows as soon as it can. */
async function send(
  messages: Messages,
  [first, end]: readonly [number, number],
  perSecond: number,
  way: Way,
): Promise<void> {
  const begun = performance.now();
  let sent = first;
  while (sent < end) {
    const due = ((performance.now() - begun) / 1_000) * perSecond;
    const until = Math.min(end, first + Math.ceil(due));
    for (; sent < until; sent += 1) {
      const wait = way.take(messages.at(sent));
      if (wait !== undefined) await wait;
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await way.settled();
}

interface Measured {
  /** Microseconds of processor time for a sample, those of sending it with them. */
  readonly cost: number;
  readonly stalls: number;
  readonly stored: number;
  readonly missing: number;
}

async function measure(
  file: string,
  values: number,
  open: (file: string) => Promise<Way>,
): Promise<Measured> {
  migrateUp(file, MIGRATIONS, 0);
  const way = await open(file);
  const messages = messagesOf(values, WARM_UP_SECONDS + SECONDS);
  const perSecond = PER_SECOND / values;
  const first = WARM_UP_SECONDS * perSecond;
  // As fast as it is taken, so that what a station has compiled after some minutes is compiled.
  await send(messages, [0, first], Infinity, way);
  await way.packed();
  const stalls = startStalls(file);
  const cpu = process.cpuUsage();
  await send(messages, [first, messages.length], perSecond, way);
  const held = await stalls.stop();
  await way.packed();
  const { user, system } = process.cpuUsage(cpu);
  const { stored, missing } = await way.account();
  await way.close();
  return { cost: (user + system) / (SECONDS * PER_SECOND), stalls: held, stored, missing };
}

const folder = mkdtempSync(join(tmpdir(), 'aif-stalls-bench-'));
try {
  const sent = (WARM_UP_SECONDS + SECONDS) * PER_SECOND;
  const rows = (file: string) => Promise.resolve(createMessageRows(file));
  const nowhere = () => Promise.resolve(NOWHERE);
  const sending = {
    grouped: (await measure(join(folder, 'nowhere-20.db'), 20, nowhere)).cost,
    single: (await measure(join(folder, 'nowhere-1.db'), 1, nowhere)).cost,
  };
  const insert = await measure(join(folder, 'rows-1.db'), 1, rows);
  const transaction = await measure(join(folder, 'rows-20.db'), 20, rows);
  const grouped = await measure(join(folder, 'packed-20.db'), 20, station);
  const single = await measure(join(folder, 'packed-1.db'), 1, station);
  const own = (way: Measured) =>
    way.cost - (way === insert || way === single ? sending.single : sending.grouped);
  const line = (name: string, way: Measured) => [
    name,
    own(way).toFixed(2),
    (1e6 / own(way)).toFixed(0),
    ...[way.stalls, way.stored, way.missing].map(String),
  ];
  printTable([
    [
      `${PER_SECOND} samples/s, stalls of ${STALL.forMs} ms`,
      'CPU µs a sample',
      'samples/CPU second',
      'stalls',
      `stored of ${sent}`,
      'numbers missing',
    ],
    line('one message, one insert', insert),
    line('20 in a message, one transaction', transaction),
    line('station, 20 in a message', grouped),
    line('station, 1 in a message', single),
  ]);
  print(
    `left out of each: sending, ${sending.grouped.toFixed(2)} µs a sample (20 in a message), ${sending.single.toFixed(2)} (1)`,
  );
  const isKept = (is: boolean) => (is ? 'kept' : 'MISSED');
  const ratio = (ours: Measured, peer: Measured) => own(peer) / own(ours);
  const bar = ratio(grouped, insert);
  const isWhole = [grouped, single].every(({ stored, missing }) => stored === sent && missing === 0);
  print(
    `grouped messages beside one message, one insert: ${bar.toFixed(1)} × (bar ${BAR}: ${isKept(bar >= BAR)})`,
  );
  print(
    `like with like: ${ratio(grouped, transaction).toFixed(1)} × (20 in a message), ${ratio(single, insert).toFixed(1)} × (1)`,
  );
  print(`no unexplained gap: ${isKept(isWhole)}`);
  if (!isWhole) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
