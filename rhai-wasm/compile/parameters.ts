import { threshold, type Ordering } from './compare.ts';
import type { Emitter } from './emitter.ts';
import { F64, OP, set, unsigned, type Code } from './wasm-module.ts';

/** A number that is the same for all rows of a call: where it comes from, or what it is the threshold of. */
export type ParameterSource =
  | { readonly kind: 'value'; readonly path: readonly string[] }
  | { readonly kind: 'threshold'; readonly ordering: Ordering; readonly of: number };

/** Numbers that are the same for all rows. They are read once, before the rows. */
export class Parameters {
  readonly sources: ParameterSource[] = [];
  readonly #locals: number[] = [];
  readonly #emitter: Emitter;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /** The place of a value that is given by its path. */
  add(path: readonly string[]): { place: number; local: number } {
    return this.#add({ kind: 'value', path });
  }

  #add(source: ParameterSource): { place: number; local: number } {
    const place = this.sources.push(source) - 1;
    const local = this.#emitter.local(F64);
    this.#locals.push(local);
    return { place, local };
  }

  /** The local of the threshold of a parameter (`compare.ts`). */
  threshold(of: number, ordering: Ordering): number {
    const known = this.sources.findIndex(
      (source) => source.kind === 'threshold' && source.of === of && source.ordering === ordering,
    );
    const local = this.#locals[known];
    return local ?? this.#add({ kind: 'threshold', ordering, of }).local;
  }

  /** Code that reads all of them from memory at an address. */
  read(address: number): Code {
    return this.#locals.map((local, place) => [
      OP.i32_const,
      0,
      OP.f64_load,
      3,
      unsigned(address + place * 8),
      set(local),
    ]);
  }
}

/**
 * The numbers in the order of their sources; nothing if one of them is not finite, which the interpreter refuses, or has no thresholds
 * although they are needed.
 */
export function parameterNumbers(
  sources: readonly ParameterSource[],
  numberAt: (path: readonly string[]) => number,
  hasThresholds: (known: number) => boolean,
): Float64Array | undefined {
  const numbers = new Float64Array(sources.length);
  for (const [place, source] of sources.entries()) {
    if (source.kind === 'value') {
      const value = numberAt(source.path);
      if (!Number.isFinite(value)) return undefined;
      numbers[place] = value;
    } else {
      const known = numbers[source.of] ?? 0;
      if (!hasThresholds(known)) return undefined;
      numbers[place] = threshold(source.ordering, known);
    }
  }
  return numbers;
}
