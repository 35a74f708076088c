import type { LocalizedText, SignalValue } from '../../../shared/contract/common.ts';
import type {
  Feedback,
  HoldCause,
  Judgment,
  JudgmentListQuery,
  TraceEntry,
} from '../../../shared/contract/judgment.ts';
import type { ScriptFault } from '../../../shared/contract/replay.ts';
import type { RulesetInput } from '../../../shared/contract/rules.ts';
import type { RunnableRuleset } from '../rules/index.ts';

/** One tag reduced to one value at one time. `count` is the number of good samples behind it. */
export interface TagReading {
  readonly value: SignalValue | null;
  readonly quality: number;
  /** Source time of the newest sample, epoch milliseconds. */
  readonly at: number;
  readonly count: number;
}

export type Take = RulesetInput['take'];

/** The tags as judging sees them. Times are epoch milliseconds, windows seconds. */
export interface TagReadings {
  tagPaths(): readonly string[];
  tagsOf(equipment: string): readonly string[];
  /** Makes the tag's window be kept up to date from now on. */
  register(path: string, take: Take, windowSeconds: number | undefined): void;
  /** The live reading at `at`, which is not before the newest sample applied. */
  now(path: string, take: Take, windowSeconds: number | undefined, at: number): TagReading | undefined;
  /** The reading as of any past time, from the store. */
  asOf(
    path: string,
    take: Take,
    windowSeconds: number | undefined,
    at: number,
  ): Promise<TagReading | undefined>;
  /** `isRecorded`: nothing is expected to come, its values are from imported files. */
  freshness(
    equipment: string,
  ): { lastDataAt: number; lastReceivedAt: number; isRecorded: boolean } | undefined;
}

export type ScriptValue = null | boolean | number | string | ScriptValue[] | { [key: string]: ScriptValue };

export type RuleOutcome =
  | { readonly ok: true; readonly value: ScriptValue; readonly trace: readonly TraceEntry[] }
  | {
      readonly ok: false;
      readonly cause: HoldCause;
      readonly detail: LocalizedText;
      /** The same in the engine's own words, where it is the engine that says it: for programs and logs. */
      readonly engineText?: string;
      /** What went wrong where in the script, where the engine knows the line. */
      readonly fault?: ScriptFault;
      readonly trace: readonly TraceEntry[];
    };

/** Runs a ruleset's script within its limits. Never rejects: what goes wrong is an outcome with a cause. */
export interface RuleEngine {
  evaluate(ruleset: RunnableRuleset, inputs: Readonly<Record<string, ScriptValue>>): Promise<RuleOutcome>;
  /** The same for a question nobody's judgment hangs on: its errors suspend nothing. */
  tryOut(ruleset: RunnableRuleset, inputs: Readonly<Record<string, ScriptValue>>): Promise<RuleOutcome>;
  suspendedUntil(ruleset: RunnableRuleset): number | undefined;
}

/** Asks a language model for advice where rules are unsure. */
export interface Advisor {
  advise(ruleset: RunnableRuleset): Promise<{ readonly state: 'NOT_CONFIGURED' }>;
}

export interface FeedbackCount {
  readonly rulesetId: string;
  readonly rulesetVersion: number;
  readonly equipment: string | null;
  readonly agreed: number;
  readonly total: number;
}

export interface NewFeedback extends Omit<Feedback, 'at'> {
  readonly byId: string;
  readonly at: number;
}

export interface JudgmentStore {
  /**
   * Durable before it resolves. `isState`: it says how its machine is, where it has one, and the next one is compared with it.
   * Error `CONFLICT` where the idempotency key is taken.
   */
  add(
    judgment: Judgment,
    isState: boolean,
    request?: { idempotencyKey: string; requestHash: string },
  ): Promise<void>;
  find(id: string): Promise<Judgment | undefined>;
  findByIdempotencyKey(key: string): Promise<{ judgment: Judgment; requestHash: string } | undefined>;
  /** Newest first, at most `limit`, strictly after the cursor. */
  list(
    filter: Omit<JudgmentListQuery, 'cursor' | 'limit'>,
    after: Cursor | undefined,
    limit: number,
  ): Promise<Judgment[]>;
  addFeedback(judgment: Judgment, feedback: NewFeedback): Promise<void>;
  /** The newest feedback of each judgment counts. */
  feedbackCounts(): Promise<FeedbackCount[]>;
  /** Those with feedback of a ruleset's versions, oldest first. Both ends included. */
  withFeedback(rulesetId: string, from: number, to: number, limit: number): Promise<Judgment[]>;
  /** The newest judgment of each of these rulesets on its equipment, where there is one. */
  latest(of: readonly LatestQuery[]): Promise<Judgment[]>;
}

export interface LatestQuery {
  readonly rulesetId: string;
  readonly equipment: string;
  /** Whether judgments that somebody asked for count. */
  readonly requested: boolean;
}

/** Place in a list sorted by (at, id), newest first. */
export interface Cursor {
  readonly at: number;
  readonly id: string;
}
