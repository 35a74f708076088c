import type { Whole } from './payload.ts';
import { WIRE } from './wire-reader.ts';

const utf8 = new TextEncoder();

/** Writes the protobuf wire format. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #size = 0;

  #room(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
  }

  #varint(value: Whole): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.#size++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#size++] = Number(rest);
  }

  #key(field: number, wire: number): void {
    this.#varint(field * 8 + wire);
  }

  #append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Negative numbers become the two's complement of 64 bits. */
  whole(field: number, value: Whole | undefined): void {
    if (value === undefined) return;
    this.#key(field, WIRE.varint);
    this.#varint(value);
  }

  bool(field: number, value: boolean | undefined): void {
    if (value !== undefined) this.whole(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.#key(field, WIRE.fixed32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#append(bytes);
  }

  double(field: number, value: number): void {
    this.#key(field, WIRE.fixed64);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#append(bytes);
  }

  bytes(field: number, value: Uint8Array | undefined): void {
    if (value === undefined) return;
    this.#key(field, WIRE.bytes);
    this.#varint(value.length);
    this.#append(value);
  }

  string(field: number, value: string | undefined): void {
    if (value !== undefined) this.bytes(field, utf8.encode(value));
  }

  nested(field: number, write: (writer: WireWriter) => void): void {
    const inner = new WireWriter();
    write(inner);
    this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}
