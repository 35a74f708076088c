import type { WebSocket } from 'ws';

export interface AdmissionLimits {
  /** Time to send a valid first message. */
  readonly withinMs: number;
  /** Sockets that may wait at the same time. */
  readonly most: number;
}

const LIMITS: AdmissionLimits = { withinMs: 5_000, most: 32 };

/**
 * Sockets over TCP that have not shown their token yet. Each has a few seconds for it, and there is room for few, so
 * that nobody without the token can keep connections or memory of the server.
 */
export class SocketAdmission {
  readonly #limits: AdmissionLimits;
  readonly #waiting = new Map<WebSocket, NodeJS.Timeout>();

  constructor(limits: AdmissionLimits = LIMITS) {
    this.#limits = limits;
  }

  get hasRoom(): boolean {
    return this.#waiting.size < this.#limits.most;
  }

  /** Ends the socket, without waiting for its consent, unless `admit` comes first. */
  wait(client: WebSocket): void {
    const timer = setTimeout(() => client.terminate(), this.#limits.withinMs);
    this.#waiting.set(client, timer);
    client.once('close', () => this.admit(client));
  }

  /** The socket has shown its token, or is gone. */
  admit(client: WebSocket): void {
    clearTimeout(this.#waiting.get(client));
    this.#waiting.delete(client);
  }
}
