// Ingest from a real Mosquitto into a whole station pinned to one core: `ingest.bench.ts [SECONDS] [PER_SECOND]`
// (600 for the ten-minute run). First how fast a backlog is taken in, beside two peers on the same core in the same
// run; then a steady stream with every message accounted for, and the station's memory over it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMosquitto } from '../tests/support/mosquitto.ts';
import { startStationProcess, type StationProcess } from '../tests/support/station-process.ts';
import { figuresOf, pin, run, sleep, untilConnected, untilReceived } from './support/processes.ts';
import { print, printTable } from './support/statistics.ts';

const SECONDS = Number(process.argv[2] ?? 30);
const PER_SECOND = Number(process.argv[3] ?? 6_000);
const BACKLOG = 100_000;
const TAGS = 50;
/** Below the five seconds after which the station closes an idle connection. */
const SAMPLE_EVERY_MS = 1_000;
const CORE = '0';
const OTHER_CORE = '1';

/** Bytes a second, least squares over (seconds, bytes). */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const folder = mkdtempSync(join(tmpdir(), 'aif-bench-'));
const data = join(folder, 'data');
mkdirSync(data);
const broker = await startMosquitto({ command: ['taskset', '-c', OTHER_CORE] });
writeFileSync(join(data, 'config.json'), JSON.stringify({ mqttUrl: broker.url, logLevel: 'error' }));
let station: StationProcess | null = null;

try {
  // Sessions first, so that the broker keeps the backlog for each of the three.
  for (const kind of ['bare', 'insert']) await run('mqtt-peer.ts', [broker.url, kind, 0], OTHER_CORE);
  station = await startStationProcess({ data, http: null });
  await untilConnected(station);
  await station.stop();
  await run('mqtt-load.ts', [broker.url, BACKLOG, 0, TAGS, 0], OTHER_CORE);

  const rates = new Map<string, number>();
  for (const kind of ['bare', 'insert']) {
    const args = [broker.url, kind, BACKLOG, folder];
    const { received = 0, seconds = 1 } = await run('mqtt-peer.ts', args, CORE);
    rates.set(kind, received / seconds);
  }
  station = await startStationProcess({ data, http: null });
  await pin(station.pid, CORE);
  const early = await figuresOf(station);
  const earlyAt = performance.now();
  const late = await untilReceived(station, BACKLOG, 100);
  const taken = (late.values.received ?? 0) - (early.values.received ?? 0);
  rates.set('station', taken / ((performance.now() - earlyAt) / 1_000));

  const before = late;
  const count = SECONDS * PER_SECOND;
  const startedAt = performance.now();
  const memory: [number, number][] = [];
  let running = true;
  const current = station;
  const watching = (async () => {
    while (running) {
      memory.push([(performance.now() - startedAt) / 1_000, (await figuresOf(current)).residentBytes]);
      await sleep(SAMPLE_EVERY_MS);
    }
  })();
  const load = await run('mqtt-load.ts', [broker.url, count, PER_SECOND, TAGS, BACKLOG], OTHER_CORE);
  const lagStart = performance.now();
  const after = await untilReceived(station, BACKLOG + count, 20);
  const lagMs = performance.now() - lagStart;
  running = false;
  await watching;

  const change = (name: string) => (after.values[name] ?? 0) - (before.values[name] ?? 0);
  const lost = count - change('stored') - change('duplicate');
  // Caches of bounded size fill up in the first minutes; a leak would still show in the second half.
  const secondHalf = memory.filter(([second]) => second >= SECONDS / 2);
  const memoryAt = (share: number) =>
    `${((memory[Math.floor((memory.length - 1) * share)]?.[1] ?? 0) / 1e6).toFixed(0)} MB`;
  const cpu = (after.cpuSeconds - before.cpuSeconds) / ((load.seconds ?? 1) + lagMs / 1_000);
  const rate = (kind: string) => rates.get(kind) ?? Number.NaN;
  printTable([
    [`backlog of ${BACKLOG} messages, one core`, 'msg/s', 'of bare mqtt.js'],
    ['mqtt.js, nothing stored', rate('bare').toFixed(0), '1.00'],
    ['one message, one INSERT', rate('insert').toFixed(0), (rate('insert') / rate('bare')).toFixed(2)],
    ['whole station', rate('station').toFixed(0), (rate('station') / rate('bare')).toFixed(2)],
  ]);
  print('');
  printTable([
    [`steady ${PER_SECOND} msg/s for ${SECONDS} s`, ''],
    [
      'published',
      `${load.sent} in ${(load.seconds ?? 0).toFixed(1)} s = ${(count / (load.seconds ?? 1)).toFixed(0)} msg/s`,
    ],
    ['stored + duplicate', `${change('stored')} + ${change('duplicate')}`],
    ['lost, missing numbers', `${lost}, ${change('gap')}`],
    ['behind at the end', `${lagMs.toFixed(0)} ms`],
    ['core used', `${(cpu * 100).toFixed(0)} %`],
    ['memory at start, half, end', [0, 0.5, 1].map(memoryAt).join(', ')],
    ['memory over the second half', `${((slope(secondHalf) * 60) / 1e6).toFixed(2)} MB a minute`],
  ]);
  if (lost !== 0) process.exitCode = 1;
} finally {
  await station?.stop();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
}
