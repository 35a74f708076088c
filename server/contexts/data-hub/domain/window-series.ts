import { addSample, addSummary, emptySummary, type Summary, type WindowSample } from './window-block.ts';

const BLOCK = 64;
const BLOCKS_PER_GROUP = 32;

/** Samples in time order and their summary; the summary is made again after a late sample. */
class Block {
  readonly samples: WindowSample[] = [];
  #summary: Summary | null = null;

  get firstAt(): number {
    return this.samples[0]?.at ?? Infinity;
  }

  get lastAt(): number {
    return this.samples[this.samples.length - 1]?.at ?? -Infinity;
  }

  append(sample: WindowSample, origin: number): void {
    this.samples.push(sample);
    if (this.#summary !== null) addSample(this.#summary, sample, origin);
  }

  insert(sample: WindowSample): void {
    this.samples.splice(firstAfter(this.samples, sample.at), 0, sample);
    this.#summary = null;
  }

  /** Gives away the later half. */
  split(): Block {
    const later = new Block();
    later.samples.push(...this.samples.splice(this.samples.length >> 1));
    this.#summary = null;
    return later;
  }

  summary(origin: number): Summary {
    if (this.#summary === null) {
      this.#summary = emptySummary();
      for (const sample of this.samples) addSample(this.#summary, sample, origin);
    }
    return this.#summary;
  }
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
 * The samples of one tag in source-time order, cut into blocks that carry their summary, and groups of blocks that
 * carry theirs. Appending is O(1); a late sample costs one block; summing any stretch costs its two ragged ends, the
 * blocks up to the next group and the groups between: no sums are taken back, so nothing drifts.
 */
export class WindowSeries {
  #blocks: Block[] = [new Block()];
  #groups: (Summary | null)[] = [];
  #origin = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get newestAt(): number {
    return this.#blocks[this.#blocks.length - 1]?.lastAt ?? -Infinity;
  }

  insert(sample: WindowSample): void {
    if (this.#size === 0) this.#origin = sample.at;
    this.#size += 1;
    const last = this.#blocks.length - 1;
    const newest = this.#blocks[last];
    if (newest !== undefined && sample.at >= newest.lastAt) this.#append(newest, last, sample);
    else this.#insertLate(sample);
  }

  #append(block: Block, index: number, sample: WindowSample): void {
    if (block.samples.length < BLOCK) {
      block.append(sample, this.#origin);
      this.#groups[Math.floor(index / BLOCKS_PER_GROUP)] = null;
      return;
    }
    const created = new Block();
    created.append(sample, this.#origin);
    this.#blocks.push(created);
    this.#groups[Math.floor((index + 1) / BLOCKS_PER_GROUP)] = null;
  }

  #insertLate(sample: WindowSample): void {
    const index = Math.min(this.#blockAfter(sample.at), this.#blocks.length - 1);
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.insert(sample);
    if (block.samples.length > BLOCK * 2) this.#blocks.splice(index + 1, 0, block.split());
    // A split moves all later blocks, so every later group is another one.
    this.#groups.length = Math.min(this.#groups.length, Math.floor(index / BLOCKS_PER_GROUP));
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

  /** Summary of the samples with `from` < at ≤ `to`. */
  summarize(from: number, to: number): Summary {
    const sum = emptySummary();
    let index = this.#blockAfter(from);
    while (index < this.#blocks.length) {
      const block = this.#blocks[index];
      if (block === undefined || block.firstAt > to) break;
      const group = index % BLOCKS_PER_GROUP === 0 ? this.#wholeGroup(index, from, to) : null;
      if (group !== null) {
        addSummary(sum, group);
        index += BLOCKS_PER_GROUP;
        continue;
      }
      if (block.firstAt > from && block.lastAt <= to) addSummary(sum, block.summary(this.#origin));
      else this.#addPart(sum, block.samples, from, to);
      index += 1;
    }
    return sum;
  }

  #addPart(sum: Summary, samples: readonly WindowSample[], from: number, to: number): void {
    const end = firstAfter(samples, to);
    for (let index = firstAfter(samples, from); index < end; index += 1) {
      const sample = samples[index];
      if (sample !== undefined) addSample(sum, sample, this.#origin);
    }
  }

  /** The summary of the group that starts with a block, where all of it lies in the stretch. */
  #wholeGroup(start: number, from: number, to: number): Summary | null {
    const first = this.#blocks[start];
    const last = this.#blocks[start + BLOCKS_PER_GROUP - 1];
    if (first === undefined || last === undefined || first.firstAt <= from || last.lastAt > to) return null;
    const group = start / BLOCKS_PER_GROUP;
    const cached = this.#groups[group];
    if (cached !== undefined && cached !== null) return cached;
    const sum = emptySummary();
    for (const block of this.#blocks.slice(start, start + BLOCKS_PER_GROUP))
      addSummary(sum, block.summary(this.#origin));
    this.#groups[group] = sum;
    return sum;
  }

  /** Forgets samples not after `at`, in whole blocks and only when a quarter can go: moving the rest costs too. */
  forget(at: number): void {
    const count = Math.min(this.#blockAfter(at), this.#blocks.length - 1);
    if (count * 4 < this.#blocks.length) return;
    const dropped = this.#blocks.splice(0, count);
    for (const block of dropped) this.#size -= block.samples.length;
    this.#groups = [];
  }
}
