import { expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import { compared, ruleset } from '../../../../tests/support/compared-versions.ts';

const rhai = await loadRhai();
const INPUTS = [
  { name: 'temperature', type: 'number' },
  { name: 'load', type: 'number' },
  { name: 'mode', type: 'text', values: ['auto', 'manual', 'off'] },
];

/** The first decides by comparisons with constants, the second by a sum. */
const DECIDES = ['temperature > 80.0', 'temperature + load > 80.0'];
const scriptOf = (decides: string, beside: string) =>
  `if ${decides} { return #{ verdict: "BAD", ${beside} }; } #{ verdict: "OK", ${beside} }`;

const CASES = [
  [
    'an output by a limit',
    'values',
    'speed: if load > 41.3 { 1 } else { 2 }',
    'speed: if load > 41.4 { 1 } else { 2 }',
  ],
  [
    'an output by a choice',
    'values',
    'speed: #{ auto: 1, manual: 2, off: 0 }[mode]',
    'speed: #{ auto: 1, manual: 2, off: 3 }[mode]',
  ],
  ['an output that is calculated', 'values', 'speed: load * 2.0', 'speed: load * 2.1'],
  ['an output beyond a limit of its own', 'values', 'speed: min(load, 350.0)', 'speed: min(load, 360.0)'],
  ['an output that only one has', 'values', 'reasons: []', 'speed: 1'],
  [
    'a confidence by a limit',
    'confidence',
    'confidence: if load > 41.3 { 0.9 } else { 0.5 }',
    'confidence: if load > 41.4 { 0.9 } else { 0.5 }',
  ],
  ['a reason', 'reasons', 'reasons: ["hot"]', 'reasons: ["warm"]'],
  [
    'a reason of one mode',
    'reasons',
    'reasons: [if mode == "off" { "a" } else { "b" }]',
    'reasons: [if mode == "off" { "c" } else { "b" }]',
  ],
] as const;

it.each(CASES.flatMap((each) => DECIDES.map((decides) => [...each, decides] as const)))(
  '%s is told as other %s with an example that shows it: %s → %s where %s',
  (_what, kind, before, after, decides) => {
    const [one, other] = [before, after].map((beside) => ruleset(scriptOf(decides, beside), INPUTS));
    if (!one || !other) throw new Error('no script');
    const report = compared(rhai, one, other);
    expect(report.regions).toEqual([]);
    const told = report.lesser.find((each) => each.kind === kind);
    if (told === undefined) throw new Error(`only ${report.lesser.map((each) => each.kind).join()}`);
    const { witness } = told;
    expect(witness.before[kind]).not.toEqual(witness.after[kind]);
    expect(witness.before.verdict).toBe(witness.after.verdict);
  },
);
