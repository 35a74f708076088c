import type { Reason, ReasonCode } from '../contract/reasons.ts';
import { SparkplugError, type Whole } from './payload.ts';

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** Deepest nesting read; real payloads have four levels. */
const DEEPEST = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What one payload may hold, counted over all its nested messages: small bytes must not become many objects (an empty
 * nested message costs two bytes on the wire and far more in memory).
 */
export class Budget {
  #left: number;
  readonly #limit: number;

  constructor(limit: number) {
    this.#left = limit;
    this.#limit = limit;
  }

  take(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new SparkplugError('spParts', { most: this.#limit });
  }
}

/**
 * Reads the protobuf wire format within one message. Every length is checked against the bytes that are there before
 * anything is made of it. Errors are `SparkplugError` with the byte they were found at.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #depth: number;
  readonly #budget: Budget;
  #at: number;

  constructor(bytes: Uint8Array, budget: Budget, start = 0, end = bytes.length, depth = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = budget;
    this.#at = start;
    this.#end = end;
    this.#depth = depth;
  }

  #fail(code: ReasonCode, parameters: Reason['parameters'] = {}): never {
    throw new SparkplugError(code, parameters, { byte: this.#at });
  }

  /** Calls `field` for every field of the message; what it does not read (answers false) is skipped. */
  fields(field: (number: number, wire: number) => boolean): void {
    while (this.#at < this.#end) {
      const key = this.uint32();
      const number = key >>> 3;
      if (number === 0) this.#fail('spFieldZero');
      const wire = key & 7;
      if (!field(number, wire)) this.#skip(number, wire, this.#depth);
    }
  }

  #byte(): number {
    if (this.#at >= this.#end) this.#fail('spEnds');
    return this.#bytes[this.#at++] as number;
  }

  /** The low and the high 32 bits of a varint. */
  #varint(): [low: number, high: number] {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 0x80) return [low >>> 0, high >>> 0];
    }
    return this.#fail('spLongNumber');
  }

  /** Bits beyond 32 are cut off, as protobuf does. */
  uint32(): number {
    return this.#varint()[0];
  }

  uint64(): Whole {
    const [low, high] = this.#varint();
    if (high < 0x20_0000) return high * 0x1_0000_0000 + low;
    return (BigInt(high) << 32n) | BigInt(low);
  }

  bool(): boolean {
    const [low, high] = this.#varint();
    return low !== 0 || high !== 0;
  }

  #take(size: number): number {
    if (size > this.#end - this.#at) this.#fail('spFieldSize', { size, left: this.#end - this.#at });
    const start = this.#at;
    this.#at += size;
    return start;
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of the payload's own bytes, not a copy. */
  bytes(): Uint8Array {
    const size = this.uint32();
    const start = this.#take(size);
    return this.#bytes.subarray(start, start + size);
  }

  string(): string {
    const bytes = this.bytes();
    try {
      return utf8.decode(bytes);
    } catch {
      return this.#fail('spTextNotUtf8');
    }
  }

  /** A reader of the nested message that follows. */
  nested(): WireReader {
    this.#budget.take();
    const size = this.uint32();
    const start = this.#take(size);
    if (this.#depth >= DEEPEST) this.#fail('spDeep', { most: DEEPEST });
    return new WireReader(this.#bytes, this.#budget, start, start + size, this.#depth + 1);
  }

  /** The numbers of a packed repeated field. */
  packed(add: (value: number) => void): void {
    const size = this.uint32();
    const end = this.#at + size;
    if (end > this.#end) this.#take(size);
    while (this.#at < end) {
      this.#budget.take();
      add(this.uint32());
    }
    if (this.#at > end) this.#fail('spPacked');
  }

  /** One more part of a repeated scalar. */
  counted(): this {
    this.#budget.take();
    return this;
  }

  #skip(number: number, wire: number, depth: number): void {
    if (wire === WIRE.varint) this.#varint();
    else if (wire === WIRE.fixed64) this.#take(8);
    else if (wire === WIRE.bytes) this.#take(this.uint32());
    else if (wire === WIRE.fixed32) this.#take(4);
    else if (wire === WIRE.groupStart) this.#skipGroup(number, depth + 1);
    else this.#fail('spWire', { wire });
  }

  #skipGroup(group: number, depth: number): void {
    if (depth > DEEPEST) this.#fail('spDeep', { most: DEEPEST });
    for (;;) {
      const key = this.uint32();
      const number = key >>> 3;
      if ((key & 7) === WIRE.groupEnd) {
        if (number !== group) this.#fail('spGroup');
        return;
      }
      this.#skip(number, key & 7, depth);
    }
  }
}
