import type { MqttClient } from 'mqtt';

/** Looks per keep-alive interval: mqtt.js gives up after one and a half without an answer. */
const LOOKS = 3;

/**
 * While a message is held back mqtt.js reads nothing, so it does not see the answers to its pings and takes a sound
 * connection for a broken one; the broker would then deliver again everything not acknowledged. As long as there was holding back,
 * the pings go out from here and no answer is waited for; a connection that broke in the meantime is noticed after it.
 */
export class HeldKeepalive {
  readonly #client: MqttClient;
  readonly #timer: NodeJS.Timeout;
  #waiting = 0;
  #wasHeld = false;

  constructor(client: MqttClient) {
    this.#client = client;
    this.#timer = setInterval(() => this.#look(), ((client.options.keepalive ?? 0) * 1_000) / LOOKS);
    this.#timer.unref();
  }

  /** To be called with each promise that holds the next message back. */
  async during(wait: Promise<void>): Promise<void> {
    this.#waiting += 1;
    this.#wasHeld = true;
    try {
      await wait;
    } finally {
      this.#waiting -= 1;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (!this.#wasHeld || !this.#client.connected) return;
    this.#wasHeld = this.#waiting > 0;
    this.#client.sendPing();
    this.#client.reschedulePing(true);
  }
}
