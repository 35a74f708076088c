import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { CommittedSample, StoredSample } from './batch.ts';

/** A tag that samples of a batch belong to. */
export interface TagOfSamples {
  readonly id: number;
  readonly path: string;
}

/** News of a batch, in the order in which it came. */
export interface CommittedSamples {
  /** How many samples. */
  readonly news: number;
  /** Those of the tags wanted; asked once a tag, so that samples nobody wants cost nothing. */
  of(isWanted: (tag: TagOfSamples) => boolean): CommittedSample[];
}

/** Flags. `news`: not of those that were held back before, which everybody but the store has got already; `late`: older than its tag's newest. */
export const FATE = { stored: 1, news: 2, late: 4 } as const;

type Sample = Omit<StoredSample, 'tagId'>;

const LEAST_CAPACITY = 64;

/**
 * Samples of a batch in the order in which they came, one array a property: there are thousands of them, and as objects they would
 * cost more than everything else that is done with them.
 */
export class BatchSamples implements CommittedSamples {
  /** The tags they are of. */
  readonly tags: TagOfSamples[] = [];
  length = 0;
  stored = 0;
  news = 0;
  /** News older than the newest of its tag. */
  late = 0;
  /** Of each its tag's place in `tags`. */
  groups: Uint32Array;
  at: Float64Array;
  seq: Float64Array;
  quality: Float64Array;
  receivedAt: Float64Array;
  readonly values: (SignalValue | null)[] = [];
  /** Where the samples of another source begin. */
  readonly #sources: { readonly first: number; readonly source: string }[] = [];
  fate: Uint8Array;
  /** Of a sample that was newer than all of its tag before it: the one of these before it; −1 where there is none. */
  previous: Int32Array;

  /** @param expected how many samples there will be about */
  constructor(expected = 0) {
    const capacity = Math.max(expected, LEAST_CAPACITY);
    this.groups = new Uint32Array(capacity);
    this.at = new Float64Array(capacity);
    this.seq = new Float64Array(capacity);
    this.quality = new Float64Array(capacity);
    this.receivedAt = new Float64Array(capacity);
    this.fate = new Uint8Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  /** Samples to be stored, whoever else gets them. */
  static from(samples: readonly StoredSample[]): BatchSamples {
    const batch = new BatchSamples(samples.length);
    const groups = new Map<number, number>();
    for (const { tagId, at, seq, value, quality, receivedAt } of samples) {
      let group = groups.get(tagId);
      if (group === undefined) groups.set(tagId, (group = batch.addTag({ id: tagId, path: '' })));
      batch.add(group, at, seq, value, quality, receivedAt, FATE.stored | FATE.news);
    }
    return batch;
  }

  /** What is added from now on came from this source. */
  comeFrom(source: string): void {
    if (this.#sources.at(-1)?.source !== source) this.#sources.push({ first: this.length, source });
  }

  /** Returns its place. */
  addTag(tag: TagOfSamples): number {
    return this.tags.push(tag) - 1;
  }

  add(
    group: number,
    at: number,
    seq: number,
    value: SignalValue | null,
    quality: number,
    receivedAt: number,
    fate: number,
  ): void {
    const index = this.length;
    if (index === this.at.length) this.#grow();
    this.groups[index] = group;
    this.at[index] = at;
    this.seq[index] = seq;
    this.quality[index] = quality;
    this.receivedAt[index] = receivedAt;
    this.values.push(value);
    this.fate[index] = fate;
    this.length += 1;
    if ((fate & FATE.stored) !== 0) this.stored += 1;
    if ((fate & FATE.news) === 0) return;
    this.news += 1;
    if ((fate & FATE.late) !== 0) this.late += 1;
  }

  #grow(): void {
    const larger = <T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const capacity = this.at.length * 4;
    this.groups = larger(this.groups, new Uint32Array(capacity));
    this.at = larger(this.at, new Float64Array(capacity));
    this.seq = larger(this.seq, new Float64Array(capacity));
    this.quality = larger(this.quality, new Float64Array(capacity));
    this.receivedAt = larger(this.receivedAt, new Float64Array(capacity));
    this.fate = larger(this.fate, new Uint8Array(capacity));
    this.previous = larger(this.previous, new Int32Array(capacity));
  }

  #has(index: number, flag: number): boolean {
    return ((this.fate[index] as number) & flag) === flag;
  }

  #sampleAt(index: number): Sample {
    return {
      at: this.at[index] as number,
      seq: this.seq[index] as number,
      value: this.values[index] as SignalValue | null,
      quality: this.quality[index] as number,
      receivedAt: this.receivedAt[index] as number,
    };
  }

  /** What is stored of them. */
  storedOnly(): BatchSamples {
    if (this.stored === this.length) return this;
    const part = new BatchSamples(this.stored);
    part.tags.push(...this.tags);
    for (let index = 0; index < this.length; index += 1) {
      if (!this.#has(index, FATE.stored)) continue;
      const { at, seq, value, quality, receivedAt } = this.#sampleAt(index);
      const [group, fate] = [this.groups[index] as number, this.fate[index] as number];
      part.add(group, at, seq, value, quality, receivedAt, fate);
    }
    return part;
  }

  of(isWanted: (tag: TagOfSamples) => boolean): CommittedSample[] {
    const wanted = this.tags.map(isWanted);
    if (!wanted.includes(true)) return [];
    const found: CommittedSample[] = [];
    let [source, next] = ['', 0];
    for (let index = 0; index < this.length; index += 1) {
      while (next < this.#sources.length && (this.#sources[next]?.first ?? 0) <= index)
        source = this.#sources[next++]?.source ?? '';
      const group = this.groups[index] as number;
      if (wanted[group] !== true || !this.#has(index, FATE.news)) continue;
      const { seq: _, ...sample } = this.#sampleAt(index);
      found.push({
        path: (this.tags[group] as TagOfSamples).path,
        source,
        ...sample,
        late: this.#has(index, FATE.late),
      });
    }
    return found;
  }

  /** Tags and times of what is news and stored. */
  places(): { readonly tagId: number; readonly at: number }[] {
    const found: { tagId: number; at: number }[] = [];
    for (let index = 0; index < this.length; index += 1)
      if (this.#has(index, FATE.news | FATE.stored))
        found.push({
          tagId: (this.tags[this.groups[index] as number] as TagOfSamples).id,
          at: this.at[index] as number,
        });
    return found;
  }
}
