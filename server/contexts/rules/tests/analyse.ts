import type { Coverage, Mutation, ProposedTest } from '../../../../shared/contract/rule-tests.ts';
import type { ParsedRuleset } from '../domain/ruleset.ts';
import { bordersOf } from './borders.ts';
import { BranchWatch, coverageOf } from './coverage.ts';
import { searchInputs } from './input-search.ts';
import type { MeasuringRanges } from './measuring-ranges.ts';
import { mutationOf, type TestRow } from './mutation.ts';
import { isAsExpected, isComplete, rowOf, type Row, type TestEngine } from './script-under-test.ts';

/** Parts of an analysis as they are found, and how many changes are tried. */
export type AnalysisStep =
  | { readonly kind: 'coverage'; readonly coverage: Coverage; readonly borders: ProposedTest[] }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'mutation'; readonly mutation: Mutation };

/** What the test cases of a ruleset show of its script; what is proposed lies in the measuring ranges. Ends at once where the script is none. */
export function* analyseTests(
  engine: TestEngine,
  { manifest, source, tests }: ParsedRuleset,
  mutate: boolean,
  measured: MeasuringRanges = {},
): Generator<AnalysisStep> {
  const script = engine.compile(source);
  if (script === null) return;
  const subject = { manifest, source };
  const rows = tests.map((test): Row | null => {
    const row = rowOf(manifest, test);
    return isComplete(manifest, row) ? row : null;
  });
  const inputs = searchInputs(
    ...([engine, script, subject] as const),
    rows.filter((row) => row !== null),
    { measured },
  );
  const watch = new BranchWatch(engine, subject, script);
  const coverage = coverageOf(watch, script, subject, rows, inputs.rows);
  watch.release();
  yield { kind: 'coverage', coverage, borders: bordersOf(script, manifest, inputs, rows, measured) };
  if (!mutate) return;
  const passing = tests.flatMap(({ expect }, index): TestRow[] => {
    const row = rows[index] ?? null;
    return row !== null && isAsExpected(expect, script.one(row).said) ? [{ row, expect }] : [];
  });
  const run = mutationOf(engine, script, subject, passing, inputs);
  let step = run.next();
  for (; step.done !== true; step = run.next()) yield { kind: 'progress', ...step.value };
  yield { kind: 'mutation', mutation: step.value };
}
