import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, rowsOf } from '../../../tests/support/rows-of-history.ts';
import { openTestCore, NOON, type TestCore } from '../../../tests/support/test-core.ts';
import type { Judgment } from '../../../shared/contract/judgment.ts';

const PRESS = 'site/area/line/press-1';
/** The steps are long, so that no timer of live judging ends a span before the next value does, however busy the machine is. */
const STEP_MS = 20_000;
const SOURCE = `
  if mode == "manual" || !guarded { return #{ verdict: "OK", confidence: 0.5 }; }
  if mean > parameters.high || slope != () && slope > 0.01 { #{ verdict: "BAD", confidence: 0.9 } }
  else { #{ verdict: "OK", confidence: 0.8 } }`;
const tag = (name: string) => ({ tag: `*/*/*/press*/${name}` });
const limit = (high: number) => ({
  id: 'limit',
  source: SOURCE,
  inputs: [
    { name: 'temperature', type: 'number', ...tag('temperature'), maxAgeSeconds: 600 },
    { name: 'mean', type: 'number', ...tag('temperature'), take: 'mean', windowSeconds: 1_200 },
    {
      name: 'spread',
      type: 'number',
      ...tag('temperature'),
      take: 'stddev',
      windowSeconds: 330,
      optional: true,
    },
    {
      name: 'lowest',
      type: 'number',
      ...tag('temperature'),
      take: 'min',
      windowSeconds: 700,
      optional: true,
    },
    { name: 'slope', type: 'number', ...tag('pressure'), take: 'slope', windowSeconds: 900, optional: true },
    { name: 'turns', type: 'number', ...tag('mode'), take: 'changes', windowSeconds: 600, optional: true },
    { name: 'mode', type: 'text', values: ['auto', 'manual'], ...tag('mode') },
    { name: 'guarded', type: 'boolean', ...tag('guard') },
  ],
  trigger: { kind: 'change', debounceMs: STEP_MS },
  manifest: { parameters: { high }, cacheSeconds: 0 },
});

const ACTOR = { id: 'station', name: '김하나' };
const iso = (at: number) => new Date(at).toISOString();
const wordOf = ({ verdict, holdCause = '' }: { verdict: string; holdCause?: string | undefined }) =>
  `${verdict} ${holdCause}`;

const STEPS = [45, 55, 55, 65, 45, 55, 65, 45];
const HOLDS = Array.from({ length: 5 }, () => ({ verdict: 'HOLD', rows: 0 }));
const stepRuleset = (high: number) => ({
  id: 'step',
  source: 'let limit = parameters.high; #{ verdict: if load > limit { "BAD" } else { "OK" } }',
  inputs: [{ name: 'load', type: 'number', tag: '*/*/*/mill*/load' }],
  trigger: { kind: 'change', debounceMs: 0 },
  manifest: { parameters: { high } },
});

describe('a backtest of what was judged live', () => {
  let test: TestCore;
  let judgments: Judgment[];

  beforeAll(async () => {
    test = await openTestCore();
    await test.add(limit(55));
    const running = test.triggers();
    const send = (name: string, value: unknown, after = 0, quality = 192) =>
      test.value(`${PRESS}/${name}`, value, { at: test.now + after, quality });
    for (let step = 0; step < 600; step += 1) {
      test.now = NOON + step * STEP_MS;
      const isSilent = step > 300 && step < 400;
      if (isSilent) continue;
      const temperature = 50 + 15 * Math.sin(step / 40) + (step % 7) / 10;
      await send('temperature', temperature, (step % 3) * 2_000, step % 97 === 0 ? 0 : 192);
      if (step % 2 === 0) await send('pressure', (step % 11) / 3, 7_000);
      if (step % 50 === 3) await send('mode', ['auto', 'manual', 'other'][Math.floor(step / 50) % 3], 8_000);
      if (step % 120 === 5) await send('guard', step % 240 === 5, 9_000);
    }
    test.now += STEP_MS;
    await running.settle();
    await running.triggers.close();
    judgments = running.judgments.filter(({ ruleset }) => ruleset.id === 'limit');
  });
  afterAll(() => test.close());

  it('has a row for each, of the same inputs to the last bit', async () => {
    const ruleset = await test.core.rules.runnable('limit', 1);
    const live = judgments.map(rowOf);
    expect(live.length).toBeGreaterThan(300);
    // Judgments of one moment may end in another order than they began in.
    expect(rowsOf(test, ruleset, [NOON, test.now])).toEqual(live.toSorted((a, b) => a.at - b.at));
  });

  it('says the same of them, and the same hash each time it is asked', async () => {
    const { core } = test;
    const hashes = [];
    for (let time = 0; time < 2; time += 1) {
      const request = { rulesetId: 'limit', version: 1, from: iso(NOON), to: iso(test.now) };
      const { id } = await core.backtests.start(request, 'kim');
      await core.backtests.idle();
      const { state, result, changedTags } = await core.backtests.get(id);
      expect({ state, rows: result?.rows, changedTags }).toEqual({ state: 'done', rows: judgments.length });
      const said = result?.sides[0]?.outcomes.filter(({ rows }) => rows > 0) ?? [];
      const live = Map.groupBy(judgments, wordOf);
      expect(Object.fromEntries(said.map((outcome) => [wordOf(outcome), outcome.rows]))).toEqual(
        Object.fromEntries([...live].map(([word, of]) => [word, of.length])),
      );
      hashes.push(result?.hash);
    }
    expect(new Set(hashes).size).toBe(1);
  });
});

describe('two versions against each other', () => {
  let test: TestCore;
  let given: Judgment[];

  beforeAll(async () => {
    test = await openTestCore();
    await test.add(stepRuleset(60));
    await test.add(stepRuleset(50));
    const running = test.triggers();
    for (const [index, value] of STEPS.entries()) {
      test.now = NOON + index * STEP_MS;
      await test.value('s/a/l/mill-1/load', value);
    }
    await running.settle();
    await running.triggers.close();
    given = running.judgments
      .filter(({ ruleset }) => ruleset.id === 'step')
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  });
  afterAll(() => test.close());

  const run = async (request: object) => {
    const { core } = test;
    const { id } = await core.backtests.start(
      { rulesetId: 'step', version: 1, from: iso(NOON), to: iso(test.now), ...request },
      'kim',
    );
    await core.backtests.idle();
    return core.backtests.get(id);
  };

  it('tell where they differ, how long, and which was right by what operators said', async () => {
    const { core } = test;
    const feedback = [
      { agree: true },
      { agree: false, correctVerdict: 'OK' },
      { agree: false, correctVerdict: 'BAD' },
      { agree: false },
    ];
    // The active version is the second: 55 is BAD there, 45 is OK.
    const [low, middle, , high] = given;
    const unasked = (await run({ against: 2 })).result?.hash;
    await core.judgment.giveFeedback(low?.id ?? '', feedback[2] ?? { agree: true }, ACTOR);
    // An instant between rows: what is said of it is compared, no row comes of it.
    const between = await test.execute({
      rulesetId: 'step',
      at: iso(NOON + 2.5 * STEP_MS),
      context: { equipment: 's/a/l/mill-1' },
    });
    await core.judgment.giveFeedback(between.id, { agree: true }, ACTOR);
    await core.judgment.giveFeedback(low?.id ?? '', { agree: true }, ACTOR);
    await core.judgment.giveFeedback(middle?.id ?? '', { agree: false, correctVerdict: 'OK' }, ACTOR);
    await core.judgment.giveFeedback(high?.id ?? '', { agree: true }, ACTOR);
    const { id, result, changedTags } = await run({ against: 2 });
    expect(changedTags).toBeUndefined();
    expect(result?.hash).toBe(unasked);
    const [first, second] = result?.sides ?? [];
    expect(first?.truth).toMatchObject({ hits: 1, misses: 1, falseCalls: 0, correct: 2, held: 0 });
    expect(second?.truth).toMatchObject({ hits: 2, misses: 0, falseCalls: 1, correct: 1, held: 0 });
    expect(first?.outcomes.slice(0, 2)).toMatchObject([
      { verdict: 'OK', rows: 6, starts: 3 },
      { verdict: 'BAD', rows: 2, starts: 2 },
    ]);
    const changed = result?.matrix.filter(({ a, b }) => a !== b);
    expect(changed).toEqual([{ a: 0, b: 1, rows: 3, durationMs: 3 * STEP_MS }]);
    const [page, rest] = [await core.backtests.changes({ id, limit: 1 }), { a: 0, b: 1, limit: 10 }];
    expect(page.items).toEqual([
      {
        from: iso(NOON + STEP_MS),
        to: iso(NOON + 3 * STEP_MS),
        equipment: 's/a/l/mill-1',
        a: 0,
        b: 1,
        rows: 2,
      },
    ]);
    const next = await core.backtests.changes({ id, ...rest, cursor: page.nextCursor });
    expect(next.items).toMatchObject([{ from: iso(NOON + 5 * STEP_MS), rows: 1 }]);
    const around = { from: iso(NOON), to: iso(test.now) };
    expect(await core.backtests.spans({ id, equipment: 's/a/l/mill-1', ...around })).toEqual({
      sides: [
        { at: [0, 3, 4, 6, 7].map((index) => NOON + index * STEP_MS), outcome: [0, 1, 0, 1, 0] },
        { at: [0, 1, 4, 5, 7].map((index) => NOON + index * STEP_MS), outcome: [0, 1, 0, 1, 0] },
      ],
    });
    expect((await core.backtests.days(id)).items).toMatchObject([
      { day: '2026-11-23', rows: 8, changedRows: 3 },
    ]);
  });

  it('of other instants are compared as they stand, and those that were not judged are no matter of opinion', async () => {
    await test.add({ ...stepRuleset(60), trigger: { kind: 'interval', everySeconds: 7 } });
    const { result } = await run({ against: 3 });
    const [ofChanges, ofClock] = result?.sides ?? [];
    expect(ofChanges?.outcomes.map(({ rows }) => rows).slice(0, 2)).toEqual([6, 2]);
    expect(ofClock?.outcomes[0]?.rows).toBeGreaterThan(10);
    // Both say the same of the same values, but for up to seven seconds after each change.
    const apart = result?.matrix
      .filter(({ a, b }) => a !== b)
      .reduce((sum, cell) => sum + cell.durationMs, 0);
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThanOrEqual(4 * 7_000);
  });

  it('a draft too; what is not valid yet, unknown, too late or nowhere bound is refused', async () => {
    const { core } = test;
    const draft = await core.desk.draft('step');
    const { texts } = draft;
    const save = (source: string, revision: number) =>
      core.desk.saveDraft(
        { id: 'step', revision, baseVersion: 3, texts: { ...texts, source }, history: null, setAside: false },
        'kim',
      );
    const { revision } = await save(texts.source.replace('> limit', '> 0.0'), draft.revision);
    const { result } = await run({ version: 'draft', against: 1 });
    expect(result?.sides[0]).toMatchObject({
      version: 'draft',
      outcomes: [{ rows: 0 }, { verdict: 'BAD' }, ...HOLDS],
    });
    await save('let = 1', revision);
    await expect(run({ version: 'draft' })).rejects.toThrow(
      'the draft has faults: mend them, or choose a version (rules.rhai). the name of a variable is missing here: write it (line 1, column 5)',
    );
    await expect(run({ version: 9 })).rejects.toMatchObject({ code: 'RULESET_NOT_FOUND' });
    await expect(run({ to: iso(test.now + 60_000) })).rejects.toThrow('lies in the future');
    await expect(run({ from: iso(test.now), to: iso(NOON) })).rejects.toThrow('begins after it ends');
    await expect(run({ equipment: ['mill-9'] })).rejects.toThrow('"mill-9" is no machine');
  });

  it('end when they are told to, running or waiting, and others go on', async () => {
    const { backtests } = test.core;
    const request = { rulesetId: 'step', version: 1, from: iso(NOON), to: iso(test.now) };
    const started = [];
    for (let count = 0; count < 3; count += 1) started.push((await backtests.start(request, 'kim')).id);
    const [first = '', second = '', third = ''] = started;
    expect(await backtests.cancel(second)).toMatchObject({ state: 'cancelled' });
    await backtests.cancel(first);
    await backtests.idle();
    // The first may have been faster than its cancelling.
    expect(['cancelled', 'done']).toContain((await backtests.get(first)).state);
    expect(await backtests.get(second)).toMatchObject({ state: 'cancelled' });
    expect(await backtests.get(third)).toMatchObject({ state: 'done', result: { rows: 8 } });
    await expect(backtests.cancel('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // What was cancelled goes on and comes to the same; what is done stays as it is.
    expect(await backtests.goOn(second)).toMatchObject({ state: 'waiting' });
    await backtests.goOn(first);
    await backtests.idle();
    const hashes = await Promise.all(started.map(async (id) => (await backtests.get(id)).result?.hash));
    expect(new Set(hashes)).toEqual(new Set([hashes[2]]));
    expect(hashes[2]).toMatch(/^[0-9a-f]{64}$/);
    expect(await backtests.goOn(third)).toMatchObject({ state: 'done' });
    await expect(backtests.goOn('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are told of when samples have come late or gone since', async () => {
    const { id, period } = await run({ from: undefined });
    expect(period).toEqual({ from: iso(NOON), to: iso(test.now) });
    await test.value('s/a/l/mill-1/load', 99, { at: NOON + 1_000 });
    expect((await test.core.backtests.get(id)).changedTags).toEqual(['s/a/l/mill-1/load']);
    expect((await test.core.backtests.list('step')).items.map(({ id: listed }) => listed)).toContain(id);
    await test.core.backtests.remove(id);
    await expect(test.core.backtests.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
