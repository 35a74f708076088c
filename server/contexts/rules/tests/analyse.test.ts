import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine } from '../../../../rhai-wasm/index.ts';
import type { Coverage, Mutation, ProposedTest } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetTest } from '../../../../shared/contract/rules.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { rulesetOf } from '../../../../tests/support/rulesets.ts';
import { openTestCore, type TestCore } from '../../../../tests/support/test-core.ts';
import { createTestEngine } from '../../../composition/test-engine.ts';
import { readRuleset } from '../../../platform/ruleset-files.ts';
import { instrument } from './instrumented.ts';
import { parseRuleset, type ParsedRuleset } from '../domain/ruleset.ts';
import { analyseTests } from './analyse.ts';
import { createAnalyses } from './analyses.service.ts';
import { isCounted, searchInputs } from './input-search.ts';
import type { MeasuringRanges } from './measuring-ranges.ts';
import { rowOf } from './script-under-test.ts';

/** Real rulesets on the real engine. */
let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

const SHIPPED = join(import.meta.dirname, '../shipped');
const shipped = readdirSync(SHIPPED, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => parseRuleset(readRuleset(join(SHIPPED, entry.name))));

function analysed(ruleset: ParsedRuleset, measured: MeasuringRanges = {}) {
  const found: { coverage?: Coverage; borders?: ProposedTest[]; mutation?: Mutation } = {};
  for (const step of analyseTests(createTestEngine(engine, ruleset.manifest), ruleset, true, measured))
    if (step.kind !== 'progress') Object.assign(found, step);
  return found as { coverage: Coverage; borders: ProposedTest[]; mutation: Mutation };
}

const ruleset = (source: string, tests: RulesetTest[], more: Record<string, unknown> = {}) =>
  parseRuleset(rulesetOf({ id: 'tried', source, tests, ...more }));
const test = (x: number, verdict: string): RulesetTest => ({
  name: `${x}`,
  input: { x },
  expect: { verdict },
});
const LIMIT = 'if x > 95.5 { #{ verdict: "BAD" } } else { #{ verdict: "OK" } }';

describe('a script with marks', () => {
  it.each(shipped.map((each) => [each.manifest.id, each] as const))('of %s says the same', (_, each) => {
    const tried = createTestEngine(engine, each.manifest);
    const plain = tried.compile(each.source);
    const marked = tried.compile(instrument(each.source).source, 1_000_000);
    for (const one of each.tests) {
      const row = rowOf(each.manifest, one);
      expect(marked?.one(row).said).toEqual(plain?.one(row).said);
    }
  });
});

describe('what is proposed', () => {
  const counting = shipped.filter(({ manifest }) => manifest.inputs.some(isCounted));
  it.each(counting.map((each) => [each.manifest.id, each] as const))(
    'of %s has whole numbers where something is counted',
    (_, each) => {
      const { coverage, borders, mutation } = analysed({ ...each, tests: each.tests.slice(0, 3) });
      const proposed = [...coverage.branches, ...mutation.survivors]
        .map(({ proposal }) => proposal)
        .filter((proposal) => proposal !== null);
      const counts = each.manifest.inputs.filter(isCounted).map(({ name }) => name);
      const values = [...borders, ...proposed]
        .flatMap(({ test: { input } }) => counts.map((name) => input[name] ?? null))
        .filter((value) => value !== null);
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(value).toSatisfy((count) => Number.isInteger(count) && count >= 0);
    },
  );
});

describe('coverage', () => {
  it('names branches that no test takes, with an input that takes them', () => {
    const source = `if x > 95.5 { return #{ verdict: "BAD" }; }
switch x { 0..5 => #{ verdict: "OK" }, _ => { if x * 2.0 == 88.0 { throw "no" } #{ verdict: "OK" } } }`;
    const { coverage } = analysed(ruleset(source, [test(1, 'OK')]));
    const shown = coverage.branches.map(({ kind, line, source: text, tests, proposal }) => [
      ...[line, kind, text, tests.length],
      proposal?.test.input['x'],
    ]);
    expect(shown).toEqual([
      [1, 'held', 'x > 95.5', 0, expect.any(Number)],
      [1, 'notHeld', 'x > 95.5', 1, undefined],
      [2, 'arm', '0..5', 1, undefined],
      [2, 'arm', '_', 0, expect.any(Number)],
      [2, 'held', 'x * 2.0 == 88.0', 0, 44],
      [2, 'notHeld', 'x * 2.0 == 88.0', 0, expect.any(Number)],
    ]);
    expect(coverage.covered).toBe(2);
    const held = coverage.branches.find(
      ({ source: text, kind }) => text.startsWith('x * 2') && kind === 'held',
    );
    expect(held?.proposal?.test.expect).toEqual({ verdict: 'HOLD', holdCause: 'RULE_ERROR' });
  });
});

it('of a large ruleset inputs are drawn, not all of them made', () => {
  const inputs = Array.from({ length: 50 }, (_, index) => ({ name: `i${index}`, type: 'number' }));
  const rules = inputs.map(
    ({ name }, index) =>
      `if ${name} > ${index * 3 + 1}.0 && ${name} < ${index * 3 + 2}.5 { return #{ verdict: "BAD" }; }`,
  );
  const { manifest, source } = ruleset([...rules, '#{ verdict: "OK" }'].join('\n'), [], { inputs });
  const tried = createTestEngine(engine, manifest);
  const script = tried.compile(source);
  if (script === null) throw new Error('no script');
  // 150 kept inputs, each of 50 varied over 800 values, are six million.
  const { rows, flips } = searchInputs(tried, script, { manifest, source }, []);
  expect(rows.length).toBeLessThan(15_000);
  expect(flips.length).toBeGreaterThan(20);
});

describe('borders', () => {
  const values = ({ borders }: { borders: ProposedTest[] }) =>
    borders.map(({ why, input, test: { input: given, expect: wanted } }) => [
      ...[why, input, given[input ?? '']],
      wanted.verdict,
    ]);

  it('just below, at and just above a constant, those not tested yet', () => {
    expect(values(analysed(ruleset(LIMIT, [])))).toEqual([
      ['below', 'x', 95.49, 'OK'],
      ['at', 'x', 95.5, 'OK'],
      ['above', 'x', 95.51, 'BAD'],
    ]);
    expect(values(analysed(ruleset(LIMIT, [test(95.5, 'OK')])))).toEqual([
      ['below', 'x', 95.49, 'OK'],
      ['above', 'x', 95.51, 'BAD'],
    ]);
  });

  it('on both sides of a number that is asked for', () => {
    const source = '#{ verdict: if x == 7.5 { "BAD" } else { "OK" } }';
    expect(values(analysed(ruleset(source, [])))).toEqual([
      ['below', 'x', 7.499, 'OK'],
      ['at', 'x', 7.5, 'BAD'],
      ['above', 'x', 7.501, 'OK'],
    ]);
  });

  it('inside the measuring range, with its ends once, whatever the tests themselves give', () => {
    const source = `if x > 95.5 { return #{ verdict: "BAD" }; }
if x > 130.0 { return #{ verdict: "BAD" }; }
#{ verdict: if x < 20.0 { "BAD" } else { "OK" } }`;
    const measured = { x: { low: 0, high: 100 } };
    const found = analysed(ruleset(source, [test(500, 'BAD')]), measured);
    const ends = found.borders.filter(({ why }) => why === 'least' || why === 'greatest');
    expect(values({ borders: ends })).toEqual([
      ['least', 'x', 0, 'BAD'],
      ['greatest', 'x', 100, 'BAD'],
    ]);
    const proposed = [...found.coverage.branches, ...found.mutation.survivors].map(
      ({ proposal }) => proposal?.test,
    );
    const given = [...found.borders.map((each) => each.test), ...proposed].flatMap(
      (each) => each?.input['x'],
    );
    expect(given.filter((x) => x !== undefined).length).toBeGreaterThan(8);
    for (const x of given) expect(x ?? 0).toSatisfy((value) => value >= 0 && value <= 100);
    // No measured value is above 130.
    expect(
      found.coverage.branches.filter(({ tests, proposal }) => tests.length + Number(!!proposal) === 0),
    ).toEqual([expect.objectContaining({ line: 2, kind: 'held' })]);
  });

  it('only where the condition is looked at', () => {
    const source =
      'if x < 0.0 { return #{ verdict: "OK" }; } #{ verdict: if x == 0.0 { "BAD" } else { "OK" } }';
    const { borders } = analysed(ruleset(source, []));
    expect(borders.map(({ test: { input, expect: wanted } }) => [input['x'], wanted.verdict]).sort()).toEqual(
      [
        [-0.001, 'OK'],
        [0, 'BAD'],
        [0.001, 'OK'],
      ],
    );
  });

  it('of what is worked out of inputs, where the condition is reached', () => {
    const source = `
      if made <= 0.0 { return #{ verdict: "OK" }; }
      let rate = faulty / made;
      if rate >= parameters.most { #{ verdict: "BAD" } } else { #{ verdict: "OK" } }`;
    const inputs = ['faulty', 'made'].map((name) => ({ name, type: 'number' }));
    const tests = [{ name: 'a', input: { faulty: 1, made: 200 }, expect: { verdict: 'OK' } }];
    const found = analysed(ruleset(source, tests, { inputs, manifest: { parameters: { most: 0.05 } } }));
    expect(values(found)).toContainEqual(['at', 'faulty', 10, 'BAD']);
    expect(values(found)).toContainEqual(['at', 'made', 20, 'BAD']);
  });
});

describe('mutation', () => {
  it('is noticed wholly by tests at the border, and less without them', () => {
    const whole = analysed(ruleset(LIMIT, [test(95.5, 'OK'), test(95.6, 'BAD')])).mutation;
    expect(whole).toMatchObject({ score: 1, survivors: [] });
    const { mutation } = analysed(ruleset(LIMIT, [test(0, 'OK'), test(200, 'BAD')]));
    expect(mutation.survivors.map(({ original, replacement }) => `${original} ${replacement}`)).toEqual([
      '> >=',
      '95.5 94.545',
      '95.5 96.455',
    ]);
    expect(mutation.survivors[0]?.proposal.test).toMatchObject({
      input: { x: 95.5 },
      expect: { verdict: 'OK' },
    });
  });

  it('does not count changes that no input tells apart, nor a test that fails', () => {
    const { mutation } = analysed(ruleset('let n = 3; n = n + 1; #{ verdict: "OK" }', [test(1, 'BAD')]));
    expect(mutation).toMatchObject({ noticed: 0, score: 0 });
    expect(mutation.survivors.map(({ kind }) => kind)).toEqual(['verdict']);
    expect(mutation.same.length).toBeGreaterThan(3);
  });

  it('ends though a change makes a loop endless', () => {
    const source = 'let n = 0.0; while n < 3.0 { n += 1.0; } #{ verdict: if n > x { "OK" } else { "BAD" } }';
    const { mutation } = analysed(ruleset(source, [test(1, 'OK'), test(5, 'BAD')]));
    expect(mutation.noticed).toBeGreaterThan(3);
  });

  it.each(shipped.map((each) => [each.manifest.id, each] as const))(
    'of %s: every survivor is noticed with the test proposed for it',
    (_, each) => {
      const { mutation } = analysed(each);
      expect(mutation.score).toBeGreaterThan(0.8);
      const tests = [...each.tests, ...mutation.survivors.map(({ proposal }) => proposal.test)];
      const again = analysed({ ...each, tests }).mutation;
      expect(again.noticed).toBeGreaterThanOrEqual(mutation.noticed + mutation.survivors.length);
    },
    60_000,
  );
});

describe('an analysis of a draft', () => {
  let station: TestCore;
  beforeAll(async () => {
    station = await openTestCore();
  });
  afterAll(() => station.close());

  const texts = (source: string) => {
    const { manifest } = rulesetOf({ id: 'tried', source });
    return { manifest: JSON.stringify(manifest), source, tests: JSON.stringify([test(0, 'OK')]) };
  };

  it('runs in a thread and is asked how far it is', async () => {
    const { analyses } = station.core;
    const { key } = await analyses.start({ id: 'tried', texts: texts(LIMIT), mutate: true });
    expect(analyses.get(key).state).toBe('running');
    await eventually(() => expect(analyses.get(key).state).toBe('done'));
    const { coverage, borders, mutation, done, total } = analyses.get(key);
    expect([coverage?.covered, borders?.length, mutation?.noticed, done]).toEqual([
      1,
      3,
      expect.any(Number),
      total,
    ]);
  });

  it('keeps to what the tags of an input measure, all of them together', async () => {
    const { core } = station;
    const actor = { id: 'tester', name: 'Tester' };
    for (const [press, range] of [
      ['press1', { low: 0, high: 100 }],
      ['press2', { low: -20, high: 90 }],
    ] as const) {
      await station.value(`s/a/l/${press}/x`, 50);
      await core.hub.patchTag(`s/a/l/${press}/x`, { unit: 'Cel', range }, actor);
    }
    const borders = async (input: Record<string, unknown>) => {
      const inputs = [{ name: 'x', type: 'number', tag: 's/a/l/*/x', ...input }];
      const { manifest } = rulesetOf({ id: 'tried', source: LIMIT, inputs });
      const { key } = await core.analyses.start({
        id: 'tried',
        texts: { manifest: JSON.stringify(manifest), source: LIMIT, tests: '[]' },
        mutate: false,
      });
      await eventually(() => expect(core.analyses.get(key).state).toBe('done'));
      return core.analyses.get(key).borders?.map(({ why, test: each }) => [why, each.input['x']]);
    };
    const beside = [
      ['below', 95.49],
      ['at', 95.5],
      ['above', 95.51],
    ];
    expect(await borders({ unit: 'Cel' })).toEqual([...beside, ['least', -20], ['greatest', 100]]);
    // What is given in another unit, or is no value of the tag, has no range that is known.
    expect(await borders({ unit: 'K' })).toEqual(beside);
    expect(await borders({ unit: 'Cel', take: 'slope', windowSeconds: 60 })).toEqual(beside);
  });

  it('ends when another begins, when it is cancelled, and is refused for a faulty script', async () => {
    const { analyses } = station.core;
    const first = await analyses.start({ id: 'tried', texts: texts(LIMIT), mutate: true });
    const second = await analyses.start({ id: 'tried', texts: texts(LIMIT), mutate: true });
    expect(analyses.get(first.key).state).toBe('cancelled');
    expect(analyses.cancel(second.key).state).toBe('cancelled');
    await expect(analyses.start({ id: 'tried', texts: texts('#{'), mutate: false })).rejects.toMatchObject({
      code: 'RULESET_INVALID',
    });
    expect(() => analyses.get(99)).toThrow('begin another');
  });

  it('says why, where its thread fails', async () => {
    const failing = createAnalyses({
      compiler: { compile: async () => ({ ok: true, facts: engineFacts() }) },
      thread: { run: () => Promise.reject(new Error('no thread')) },
      tagsOf: async () => [],
    });
    const { key } = await failing.start({ id: 'tried', texts: texts(LIMIT), mutate: false });
    await eventually(() =>
      expect(failing.get(key)).toMatchObject({ state: 'failed', why: { parameters: { text: 'no thread' } } }),
    );
  });
});

function engineFacts() {
  const compiled = engine.compile(`[x]; ${LIMIT}`);
  if (!compiled.ok) throw new Error('it compiles');
  return compiled.facts;
}
