import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput, RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagBounds } from '../../../../shared/contract/tags.ts';
import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import { between, nextTo } from './doubles.ts';
import { broughtWithin, endsOf, isWithin, type MeasuringRanges } from './measuring-ranges.ts';
import {
  isComplete,
  type Row,
  type RowTable,
  type ScriptUnderTest,
  type TestEngine,
} from './script-under-test.ts';

/** Two rows that differ in one input only and by that in whether a condition holds; numbers are neighbours. */
export interface Flip {
  readonly rule: number;
  readonly input: number;
  readonly held: Row;
  readonly notHeld: Row;
}

export interface FoundInputs {
  readonly rows: readonly Row[];
  readonly table: RowTable;
  readonly flips: readonly Flip[];
  /** Numbers that the script or its parameters name. */
  readonly constants: ReadonlySet<number>;
}

/** Rows of one round, those kept for the next, and flips at most. */
const ROUND_ROWS = 5_000;
const KEPT_ROWS = 150;
const MOST_FLIPS = 200;
const RANDOM_ROWS = 300;
const ROUNDS = 2;
/** Half of what a mutant changes of a constant, so that there is a value between both. */
const BETWEEN = 0.005;

/** A step that people would take beside a number: a thousandth of its order. */
export const stepBeside = (value: number): number =>
  value === 0 ? 0.001 : Number(`1e${Math.floor(Math.log10(Math.abs(value))) - 3}`);

/** Without the last digits that arithmetic leaves. */
export const tidy = (value: number): number => Number(value.toPrecision(12));

interface Words {
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
}

export function wordsOf(script: string, parameters: RulesetManifest['parameters']): Words {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const value of Object.values(parameters)) {
    if (typeof value === 'number') numbers.add(value);
    else if (typeof value === 'string') texts.add(value);
  }
  parser.parse(script).iterate({
    enter(node) {
      const text = script.slice(node.from, node.to);
      if (node.name === 'Template') return false;
      if (node.name === 'String') texts.add(text.slice(1, -1));
      const number = node.name === 'Number' ? Number(text.replaceAll('_', '')) : Number.NaN;
      if (!Number.isFinite(number)) return undefined;
      numbers.add(number);
      if (script.slice(0, node.from).trimEnd().endsWith('-')) numbers.add(-number);
      return undefined;
    },
  });
  return { numbers, texts };
}

/** A window's number of samples or changes: whole. */
export const isCounted = ({ take }: Pick<RulesetInput, 'take'>): boolean =>
  take === 'count' || take === 'changes';

/** Values worth trying for an input, the likeliest first. */
function candidatesOf(
  input: RulesetInput,
  { numbers, texts }: Words,
  range: TagBounds | undefined,
): InputValue[] {
  const none: InputValue[] = input.optional ? [null] : [];
  const isCount = isCounted(input);
  if (!isCount && input.type === 'boolean') return [true, false, ...none];
  if (!isCount && input.type === 'text') return [...(input.values ?? [...texts, 'other']), ...none];
  if (isCount) {
    const whole = [...numbers].flatMap((value) => [-1, 0, 1].map((step) => Math.round(value) + step));
    return [...new Set([0, 1, 2, ...whole].filter((value) => value >= 0)), ...none];
  }
  const beside = [...numbers].flatMap((value) => {
    const step = stepBeside(value);
    const part = Math.abs(value) * BETWEEN;
    return [value, value - step, value + step, value - part, value + part, value * 2, value / 2, value * 10];
  });
  const all = new Set([...endsOf(range), ...[0, 1, -1, ...beside].map(tidy)]);
  return [...[...all].filter((value) => isWithin(range, value)), ...none];
}

const SCALES = [0.01, 0.1, 0.5, 2, 10, 100];

/** The same numbers on every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface InputLimits {
  readonly measured?: MeasuringRanges;
  readonly isLate?: () => boolean;
}

/**
 * Inputs that lead a script down its ways: test cases and random rows, each input of each varied over the numbers and texts that the script
 * names, what led to something new varied again, and the exact place where a condition turns found by halving. Nothing outside of `measured`,
 * and fewer of them when it is late.
 */
export function searchInputs(
  engine: TestEngine,
  script: ScriptUnderTest,
  { manifest, source }: { readonly manifest: RulesetManifest; readonly source: string },
  testRows: readonly Row[],
  { measured = {}, isLate = () => false }: InputLimits = {},
): FoundInputs {
  const words = wordsOf(source, manifest.parameters);
  const ranges = manifest.inputs.map(({ name }) => measured[name]);
  const candidates = manifest.inputs.map((input, index) => candidatesOf(input, words, ranges[index]));
  const areWhole = manifest.inputs.map(isCounted);
  const search = new Search(engine, script, { candidates, areWhole, ranges });
  const random = createRandom(1);
  const any = () => candidates.map((values) => values[Math.floor(random() * values.length)] ?? null);
  const starts: Tried[] = [
    ...testRows
      .filter((row) => isComplete(manifest, row))
      .map((row) => ({ row: broughtWithin(row, ranges), isNear: true })),
    ...Array.from({ length: RANDOM_ROWS }, () => ({ row: any(), isNear: false })),
  ];
  let kept = search.take(starts);
  for (let round = 0; round < ROUNDS && !isLate(); round += 1)
    kept = search.take(search.variationsOf(kept, random));
  const flips = search.flips(isLate);
  const rows = [
    ...search.nearestFirst(),
    ...flips
      .flatMap((flip) => besideOf(flip, areWhole[flip.input] === true))
      .filter((row) => row.every((value, input) => isWithin(ranges[input], value))),
  ];
  return { rows, table: engine.table(rows), flips, constants: words.numbers };
}

/** Parts and multiples of a value as it is: borders of what is worked out may lie far from every constant. */
function scaled(value: InputValue | undefined, isWhole: boolean): number[] {
  if (typeof value !== 'number' || value === 0) return [];
  const near = SCALES.map((scale) => tidy(value * scale));
  return isWhole ? [...new Set(near.map(Math.round))] : near;
}

/** Both sides of a border and what is a little beyond them. */
function besideOf({ held, notHeld, input }: Flip, isWhole: boolean): Row[] {
  const value = held[input];
  if (typeof value !== 'number') return [held, notHeld];
  const part = Math.abs(value) * BETWEEN;
  const step = stepBeside(value);
  const beyond = isWhole
    ? [value - 1, value + 1].filter((other) => other >= 0)
    : [value - part, value + part, value - step, value + step].map(tidy);
  return [held, notHeld, ...beyond.map((other) => withValue(held, input, other))];
}

interface Tried {
  readonly row: Row;
  /** It comes from a test case: inputs as people would give them. */
  readonly isNear: boolean;
  readonly parent?: number;
  readonly input?: number;
}

/** What may be given for each input. */
interface Givable {
  readonly candidates: readonly (readonly InputValue[])[];
  /** For each input whether it counts something. */
  readonly areWhole: readonly boolean[];
  readonly ranges: readonly (TagBounds | undefined)[];
}

class Search {
  readonly rows: Row[] = [];
  readonly #engine: TestEngine;
  readonly #script: ScriptUnderTest;
  readonly #givable: Givable;
  readonly #places = new Map<string, number>();
  /** Row, the row it comes from, and the input by which they differ. */
  readonly #edges: { readonly place: number; readonly parent: number; readonly input: number }[] = [];
  readonly #signatures = new Set<string>();
  readonly #tried: Tried[] = [];
  readonly #fired: Uint32Array[] = [];

  constructor(engine: TestEngine, script: ScriptUnderTest, givable: Givable) {
    this.#engine = engine;
    this.#script = script;
    this.#givable = givable;
  }

  /** Judges rows not seen before; gives the places of those that led to something new. */
  take(tried: readonly Tried[]): number[] {
    const fresh: Tried[] = [];
    for (const one of tried) {
      const key = JSON.stringify(one.row);
      let place = this.#places.get(key);
      if (place === undefined) {
        place = this.rows.length + fresh.length;
        this.#places.set(key, place);
        fresh.push(one);
      }
      const { parent, input } = one;
      if (parent !== undefined && input !== undefined) this.#edges.push({ place, parent, input });
    }
    if (fresh.length === 0) return [];
    const { outcomes, fired, words } = this.#script.many(this.#engine.table(fresh.map(({ row }) => row)));
    const kept: number[] = [];
    fresh.forEach((one, index) => {
      const bits = fired.subarray(index * words, (index + 1) * words);
      const signature = `${outcomes[index]} ${bits.join(' ')}`;
      this.rows.push(one.row);
      this.#tried.push(one);
      this.#fired.push(bits);
      if (this.#signatures.has(signature) || kept.length >= KEPT_ROWS) return;
      this.#signatures.add(signature);
      kept.push(this.rows.length - 1);
    });
    return kept;
  }

  /** A share of all variations where there are too many; only those of the share are made. */
  variationsOf(places: readonly number[], random: () => number): Tried[] {
    const { candidates, areWhole, ranges } = this.#givable;
    const valuesOf = (parent: number, input: number) => [
      ...(candidates[input] ?? []),
      ...scaled(this.rows[parent]?.[input], areWhole[input] === true).filter((value) =>
        isWithin(ranges[input], value),
      ),
    ];
    const inputs = candidates.map((_, input) => input);
    const count = places.reduce(
      (sum, parent) => sum + inputs.reduce((all, input) => all + valuesOf(parent, input).length, 0),
      0,
    );
    const share = ROUND_ROWS / count;
    return places.flatMap((parent) =>
      inputs.flatMap((input) =>
        valuesOf(parent, input)
          .filter(() => share >= 1 || random() < share)
          .map((value) => ({
            row: withValue(this.rows[parent] as Row, input, value),
            isNear: this.#tried[parent]?.isNear ?? false,
            ...{ parent, input },
          })),
      ),
    );
  }

  /** So that what tells two scripts apart is an input that people would give, in short numbers. */
  nearestFirst(): Row[] {
    return this.#tried
      .map(({ row, isNear }) => ({ row, isNear, length: JSON.stringify(row).length }))
      .sort((a, b) => Number(b.isNear) - Number(a.isNear) || a.length - b.length)
      .map(({ row }) => row);
  }

  /** One for each condition and input by which it turns. */
  flips(isLate: () => boolean): Flip[] {
    const found = new Map<string, Flip>();
    // From test cases first.
    const near = ({ parent }: { parent: number }) => this.#tried[parent]?.isNear === true;
    const edges = [...this.#edges.filter(near), ...this.#edges.filter((edge) => !near(edge))];
    for (const { place, parent, input } of edges) {
      if (found.size >= MOST_FLIPS || isLate()) break;
      const [bits, before] = [this.#fired[place] as Uint32Array, this.#fired[parent] as Uint32Array];
      for (let rule = 0; rule < this.#script.rules.length; rule += 1) {
        const key = `${rule} ${input}`;
        const differs = (((bits[rule >> 5] ?? 0) ^ (before[rule >> 5] ?? 0)) >>> (rule & 31)) & 1;
        if (differs === 0 || found.has(key) || this.#script.rules[rule]?.kind !== 'if') continue;
        const flip = this.#turnOf(rule, input, this.rows[parent] as Row, this.rows[place] as Row);
        if (flip !== undefined) found.set(key, flip);
      }
    }
    return [...found.values()];
  }

  /** Undefined where the condition is not looked at on both sides: it is another that turns. */
  #turnOf(rule: number, input: number, one: Row, other: Row): Flip | undefined {
    const first = holds(this.#script, rule, one);
    const second = holds(this.#script, rule, other);
    if (first === undefined || second === undefined || first === second) return undefined;
    let [held, notHeld] = first ? [one, other] : [other, one];
    let [a, b] = [held[input], notHeld[input]];
    if (typeof a === 'number' && typeof b === 'number') {
      const isWhole = this.#givable.areWhole[input] === true && Number.isInteger(a) && Number.isInteger(b);
      while (isWhole ? Math.abs(a - b) > 1 : !nextTo(a, b)) {
        const middle: number = isWhole ? Math.floor((a + b) / 2) : between(a, b);
        const row = withValue(held, input, middle);
        const isHeld = holds(this.#script, rule, row);
        if (isHeld === undefined) return undefined;
        if (isHeld) [held, a] = [row, middle];
        else [notHeld, b] = [row, middle];
      }
    }
    return { rule, input, held, notHeld };
  }
}

/** Whether a condition holds for a row; undefined where it is not looked at. */
export function holds(script: ScriptUnderTest, rule: number, row: Row): boolean | undefined {
  const { line, column } = script.rules[rule] ?? { line: 0, column: 0 };
  const seen = script.one(row).looked.find((each) => each.line === line && each.column === column);
  return seen === undefined ? undefined : seen.firedCount > 0;
}

export function withValue(row: Row, input: number, value: InputValue): Row {
  return row.with(input, value);
}
