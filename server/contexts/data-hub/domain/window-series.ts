import {
  addEarlierSample,
  addSample,
  addSummary,
  boundaryBefore,
  emptySummary,
  type Summary,
  type WindowSample,
} from './window-block.ts';

const BLOCK = 64;
/** Judgments of a little earlier may still come when the first of the next border have. */
const BORDERS = 2;

/** Neighbouring samples in time order. */
class Block {
  readonly samples: WindowSample[] = [];

  get firstAt(): number {
    return this.samples[0]?.at ?? Infinity;
  }

  get lastAt(): number {
    return this.samples[this.samples.length - 1]?.at ?? -Infinity;
  }

  insert(sample: WindowSample): void {
    this.samples.splice(firstAfter(this.samples, sample.at), 0, sample);
  }

  /** Gives away the later half. */
  split(): Block {
    const later = new Block();
    later.samples.push(...this.samples.splice(this.samples.length >> 1));
    return later;
  }
}

/** What has been added up on both sides of a border, block by block. */
interface Border {
  readonly at: number;
  /** Of the samples after the border up to the end of a block, forwards. */
  readonly later: Map<Block, Summary>;
  /** Of the samples from the beginning of a block up to the border, backwards. */
  readonly earlier: Map<Block, Summary>;
}

/** Index of the first element whose time is after `at`. */
function firstAfter(items: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The samples of one tag in source-time order, in blocks. Windows are cut at a border (`boundaryBefore`); on both sides of it is kept what
 * was added up to each block, so a window costs its two ragged ends. A late sample makes what lies beyond it, seen from the
 * border, be added up again.
 */
export class WindowSeries {
  #blocks: Block[] = [new Block()];
  /** The newest borders of each length of a window. */
  readonly #borders = new Map<number, Border[]>();
  #furthestBorder = -Infinity;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get newestAt(): number {
    return this.#blocks[this.#blocks.length - 1]?.lastAt ?? -Infinity;
  }

  insert(sample: WindowSample): void {
    this.#size += 1;
    const newest = this.#blocks[this.#blocks.length - 1];
    if (newest !== undefined && sample.at >= newest.lastAt) this.#append(newest, sample);
    else this.#insertLate(sample);
  }

  #append(block: Block, sample: WindowSample): void {
    if (block.samples.length < BLOCK) block.samples.push(sample);
    else {
      const created = new Block();
      created.samples.push(sample);
      this.#blocks.push(created);
    }
    if (sample.at > this.#furthestBorder) return;
    for (const border of this.#allBorders()) if (sample.at <= border.at) border.earlier.clear();
  }

  #insertLate(sample: WindowSample): void {
    const index = Math.min(this.#blockAfter(sample.at), this.#blocks.length - 1);
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.insert(sample);
    for (const border of this.#allBorders()) forgetBeyond(border, block, sample.at);
    if (block.samples.length > BLOCK * 2) this.#blocks.splice(index + 1, 0, block.split());
  }

  *#allBorders(): Iterable<Border> {
    for (const borders of this.#borders.values()) yield* borders;
  }

  /** Index of the first block that ends after `at`; the number of blocks where none does. */
  #blockAfter(at: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle]?.lastAt ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest sample not after `at`. */
  lastAt(at: number): WindowSample | undefined {
    const index = this.#blockAfter(at);
    const samples = this.#blocks[index]?.samples ?? [];
    const found = samples[firstAfter(samples, at) - 1];
    if (found !== undefined) return found;
    const before = this.#blocks[index - 1]?.samples;
    return before?.[before.length - 1];
  }

  /** Summary of the samples with to − windowMs < at ≤ `to`. */
  summarize(windowMs: number, to: number): Summary {
    const border = this.#borderOf(windowMs, boundaryBefore(to, windowMs));
    const sum = this.#earlierFrom(border, to - windowMs);
    addSummary(sum, this.#laterUpTo(border, to));
    return sum;
  }

  #borderOf(windowMs: number, at: number): Border {
    let borders = this.#borders.get(windowMs);
    if (borders === undefined) this.#borders.set(windowMs, (borders = []));
    let border = borders.find((each) => each.at === at);
    if (border === undefined) {
      border = { at, later: new Map(), earlier: new Map() };
      borders.push(border);
      if (borders.length > BORDERS) borders.shift();
      this.#furthestBorder = Math.max(this.#furthestBorder, at);
    }
    return border;
  }

  #laterUpTo(border: Border, to: number): Summary {
    const last = Math.min(this.#blockAfter(to), this.#blocks.length - 1);
    let known = last - 1;
    while (known >= 0 && !isKnown(border.later, this.#blocks[known], (block) => block.lastAt <= border.at))
      known -= 1;
    const start = known < 0 ? undefined : border.later.get(this.#blocks[known] as Block);
    const sum = start === undefined ? emptySummary() : { ...start };
    for (let index = known + 1; index <= last; index += 1) {
      const block = this.#blocks[index] as Block;
      const { samples } = block;
      const end = block.lastAt <= to ? samples.length : firstAfter(samples, to);
      for (
        let place = block.firstAt > border.at ? 0 : firstAfter(samples, border.at);
        place < end;
        place += 1
      )
        addSample(sum, samples[place] as WindowSample, border.at);
      if (index < last) border.later.set(block, { ...sum });
    }
    return sum;
  }

  #earlierFrom(border: Border, from: number): Summary {
    const first = this.#blockAfter(from);
    const { length } = this.#blocks;
    let known = first + 1;
    while (
      known < length &&
      !isKnown(border.earlier, this.#blocks[known], (block) => block.firstAt > border.at)
    )
      known += 1;
    const nearest = known < length ? border.earlier.get(this.#blocks[known] as Block) : undefined;
    const sum = nearest === undefined ? emptySummary() : { ...nearest };
    for (let index = Math.min(known, length) - 1; index >= first; index -= 1) {
      const block = this.#blocks[index] as Block;
      const { samples } = block;
      const start = block.firstAt > from ? 0 : firstAfter(samples, from);
      const end = block.lastAt <= border.at ? samples.length : firstAfter(samples, border.at);
      for (let place = end - 1; place >= start; place -= 1)
        addEarlierSample(sum, samples[place] as WindowSample, border.at);
      if (index > first) border.earlier.set(block, { ...sum });
    }
    return sum;
  }

  /**
   * Forgets samples not after `at` but for the newest of them, in whole blocks and only when a quarter can go: moving the rest costs
   * too.
   */
  forget(at: number): void {
    const count = Math.min(this.#blockAfter(at), this.#blocks.length - 1) - 1;
    if (count <= 0) return;
    if (count * 4 < this.#blocks.length) return;
    const dropped = this.#blocks.splice(0, count);
    for (const block of dropped) this.#size -= block.samples.length;
    for (const { later, earlier } of this.#allBorders())
      for (const block of dropped) {
        later.delete(block);
        earlier.delete(block);
      }
  }
}

const isKnown = (sums: Map<Block, Summary>, block: Block | undefined, isEmpty: (block: Block) => boolean) =>
  block !== undefined && (sums.has(block) || isEmpty(block));

/** A sample came late into a block: what was added up from the border to it and beyond no longer holds. */
function forgetBeyond({ at, later, earlier }: Border, block: Block, sampleAt: number): void {
  later.delete(block);
  earlier.delete(block);
  if (sampleAt > at) {
    for (const each of later.keys()) if (each.lastAt >= sampleAt) later.delete(each);
  } else for (const each of earlier.keys()) if (each.firstAt <= sampleAt) earlier.delete(each);
}
