import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine } from '../../../../rhai-wasm/index.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { MeaningLimit } from '../../../../shared/contract/rule-meaning.ts';
import {
  compared,
  isTrue,
  ruleset,
  verdictOf,
  type Inputs,
} from '../../../../tests/support/compared-versions.ts';
import '../../../../tests/support/property-seed.ts';
import { createMeaningEngine } from '../../../composition/meaning-engine.ts';
import { beside } from '../tests/doubles.ts';
import { createRandom } from '../tests/input-search.ts';
import { compareMeaning } from './compare.ts';
import { gridOf } from './exact.ts';
import { Pair, type Row } from './pair.ts';
import { spaceOf, valueAt } from './space.ts';

let rhai: RhaiEngine;
beforeAll(async () => {
  rhai = await loadRhai();
});

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
        const pair = new Pair(one_, other, space, () => 0);
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
        const report = compared(rhai, before, after);
        if (report.basis.kind === 'same') return;
        expect(report.basis.kind).toBe('exact');
        expect(isTrue(rhai, before, after, report)).toBe(true);
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
          const [was, is] = [verdictOf(rhai, before, input), verdictOf(rhai, after, input)];
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

it('functions that call themselves twice are given up in time', () => {
  const source = (limit: string) =>
    `fn deep(n) { if n < 1 { 1.0 } else { deep(n - 1) + deep(n - 1) } } #{ verdict: if deep(2) < x && x > ${limit} { "BAD" } else { "OK" } }`;
  const number: Inputs = [{ name: 'x', type: 'number' }];
  const [before, after] = [ruleset(source('5.0'), number), ruleset(source('6.0'), number)];
  const space = spaceOf({ before: before.manifest, after: after.manifest }, new Set());
  // Without an end to it this would be 16 million calls.
  expect(gridOf(createMeaningEngine(rhai), space, before, after)).toMatchObject({ ok: false, line: 1 });
});

it('cells that would take too long are searched instead, and it is said', () => {
  const numbers: Inputs = ['x', 'y'].map((name) => ({ name, type: 'number' }));
  // 1.6 million cells; the clock goes on whenever it is looked at, at first in long steps.
  const rules = Array.from(
    { length: 640 },
    (_, at) => `if x > ${at}.5 && y > ${at}.5 { return #{ verdict: "BAD" }; }`,
  );
  const limited = (limit: string) =>
    ruleset(
      `if x < ${limit} { return #{ verdict: "BAD" }; }\n${rules.join('\n')}\n#{ verdict: "OK" }`,
      numbers,
    );
  let at = 0;
  const budget = { now: () => (at += at < 500 ? 30 : 1), budgetMs: 3_000 };
  const order = { before: limited('-5.0'), after: limited('-6.0'), inputs: [] };
  const run = compareMeaning(createMeaningEngine(rhai), order, budget);
  let step = run.next();
  while (step.done !== true) step = run.next();
  expect(step.value).toMatchObject({
    basis: { kind: 'searched', why: 'SIZE' },
    regions: [{ to: { verdict: 'OK' }, limits: [{ from: { value: -6 }, to: { value: -5 } }] }],
  });
});

it('every value of a space is given back by its name', () => {
  const { manifest } = ruleset('#{ verdict: "OK" }', MIXED);
  const { dims } = spaceOf({ before: manifest, after: manifest }, new Set(['A1']));
  expect(dims.map((dim) => valueAt(dim, 0))).toEqual([0, 0, true, 'auto', 'A1']);
});
