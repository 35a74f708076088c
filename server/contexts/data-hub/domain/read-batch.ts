import { NO_NUMBER, type IncomingMessage, type SampleKey } from './batch.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readPayload, type Readings } from './payload.ts';
import type { TagState, TopicState } from './state.ts';
import { targetOf, type TopicTarget } from './topic.ts';

/** What the hub knows, as of the last commit. */
export interface KnownState {
  readonly tags: ReadonlyMap<string, TagState>;
  readonly topics: ReadonlyMap<string, TopicState>;
  /** Fingerprints of committed deliveries by their key. */
  readonly deliveries: ReadonlyMap<string, string>;
}

export interface ReadMessage extends Readings {
  readonly message: IncomingMessage;
  readonly target: TopicTarget;
  /** Set where the delivery must be remembered, or may be a repeated one. */
  readonly fingerprint: string | null;
}

/** Whether nothing but the delivery itself tells a repeated message from a new one. */
function needsFingerprint({ readings, faults }: Readings): boolean {
  return faults.length > 0 || readings.some((reading) => reading.at === null);
}

export function readBatch(messages: readonly IncomingMessage[], known: KnownState): ReadMessage[] {
  return messages.map((message) => {
    const target = known.topics.get(message.topic)?.target ?? targetOf(message.topic);
    const { readings, faults } = readPayload(target, message.payload, message.receivedAt);
    const fingerprint =
      message.delivery !== null && needsFingerprint({ readings, faults })
        ? fingerprintOf(message.topic, message.payload)
        : null;
    return { message, target, readings, faults, fingerprint };
  });
}

/**
 * Places at which the store may already hold a sample; all others are newer than anything stored. `all` asks for
 * every place, should the store turn out to know more than the memory.
 */
export function keysToLookUp(batch: readonly ReadMessage[], known: KnownState, all = false): SampleKey[] {
  const keys = new Map<string, SampleKey>();
  for (const { message, readings } of batch) {
    for (const reading of readings) {
      const tag = known.tags.get(reading.path);
      const at = reading.at ?? message.receivedAt;
      if (tag === undefined || (!all && at > tag.furthestAt)) continue;
      const seq = reading.at === null ? null : (reading.seq ?? NO_NUMBER);
      keys.set(`${tag.id}:${at}:${seq}`, { tagId: tag.id, at, seq });
    }
  }
  return [...keys.values()];
}
