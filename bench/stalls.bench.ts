// Signals through stalls of the disk: `stalls.bench.ts [SECONDS]`. A real Mosquitto brings 20,000 samples a second with QoS 1
// while another connection holds the database for 500 ms of every two seconds. The whole station, 20 values in a message and one,
// beside mqtt.js with tuned rows in SQLite, an insert for each message of one sample, and a transaction for each message of 20; in
// one run, one after the other; one message, one insert both before and after the station, because machines have slower
// and faster hours. Processor time of the server's process with all its threads, for each sample; publisher and broker
// are processes of their own. Then every sample is accounted for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startMosquitto, type Mosquitto } from '../tests/support/mosquitto.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { watchRounds } from './support/packing-rounds.ts';
import {
  figuresOf,
  processorSeconds,
  run,
  sleep,
  untilConnected,
  untilReceived,
} from './support/processes.ts';
import { print, printTable } from './support/statistics.ts';

const SECONDS = Number(process.argv[2] ?? 60);
const PER_SECOND = 20_000;
/** So many messages first, as fast as they are taken: what a server of some minutes has compiled is compiled then. */
const WARM_UP_MESSAGES = 100_000;
/** How long it takes at most until the next round of packing has ended. */
const ROUND_SECONDS = 65;
const STALL = { everyMs: 2_000, forMs: 500 };
const TAGS = 1_000;
const BAR = 10;

interface Measured {
  readonly stalls: number;
  /** Samples that were committed in the measured time, and what that took. */
  readonly samples: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Over the whole run. */
  readonly sent: number;
  readonly stored: number;
  readonly missing: number;
  /** Microseconds a sample of each thread that takes some. */
  readonly threads?: readonly { readonly name: string; readonly cost: number }[];
}

/** Publishes messages of `values` samples each: those of the warm-up, or after them those of so many seconds. Returns how many samples. */
async function publish({ url }: Mosquitto, values: number, seconds: number | 'warm-up'): Promise<number> {
  const [count, perSecond, first] =
    seconds === 'warm-up'
      ? [WARM_UP_MESSAGES, 0, 0]
      : [(seconds * PER_SECOND) / values, PER_SECOND / values, WARM_UP_MESSAGES];
  await run('mqtt-load.ts', [url, count, perSecond, TAGS / values, first, values]);
  return count * values;
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

async function measurePeer(broker: Mosquitto, folder: string, values: number): Promise<Measured> {
  const count = WARM_UP_MESSAGES + (SECONDS * PER_SECOND) / values;
  // The session first, so that nothing is lost before the peer has subscribed.
  await run('mqtt-peer.ts', [broker.url, 'insert', 0]);
  const peer = run('mqtt-peer.ts', [broker.url, 'insert', count, folder, WARM_UP_MESSAGES]);
  const first = await publish(broker, values, 'warm-up');
  const stalls = startStalls(join(folder, 'peer.db'));
  const sent = first + (await publish(broker, values, SECONDS));
  const { seconds = 0, cpuSeconds = 0, stored = 0, missing = 0 } = await peer;
  const samples = sent - first;
  return { stalls: await stalls.stop(), samples, seconds, cpuSeconds, sent, stored, missing };
}

/** What a station has stored and used up by then. */
interface Moment {
  readonly samples: number;
  /** Milliseconds. */
  readonly at: number;
  readonly cpu: ReturnType<typeof processorSeconds>;
}

async function measureStation(broker: Mosquitto, folder: string, values: number): Promise<Measured> {
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ mqttUrl: broker.url, logLevel: 'error', demoPlant: false }),
  );
  const station = await startStationProcess({ data: folder, http: null });
  await untilConnected(station);
  const first = await publish(broker, values, 'warm-up');
  await untilReceived(station, first, 100);
  const file = join(folder, 'station.db');
  const rounds = watchRounds(file);
  const stalls = startStalls(file);
  const now = async (): Promise<Moment> => ({
    samples: (await figuresOf(station)).values['stored'] ?? 0,
    at: performance.now(),
    cpu: processorSeconds(station.pid),
  });
  const seconds = SECONDS + 3 * ROUND_SECONDS;
  let running = true;
  const load = publish(broker, values, seconds).finally(() => (running = false));
  // From the end of the second round to the end of another: as much is packed then as has come, by code that has packed before.
  let from = null as Moment | null;
  let to = from;
  for (let ended = 0; running; await sleep(20)) {
    if (!rounds.hasEnded() || (ended += 1) < 2) continue;
    to = await now();
    from ??= to;
  }
  rounds.close();
  const sent = first + (await load);
  const held = await stalls.stop();
  const { values: counted } = await untilReceived(station, sent, 20);
  await station.stop();
  if (from === null || to === null || from === to)
    throw new Error('no round of packing within the measured time');
  const { cpu: before } = from;
  const samples = to.samples - from.samples;
  return {
    stalls: held,
    samples,
    seconds: (to.at - from.at) / 1_000,
    cpuSeconds: to.cpu.whole - before.whole,
    sent,
    stored: counted['stored'] ?? 0,
    missing: counted['gap'] ?? 0,
    threads: [...to.cpu.threads]
      .map(([name, spent]) => ({ name, cost: ((spent - (before.threads.get(name) ?? 0)) * 1e6) / samples }))
      .filter(({ cost }) => cost >= 0.01)
      .sort((a, b) => b.cost - a.cost),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'aif-stalls-bench-'));

async function measure(
  name: string,
  values: number,
  way: (broker: Mosquitto, folder: string, values: number) => Promise<Measured>,
): Promise<Measured> {
  const own = join(folder, name);
  mkdirSync(own);
  const broker = await startMosquitto();
  try {
    return await way(broker, own, values);
  } finally {
    await broker.close();
  }
}

/** Two runs of one way as one. */
const together = (one: Measured, other: Measured): Measured => ({
  stalls: one.stalls + other.stalls,
  samples: one.samples + other.samples,
  seconds: one.seconds + other.seconds,
  cpuSeconds: one.cpuSeconds + other.cpuSeconds,
  sent: one.sent + other.sent,
  stored: one.stored + other.stored,
  missing: one.missing + other.missing,
});
const costOf = ({ cpuSeconds, samples }: Measured) => (cpuSeconds * 1e6) / samples;
const isWhole = ({ sent, stored, missing }: Measured) => stored === sent && missing === 0;

try {
  const before = await measure('rows-1', 1, measurePeer);
  const grouped = await measure('station-20', 20, measureStation);
  const after = await measure('rows-1-again', 1, measurePeer);
  const insert = together(before, after);
  const transaction = await measure('rows-20', 20, measurePeer);
  const single = await measure('station-1', 1, measureStation);
  const line = (name: string, way: Measured) => [
    name,
    (way.samples / way.seconds).toFixed(0),
    costOf(way).toFixed(2),
    (1e6 / costOf(way)).toFixed(0),
    ...[way.stalls, `${way.stored} of ${way.sent}`, way.missing].map(String),
  ];
  printTable([
    [
      `${PER_SECOND} samples/s, stalls of ${STALL.forMs} ms`,
      'samples/s',
      'CPU µs a sample',
      'samples/CPU second',
      'stalls',
      'stored',
      'numbers missing',
    ],
    line('one message, one insert', insert),
    line('20 in a message, one transaction', transaction),
    line('station, 20 in a message', grouped),
    line('station, 1 in a message', single),
  ]);
  for (const [values, { threads = [] }] of [
    [20, grouped],
    [1, single],
  ] as const)
    print(
      `threads, ${values} in a message: ${threads.map(({ name, cost }) => `${name} ${cost.toFixed(2)}`).join(', ')}`,
    );
  print(`one message, one insert: ${costOf(before).toFixed(2)} and ${costOf(after).toFixed(2)} µs`);
  const isKept = (is: boolean) => (is ? 'kept' : 'MISSED');
  const ratio = (ours: Measured, peer: Measured) => costOf(peer) / costOf(ours);
  const bar = ratio(grouped, insert);
  print(
    `grouped messages beside one message, one insert: ${bar.toFixed(1)} × (bar ${BAR}: ${isKept(bar >= BAR)})`,
  );
  print(
    `like with like: ${ratio(grouped, transaction).toFixed(1)} × (20 in a message), ${ratio(single, insert).toFixed(1)} × (1)`,
  );
  print(`no unexplained gap: ${isKept(isWhole(grouped) && isWhole(single))}`);
  if (!isWhole(grouped) || !isWhole(single)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
