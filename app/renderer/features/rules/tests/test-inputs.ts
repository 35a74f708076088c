import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { Witness } from '../../../../../shared/contract/ruleset-check.ts';
import { inputValueOf } from '../../../../../shared/util/input-value.ts';

/** The inputs of a test case as its run has them: what it leaves out has no value. */
export function testInputs({ inputs }: RulesetManifest, given: Readonly<Record<string, unknown>>): Witness {
  return Object.fromEntries(
    inputs.map((input) => [
      input.name,
      inputValueOf(input, (given[input.name] ?? null) as Parameters<typeof inputValueOf>[1]) ?? null,
    ]),
  );
}
