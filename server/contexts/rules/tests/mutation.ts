import type { JudgmentOutputs } from '../../../../shared/contract/judgment.ts';
import type { Mutant, Mutation, Survivor } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetManifest, RulesetTest } from '../../../../shared/contract/rules.ts';
import { mutantsOf } from './mutants.ts';
import type { FoundInputs } from './input-search.ts';
import {
  isAsExpected,
  testOf,
  type Row,
  type RowTable,
  type SaidOfMany,
  type ScriptUnderTest,
  type TestEngine,
} from './script-under-test.ts';

/** Judged first: most changes that make a difference make it here. */
const FIRST_ROWS = 500;
/** Rows looked at one by one, for each change that makes no other difference. */
const MOST_WAYS = 200;

export interface TestRow {
  readonly row: Row;
  readonly expect: RulesetTest['expect'];
}

/**
 * Changes a script here and there and sees whether a test case notices. `rows`: of those that pass; one that fails notices nothing.
 * Yields how many changes are tried.
 */
export function* mutationOf(
  engine: TestEngine,
  script: ScriptUnderTest,
  { manifest, source }: { readonly manifest: RulesetManifest; readonly source: string },
  tests: readonly TestRow[],
  inputs: FoundInputs,
): Generator<{ readonly done: number; readonly total: number }, Mutation> {
  const mutants = mutantsOf(source, manifest);
  const rows = [inputs.rows.slice(0, FIRST_ROWS), inputs.rows.slice(FIRST_ROWS)];
  const parts = rows.map((part) => {
    const table = engine.table(part);
    return { rows: part, table, said: script.many(table) };
  });
  const ways = manifest.table?.outputs === undefined ? [] : waysThrough(script, parts);
  const survivors: Survivor[] = [];
  const same: Mutant[] = [];
  let [noticed, invalid] = [0, 0];
  for (const [done, { source: changed, ...mutant }] of mutants.entries()) {
    yield { done, total: mutants.length };
    const other = engine.compile(changed);
    if (other === null) {
      invalid += 1;
      continue;
    }
    if (tests.some(({ row, expect }) => !isAsExpected(expect, other.one(row).said))) noticed += 1;
    else {
      const row =
        firstDifferent(parts, other) ?? ways.find((way) => outputsOther(way, other).length > 0)?.row;
      if (row === undefined) same.push(mutant);
      else survivors.push({ ...mutant, proposal: proposalOf(script, other, manifest, mutant, row) });
    }
    other.release();
  }
  const counted = noticed + survivors.length;
  return {
    ...{ total: mutants.length, noticed, survivors, same, invalid },
    score: counted === 0 ? null : noticed / counted,
    inputsTried: inputs.rows.length,
  };
}

interface Part {
  readonly rows: readonly Row[];
  readonly table: RowTable;
  readonly said: SaidOfMany;
}

function firstDifferent(parts: readonly Part[], other: ScriptUnderTest): Row | undefined {
  let byConfidence: Row | undefined;
  for (const { rows, table, said } of parts) {
    if (rows.length === 0) continue;
    const { outcomes, confidences } = other.many(table);
    for (let row = 0; row < rows.length; row += 1) {
      if (outcomes[row] !== said.outcomes[row]) return rows[row];
      if (!Object.is(confidences[row], said.confidences[row])) byConfidence ??= rows[row];
    }
  }
  return byConfidence;
}

interface Way {
  readonly row: Row;
  readonly outputs: JudgmentOutputs;
}

/** A row of each set of conditions that hold together, and the outputs it gets: what many rows come to does not have them. */
function waysThrough(script: ScriptUnderTest, parts: readonly Part[]): Way[] {
  const rows = new Map<string, Row>();
  for (const { rows: all, said } of parts)
    for (const [index, row] of all.entries()) {
      if (rows.size >= MOST_WAYS) break;
      const held = said.fired.subarray(index * said.words, (index + 1) * said.words).join();
      if (!rows.has(held)) rows.set(held, row);
    }
  return [...rows.values()].map((row) => ({ row, outputs: script.one(row).said.outputs ?? {} }));
}

/** Names of the outputs of which another script says something else. */
function outputsOther({ row, outputs }: Way, other: ScriptUnderTest): string[] {
  const said = other.one(row).said.outputs ?? {};
  const names = new Set([...Object.keys(outputs), ...Object.keys(said)]);
  return [...names].filter((name) => outputs[name] !== said[name]);
}

function proposalOf(
  script: ScriptUnderTest,
  other: ScriptUnderTest,
  manifest: RulesetManifest,
  { line, original, replacement }: Mutant,
  row: Row,
): Survivor['proposal'] {
  const said = script.one(row).said;
  const changed = other.one(row).said;
  const outputs = outputsOther({ row, outputs: said.outputs ?? {} }, other);
  const source = `${original} → ${replacement}`;
  const name = `${line}: ${source}`.slice(0, 200);
  const also = {
    ...(said.confidence === null || said.confidence === changed.confidence
      ? {}
      : { confidence: said.confidence }),
    ...(outputs.length === 0
      ? {}
      : { outputs: Object.fromEntries(outputs.map((output) => [output, said.outputs?.[output] ?? null])) }),
  };
  const test = testOf(manifest, row, said, said.verdict === changed.verdict ? { name, also } : { name });
  return { test, why: 'mutant', line, source };
}
