import type { DesktopBridge } from './desktop-bridge.ts';
import {
  CLOSE_CODE,
  frameSize,
  SERVER_PORT_MESSAGE,
  type Frame,
  type PageToShell,
  type ShellToPage,
} from './port-protocol.ts';

/** Hands out one server port per call; the call's result takes the wish back. */
export interface PortSource {
  take(use: (port: MessagePort) => void): () => void;
}

/**
 * The ports the shell sends into `page`. Every taker asks for a port of its own; one that nobody waits for is closed at
 * once, so that no connection to the server is left without an owner.
 */
export function createPortSource(bridge: Pick<DesktopBridge, 'requestServerPort'>, page: Window): PortSource {
  const waiting: ((port: MessagePort) => void)[] = [];
  page.addEventListener('message', (event: MessageEvent) => {
    const port = event.ports[0];
    if (event.source !== page || event.data?.type !== SERVER_PORT_MESSAGE || !port) return;
    const use = waiting.shift();
    if (use) use(port);
    else port.close();
  });
  return {
    take(use) {
      waiting.push(use);
      bridge.requestServerPort();
      return () => {
        const index = waiting.indexOf(use);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
  };
}

type Handler<E extends Event> = ((event: E) => void) | null;

/**
 * A WebSocket whose bytes travel over a MessagePort of the shell. It stays `CONNECTING` until the station server can be
 * reached, however long that takes, and closes when the server dies: a client that reconnects is then connected again
 * as soon as the server is back.
 */
export class PortSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  readonly url: string;
  readonly protocol = '';
  readonly extensions = '';
  binaryType: BinaryType = 'arraybuffer';
  onopen: Handler<Event> = null;
  onmessage: Handler<MessageEvent> = null;
  onerror: Handler<Event> = null;
  onclose: Handler<CloseEvent> = null;

  #readyState = 0;
  #buffered = 0;
  #port: MessagePort | null = null;
  readonly #giveUpPort: () => void;

  constructor(url: string | URL, source: PortSource) {
    super();
    this.url = String(url);
    this.#giveUpPort = source.take((port) => this.#attach(port));
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** What was sent and has not left the shell yet, as `frameSize` counts. */
  get bufferedAmount(): number {
    return this.#buffered;
  }

  /** Errors: `InvalidStateError` while connecting; after the end, frames are dropped as by a WebSocket. */
  send(data: string | ArrayBufferLike | ArrayBufferView): void {
    if (this.#readyState === this.CONNECTING) throw new DOMException('still connecting', 'InvalidStateError');
    if (this.#readyState !== this.OPEN) return;
    const frame = toFrame(data);
    this.#buffered += frameSize(frame);
    this.#post({ kind: 'data', data: frame });
  }

  close(code: number = CLOSE_CODE.normal, reason = ''): void {
    if (this.#readyState >= this.CLOSING) return;
    this.#readyState = this.CLOSING;
    this.#giveUpPort();
    this.#post({ kind: 'close', code, reason });
    // The other end may be gone: the end is told without waiting for an answer, later as a WebSocket does.
    queueMicrotask(() => this.#end(code, reason, true));
  }

  #attach(port: MessagePort): void {
    this.#port = port;
    port.onmessage = (event: MessageEvent<ShellToPage>) => this.#receive(event.data);
  }

  #receive(message: ShellToPage): void {
    if (this.#readyState >= this.CLOSING) return;
    switch (message.kind) {
      case 'open':
        this.#readyState = this.OPEN;
        this.#emit(new Event('open'));
        return;
      case 'data':
        try {
          this.#emit(new MessageEvent('message', { data: message.data }));
        } finally {
          this.#post({ kind: 'ack', bytes: frameSize(message.data) });
        }
        return;
      case 'ack':
        this.#buffered = Math.max(0, this.#buffered - message.bytes);
        return;
      case 'close':
        this.#end(message.code, message.reason, message.code === CLOSE_CODE.normal);
    }
  }

  #end(code: number, reason: string, clean: boolean): void {
    if (this.#readyState === this.CLOSED) return;
    const failedToOpen = this.#readyState === this.CONNECTING;
    this.#readyState = this.CLOSED;
    this.#port?.close();
    this.#port = null;
    if (failedToOpen) this.#emit(new Event('error'));
    this.#emit(new CloseEvent('close', { code, reason, wasClean: clean }));
  }

  #post(message: PageToShell): void {
    this.#port?.postMessage(message);
  }

  #emit(event: Event): void {
    const handler = this[`on${event.type}` as 'onopen'] as Handler<Event>;
    handler?.call(this, event);
    this.dispatchEvent(event);
  }
}

function toFrame(data: string | ArrayBufferLike | ArrayBufferView): Frame {
  if (typeof data === 'string') return data;
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return bytes.slice().buffer;
}

/** A class to give to a WebSocket client, e.g. tRPC's `createWSClient({ url: 'ws://station/trpc', WebSocket })`. */
export function portSocketClass(source: PortSource): typeof WebSocket {
  class BoundPortSocket extends PortSocket {
    constructor(url: string | URL) {
      super(url, source);
    }
  }
  return BoundPortSocket as unknown as typeof WebSocket;
}
