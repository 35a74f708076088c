import { beforeAll, describe, expect, it } from 'vitest';
import { goldenFiles } from '../golden/golden-cases.ts';
import {
  DEFAULT_LIMITS,
  type BatchColumn,
  type BatchOptions,
  type BatchPath,
  type RhaiEngine,
  type RhaiLimits,
} from '../index.ts';
import { loadRhai } from '../load-node.ts';
import { compareFloats, sameFloat, sameRange, threshold, hasThresholds, type Ordering } from './compare.ts';
import { compileRule } from './compile.ts';
import { judgedInAllWays, type Judged } from './judged.ts';
import { generatedColumns, NULLABLE, OUTPUTS } from './generated-columns.ts';
import { Chance } from './chance.ts';
import { generatedRules } from './generated-rules.ts';
import { generatedScript } from './generated-scripts.ts';

/** Cases of generated scripts × inputs; a million and more on demand. */
const CASES = Number(process.env['AIF_TEST_FUZZ'] ?? 12_000);
const ROWS = 64;
/** A million cases take hours on a busy machine. */
const MOST_MS = 36_000_000;

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

/** Judges columns in every way there is; fails where a row differs. */
const judged = (
  source: string,
  columns: Record<string, BatchColumn>,
  options: BatchOptions,
  limits: Partial<RhaiLimits> = {},
): Judged | undefined => judgedInAllWays(engine, source, columns, options, limits);

describe('a compiled rule gives what the interpreter gives', () => {
  it.each([...goldenFiles().values()].flat())('$name', ({ script, inputs = {}, limits }) => {
    const columns: Record<string, BatchColumn> = { rows: Float64Array.of(0, 0) };
    for (const [name, value] of Object.entries(inputs)) {
      columns[name] = typeof value === 'number' && value < 50 ? Float64Array.of(value, value) : value;
    }
    // Golden scripts end in any value: it is made a number of a result.
    judged(script, columns, {}, limits);
    judged(
      `let golden = { ${script} }; #{ verdict: "OK", golden: golden }`,
      columns,
      { outputs: ['golden'] },
      limits,
    );
  });

  it(
    'for generated scripts and inputs, most of which are compiled and end in a verdict',
    () => {
      const counts = { cases: 0, compiled: 0, done: 0 };
      for (let seed = 1; counts.cases < CASES; seed++) {
        const chance = new Chance(seed * 7_919);
        const source = seed % 3 === 0 ? generatedRules(chance) : generatedScript(chance);
        const outcome = judged(source, generatedColumns(chance, ROWS), {
          nullable: NULLABLE,
          outputs: OUTPUTS,
        });
        if (outcome === undefined) continue;
        counts.cases += outcome.rows;
        counts.done += outcome.done;
        counts.compiled += outcome.path.kind === 'compiled' ? outcome.rows : 0;
      }
      expect(counts.compiled / counts.cases).toBeGreaterThan(0.7);
      expect(counts.done / counts.cases).toBeGreaterThan(0.3);
    },
    MOST_MS,
  );

  it('also where many variables or deep nesting come near the limits of the interpreter', () => {
    const columns = { x: Float64Array.of(1, 2) };
    for (const count of [60, 100, 249, 251, 252, 253, 254, 255, 256]) {
      const many = Array.from({ length: count }, (_, i) => `let v${i} = x;`).join(' ');
      judged(
        `${many} for (a, i) in 0..2 { for (b, j) in 0..2 { let c = a + b; } } #{ verdict: "OK" }`,
        columns,
        {},
      );
    }
    for (const depth of [5, 20, 40, 58]) {
      const nested = `${'('.repeat(depth)}a${' + 1.0)'.repeat(depth)}`;
      const functions = Array.from(
        { length: 8 },
        (_, i) => `fn f${i}(a) { ${i === 0 ? nested : nested.replace('a', `f${i - 1}(a)`)} }`,
      );
      judged(`${functions.join('\n')} #{ verdict: "OK", confidence: f7(x) }`, columns, {});
    }
  });

  it('and early returns by the thousand take code by their number', () => {
    const source = (count: number): string =>
      [
        ...Array.from(
          { length: count },
          (_, i) => `if x > ${i}.0 { return #{ verdict: "W${i % 7}", confidence: 0.5 }; }`,
        ),
        '#{ verdict: "OK" }',
      ].join('\n');
    const bytes = (count: number): number => {
      const [compiled, parsed] = [engine.compile(source(count)), engine.tree(source(count))];
      if (!compiled.ok || !parsed.ok) throw new Error('no script');
      const kinds = new Map([['x', { kind: 'column', of: 'numbers', isNullable: false }] as const]);
      const outcome = compileRule(parsed.tree, compiled.facts, DEFAULT_LIMITS, kinds, []);
      engine.release(compiled.script);
      return outcome.ok ? outcome.rule.bytes.length : 0;
    };
    expect(bytes(2_000) / bytes(500)).toBeLessThan(5);
    const columns = { x: Float64Array.of(-1, 0.5, 70, 1999) };
    expect(judged(source(500), columns, {})?.path).toMatchObject({ kind: 'compiled', left: 0 });
  });

  it('where a constant that nothing reads cannot be judged', () => {
    const source = '#{ verdict: if x > parameters.high { "A" } else { "B" } }';
    const outcome = judged(source, { x: Float64Array.of(1), parameters: { high: 0, low: Number.NaN } }, {});
    expect(outcome).toMatchObject({ path: { kind: 'interpreter', code: 'CONSTANTS' }, done: 0 });
  });

  it('under limits of operations, row by row', () => {
    const source = 'let n = 0; while n < x { n += 1; } #{ verdict: "OK", confidence: n }';
    const columns = { x: Float64Array.of(0, 5, 40, 60, 1e9) };
    const outcome = judged(source, columns, {}, { operations: 400 });
    expect(outcome).toMatchObject({ path: { kind: 'compiled', left: 2 }, done: 3 });
  });
});

describe('thresholds', () => {
  const orderings: Ordering[] = ['>', '>=', '<', '<='];
  const view = new DataView(new ArrayBuffer(8));
  const beside = (value: number, units: number): number => {
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(units));
    return view.getFloat64(0);
  };

  it('answer as the formula does, to the last place around them and far away', () => {
    const chance = new Chance(11);
    const known = [
      0,
      -0,
      1,
      -1,
      2,
      0.1,
      75,
      95.5,
      2 ** -20,
      -(2 ** -20),
      1e300,
      -1e300,
      1 - Number.EPSILON / 2,
      2 - Number.EPSILON,
    ];
    for (let i = 0; i < 300; i++) known.push((chance.next() - 0.5) * 2 ** (chance.below(200) - 18));
    for (const limit of known.filter(hasThresholds)) {
      const near = Array.from({ length: 41 }, (_, i) => beside(limit, i - 20)).filter(Number.isFinite);
      const far = [
        0,
        -0,
        5e-324,
        -5e-324,
        1e-300,
        -1e-300,
        1,
        -1,
        1e308,
        -1e308,
        -limit,
        limit / 2,
        limit * 2,
        Number.EPSILON,
        -Number.EPSILON,
      ];
      const { low, high } = sameRange(limit);
      for (const x of [...near, ...far, beside(Number.EPSILON, 1), beside(-Number.EPSILON, 1)]) {
        for (const ordering of orderings) {
          const edge = threshold(ordering, limit);
          const isUpward = ordering === '>' || ordering === '>=';
          expect([ordering, x, limit, isUpward ? x >= edge : x <= edge]).toEqual([
            ordering,
            x,
            limit,
            compareFloats(ordering, x, limit),
          ]);
        }
        expect([x, limit, x >= low && x <= high]).toEqual([x, limit, sameFloat(x, limit)]);
      }
    }
  });
});

describe('which path a rule takes', () => {
  const path = (source: string): BatchPath => {
    const compiled = engine.compile(source);
    if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
    return engine.evaluateBatch(compiled.script, { x: Float64Array.of(1, 200) }).path;
  };

  it.each([
    ['let f = |v| v + 1.0; #{ verdict: "OK", confidence: f.call(x) }', 'CLOSURE', 1],
    [
      'fn f(n) { if n < 1.0 { 0.0 } else { f(n - 1.0) } }\n#{ verdict: "OK", confidence: f(x) }',
      'RECURSION',
      1,
    ],
    ['let v = `${x}`;\nv += "b";\n#{ verdict: v }', 'TEXT_WORK', 2],
    ['try { x / 0.0 } catch { 1 }\n#{ verdict: "OK" }', 'TRY', 1],
    [
      'let name = if x > 1.0 { "x" } else { "y" };\n#{ verdict: "OK", confidence: input[name] }',
      'COMPUTED_INPUT',
      2,
    ],
  ])('is the interpreter, with the place and the reason: %s', (source, code, line) => {
    expect(path(source)).toMatchObject({ kind: 'interpreter', code, line });
  });

  it('is the module; rows that are left say where', () => {
    const source = 'let level = 100.0 / (x - 1.0);\n#{ verdict: "OK", confidence: level }';
    expect(path(source)).toEqual({
      kind: 'compiled',
      left: 1,
      sites: [{ line: 1, column: 19, why: 'a number is not finite', rows: 1 }],
    });
  });
});
