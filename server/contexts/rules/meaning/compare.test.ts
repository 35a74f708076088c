import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine } from '../../../../rhai-wasm/index.ts';
import { compared, isTrue, ruleset, type Inputs } from '../../../../tests/support/compared-versions.ts';
import '../../../../tests/support/property-seed.ts';
import { readRuleset } from '../../../platform/ruleset-files.ts';
import { parseRuleset } from '../domain/ruleset.ts';

/** Real rulesets on the real engine. */
let rhai: RhaiEngine;
beforeAll(async () => {
  rhai = await loadRhai();
});

const VERDICT = fc.constantFrom('OK', 'BAD', 'WARN');
const NUMBERS: Inputs = [
  { name: 'temperature', type: 'number' },
  { name: 'pressure', type: 'number' },
];
const LIMITED = 'if temperature > parameters.limit { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
const limited = (limit: number) => ruleset(LIMITED, NUMBERS, { parameters: { limit } });

describe('one limit that is another', () => {
  it('is told as the region between both, every other input any', () => {
    const report = compared(rhai, limited(78), limited(82));
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
    expect(isTrue(rhai, limited(78), limited(82), report)).toBe(true);
  });

  it('is found in what is calculated, and the inputs that make the border are named', () => {
    const source = (limit: string) =>
      `if temperature * pressure > ${limit} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`;
    const [before, after] = [ruleset(source('11000.0'), NUMBERS), ruleset(source('11000.5'), NUMBERS)];
    const report = compared(rhai, before, after);
    expect(report.basis).toMatchObject({ kind: 'searched', why: 'ARITHMETIC', side: 'before', line: 1 });
    expect(report.regions).toMatchObject([
      { from: { verdict: 'BAD' }, to: { verdict: 'OK' }, together: ['temperature', 'pressure'] },
    ]);
    expect(isTrue(rhai, before, after, report)).toBe(true);
  });
});

it('counts judgments of late in each region, and takes one of them as an example', () => {
  const inputs = [79, 81.5, 81.5, 83, 20].map((temperature) => ({ temperature, pressure: 2.5 }));
  const report = compared(rhai, limited(78), limited(82), inputs);
  expect(report.judgments).toBe(5);
  expect(report.regions).toMatchObject([{ judgments: 3, witnesses: [{ input: inputs[0] }, {}, {}] }]);
});

describe('no difference', () => {
  it('is said of scripts that say the same, word for word, whatever they calculate', () => {
    const source = 'if temperature / pressure > 1.5 { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
    const spaced = `// other words\n${source.replaceAll(' ', '  ')}`;
    const report = compared(rhai, ruleset(source, NUMBERS), ruleset(spaced, NUMBERS));
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
    const report = compared(rhai, before, after);
    expect(report).toMatchObject({ basis: { kind: 'exact' }, regions: [] });
    expect(report.lesser.map(({ kind }) => kind)).toContain('reasons');
  });

  it('that was only searched for is not called a proof', () => {
    const source = 'if temperature + pressure > 1.5 { return #{ verdict: "BAD" }; } #{ verdict: "OK" }';
    const other = source.replace('temperature + pressure', 'pressure + temperature');
    const report = compared(rhai, ruleset(source, NUMBERS), ruleset(other, NUMBERS));
    expect(report).toMatchObject({ basis: { kind: 'searched' }, cutShort: [], regions: [] });
    expect(report.tried).toBeGreaterThan(500_000);
  });
});

describe('manifests that differ', () => {
  it('an input that one version needs and the other does not: no value is a difference', () => {
    const optional: Inputs = [{ name: 'temperature', type: 'number', optional: true }];
    const needed: Inputs = [{ name: 'temperature', type: 'number' }];
    const source = '#{ verdict: if temperature != () && temperature > 5.0 { "BAD" } else { "OK" } }';
    const report = compared(rhai, ruleset(source, needed), ruleset(source, optional));
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
    const report = compared(rhai, ruleset(LIMITED, NUMBERS), ruleset('#{ verdict: "OK" }', text));
    expect(report).toMatchObject({ basis: { kind: 'none' }, incomparable: ['temperature'], regions: [] });
  });

  it('an input more, a verdict more', () => {
    const more: Inputs = [...NUMBERS, { name: 'mode', type: 'text', values: ['auto', 'manual'] }];
    const source = 'if mode == "manual" { return #{ verdict: "OFF" }; } #{ verdict: "OK" }';
    const verdicts = { OK: 'normal', BAD: 'high', OFF: 'low' };
    const report = compared(
      rhai,
      ruleset('#{ verdict: "OK" }', NUMBERS),
      ruleset(source, more, { verdicts }),
    );
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
  const report = compared(rhai, before, after);
  expect(report.basis.kind).toBe('searched');
  expect(report.regions).toHaveLength(1);
  expect(isTrue(rhai, before, after, report)).toBe(true);
});

it('a band of products of inputs is found where what is calculated comes to it', () => {
  const names = ['a', 'b', 'c', 'd'];
  const inputs = names.map((name) => ({ name, type: 'number' }));
  const band = 'a * b > 41.37 && a * b < 41.38 && c / (d + 3.0) > 7.21 && c / (d + 3.0) < 7.22';
  const before = ruleset('#{ verdict: "OK" }', inputs);
  const after = ruleset(`if ${band} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`, inputs);
  const report = compared(rhai, before, after);
  expect(report.regions.length).toBeGreaterThan(0);
  expect(isTrue(rhai, before, after, report)).toBe(true);
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
    const report = compared(rhai, each, after);
    expect(report.regions.length).toBeGreaterThan(0);
    for (const { witnesses, from, to } of report.regions)
      for (const witness of witnesses) {
        expect(witness.before.verdict).toBe(from.verdict);
        expect(witness.after.verdict).toBe(to.verdict);
      }
  },
);

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
      const report = compared(rhai, before, after);
      expect(report.regions.some(({ to }) => to.verdict === 'NEW')).toBe(true);
      expect(isTrue(rhai, before, after, report)).toBe(true);
    }),
    { numRuns: 12 },
  );
});

it('a border of a sum is told in the numbers that people would write', () => {
  const source = (limit: string) =>
    `if temperature + pressure > ${limit} { return #{ verdict: "BAD" }; } #{ verdict: "OK" }`;
  const { regions } = compared(rhai, ruleset(source('150.0'), NUMBERS), ruleset(source('151.0'), NUMBERS));
  const values = regions.flatMap(({ limits }) =>
    limits.flatMap((limit) => (limit.kind === 'range' ? [limit.from?.value, limit.to?.value] : [])),
  );
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(String(value ?? 0)).toMatch(/^-?\d{1,6}(\.\d{1,3})?$/);
  const numbers = Object.values(regions[0]?.witnesses[0]?.input ?? {});
  expect(numbers.map(String).join(' ').length).toBeLessThan(10);
});
