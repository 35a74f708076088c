import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCore, NOON, type TestCore } from '../../../tests/support/test-core.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';
import type { Judgment } from '../../../shared/contract/judgment.ts';
import { openHistoryPasses } from '../data-hub/index.ts';
import type { RunnableRuleset } from '../rules/index.ts';
import { REFUSALS, type ColumnValues } from './domain/input-columns.ts';
import { NO_STATE, RowStream } from './domain/rows.ts';

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

/** What a column says of a row, as a script is given it. */
function valueOf(values: ColumnValues, row: number) {
  if ('numbers' in values) return Number.isNaN(values.numbers[row]) ? null : (values.numbers[row] ?? null);
  if ('booleans' in values) return values.booleans[row] === -1 ? null : values.booleans[row] === 1;
  return values.texts[values.indexes[row] ?? -1] ?? null;
}

/** Rows of history as they are, with the inputs of each by name. */
function rowsOf(
  { core, folder }: TestCore,
  { manifest }: Pick<RunnableRuleset, 'manifest'>,
  [from, to]: readonly [number, number],
  fixed: readonly number[] = [],
) {
  const [binding] = core.bound.bindings({ manifest });
  const history = openHistoryPasses(join(folder, 'station.db'));
  const passes = new Map(
    [...(binding?.tags ?? [])].map(([input, path]) => {
      const { id = 0, thinned = null } = core.hub.historyTag(path) ?? {};
      return [input, history.pass({ tagId: id, from, to, windowSeconds: 1_200, thinned })] as const;
    }),
  );
  const stream = new RowStream({
    manifest,
    passes,
    from,
    state: NO_STATE,
    fixed: fixed.map((at) => ({ at, sent: {} })),
    nextScheduled: () => Infinity,
  });
  const rows: { at: number; hold: string | undefined; values: Record<string, unknown> }[] = [];
  while (stream.fill(to + 1, true) > 0)
    for (let row = 0; row < stream.count; row += 1) {
      const values = stream.columns.map((column) => [column.input.name, valueOf(column.values, row)]);
      rows.push({
        at: stream.times[row] ?? 0,
        hold: REFUSALS[stream.refusals[row] ?? 0],
        values: Object.fromEntries(values) as Record<string, unknown>,
      });
    }
  history.close();
  return rows;
}

/** The same of a judgment that was made. */
function rowOf({ at, evidence, holdCause }: Judgment) {
  const values = evidence.flatMap((each) =>
    each.kind === 'input' ? [[each.name, each.refused === undefined ? each.value : null]] : [],
  );
  return {
    at: Date.parse(at),
    hold: holdCause,
    values: Object.fromEntries(values) as Record<string, unknown>,
  };
}

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
    await core.judgment.giveFeedback(low?.id ?? '', feedback[2] ?? { agree: true }, ACTOR);
    await core.judgment.giveFeedback(low?.id ?? '', { agree: true }, ACTOR);
    await core.judgment.giveFeedback(middle?.id ?? '', { agree: false, correctVerdict: 'OK' }, ACTOR);
    await core.judgment.giveFeedback(high?.id ?? '', { agree: true }, ACTOR);
    const { id, result, changedTags } = await run({ against: 2 });
    expect(changedTags).toBeUndefined();
    const [first, second] = result?.sides ?? [];
    expect(first?.truth).toMatchObject({ hits: 1, misses: 0, falseCalls: 0, correct: 2, held: 0 });
    expect(second?.truth).toMatchObject({ hits: 1, misses: 0, falseCalls: 1, correct: 1, held: 0 });
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
    await expect(run({ version: 'draft' })).rejects.toThrow('the draft has faults');
    await expect(run({ version: 9 })).rejects.toMatchObject({ code: 'RULESET_NOT_FOUND' });
    await expect(run({ to: iso(test.now + 60_000) })).rejects.toThrow('lies in the future');
    await expect(run({ from: iso(test.now), to: iso(NOON) })).rejects.toThrow('begins after it ends');
    await expect(run({ equipment: ['mill-9'] })).rejects.toThrow('"mill-9" is no machine');
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

const SPAN_MS = 400_000;
const sampleArbitrary = fc.record({
  after: fc.integer({ min: 1, max: 9_000 }),
  value: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }).map((tenths) => 50 + tenths / 10) },
    { weight: 1, arbitrary: fc.constantFrom(true, false, 0, 1, 'auto', 'manual', 'x', null) },
  ),
  quality: fc.constantFrom(192, 192, 192, 192, 192, 0, 500),
});
const TAKES = ['mean', 'min', 'max', 'stddev', 'slope', 'count', 'changes'] as const;
const windowArbitrary = fc.record({
  tag: fc.constantFrom('a', 'b', 'c'),
  take: fc.constantFrom(...TAKES),
  windowSeconds: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0.7, 33.3)),
  optional: fc.boolean(),
});
const lastArbitrary = fc.record({
  tag: fc.constantFrom('a', 'b', 'c'),
  type: fc.constantFrom('number', 'boolean', 'text'),
  optional: fc.boolean(),
  maxAgeSeconds: fc.constantFrom(undefined, 3, 30),
});

describe('columns', () => {
  let test: TestCore;
  beforeAll(async () => {
    test = await openTestCore();
  });
  afterAll(() => test.close());

  it('say of any instant what judging as of it says, of thinned tags too (property)', async () => {
    let machines = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[0, 1, 2].map(() => fc.array(sampleArbitrary, { minLength: 1, maxLength: 80 }))),
        fc.array(windowArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(lastArbitrary, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(fc.integer({ min: 0, max: SPAN_MS }), { minLength: 3, maxLength: 25 }),
        async (series, windows, lasts, offsets) => {
          const machine = `m${(machines += 1)}`;
          test.now += SPAN_MS;
          const start = test.now;
          // One of the tags is thinned.
          await test.value(`s/a/l/${machine}/c`, 50, { at: start - 1 });
          const storage = { mode: 'change', deadband: 0.5, maxIntervalSeconds: 20 } as const;
          await test.core.hub.patchTag(`s/a/l/${machine}/c`, tagPatchSchema.parse({ storage }), ACTOR);
          for (const [index, samples] of series.entries()) {
            let at = start;
            for (const { after, value, quality } of samples) {
              at += after;
              await test.value(`s/a/l/${machine}/${'abc'[index]}`, value, { at, quality });
            }
          }
          test.now += SPAN_MS;
          const ruleset = {
            id: machine,
            source: '#{ verdict: "OK" }',
            inputs: [
              ...windows.map((each, index) => ({
                name: `w${index}`,
                type: 'number',
                ...each,
                tag: `s/a/l/${machine}/${each.tag}`,
              })),
              ...lasts.map((each, index) => ({
                name: `l${index}`,
                ...each,
                tag: `s/a/l/${machine}/${each.tag}`,
              })),
            ],
          };
          await test.add(ruleset);
          const { manifest } = await test.core.rules.runnable(machine, 1);
          const instants = offsets.toSorted((a, b) => a - b).map((offset) => start + offset);
          const judged = [];
          for (const at of instants)
            judged.push(
              rowOf(
                await test.execute({
                  rulesetId: machine,
                  at: iso(at),
                  context: { equipment: `s/a/l/${machine}` },
                }),
              ),
            );
          expect(rowsOf(test, { manifest }, [start, start + SPAN_MS], instants)).toEqual(judged);
        },
      ),
      { numRuns: 15 },
    );
  });
});
