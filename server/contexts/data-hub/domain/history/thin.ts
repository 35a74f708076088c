import { QUALITY } from '../../../../../shared/contract/common.ts';
import { ChunkBlocks } from './blocks.ts';
import { KIND, type Columns } from './columns.ts';
import type { PointOfTime, Segment } from './segment.ts';

/** What is drawn of one of a window's equal parts. */
class Part {
  low: PointOfTime | null = null;
  high: PointOfTime | null = null;
  notGood: PointOfTime | null = null;
  firstChange: PointOfTime | null = null;
  lastChange: PointOfTime | null = null;
}

const numberOf = (point: PointOfTime) => Number(point.value);

/**
 * For each of `count` equal parts of [from, to] the samples that must be drawn. A segment inside one part gives them
 * by its summary. One that is cut gives what is certain, and is only read where a part could still become lower, higher
 * or not good by it: its lowest value is the lowest of its piece in its own part, and a bound in the others.
 */
class Thinning {
  readonly #from: number;
  readonly #to: number;
  readonly #width: number;
  readonly #parts: Part[];
  #text: string | null = null;

  constructor(from: number, to: number, count: number) {
    this.#from = from;
    this.#to = to;
    // The window's end belongs to the last part, so parts are a little wider than their share.
    this.#width = Math.max(1, (to - from + 1) / count);
    this.#parts = Array.from({ length: count }, () => new Part());
  }

  #indexOf(at: number): number {
    return Math.min(this.#parts.length - 1, Math.floor((at - this.#from) / this.#width));
  }

  #part(at: number): Part {
    return this.#parts[this.#indexOf(at)] as Part;
  }

  #isInside(at: number): boolean {
    return at >= this.#from && at <= this.#to;
  }

  #offerLow(point: PointOfTime): void {
    const part = this.#part(point.at);
    if (part.low === null || numberOf(point) < numberOf(part.low)) part.low = point;
  }

  #offerHigh(point: PointOfTime): void {
    const part = this.#part(point.at);
    if (part.high === null || numberOf(point) > numberOf(part.high)) part.high = point;
  }

  #offerNotGood(point: PointOfTime): void {
    const part = this.#part(point.at);
    if (part.notGood === null || point.at < part.notGood.at) part.notGood = point;
  }

  /** Whether the segment lies in one part as a whole. */
  isWhole(segment: Segment): boolean {
    const { firstAt, lastAt } = segment;
    return (
      this.#isInside(firstAt) && this.#isInside(lastAt) && this.#indexOf(firstAt) === this.#indexOf(lastAt)
    );
  }

  /** Takes over what is certain by the summary alone. */
  addCertain(segment: Segment): void {
    if (segment.good > 0) {
      if (this.#isInside(segment.lowAt)) this.#offerLow(segment.lowest);
      if (this.#isInside(segment.highAt)) this.#offerHigh(segment.highest);
    }
    const notGood = segment.notGood > 0 ? segment.firstNotGood : undefined;
    if (notGood !== undefined && this.#isInside(notGood.at)) this.#offerNotGood(notGood);
  }

  /** Whether a cut segment can change anything beyond what is certain. */
  mustRead(segment: Segment): boolean {
    const first = this.#indexOf(Math.max(segment.firstAt, this.#from));
    const last = this.#indexOf(Math.min(segment.lastAt, this.#to));
    const own = (at: number) => (this.#isInside(at) ? this.#indexOf(at) : -1);
    const lowPart = own(segment.lowAt);
    const highPart = own(segment.highAt);
    const notGoodPart = own(segment.notGoodAt);
    for (let index = first; index <= last; index += 1) {
      const part = this.#parts[index] as Part;
      if (segment.good > 0) {
        if (index !== lowPart && (part.low === null || numberOf(part.low) > segment.low)) return true;
        if (index !== highPart && (part.high === null || numberOf(part.high) < segment.high)) return true;
      }
      if (segment.notGood > 1 && index !== notGoodPart && part.notGood === null) return true;
    }
    return segment.notGood > 0 && segment.firstNotGood === undefined;
  }

  /** Looks at the samples of a cut segment, or at as few blocks of them as tell all that it can change. */
  addCut(segment: Segment): void {
    // Which blocks hold those that are not good is not known.
    const found = segment.notGood > 1 ? segment.passing() : segment.inBlocks();
    if (found instanceof ChunkBlocks) this.#addBlocks(segment, found);
    else this.addSamples(found);
  }

  /** The likeliest blocks of each part first: mostly they leave the others nothing to change. */
  #addBlocks(segment: Segment, blocks: ChunkBlocks): void {
    const { low, high, firstAt } = segment;
    const isRead = new Uint8Array(blocks.count);
    const read = (block: number) => {
      if (isRead[block] === 0) this.addSamples(blocks.read(block));
      isRead[block] = 1;
    };
    const last = this.#indexOf(Math.min(segment.lastAt, this.#to));
    for (let index = this.#indexOf(Math.max(firstAt, this.#from)); index <= last; index += 1) {
      const part = this.#parts[index] as Part;
      let lowest = -1;
      let highest = -1;
      let least = part.low === null ? Infinity : numberOf(part.low);
      let most = part.high === null ? -Infinity : numberOf(part.high);
      for (let block = 0; block < blocks.count; block += 1) {
        if (!this.#touches(segment, blocks, block, index)) continue;
        const ownLeast = blocks.leastOf(block, low, high);
        const ownMost = blocks.mostOf(block, low, high);
        if (ownLeast < least) [lowest, least] = [block, ownLeast];
        if (ownMost > most) [highest, most] = [block, ownMost];
      }
      if (lowest >= 0) read(lowest);
      if (highest >= 0) read(highest);
      for (let block = 0; block < blocks.count; block += 1) {
        if (isRead[block] !== 0 || !this.#touches(segment, blocks, block, index)) continue;
        const isLower = part.low === null || numberOf(part.low) > blocks.leastOf(block, low, high);
        const isHigher = part.high === null || numberOf(part.high) < blocks.mostOf(block, low, high);
        if (isLower || isHigher) read(block);
      }
    }
  }

  /** Whether samples of the block can be in this part. */
  #touches(segment: Segment, blocks: ChunkBlocks, block: number, part: number): boolean {
    const start = segment.firstAt + blocks.offsetOf(block);
    const end = block + 1 < blocks.count ? segment.firstAt + blocks.offsetOf(block + 1) : segment.lastAt;
    if (end < this.#from || start > this.#to) return false;
    return (
      this.#indexOf(Math.max(start, this.#from)) <= part && this.#indexOf(Math.min(end, this.#to)) >= part
    );
  }

  addSamples(samples: Columns): void {
    const end = samples.indexOf(this.#to, Infinity);
    for (let start = samples.indexOf(this.#from, -Infinity); start < end;) {
      const part = this.#indexOf(samples.at[start] as number);
      const next = this.#endOf(samples, part, start, end);
      this.#addToPart(this.#parts[part] as Part, samples, start, next);
      start = next;
    }
  }

  /** Index of the first sample from `start` on that is in a later part. */
  #endOf(samples: Columns, part: number, start: number, end: number): number {
    let low = start + 1;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#indexOf(samples.at[middle] as number) <= part) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #addToPart(part: Part, samples: Columns, start: number, end: number): void {
    const { kind, quality, number } = samples;
    let low = part.low === null ? Infinity : numberOf(part.low);
    let high = part.high === null ? -Infinity : numberOf(part.high);
    let lowIndex = -1;
    let highIndex = -1;
    let notGood = -1;
    for (let index = start; index < end; index += 1) {
      if (quality[index] !== QUALITY.good || kind[index] === KIND.none) {
        if (notGood < 0) notGood = index;
      } else if (kind[index] !== KIND.text) {
        const value = number[index] as number;
        if (value < low) low = number[(lowIndex = index)] as number;
        if (value > high) high = number[(highIndex = index)] as number;
      }
    }
    if (lowIndex >= 0) part.low = samples.sampleAt(lowIndex);
    if (highIndex >= 0) part.high = samples.sampleAt(highIndex);
    if (notGood < 0) return;
    const isFirst = part.notGood === null || (samples.at[notGood] as number) < part.notGood.at;
    if (isFirst) part.notGood = samples.sampleAt(notGood);
  }

  /** Texts must come in order: the change is what is drawn. */
  addTexts(samples: Columns): void {
    const end = samples.indexOf(this.#to, Infinity);
    for (let index = samples.indexOf(this.#from, -Infinity); index < end; index += 1) {
      if (samples.kind[index] !== KIND.text || samples.quality[index] !== QUALITY.good) continue;
      const text = samples.text?.[index] ?? '';
      if (text === this.#text) continue;
      this.#text = text;
      const sample = samples.sampleAt(index);
      const part = this.#part(sample.at);
      part.firstChange ??= sample;
      part.lastChange = sample;
    }
  }

  points(): PointOfTime[] {
    return this.#parts.flatMap(({ low, high, notGood, firstChange, lastChange }) =>
      [low, high, notGood, firstChange, lastChange].filter((point) => point !== null),
    );
  }
}

/** The first and the last sample of the window. */
function ends(segments: readonly Segment[], from: number, to: number): PointOfTime[] {
  const found: PointOfTime[] = [];
  for (const segment of segments) {
    const samples = segment.columns();
    const index = samples.indexOf(from, -Infinity);
    if (index >= samples.length || (samples.at[index] as number) > to) continue;
    found.push(samples.sampleAt(index));
    break;
  }
  for (const segment of segments.toReversed()) {
    const samples = segment.columns();
    const index = samples.indexOf(to, Infinity) - 1;
    if (index < 0 || (samples.at[index] as number) < from) continue;
    found.push(samples.sampleAt(index));
    break;
  }
  return found;
}

/** Each sample once, oldest first; samples of one time keep the order in which they were found. */
function distinct(points: readonly PointOfTime[]): PointOfTime[] {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  const once = sorted.filter(({ at, value, quality }, index) => {
    for (let place = index - 1; sorted[place]?.at === at; place -= 1) {
      const known = sorted[place] as PointOfTime;
      if (Object.is(known.value, value) && known.quality === quality) return false;
    }
    return true;
  });
  return once.map(({ at, value, quality }) => ({ at, value, quality }));
}

/**
 * Of each of `parts` equal parts of the window the lowest and the highest good number, the first sample that is not good,
 * the first and the last change of text; and the window's first and last sample. Oldest first.
 *
 * @param segments those that touch the window, in order
 */
export function thin(segments: readonly Segment[], from: number, to: number, parts: number): PointOfTime[] {
  const thinning = new Thinning(from, to, parts);
  for (const segment of segments) thinning.addCertain(segment);
  for (const segment of segments) {
    const isCut = !thinning.isWhole(segment);
    const isUncertain = isCut && thinning.mustRead(segment);
    const lacksText = !isCut && segment.notGood > 0 && segment.firstNotGood === undefined;
    if (isUncertain) thinning.addCut(segment);
    else if (lacksText) thinning.addSamples(segment.passing());
    if (segment.hasTexts) thinning.addTexts(segment.passing());
  }
  const [first, last] = ends(segments, from, to);
  if (first === undefined || last === undefined) return [];
  return distinct([first, ...thinning.points(), last]);
}
