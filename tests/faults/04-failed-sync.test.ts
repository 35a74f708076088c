import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Health } from '../../shared/contract/health.ts';
import { readRecord, recorder, straceMissing } from '../support/disk-record.ts';
import { PowerlessDisk } from '../support/disk-replay.ts';
import { eventually } from '../support/eventually.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

/**
 * Fault 4: the disk fails when it is to sync. What was written since the last sync is then gone, although it can still be read
 * and the next sync succeeds: nothing may be acknowledged on top of it. Judgments are answered (FULL) among samples (NORMAL),
 * now and then a sync fails; the disk, as a power cut at each answer would leave it, must hold what was answered.
 */
const JUDGMENTS = 60;
const FAILING = 'fsync,fdatasync:error=EIO';
/** Of each thread: the first by which every thread runs, then every seventh. */
const NOW_AND_THEN = `${FAILING}:when=30+7`;
const SHOWN_WITHIN_MS = 5_000;

let folder: string;
let data: string;
let station: StationProcess | undefined;
let tracer: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-failed-sync-'));
  data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
});
afterEach(async () => {
  tracer?.kill('SIGINT');
  await station?.close();
  rmSync(folder, { recursive: true, force: true });
});

const judge = (running: StationProcess, number: number) =>
  running.call('POST', '/api/v1/judgment/execute', {
    rulesetId: 'defect-rate',
    input: { defect_count: number % 50, production_count: 1_000 },
    useCache: false,
    idempotencyKey: `key-${number}`,
  });

/** A value that the broker takes: committed without a sync. */
const publish = (client: MqttClient, number: number) =>
  client.publishAsync(
    'aif/v1/sync/area/line/machine/value',
    JSON.stringify({ v: number, t: Date.now(), seq: number }),
    { qos: 1 },
  );

/** Judgments answered that the disk does not hold, after a power cut at one of the answers. */
async function answeredAndLost(withoutGuards: readonly GuardRemoval[] = []) {
  station = await startStationProcess({ data, withoutGuards });
  await station.stop();
  const disk = new PowerlessDisk(data);
  disk.load(data);
  const record = join(folder, 'record');
  station = await startStationProcess({ data, withoutGuards, under: recorder(record, [NOW_AND_THEN]) });
  const client = await connectToEmbeddedBroker(data);
  const answered = new Map<string, string>();
  for (let number = 1; number <= JUDGMENTS;) {
    await publish(client, number);
    const { status, body } = await judge(station, number);
    if (status !== 200) continue;
    answered.set((body as { id: string }).id, `key-${number}`);
    number += 1;
  }
  client.end(true);
  // The recorder has written down what was said before.
  await storePart(station);
  await station.kill();
  const events = await eventually(() =>
    readRecord(record, (path) => path === data || path.startsWith(`${data}/`)),
  );
  const failures = events.filter((event) => event.kind === 'sync' && !event.ok).length;
  const lost = new Set<string>();
  const told: string[] = [];
  for (const event of events) {
    disk.apply(event);
    if (event.kind !== 'said') continue;
    const said = event.data.toString('latin1');
    const now = [...answered.keys()].filter((id) => said.includes(id) && !told.includes(id));
    if (now.length === 0) continue;
    told.push(...now);
    const image = join(folder, `image-${told.length}`);
    disk.restore(image, () => false, false);
    const stored = new Set(
      rowsOfStation<{ id: string }>(join(image, 'station.db'), 'SELECT id FROM judgment').map(({ id }) => id),
    );
    for (const id of told) if (!stored.has(id)) lost.add(answered.get(id) ?? id);
    rmSync(image, { recursive: true });
  }
  return { failures, told: told.length, lost: [...lost] };
}

const storePart = async (running: StationProcess) =>
  ((await running.call('GET', '/api/v1/health')).body as Health).parts.find(({ id }) => id === 'store');

async function failEverySync(pid: number): Promise<() => Promise<void>> {
  const args = ['-f', '-p', String(pid), '-e', 'trace=fsync,fdatasync', '-e', `inject=${FAILING}`];
  const child = spawn('strace', [...args, '-o', '/dev/null'], { stdio: ['ignore', 'ignore', 'pipe'] });
  tracer = child;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await eventually(() => expect(said).toContain('attached'));
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  };
}

describe.skipIf(straceMissing)('fault 4: a sync fails', () => {
  it('nothing is answered that the disk does not hold', async () => {
    const { failures, told, lost } = await answeredAndLost();
    expect(failures).toBeGreaterThan(5);
    expect(told).toBe(JUDGMENTS);
    expect(lost).toEqual([]);
  });

  it('is noticed when writing goes on where it was', async () => {
    const { lost } = await answeredAndLost([
      { file: 'server/platform/sqlite/writer-worker.ts', find: '  isSound = false;\n', replace: '' },
    ]);
    expect(lost.length).toBeGreaterThan(0);
  });

  it('is shown while it lasts, answers nothing, and is over by itself', async () => {
    station = await startStationProcess({ data });
    const running = station;
    expect((await judge(running, 1)).status).toBe(200);
    const heal = await failEverySync(running.pid);
    const begun = Date.now();
    const waiting = judge(running, 2);
    await eventually(async () => expect((await storePart(running))?.state).toBe('down'));
    expect(Date.now() - begun).toBeLessThan(SHOWN_WITHIN_MS);
    expect((await waiting).status).toBe(503);
    await heal();
    const healedAt = Date.now();
    await eventually(async () => expect((await storePart(running))?.state).toBe('ok'));
    expect(Date.now() - healedAt).toBeLessThan(SHOWN_WITHIN_MS);
    expect((await judge(running, 2)).status).toBe(200);
  });
});
