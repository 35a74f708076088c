import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeaningRegion } from '../../shared/contract/rule-meaning.ts';
import type { WhatIfRegion, WhatIfRegionCounts, WhatIfRules } from '../../shared/contract/whatif.ts';
import { aif } from '../support/aif.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore, valueAt } from '../support/filled-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { importRuleset } from '../support/import-ruleset.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const SAMPLES = 86_400;
const EVERY_MS = 10_000;
const END = Math.floor(Date.now() / 60_000) * 60_000 - 602_000;
const START = END - (SAMPLES - 1) * 1_000;

const inputs = ['load', 'heat'].map((name) => ({ name, type: 'number', tag: `*/*/*/mill/${name}` }));
const version = (watch: number, bad: string) =>
  rulesetOf({
    id: 'load',
    source: `
      if load > ${bad} { return #{ verdict: "BAD" }; }
      if load > ${watch} { return #{ verdict: "WATCH" }; }
      #{ verdict: "OK" }`,
    inputs,
    trigger: { kind: 'interval', everySeconds: EVERY_MS / 1_000 },
    verdicts: { OK: 'normal', WATCH: 'medium', BAD: 'high' },
  });

const folder = temporaryFolder();
let station: StationProcess;
let desk: ReturnType<typeof windowOf>;

beforeAll(async () => {
  await fillStore(join(folder.path, 'station.db'), {
    ...{ tags: ['s/a/l/mill/load', 's/a/l/mill/heat'], samplesPerTag: SAMPLES, stepMs: 1_000, start: START },
  });
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
  await importRuleset(folder.path, version(55.5, '58.3'));
  await importRuleset(folder.path, version(52.1, '60.0'));
  await importRuleset(folder.path, version(55.5, '58.3 && load + heat > 119.0'));
  station = await startStationProcess({ data: folder.path });
  desk = windowOf(station);
});
afterAll(async () => {
  void desk?.close();
  await station?.close();
  folder.remove();
});

const rulesOf = async (number: number): Promise<WhatIfRules> => {
  const { manifest, source } = await desk.rules.version.query({ id: 'load', version: number });
  return { manifest, source };
};

async function regionsOf(before: number, after: number): Promise<MeaningRegion[]> {
  const { key } = await desk.rules.meanings.start.mutate({ id: 'load', before, after });
  const diff = await eventually(async () => {
    const found = await desk.rules.meanings.get.query({ key });
    expect(found.state).toBe('done');
    return found;
  });
  return diff.report?.regions ?? [];
}

async function counted(base: number, after: number, asked: readonly MeaningRegion[]) {
  const tried = await rulesOf(after);
  const { id } = await desk.whatIf.open.mutate({ rules: tried, days: 2, to: new Date(END).toISOString() });
  await eventually(async () => expect((await desk.whatIf.get.query({ id })).state).toBe('ready'));
  const regions = asked.map(({ from, to, limits, together }): WhatIfRegion => ({
    from,
    to,
    limits,
    together,
  }));
  const counts = await desk.whatIf.judge.query({ id, window: 'w', tried, base, part: 'all', regions });
  if (counts?.regions === undefined) throw new Error('nothing counted');
  return { ...counts, regions: counts.regions };
}

/** Rows that live judging would have judged, counted one by one. */
function brute(isCounted: (load: number, heat: number) => boolean): number {
  let rows = 0;
  for (let at = Math.ceil(START / EVERY_MS) * EVERY_MS; at <= END; at += EVERY_MS) {
    const index = Math.floor((at - START) / 1_000);
    if (isCounted(valueAt(1, index), valueAt(2, index))) rows += 1;
  }
  return rows;
}

const nameOf = ({ from, to }: MeaningRegion) => `${from.verdict} → ${to.verdict}`;

it('rows of history are counted for each region of a comparison, to the last row', async () => {
  const regions = await regionsOf(1, 2);
  const { rows, changed, isExact, regions: found } = await counted(1, 2, regions);
  expect(isExact).toBe(true);
  expect(rows).toBe(brute(() => true));
  expect(
    Object.fromEntries(regions.map((each, index) => [nameOf(each), found.regions[index]?.rows])),
  ).toEqual({
    'OK → WATCH': brute((load) => load > 52.1 && load <= 55.5),
    'BAD → WATCH': brute((load) => load > 58.3 && load <= 60),
  });
  expect(found).toMatchObject({ shared: 0, elsewhere: 0 });
  expect(found.regions.reduce((sum, region) => sum + region.rows, 0)).toBe(changed);
  expect(changed).toBeGreaterThan(1_000);
});

it('what is in none of the regions told is told apart', async () => {
  const regions = await regionsOf(1, 2);
  const { changed, regions: found } = await counted(1, 2, regions.slice(0, 1));
  expect(found.elsewhere).toBe(changed - (found.regions[0]?.rows ?? 0));
  expect(found.elsewhere).toBeGreaterThan(0);
});

it('of a border that several inputs make together: by verdicts and the limits of the other inputs', async () => {
  const regions = await regionsOf(1, 3);
  expect(new Set(regions.map(nameOf))).toEqual(new Set(['BAD → WATCH']));
  const slanted = regions.filter(({ together }) => together.length > 0);
  expect(slanted.map(({ together }) => together)).toEqual([expect.arrayContaining(['heat'])]);
  const expected = brute((load, heat) => load > 58.3 && load + heat <= 119);
  expect(expected).toBeGreaterThan(100);
  const all = await counted(1, 3, regions);
  expect(all.regions.regions.reduce((sum, { rows }) => sum + rows, 0)).toBe(expected);
  expect(all.regions).toMatchObject({ shared: 0, elsewhere: 0 });
  // Told twice, nobody can say which of both a row belongs to.
  const twice = await counted(1, 3, [...slanted, ...slanted]);
  const perhaps = { rows: 0, atMost: expected };
  expect(twice.regions).toEqual({ regions: [perhaps, perhaps], shared: expected, elsewhere: 0 });
});

describe('aif rules diff --history', () => {
  interface Told {
    readonly regions: readonly MeaningRegion[];
    readonly history: WhatIfRegionCounts & {
      readonly rows: number;
      readonly changed: number;
      readonly isExact: boolean;
    };
  }
  const expected = {
    'OK → WATCH': brute((load) => load > 52.1 && load <= 55.5),
    'BAD → WATCH': brute((load) => load > 58.3 && load <= 60),
  };
  const counts = ({ regions, history }: Told) =>
    Object.fromEntries(regions.map((each, index) => [nameOf(each), history.regions[index]?.rows]));
  const diff = (...args: string[]) =>
    aif(['rules', 'diff', 'load@1', 'load@2', '--data', folder.path, ...args]);

  it('counts beside the running station what the page shows, region by region', async () => {
    const { code, stdout } = await diff('--history', '2', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as Told;
    expect(counts(told)).toEqual(expected);
    expect(told.history).toMatchObject({ isExact: true, elsewhere: 0, shared: 0 });
    // It ends now, a little behind the samples.
    expect(told.history.rows).toBeGreaterThanOrEqual(brute(() => true));
    expect(told.history.changed).toBe(expected['OK → WATCH'] + expected['BAD → WATCH']);
  });

  it('tells it in words, and says how far it is on standard error only', async () => {
    const { code, stdout, stderr } = await diff('--history', '2');
    expect(code).toBe(0);
    expect(stdout).toContain(`OK → WATCH: 52.1 < load ≤ 55.5; ${expected['OK → WATCH']} rows of history`);
    expect(stdout).toMatch(/^history of 2 days: \d+ of \d+ rows get another verdict \(.*, 1 machine\)$/m);
    expect(stderr).toMatch(/^(reading 2 days of history: \d+ %\n)*$/);
  });

  it('refuses what has no rows in common, and says what to do', async () => {
    const other = join(folder.path, 'other.json');
    const { manifest, source, tests } = version(55.5, '58.3');
    const trigger = { kind: 'interval', everySeconds: 60 };
    writeFileSync(
      other,
      JSON.stringify({ ruleset: { ...(manifest as object), trigger }, rules: source, tests }),
    );
    const refused = await aif(['rules', 'diff', 'load@1', other, '--history', '2', '--data', folder.path]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('aif backtest --ruleset');
    expect(await diff('--history', '31')).toMatchObject({ code: 2 });
  });

  it('counts the same where no station runs', async () => {
    void desk.close();
    await station.stop();
    const { code, stdout } = await diff('--history', '2', '--json');
    expect(code).toBe(0);
    expect(counts(JSON.parse(stdout) as Told)).toEqual(expected);
  });
});
