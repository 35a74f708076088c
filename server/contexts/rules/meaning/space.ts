import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput, RulesetManifest } from '../../../../shared/contract/rules.ts';
import { isCounted } from '../tests/input-search.ts';

/** Numbers are looked at from −MOST to MOST, as the checker does. */
export const MOST = 1e9;

/** An input of either version, with what it may be in one of them. */
export interface Dim {
  readonly name: string;
  readonly kind: 'number' | 'choice';
  /** Of a number: it may have none. */
  readonly isNullable: boolean;
  /** Of a choice, null for no value. */
  readonly values: readonly InputValue[];
  /** Of a choice: the place of the text that stands for all that nobody names. */
  readonly other: number | undefined;
  /** Of a number: whole ones only. */
  readonly isWhole: boolean;
  readonly least: number;
}

/** All inputs that two versions can be asked about. */
export interface Space {
  readonly dims: readonly Dim[];
  /** Those of both. */
  readonly verdicts: readonly string[];
}

export interface Sides {
  readonly before: RulesetManifest;
  readonly after: RulesetManifest;
}

export const kindOf = (input: RulesetInput): RulesetInput['type'] =>
  isCounted(input) ? 'number' : input.type;

/** Inputs with another type on each side: no values fit both. */
export function incomparableOf({ before, after }: Sides): string[] {
  return before.inputs
    .filter((input) =>
      after.inputs.some(
        ({ name, ...other }) => name === input.name && kindOf({ name, ...other }) !== kindOf(input),
      ),
    )
    .map(({ name }) => name);
}

/** `texts`: those that scripts and given inputs name, for inputs that may be any text. */
export function spaceOf(sides: Sides, texts: ReadonlySet<string>): Space {
  const { before, after } = sides;
  const names = [...new Set([...after.inputs, ...before.inputs].map(({ name }) => name))];
  const dims = names.map((name) =>
    dimOf(
      name,
      [before, after].flatMap(({ inputs }) => inputs.filter((input) => input.name === name)),
      texts,
    ),
  );
  return { dims, verdicts: [...new Set([before, after].flatMap(({ verdicts }) => Object.keys(verdicts)))] };
}

function dimOf(name: string, declared: readonly RulesetInput[], texts: ReadonlySet<string>): Dim {
  const isNullable = declared.some(({ optional }) => optional);
  const type = declared[0] === undefined ? 'number' : kindOf(declared[0]);
  const number = { name, isNullable, values: [], other: undefined };
  if (type === 'number') {
    const isWhole = declared.every(isCounted);
    const isPositive = declared.every((input) => isCounted(input) || input.take === 'stddev');
    return { ...number, kind: 'number', isWhole, least: isPositive ? 0 : -MOST };
  }
  const given: InputValue[] = type === 'boolean' ? [true, false] : textsOf(declared, texts);
  const isOpen = type === 'text' && declared.some(({ values }) => values === undefined);
  const values = [...given, ...(isOpen ? [otherThan(given)] : []), ...(isNullable ? [null] : [])];
  const other = isOpen ? given.length : undefined;
  return { name, kind: 'choice', isNullable, values, other, isWhole: false, least: 0 };
}

function textsOf(declared: readonly RulesetInput[], texts: ReadonlySet<string>): string[] {
  const named = declared.flatMap(({ values }) => values ?? [...texts].slice(0, MOST_TEXTS));
  return [...new Set(named)];
}

const MOST_TEXTS = 60;

function otherThan(given: readonly InputValue[]): string {
  let text = 'other';
  while (given.includes(text)) text += '-';
  return text;
}

/** Inputs by name from a row of numbers and places. */
export const valueAt = (dim: Dim, code: number): InputValue =>
  dim.kind === 'choice' ? (dim.values[code] ?? null) : Number.isNaN(code) ? null : code;

/** The number or place of a value; undefined where it is none of the input. */
export function codeOf(dim: Dim, value: InputValue | undefined): number | undefined {
  if (dim.kind === 'choice') {
    const place = dim.values.indexOf(value ?? null);
    return place < 0 ? dim.other : place;
  }
  if (typeof value === 'number') {
    const number = dim.isWhole ? Math.round(value) : value;
    return number >= dim.least && number <= MOST ? number : undefined;
  }
  return dim.isNullable ? Number.NaN : undefined;
}

/** The nearest number that an input may be. */
export const fitting = (value: number, { least, isWhole }: Dim): number => {
  const fit = Math.min(MOST, Math.max(least, value));
  return isWhole ? Math.round(fit) : fit;
};

/** Inputs by name as rows; those that do not fit are left out. */
export function rowsOf(
  { dims }: Space,
  inputs: readonly Readonly<Record<string, InputValue>>[],
): (readonly number[])[] {
  return inputs.flatMap((input) => {
    const row = dims.map((dim) => codeOf(dim, Object.hasOwn(input, dim.name) ? input[dim.name] : undefined));
    return row.every((code) => code !== undefined) ? [row] : [];
  });
}

export const distinct = (rows: readonly (readonly number[])[]): (readonly number[])[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];
