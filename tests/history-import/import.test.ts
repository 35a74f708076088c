import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { HistoryImport, RunImport } from '../../shared/contract/history-import.ts';
import { eventually } from '../support/eventually.ts';
import { MEAN_OF_TEMPERATURE } from '../support/rulesets.ts';
import { rowsOfStation } from '../support/stored-samples.ts';
import { NOON, openTestCore, type TestCore } from '../support/test-core.ts';

const USER = { id: 'station', name: 'kim' };
const TAG = 'plant/area/line-1/press-1/temperature';
const ENDED = new Set<HistoryImport['state']>(['done', 'refused', 'failed', 'cancelled']);

let test: TestCore;
afterEach(() => test.close());

async function open(): Promise<TestCore> {
  test = await openTestCore();
  await test.core.imports.start();
  return test;
}

async function sent(text: string): Promise<string> {
  const bytes = async function* () {
    yield new TextEncoder().encode(text);
  };
  return (await test.core.imports.receive({ name: 'a.csv', size: null }, bytes(), USER)).id;
}

const ended = (id: string) =>
  eventually(async () => {
    const job = await test.core.imports.get(id);
    if (!ENDED.has(job.state)) throw new Error(`still ${job.state}`);
    return job;
  });

async function imported(text: string, run: Partial<RunImport> = {}): Promise<HistoryImport> {
  const id = await sent(text);
  await test.core.imports.run(id, { tag: TAG, time: { zone: 'UTC' }, skipBadRows: false, ...run });
  return ended(id);
}

const stored = () =>
  rowsOfStation<{ at: number; value: unknown }>(
    `${test.folder}/station.db`,
    'SELECT at, value FROM sample ORDER BY tag_id, at',
  );
const rows = (count: number, from: number, stepMs = 1_000) =>
  [
    'time,value',
    ...Array.from({ length: count }, (_, i) => `${new Date(from + i * stepMs).toISOString()},${i}`),
  ].join('\n');

describe('a file', () => {
  it('is stored once, however often it is imported, and each figure is explained', async () => {
    await open();
    const text = `${rows(5_000, NOON - 86_400_000)}\n${new Date(NOON - 86_400_000).toISOString()},7\n`;
    const first = await imported(text);
    expect(first).toMatchObject({ state: 'done', by: 'kim', endedAt: expect.any(String) as string });
    expect(first.result).toMatchObject({
      rows: 5_001,
      values: 5_001,
      stored: 5_000,
      duplicateInFile: 1,
      differingInFile: 1,
      alreadyThere: 0,
      newTags: 1,
      outOfOrder: 1,
    });
    const second = await imported(text);
    expect(second.result).toMatchObject({ stored: 0, duplicateInFile: 1, alreadyThere: 5_000, newTags: 0 });
    expect(stored()).toHaveLength(5_000);
    const tag = await test.core.hub.tag(TAG);
    expect(tag.counters).toMatchObject({ received: 10_000, stored: 5_000, duplicate: 5_000 });
    expect(tag.last).toMatchObject({ value: 4_999 });
    const [folder = ''] = readdirSync(`${test.folder}/imports`);
    await eventually(() => expect(readdirSync(`${test.folder}/imports/${folder}`)).toEqual([]));
  });

  it('goes into its own time below newer live data, moves windows and causes no judgment', async () => {
    await open();
    await test.add(MEAN_OF_TEMPERATURE);
    const { judgments, settle } = test.triggers();
    await test.value(TAG, 100);
    await settle();
    test.pass(1_000);
    await eventually(() => expect(judgments).toHaveLength(1));
    const job = await imported(rows(60, NOON - 120_000));
    await settle();
    expect(job.result).toMatchObject({ stored: 60, alreadyThere: 0 });
    expect(judgments).toHaveLength(1);
    expect(await test.core.hub.tag(TAG)).toMatchObject({ last: { value: 100 }, counters: { late: 60 } });
    const mean = test.core.hub.windows.value(TAG, 'mean', 600, NOON);
    expect(mean).toMatchObject({ count: 61 });
    const samples = await test.core.hub.samples(TAG, {
      from: new Date(NOON - 121_000).toISOString(),
      to: new Date(NOON).toISOString(),
      points: 1_000,
    });
    expect(samples.items.map(({ value }) => value)).toEqual([
      ...Array.from({ length: 60 }, (_, i) => i),
      100,
    ]);
  });

  it('with a report above its table and units below its header: these lines are no rows, nor faults', async () => {
    await open();
    const text =
      'Report,"Press 4\n"\nShift,\ntime,press\n(UTC),bar\n20-Nov-26 09:00:00,73.5 bar\n20-Nov-26 09:00:01,74 bar\n,\n , \n';
    const job = await imported(text, { skipBadRows: false });
    // Of a machine that only files tell of no live value is missing; from its first one on it is as any other.
    const isRecorded = async () =>
      (await test.core.judgment.overview()).equipment.map((machine) => machine.isRecorded);
    expect(await isRecorded()).toEqual([true]);
    await test.value(TAG, 75);
    expect(await isRecorded()).toEqual([false]);
    expect(job).toMatchObject({
      state: 'done',
      options: { firstLine: 4, valuesFrom: 6 },
      result: { rows: 2, stored: 2, badRows: 0, from: '2026-11-20T09:00:00.000Z' },
    });
    expect(stored().map(({ value }) => value)).toEqual([73.5, 74, 75]);
  });

  it('of numbers, switches and words, a row for each value, with qualities', async () => {
    await open();
    const text = [
      'time;tag;value;quality',
      '2026-11-20 09:00;p/a/l/e/온도;73,5;192',
      '2026-11-20 09:00;p/a/l/e/mode;자동;good',
      '2026-11-20 09:00;p/a/l/e/running;true;0',
      '2026-11-20 09:01;p/a/l/e/mode;수동;',
    ].join('\r\n');
    const job = await imported(text, { tag: undefined, time: { zone: 'Asia/Seoul' } } as Partial<RunImport>);
    expect(job).toMatchObject({ state: 'done', result: { stored: 4, newTags: 3 } });
    const last = async (tag: string) => (await test.core.hub.tag(`p/a/l/e/${tag}`)).last;
    expect(await last('온도')).toMatchObject({ value: 73.5, quality: 192, at: '2026-11-20T00:00:00.000Z' });
    expect(await last('mode')).toMatchObject({ value: '수동', quality: 192 });
    expect(await last('running')).toMatchObject({ value: true, quality: 0 });
  });

  it('with one bad row adds nothing, says which, and is added without it where that is chosen', async () => {
    await open();
    const text =
      'time,value\n2026-11-20T00:00:00Z,1\n2026-11-20T00:00:01Z,=cmd()\nsoon,3\n2026-11-20T00:00:03Z,4\n';
    const id = await sent(text);
    await test.core.imports.run(id, { tag: TAG, skipBadRows: false });
    const refused = await ended(id);
    expect(refused).toMatchObject({ state: 'refused', result: { rows: 4, badRows: 2, stored: 0 } });
    expect(refused.faults.map(({ row, column }) => [row, column])).toEqual([
      [3, '2 value'],
      [4, '1 time'],
    ]);
    expect(test.core.hub.tagPaths()).toEqual([]);
    const part = await test.core.imports.errors(id, 0);
    expect(part.nextOffset).toBeNull();
    const errors = Buffer.from(part.dataBase64, 'base64').toString('utf8');
    expect(await test.core.imports.errors(id, 10)).toMatchObject({ nextOffset: null });
    expect(errors.split('\r\n')).toEqual([
      '\uFEFFrow,column,problem,문제,text',
      `3,"2 value","""=cmd()"" is no number","""=cmd()"": 숫자가 아닙니다","2026-11-20T00:00:01Z | =cmd()"`,
      `4,"1 time","""soon"" is no time of the form “year month day (ISO 8601 too)”","""soon"": “연 월 일(ISO 8601 포함)” 형식의 시각이 아닙니다","soon | 3"`,
      '',
    ]);
    await test.core.imports.run(id, { tag: TAG, skipBadRows: true });
    expect(await ended(id)).toMatchObject({ state: 'done', result: { badRows: 2, stored: 2 } });
    expect(stored().map(({ value }) => value)).toEqual([1, 4]);
  });

  it('waits for the one before it; cancelled while it is checked or waits, nothing of it is there', async () => {
    await open();
    const big = await sent(rows(300_000, NOON - 400_000_000));
    const small = await sent(rows(10, NOON - 1_000_000));
    const last = await sent(rows(3, NOON - 2_000_000).replaceAll(',', ';'));
    for (const id of [big, small, last]) await test.core.imports.run(id, { tag: TAG, skipBadRows: false });
    expect((await test.core.imports.get(small)).state).toBe('waiting');
    await eventually(async () => expect((await test.core.imports.get(big)).state).toBe('checking'));
    await test.core.imports.cancel(big, USER);
    await test.core.imports.cancel(last, USER);
    expect(await ended(small)).toMatchObject({ state: 'done', result: { stored: 10 } });
    expect(await ended(big)).toMatchObject({ state: 'cancelled' });
    expect(await ended(last)).toMatchObject({ state: 'cancelled' });
    expect(existsSync(`${test.folder}/imports/${big}`)).toBe(false);
    expect(stored()).toHaveLength(10);
    await expect(test.core.imports.cancel(big, USER)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is finished after a restart where it was waiting', async () => {
    await open();
    const id = await sent(rows(10, NOON - 1_000_000));
    await test.core.imports.run(id, { tag: TAG, skipBadRows: false });
    await test.reopen();
    await test.core.imports.start();
    expect(await ended(id)).toMatchObject({ state: 'done', result: { stored: 10, alreadyThere: 0 } });
  });

  it('is not begun where its values belong nowhere, and refused without values or beyond the limit of tags', async () => {
    await open();
    const id = await sent('time,a\n2026-11-20T00:00:00Z,1\n');
    await expect(test.core.imports.run(id, { skipBadRows: false })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await imported('time,value\n2026-11-20T00:00:00Z,\n')).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/no value/) as string,
    });
    const many = Array.from({ length: 20_001 }, (_, i) => `2026-11-20T00:00:00Z,p/a/l/e/t${i},1`).join('\n');
    const full = await imported(`time,tag,value\n${many}\n`, { tag: undefined } as Partial<RunImport>);
    expect(full).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/more than 20000 tags/) as string,
    });
    expect(test.core.hub.tagPaths()).toEqual([]);
  });

  it('comes in pieces that follow each other, and not otherwise', async () => {
    await open();
    const { imports } = test.core;
    const bytes = new TextEncoder().encode(rows(3, NOON - 1_000_000));
    const { id } = await imports.begin({ name: '../../etc/passwd', size: bytes.length }, USER);
    await imports.append(id, 0, bytes.slice(0, 10));
    await expect(imports.append(id, 5, bytes.slice(5))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(imports.finish(id)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(imports.append(id, 10, new Uint8Array(bytes.length))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await imports.append(id, 10, bytes.slice(10));
    expect(await imports.finish(id)).toMatchObject({ state: 'ready', name: '../../etc/passwd' });
    expect((await imports.preview(id, { tag: TAG })).items).toHaveLength(3);
    expect(readdirSync(`${test.folder}/imports`)).toEqual([id]);
  });
});
