import { expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import { compared, isTrue, ruleset } from '../../../../tests/support/compared-versions.ts';

const rhai = await loadRhai();
const INPUTS = ['a', 'b', 'c'].map((name) => ({ name, type: 'number' }));
/** Inputs tried by a search that goes on as long as some change has shown no difference. */
const LONG = 700_000;
const SHORT = 200_000;

interface Limits {
  readonly sum?: string;
  readonly product?: string;
  readonly other?: string;
  readonly verdict?: string;
  readonly share?: string;
}

/** Inputs decide by what is calculated of several, so that not every input can be tried. */
const version = ({
  sum = '150.0',
  product = '40.0',
  other = '5000.0',
  verdict = 'BAD',
  share = '0.5',
}: Limits = {}) =>
  ruleset(
    `fn shown(value) { round(value * 10.0) / 10.0 }
     let certainty = 0.6;
     let outlook = "";
     if a * ${share} > b { certainty = 0.9; outlook = "soon"; }
     if a + b > ${sum} { return #{ verdict: "${verdict}", confidence: certainty, reasons: [\`\${shown(a)} above ${sum}\${outlook}\`] }; }
     if a * c > ${product} && c > 1.0 { return #{ verdict: "WARN", reasons: [if b > 0.0 { "up" } else { "down" }] }; }
     if a + b > ${other} { return #{ verdict: "NEW" }; }
     #{ verdict: "OK", confidence: certainty }`,
    INPUTS,
    { verdicts: { OK: 'normal', WARN: 'low', BAD: 'high', NEW: 'high' } },
  );

const verdicts = ({ regions }: ReturnType<typeof compared>) =>
  new Set(regions.flatMap(({ from, to }) => [from.verdict, to.verdict]));

it('one limit moved: once it has shown a difference the search ends soon', () => {
  const [before, after] = [version(), version({ sum: '151.0' })];
  const report = compared(rhai, before, after);
  expect(report).toMatchObject({ basis: { kind: 'searched' }, cutShort: [] });
  expect(verdicts(report)).toEqual(new Set(['BAD', 'WARN', 'OK']));
  expect(isTrue(rhai, before, after, report)).toBe(true);
  expect(report.tried).toBeLessThan(SHORT);
});

it('another verdict of a rule', () => {
  const report = compared(rhai, version(), version({ verdict: 'WARN' }));
  expect(verdicts(report)).toEqual(new Set(['BAD', 'WARN']));
  expect(report.tried).toBeLessThan(SHORT);
});

it('two limits moved: it goes on until both have shown a difference', () => {
  const report = compared(rhai, version(), version({ sum: '151.0', product: '40.1' }));
  const kinds = new Set(report.regions.map(({ from, to }) => `${from.verdict} ${to.verdict}`));
  expect(kinds).toContain('BAD OK');
  expect(kinds).toContain('WARN OK');
  expect(report.tried).toBeLessThan(SHORT);
});

it('a change that shows none is looked for as long as ever', () => {
  const both = compared(rhai, version(), version({ sum: '151.0', other: '5001.0' }));
  expect(verdicts(both)).toContain('BAD');
  expect(both.tried).toBeGreaterThan(LONG);
});

it('what only a confidence and words of reasons depend on need not show a difference of verdicts', () => {
  const report = compared(rhai, version(), version({ sum: '151.0', share: '0.6' }));
  expect(verdicts(report)).toContain('BAD');
  expect(report.tried).toBeLessThan(LONG);
});
