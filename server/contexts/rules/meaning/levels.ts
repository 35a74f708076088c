import { normalised } from '../domain/check/state.ts';
import type { Linear } from '../domain/check/values.ts';
import { stepBeside } from '../tests/input-search.ts';
import { fitting, type Dim } from './space.ts';

type ValueOf = (input: string) => number;
type Calculation = (valueOf: ValueOf) => number;

/** What operators make of two numbers. */
export const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** Something calculated from inputs that scripts compare with constants, and numbers at, between and beside those. */
export interface Levels {
  readonly inputs: ReadonlySet<string>;
  readonly calculate: Calculation;
  readonly levels: readonly number[];
}

/** Borders of more than one input, as the checker names them; what it has no name for is left out. */
export function levelsOf(borders: readonly Linear[]): Levels[] {
  const known = new Map<string, { sum: Linear; levels: Set<number> }>();
  for (const border of borders) {
    const whole = normalised(border);
    if (whole === undefined) continue;
    const { terms } = border;
    const sum: Linear = { terms: terms.map(([name, factor]) => [name, factor / whole.factor]), constant: 0 };
    const found = known.get(whole.key) ?? { sum, levels: new Set() };
    found.levels.add(-whole.offset / whole.factor);
    known.set(whole.key, found);
  }
  return [...known.values()].flatMap(({ sum, levels }) => {
    const inputs = new Set<string>();
    const calculate = calculationOf(sum, inputs);
    return calculate === undefined || inputs.size < 2
      ? []
      : [{ inputs, calculate, levels: between([...levels]) }];
  });
}

function between(levels: readonly number[]): number[] {
  const rising = levels.filter(Number.isFinite).sort((a, b) => a - b);
  const [first, last] = [rising[0], rising.at(-1)];
  if (first === undefined || last === undefined) return [];
  const middles = rising.slice(1).map((level, index) => (level + (rising[index] as number)) / 2);
  return [first - stepBeside(first), ...rising, ...middles, last + stepBeside(last)];
}

function calculationOf({ terms }: Linear, inputs: Set<string>): Calculation | undefined {
  const parts = terms.map(([name, factor]) => {
    const value = new NameReader(name, inputs).all();
    return value && ((valueOf: ValueOf) => factor * value(valueOf));
  });
  if (parts.includes(undefined)) return undefined;
  return (valueOf) => (parts as Calculation[]).reduce((sum, part) => sum + part(valueOf), 0);
}

/** Reads names that the checker gives to calculations: `/(-1*in:temperature+80,in:slope)`. */
class NameReader {
  readonly #text: string;
  readonly #inputs: Set<string>;
  #at = 0;

  constructor(text: string, inputs: Set<string>) {
    this.#text = text;
    this.#inputs = inputs;
  }

  all(): Calculation | undefined {
    const sum = this.#sum();
    return this.#at === this.#text.length ? sum : undefined;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #sum(): Calculation | undefined {
    const parts = [this.#part()];
    while (this.#take(/ ?\+ ?/y) !== undefined) parts.push(this.#part());
    if (parts.includes(undefined)) return undefined;
    return (valueOf) => (parts as Calculation[]).reduce((sum, part) => sum + part(valueOf), 0);
  }

  #part(): Calculation | undefined {
    const number = this.#take(/-?\d+(\.\d+)?(e[+-]?\d+)?/y);
    if (number === undefined) return this.#named();
    const factor = Number(number);
    if (this.#take(/\*/y) === undefined) return () => factor;
    const named = this.#named();
    return named && ((valueOf) => factor * named(valueOf));
  }

  #named(): Calculation | undefined {
    const input = this.#take(/in:\w+/y)?.slice(3);
    if (input !== undefined) {
      this.#inputs.add(input);
      return (valueOf) => valueOf(input);
    }
    const operation = ARITHMETIC[this.#take(/[-+*/](?=\()/y) ?? ''];
    if (operation === undefined || this.#take(/\(/y) === undefined) return undefined;
    const left = this.#sum();
    if (this.#take(/,/y) === undefined) return undefined;
    const right = this.#sum();
    if (this.#take(/\)/y) === undefined || left === undefined || right === undefined) return undefined;
    return (valueOf) => operation(left(valueOf), right(valueOf));
  }
}

/** Values of an input of a row at which what is calculated of it and others comes to its levels. */
export function solvedIn(
  dims: readonly Dim[],
  levels: readonly Levels[],
  row: readonly number[],
  dim: number,
): number[] {
  const input = dims[dim];
  if (input === undefined) return [];
  const valueOf = (name: string) => {
    const place = dims.findIndex((each) => each.name === name);
    const value = row[place];
    return value === undefined || dims[place]?.kind === 'choice' ? Number.NaN : value;
  };
  return solvedFor(input.name, levels, valueOf).map((value) => fitting(value, input));
}

/** Values of an input at which what is calculated comes to its levels, the other inputs as they are: where it grows evenly with the input or its reciprocal. */
function solvedFor(input: string, all: readonly Levels[], valueOf: ValueOf): number[] {
  return all
    .flatMap(({ inputs, calculate, levels }) => {
      if (!inputs.has(input)) return [];
      const at = (value: number) => calculate((name) => (name === input ? value : valueOf(name)));
      const even = lineThrough(at);
      const inverse = even === undefined ? lineThrough((value) => at(1 / value)) : undefined;
      return levels.flatMap((level) => {
        if (even !== undefined) return [(level - even.offset) / even.slope];
        return inverse === undefined ? [] : [inverse.slope / (level - inverse.offset)];
      });
    })
    .filter(Number.isFinite);
}

function lineThrough(at: (value: number) => number): { slope: number; offset: number } | undefined {
  const [one, two, three] = [at(1), at(2), at(3)];
  const slope = two - one;
  const isEven = Math.abs(three - two - slope) <= 1e-9 * (Math.abs(one) + Math.abs(three));
  return isEven && Number.isFinite(slope) && slope !== 0 ? { slope, offset: one - slope } : undefined;
}
