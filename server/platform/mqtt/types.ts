import type { BrokerState } from '../../../shared/contract/data-hub.ts';

/** A message a broker delivered. */
export interface InboundMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly retained: boolean;
  /** Above QoS 0, where the broker keeps a session: names the delivery; `repeated` is the broker's DUP. */
  readonly delivery: { readonly key: string; readonly repeated: boolean } | null;
  /** To be called once the message is safe: only then it is acknowledged. */
  committed(): void;
}

/** Takes a message; a returned promise holds the next one back until it resolves. */
export type MessageHandler = (message: InboundMessage) => Promise<void> | undefined;

/** How a message of the station's own is published. */
export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** Where signals come from. */
export interface BrokerConnection {
  /** Resolves when it is sent (QoS 0) or acknowledged (QoS 1); rejects where the broker is away. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void>;
  /** Topic filters wanted from now on; those no longer wanted are left. Comes true as soon as the broker is there. */
  setTopics(topics: readonly string[]): void;
  state(): BrokerState;
  /** Called after each change of state. */
  onStateChange(listener: (state: BrokerState) => void): void;
  /** Ends the connection; what is not acknowledged stays with the broker. */
  close(): Promise<void>;
}
