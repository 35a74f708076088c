import type { Outcome } from './outcomes.ts';

/** No verdict yet. */
export const NONE = -1;

/** What an operator said of the judgment of an instant. */
export interface Truth {
  readonly at: number;
  /** The verdict that was right; null where it is only known which was wrong. */
  readonly verdict: string | null;
  /** The verdict that was given. */
  readonly given: string;
}

/** How the verdicts of a version compare with what operators said. */
export interface TruthCounts {
  /** Abnormal, and said so. */
  hits: number;
  /** Abnormal, and called normal. */
  misses: number;
  /** Normal, and called abnormal. */
  falseCalls: number;
  /** Normal, and said so. */
  correct: number;
  /** Not judged (`HOLD`). */
  held: number;
  /** Cannot be told: another verdict than the one that was wrong. */
  unknown: number;
}

export const noTruth = (): TruthCounts => ({
  hits: 0,
  misses: 0,
  falseCalls: 0,
  correct: 0,
  held: 0,
  unknown: 0,
});

/** Of one version in one part, by number of the outcome. */
export interface SideCounts {
  readonly rows: number[];
  readonly durationMs: number[];
  /** Times it began. */
  readonly starts: number[];
  readonly truth: TruthCounts;
}

/** Rows one after the other in which one version says `a` and the other `b`. */
export interface Change {
  readonly from: number;
  /** When it ended, or the end of the period. */
  readonly to: number;
  readonly a: number;
  readonly b: number;
  readonly rows: number;
}

/** What one machine's rows of one part of the period come to. */
export interface PartCounts {
  readonly sides: SideCounts[];
  /** By `a * outcomes of b + b`; empty with one version. */
  readonly matrix: { readonly rows: number[]; readonly durationMs: number[] };
  readonly changes: Change[];
  /** Of each version, when each outcome began, where that is asked for. */
  readonly begins: { readonly at: number[]; readonly outcome: number[] }[];
}

/** What is carried from one part to the next. */
export interface TallyState {
  readonly at: number;
  readonly now: readonly number[];
  readonly run: Change | null;
}

export interface TallyQuestion {
  /** Of one version or two. */
  readonly outcomes: readonly (readonly Outcome[])[];
  readonly truths: readonly Truth[];
  readonly state: TallyState | null;
  readonly withBegins?: boolean;
}

const zeros = (length: number) => Array.from({ length }, () => 0);

/** Counts the verdicts of one machine, of one version or of two against each other, each standing until its next row. */
export class Tally {
  readonly #outcomes: readonly (readonly Outcome[])[];
  readonly #truths: ReadonlyMap<number, readonly Truth[]>;
  /** A verdict by its name, a `HOLD` by its cause. */
  readonly #words: readonly (readonly string[])[];
  readonly #width: number;
  readonly #withBegins: boolean;
  #part: PartCounts;
  #at: number;
  #a = NONE;
  #b = NONE;
  #run: { from: number; a: number; b: number; rows: number } | null = null;

  constructor({ outcomes, truths, state, withBegins = false }: TallyQuestion) {
    this.#withBegins = withBegins;
    this.#outcomes = outcomes;
    this.#words = outcomes.map((each) =>
      each.map(({ verdict, holdCause = '' }) => `${verdict} ${holdCause}`),
    );
    this.#truths = Map.groupBy(truths, ({ at }) => at);
    this.#width = outcomes[1]?.length ?? 0;
    this.#at = state?.at ?? 0;
    [this.#a = NONE, this.#b = NONE] = state?.now ?? [];
    if (state?.run) this.#run = { ...state.run };
    this.#part = this.#emptyPart();
  }

  get state(): TallyState {
    const run = this.#run === null ? null : { ...this.#run, to: this.#run.from };
    return { at: this.#at, now: [this.#a, this.#b], run };
  }

  /** Outcomes of an instant; `NONE` for a version that has no row there. */
  row(at: number, a: number, b: number): void {
    this.#stand(at);
    if (a !== NONE) this.#a = this.#counted(0, a, this.#a, at);
    if (b !== NONE) this.#b = this.#counted(1, b, this.#b, at);
    if (this.#width > 0) this.#pair(at);
    if (this.#truths.size > 0) this.compare(at, a, b);
  }

  /** Ends a part at a time; what stands then goes on in the next. */
  endPart(at: number, isLast: boolean): PartCounts {
    this.#stand(at);
    if (isLast) this.#endRun(at);
    const part = this.#part;
    this.#part = this.#emptyPart();
    return part;
  }

  #emptyPart(): PartCounts {
    const sides = this.#outcomes.map(({ length }) => ({
      rows: zeros(length),
      durationMs: zeros(length),
      starts: zeros(length),
      truth: noTruth(),
    }));
    const cells = this.#width * (this.#outcomes[0]?.length ?? 0);
    return {
      sides,
      matrix: { rows: zeros(cells), durationMs: zeros(cells) },
      changes: [],
      begins: this.#withBegins ? sides.map(() => ({ at: [], outcome: [] })) : [],
    };
  }

  /** What stood until now stood for so long. */
  #stand(at: number): void {
    const [a, b] = [this.#a, this.#b];
    const passed = at - this.#at;
    this.#at = at;
    const [first, second] = this.#part.sides;
    if (a !== NONE && first !== undefined) first.durationMs[a] = (first.durationMs[a] as number) + passed;
    if (b !== NONE && second !== undefined) second.durationMs[b] = (second.durationMs[b] as number) + passed;
    if (a === NONE || b === NONE) return;
    const { durationMs } = this.#part.matrix;
    const cell = a * this.#width + b;
    durationMs[cell] = (durationMs[cell] as number) + passed;
  }

  #counted(side: 0 | 1, outcome: number, before: number, at: number): number {
    const { rows, starts } = this.#part.sides[side] as SideCounts;
    rows[outcome] = (rows[outcome] as number) + 1;
    if (outcome === before) return outcome;
    starts[outcome] = (starts[outcome] as number) + 1;
    if (this.#withBegins) {
      const begins = this.#part.begins[side];
      begins?.at.push(at);
      begins?.outcome.push(outcome);
    }
    return outcome;
  }

  #pair(at: number): void {
    const [a, b] = [this.#a, this.#b];
    if (a === NONE || b === NONE) return;
    const { rows } = this.#part.matrix;
    const cell = a * this.#width + b;
    rows[cell] = (rows[cell] as number) + 1;
    const run = this.#run;
    if (run !== null && run.a === a && run.b === b) {
      run.rows += 1;
      return;
    }
    this.#endRun(at);
    if (this.#words[0]?.[a] !== this.#words[1]?.[b]) this.#run = { from: at, a, b, rows: 1 };
  }

  #endRun(at: number): void {
    if (this.#run === null) return;
    this.#part.changes.push({ ...this.#run, to: at });
    this.#run = null;
  }

  /** Only against what operators said of an instant. */
  compare(at: number, a: number, b: number): void {
    for (const truth of this.#truths.get(at) ?? []) {
      [a, b].forEach((outcome, side) => {
        const counts = this.#part.sides[side]?.truth;
        const said = this.#outcomes[side]?.[outcome];
        if (counts !== undefined && said !== undefined)
          counts[compared(said, truth, this.#outcomes[side] ?? [])] += 1;
      });
    }
  }
}

/** A verdict against what is known of its instant. */
export function compared(
  said: Outcome,
  { verdict, given }: Truth,
  outcomes: readonly Outcome[],
): keyof TruthCounts {
  if (said.holdCause !== undefined) return 'held';
  const isNormal = said.severity === 'normal';
  if (verdict === null) {
    if (said.verdict !== given) return 'unknown';
    return isNormal ? 'misses' : 'falseCalls';
  }
  const right = outcomes.find((outcome) => outcome.verdict === verdict);
  if (right === undefined || right.holdCause !== undefined) return 'unknown';
  if (right.severity === 'normal') return isNormal ? 'correct' : 'falseCalls';
  return isNormal ? 'misses' : 'hits';
}
