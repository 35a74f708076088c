import type { MqttClient } from 'mqtt';
import type { BrokerSession } from './session-file.ts';
import { subscribe, type SubscriptionProblem } from './subscription.ts';

export interface SubscriptionsOptions {
  readonly client: MqttClient;
  /** The session the broker keeps; null where each connection begins a new one. */
  readonly session: BrokerSession | null;
  /** The broker's address without secrets. */
  readonly url: string;
  readonly topics: readonly string[];
  /** What is wanted now is subscribed to, or what of it the broker refused. */
  readonly made: (problem: SubscriptionProblem | null) => void;
  readonly failed: (error: Error) => void;
}

const AGAIN_MS = 5_000;

/** Brings the subscriptions at the broker to what is wanted, and leaves what no longer is. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  #topics: readonly string[];
  /** What the connection of a new session holds. */
  #held: readonly string[] = [];
  /** One change after the other, so that the last one wanted is the last one made. */
  #updating: Promise<unknown> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#topics = options.topics;
  }

  want(topics: readonly string[]): void {
    this.#topics = topics;
    if (this.#options.client.connected) this.#update();
  }

  /** The connection is a new one: what was under way on the one before has ended with it. */
  connected(): void {
    this.#updating = Promise.resolve();
    this.#held = [];
    this.#update();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
  }

  #update(): void {
    if (this.#closed) return;
    clearTimeout(this.#again);
    const { client, made, failed } = this.#options;
    const { stream } = client;
    const update = this.#updating.then(() => this.#bringTo(this.#topics));
    this.#updating = update.catch(() => {});
    update.then(made, (error: Error) => {
      if (this.#closed || !client.connected || client.stream !== stream) return;
      failed(error);
      this.#again = setTimeout(() => this.#update(), AGAIN_MS);
    });
  }

  async #bringTo(topics: readonly string[]): Promise<SubscriptionProblem | null> {
    const { client, session, url } = this.#options;
    const unwanted = (session?.topics ?? this.#held).filter((topic) => !topics.includes(topic));
    // Noted first: after a crash in between, what the broker holds is still known and can be left.
    session?.holds(url, [...topics, ...unwanted]);
    if (unwanted.length > 0) await client.unsubscribeAsync(unwanted);
    const problem = topics.length === 0 ? null : await subscribe(client, topics);
    session?.holds(url, topics);
    this.#held = topics;
    return problem;
  }
}
