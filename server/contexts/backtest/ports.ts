import type { SignalValue } from '../../../shared/contract/common.ts';
import type { Footprint, ThinnedTag } from '../data-hub/index.ts';
import type { Take } from '../judgment/index.ts';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';
import type {
  Backtest,
  BacktestProblem,
  BacktestRequest,
  BacktestResult,
  BacktestVersion,
} from '../../../shared/contract/backtest.ts';
import type { FixedInstant } from './domain/rows.ts';
import type { Change, PartCounts, Truth } from './domain/tally.ts';
import type { MachinePart, MachineState } from './machine-run.ts';
import type { WhatIfFacts, WhatIfOrder, WhatIfQuestion, WhatIfReply } from './what-if-messages.ts';

/** What a value is. */
export const KIND = { number: 0, boolean: 1, text: 2, none: 3 } as const;

/** A window that moves with a pass; NaN where it has no value. */
export interface WindowPass {
  valueAt(at: number): number;
}

/** A tag reduced to one value, and the time of its newest sample. */
export interface ReadingAt {
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly newestAt: number;
}

/** One way over the stored samples of a tag, oldest first. Times are epoch milliseconds. */
export interface TagPass {
  /** Of the next sample; infinite at the end. */
  readonly nextAt: number;
  /** Of the newest sample taken; −Infinity before the first. */
  readonly at: number;
  readonly quality: number;
  /** See `KIND`. */
  readonly kind: number;
  readonly number: number;
  readonly text: string | undefined;
  /** Up to when values are known to have come. */
  readonly seenAt: number;
  /** Where windows cannot move with the pass: a take as of a time; undefined where there is nothing. */
  readingAt?(take: Take, windowSeconds: number | undefined, at: number): ReadingAt | undefined;
  window?(take: Take, windowSeconds: number): WindowPass;
  take(): void;
  takeUpTo(at: number): void;
  /** Takes in what is before one time and not after another, and what is at a third. */
  takeWhile(before: number, notAfter: number, at: number): void;
}

/** A tag as the thread is told of it. */
export interface TagOrder {
  readonly id: number;
  readonly thinned: ThinnedTag | null;
}

/** A version to be run. */
export interface SideOrder {
  readonly manifest: RulesetManifest;
  readonly source: string;
}

export interface MachineOrder {
  readonly machine: number;
  /** Of each version, the tag of each input. */
  readonly tags: readonly (readonly (readonly [input: string, tag: TagOrder])[])[];
  readonly fixed: readonly FixedInstant[];
  readonly truths: readonly Truth[];
  /** Where it goes on; null at the beginning. */
  readonly state: MachineState | null;
}

export interface BacktestOrder {
  readonly sides: readonly SideOrder[];
  readonly from: number;
  readonly to: number;
  readonly machines: readonly MachineOrder[];
  /** Tell when each outcome began. */
  readonly withBegins?: boolean;
}

export interface BacktestProgress {
  /** Of the machine at hand: up to when it is judged. */
  readonly machine: number;
  readonly at: number;
  /** Since the thread was asked. */
  readonly rows: number;
}

/** Runs backtests beside everything else. */
export interface BacktestThread {
  /**
   * Runs an order; `part` is waited for before the next. Rejects with the reason of the signal when that ends it, with an
   * `AppError` where the history cannot be read.
   */
  run(
    order: BacktestOrder,
    on: {
      readonly part: (machine: number, part: MachinePart) => Promise<void>;
      readonly progress: (progress: BacktestProgress) => void;
    },
    signal: AbortSignal,
  ): Promise<void>;
}

/** A machine of a stored backtest, with what its rows were made of. */
export interface StoredMachine {
  readonly equipment: string;
  readonly tags: MachineOrder['tags'];
  readonly fixed: readonly FixedInstant[];
  readonly truths: readonly Truth[];
}

/** A tag's samples as they were when the backtest began. */
export interface StoredFootprint extends Footprint {
  readonly tagId: number;
  readonly path: string;
}

/** A version as it was when the backtest was asked for: a draft may be another by now. */
export interface StoredSide extends SideOrder {
  readonly version: BacktestVersion;
  readonly rulesetHash: string;
}

/** What a backtest is asked, epoch milliseconds. */
export interface Asked {
  readonly request: BacktestRequest;
  readonly by: string;
  readonly period: { readonly from: number; readonly to: number };
}

/** Everything it is made of, as it was when it was asked for. */
export interface Made {
  readonly sides: readonly StoredSide[];
  readonly machines: readonly StoredMachine[];
  readonly footprints: readonly StoredFootprint[];
}

export interface Progress {
  readonly durationMs: number;
  readonly rows: number;
  /** Of the machines and days, judged so far. */
  readonly share: number;
  readonly changesLeftOut: number;
  readonly problem?: BacktestProblem | undefined;
}

/** A backtest as it is listed. */
export interface BacktestHead {
  readonly id: string;
  readonly createdAt: number;
  readonly state: Backtest['state'];
  readonly asked: Asked;
  readonly progress: Progress;
}

export interface StoredBacktest extends BacktestHead {
  readonly made: Made;
  readonly result: BacktestResult | null;
}

export interface StoredDay {
  readonly machine: number;
  readonly from: number;
  readonly rows: number;
  readonly counts: Omit<PartCounts, 'changes'>;
}

export interface ChangeQuestion {
  readonly a?: number | undefined;
  readonly b?: number | undefined;
  readonly machine?: number | undefined;
  readonly from: number;
  readonly to: number;
  readonly after?: { readonly from: number; readonly machine: number } | undefined;
  readonly limit: number;
}

/** Where backtests are kept. Error of all: `STORE_UNAVAILABLE`. */
export interface BacktestStore {
  add(backtest: StoredBacktest): Promise<void>;
  /** State and progress, and the result where there is one. */
  update(head: BacktestHead, result?: BacktestResult): Promise<void>;
  find(id: string): Promise<StoredBacktest | undefined>;
  /** Newest first. */
  list(rulesetId: string | undefined, limit: number): Promise<BacktestHead[]>;
  /** Those that wait or run, oldest first. */
  unfinished(): Promise<BacktestHead[]>;
  remove(id: string): Promise<boolean>;
  /** A day of a machine, where it goes on and how far the whole is, in one transaction. */
  addPart(head: BacktestHead, machine: number, part: MachinePart, changes: readonly Change[]): Promise<void>;
  states(
    id: string,
  ): Promise<{ readonly machine: number; readonly state: MachineState; readonly isDone: boolean }[]>;
  days(id: string): Promise<StoredDay[]>;
  changeCount(id: string): Promise<number>;
  /** Oldest first. */
  changes(id: string, question: ChangeQuestion): Promise<(Change & { readonly machine: number })[]>;
}

/** Rows of history that a thread reads and then holds. */
export interface WhatIfRun {
  /** Null where a newer question of the same window and kind came meanwhile. Rejects when the thread ends. */
  ask(window: string, question: WhatIfQuestion): Promise<WhatIfReply | null>;
  /** What that window asked is answered by null, also what is being judged. */
  leave(window: string): void;
  close(): Promise<void>;
}

export interface WhatIfProcesses {
  /** Bytes of rows that one run may hold. */
  readonly budgetBytes: number;
  open(
    order: WhatIfOrder,
    on: {
      loading(machine: number, at: number, rows: number): void;
      loaded(facts: WhatIfFacts): void;
      /** Of the step at hand; null when it has ended. */
      judging(share: number | null): void;
      /** Also when it has been closed. */
      failed(error: Error): void;
    },
  ): WhatIfRun;
}
