import type { MqttClient } from 'mqtt';
import { Copies, haveOverlaps, identifierOf } from './copies.ts';
import type { BrokerSession } from './session-file.ts';
import { subscribe, subscribeEach, type SubscriptionProblem } from './subscription.ts';

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
  readonly #copies = new Copies();
  #canName = false;
  /** What the connection of a new session holds. */
  #held: readonly string[] = [];
  /** One change after the other, so that the last one wanted is the last one made. */
  #updating: Promise<unknown> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#topics = options.topics;
    // What waited at the broker comes before the first subscription is made again.
    this.#copies.hold(options.session?.topics ?? []);
  }

  want(topics: readonly string[]): void {
    this.#topics = topics;
    if (this.#options.client.connected) this.#update();
  }

  /**
   * The connection is a new one: what was under way on the one before has ended with it. `canName`: the broker takes
   * subscription identifiers (MQTT 5).
   */
  connected(canName: boolean): void {
    this.#canName = canName;
    this.#updating = Promise.resolve();
    this.#held = [];
    this.#update();
  }

  /** Whether a message is a further copy of one that comes under another subscription; see `Copies`. */
  isCopy(topic: string, identifiers: number | readonly number[] | undefined): boolean {
    return this.#copies.isCopy(topic, identifiers);
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
    const before = session?.topics ?? this.#held;
    const unwanted = before.filter((topic) => !topics.includes(topic));
    const kept = before.filter((topic) => topics.includes(topic));
    const ordered = [...kept, ...topics.filter((topic) => !before.includes(topic))];
    // Noted first: after a crash in between, what the broker holds is still known and can be left.
    session?.holds(url, [...kept, ...unwanted, ...ordered.slice(kept.length)]);
    if (unwanted.length > 0) await client.unsubscribeAsync(unwanted);
    const problem = await this.#subscribe(ordered);
    const granted = ordered.filter((topic) => problem?.topics.includes(topic) !== true);
    session?.holds(url, granted);
    this.#held = granted;
    this.#copies.hold(granted);
    return problem;
  }

  #subscribe(topics: readonly string[]): Promise<SubscriptionProblem | null> {
    const { client } = this.#options;
    if (topics.length === 0) return Promise.resolve(null);
    if (!this.#canName || !haveOverlaps(topics)) return subscribe(client, topics);
    return subscribeEach(client, topics, identifierOf);
  }
}
