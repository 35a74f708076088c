import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine } from '../../../../rhai-wasm/index.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { MeaningLimit, MeaningReport } from '../../../../shared/contract/rule-meaning.ts';
import { createRandom } from '../tests/input-search.ts';
import '../../../../tests/support/property-seed.ts';
import { rulesetOf } from '../../../../tests/support/rulesets.ts';
import { createMeaningEngine } from '../../../composition/meaning-engine.ts';
import { readRuleset } from '../../../platform/ruleset-files.ts';
import { parseRuleset, type ParsedRuleset } from '../domain/ruleset.ts';
import { beside } from '../tests/doubles.ts';
import { compareMeaning } from './compare.ts';
import { gridOf } from './exact.ts';
import { Pair, type Row } from './pair.ts';
import { spaceOf, valueAt } from './space.ts';

/** Real rulesets on the real engine. */
let rhai: RhaiEngine;
beforeAll(async () => {
  rhai = await loadRhai();
});

/** The clock stands still, so that what is found does not depend on the machine: searching ends when nothing new comes about. */
function compared(
  before: ParsedRuleset,
  after: ParsedRuleset,
  inputs: readonly Record<string, InputValue>[] = [],
): MeaningReport {
  const engine = createMeaningEngine(rhai);
  const run = compareMeaning(engine, { before, after, inputs }, { now: () => 0, budgetMs: 1 });
  let step = run.next();
  while (step.done !== true) step = run.next();
  if (step.value === null) throw new Error('no script');
  return step.value;
}

type Inputs = readonly Record<string, unknown>[];
const ruleset = (source: string, inputs: Inputs, manifest: Record<string, unknown> = {}) =>
  parseRuleset(rulesetOf({ id: 'tried', source, inputs, manifest }));

const NUMBERS: Inputs = [
  { name: 'temperature', type: 'number' },
  { name: 'pressure', type: 'number' },
];
const LIMITED = 'if temperature > parameters.limit { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
const limited = (limit: number) => ruleset(LIMITED, NUMBERS, { parameters: { limit } });

/** The verdict of a script that is run by itself, nothing in between. */
function verdictOf({ manifest, source }: ParsedRuleset, input: Readonly<Record<string, InputValue>>): string {
  const compiled = rhai.compile(source, { limits: { operations: manifest.limits.operations } });
  if (!compiled.ok) throw new Error('no script');
  const result = rhai.evaluate(compiled.script, { ...input, parameters: manifest.parameters });
  rhai.release(compiled.script);
  return result.ok ? String((result.value as Record<string, unknown>)['verdict']) : 'HOLD';
}

function isTrue(before: ParsedRuleset, after: ParsedRuleset, { regions }: MeaningReport): boolean {
  return regions.every(({ from, to, witnesses }) =>
    witnesses.every(
      (each) =>
        verdictOf(before, each.input) === from.verdict &&
        verdictOf(after, each.input) === to.verdict &&
        each.before.verdict === from.verdict &&
        each.after.verdict === to.verdict,
    ),
  );
}

describe('one limit that is another', () => {
  it('is told as the region between both, every other input any', () => {
    const report = compared(limited(78), limited(82));
    expect(report.basis).toEqual({ kind: 'exact', cells: 5 });
    expect(report.regions).toMatchObject([
      {
        from: { verdict: 'BAD' },
        to: { verdict: 'OK' },
        limits: [
          {
            ...{ kind: 'range', input: 'temperature', orMissing: false },
            from: { value: 78, included: false },
            to: { value: 82, included: true },
          },
        ],
        together: [],
      },
    ]);
    expect(report.changes).toEqual([{ part: 'parameter', name: 'limit', before: '78', after: '82' }]);
    expect(report.regions[0]?.witnesses[0]?.test).toMatchObject({ expect: { verdict: 'OK' } });
    expect(isTrue(limited(78), limited(82), report)).toBe(true);
  });

  it('is found in what is calculated, and the inputs that make the border are named', () => {
    const source = (limit: string) =>
      `if temperature * pressure > ${limit} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`;
    const [before, after] = [ruleset(source('11000.0'), NUMBERS), ruleset(source('11000.5'), NUMBERS)];
    const report = compared(before, after);
    expect(report.basis).toMatchObject({ kind: 'searched', why: 'ARITHMETIC', side: 'before', line: 1 });
    expect(report.regions).toMatchObject([
      { from: { verdict: 'BAD' }, to: { verdict: 'OK' }, together: ['temperature', 'pressure'] },
    ]);
    expect(isTrue(before, after, report)).toBe(true);
  });
});

it('counts judgments of late in each region, and takes one of them as an example', () => {
  const inputs = [79, 81.5, 81.5, 83, 20].map((temperature) => ({ temperature, pressure: 2.5 }));
  const report = compared(limited(78), limited(82), inputs);
  expect(report.judgments).toBe(5);
  expect(report.regions).toMatchObject([{ judgments: 3, witnesses: [{ input: inputs[0] }, {}, {}] }]);
});

describe('no difference', () => {
  it('is said of scripts that say the same, word for word, whatever they calculate', () => {
    const source = 'if temperature / pressure > 1.5 { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
    const spaced = `// other words\n${source.replaceAll(' ', '  ')}`;
    const report = compared(ruleset(source, NUMBERS), ruleset(spaced, NUMBERS));
    expect(report).toMatchObject({ basis: { kind: 'same' }, regions: [], lesser: [] });
  });

  it('is proved for scripts written otherwise, and reasons that differ are told apart', () => {
    const before = ruleset(
      '#{ verdict: if temperature > 5.0 { "BAD" } else { "OK" }, reasons: ["a"] }',
      NUMBERS,
    );
    const after = ruleset(
      '#{ verdict: if !(temperature > 5.0) { "OK" } else { "BAD" }, reasons: ["b"] }',
      NUMBERS,
    );
    const report = compared(before, after);
    expect(report).toMatchObject({ basis: { kind: 'exact' }, regions: [] });
    expect(report.lesser.map(({ kind }) => kind)).toContain('reasons');
  });

  it('that was only searched for is not called a proof', () => {
    const source = 'if temperature + pressure > 1.5 { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
    const other = source.replace('temperature + pressure', 'pressure + temperature');
    const report = compared(ruleset(source, NUMBERS), ruleset(other, NUMBERS));
    expect(report).toMatchObject({ basis: { kind: 'searched', complete: true }, regions: [] });
    expect(report.tried).toBeGreaterThan(500_000);
  });
});

describe('manifests that differ', () => {
  it('an input that one version needs and the other does not: no value is a difference', () => {
    const optional: Inputs = [{ name: 'temperature', type: 'number', optional: true }];
    const needed: Inputs = [{ name: 'temperature', type: 'number' }];
    const source = '#{ verdict: if temperature != () && temperature > 5.0 { "BAD" } else { "OK" } }';
    const report = compared(ruleset(source, needed), ruleset(source, optional));
    expect(report.regions).toMatchObject([
      {
        from: { verdict: 'HOLD', holdCause: 'INPUT_MISSING' },
        to: { verdict: 'OK' },
        limits: [{ kind: 'values', values: [null] }],
      },
    ]);
    expect(report.changes).toMatchObject([{ part: 'input', name: 'temperature' }]);
  });

  it('an input of another type: nothing is compared, and it is said', () => {
    const text: Inputs = [{ name: 'temperature', type: 'text' }, NUMBERS[1] as Record<string, unknown>];
    const report = compared(ruleset(LIMITED, NUMBERS), ruleset('#{ verdict: "OK" }', text));
    expect(report).toMatchObject({ basis: { kind: 'none' }, incomparable: ['temperature'], regions: [] });
  });

  it('an input more, a verdict more', () => {
    const more: Inputs = [...NUMBERS, { name: 'mode', type: 'text', values: ['auto', 'manual'] }];
    const source = 'if mode == "manual" { return #{ verdict: "OFF" }; } #{ verdict: "OK" }';
    const verdicts = { OK: 'normal', BAD: 'high', OFF: 'low' };
    const report = compared(ruleset('#{ verdict: "OK" }', NUMBERS), ruleset(source, more, { verdicts }));
    expect(report.regions).toMatchObject([
      { to: { verdict: 'OFF' }, limits: [{ kind: 'values', input: 'mode', values: ['manual'] }] },
    ]);
  });
});

it('a band of a ten-thousandth of two inputs at once is found', () => {
  const band =
    'if temperature * 1.8 + 32.0 > 122.0 && temperature * 1.8 + 32.0 < 122.018 && pressure > 3.0 && pressure < 3.01';
  const before = ruleset('#{ verdict: "OK" }', NUMBERS);
  const after = ruleset(`${band} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`, NUMBERS);
  const report = compared(before, after);
  expect(report.basis.kind).toBe('searched');
  expect(report.regions).toHaveLength(1);
  expect(isTrue(before, after, report)).toBe(true);
});

it('a band of products of inputs is found where what is calculated comes to it', () => {
  const names = ['a', 'b', 'c', 'd'];
  const inputs = names.map((name) => ({ name, type: 'number' }));
  const band = 'a * b > 41.37 && a * b < 41.38 && c / (d + 3.0) > 7.21 && c / (d + 3.0) < 7.22';
  const before = ruleset('#{ verdict: "OK" }', inputs);
  const after = ruleset(`if ${band} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`, inputs);
  const report = compared(before, after);
  expect(report.regions.length).toBeGreaterThan(0);
  expect(isTrue(before, after, report)).toBe(true);
});

const SHIPPED = join(import.meta.dirname, '../shipped');
const shipped = readdirSync(SHIPPED, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => parseRuleset(readRuleset(join(SHIPPED, entry.name))));

it.each(shipped.map((each) => [each.manifest.id, each] as const))(
  'every limit of %s that is moved by a hundredth is found',
  (_, each) => {
    const numbers = Object.entries(each.manifest.parameters).filter(([, value]) => typeof value === 'number');
    const [[name, value] = ['', 0]] = numbers.slice(-1);
    const parameters = { ...each.manifest.parameters, [name]: (value as number) * 1.01 + 0.001 };
    const after = { ...each, manifest: { ...each.manifest, parameters } };
    const report = compared(each, after);
    expect(report.regions.length).toBeGreaterThan(0);
    for (const { witnesses, from, to } of report.regions)
      for (const witness of witnesses) {
        expect(witness.before.verdict).toBe(from.verdict);
        expect(witness.after.verdict).toBe(to.verdict);
      }
  },
);

const MIXED: Inputs = [
  { name: 'x', type: 'number', optional: true },
  { name: 'y', type: 'number' },
  { name: 'on', type: 'boolean' },
  { name: 'mode', type: 'text', values: ['auto', 'manual'], optional: true },
  { name: 'code', type: 'text' },
];
const NUMBER = fc.constantFrom(
  '0.0',
  '0.1',
  '0.3',
  '50.0',
  '80',
  '80.5',
  '1000000.0',
  '-5.0',
  'parameters.limit',
);
const ATOM = fc.oneof(
  fc
    .tuple(fc.constantFrom('x', 'y'), fc.constantFrom('>', '>=', '<', '<=', '==', '!='), NUMBER)
    .map((of) => of.join(' ')),
  fc.constantFrom(
    'on',
    '!on',
    'mode == "auto"',
    'mode != "manual"',
    'code == "A1"',
    'code in ["A1", "B2"]',
    'x == ()',
  ),
  fc.constantFrom('(x ?? 80.5) > 50.0', 'y in [0.1, 80.0]', 'limits[0] < y', 'flag', 'level(y) == 2'),
);
const CONDITION = fc
  .array(ATOM, { minLength: 1, maxLength: 3 })
  .chain((atoms) => fc.constantFrom(' && ', ' || ').map((by) => atoms.join(by)));
const VERDICT = fc.constantFrom('OK', 'BAD', 'WARN');
const RULE = fc.tuple(CONDITION, VERDICT).map(([condition, verdict]) => {
  const reasons = '[`y is ${round(y * 10.0) / 10.0} for ${code}`]';
  return `if ${condition} { return #{ verdict: "${verdict}", confidence: 0.9, reasons: ${reasons} }; }`;
});
const HEAD = `fn level(value) { if value > 80.0 { return 2; } if value > 0.3 { 1 } else { 0 } }
let limits = [0.3, 50.0];
let flag = switch mode { "auto" => y > 0.1, "manual" => false, _ => true };
if on { limits = [80.5]; }
`;
const LAST =
  'switch y { 80.5 => #{ verdict: "WARN" }, 0..50 => #{ verdict: "OK" }, _ => #{ verdict: "BAD" } }';
const SCRIPT = fc
  .array(RULE, { minLength: 1, maxLength: 4 })
  .map((rules) => [HEAD, ...rules, LAST].join('\n'));
const MANIFEST = { parameters: { limit: 80.5 }, verdicts: { OK: 'normal', WARN: 'low', BAD: 'high' } };

describe('exactness', () => {
  const mixed = (source: string) => ruleset(source, MIXED, MANIFEST);

  it('inputs of one cell get one outcome, also a unit in the last place beside a border', () => {
    const random = createRandom(7);
    const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    fc.assert(
      fc.property(SCRIPT, SCRIPT, (a, b) => {
        const [before, after] = [mixed(a), mixed(b)];
        const space = spaceOf({ before: before.manifest, after: after.manifest }, new Set(['A1', 'B2']));
        const engine = createMeaningEngine(rhai);
        const exact = gridOf(engine, space, before, after);
        if (!exact.ok) throw new Error(`not exact: ${exact.why} ${exact.side} ${exact.line}\n${a}\n${b}`);
        const [one_, other] = [before, after].map((each) => engine.judge(each.manifest, each.source, space));
        if (!one_ || !other) throw new Error('no script');
        const pair = new Pair(one_, other, space);
        const rows: Row[] = [];
        const shown: Row[] = [];
        for (let row = 0; row < 300; row += 1) {
          const atoms = exact.grid.axes.map((axis) => one(axis.atoms));
          shown.push(atoms.map((atom) => atom.shown));
          rows.push(
            atoms.map(({ low, high, shown: usual }) => {
              if (Number.isNaN(low) || low === high) return low;
              const near = one([
                beside(low, 1),
                beside(high, -1),
                low,
                high,
                low + (high - low) * random(),
                usual,
              ]);
              return Math.min(high, Math.max(low, near));
            }),
          );
        }
        const [real, told] = [rows, shown].map((all) => pair.judge(pair.columnsOf(all)));
        expect(real?.before.outcomes).toEqual(told?.before.outcomes);
        expect(real?.after.outcomes).toEqual(told?.after.outcomes);
        for (const judge of [one_, other]) judge.release();
      }),
      { numRuns: 60 },
    );
  });

  it('regions are all inputs that differ and no others, as trying out shows', () => {
    fc.assert(
      fc.property(SCRIPT, SCRIPT, (a, b) => {
        const [before, after] = [mixed(a), mixed(b)];
        const report = compared(before, after);
        if (report.basis.kind === 'same') return;
        expect(report.basis.kind).toBe('exact');
        expect(isTrue(before, after, report)).toBe(true);
        if (report.regionsLeftOut > 0) return;
        const random = createRandom(11);
        const numbers = [0, 0.1, 0.3, 50, 80, 80.5, 1e6, -5].flatMap((value) => [
          value,
          value - 0.01,
          value + 0.01,
        ]);
        const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
        for (let turn = 0; turn < 60; turn += 1) {
          const input = {
            x: one([null, ...numbers]),
            y: one(numbers),
            on: one([true, false]),
            mode: one(['auto', 'manual', null]),
            code: one(['A1', 'B2', 'Z9']),
          };
          const [was, is] = [verdictOf(before, input), verdictOf(after, input)];
          const inside = report.regions.filter(({ limits }) =>
            limits.every((limit) => isIn(limit, input[limit.input as 'x'])),
          );
          expect(inside.length > 0).toBe(was !== is);
          for (const { from, to } of inside) expect([from.verdict, to.verdict]).toEqual([was, is]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function isIn(limit: MeaningLimit, value: InputValue): boolean {
  if (limit.kind === 'values')
    return (
      limit.values.includes(value) || (typeof value === 'string' && limit.except?.includes(value) === false)
    );
  if (typeof value !== 'number') return limit.orMissing;
  const { from, to } = limit;
  return (
    (from === null || (from.included ? value >= from.value : value > from.value)) &&
    (to === null || (to.included ? value <= to.value : value < to.value))
  );
}

it('a planted difference is found wherever it is, and its witness is true', () => {
  const planted = fc.record({
    at: fc.double({ min: -900, max: 900, noNaN: true }).map((value) => Number(value.toPrecision(6))),
    other: fc.double({ min: -900, max: 900, noNaN: true }).map((value) => Number(value.toPrecision(6))),
    width: fc.constantFrom(0.01, 0.5, 20),
    by: fc.constantFrom('temperature', 'temperature * 2.0 - 1.0', 'temperature - pressure'),
  });
  const rules = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), VERDICT), { maxLength: 3 });
  fc.assert(
    fc.property(rules, planted, (limits, { at, other, width, by }) => {
      const written = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`);
      const usual = limits.map(
        ([limit, verdict]) =>
          `if temperature > ${limit}.0 && pressure * 2.0 < ${limit}.0 { return #{ verdict: "${verdict}" }; }`,
      );
      const plant = `if ${by} > ${written(at)} && ${by} < ${written(at + width)} && pressure > ${written(other)} && pressure < ${written(other + width)} { return #{ verdict: "NEW" }; }`;
      const manifest = { verdicts: { OK: 'normal', WARN: 'low', BAD: 'high', NEW: 'high' } };
      const source = [...usual, '#{ verdict: "OK" }'].join('\n');
      const [before, after] = [
        ruleset(source, NUMBERS, manifest),
        ruleset(`${plant}\n${source}`, NUMBERS, manifest),
      ];
      const report = compared(before, after);
      expect(report.regions.some(({ to }) => to.verdict === 'NEW')).toBe(true);
      expect(isTrue(before, after, report)).toBe(true);
    }),
    { numRuns: 12 },
  );
});

it('every value of a space is given back by its name', () => {
  const { manifest } = ruleset('#{ verdict: "OK" }', MIXED);
  const { dims } = spaceOf({ before: manifest, after: manifest }, new Set(['A1']));
  expect(dims.map((dim) => valueAt(dim, 0))).toEqual([0, 0, true, 'auto', 'A1']);
});
