import type { Witness } from '../../../../../shared/contract/ruleset-check.ts';
import type { RulesetInput, RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { Context, Product } from './context.ts';
import { normalised, type State } from './state.ts';
import { contains, EVERYTHING, UNIT, type Interval, type Linear } from './values.ts';

/** Numbers from a seed, from 0 to just below 1 ("minimal standard" of Park and Miller). */
function chance(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_648;
  };
}

const ORDINARY = [0, 1, -1, 2, 0.5, 10, 25, 50, 75, 100, 200, 1000, 1e4, 1e6, 1e9, -1e9, -10, -100];
const STEPS = [0, 0, 0, 1e-6, -1e-6, 0.01, -0.01, 0.5, -0.5, 1, -1, 2, -2, 5, -5, 20, -20];
const MOST = 1e9;
/** Calculated numbers that are kept. */
const MOST_MET = 40;

interface Border {
  readonly key: string;
  readonly linear: Linear;
}

const sumIn = (made: Readonly<Record<string, unknown>>, { terms, constant }: Linear): number =>
  terms.reduce((all, [name, n]) => all + n * Number(made[name.slice(3)] ?? 0), constant);

/** Makes inputs on, beside and between the borders of a script's conditions. The same seed makes the same ones. */
export class Samples {
  #near: { readonly middle: number; readonly scale: number } | undefined;
  /** Numbers the script itself calculated where it compares. */
  readonly #met = new Set<number>();
  readonly #next = chance(20_261_129);
  readonly #inputs: readonly RulesetInput[];
  readonly #borders: readonly Border[];
  /** Numbers an input is compared with. */
  readonly #own = new Map<string, number[]>();
  readonly #products: readonly (Product & { readonly name: string })[];
  readonly #numbers: readonly number[];
  readonly #words: readonly string[];
  /** What parts of texts are put together with. */
  readonly #signs: readonly string[];

  constructor(manifest: RulesetManifest, context: Context) {
    this.#inputs = manifest.inputs;
    const borders: Border[] = [];
    const constants = new Set<number>();
    for (const linear of context.borders.values()) {
      const whole = normalised(linear);
      if (whole === undefined) continue;
      const border = -whole.offset / whole.factor;
      if (Number.isFinite(border)) constants.add(border);
      if (!linear.terms.every(([name]) => name.startsWith('in:'))) continue;
      borders.push({ key: whole.key, linear });
      const [only] = linear.terms;
      if (linear.terms.length === 1 && only !== undefined) {
        const input = only[0].slice(3);
        this.#own.set(input, [...(this.#own.get(input) ?? []), border]);
      }
    }
    this.#borders = borders;
    const isOfInputs = ({ terms }: Linear) => terms.every(([name]) => name.startsWith('in:'));
    this.#products = [...context.products]
      .filter(([, { left, right }]) => isOfInputs(left) && isOfInputs(right))
      .map(([name, product]) => ({ name, ...product }));
    const parameters = Object.values(manifest.parameters).filter((value) => typeof value === 'number');
    this.#numbers = [...new Set([...constants, ...parameters])].slice(0, 60);
    this.#words = [...context.words].slice(0, 60);
    this.#signs = [...context.words].filter((word) => word.length === 1 && !/[\p{L}\d]/u.test(word));
  }

  /** Takes what a run calculated of its inputs: where one is compared with it, it has to come near. */
  meet(n: number): void {
    if (this.#met.size < MOST_MET && Number.isFinite(n) && Math.abs(n) <= MOST) this.#met.add(n);
  }

  #of<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#next() * items.length)];
  }

  /** Inputs, within what is known in a state where one is given. */
  inputs(state?: State): Witness {
    const made: Record<string, number | boolean | string | null> = {};
    const missing = this.#next() < 0.4 ? this.#next() : 0;
    // Now and then all measure nearly the same, as sensors side by side do.
    this.#near =
      this.#next() < 0.12
        ? {
            middle: this.#of(this.#numbers) ?? this.#of(ORDINARY) ?? 0,
            scale: 10 ** (Math.floor(this.#next() * 6) - 4),
          }
        : undefined;
    for (const input of this.#inputs) made[input.name] = this.#value(input, state, missing);
    if (state !== undefined) this.#within(made, state);
    if (this.#next() < (state === undefined ? 0.35 : 0.5)) this.#onBorder(made, state);
    return made;
  }

  #value(input: RulesetInput, state: State | undefined, missing: number): number | boolean | string | null {
    const name = `in:${input.name}`;
    const mask = state?.masks.get(name);
    if (input.optional) {
      if (mask === UNIT) return null;
      if ((mask === undefined || (mask & UNIT) !== 0) && this.#next() < missing) return null;
    }
    const isCount = input.take === 'count' || input.take === 'changes';
    if (input.type === 'number' || isCount)
      return this.#number(input, state?.ranges.get(name) ?? EVERYTHING, isCount);
    if (input.type === 'boolean') {
      const truth = state?.truths.get(name) ?? 3;
      return truth === 1 ? true : truth === 2 ? false : this.#next() < 0.5;
    }
    return this.#text(input, state);
  }

  #text({ name, values }: RulesetInput, state: State | undefined): string {
    const fact = state?.texts.get(`in:${name}`);
    const all = values ?? [...this.#words, ...(fact?.only ?? []), '', 'x', 'L1-7', '12'];
    const fitting = all.filter((text) => (fact?.only?.has(text) ?? true) && fact?.without.has(text) !== true);
    const made = this.#of(fitting) ?? this.#of(all) ?? '';
    return values === undefined && fact?.only === undefined ? this.#put(made) : made;
  }

  /** A text alone, or with others before and behind it. */
  #put(text: string): string {
    const way = this.#next();
    if (way < 0.4) return text;
    const sign = this.#of(this.#signs) ?? '-';
    const other = this.#of(this.#words) ?? 'x';
    if (way < 0.5) return `${this.#digits()}${sign}${this.#digits()}`;
    if (way < 0.55) return this.#digits();
    if (way < 0.7) return `${text}${sign}${other}`;
    if (way < 0.75) return `${text}${sign}${other}${sign}${this.#of(this.#words) ?? '7'}`;
    if (way < 0.85) return `${text}${other}`;
    if (way < 0.9) return text.toUpperCase();
    return way < 0.95 ? text.toLowerCase() : ` ${text} `;
  }

  #digits(): string {
    const border = this.#next() < 0.3 ? this.#of(this.#numbers) : undefined;
    if (border !== undefined) return String(Math.round(border) + (this.#of(STEPS) ?? 0));
    return String(this.#next() < 0.7 ? Math.floor(this.#next() * 12) : Math.round(this.#next() * 100) / 10);
  }

  #number({ name, take }: RulesetInput, within: Interval, isCount: boolean): number {
    const least = isCount || take === 'stddev' ? 0 : -MOST;
    for (let attempt = 0; attempt < 8; attempt++) {
      const made =
        this.#near !== undefined && attempt === 0
          ? this.#near.middle + this.#near.scale * (Math.floor(this.#next() * 5) / 2 - 1)
          : this.#guess(name, within);
      const n = isCount ? Math.round(made) : made;
      if (n >= least && n <= MOST && contains(within, n)) return n;
    }
    const { low, high } = within;
    const middle = (Math.max(low, least) + Math.min(high, MOST)) / 2;
    const n =
      Number.isFinite(low) && low > least
        ? Number.isFinite(high) && high < MOST
          ? middle
          : low + this.#size()
        : Number.isFinite(high)
          ? high - this.#size()
          : middle;
    return Math.min(MOST, Math.max(least, isCount ? Math.round(n) : n));
  }

  #size(): number {
    return 10 ** Math.floor(this.#next() * 6 - 2);
  }

  #guess(name: string, within: Interval): number {
    const way = this.#next();
    const own = this.#own.get(name);
    if (way < 0.45 && own !== undefined) return (this.#of(own) ?? 0) + (this.#of(STEPS) ?? 0);
    if (way < 0.6 && Number.isFinite(within.low) && Number.isFinite(within.high))
      return within.low + (within.high - within.low) * this.#next();
    if (way < 0.7 && Number.isFinite(within.low)) return within.low + (this.#next() < 0.3 ? 0 : this.#size());
    if (way < 0.75 && Number.isFinite(within.high))
      return within.high - (this.#next() < 0.3 ? 0 : this.#size());
    if (way < 0.8 && this.#met.size > 0) return (this.#of([...this.#met]) ?? 0) + (this.#of(STEPS) ?? 0);
    if (way < 0.85 && this.#numbers.length > 0)
      return (this.#of(this.#numbers) ?? 0) + (this.#of(STEPS) ?? 0);
    if (way < 0.93) return this.#of(ORDINARY) ?? 0;
    if (way < 0.965) return Math.round((this.#next() * 300 - 100) * 10) / 10;
    // Of any size: products and quotients come by their borders only so.
    return Number((10 ** (this.#next() * 6 - 2)).toPrecision(3));
  }

  /** Moves one input so that a sum is exactly on its border, or a step beside it. */
  #onBorder(made: Record<string, unknown>, state: State | undefined): void {
    const border = this.#of(this.#borders);
    if (border === undefined) return;
    const wanted = this.#of(STEPS) ?? 0;
    this.#solve(made, border.linear, wanted, state);
  }

  #solve(made: Record<string, unknown>, linear: Linear, wanted: number, state: State | undefined): void {
    const term = this.#of(linear.terms);
    if (term === undefined) return;
    const [name, factor] = term;
    let sum = linear.constant;
    for (const [other, n] of linear.terms) {
      if (other === name) continue;
      const value = made[other.slice(3)];
      if (typeof value !== 'number') return;
      sum += n * value;
    }
    const solved = (wanted - sum) / factor;
    const input = this.#inputs.find((known) => known.name === name.slice(3));
    if (input === undefined || !(Math.abs(solved) <= MOST)) return;
    const isCount = input.take === 'count' || input.take === 'changes';
    if ((isCount || input.take === 'stddev') && solved < 0) return;
    if (isCount && !Number.isInteger(solved)) return;
    if (state !== undefined && !contains(state.ranges.get(name) ?? EVERYTHING, solved)) return;
    if (typeof made[name.slice(3)] === 'number') made[name.slice(3)] = solved;
  }

  /** Sums that are known to lie in a range are moved into it. */
  #within(made: Record<string, unknown>, state: State): void {
    for (const { key, linear } of this.#borders) {
      if (linear.terms.length < 2) continue;
      const range = state.ranges.get(key);
      if (range === undefined) continue;
      const factor = linear.terms[0]?.[1] ?? 1;
      const sum: Linear = { terms: linear.terms.map(([name, n]) => [name, n / factor]), constant: 0 };
      if (!contains(range, sumIn(made, sum))) this.#solve(made, sum, this.#inside(range), state);
    }
    for (const { name, operator, left, right } of this.#products) {
      const range = state.ranges.get(name);
      if (range === undefined) continue;
      const [x, y] = [sumIn(made, left), sumIn(made, right)];
      if (contains(range, operator === '*' ? x * y : x / y)) continue;
      const wanted = this.#inside(range);
      if (this.#next() < 0.5) this.#solve(made, left, operator === '*' ? wanted / y : wanted * y, state);
      else this.#solve(made, right, operator === '*' ? wanted / x : x / wanted, state);
    }
  }

  #inside({ low, high }: Interval): number {
    const step = this.#size();
    if (!Number.isFinite(low)) return high - step;
    return Number.isFinite(high) ? low + (high - low) * this.#next() : low + step;
  }
}
