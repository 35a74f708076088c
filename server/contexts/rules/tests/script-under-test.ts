import type { InputValue, JudgmentOutputs } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest, RulesetTest } from '../../../../shared/contract/rules.ts';
import { HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import { outputsMissed } from '../../../../shared/util/expected-outputs.ts';
import { inputValueOf } from '../../../../shared/util/input-value.ts';

/** Values of all inputs, in the order of the manifest. */
export type Row = readonly InputValue[];

/** What a script says of a row, as far as a test case can ask for it. */
export interface Said {
  readonly verdict: string;
  readonly confidence: number | null;
  readonly outputs?: JudgmentOutputs;
  readonly holdCause?: string;
}

/** How often a condition was looked at and held. Line and column as the engine counts. */
export interface Looked {
  readonly line: number;
  readonly column: number;
  readonly count: number;
  readonly firedCount: number;
}

/** What many rows came to. */
export interface SaidOfMany {
  /** Place of the verdict in the manifest, or less than 0 by the cause of the hold. */
  readonly outcomes: Int32Array;
  /** NaN where there is none. */
  readonly confidences: Float64Array;
  /** Bit r of a row: rule r of the script held. `words` numbers a row. */
  readonly fired: Uint32Array;
  readonly words: number;
}

export interface RuleUnderTest {
  readonly kind: 'if' | 'switch';
  readonly line: number;
  readonly column: number;
  readonly source: string;
}

/** A compiled script. Synchronous: it works in a thread of its own. */
export interface ScriptUnderTest {
  readonly rules: readonly RuleUnderTest[];
  one(row: Row): { readonly said: Said; readonly looked: readonly Looked[] };
  many(table: RowTable): SaidOfMany;
  release(): void;
}

/** Rows as the engine takes them, made once for all scripts. */
export interface RowTable {
  readonly rows: readonly Row[];
}

export interface TestEngine {
  /** Null where it is no script. `operations` beyond those of the manifest, for scripts with marks. */
  compile(source: string, operations?: number): ScriptUnderTest | null;
  table(rows: readonly Row[]): RowTable;
}

/** The values a test case gives; a required one that is missing is null, and then the script is not asked. */
export function rowOf({ inputs }: RulesetManifest, test: Pick<RulesetTest, 'input'>): Row {
  return inputs.map((input) => {
    const given = Object.hasOwn(test.input, input.name) ? test.input[input.name] : undefined;
    return inputValueOf(input, given ?? null) ?? null;
  });
}

export const isComplete = ({ inputs }: RulesetManifest, row: Row): boolean =>
  inputs.every(({ optional }, index) => optional || row[index] !== null);

/** A test case of a row that expects the verdict that was said of it, and `also` where there is one. */
export function testOf(
  { inputs }: RulesetManifest,
  row: Row,
  said: Said,
  { name, also = {} }: { readonly name: string; readonly also?: RulesetTest['expect'] },
): RulesetTest {
  const input = inputs.flatMap(({ name: of }, index) => {
    const value = row[index] ?? null;
    return value === null ? [] : [[of, value] as const];
  });
  const { verdict, holdCause } = said;
  const expect = holdCause === undefined ? { verdict, ...also } : { verdict: HOLD_VERDICT, holdCause };
  return { name, input: Object.fromEntries(input), expect };
}

/** Whether a result is what a test case expects. */
export function isAsExpected(
  expect: RulesetTest['expect'],
  { verdict, confidence, outputs, holdCause }: Said,
): boolean {
  if (holdCause !== undefined)
    return expect.holdCause === undefined ? expect.verdict === HOLD_VERDICT : expect.holdCause === holdCause;
  if (expect.holdCause !== undefined) return false;
  if (expect.verdict !== undefined && expect.verdict !== verdict) return false;
  if (expect.confidence !== undefined && expect.confidence !== confidence) return false;
  return outputsMissed(expect.outputs, outputs).length === 0;
}
