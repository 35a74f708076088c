import type { InputValue } from '../../../shared/contract/judgment.ts';
import type {
  WhatIfCounts,
  WhatIfInput,
  WhatIfMap,
  WhatIfMapQuery,
  WhatIfPoint,
  WhatIfRegion,
  WhatIfRules,
} from '../../../shared/contract/whatif.ts';
import type { ColumnValues } from './domain/input-columns.ts';
import type { BacktestOrder } from './ports.ts';

export interface WhatIfSetup {
  readonly databaseFile: string;
  /** File of `rhai.wasm`. */
  readonly wasm: string;
  readonly budgetBytes: number;
}

/** Which rows are wanted: of one side. */
export interface WhatIfOrder extends BacktestOrder {
  /** Names of the machines by their number in the order. */
  readonly equipment: readonly string[];
}

export interface WhatIfFacts {
  readonly rows: number;
  readonly kept: number;
  readonly everyNth: number;
  readonly bytes: number;
  readonly inputs: readonly WhatIfInput[];
}

export interface WhatIfJudgeOrder {
  readonly kind: 'judge';
  readonly tried: WhatIfRules;
  readonly base: WhatIfRules;
  readonly part: 'sample' | 'all';
  readonly regions?: readonly WhatIfRegion[] | undefined;
}
export type WhatIfJudged = WhatIfCounts;

export interface WhatIfMapOrder extends Pick<WhatIfMapQuery, 'tried' | 'x' | 'y' | 'columns' | 'rows'> {
  readonly kind: 'map';
  readonly held: Readonly<Record<string, InputValue>>;
}

export type WhatIfQuestion = WhatIfJudgeOrder | WhatIfMapOrder | { readonly kind: 'points' };
export type WhatIfReply = WhatIfJudged | WhatIfMap | readonly WhatIfPoint[];

/** Judges columns by rules; what it compiled is kept for the next question. */
export interface WhatIfEngine {
  judge(rules: WhatIfRules): {
    /** The outcome of each row; written over by the next call of any judge. */
    judge(columns: readonly ColumnValues[], count: number): Uint8Array;
    /** How the rows so far were judged. */
    path(): WhatIfCounts['path'];
  };
  map(order: WhatIfMapOrder): Omit<WhatIfMap, 'tookMs'>;
}

export type ToWhatIf =
  | { readonly kind: 'load'; readonly order: WhatIfOrder; readonly setup: WhatIfSetup }
  | { readonly kind: 'ask'; readonly ask: number; readonly window: string; readonly question: WhatIfQuestion }
  /** Its questions end without an answer. */
  | { readonly kind: 'leave'; readonly window: string };

export type FromWhatIf =
  /** Of the machine at hand: up to when its rows are read. */
  | { readonly kind: 'loading'; readonly machine: number; readonly at: number; readonly rows: number }
  | { readonly kind: 'loaded'; readonly facts: WhatIfFacts }
  | { readonly kind: 'judging'; readonly share: number | null }
  /** Null where a newer question of the same window came meanwhile. */
  | { readonly kind: 'reply'; readonly ask: number; readonly reply: WhatIfReply | null }
  /** A question that broke; without a number, the loading. */
  | { readonly kind: 'broke'; readonly ask: number | null; readonly message: string };
