/** What the WASM exports (`crate/src/wasm.rs`). */
interface Exports {
  memory: WebAssembly.Memory;
  start(): void;
  input(length: number): number;
  numbers(length: number): number;
  output(): number;
  output_length(): number;
  held(): number;
  exhausted(): number;
  compile(): number;
  edit(handle: number): number;
  tree(): number;
  release(handle: number): void;
  evaluate(handle: number): number;
  evaluate_batch(handle: number, rows: number): number;
  panic_text(): number;
  panic_length(): number;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Text in the one form in which equal words are equal bytes: NFC, no lone surrogates. */
export function normalise(text: string): string {
  return ASCII.test(text) ? text : text.normalize('NFC').toWellFormed();
}

/** One WASM instance: its memory, and the buffers through which everything crosses. */
export class Instance {
  readonly exports: Exports;
  #bytes: Uint8Array;
  #view: DataView;
  #inputAt = 0;
  #inputLength = 0;
  #at = 0;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.#bytes = new Uint8Array(this.exports.memory.buffer);
    this.#view = new DataView(this.exports.memory.buffer);
    this.exports.start();
  }

  /** Memory moves when it grows; the views follow. */
  refresh(): void {
    if (this.#bytes.buffer === this.exports.memory.buffer) return;
    this.#bytes = new Uint8Array(this.exports.memory.buffer);
    this.#view = new DataView(this.exports.memory.buffer);
  }

  beginInput(): void {
    this.#at = 0;
    if (this.#inputLength === 0) this.#reserve(4096);
    this.refresh();
  }

  #reserve(length: number): void {
    if (length <= this.#inputLength) return;
    this.#inputLength = Math.max(length, this.#inputLength * 2);
    this.#inputAt = this.exports.input(this.#inputLength);
    this.refresh();
  }

  byte(value: number): void {
    this.#reserve(this.#at + 1);
    this.#bytes[this.#inputAt + this.#at++] = value;
  }

  word(value: number): void {
    this.#reserve(this.#at + 4);
    this.#view.setUint32(this.#inputAt + this.#at, value, true);
    this.#at += 4;
  }

  number(value: number): void {
    this.#reserve(this.#at + 8);
    this.#view.setFloat64(this.#inputAt + this.#at, value, true);
    this.#at += 8;
  }

  /** A length and the bytes of a text, normalised. */
  text(value: string): void {
    const text = normalise(value);
    this.#reserve(this.#at + 4 + text.length * 3);
    const start = this.#inputAt + this.#at + 4;
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(start, start + text.length * 3));
    this.#view.setUint32(start - 4, written, true);
    this.#at += 4 + written;
  }

  /** The output of the last call, to be read before the next one. */
  output(): OutputReader {
    this.refresh();
    return new OutputReader(this.#bytes, this.#view, this.exports.output());
  }

  outputText(): string {
    this.refresh();
    const at = this.exports.output();
    return decoder.decode(this.#bytes.subarray(at, at + this.exports.output_length()));
  }

  /** Space for columns of a batch. */
  numbers(length: number): Float64Array {
    const at = this.exports.numbers(length);
    this.refresh();
    return new Float64Array(this.exports.memory.buffer, at, length);
  }

  /** Why the instance stopped: asked after a trap, when nothing else of it may be used. */
  postMortem(): { exhausted: boolean; panic: string } {
    try {
      this.refresh();
      const at = this.exports.panic_text();
      const panic = decoder.decode(this.#bytes.subarray(at, at + this.exports.panic_length()));
      return { exhausted: this.exports.exhausted() === 1, panic };
    } catch {
      return { exhausted: false, panic: '' };
    }
  }
}

/** Reads what the WASM wrote (`crate/src/evaluate.rs`, `value.rs`). */
export class OutputReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, view: DataView, at: number) {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = at;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  /** Steps over the next byte if it is this one. */
  skip(byte: number): boolean {
    if (this.#view.getUint8(this.#at) !== byte) return false;
    this.#at++;
    return true;
  }

  half(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  word(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  number(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  text(): string {
    const length = this.word();
    this.#at += length;
    return decoder.decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  /** A copy of raw bytes, for columns. */
  copy(length: number): ArrayBuffer {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at).buffer;
  }
}
