import { QUALITY, type SignalValue } from '../../../../shared/contract/common.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput } from '../../../../shared/contract/rules.ts';
import { inputValueOf } from '../../../../shared/util/input-value.ts';
import { KIND, type ReadingAt, type TagPass, type WindowPass } from '../ports.ts';

/** Rows worked on at a time: bounds the memory of a backtest. */
export const BATCH_ROWS = 8_192;

/** Why a row has no value, by number; 0: it has one. */
export const REFUSALS = [undefined, 'INPUT_MISSING', 'INPUT_STALE', 'INPUT_BAD_QUALITY'] as const;
const [MISSING, STALE, BAD] = [1, 2, 3];

/** What a script is given of an input, a row each; see `BatchColumn` of the engine. */
export type ColumnValues =
  | { readonly numbers: Float64Array }
  | { readonly booleans: Int8Array }
  | { readonly texts: readonly string[]; readonly indexes: Int32Array };

/** One input of a ruleset as a column: what `resolveInputs` says of it, row by row. */
export interface InputColumn {
  readonly input: RulesetInput;
  readonly values: ColumnValues;
  /** Puts the value as of `at` into a row; the number of the refusal (`REFUSALS`) that makes the row a `HOLD`, or 0. */
  read(at: number, row: number): number;
  /** Puts a value in that did not come from a tag. */
  put(value: InputValue, row: number): void;
}

/** @param pass of the tag that feeds the input; undefined where none does */
export function inputColumn(input: RulesetInput, pass: TagPass | undefined): InputColumn {
  if (pass?.readingAt !== undefined) return new ReadColumn(input, pass);
  if (input.take === 'last' && input.type === 'text') return new TextColumn(input, pass);
  if (input.take === 'last' && input.type === 'boolean') return new BooleanColumn(input, pass);
  if (input.take === 'last') return new NumberColumn(input, pass);
  return new WindowColumn(input, pass);
}

/** Whether the newest sample of a tag can be used at all. */
function refusalOf(pass: TagPass | undefined, maxAgeMs: number, at: number): number {
  if (pass === undefined || pass.at === -Infinity) return MISSING;
  return at - pass.at > maxAgeMs ? STALE : 0;
}

const maxAgeMsOf = ({ maxAgeSeconds }: RulesetInput) => (maxAgeSeconds ?? Infinity) * 1_000;

/** What every column of a tag's samples does with a row; what a value of its kind is, each says itself. */
abstract class TagColumn implements InputColumn {
  readonly input: RulesetInput;
  abstract readonly values: ColumnValues;
  readonly #pass: TagPass | undefined;
  readonly #maxAgeMs: number;

  constructor(input: RulesetInput, pass: TagPass | undefined) {
    this.input = input;
    this.#pass = pass;
    this.#maxAgeMs = maxAgeMsOf(input);
  }

  /** Puts what the tag has in a row and answers 0, or why it cannot be used. */
  protected abstract take(pass: TagPass, at: number, row: number): number;

  abstract put(value: InputValue, row: number): void;

  read(at: number, row: number): number {
    const pass = this.#pass as TagPass;
    const refusal = refusalOf(pass, this.#maxAgeMs, at) || this.take(pass, at, row);
    if (refusal === 0) return 0;
    this.put(null, row);
    return this.input.optional ? 0 : refusal;
  }
}

/** Of a value of another kind than is wanted. */
const refusalOfKind = ({ kind }: TagPass): number => (kind === KIND.none ? MISSING : BAD);

class NumberColumn extends TagColumn {
  readonly values = { numbers: new Float64Array(BATCH_ROWS) };

  protected override take(pass: TagPass, _at: number, row: number): number {
    if (pass.quality !== QUALITY.good) return BAD;
    if (pass.kind !== KIND.number && pass.kind !== KIND.boolean) return refusalOfKind(pass);
    this.values.numbers[row] = pass.number;
    return 0;
  }

  override put(value: InputValue, row: number): void {
    this.values.numbers[row] = typeof value === 'number' ? value : Number.NaN;
  }
}

class WindowColumn extends TagColumn {
  readonly values = { numbers: new Float64Array(BATCH_ROWS) };
  readonly #window: WindowPass | undefined;
  readonly #windowMs: number;
  readonly #counts: boolean;

  constructor(input: RulesetInput, pass: TagPass | undefined) {
    super(input, pass);
    const windowSeconds = input.windowSeconds ?? 0;
    this.#window = pass?.window?.(input.take, windowSeconds);
    this.#windowMs = windowSeconds * 1_000;
    this.#counts = input.take === 'count' || input.take === 'changes';
  }

  protected override take(pass: TagPass, at: number, row: number): number {
    const isEmpty = pass.at <= at - this.#windowMs;
    const value = isEmpty ? (this.#counts ? 0 : Number.NaN) : (this.#window as WindowPass).valueAt(at);
    if (!Number.isFinite(value))
      return Number.isNaN(value) && !this.#counts && pass.quality === QUALITY.good ? MISSING : BAD;
    this.values.numbers[row] = value;
    return 0;
  }

  override put(value: InputValue, row: number): void {
    this.values.numbers[row] = typeof value === 'number' ? value : Number.NaN;
  }
}

class BooleanColumn extends TagColumn {
  readonly values = { booleans: new Int8Array(BATCH_ROWS) };

  protected override take(pass: TagPass, _at: number, row: number): number {
    const { kind, number } = pass;
    if (pass.quality !== QUALITY.good) return BAD;
    const isOne = kind === KIND.boolean || (kind === KIND.number && (number === 0 || number === 1));
    if (!isOne) return refusalOfKind(pass);
    this.values.booleans[row] = number;
    return 0;
  }

  override put(value: InputValue, row: number): void {
    this.values.booleans[row] = typeof value === 'boolean' ? Number(value) : -1;
  }
}

class TextColumn extends TagColumn {
  readonly #texts: string[] = [];
  readonly values: { readonly texts: readonly string[]; readonly indexes: Int32Array } = {
    texts: this.#texts,
    indexes: new Int32Array(BATCH_ROWS),
  };
  readonly #places = new Map<string, number>();

  protected override take(pass: TagPass, _at: number, row: number): number {
    if (pass.quality !== QUALITY.good) return BAD;
    if (pass.kind !== KIND.text) return refusalOfKind(pass);
    const place = this.#placeOf(pass.text ?? '');
    if (place < 0) return BAD;
    this.values.indexes[row] = place;
    return 0;
  }

  override put(value: InputValue, row: number): void {
    this.values.indexes[row] = typeof value === 'string' ? this.#placeOf(value) : -1;
  }

  /** −1 for a text that the input does not take. */
  #placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const normal = text.normalize('NFC');
    const isTaken = this.input.values === undefined || this.input.values.includes(normal);
    const place = isTaken ? (this.#places.get(normal) ?? this.#texts.push(normal) - 1) : -1;
    this.#places.set(text, place);
    if (isTaken) this.#places.set(normal, place);
    return place;
  }
}

/** An input of a tag that is asked anew for each row. */
class ReadColumn implements InputColumn {
  readonly input: RulesetInput;
  readonly #column: InputColumn;
  readonly #pass: TagPass;
  readonly #maxAgeMs: number;

  constructor(input: RulesetInput, pass: TagPass) {
    this.input = input;
    this.#column = inputColumn(input, undefined);
    this.#pass = pass;
    this.#maxAgeMs = maxAgeMsOf(input);
  }

  get values(): ColumnValues {
    return this.#column.values;
  }

  read(at: number, row: number): number {
    const { take, windowSeconds, optional } = this.input;
    const counts = take === 'count' || take === 'changes';
    const found = this.#pass.readingAt?.(take, windowSeconds, at);
    const reading = found ?? this.#pass.readingAt?.('last', undefined, at);
    const said = found === undefined && take !== 'last' ? (counts ? 0 : null) : (reading?.value ?? null);
    const value = inputValueOf(this.input, said);
    const refusal = refusalOfReading(reading, {
      at,
      maxAgeMs: this.#maxAgeMs,
      take,
      said,
      isTaken: value !== undefined,
    });
    this.#column.put(refusal === 0 ? (value ?? null) : null, row);
    return optional ? 0 : refusal;
  }

  put(value: InputValue, row: number): void {
    this.#column.put(value, row);
  }
}

interface Said {
  readonly at: number;
  readonly maxAgeMs: number;
  readonly take: RulesetInput['take'];
  readonly said: SignalValue | null;
  readonly isTaken: boolean;
}

function refusalOfReading(
  reading: ReadingAt | undefined,
  { at, maxAgeMs, take, said, isTaken }: Said,
): number {
  if (reading === undefined) return MISSING;
  if (at - reading.newestAt > maxAgeMs) return STALE;
  if (take === 'last' && reading.quality !== QUALITY.good) return BAD;
  const counts = take === 'count' || take === 'changes';
  if (said === null && !counts) return reading.quality === QUALITY.good ? MISSING : BAD;
  return isTaken ? 0 : BAD;
}
