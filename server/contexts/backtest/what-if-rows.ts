import type { InputValue } from '../../../shared/contract/judgment.ts';
import type { RulesetInput } from '../../../shared/contract/rules.ts';
import type { WhatIfInput, WhatIfPoint, WhatIfRules } from '../../../shared/contract/whatif.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { BATCH_ROWS, type ColumnValues } from './domain/input-columns.ts';
import { KeptRows, type KeptChunk } from './domain/kept-rows.ts';
import { HOLD_CAUSES, outcomesOf } from './domain/outcomes.ts';
import { RegionTally } from './domain/region-tally.ts';
import type { Truth } from './domain/tally.ts';
import { HeldRows, WhatIfTally, type KnownRow } from './domain/what-if-tally.ts';
import type { JudgeRows } from './machine-run.ts';
import type { WhatIfEngine, WhatIfFacts, WhatIfJudgeOrder, WhatIfJudged } from './what-if-messages.ts';

const DAY_MS = 86_400_000;
/** Rows of the sample, and in how many parts it is judged: as many of them as there is time for. */
const SAMPLE_ROWS = 32_768;
const SAMPLE_PARTS = 16;
/** After so long no other part of the sample is begun. */
const SAMPLE_MS = 40;
const MOST_POINTS = 600;
const MOST_POINT_VALUES = 20_000;
/** Share of the values that are left out at either end, so that one wrong reading does not make a range useless. */
const TAIL = 0.005;

/** Rows of history of some machines in memory, to be judged again and again by rules with the same inputs and trigger. */
export class WhatIfRows {
  readonly kept: KeptRows;
  readonly #inputs: readonly RulesetInput[];
  readonly #machines: number;
  readonly #firstDay: number;
  readonly #days: number;
  readonly #held = new HeldRows();
  readonly #known: { readonly truth: Truth; readonly refusal: number; readonly row: number }[] = [];
  readonly #knownRows: KeptRows;
  readonly #none = new Uint8Array(BATCH_ROWS);
  readonly #bases: string[] = [];
  #sample: KeptChunk[] = [];

  /** @param period both ends included, epoch milliseconds */
  constructor(
    inputs: readonly RulesetInput[],
    machines: number,
    period: { readonly from: number; readonly to: number },
    budgetBytes: number,
  ) {
    this.#inputs = inputs;
    this.#machines = machines;
    this.#firstDay = Math.floor(period.from / DAY_MS);
    this.#days = Math.floor(period.to / DAY_MS) - this.#firstDay + 1;
    this.kept = new KeptRows(inputs, budgetBytes);
    this.#knownRows = new KeptRows(inputs, Infinity);
  }

  /**
   * Takes in the rows of a machine as they are made, in the place of judging them. `partEnded` is told where each part ended: a row belongs to the
   * day it was made in, as in a backtest, be it that its span began before midnight.
   */
  keeping(
    machine: number,
    truths: readonly Truth[],
  ): { readonly judge: JudgeRows; partEnded(at: number): void } {
    const truthAt = Map.groupBy(truths, ({ at }) => at);
    let day = 0;
    return {
      judge: (stream) => {
        const { refusals, extra, count } = stream;
        this.kept.add(stream, { machine, day }, (row) => extra[row] === 0 && refusals[row] === 0);
        for (let row = 0; row < count; row += 1)
          if (extra[row] === 0 && refusals[row] !== 0) this.#held.add(machine, day, refusals[row] as number);
        if (truthAt.size > 0) this.#keepKnown(stream, { machine, day }, truthAt);
        return this.#none;
      },
      partEnded: (at) => {
        day = Math.min(Math.floor(at / DAY_MS) - this.#firstDay, this.#days - 1);
      },
    };
  }

  #keepKnown(
    stream: Parameters<JudgeRows>[0],
    place: { readonly machine: number; readonly day: number },
    truthAt: ReadonlyMap<number, readonly Truth[]>,
  ): void {
    const { times, refusals, count } = stream;
    for (let row = 0; row < count; row += 1) {
      const truths = truthAt.get(times[row] as number);
      if (truths === undefined) continue;
      const refusal = refusals[row] as number;
      for (const truth of truths) this.#known.push({ truth, refusal, row: this.#knownRows.rows });
      if (refusal === 0) this.#knownRows.add(stream, place, (other) => other === row);
    }
  }

  /** After the last row: what there is. */
  facts(): WhatIfFacts {
    this.#sample = this.kept.sample(SAMPLE_ROWS, SAMPLE_PARTS);
    return {
      rows: this.kept.offered + this.#held.rows,
      kept: this.kept.rows,
      everyNth: this.kept.everyNth,
      bytes: this.kept.bytes,
      inputs: this.#inputs.map((input, index) => this.#factsOf(input, index)),
    };
  }

  #factsOf({ name }: RulesetInput, index: number): WhatIfInput {
    const values: InputValue[] = [];
    for (const chunk of this.#sample)
      for (let row = 0; row < chunk.count; row += 1) {
        const value = this.kept.valueOf(chunk, index, row);
        if (value !== null) values.push(value);
      }
    const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
    const at = (share: number) => numbers[Math.round(share * (numbers.length - 1))] ?? null;
    return {
      name,
      usual: at(0.5) ?? mostFrequent(values),
      last: this.#lastOf(index),
      low: at(TAIL),
      high: at(1 - TAIL),
    };
  }

  #lastOf(input: number): InputValue {
    let [newest, place, at]: [KeptChunk | null, number, number] = [null, 0, -Infinity];
    for (const chunk of this.kept.chunks)
      for (let row = 0; row < chunk.count; row += 1)
        if ((chunk.times[row] as number) > at) [newest, place, at] = [chunk, row, chunk.times[row] as number];
    return newest === null ? null : this.kept.valueOf(newest, input, place);
  }

  /**
   * Judges the sample as far as there is time, or all rows. Null where `isStale` became true meanwhile.
   * @param turn lets what came meanwhile be seen
   */
  async judge(
    { tried, base, part, regions = [] }: WhatIfJudgeOrder,
    engine: WhatIfEngine,
    on: { isStale(): boolean; turn(): Promise<void>; progress(share: number): void; now(): number },
  ): Promise<WhatIfJudged | null> {
    const [judgeTried, judgeBase] = [engine.judge(tried), engine.judge(base)];
    const tally = new WhatIfTally({
      ...{ base: base.manifest, tried: tried.manifest, machines: this.#machines, held: this.#held },
      ...{ firstDay: this.#firstDay, days: this.#days },
    });
    const places = new RegionTally(regions, this.kept, this.#inputs, {
      base: outcomesOf(base.manifest),
      tried: outcomesOf(tried.manifest),
    });
    const known = this.#knownBy(judgeBase.judge, judgeTried.judge, base, tried);
    const number = this.#baseNumber(base);
    const chunks = part === 'sample' ? this.#sample : this.kept.chunks;
    const began = on.now();
    for (const [index, chunk] of chunks.entries()) {
      if (chunk.baseOf !== number) {
        chunk.base.set(judgeBase.judge(chunk.columns, chunk.count).subarray(0, chunk.count));
        chunk.baseOf = number;
      }
      const said = judgeTried.judge(chunk.columns, chunk.count);
      tally.add(chunk, said);
      if (regions.length > 0) places.add(chunk, said);
      if (part === 'sample' && on.now() - began > SAMPLE_MS) break;
      if (part === 'all') on.progress((index + 1) / chunks.length);
      await on.turn();
      if (on.isStale()) return null;
    }
    const counts = tally.counts(this.kept.offered, known);
    const isWhole = tally.judged === this.kept.rows;
    const inRegions = regions.length === 0 ? {} : { regions: places.counts(this.#scale(tally.judged)) };
    return { ...counts, ...inRegions, isWhole, path: judgeTried.path(), tookMs: on.now() - began };
  }

  #scale(judged: number): number {
    return judged === 0 ? 1 : this.kept.offered / judged;
  }

  /** Rules of which the outcomes are kept beside the rows, told apart by all that they are. */
  #baseNumber({ manifest, source }: WhatIfRules): number {
    const { parameters, verdicts, limits } = manifest;
    const key = canonicalJson({ parameters, verdicts: Object.entries(verdicts), limits, source });
    const known = this.#bases.indexOf(key);
    return known >= 0 ? known : this.#bases.push(key) - 1;
  }

  #knownBy(
    base: ColumnsJudge,
    tried: ColumnsJudge,
    ...rules: readonly [base: WhatIfRules, tried: WhatIfRules]
  ): KnownRow[] {
    const { chunks } = this.#knownRows;
    // Copied: what comes next is written over them.
    const said = [base, tried].map((judge) =>
      chunks.map(({ columns, count }) => Uint8Array.from(judge(columns, count).subarray(0, count))),
    );
    const holds = rules.map(({ manifest }) => outcomesOf(manifest).length - HOLD_CAUSES.length);
    return this.#known.map(({ truth, refusal, row }) => {
      const of = (side: 0 | 1) =>
        refusal > 0
          ? (holds[side] as number) + refusal - 1
          : (said[side]?.[Math.floor(row / BATCH_ROWS)]?.[row % BATCH_ROWS] as number);
      return { truth, said: [of(0), of(1)] };
    });
  }

  /** Some rows, spread evenly. */
  points(machines: readonly string[]): WhatIfPoint[] {
    const most = Math.min(MOST_POINTS, Math.floor(MOST_POINT_VALUES / this.#inputs.length));
    const [chunk] = this.kept.sample(most, 1);
    if (chunk === undefined) return [];
    return Array.from({ length: chunk.count }, (_, row) => ({
      at: new Date(chunk.times[row] as number).toISOString(),
      equipment: machines[chunk.machines[row] as number] ?? '',
      values: this.#inputs.map((_input, index) => this.kept.valueOf(chunk, index, row)),
    }));
  }
}

type ColumnsJudge = (columns: readonly ColumnValues[], count: number) => Uint8Array;

function mostFrequent(values: readonly InputValue[]): InputValue {
  const counts = Map.groupBy(values, (value) => value);
  const [first] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return first?.[0] ?? null;
}
