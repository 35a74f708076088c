import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import type { ParsedRuleset } from '../../server/contexts/rules/index.ts';
import { ruleset, verdictOf } from './compared-versions.ts';

/** How a rule is written: conditions of its own, an arm of a `switch`, a function of its own. */
export type RuleForm = 'if' | 'arm' | 'function';
export const RULE_FORMS = ['if', 'arm', 'function'] as const satisfies readonly RuleForm[];

/** Holds where input `above` is beyond `limit` (an arm: from it on) and input `below` is less than `other`. */
interface Rule {
  readonly above: number;
  readonly limit: number;
  readonly below: number;
  readonly other: number;
  readonly form: RuleForm;
}

export interface LargeRuleset {
  readonly rules: readonly Rule[];
  readonly inputs: number;
}

const VERDICTS = 5;

/** Rules over many inputs, each with two limits; the same for the same seed. */
export function largeRuleset(
  seed: number,
  { rules, inputs = 60 }: { rules: number; inputs?: number },
): LargeRuleset {
  let state = seed * 7_919 + 1;
  const any = (most: number) => (state = (state * 16_807) % 2_147_483_647) % most;
  return {
    inputs,
    rules: Array.from({ length: rules }, (_, at) => ({
      ...{ above: any(inputs), limit: any(400) - 200, below: any(inputs), other: any(400) - 200 },
      // Every fourth has a function: a script has 64 at most.
      form: (at + seed) % 4 === 0 ? 'function' : any(2) === 0 ? 'if' : 'arm',
    })),
  };
}

/** The same with the limit of one rule a unit higher. */
export const withLimitMoved = (large: LargeRuleset, place: number): LargeRuleset => ({
  ...large,
  rules: large.rules.map((rule, at) => (at === place ? { ...rule, limit: rule.limit + 1 } : rule)),
});

export function asRuleset({ rules, inputs }: LargeRuleset): ParsedRuleset {
  const functions: string[] = [];
  const lines = rules.map(({ above, limit, below, other, form }, at) => {
    const said = `return #{ verdict: "V${at % VERDICTS}" };`;
    if (form === 'if') return `if m${above} > ${limit}.0 && m${below} < ${other}.0 { ${said} }`;
    if (form === 'arm')
      return `switch m${above} { ${limit}..1000000000 => { if m${below} < ${other}.0 { ${said} } } _ => {} }`;
    functions.push(`fn asks${at}(x, y) { if x > ${limit}.0 { return y < ${other}.0; } false }`);
    return `if asks${at}(m${above}, m${below}) { ${said} }`;
  });
  return ruleset(
    `${functions.join('\n')}\n${lines.join('\n')}\n#{ verdict: "OK" }`,
    Array.from({ length: inputs }, (_, input) => ({ name: `m${input}`, type: 'number' })),
    {
      verdicts: Object.fromEntries(
        ['OK', ...Array.from({ length: VERDICTS }, (_, at) => `V${at}`)].map((word) => [word, 'low']),
      ),
    },
  );
}

/**
 * Whether there are inputs of which both say different things where one limit is moved, found without anything of the product: every rule that must
 * not hold says "where one input is above its limit, the other is not below", so the least inputs that keep all others quiet are found by raising.
 * Rules before the moved one that cannot be kept quiet: there are none. Undefined where nobody knows; what is found is run in both.
 */
export function differs(rhai: RhaiEngine, large: LargeRuleset, place: number): boolean | undefined {
  const own = large.rules[place] as Rule;
  const others = large.rules.filter((_, at) => at !== place);
  const before = leastInputs(large, own, large.rules.slice(0, place));
  if (before === undefined) return false;
  const [one, other] = [asRuleset(large), asRuleset(withLimitMoved(large, place))];
  const isSeen = (values: readonly number[] | undefined) => {
    if (values === undefined) return false;
    const input = Object.fromEntries(values.map((value, at) => [`m${at}`, value]));
    return verdictOf(rhai, one, input) !== verdictOf(rhai, other, input);
  };
  return isSeen(leastInputs(large, own, others)) || isSeen(before) ? true : undefined;
}

function leastInputs({ inputs }: LargeRuleset, own: Rule, quiet: readonly Rule[]): number[] | undefined {
  const values = Array.from({ length: inputs }, () => -1_000);
  const at = own.limit + 0.5;
  values[own.above] = at;
  const holds = ({ above, limit, below, other, form }: Rule) => {
    const value = values[above] as number;
    return (form === 'arm' ? value >= limit : value > limit) && (values[below] as number) < other;
  };
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const rule of quiet) {
      if (!holds(rule)) continue;
      values[rule.below] = rule.other;
      isNew = true;
    }
  }
  const highest = values[own.above] as number;
  const isMoved = own.form === 'arm' ? highest < own.limit + 1 : highest <= own.limit + 1;
  return isMoved && (values[own.below] as number) < own.other ? values : undefined;
}
