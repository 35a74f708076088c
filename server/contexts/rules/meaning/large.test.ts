import { expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import { isTrue } from '../../../../tests/support/compared-versions.ts';
import {
  asRuleset,
  differs,
  largeRuleset,
  RULE_FORMS,
  withLimitMoved,
  type RuleForm,
} from '../../../../tests/support/large-rulesets.ts';
import { createMeaningEngine } from '../../../composition/meaning-engine.ts';
import { compareMeaning } from './compare.ts';

const rhai = await loadRhai();
const engine = createMeaningEngine(rhai);
/** Looks of the clock that a comparison has; it goes on whenever it is looked at, so that what is found does not depend on the machine. */
const LOOKS = 2_500;

function compared(seed: number, rules: number, place: number) {
  const large = largeRuleset(seed, { rules });
  const [before, after] = [asRuleset(large), asRuleset(withLimitMoved(large, place))];
  let at = 0;
  const budget = { now: () => (at += 1), budgetMs: LOOKS };
  const run = compareMeaning(engine, { before, after, inputs: [] }, budget);
  let step = run.next();
  while (step.done !== true) step = run.next();
  if (step.value === null) throw new Error('no script');
  return { before, after, report: step.value, rule: large.rules[place], looks: at };
}

/** The first seed whose rule there is of a form, and of which it is known that moving its limit makes a difference. */
function seedOf(rules: number, place: number, form: RuleForm): number {
  for (let seed = 1; seed < 60; seed += 1) {
    const large = largeRuleset(seed, { rules });
    if (large.rules[place]?.form === form && differs(rhai, large, place) === true) return seed;
  }
  throw new Error('no such rule makes a difference');
}

const places = [50, 200].flatMap((rules) =>
  [0, rules / 2, rules - 1].map((place) => [rules, place] as const),
);

it.each(places.flatMap((each) => RULE_FORMS.map((form) => [...each, form] as const)))(
  'of %i rules one limit is moved in rule %i, written as %s: it is found and told by its limits within the time',
  (rules, place, form) => {
    const seed = seedOf(rules, place, form);
    const { before, after, report, rule, looks } = compared(seed, rules, place);
    expect(report.regions.length).toBeGreaterThan(0);
    expect(isTrue(rhai, before, after, report)).toBe(true);
    expect(looks).toBeLessThan(LOOKS * 1.2);
    const [region] = report.regions;
    expect(region).toMatchObject({ amongRules: true, isCut: false, together: [] });
    expect(region?.limits).toContainEqual(
      expect.objectContaining({
        input: `m${rule?.above}`,
        from: expect.objectContaining({ value: rule?.limit }),
        to: expect.objectContaining({ value: (rule?.limit ?? 0) + 1 }),
      }),
    );
  },
);

it('where rules before it always answer first, nothing is said to be found', () => {
  const large = largeRuleset(1, { rules: 200 });
  const place = large.rules.findIndex((_, at) => at > 150 && differs(rhai, large, at) === false);
  expect(place).toBeGreaterThan(150);
  const { report } = compared(1, 200, place);
  expect(report.regions).toEqual([]);
  expect(report.cutShort).toContain('LEADING');
});
