import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenFiles, OPERATIONS, runCase, type GoldenCase } from './golden/golden-cases.ts';
import { RULE_PROBLEMS, type Evaluation, type RuleProblem } from './index.ts';
import { loadRhai } from './load-node.ts';

const engine = await loadRhai();
const operations = JSON.parse(readFileSync(OPERATIONS, 'utf8')) as Record<string, number>;
const files = goldenFiles();

function expectOutcome(golden: GoldenCase, evaluation: Evaluation): void {
  if (golden.error === undefined) {
    expect(evaluation).toMatchObject({ ok: true });
    if (evaluation.ok) expect(evaluation.value).toEqual(golden.value);
  } else {
    expect(evaluation).toMatchObject({ ok: false, error: golden.error });
  }
  if (golden.message !== undefined && !evaluation.ok)
    expect(evaluation.error.message).toContain(golden.message);
  if (golden.fired !== undefined) {
    expect(evaluation.trace.filter((entry) => entry.fired).map((entry) => entry.ruleId)).toEqual(
      golden.fired,
    );
  }
  if (golden.trace !== undefined) {
    const seen = evaluation.trace.map((e) => [e.ruleId, e.fired, e.count, e.firedCount, e.values]);
    expect(seen).toEqual(golden.trace);
  }
  if (golden.printed !== undefined) expect(evaluation.printed).toEqual(golden.printed);
}

describe.each([...files])('golden cases of %s', (_, cases) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', (name, golden) => {
    const outcome = runCase(engine, golden);
    if (golden.diagnostic !== undefined) {
      expect(outcome).toMatchObject({ ok: false, diagnostics: [golden.diagnostic] });
      if (!outcome.ok && golden.message) expect(outcome.diagnostics[0]?.message).toContain(golden.message);
      return;
    }
    if (!outcome.ok) throw new Error(`does not compile: ${JSON.stringify(outcome.diagnostics)}`);
    expectOutcome(golden, outcome.evaluation);
    if (golden.error?.code !== 'MEMORY_LIMIT') expect(outcome.evaluation.operations).toBe(operations[name]);
  });
});

/** Told of what no case can hold: a source of 256 KiB, an input that is not finite, or what stands behind other guards. */
const TOLD_ELSEWHERE: readonly RuleProblem[] = [
  'scriptOther',
  'scriptReservedSign',
  'scriptTooManyConditions',
  'scriptTooManyBytes',
  'scriptArithmetic',
  'scriptInputValue',
  'scriptResultNotFinite',
  'scriptResultNoVerdict',
];

describe('the golden cases', () => {
  const all = [...files.values()].flat();

  it('tell every problem there is a code for', () => {
    const told = new Set<RuleProblem>(TOLD_ELSEWHERE);
    for (const golden of all) {
      const outcome = runCase(engine, golden);
      if (!outcome.ok) for (const { reason } of outcome.diagnostics) told.add(reason.code);
      else {
        for (const { reason } of outcome.facts.warnings) told.add(reason.code);
        if (!outcome.evaluation.ok) told.add(outcome.evaluation.error.reason.code);
      }
    }
    expect(RULE_PROBLEMS.filter((problem) => !told.has(problem))).toEqual([]);
  });

  it('are at least 300, each under a name of its own', () => {
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(new Set(all.map((golden) => golden.name)).size).toBe(all.length);
  });

  it('leave the engine on its first instance', () => {
    expect(engine.renewals).toBe(0);
  });
});
