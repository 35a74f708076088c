import type { SignalValue } from '../../../../../shared/contract/common.ts';
import { QUALITY } from '../../../../../shared/contract/common.ts';
import type { ChunkBlocks } from './blocks.ts';
import { KIND, type Columns } from './columns.ts';

/** Doubles of one summary, so that a page of them is read without unpacking. */
export const SUMMARY_SIZE = 20;
export const SUMMARY_BYTES = SUMMARY_SIZE * 8;

const FIELD = {
  id: 0,
  count: 1,
  firstAt: 2,
  firstSeq: 3,
  lastAt: 4,
  lastSeq: 5,
  good: 6,
  sum: 7,
  low: 8,
  lowAt: 9,
  high: 10,
  highAt: 11,
  notGood: 12,
  notGoodAt: 13,
  notGoodQuality: 14,
  notGoodNumber: 15,
  kinds: 16,
  longestStep: 17,
  longestStepTo: 18,
  secondStep: 19,
} as const;

/** Bits of `kinds` above the kinds of lowest, highest and first not good value. */
const HAS_TEXTS = 64;
const IS_DAMAGED = 128;

/** A value with its time, as drawn. */
export interface PointOfTime {
  readonly at: number;
  readonly value: SignalValue | null;
  readonly quality: number;
}

/** Where a segment's samples are, should its summary not be enough. */
export interface ChunkSource {
  columns(id: number): Columns;
  /** To be looked at once, before the next is asked for; without the samples' numbers. */
  passing(id: number): Columns;
  /** The same in blocks, where it was written so. */
  inBlocks(id: number): ChunkBlocks | Columns;
  times(id: number): Float64Array;
}

const valueOf = (number: number, kind: number): SignalValue | null =>
  kind === KIND.none ? null : kind === KIND.boolean ? number === 1 : number;

/**
 * Neighbouring samples of one tag and what is known of them without looking at each: how many, from when to when, the
 * lowest and highest good number with their times, the first that is not good, the longest distance of neighbours.
 */
export class Segment {
  readonly #data: Float64Array;
  readonly #start: number;
  readonly #source: ChunkSource | Columns;
  constructor(data: Float64Array, start: number, source: ChunkSource | Columns) {
    this.#data = data;
    this.#start = start;
    this.#source = source;
  }

  #get(field: number): number {
    return this.#data[this.#start + field] as number;
  }

  get id(): number {
    return this.#get(FIELD.id);
  }
  get count(): number {
    return this.#get(FIELD.count);
  }
  get firstAt(): number {
    return this.#get(FIELD.firstAt);
  }
  get firstSeq(): number {
    return this.#get(FIELD.firstSeq);
  }
  get lastAt(): number {
    return this.#get(FIELD.lastAt);
  }
  get lastSeq(): number {
    return this.#get(FIELD.lastSeq);
  }
  /** Good numbers and booleans. */
  get good(): number {
    return this.#get(FIELD.good);
  }
  get sum(): number {
    return this.#get(FIELD.sum);
  }
  get low(): number {
    return this.#get(FIELD.low);
  }
  get lowAt(): number {
    return this.#get(FIELD.lowAt);
  }
  get high(): number {
    return this.#get(FIELD.high);
  }
  get highAt(): number {
    return this.#get(FIELD.highAt);
  }
  /** Samples of another quality than good, or without a value. */
  get notGood(): number {
    return this.#get(FIELD.notGood);
  }
  get notGoodAt(): number {
    return this.#get(FIELD.notGoodAt);
  }
  /** Between neighbours inside, milliseconds. */
  get longestStep(): number {
    return this.#get(FIELD.longestStep);
  }
  /** Where the longest one ends. */
  get longestStepTo(): number {
    return this.#get(FIELD.longestStepTo);
  }
  /** The longest but one. */
  get secondStep(): number {
    return this.#get(FIELD.secondStep);
  }
  get hasTexts(): boolean {
    return (this.#get(FIELD.kinds) & HAS_TEXTS) !== 0;
  }
  /** Its samples were found to be damaged when late ones were to be put among them. */
  get isDamaged(): boolean {
    return (this.#get(FIELD.kinds) & IS_DAMAGED) !== 0;
  }

  get lowest(): PointOfTime {
    const value = valueOf(this.low, this.#get(FIELD.kinds) & 3);
    return { at: this.lowAt, value, quality: QUALITY.good };
  }
  get highest(): PointOfTime {
    const value = valueOf(this.high, (this.#get(FIELD.kinds) >> 2) & 3);
    return { at: this.highAt, value, quality: QUALITY.good };
  }
  /** Undefined where it is a text, which only the samples themselves can give. */
  get firstNotGood(): PointOfTime | undefined {
    const kind = (this.#get(FIELD.kinds) >> 4) & 3;
    if (kind === KIND.text) return undefined;
    const value = valueOf(this.#get(FIELD.notGoodNumber), kind);
    return { at: this.notGoodAt, value, quality: this.#get(FIELD.notGoodQuality) };
  }

  columns(): Columns {
    const source = this.#source;
    return 'columns' in source ? source.columns(this.id) : source;
  }

  /** The same for one look: only until the next call for any segment. */
  passing(): Columns {
    const source = this.#source;
    return 'columns' in source ? source.passing(this.id) : source;
  }

  /** The same in blocks, where it is stored so. */
  inBlocks(): ChunkBlocks | Columns {
    const source = this.#source;
    return 'columns' in source ? source.inBlocks(this.id) : source;
  }

  times(): Float64Array {
    const source = this.#source;
    return 'columns' in source ? source.times(this.id) : source.at.subarray(0, source.length);
  }

  /** The same summary, marked for all readers to come. */
  asDamaged(): Segment {
    const data = this.#data.slice(this.#start, this.#start + SUMMARY_SIZE);
    data[FIELD.kinds] = this.#get(FIELD.kinds) | IS_DAMAGED;
    return new Segment(data, 0, this.#source);
  }

  copyTo(target: Float64Array, start: number): void {
    target.set(this.#data.subarray(this.#start, this.#start + SUMMARY_SIZE), start);
  }
}

/** The segment of samples at hand, at least one; `id` names the chunk they are stored in. */
export function segmentOf(samples: Columns, id = 0): Segment {
  const data = new Float64Array(SUMMARY_SIZE);
  const last = samples.length - 1;
  data[FIELD.id] = id;
  data[FIELD.count] = samples.length;
  data[FIELD.firstAt] = samples.at[0] as number;
  data[FIELD.firstSeq] = samples.seq[0] as number;
  data[FIELD.lastAt] = samples.at[last] as number;
  data[FIELD.lastSeq] = samples.seq[last] as number;
  summariseValues(samples, data);
  summariseSteps(samples, data);
  return new Segment(data, 0, samples);
}

function summariseSteps(samples: Columns, data: Float64Array): void {
  let longest = 0;
  let second = 0;
  let to = samples.at[0] as number;
  for (let index = 1; index < samples.length; index += 1) {
    const at = samples.at[index] as number;
    const step = at - (samples.at[index - 1] as number);
    if (step > longest) {
      second = longest;
      longest = step;
      to = at;
    } else if (step > second) second = step;
  }
  data[FIELD.longestStep] = longest;
  data[FIELD.longestStepTo] = to;
  data[FIELD.secondStep] = second;
}

function summariseValues(samples: Columns, data: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  let lowIndex = 0;
  let highIndex = 0;
  let good = 0;
  let sum = 0;
  let notGood = 0;
  let hasTexts = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const kind = samples.kind[index] as number;
    if (kind === KIND.text) hasTexts = HAS_TEXTS;
    if (samples.quality[index] !== QUALITY.good || kind === KIND.none) {
      if (notGood++ === 0) firstNotGood(samples, index, data);
    } else if (kind !== KIND.text) {
      const value = samples.number[index] as number;
      good += 1;
      sum += value;
      if (value < low) low = samples.number[(lowIndex = index)] as number;
      if (value > high) high = samples.number[(highIndex = index)] as number;
    }
  }
  data[FIELD.good] = good;
  data[FIELD.sum] = sum;
  data[FIELD.low] = low;
  data[FIELD.lowAt] = samples.at[lowIndex] as number;
  data[FIELD.high] = high;
  data[FIELD.highAt] = samples.at[highIndex] as number;
  data[FIELD.notGood] = notGood;
  data[FIELD.kinds] =
    (data[FIELD.kinds] as number) +
    (samples.kind[lowIndex] as number) +
    ((samples.kind[highIndex] as number) << 2) +
    hasTexts;
}

function firstNotGood(samples: Columns, index: number, data: Float64Array): void {
  data[FIELD.notGoodAt] = samples.at[index] as number;
  data[FIELD.notGoodQuality] = samples.quality[index] as number;
  data[FIELD.notGoodNumber] = samples.number[index] as number;
  data[FIELD.kinds] = (samples.kind[index] as number) << 4;
}

/**
 * Stored segments and the samples that are not stored in them yet, in one order without overlap: what lies between is a
 * segment of its own, what lies inside one makes that one's samples be read.
 */
export function mergedSegments(stored: readonly Segment[], loose: Columns): Segment[] {
  if (loose.length === 0) return [...stored];
  const segments: Segment[] = [];
  let start = 0;
  const add = (end: number) => {
    if (end > start) segments.push(segmentOf(loose.slice(start, end)));
    start = end;
  };
  for (const segment of stored) {
    if (start < loose.length) add(Math.max(start, loose.indexOf(segment.firstAt, segment.firstSeq)));
    const end = start < loose.length ? loose.indexOf(segment.lastAt, segment.lastSeq) : start;
    if (end > start) segments.push(segmentOf(segment.columns().merged(loose.slice(start, end)), segment.id));
    else segments.push(segment);
    start = Math.max(start, end);
  }
  add(loose.length);
  return segments;
}
