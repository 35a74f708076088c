import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Judgment } from '../../shared/contract/judgment.ts';
import { aif } from '../support/aif.ts';
import { grownTo } from '../support/eventually.ts';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../support/mosquitto.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/**
 * A real machine's temperature record through the real way: `aif replay` at full speed → Mosquitto → station. The
 * ruleset was fixed before its author saw the labels (its README says from what).
 */
const projectRoot = join(import.meta.dirname, '../..');
const RECORD = join(projectRoot, '../shared/data/machine_temperature.csv');
const RULESET = join(projectRoot, 'tests/support/rulesets/machine-thermal');
const TAG = 'record/area/line/machine/temperature_f';
const ROWS = 22_695;
const REPEATED_TIMES = 12;

/** Windows in which the record's labellers mark an anomaly (local time taken as UTC), from `shared/data/README.md`. */
const LABELLED = [
  ['2013-12-10T06:25Z', '2013-12-12T05:35Z'],
  ['2013-12-15T17:50Z', '2013-12-17T17:00Z'],
  ['2014-01-27T14:20Z', '2014-01-29T13:30Z'],
  ['2014-02-07T14:55Z', '2014-02-09T14:05Z'],
].map(([from = '', to = '']) => ({ from: Date.parse(from), to: Date.parse(to) }));

const missing = !existsSync(RECORD) ? 'not run: data not present' : mosquittoMissing;

/** What a command prints that must work. */
async function printed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await aif(args);
  if (code !== 0) throw new Error(`${code}: ${stderr}`);
  return stdout;
}

async function allJudgments(station: StationProcess): Promise<Judgment[]> {
  const found: Judgment[] = [];
  let cursor = '';
  do {
    const query = `rulesetId=machine-thermal&limit=500${cursor ? `&cursor=${cursor}` : ''}`;
    const { body } = await station.call('GET', `/api/v1/judgments?${query}`);
    const page = body as { items: Judgment[]; nextCursor?: string };
    found.push(...page.items);
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  return found;
}

describe.skipIf(missing)('a real record replayed at full speed', () => {
  let folder: string;
  let broker: Mosquitto;
  let station: StationProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aif-record-'));
    broker = await startMosquitto();
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ mqttUrl: broker.url, logLevel: 'warn' }));
    await printed(['rules', 'import', RULESET, '--data', folder, '--activate']);
    station = await startStationProcess({ data: folder });
  });
  afterAll(async () => {
    await station?.stop();
    await broker?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const counters = async () => {
    const { body } = await station.call('GET', `/api/v1/tags?search=${encodeURIComponent(TAG)}`);
    const [tag] = (body as { items: { counters: Record<string, number> }[] }).items;
    return tag?.counters ?? {};
  };

  const judgmentsMade = async () => {
    const { body } = await station.call('GET', '/metrics');
    const counts = String(body).matchAll(/^aif_judgments_total\{.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };

  it('is stored to the row and judged in its own time', { timeout: 300_000 }, async () => {
    const startedAt = performance.now();
    const replay = ['replay', RECORD, '--tag', TAG, '--timezone', 'UTC', '--speed', 'max', '--json'];
    const sent = JSON.parse(await printed([...replay, '--broker', broker.url])) as { published: number };
    const sentAfter = performance.now() - startedAt;
    expect(sent.published).toBe(ROWS);

    await grownTo(async () => (await counters())['stored'] ?? 0, ROWS - REPEATED_TIMES);
    // Each is delivered once: however long the station holds messages back, its connection does not break.
    await grownTo(async () => (await counters())['received'] ?? 0, ROWS);
    expect(await counters()).toMatchObject({
      received: ROWS,
      stored: ROWS - REPEATED_TIMES,
      duplicate: REPEATED_TIMES,
      unreadable: 0,
    });

    await grownTo(judgmentsMade, ROWS - REPEATED_TIMES);
    // Some of those may be by the clock.
    let judged: Judgment[] = [];
    await grownTo(async () => {
      judged = (await allJudgments(station)).filter(({ trigger }) => trigger === 'change');
      return judged.length;
    }, ROWS - REPEATED_TIMES);
    const seconds = (performance.now() - startedAt) / 1000;
    const times = new Set(judged.map(({ at }) => at));
    expect(times.size).toBe(judged.length);

    const isAbnormal = (judgment: Judgment) => judgment.severity !== 'normal';
    const isIn =
      ({ from, to }: { from: number; to: number }) =>
      (judgment: Judgment) =>
        Date.parse(judgment.at) >= from && Date.parse(judgment.at) <= to;
    const inside = LABELLED.map((window) => judged.filter(isIn(window)));
    const outside = judged.filter((judgment) => !LABELLED.some((window) => isIn(window)(judgment)));
    const share = (list: readonly Judgment[]) =>
      `${list.filter(isAbnormal).length} abnormal of ${list.length}`;
    const verdicts = Object.groupBy(judged, ({ verdict }) => verdict);
    process.stdout.write(
      [
        `record: ${sent.published} sent in ${(sentAfter / 1000).toFixed(1)} s, judged after ${seconds.toFixed(1)} s`,
        `record: ${Object.entries(verdicts)
          .map(([verdict, list]) => `${verdict} ${list?.length}`)
          .join(', ')}`,
        ...inside.map((list, index) => `record: labelled window ${index + 1}: ${share(list)}`),
        `record: outside all: ${share(outside)}`,
        '',
      ].join('\n'),
    );
    // The failure itself must be seen, and most of the quiet time must be quiet.
    expect(inside[3]?.some(isAbnormal)).toBe(true);
    expect(outside.filter(isAbnormal).length / outside.length).toBeLessThan(0.2);
  });
});
