import { afterEach, describe, expect, it } from 'vitest';
import type { HistoryImport } from '../../shared/contract/history-import.ts';
import { eventually } from '../support/eventually.ts';
import { MEAN_OF_TEMPERATURE } from '../support/rulesets.ts';
import { rowsOfStation } from '../support/stored-samples.ts';
import { NOON, openTestCore, type TestCore } from '../support/test-core.ts';

/** What an import has added goes out of the history again, and only that. */
const USER = { id: 'station', name: 'kim' };
const LEE = { id: 'station', name: 'lee' };
const TAG = 'plant/area/line-1/press-1/temperature';
const OTHER = 'plant/area/line-1/press-1/pressure';
const ENDED = new Set<HistoryImport['state']>(['done', 'undone', 'cancelled', 'failed']);
const FROM = NOON - 86_400_000;

let test: TestCore;
afterEach(() => test.close());

async function open(): Promise<void> {
  test = await openTestCore();
  await test.core.imports.start();
}

const ended = (id: string) =>
  eventually(async () => {
    const job = await test.core.imports.get(id);
    if (!ENDED.has(job.state)) throw new Error(`still ${job.state}: ${job.problem ?? ''}`);
    return job;
  });

async function begun(text: string): Promise<string> {
  const bytes = async function* () {
    yield new TextEncoder().encode(text);
  };
  const { id } = await test.core.imports.receive({ name: 'a.csv', size: null }, bytes(), USER);
  await test.core.imports.run(id, { equipment: 'plant/area/line-1/press-1', skipBadRows: false });
  return id;
}

const imported = async (text: string) => ended(await begun(text));
const undone = async (id: string) => {
  await test.core.imports.undo(id, LEE);
  return ended(id);
};

/** Rows of two tags, every `stepMs`. */
const rows = (count: number, from: number, stepMs: number, offset = 0) =>
  [
    'time,temperature,pressure',
    ...Array.from({ length: count }, (_, i) => {
      const time = new Date(from + i * stepMs).toISOString();
      return `${time},${i + offset},${i % 7}`;
    }),
  ].join('\n');

const stored = () =>
  rowsOfStation<{ path: string; at: number; value: number }>(
    `${test.folder}/station.db`,
    'SELECT path, at, value FROM sample JOIN tag ON tag.id = tag_id ORDER BY path, at',
  );
const window = async (path: string) => {
  const query = { from: new Date(FROM).toISOString(), to: new Date(NOON).toISOString() };
  const samples = await test.core.hub.samples(path, { ...query, points: 500 });
  const statistics = await test.core.hub.statistics(path, query);
  const values = samples.items.map(({ value }) => Number(value));
  // Which of several equal extremes is drawn depends on how samples lie in chunks.
  const { total, gaps } = samples;
  return { total, gaps, lowest: Math.min(...values), highest: Math.max(...values), statistics };
};

describe('an import undone', () => {
  it('leaves what was there before, what came between and what came after, to the value', async () => {
    await open();
    const before = await imported(rows(1_500, FROM, 10_000, 50_000));
    for (let i = 1; i <= 50; i += 1) await test.value(TAG, -i, { at: FROM + i * 300_007 });
    const rest = stored();
    const [temperature, pressure] = [await window(TAG), await window(OTHER)];

    // Every tenth time is there already; the others lie between what is there, in full chunks and in the one that fills.
    const added = await imported(rows(9_000, FROM, 1_000));
    expect(added).toMatchObject({
      state: 'done',
      result: { stored: 16_200, alreadyThere: 1_800 },
      undoable: 16_200,
    });
    const after = await imported(rows(200, FROM + 500, 1_000, 90_000));
    expect(after.result).toMatchObject({ stored: 400 });
    await undone(after.id);
    expect(stored()).toHaveLength(rest.length + 16_200);

    const job = await undone(added.id);
    expect(job).toMatchObject({
      state: 'undone',
      undoable: null,
      by: 'kim',
      takenBack: { by: 'lee', end: 'undone', removed: 16_200, missing: 0 },
    });
    expect(stored()).toEqual(rest);
    expect(await window(TAG)).toEqual(temperature);
    expect(await window(OTHER)).toEqual(pressure);
    await expect(test.core.imports.undo(added.id, LEE)).rejects.toMatchObject({ code: 'CONFLICT' });

    // What was taken back can come again.
    expect((await imported(rows(9_000, FROM, 1_000))).result).toMatchObject({ stored: 16_200 });
    expect((await undone(before.id)).takenBack).toMatchObject({ removed: 3_000 });
    expect(stored()).toHaveLength(16_200 + 50);
  });

  it('takes its values out of what the tag shows and out of the windows of rules', async () => {
    await open();
    await test.add(MEAN_OF_TEMPERATURE);
    const { settle } = test.triggers();
    await test.value(TAG, 100, { at: NOON - 300_000 });
    const { id } = await imported(rows(60, NOON - 60_000, 1_000));
    await settle();
    const mean = () => test.core.hub.windows.value(TAG, 'mean', 600, NOON);
    expect(mean()).toMatchObject({ count: 61 });
    expect((await test.core.hub.tag(TAG)).last).toMatchObject({ value: 59 });
    await undone(id);
    expect(mean()).toMatchObject({ value: 100, count: 1 });
    const left = { last: { value: 100, at: new Date(NOON - 300_000).toISOString() } };
    expect(await test.core.hub.tag(TAG)).toMatchObject(left);
    // The tag that only the file had stays, without a value.
    expect(await test.core.hub.tag(OTHER)).toMatchObject({ last: null });
    await test.reopen();
    expect(await test.core.hub.tag(TAG)).toMatchObject(left);
    expect(await test.core.hub.tag(OTHER)).toMatchObject({ last: null });
    await test.value(TAG, 101, { at: NOON });
    expect((await test.core.hub.tag(TAG)).last).toMatchObject({ value: 101 });
  });

  it('cancelled while it is added leaves nothing of itself', async () => {
    await open();
    await test.value(TAG, 1, { at: FROM - 1 });
    const id = await begun(rows(60_000, FROM, 1_000));
    await eventually(async () => {
      const { state, progress } = await test.core.imports.get(id);
      expect([state, (progress?.done ?? 0) > 8_000]).toEqual(['adding', true]);
    });
    const next = await begun(rows(3, FROM - 10_000, 1_000));
    const stopped = await test.core.imports.cancel(id, LEE);
    expect(stopped.state).toBe('takingBack');
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'cancelled', takenBack: { by: 'lee', end: 'cancelled', missing: 0 } });
    expect(job.takenBack?.removed).toBeGreaterThan(8_000);
    expect((await ended(next)).result).toMatchObject({ stored: 6 });
    expect(stored()).toHaveLength(7);
    await expect(test.core.imports.cancel(id, LEE)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('goes on after a restart where it was', async () => {
    await open();
    await test.value(TAG, 1, { at: FROM - 1 });
    const { id } = await imported(rows(20_000, FROM, 1_000));
    await test.core.imports.undo(id, LEE);
    await eventually(() => expect(stored().length).toBeLessThan(40_001));
    await test.reopen();
    const left = stored().length;
    expect(left).toBeGreaterThan(1);
    await test.core.imports.start();
    expect(await ended(id)).toMatchObject({ state: 'undone', takenBack: { removed: 40_000, missing: 0 } });
    expect(stored()).toHaveLength(1);
  });
});
