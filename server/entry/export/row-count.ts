import { Transform } from 'node:stream';

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** Counts the lines that pass, those inside quotation marks apart where `isCsv`, and the bytes. */
export class RowCount extends Transform {
  lines = 0;
  bytes = 0;
  readonly #isCsv: boolean;
  #isQuoted = false;

  constructor(isCsv: boolean) {
    super();
    this.#isCsv = isCsv;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, data: Buffer) => void,
  ): void {
    for (const byte of chunk) {
      if (byte === NEWLINE && !this.#isQuoted) this.lines += 1;
      else if (byte === QUOTE && this.#isCsv) this.#isQuoted = !this.#isQuoted;
    }
    this.bytes += chunk.length;
    done(null, chunk);
  }

  /** Without the header of a CSV. */
  get rows(): number {
    return Math.max(0, this.lines - (this.#isCsv ? 1 : 0));
  }
}
