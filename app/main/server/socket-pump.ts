import { connect } from 'node:net';
import { WebSocket, type RawData } from 'ws';
import {
  CLOSE_CODE,
  frameSize,
  OVERLOAD_BYTES,
  PAUSE_ABOVE_BYTES,
  readPageMessage,
  RESUME_BELOW_BYTES,
  type Frame,
  type PageToShell,
  type ShellToPage,
} from '../../../shared/bridge/port-protocol.ts';

/** The shell's end of a page's port: Electron's `MessagePortMain`, or a port of Node in tests. */
export interface ShellPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: ShellToPage): void;
  close(): void;
}

const HANDSHAKE_PATIENCE_MS = 3_000;
const CLOSE_PATIENCE_MS = 1_000;
const LONGEST_CLOSE_REASON_BYTES = 123;

/**
 * Carries WebSocket frames between a page's port and the station server's local socket, verbatim and both ways, and
 * knows nothing of what is in them. Neither side can make the shell grow: a page that is behind stops the reading from
 * the server, a server that is behind ends the connection.
 */
export class SocketPump {
  readonly #port: ShellPort;
  readonly #webSocket: WebSocket;
  readonly #onEnd: () => void;
  /** What the page has not consumed yet, as `frameSize` counts. */
  #ahead = 0;
  #hasEnded = false;

  constructor(socketPath: string, port: ShellPort, onEnd: () => void) {
    this.#port = port;
    this.#onEnd = onEnd;
    this.#webSocket = new WebSocket('ws://localhost/trpc', {
      createConnection: () => connect(socketPath),
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_PATIENCE_MS,
    });
    this.#listenToServer();
    this.#listenToPage();
  }

  /** Ends both sides; the page's socket closes with `code` and may connect anew. */
  end(code: number, reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // The page last: it may be gone this moment, and its port throw.
    this.#webSocket.terminate();
    this.#onEnd();
    this.#port.postMessage({ kind: 'close', code, reason });
    this.#port.close();
  }

  #listenToServer(): void {
    const webSocket = this.#webSocket;
    webSocket.on('open', () => this.#port.postMessage({ kind: 'open' }));
    webSocket.on('message', (data, isBinary) => this.#toPage(readFrame(data, isBinary)));
    webSocket.on('close', (code, reason) => this.end(code, reason.toString()));
    webSocket.on('error', (error) => this.end(CLOSE_CODE.abnormal, error.message));
  }

  #listenToPage(): void {
    this.#port.on('message', (event) => {
      const message = readPageMessage(event.data);
      if (message !== null && !this.#hasEnded) this.#fromPage(message);
    });
    this.#port.on('close', () => this.end(CLOSE_CODE.goingAway, 'the window is gone'));
    this.#port.start();
  }

  #toPage(data: Frame): void {
    if (this.#hasEnded) return;
    this.#ahead += frameSize(data);
    this.#port.postMessage({ kind: 'data', data });
    if (this.#ahead > PAUSE_ABOVE_BYTES) this.#webSocket.pause();
  }

  #fromPage(message: PageToShell): void {
    switch (message.kind) {
      case 'data':
        return this.#toServer(message.data);
      case 'ack':
        this.#ahead = Math.max(0, this.#ahead - message.bytes);
        if (this.#ahead < RESUME_BELOW_BYTES && this.#webSocket.isPaused) this.#webSocket.resume();
        return;
      case 'close':
        return this.#closeByPage(message.code, message.reason);
    }
  }

  #toServer(data: Frame): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    if (this.#webSocket.bufferedAmount > OVERLOAD_BYTES) {
      return this.end(CLOSE_CODE.overload, 'the server does not keep up with this window');
    }
    this.#webSocket.send(data, { binary: typeof data !== 'string' }, (error) => {
      if (!error && !this.#hasEnded) this.#port.postMessage({ kind: 'ack', bytes: frameSize(data) });
    });
  }

  #closeByPage(code: number, reason: string): void {
    const isAllowed = code === CLOSE_CODE.normal || (code >= 3_000 && code <= 4_999);
    this.#hasEnded = true;
    this.#webSocket.close(isAllowed ? code : CLOSE_CODE.normal, shortenReason(reason));
    // A frozen server never answers the closing handshake.
    setTimeout(() => this.#webSocket.terminate(), CLOSE_PATIENCE_MS);
    this.#port.close();
    this.#onEnd();
  }
}

function readFrame(data: RawData, isBinary: boolean): Frame {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  return isBinary ? new Uint8Array(bytes).slice().buffer : bytes.toString('utf8');
}

/** A close frame holds 123 bytes of reason, a whole number of characters. */
function shortenReason(reason: string): string {
  let short = reason;
  while (Buffer.byteLength(short) > LONGEST_CLOSE_REASON_BYTES) short = short.slice(0, -1);
  return short;
}
