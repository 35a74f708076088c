import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { createMeaningEngine } from '../../server/composition/meaning-engine.ts';
import { compareMeaning, parseRuleset, type ParsedRuleset } from '../../server/contexts/rules/index.ts';
import type { InputValue } from '../../shared/contract/judgment.ts';
import type { MeaningReport } from '../../shared/contract/rule-meaning.ts';
import { rulesetOf } from './rulesets.ts';

export type Inputs = readonly Record<string, unknown>[];

/** The clock stands still, so that what is found does not depend on the machine: searching ends when nothing new comes about. */
export function compared(
  rhai: RhaiEngine,
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

export const ruleset = (source: string, inputs: Inputs, manifest: Record<string, unknown> = {}) =>
  parseRuleset(rulesetOf({ id: 'tried', source, inputs, manifest }));

/** The verdict of a script that is run by itself, nothing in between. */
export function verdictOf(
  rhai: RhaiEngine,
  { manifest, source }: ParsedRuleset,
  input: Readonly<Record<string, InputValue>>,
): string {
  const compiled = rhai.compile(source, { limits: { operations: manifest.limits.operations } });
  if (!compiled.ok) throw new Error('no script');
  const result = rhai.evaluate(compiled.script, { ...input, parameters: manifest.parameters });
  rhai.release(compiled.script);
  return result.ok ? String((result.value as Record<string, unknown>)['verdict']) : 'HOLD';
}

export function isTrue(
  rhai: RhaiEngine,
  before: ParsedRuleset,
  after: ParsedRuleset,
  { regions }: MeaningReport,
): boolean {
  return regions.every(({ from, to, witnesses }) =>
    witnesses.every(
      (each) =>
        verdictOf(rhai, before, each.input) === from.verdict &&
        verdictOf(rhai, after, each.input) === to.verdict &&
        each.before.verdict === from.verdict &&
        each.after.verdict === to.verdict,
    ),
  );
}
