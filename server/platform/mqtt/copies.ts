import { createHash } from 'node:crypto';
import { overlap } from '../../../shared/util/topic-filters.ts';
import { matchesFilter } from './topic-filter.ts';

/** Subscription identifiers are 1 to 268,435,455 (MQTT 5.0, section 3.8.2.1.2). */
const IDENTIFIERS = 0x0fff_ffff;

/** Names a filter's subscription, the same after every restart: what waits at the broker carries it. */
export function identifierOf(filter: string): number {
  return (createHash('sha256').update(filter).digest().readUInt32BE() % IDENTIFIERS) + 1;
}

/** Whether some topic matches two of the filters, so that a broker may deliver a message twice. */
export function haveOverlaps(filters: readonly string[]): boolean {
  return filters.some((filter, index) => filters.slice(index + 1).some((other) => overlap(filter, other)));
}

/**
 * Tells further copies of a message: brokers may deliver one for each subscription that matches (MQTT 5.0, section
 * 3.3.4), each naming the subscription it is for. The copy for the oldest one counts: whatever was sent while both
 * were there has it.
 */
export class Copies {
  #held: readonly { readonly filter: string; readonly identifier: number }[] = [];

  /** The filters the broker has granted, the oldest first. */
  hold(filters: readonly string[]): void {
    this.#held = filters.map((filter) => ({ filter, identifier: identifierOf(filter) }));
  }

  isCopy(topic: string, identifiers: number | readonly number[] | undefined): boolean {
    if (identifiers === undefined) return false;
    const named = typeof identifiers === 'number' ? [identifiers] : identifiers;
    const matching = this.#held.filter(({ filter }) => matchesFilter(filter, topic));
    const [oldest] = matching;
    // One for a subscription that is held no longer may be the only one.
    if (oldest === undefined || !matching.some(({ identifier }) => named.includes(identifier))) return false;
    return !named.includes(oldest.identifier);
  }
}
