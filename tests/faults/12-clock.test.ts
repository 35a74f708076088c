import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Judgment } from '../../shared/contract/judgment.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';

/**
 * Fault 12: the clock of the machine jumps below a running station: a day ahead, an hour back, and a second twice, as where a leap
 * second is put in. Identifiers rise all the same, and what holds for a time holds for so long, no longer and no shorter. The program's
 * calls for the time go through libfaketime, whose offset is changed while it runs; its monotonic clock is the machine's.
 */
const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const faketimeMissing = existsSync(LIBRARY) ? null : 'not run: faketime is not installed';
const DAY_S = 86_400;
const HOUR_S = 3_600;
const TEST_WITHIN_MS = 120_000;

let folder: string;
let station: StationProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-clock-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
});
afterEach(async () => {
  await station?.close();
  station = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** The clock is so many seconds ahead of the machine's. */
const setClock = (seconds: number) =>
  writeFileSync(join(folder, 'offset'), `${seconds >= 0 ? '+' : '-'}${Math.abs(seconds)}s\n`);

function start(withoutGuards: readonly GuardRemoval[] = []): Promise<StationProcess> {
  setClock(0);
  return startStationProcess({
    data: join(folder, 'data'),
    withoutGuards,
    env: {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: join(folder, 'offset'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  });
}

async function judge(running: StationProcess, number: number, useCache = false): Promise<Judgment> {
  const { status, body } = await running.call('POST', '/api/v1/judgment/execute', {
    rulesetId: 'defect-rate',
    input: { defect_count: number, production_count: 1_000 },
    useCache,
  });
  expect(status).toBe(200);
  return body as Judgment;
}

const secondsFromNow = ({ at }: Judgment) => Math.round((Date.parse(at) - Date.now()) / 1_000);

/** Jumps of the clock, each with judgments after it; whether a decision was still kept after each. */
async function jump(withoutGuards: readonly GuardRemoval[] = []) {
  station = await start(withoutGuards);
  const judgments: Judgment[] = [];
  const kept: boolean[] = [];
  const ahead: number[] = [];
  await judge(station, 999, true);
  for (const offset of [0, DAY_S, DAY_S - HOUR_S, -HOUR_S, -HOUR_S - 1, 0]) {
    setClock(offset);
    for (let count = 0; count < 5; count += 1) judgments.push(await judge(station, judgments.length));
    const last = judgments.at(-1);
    if (last !== undefined) ahead.push(secondsFromNow(last) - offset);
    kept.push((await judge(station, 999, true)).cached);
  }
  return { judgments, kept, ahead };
}

const isRising = (judgments: readonly Judgment[]) =>
  judgments.every(({ id }, index) => index === 0 || id > (judgments[index - 1]?.id ?? ''));

describe.skipIf(faketimeMissing)('fault 12: the clock jumps', { timeout: TEST_WITHIN_MS }, () => {
  it('identifiers rise, and what is kept for a time is kept', async () => {
    const { judgments, kept, ahead } = await jump();
    for (const seconds of ahead) expect(Math.abs(seconds)).toBeLessThan(3);
    expect(isRising(judgments)).toBe(true);
    expect(kept).toEqual([true, true, true, true, true, true]);
  });

  it('a store written while the clock was ahead opens, sound, when it is back', async () => {
    station = await start();
    setClock(DAY_S);
    const later = await judge(station, 1);
    await station.kill();
    station = await start();
    setClock(-HOUR_S);
    const earlier = await judge(station, 2);
    expect(station.log()).not.toContain('the store was damaged');
    const { body } = await station.call('GET', '/api/v1/judgments?limit=10');
    const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([later.id, earlier.id]));
  });

  it('is noticed when what is kept goes by the clock of the day', async () => {
    const { kept } = await jump([
      {
        file: 'server/composition/core.ts',
        find: 'const cache = new DecisionCache(monotonicNow);',
        replace: 'const cache = new DecisionCache(now);',
      },
    ]);
    expect(kept).toContain(false);
  });

  it('is noticed when identifiers go by the clock of the day alone', async () => {
    const { judgments } = await jump([
      {
        file: 'server/contexts/judgment/judge.ts',
        find: 'const id = newId();',
        replace: 'const id = newId({ msecs: Date.now() });',
      },
    ]);
    expect(isRising(judgments)).toBe(false);
  });
});
