import { QUALITY, type SignalValue } from '../../../../../shared/contract/common.ts';
import { increaseOf } from './counter.ts';

/** A derivation by the ids of its tags, as it is kept. */
export type StoredDerivation =
  | {
      readonly kind: 'expression';
      readonly expression: string;
      readonly inputs: readonly { readonly name: string; readonly tagId: number }[];
    }
  | { readonly kind: 'increase'; readonly tagId: number }
  | { readonly kind: 'rate'; readonly tagId: number; readonly perSeconds: number };

/** A sample of an input. `at` is source time in epoch milliseconds. */
export interface InputSample {
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number;
}

/** Name under which a counter is known to itself; expressions name their own. */
const COUNTER = 'counter';

export function inputsOf(
  derivation: StoredDerivation,
): readonly { readonly name: string; readonly tagId: number }[] {
  return derivation.kind === 'expression' ? derivation.inputs : [{ name: COUNTER, tagId: derivation.tagId }];
}

const BEST_FIRST: readonly number[] = [QUALITY.good, QUALITY.clockSuspect, QUALITY.stale];

/** The worst of some qualities: good, clock suspect, stale, then bad and all others. */
export function worstQuality(qualities: readonly number[]): number {
  const rank = (quality: number) => {
    const place = BEST_FIRST.indexOf(quality);
    return place < 0 ? BEST_FIRST.length : place;
  };
  return qualities.reduce((worst, each) => (rank(each) > rank(worst) ? each : worst), QUALITY.good);
}

/**
 * Tags that a tag would be worked out from by way of others until it came back to itself, first to last; null where it
 * does not.
 */
export function cycleOf(
  tagId: number,
  derivation: StoredDerivation,
  derivationOf: (tagId: number) => StoredDerivation | undefined,
): readonly number[] | null {
  const seen = new Set<number>();
  const visit = (id: number, way: readonly number[]): readonly number[] | null => {
    if (id === tagId) return [...way, id];
    if (seen.has(id)) return null;
    seen.add(id);
    const next = derivationOf(id);
    if (next === undefined) return null;
    for (const input of inputsOf(next)) {
      const found = visit(input.tagId, [...way, id]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const input of inputsOf(derivation)) {
    const found = visit(input.tagId, [tagId]);
    if (found !== null) return found;
  }
  return null;
}

/** Ids of the derived tags that something is worked out from, by way of others too. */
export function upstreamOf(
  derivation: StoredDerivation,
  derivationOf: (tagId: number) => StoredDerivation | undefined,
): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (from: StoredDerivation): void => {
    for (const { tagId } of inputsOf(from)) {
      const next = found.has(tagId) ? undefined : derivationOf(tagId);
      if (next === undefined) continue;
      found.add(tagId);
      visit(next);
    }
  };
  visit(derivation);
  return found;
}

/** What is to be worked out: the inputs as they were at one time. */
export interface Moment {
  readonly at: number;
  readonly quality: number;
  readonly inputs: ReadonlyMap<string, InputSample>;
  /** The counter's good sample before; for counters only. */
  readonly before: InputSample | null;
}

/**
 * Follows the inputs of one derived tag. Samples of one time that come together are one moment, so that a grouped message
 * is not worked out half old and half new.
 */
export class InputFollower {
  readonly #names: ReadonlyMap<number, readonly string[]>;
  readonly #count: number;
  readonly #current = new Map<string, InputSample>();
  #before: InputSample | null = null;
  #open: Moment | null = null;

  constructor(derivation: StoredDerivation) {
    const inputs = inputsOf(derivation);
    this.#count = inputs.length;
    const names = new Map<number, string[]>();
    for (const { name, tagId } of inputs) names.set(tagId, [...(names.get(tagId) ?? []), name]);
    this.#names = names;
  }

  /** What an input has, without working anything out. */
  start(tagId: number, sample: InputSample): void {
    for (const name of this.#names.get(tagId) ?? []) this.#current.set(name, sample);
  }

  /** Takes a newer sample of an input. Returns the moment it has closed, if any. */
  take(tagId: number, sample: InputSample): Moment | null {
    const before = this.#current.get(COUNTER) ?? null;
    if (before !== null && before.quality === QUALITY.good && typeof before.value === 'number')
      this.#before = before;
    for (const name of this.#names.get(tagId) ?? []) this.#current.set(name, sample);
    if (this.#current.size < this.#count) return null;
    const samples = [...this.#current.values()];
    const at = Math.max(...samples.map((each) => each.at));
    const closed = this.#open !== null && this.#open.at !== at ? this.#open : null;
    this.#open = {
      at,
      quality: worstQuality(samples.map(({ quality }) => quality)),
      inputs: new Map(this.#current),
      before: this.#before,
    };
    return closed;
  }

  /** The moment that is still open: nothing more of it came with these samples. */
  close(): Moment | null {
    const open = this.#open;
    this.#open = null;
    return open;
  }
}

/** What a counter gives in a moment; undefined while it has no sample before. */
export function countedIn(
  { inputs, before }: Moment,
  derivation: Exclude<StoredDerivation, { readonly kind: 'expression' }>,
  modulus: number | null,
): number | null | undefined {
  const now = inputs.get(COUNTER);
  if (now === undefined || typeof now.value !== 'number' || now.quality !== QUALITY.good) return null;
  if (before === null || typeof before.value !== 'number' || now.at <= before.at) return undefined;
  const increase = increaseOf(before.value, now.value, modulus);
  return derivation.kind === 'increase'
    ? increase
    : (increase * derivation.perSeconds * 1_000) / (now.at - before.at);
}
