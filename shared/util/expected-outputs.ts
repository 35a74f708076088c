import type { JudgmentOutputs } from '../contract/judgment.ts';
import type { RulesetTest } from '../contract/rules.ts';

/**
 * Names of the outputs that are other than a test case expects. Only those it names are looked at, and exactly: a decision table says them as they
 * stand in its cells, nothing computes them. Null expects that nothing is said.
 */
export const outputsMissed = (
  expected: RulesetTest['expect']['outputs'],
  said: JudgmentOutputs = {},
): string[] =>
  Object.entries(expected ?? {}).flatMap(([name, value]) =>
    (Object.hasOwn(said, name) ? said[name] : null) === value ? [] : [name],
  );
