import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { WhatIfCounts, WhatIfOutcome, WhatIfPlace } from '../../../../shared/contract/whatif.ts';
import { REFUSALS } from './input-columns.ts';
import type { KeptChunk } from './kept-rows.ts';
import { HOLD_CAUSES, outcomesOf, type Outcome } from './outcomes.ts';
import { compared, noTruth, type Truth, type TruthCounts } from './tally.ts';

const DAY_MS = 86_400_000;
const CAUSES = REFUSALS.length - 1;

/** Rows that are a `HOLD` whatever the rules say, for an input forbids judging: they are only counted. */
export class HeldRows {
  readonly #byMachine = new Map<number, Uint32Array>();
  readonly #byDay = new Map<number, Uint32Array>();
  rows = 0;

  /** @param refusal number of `REFUSALS`, not 0 */
  add(machine: number, day: number, refusal: number): void {
    for (const [counts, key] of [
      [this.#byMachine, machine],
      [this.#byDay, day],
    ] as const) {
      const own = counts.get(key) ?? new Uint32Array(CAUSES);
      counts.set(key, own);
      own[refusal - 1] = (own[refusal - 1] as number) + 1;
    }
    this.rows += 1;
  }

  ofMachine(machine: number): ArrayLike<number> {
    return this.#byMachine.get(machine) ?? [];
  }

  ofDay(day: number): ArrayLike<number> {
    return this.#byDay.get(day) ?? [];
  }
}

/** What is known to be right of a row. */
export interface KnownRow {
  readonly truth: Truth;
  /** What the base and the tried rules say of it. */
  readonly said: readonly [base: number, tried: number];
}

export interface TallyParts {
  readonly base: RulesetManifest;
  readonly tried: RulesetManifest;
  /** Of the session. */
  readonly machines: number;
  readonly firstDay: number;
  readonly days: number;
  readonly held: HeldRows;
}

const isAbnormal = ({ severity, holdCause }: Outcome) => severity !== 'normal' && holdCause === undefined;

/** Counts what rules say of kept rows beside what others say of them, by machine and by day. */
export class WhatIfTally {
  judged = 0;
  readonly #parts: TallyParts;
  readonly #base: readonly Outcome[];
  readonly #tried: readonly Outcome[];
  readonly #cells: number;
  readonly #isSame: readonly boolean[];
  readonly #byMachine: Uint32Array;
  readonly #byDay: Uint32Array;

  constructor(parts: TallyParts) {
    this.#parts = parts;
    this.#base = outcomesOf(parts.base);
    this.#tried = outcomesOf(parts.tried);
    this.#cells = this.#base.length * this.#tried.length;
    this.#isSame = this.#base.flatMap((a) =>
      this.#tried.map((b) => a.verdict === b.verdict && a.holdCause === b.holdCause),
    );
    this.#byMachine = new Uint32Array(parts.machines * this.#cells);
    this.#byDay = new Uint32Array(parts.days * this.#cells);
  }

  /** @param tried the outcome of each row of the chunk, whose `base` is that of the base of this tally */
  add({ base, machines, days, count }: KeptChunk, tried: Uint8Array): void {
    const [width, cells] = [this.#tried.length, this.#cells];
    const [byMachine, byDay] = [this.#byMachine, this.#byDay];
    for (let row = 0; row < count; row += 1) {
      const cell = (base[row] as number) * width + (tried[row] as number);
      const [ofMachine, ofDay] = [
        (machines[row] as number) * cells + cell,
        (days[row] as number) * cells + cell,
      ];
      byMachine[ofMachine] = (byMachine[ofMachine] as number) + 1;
      byDay[ofDay] = (byDay[ofDay] as number) + 1;
    }
    this.judged += count;
  }

  /**
   * Everything counted, scaled up to `rows` rows where fewer were judged.
   * @param rows those with usable inputs, kept or not
   */
  counts(rows: number, known: readonly KnownRow[]): Omit<WhatIfCounts, 'isWhole' | 'path' | 'tookMs'> {
    const { held, machines, firstDay, days } = this.#parts;
    const scale = this.judged === 0 ? 1 : rows / this.judged;
    const ofMachines = Array.from({ length: machines }, (_, machine) =>
      this.#matrix(this.#byMachine, machine, scale, held.ofMachine(machine)),
    );
    const ofDays = Array.from({ length: days }, (_, day) =>
      this.#matrix(this.#byDay, day, scale, held.ofDay(day)),
    );
    const whole = sumOf(ofMachines, this.#cells);
    const { changed } = this.#place(whole);
    return {
      isExact: this.judged === rows,
      judged: this.judged + held.rows,
      rows: rows + held.rows,
      changed,
      base: this.#side(this.#base, whole, (cell) => Math.floor(cell / this.#tried.length)),
      tried: this.#side(this.#tried, whole, (cell) => cell % this.#tried.length),
      matrix: whole.flatMap((count, cell) =>
        count === 0
          ? []
          : [{ a: Math.floor(cell / this.#tried.length), b: cell % this.#tried.length, rows: count }],
      ),
      machines: ofMachines.map((matrix) => this.#place(matrix)),
      days: ofDays.map((matrix, day) => ({
        day: new Date((firstDay + day) * DAY_MS).toISOString().slice(0, 10),
        ...this.#place(matrix),
      })),
      truth: {
        base: truthOf(known, 0, this.#base),
        tried: truthOf(known, 1, this.#tried),
      },
    };
  }

  #matrix(counts: Uint32Array, place: number, scale: number, held: ArrayLike<number>): number[] {
    const own = Array.from(counts.subarray(place * this.#cells, (place + 1) * this.#cells), (count) =>
      Math.round(count * scale),
    );
    const [a, b] = [this.#base.length, this.#tried.length].map((length) => length - HOLD_CAUSES.length);
    for (let cause = 0; cause < held.length; cause += 1) {
      const cell = ((a as number) + cause) * this.#tried.length + (b as number) + cause;
      own[cell] = (own[cell] as number) + (held[cause] as number);
    }
    return own;
  }

  #side(
    outcomes: readonly Outcome[],
    matrix: readonly number[],
    indexOf: (cell: number) => number,
  ): WhatIfOutcome[] {
    const rows = outcomes.map(() => 0);
    matrix.forEach((count, cell) => (rows[indexOf(cell)] = (rows[indexOf(cell)] as number) + count));
    return outcomes.map((outcome, index) => ({ ...outcome, rows: rows[index] as number }));
  }

  #place(matrix: readonly number[]): WhatIfPlace {
    const place = { rows: 0, changed: 0, abnormal: { base: 0, tried: 0 } };
    const width = this.#tried.length;
    matrix.forEach((count, cell) => {
      place.rows += count;
      if (this.#isSame[cell] !== true) place.changed += count;
      if (isAbnormal(this.#base[Math.floor(cell / width)] as Outcome)) place.abnormal.base += count;
      if (isAbnormal(this.#tried[cell % width] as Outcome)) place.abnormal.tried += count;
    });
    return place;
  }
}

function sumOf(matrices: readonly (readonly number[])[], cells: number): number[] {
  const sum = Array.from({ length: cells }, () => 0);
  for (const matrix of matrices) matrix.forEach((count, cell) => (sum[cell] = (sum[cell] as number) + count));
  return sum;
}

function truthOf(known: readonly KnownRow[], side: 0 | 1, outcomes: readonly Outcome[]): TruthCounts {
  const counts = noTruth();
  for (const { truth, said } of known) {
    const outcome = outcomes[said[side]];
    if (outcome !== undefined) counts[compared(outcome, truth, outcomes)] += 1;
  }
  return counts;
}
