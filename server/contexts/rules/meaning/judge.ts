import type { MeaningRun } from '../../../../shared/contract/rule-meaning.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { CheckEngine } from '../ports.ts';
import type { TestEngine } from '../tests/script-under-test.ts';
import type { Space } from './space.ts';

/** One column for each input of a space: numbers (NaN: no value), or places in the values of a choice. */
export type Columns = readonly Float64Array[];

/** What one version says of many inputs. */
export interface JudgedMany {
  /** Place of the verdict in those of the space, or less than 0 by the cause of the hold. */
  readonly outcomes: Int32Array;
  readonly confidences: Float64Array;
  /** `words` numbers a row: bit r is condition r of the script. */
  readonly fired: Uint32Array;
  readonly words: number;
}

export interface JudgedOne extends MeaningRun {
  /** Code and place of the error it ended in. */
  readonly error: string;
}

/** A version that judges inputs of a space as live judging would: a required input without a value, or with one it does not take, is a hold. */
export interface Judge {
  many(columns: Columns): JudgedMany;
  one(values: readonly InputValue[]): JudgedOne;
  release(): void;
}

export interface MeaningEngine extends Pick<CheckEngine, 'tree'> {
  /** Null where it is no script. */
  judge(manifest: RulesetManifest, source: string, space: Space): Judge | null;
  test(manifest: RulesetManifest): TestEngine;
}
