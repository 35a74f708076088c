import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Duplex } from 'node:stream';

const READ_BYTES = 65_536;
/** A read that brings more has not emptied the socket. */
const EMPTIED_BELOW_BYTES = READ_BYTES * 0.75;

/**
 * A TCP connection to a broker that may be read some times a second instead of each time a few messages have come: a turn of the event loop
 * costs as much as those few. What comes meanwhile waits in the kernel. A connection that has more than one read brings is read on at once,
 * and so is one whose broker may be waiting for our acknowledgements, when they have gone out. Should the broker reset the connection,
 * what waits is lost with it: of QoS 1 it comes again, of QoS 0 it does not.
 */
export class PacedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #pauseMs: () => number;
  #isWanted = false;
  #pause: NodeJS.Timeout | null = null;

  /** `pauseMs`: for how long it need not be read; asked after each read. */
  constructor(place: TcpNetConnectOpts, pauseMs: () => number) {
    super({ allowHalfOpen: false });
    // Its own end is sent when what came before the other's has been taken.
    const socket = createConnection({
      ...place,
      allowHalfOpen: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (bytes, buffer) => this.#take(Buffer.from(buffer.subarray(0, bytes))),
      },
    });
    this.#socket = socket;
    this.#pauseMs = pauseMs;
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => void (socket.readableEnded || this.destroy()));
  }

  /** To be called when messages have been acknowledged. */
  goOn(): void {
    if (this.#pause === null) return;
    clearTimeout(this.#pause);
    this.#pause = null;
    this.#readOn();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#readOn();
  }

  #readOn(): void {
    if (this.#isWanted && this.#pause === null) this.#socket.resume();
  }

  /** Returns whether the socket is to be read on. */
  #take(chunk: Buffer): boolean {
    const pauseMs = chunk.length < EMPTIED_BELOW_BYTES ? this.#pauseMs() : 0;
    if (pauseMs > 0) this.#pause = setTimeout(() => this.goOn(), pauseMs);
    this.#isWanted = this.push(chunk);
    return this.#isWanted && this.#pause === null;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#socket.write(chunk, written);
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    written: (error?: Error | null) => void,
  ): void {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), written);
  }

  override _final(ended: () => void): void {
    this.#socket.end(() => ended());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#socket.destroy();
    done(error);
  }
}
