import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backtest, BacktestRequest } from '../../shared/contract/backtest.ts';
import type { WhatIfCounts, WhatIfRules, WhatIfSession } from '../../shared/contract/whatif.ts';
import { childrenOf } from '../support/children.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore } from '../support/filled-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { importRuleset } from '../support/import-ruleset.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const DAYS = 2;
const MACHINES = ['s/a/l/mill1', 's/a/l/mill2'];
/** The last sample, two seconds before a whole minute: spans of five seconds go over midnight. */
const END = Math.floor(Date.now() / 60_000) * 60_000 - 602_000;
const START = END - DAYS * 86_400_000;
const AT_END = new Date(END + 300_000).toISOString();
const iso = (at: number) => new Date(at).toISOString();

const SOURCE = `
// @rule bad
if load > parameters.high && mean > 45.0 { return #{ verdict: "BAD" }; }
// @rule watch
if load > 55.5 { return #{ verdict: "WATCH" }; }
#{ verdict: "OK" }`;
const load = (high: number, trigger: object = { kind: 'change', debounceMs: 5_000 }) =>
  rulesetOf({
    id: 'load',
    source: SOURCE,
    inputs: [
      { name: 'load', type: 'number', tag: '*/*/*/mill*/load', maxAgeSeconds: 30 },
      { name: 'mean', type: 'number', tag: '*/*/*/mill*/load', take: 'mean', windowSeconds: 3_600 },
    ],
    trigger: { ...trigger },
    verdicts: { OK: 'normal', WATCH: 'medium', BAD: 'high' },
    manifest: { parameters: { high } },
  });

/** What both say of the same rows, in words. */
function matrixOf({
  base,
  tried,
  matrix,
}: Pick<WhatIfCounts, 'base' | 'tried' | 'matrix'>): Record<string, number> {
  const word = (
    { verdict, holdCause = '' }: { verdict: string; holdCause?: string | undefined } = { verdict: '' },
  ) => `${verdict}${holdCause}`;
  return Object.fromEntries(matrix.map(({ a, b, rows }) => [`${word(base[a])} → ${word(tried[b])}`, rows]));
}

describe('what-if on a running station', () => {
  const folder = temporaryFolder();
  let station: StationProcess;
  let desk: ReturnType<typeof windowOf>;

  beforeAll(async () => {
    await fillStore(join(folder.path, 'station.db'), {
      tags: MACHINES.map((machine) => `${machine}/load`),
      ...{ samplesPerTag: DAYS * 86_400, stepMs: 1_000, start: START },
    });
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
    await importRuleset(folder.path, load(58), '--activate');
    await importRuleset(folder.path, load(57));
    await importRuleset(folder.path, load(58, { kind: 'interval', everySeconds: 60 }));
    station = await startStationProcess({ data: folder.path });
    desk = windowOf(station);
  });
  afterAll(async () => {
    void desk?.close();
    await station?.close();
    folder.remove();
  });

  const versionOf = async (version: number): Promise<WhatIfRules> => {
    const { manifest, source } = await desk.rules.version.query({ id: 'load', version });
    return { manifest, source };
  };
  const rowsOf = async (rules: WhatIfRules, equipment?: string[]): Promise<WhatIfSession> => {
    const asked = { rules, days: 3, to: AT_END, ...(equipment === undefined ? {} : { equipment }) };
    const { id } = await desk.whatIf.open.mutate(asked);
    return eventually(async () => {
      const session = await desk.whatIf.get.query({ id });
      expect(session.state).toBe('ready');
      return session;
    });
  };
  const judge = async (
    { id }: WhatIfSession,
    tried: WhatIfRules,
    base: WhatIfRules | number,
    part: 'sample' | 'all' = 'all',
  ): Promise<WhatIfCounts> => {
    const counts = await desk.whatIf.judge.query({ id, window: 'w', tried, base, part });
    if (counts === null) throw new Error('overtaken by nothing');
    return counts;
  };
  const backtest = async (request: Omit<BacktestRequest, 'rulesetId' | 'to'>): Promise<Backtest> => {
    const { id } = await desk.backtests.start.mutate({
      ...{ rulesetId: 'load', to: AT_END, from: iso(Date.parse(AT_END) - 3 * 86_400_000) },
      ...request,
    });
    return eventually(async () => {
      const found = await desk.backtests.get.query({ id });
      expect(found.state).toBe('done');
      return found;
    });
  };

  it('counts what a backtest of the same period counts: verdicts, changes, machines, days, feedback', async () => {
    const [first, second] = [await versionOf(1), await versionOf(2)];
    for (const [at, verdict] of [
      [START + 7_202_500, 'OK'],
      [START + 90_002_500, 'BAD'],
    ] as const) {
      const context = { equipment: MACHINES[0] };
      const asked = { rulesetId: 'load', input: {}, context, at: iso(at) };
      const { body } = await station.call('POST', '/api/v1/judgment/execute', asked);
      const told = { agree: false, correctVerdict: verdict };
      const { status } = await station.call(
        'POST',
        `/api/v1/judgments/${(body as { id: string }).id}/feedback`,
        (body as { verdict: string }).verdict === verdict ? { agree: true } : told,
      );
      expect(status).toBe(200);
    }
    const session = await rowsOf(first);
    const counts = await judge(session, second, 1);
    const { result, period, id } = await backtest({ version: 1, against: 2 });
    const [base, tried] = result?.sides ?? [];
    expect(counts).toMatchObject({ isExact: true, rows: result?.rows, judged: result?.rows });
    expect(counts.rows).toBe(2 * DAYS * 17_280);
    expect(session.period).toEqual(period);
    for (const [own, its] of [
      [counts.base, base],
      [counts.tried, tried],
    ] as const)
      expect(own.map(({ verdict, rows }) => [verdict, rows])).toEqual(
        its?.outcomes.map(({ verdict, rows }) => [verdict, rows]),
      );
    expect(matrixOf(counts)).toEqual(
      matrixOf({
        base: counts.base,
        tried: counts.tried,
        matrix: result?.matrix.filter(({ rows }) => rows > 0) ?? [],
      }),
    );
    expect(counts.changed).toBeGreaterThan(0);
    const days = (await desk.backtests.days.query({ id })).items;
    const sumOf = (of: (day: (typeof days)[number]) => boolean) =>
      days.filter(of).reduce((sum, { changedRows }) => sum + changedRows, 0);
    expect(counts.machines.map(({ changed }) => changed)).toEqual(
      session.machines.map((machine) => sumOf(({ equipment }) => equipment === machine)),
    );
    for (const { day, changed } of counts.days) expect(changed).toBe(sumOf((each) => each.day === day));
    expect([counts.truth.base, counts.truth.tried]).toEqual([base?.truth, tried?.truth]);
    const { hits, misses, falseCalls, correct } = counts.truth.base;
    expect(hits + misses + falseCalls + correct).toBe(2);
  });

  it('rows that an input forbids to judge are the same `HOLD` as in a backtest, whatever is tried', async () => {
    const third = await versionOf(3);
    const session = await rowsOf(third);
    const none = { ...third, manifest: { ...third.manifest, parameters: { high: 1_000 } } };
    const { tried, base, isExact } = await judge(session, none, 3);
    const { result } = await backtest({ version: 3 });
    const figures = (
      outcomes: readonly { verdict: string; holdCause?: string | undefined; rows: number }[] = [],
    ) => outcomes.map(({ verdict, holdCause, rows }) => [verdict, holdCause, rows]);
    expect(isExact).toBe(true);
    expect(figures(base)).toEqual(figures(result?.sides[0]?.outcomes));
    const stale = base.find(({ holdCause }) => holdCause === 'INPUT_STALE');
    expect(stale?.rows).toBe(2 * 4);
    expect(tried.find(({ holdCause }) => holdCause === 'INPUT_STALE')).toEqual(stale);
    expect(tried.find(({ verdict }) => verdict === 'BAD')?.rows).toBe(0);
  });

  it('follows a parameter and a number in the script, and says of a sample that it is one', async () => {
    const first = await versionOf(1);
    const session = await rowsOf(first);
    const same = await judge(session, first, first);
    expect(same.changed).toBe(0);
    const tried = {
      manifest: { ...first.manifest, parameters: { high: 57 } },
      source: first.source.replace('55.5', '52.0'),
    };
    const all = await judge(session, tried, first);
    expect(matrixOf(all)['OK → WATCH']).toBeGreaterThan(1_000);
    const sample = await judge(session, tried, first, 'sample');
    expect(sample.rows).toBe(all.rows);
    expect(sample).toMatchObject({ isExact: false, isWhole: false, path: { kind: 'compiled' } });
    expect(sample.changed).toBeGreaterThan(all.changed * 0.9);
    expect(sample.changed).toBeLessThan(all.changed * 1.1);
    // What cannot be compiled is judged all the same, and says so.
    const slow = {
      ...first,
      source: `let by = |x| x > 55.5; ${first.source.replace('load > 55.5', 'by.call(load)')}`,
    };
    const interpreted = await judge(session, slow, first, 'sample');
    expect(interpreted).toMatchObject({ path: { kind: 'interpreter' } });
    expect(interpreted.changed).toBe(0);
    // A script that does not compile is a `HOLD` of every row, as live.
    const broken = await judge(session, { ...first, source: 'let x = ;' }, first);
    expect(broken.tried.find(({ holdCause }) => holdCause === 'RULE_ERROR')?.rows).toBe(all.rows);
  });

  it('a newer step takes the place of an older one', async () => {
    const first = await versionOf(1);
    const { id } = await rowsOf(first);
    const ask = (window: string, high: number) =>
      desk.whatIf.judge.query({
        ...{ id, window, base: 1, part: 'all' },
        tried: { ...first, manifest: { ...first.manifest, parameters: { high } } },
      });
    const answers = await Promise.all([ask('a', 50), ask('a', 51), ask('b', 52), ask('a', 53), ask('a', 54)]);
    expect(answers.map((answer) => answer !== null)).toEqual([false, false, true, false, true]);
  });

  it('a plane of two inputs has the verdict of the rules in each cell, and which of them held', async () => {
    const first = await versionOf(1);
    const { id, inputs } = await rowsOf(first);
    expect(inputs.map(({ name }) => name)).toEqual(['load', 'mean']);
    const [range] = inputs;
    expect(range?.low).toBeGreaterThan(40);
    expect(range?.high).toBeLessThan(64);
    expect(range?.usual).toBeGreaterThan(range?.low ?? NaN);
    const map = await desk.whatIf.map.query({
      ...{ id, window: 'w', tried: first, columns: 3, rows: 2, held: {} },
      x: { input: 'load', from: 54, to: 60 },
      y: { input: 'mean', from: 40, to: 50 },
    });
    const cells = [...Buffer.from(map?.cells ?? '', 'base64')].map((kind) => {
      const { verdict = '', fired = [] } = map?.kinds[kind] ?? {};
      return `${verdict} ${fired.join()}`;
    });
    expect(cells).toEqual(['OK ', 'WATCH watch', 'WATCH watch', 'OK ', 'WATCH watch', 'BAD bad']);
    const { items } = await desk.whatIf.points.query({ id });
    expect(items.length).toBeGreaterThan(500);
    expect(new Set(items.map(({ equipment }) => equipment))).toEqual(new Set(MACHINES));
    expect(items[0]?.values).toHaveLength(2);
  });

  it('holds the same rows for the same question, other ones for other machines, and lets go when told', async () => {
    const first = await versionOf(1);
    const session = await rowsOf(first);
    expect((await rowsOf(first)).id).toBe(session.id);
    const one = await rowsOf(first, [MACHINES[1] ?? '']);
    expect(one).toMatchObject({ machines: [MACHINES[1]], rows: session.rows / 2, everyNth: 1 });
    expect(one.bytes).toBeLessThan(one.budgetBytes);
    expect(await desk.whatIf.close.mutate({ id: session.id })).toEqual({ closed: true });
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing refused',
        (error: unknown) =>
          error instanceof TRPCClientError
            ? (error.data as { app: { said?: { code: string } } }).app.said?.code
            : error,
      );
    expect(await refusal(desk.whatIf.get.query({ id: session.id }))).toBe('whatIfLetGo');
    const other = {
      ...first,
      manifest: { ...first.manifest, trigger: { kind: 'interval' as const, everySeconds: 5 } },
    };
    expect(await refusal(judge(one, other, 1))).toBe('whatIfOtherInputs');
    const nowhere = {
      ...first.manifest,
      inputs: first.manifest.inputs.map((input) => ({ ...input, tag: '*/*/*/oven*/x' })),
    };
    expect(await refusal(desk.whatIf.open.mutate({ rules: { ...first, manifest: nowhere }, days: 1 }))).toBe(
      'backtestNowhere',
    );
  });

  it.skipIf(process.platform !== 'linux')(
    'holds rows in a process of their own: one that dies is told of, one that is let go has ended, none outlives its station',
    async () => {
      const first = await versionOf(1);
      const session = await rowsOf(first);
      const one = await rowsOf(first, [MACHINES[0] ?? '']);
      const holding = childrenOf(station.pid);
      expect(holding).toHaveLength(2);
      await desk.whatIf.close.mutate({ id: session.id });
      const [left = 0] = childrenOf(station.pid);
      expect(holding).toContain(left);
      expect(childrenOf(station.pid)).toEqual([left]);

      process.kill(left, 'SIGKILL');
      await eventually(async () =>
        expect(await desk.whatIf.get.query({ id: one.id })).toMatchObject({
          state: 'failed',
          problem: { reason: { code: 'backtestUnreadable' } },
        }),
      );
      await expect(judge(one, first, 1)).rejects.toThrow(/SIGKILL/);
      // The same question reads its rows again.
      const again = await rowsOf(first, [MACHINES[0] ?? '']);
      expect(again.rows).toBe(session.rows / 2);
      const [last = 0] = childrenOf(station.pid);
      await station.kill();
      await eventually(() => expect(existsSync(`/proc/${last}`)).toBe(false));
    },
  );
});
