import type { RuleErrorCode } from './codes.ts';
import type { RuleReason } from './problems.ts';
import type { NotCompiledCode } from '../compile/not-compiled.ts';

/** A value that crosses the border. Numbers are finite; whole numbers reach scripts as floats. */
export type RhaiValue = null | boolean | number | string | RhaiValue[] | { [key: string]: RhaiValue };

/** Inputs by name. A missing or `undefined` one is "not given"; `null` is given as nothing (`()`). */
export type RhaiInputs = Readonly<Record<string, RhaiValue | undefined>>;

/** Limits of one script. What is left out has the default; what is beyond the most accepted is cut to it. */
export interface RhaiLimits {
  /** Operations of one evaluation, those of closures included. */
  operations: number;
  /** Script calls inside one another. */
  callDepth: number;
  /** Nesting of expressions and statements, when compiling. */
  expressionDepth: number;
  /** UTF-8 bytes of one string, or of all strings in one value. */
  stringBytes: number;
  /** Elements of one array, nested ones included. */
  arrayLength: number;
  /** Entries of one map, nested ones included. */
  mapSize: number;
  /** Variables alive in one function, inputs included. */
  variables: number;
  /** Functions and closures of the script. */
  functions: number;
  /** Bytes that one evaluation may hold at once. */
  memoryBytes: number;
}

export const DEFAULT_LIMITS: Readonly<RhaiLimits> = {
  operations: 100_000,
  callDepth: 32,
  expressionDepth: 64,
  stringBytes: 4096,
  arrayLength: 128,
  mapSize: 128,
  variables: 256,
  functions: 64,
  memoryBytes: 8 * 1024 * 1024,
};

/** An error of a script. Line and column count from 1 (column in characters); 0 means no place is known. */
export interface RuleError {
  code: RuleErrorCode;
  message: string;
  line: number;
  column: number;
  /** What would have been right, where that can be said. */
  expected?: string;
  /** What exactly is wrong, with what it is about; `message` says the same in English. */
  reason: RuleReason;
}

/** A problem found while compiling. */
export type Diagnostic = RuleError;

/** A value that a condition reads. `input` names the input it comes from if the script never changes that. */
export interface RuleRead {
  path: string;
  input?: string;
  keys?: string[];
}

/** A condition (`if`, `else if`) or a `switch` of a script. */
export interface RuleFact {
  /** The name from `// @rule name`, else `L<line>`, or `L<line>:<column>` where a line has several. */
  id: string;
  kind: 'if' | 'switch';
  line: number;
  column: number;
  /** The text of the condition. */
  source: string;
  reads: RuleRead[];
}

/** What is known of a script without running it. */
export interface ScriptFacts {
  /** Inputs it reads, in the order of their first use. */
  inputs: string[];
  /** It also finds inputs by computed names, so all that are given are passed in. */
  dynamic: boolean;
  /** Keys of the maps it can end in. */
  outputs: string[];
  outputsKnown: boolean;
  /** Texts that `verdict` can be. */
  verdicts: string[];
  verdictsKnown: boolean;
  rules: RuleFact[];
  /** Suspicious but allowed: functions nobody knows, names a function cannot see. */
  warnings: Diagnostic[];
}

/** What one evaluation saw of one rule. */
export interface TraceEntry {
  ruleId: string;
  line: number;
  column: number;
  /** It held at least once (a switch: an arm other than the default was taken). */
  fired: boolean;
  /** Times it was evaluated, and times it held: more than one only in loops and functions. */
  count: number;
  firedCount: number;
  /** What its names were when it last held, or at its last evaluation if it never did. */
  values: Record<string, null | boolean | number | string>;
}

export type Evaluation = ({ ok: true; value: RhaiValue } | { ok: false; error: RuleError }) & {
  /** Counted by ourselves and the same on every machine. */
  operations: number;
  /** Rules in the order of their first evaluation. */
  trace: TraceEntry[];
  /** Lines of `print` and `debug`: at most 32, 4 KiB together. */
  printed: string[];
};

/** One text a row: a place in `texts`, −1 where there is none. */
export interface TextColumn {
  readonly texts: readonly string[];
  readonly indexes: Int32Array;
}

/** One boolean a row: 0 or 1, −1 where there is none. */
export interface BooleanColumn {
  readonly booleans: Int8Array;
}

/** A column of a batch: one value a row (NaN or −1 = not given), or one value for all rows. */
export type BatchColumn = Float64Array | TextColumn | BooleanColumn | RhaiValue | undefined;

export interface BatchOptions {
  /** Inputs for which a row without a value means nothing (`()`) instead of "not given". */
  nullable?: readonly string[];
  /** Keys of the result whose numbers are wanted beside the confidence; booleans count as 0 and 1. */
  outputs?: readonly string[];
  /** Do not use the compiled rule: for comparing both. */
  interpretOnly?: boolean;
}

/** What an input of a batch is in all rows: a column of a type, or a value that never changes. */
export type InputType =
  | { readonly type: 'number' | 'boolean' | 'text'; readonly optional: boolean }
  | { readonly value: RhaiValue };

/** How the rows of a batch were judged. */
export type BatchPath =
  | {
      readonly kind: 'compiled';
      /** Rows that were left to the interpreter, and where; most first. */
      readonly left: number;
      readonly sites: readonly {
        readonly line: number;
        readonly column: number;
        readonly why: string;
        readonly rows: number;
      }[];
    }
  | {
      readonly kind: 'interpreter';
      /** Why the rule is not compiled; stable. `ASKED` where that was wished, `CONSTANTS` for these constants only. */
      readonly code: NotCompiledCode | 'ASKED' | 'CONSTANTS';
      readonly message: string;
      readonly line: number;
      readonly column: number;
    };

/** One entry a row. */
export interface BatchResult {
  rows: number;
  /** Index into `verdictTable`, −1 where there is none. */
  verdicts: Int32Array;
  verdictTable: readonly string[];
  /** NaN where there is none. */
  confidences: Float64Array;
  /** Index into `RULE_ERROR_CODES`; 0 is success. */
  codes: Uint8Array;
  operations: Uint32Array;
  /** `firedWords` words a row; bit r of a row is rule r of the facts. */
  fired: Uint32Array;
  firedWords: number;
  /** What `outputs` asked for, by key; NaN where a row has none. */
  outputs: Readonly<Record<string, Float64Array>>;
  path: BatchPath;
}
