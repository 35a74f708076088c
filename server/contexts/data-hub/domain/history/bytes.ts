/** Bytes that this program cannot have written: damaged, cut short, or of a newer version. */
export class DamagedError extends Error {
  constructor(detail: string) {
    super(`stored samples are damaged: ${detail}`);
    this.name = 'DamagedError';
  }
}

const FIRST_SIZE = 1_024;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** FNV-1a over 32 bits; finds any damage but for one case in 2^32. */
export function checksumOf(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < length; index += 1)
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  return hash >>> 0;
}

/** Mixes words from `start` on into `seed`, two lanes at once: another word anywhere gives another number. */
export function mixedWords(words: Int32Array, start: number, seed: number): number {
  let first = seed ^ 0x811c9dc5;
  let second = 0x2545f491;
  let index = start;
  for (; index + 1 < words.length; index += 2) {
    first = Math.imul(((first << 13) | (first >>> 19)) ^ (words[index] as number), 0x9e3779b1);
    second = Math.imul(((second << 13) | (second >>> 19)) ^ (words[index + 1] as number), 0x85ebca6b);
  }
  if (index < words.length) first = Math.imul(first ^ (words[index] as number), 0x9e3779b1);
  return Math.imul(first ^ (second >>> 15) ^ (second << 17), 0x9e3779b1) | 0;
}

/** The same purpose as `checksumOf`, a quarter of its steps. */
export function wordChecksumOf(bytes: Uint8Array, length: number): number {
  const whole = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = length >>> 2;
  let hash = mixedWords(new Int32Array(whole.buffer, whole.byteOffset, words), 0, length);
  for (let index = words * 4; index < length; index += 1)
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  return hash >>> 0;
}

type Checksum = typeof checksumOf;

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** The first byte of a signed number holds its sign and six bits, so that all 2^53 fit. */
export function signedSize(value: number): number {
  const magnitude = Math.abs(value);
  return magnitude < 64 ? 1 : 1 + varintSize(Math.floor(magnitude / 64));
}

/** Growing bytes, little-endian. Whole numbers are at most 2^53 − 1 in magnitude. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128))
      this.#bytes[this.#length++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    const sign = value < 0 ? 1 : 0;
    const magnitude = sign === 1 ? -value : value;
    if (magnitude < 64) return this.byte((magnitude << 1) | sign);
    this.byte(((magnitude % 64) << 1) | sign | 128);
    this.varint(Math.floor(magnitude / 64));
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** UTF-8, or UTF-16 where a lone surrogate would not survive it. */
  text(value: string): void {
    if (value.isWellFormed()) {
      const bytes = encoder.encode(value);
      this.varint(bytes.length * 2);
      this.bytes(bytes);
      return;
    }
    this.varint(value.length * 2 + 1);
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      this.byte(unit & 255);
      this.byte(unit >>> 8);
    }
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Room for `size` bytes of zero, to be filled at once: where they are, and where they begin. */
  room(size: number): { readonly bytes: Uint8Array; readonly start: number } {
    this.#reserve(size);
    const start = this.#length;
    this.#length += size;
    this.#bytes.fill(0, start, this.#length);
    return { bytes: this.#bytes, start };
  }

  checksum(of: Checksum = checksumOf): void {
    this.uint32(of(this.#bytes, this.#length));
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what `ByteWriter` wrote. Every method throws `DamagedError` instead of reading beyond the end. */
export class ByteReader {
  readonly source: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at = 0;

  /** With a checksum at the end, as `ByteWriter.checksum` adds it. */
  constructor(source: Uint8Array, checksum: Checksum = checksumOf) {
    this.source = source;
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    this.#end = source.length - 4;
    if (this.#end < 0 || this.#view.getUint32(this.#end, true) !== checksum(source, this.#end))
      throw new DamagedError('their checksum is another');
  }

  get at(): number {
    return this.#at;
  }

  /** Goes on from an earlier place. */
  back(at: number): void {
    this.#at = at;
  }

  get rest(): number {
    return this.#end - this.#at;
  }

  /** Moves over `size` bytes and tells where they begin. */
  skip(size: number): number {
    if (size > this.rest) throw new DamagedError('they end too early');
    const start = this.#at;
    this.#at += size;
    return start;
  }

  byte(): number {
    return this.source[this.skip(1)] as number;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 56; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new DamagedError('a number is too long');
  }

  signed(): number {
    const byte = this.byte();
    const low = (byte >>> 1) & 63;
    const magnitude = byte < 128 ? low : low + this.varint() * 64;
    return (byte & 1) === 1 ? -magnitude : magnitude;
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.skip(8), true);
  }

  text(): string {
    const head = this.varint();
    const length = Math.floor(head / 2);
    if (head % 2 === 0) {
      const start = this.skip(length);
      try {
        return decoder.decode(this.source.subarray(start, start + length));
      } catch {
        throw new DamagedError('a text is not UTF-8');
      }
    }
    const start = this.skip(length * 2);
    let value = '';
    for (let index = start; index < start + length * 2; index += 2)
      value += String.fromCharCode(this.#view.getUint16(index, true));
    return value;
  }

  /** Throws when something is left over. */
  end(): void {
    if (this.rest !== 0) throw new DamagedError('there is more than they say');
  }
}
