import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Duplex } from 'node:stream';

/** A read that brings more has not emptied the socket: it takes 64 KiB at most. */
const EMPTIED_BELOW_BYTES = 49_152;

/**
 * A TCP connection to a broker that may be read some times a second instead of each time a few messages have come: a turn of the event loop
 * costs as much as those few. What comes meanwhile waits in the kernel. A connection that has more than one read brings is read on at once,
 * and so is one whose broker may be waiting for our acknowledgements, when they have gone out.
 */
export class PacedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #pauseMs: () => number;
  #isWanted = false;
  #pause: NodeJS.Timeout | null = null;

  /** `pauseMs`: for how long it need not be read; asked after each read. */
  constructor(place: TcpNetConnectOpts, pauseMs: () => number) {
    super({ allowHalfOpen: false });
    // Not read ahead while it is not asked for: Node hands the option to the stream, only its types do not know.
    const socket = createConnection({ ...place, ...{ readableHighWaterMark: 1 } });
    this.#socket = socket;
    this.#pauseMs = pauseMs;
    socket.on('readable', () => this.#take());
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    // After its end what has been read is still wanted.
    socket.on('close', () => void (socket.readableEnded || this.destroy()));
  }

  /** To be called when messages have been acknowledged. */
  goOn(): void {
    if (this.#pause === null) return;
    clearTimeout(this.#pause);
    this.#pause = null;
    this.#take();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#take();
  }

  #take(): void {
    if (!this.#isWanted || this.#pause !== null) return;
    const chunk = this.#socket.read() as Buffer | null;
    if (chunk === null) return;
    this.#isWanted = false;
    const pauseMs = chunk.length < EMPTIED_BELOW_BYTES ? this.#pauseMs() : 0;
    if (pauseMs > 0) this.#pause = setTimeout(() => this.goOn(), pauseMs);
    this.push(chunk);
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
