import type { Writable } from 'node:stream';

const PUBACK = 0x40;
const REMAINING_LENGTH = 2;

/**
 * PUBACKs of one connection, all of one commit in one write. They never reach another connection: after a break the
 * broker delivers again what it has no acknowledgement for.
 *
 * The packet is the same in MQTT 3.1.1 and 5: type, length 2, packet identifier (in 5 a missing reason code means
 * success, MQTT 5.0 section 3.4.2.1).
 */
export class Acknowledgements {
  readonly #stream: Writable;
  readonly #sent: () => void;
  #identifiers: number[] = [];

  /** `sent`: called after each write. */
  constructor(stream: Writable, sent: () => void = () => {}) {
    this.#stream = stream;
    this.#sent = sent;
  }

  send(packetIdentifier: number): void {
    if (this.#identifiers.push(packetIdentifier) === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const packets = Buffer.alloc(this.#identifiers.length * 4);
    this.#identifiers.forEach((identifier, index) => {
      packets.writeUInt8(PUBACK, index * 4);
      packets.writeUInt8(REMAINING_LENGTH, index * 4 + 1);
      packets.writeUInt16BE(identifier, index * 4 + 2);
    });
    this.#identifiers = [];
    if (!this.#stream.destroyed && this.#stream.writable) this.#stream.write(packets);
    this.#sent();
  }
}
