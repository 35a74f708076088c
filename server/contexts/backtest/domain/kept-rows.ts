import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput } from '../../../../shared/contract/rules.ts';
import { BATCH_ROWS, type ColumnValues } from './input-columns.ts';

/** Rows to be kept, as `RowStream` makes them. */
export interface RowBatch {
  readonly count: number;
  readonly times: Float64Array;
  readonly columns: readonly { readonly values: ColumnValues }[];
}

/** Rows that are judged together: at most `BATCH_ROWS`. */
export interface KeptChunk {
  count: number;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  readonly machines: Uint16Array;
  /** Number of the UTC day since the first. */
  readonly days: Uint8Array;
  /** In the order of the inputs. */
  readonly columns: readonly ColumnValues[];
  /** What the base says of each row, where `baseOf` is the number of that base. */
  readonly base: Uint8Array;
  baseOf: number;
}

const BYTES_BESIDE_INPUTS = 8 + 2 + 1 + 1;
const bytesOfInput = ({ type, take }: RulesetInput) =>
  take !== 'last' || type === 'number' ? 8 : type === 'text' ? 4 : 1;

/** Texts of an input that any machine had; chunks name them by their place. */
class Texts {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(text: string | undefined): number {
    if (text === undefined) return -1;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

/**
 * Rows of history as columns in memory, never more than a budget of bytes: where it would be passed, every second row goes, and from then on
 * only as many come in.
 */
export class KeptRows {
  readonly chunks: KeptChunk[] = [];
  /** Only every n-th row is kept. */
  everyNth = 1;
  /** Rows that were offered. */
  offered = 0;
  readonly #inputs: readonly RulesetInput[];
  readonly #texts: readonly Texts[];
  readonly #mostChunks: number;
  readonly #chunkRows: number;
  readonly #rowBytes: number;

  constructor(inputs: readonly RulesetInput[], budgetBytes: number, chunkRows = BATCH_ROWS) {
    this.#inputs = inputs;
    this.#texts = inputs.map(() => new Texts());
    this.#chunkRows = chunkRows;
    this.#rowBytes = inputs.reduce((sum, input) => sum + bytesOfInput(input), BYTES_BESIDE_INPUTS);
    // Two at least: of one alone no second row could go for another to come in.
    this.#mostChunks = Math.max(2, Math.floor(budgetBytes / (this.#rowBytes * chunkRows)));
  }

  get rows(): number {
    return this.chunks.reduce((sum, { count }) => sum + count, 0);
  }

  get bytes(): number {
    return this.chunks.length * this.#chunkRows * this.#rowBytes;
  }

  /** Takes the rows of a batch of one machine and day, in their order, where `isWanted`. */
  add(
    batch: RowBatch,
    { machine, day }: { readonly machine: number; readonly day: number },
    isWanted: (row: number) => boolean,
  ): void {
    for (let row = 0; row < batch.count; row += 1) {
      if (!isWanted(row)) continue;
      const number = this.offered++;
      if (number % this.everyNth !== 0) continue;
      const chunk = this.#withRoom();
      // Making room may have made of it one of those that go.
      if (number % this.everyNth !== 0) continue;
      const place = chunk.count++;
      chunk.times[place] = batch.times[row] as number;
      chunk.machines[place] = machine;
      chunk.days[place] = day;
      batch.columns.forEach(({ values }, input) => this.#put(values, row, chunk, { input, place }));
    }
  }

  #put(
    from: ColumnValues,
    row: number,
    { columns }: KeptChunk,
    { input, place }: { readonly input: number; readonly place: number },
  ): void {
    const to = columns[input] as ColumnValues;
    if ('numbers' in from && 'numbers' in to) to.numbers[place] = from.numbers[row] as number;
    else if ('booleans' in from && 'booleans' in to) to.booleans[place] = from.booleans[row] as number;
    else if ('texts' in from && 'texts' in to)
      to.indexes[place] = (this.#texts[input] as Texts).placeOf(from.texts[from.indexes[row] as number]);
  }

  #withRoom(): KeptChunk {
    const last = this.chunks.at(-1);
    if (last !== undefined && last.count < this.#chunkRows) return last;
    if (this.chunks.length === this.#mostChunks) {
      this.#halve();
      return this.#withRoom();
    }
    const chunk = this.#chunk();
    this.chunks.push(chunk);
    return chunk;
  }

  /** Some rows by their number, copied: `parts` chunks that are each spread over all of them. */
  sample(most: number, parts: number): KeptChunk[] {
    const { rows } = this;
    const wanted = Math.min(rows, most);
    const chunks = Array.from({ length: parts }, () => this.#chunk(Math.ceil(wanted / parts)));
    for (let index = 0; index < wanted; index += 1) {
      const number = Math.floor((index * rows) / wanted);
      const from = this.chunks[Math.floor(number / this.#chunkRows)] as KeptChunk;
      const chunk = chunks[index % parts] as KeptChunk;
      copyRow(from, number % this.#chunkRows, chunk, chunk.count++);
    }
    return chunks.filter(({ count }) => count > 0);
  }

  /** What an input was in a row of a chunk. */
  valueOf(chunk: KeptChunk, input: number, row: number): InputValue {
    const values = chunk.columns[input] as ColumnValues;
    if ('numbers' in values) {
      const number = values.numbers[row] as number;
      return Number.isNaN(number) ? null : number;
    }
    if ('booleans' in values) return values.booleans[row] === -1 ? null : values.booleans[row] === 1;
    return values.texts[values.indexes[row] as number] ?? null;
  }

  #chunk(rows = this.#chunkRows): KeptChunk {
    return {
      count: 0,
      times: new Float64Array(rows),
      machines: new Uint16Array(rows),
      days: new Uint8Array(rows),
      columns: this.#inputs.map((input, index): ColumnValues => {
        if (input.take !== 'last' || input.type === 'number') return { numbers: new Float64Array(rows) };
        if (input.type === 'boolean') return { booleans: new Int8Array(rows) };
        return { texts: (this.#texts[index] as Texts).all, indexes: new Int32Array(rows) };
      }),
      base: new Uint8Array(rows),
      baseOf: -1,
    };
  }

  /** Keeps every second row, in place. */
  #halve(): void {
    const { chunks } = this;
    const { rows } = this;
    for (let number = 0; number * 2 < rows; number += 1) {
      const [from, to] = [number * 2, number].map((each) => Math.floor(each / this.#chunkRows));
      copyRow(
        chunks[from as number] as KeptChunk,
        (number * 2) % this.#chunkRows,
        chunks[to as number] as KeptChunk,
        number % this.#chunkRows,
      );
    }
    const left = Math.ceil(rows / 2);
    chunks.length = Math.ceil(left / this.#chunkRows);
    chunks.forEach((chunk, index) => {
      chunk.count = Math.min(this.#chunkRows, left - index * this.#chunkRows);
    });
    this.everyNth *= 2;
  }
}

function copyRow(from: KeptChunk, row: number, to: KeptChunk, place: number): void {
  to.times[place] = from.times[row] as number;
  to.machines[place] = from.machines[row] as number;
  to.days[place] = from.days[row] as number;
  from.columns.forEach((values, input) => {
    const into = to.columns[input] as ColumnValues;
    if ('numbers' in values && 'numbers' in into) into.numbers[place] = values.numbers[row] as number;
    else if ('booleans' in values && 'booleans' in into)
      into.booleans[place] = values.booleans[row] as number;
    else if ('texts' in values && 'texts' in into) into.indexes[place] = values.indexes[row] as number;
  });
}
