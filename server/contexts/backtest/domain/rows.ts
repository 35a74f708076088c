import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagPass } from '../ports.ts';
import { BATCH_ROWS, inputColumn, type InputColumn } from './input-columns.ts';

/** An instant that is judged whatever the trigger says: there is feedback on a judgment of it. */
export interface FixedInstant {
  readonly at: number;
  /** What was sent with its request, by input. */
  readonly sent: Readonly<Record<string, InputValue>>;
}

/** Where a stream of rows stands between two parts of it. */
export interface RowState {
  /** The span that is still open: first and last time. */
  readonly span: readonly [number, number] | null;
  readonly isStale: boolean;
  readonly lastRow: number | null;
}

export const NO_STATE: RowState = { span: null, isStale: false, lastRow: null };

export interface RowQuestion {
  readonly manifest: RulesetManifest;
  /** Of the tag of each input; inputs without one are left out. Samples after the end of the period are not in them. */
  readonly passes: ReadonlyMap<string, TagPass>;
  /** Where the stream begins or goes on, epoch milliseconds. */
  readonly from: number;
  readonly state: RowState;
  /** Those not before `from`, rising. */
  readonly fixed: readonly FixedInstant[];
  /** The first instant of the ruleset's schedule after a time. */
  readonly nextScheduled: (after: number) => number;
}

/** How often live judging looks for data that has stopped coming. */
const STALE_CHECK_MS = 1_000;

/**
 * The rows of history of a ruleset on one machine: the instants at which live judging would have judged, and its inputs as columns.
 * The same rules as `Triggers`: values of one span of source time are one row, as of the newest of them; the clock closes spans and
 * looks for stale inputs. Values that came late are where they belong, as if they had come in time.
 */
export class RowStream {
  readonly times = new Float64Array(BATCH_ROWS);
  /** Number of the refusal that makes a row a `HOLD`, 0 for none; see `REFUSALS`. */
  readonly refusals = new Uint8Array(BATCH_ROWS);
  /** 1 for a row that is only there because somebody has given feedback: live judging would have had none. */
  readonly extra = new Uint8Array(BATCH_ROWS);
  /** Of these in the batch. */
  extras = 0;
  readonly columns: readonly InputColumn[];
  /** Rows in the batch. */
  count = 0;

  readonly #trigger: RulesetManifest['trigger'];
  readonly #debounceMs: number;
  readonly #passes: readonly TagPass[];
  /** Of required inputs, with how old they may be. */
  readonly #aging: readonly { readonly pass: TagPass; readonly maxAgeMs: number }[];
  readonly #from: number;
  readonly #fixed: readonly FixedInstant[];
  readonly #nextScheduled: (after: number) => number;
  #nextFixed = 0;
  #isOpen = false;
  #firstAt = 0;
  #lastAt = 0;
  #isStale: boolean;
  /** No required input is too old before this time. */
  #freshUntil = -Infinity;
  #lastRow: number;
  #nextTick: number;

  constructor({ manifest, passes, from, state, fixed, nextScheduled }: RowQuestion) {
    this.#trigger = manifest.trigger;
    this.#debounceMs = manifest.trigger.kind === 'change' ? manifest.trigger.debounceMs : 0;
    this.columns = manifest.inputs.map((input) => inputColumn(input, passes.get(input.name)));
    this.#passes = [...new Set(passes.values())];
    this.#aging = manifest.inputs.flatMap(({ name, optional, maxAgeSeconds }) => {
      const pass = passes.get(name);
      return optional || maxAgeSeconds === undefined || pass === undefined
        ? []
        : [{ pass, maxAgeMs: maxAgeSeconds * 1_000 }];
    });
    this.#from = from;
    this.#fixed = fixed;
    this.#nextScheduled = nextScheduled;
    this.#isStale = state.isStale;
    this.#lastRow = state.lastRow ?? -Infinity;
    if (state.span !== null) {
      this.#isOpen = true;
      [this.#firstAt, this.#lastAt] = state.span;
    }
    for (const pass of this.#passes) pass.takeWhile(from, Infinity, NaN);
    this.#nextTick = this.#tickAfter(from - 1);
  }

  get state(): RowState {
    const span = this.#isOpen ? ([this.#firstAt, this.#lastAt] as const) : null;
    const lastRow = this.#lastRow === -Infinity ? null : this.#lastRow;
    return { span, isStale: this.#isStale, lastRow };
  }

  /**
   * Makes the next batch of rows before a time. None: there are no more before it.
   * @param isEnd nothing follows that time, so a span that is open then ends with it
   */
  fill(until: number, isEnd: boolean): number {
    this.count = 0;
    this.extras = 0;
    const next = this.#trigger.kind === 'change' ? this.#nextOfChange : this.#nextOfClock;
    while (this.count < BATCH_ROWS && next.call(this, until, isEnd));
    return this.count;
  }

  /** Makes a row at most; false where nothing more is to be done before `until`. */
  #nextOfChange(until: number, isEnd: boolean): boolean {
    const sampleAt = this.#nextSample();
    const special = Math.min(this.#fixedAt(), this.#staleTick(sampleAt));
    const end = this.#firstAt + this.#debounceMs;
    const joins = this.#isOpen && (sampleAt < end || sampleAt === this.#lastAt);
    if (special < sampleAt && special < until) {
      if (this.#isOpen && !joins && special >= this.#lastAt) this.#close();
      else this.#special(special);
      return true;
    }
    if (this.#isOpen && !joins && (sampleAt < until || isEnd)) {
      this.#close();
      return true;
    }
    if (sampleAt >= until) return false;
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#firstAt = sampleAt;
    }
    this.#join(sampleAt, special, until);
    return true;
  }

  #nextSample(): number {
    let at = Infinity;
    for (const { nextAt } of this.#passes) if (nextAt < at) at = nextAt;
    return at;
  }

  /** Takes in what belongs to the open span, from its next sample on. */
  #join(sampleAt: number, special: number, until: number): void {
    const end = this.#firstAt + this.#debounceMs;
    let lastAt = sampleAt;
    for (const pass of this.#passes) {
      pass.takeWhile(Math.min(end, until), special, sampleAt);
      if (pass.at > lastAt) lastAt = pass.at;
    }
    this.#lastAt = lastAt;
    if (!this.#isStale) return;
    this.#freshUntil = this.#dueAt();
    this.#isStale = this.#freshUntil < lastAt;
  }

  #close(): void {
    this.#isOpen = false;
    if (this.#lastAt > this.#lastRow) this.#row(this.#lastAt, undefined, false);
  }

  #special(at: number): void {
    const fixed = this.#fixed[this.#nextFixed];
    if (fixed !== undefined && fixed.at === at) {
      this.#nextFixed += 1;
      if (at > this.#lastRow) this.#row(at, fixed, true);
      return;
    }
    this.#isStale = true;
    if (at > this.#lastRow) this.#row(at, undefined, false);
  }

  #fixedAt(): number {
    return this.#fixed[this.#nextFixed]?.at ?? Infinity;
  }

  /** When the clock will find a required input too old, should that be before the next sample. */
  #staleTick(sampleAt: number): number {
    if (this.#isStale || sampleAt <= this.#freshUntil) return Infinity;
    this.#freshUntil = this.#dueAt();
    if (this.#freshUntil === Infinity) return Infinity;
    const due = Math.max(this.#freshUntil, this.#from - 1);
    return Math.floor(due / STALE_CHECK_MS) * STALE_CHECK_MS + STALE_CHECK_MS;
  }

  #dueAt(): number {
    let due = Infinity;
    for (const { pass, maxAgeMs } of this.#aging)
      if (pass.at !== -Infinity && pass.seenAt + maxAgeMs < due) due = pass.seenAt + maxAgeMs;
    return due;
  }

  #nextOfClock(until: number): boolean {
    const fixedAt = this.#fixedAt();
    const at = Math.min(this.#nextTick, fixedAt);
    if (at >= until) return false;
    for (const pass of this.#passes) pass.takeUpTo(at);
    const fixed = at === fixedAt ? this.#fixed[this.#nextFixed++] : undefined;
    const isTick = at === this.#nextTick;
    if (isTick) this.#nextTick = this.#tickAfter(at);
    if (at > this.#lastRow) this.#row(at, fixed, !isTick);
    return true;
  }

  #tickAfter(at: number): number {
    if (this.#trigger.kind === 'schedule') return this.#nextScheduled(at);
    if (this.#trigger.kind !== 'interval') return Infinity;
    const everyMs = this.#trigger.everySeconds * 1_000;
    return (Math.floor(at / everyMs) + 1) * everyMs;
  }

  #row(at: number, fixed: FixedInstant | undefined, isExtra: boolean): void {
    const row = this.count++;
    this.extra[row] = isExtra ? 1 : 0;
    if (isExtra) this.extras += 1;
    this.times[row] = at;
    this.#lastRow = at;
    let refusal = 0;
    for (const column of this.columns) {
      const sent = fixed !== undefined && Object.hasOwn(fixed.sent, column.input.name);
      const refused = column.read(at, row);
      if (sent) column.put(fixed.sent[column.input.name] ?? null, row);
      else if (refusal === 0) refusal = refused;
    }
    this.refusals[row] = refusal;
  }
}
