import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { BatchWrite, UnreadableRow } from './batch.ts';
import { KEPT_PAYLOAD_BYTES } from './plan-batch.ts';
import type { FindTag, SampleToAdd, SamplesPlan } from './plan-samples.ts';
import { addCounters, NO_COUNTS, type MadeNames, type SourceState, type TopicState } from './state.ts';
import { sourceIn, type HeldSample } from './tag-draft.ts';

/** A value of which nothing can be stored: where it came from, why, and as much of it as is to be kept. */
export interface UnreadableValue {
  readonly topic: string;
  readonly reason: Reason;
  readonly text: string;
}

/** What has been counted up to now. */
interface CountedSoFar {
  readonly sources: ReadonlyMap<string, SourceState>;
  readonly topics: ReadonlyMap<string, TopicState>;
}

const sourceOf = ({ sources }: CountedSoFar, id: string): SourceState =>
  sources.get(id) ?? { id, counters: NO_COUNTS, refused: 0, lastReceivedAt: 0 };

const RELEASED = { ...NO_COUNTS, stored: 1, filtered: -1 };

/** Counts what had been held back as stored, where it was counted when it came. Changes `sources`; returns the topics. */
function countReleased(
  released: readonly HeldSample[],
  known: CountedSoFar,
  sources: Map<string, SourceState>,
): TopicState[] {
  const topics = new Map<string, TopicState>();
  for (const held of released) {
    const topic = topics.get(held.topic) ?? known.topics.get(held.topic);
    if (topic !== undefined)
      topics.set(held.topic, { ...topic, counters: addCounters(topic.counters, RELEASED) });
    const id = sourceIn(held.topic) ?? topic?.source;
    if (id === undefined) continue;
    const state = sources.get(id) ?? sourceOf(known, id);
    sources.set(id, { ...state, counters: addCounters(state.counters, RELEASED) });
  }
  return [...topics.values()];
}

interface Known {
  readonly tagCount: number;
  madeBy(source: string): MadeNames;
  refusalOf(path: string): Reason | null;
}

/** Parts samples whose tag is there or may be made from the others. */
export function admit(
  samples: readonly SampleToAdd[],
  find: FindTag,
  known: Known,
  limits: { readonly tags: number; readonly source: string; readonly names: number },
): { readonly samples: readonly SampleToAdd[]; readonly refused: readonly UnreadableValue[] } {
  const reasons = new Map<string, Reason | null>();
  const { tags, source, names } = limits;
  let room = tags - known.tagCount;
  let ownRoom = names - known.madeBy(source).tags;
  const reasonOf = (path: string): Reason | null => {
    const refusal = known.refusalOf(path);
    if (refusal !== null || find(path) !== undefined) return refusal;
    if (room <= 0) return reason('tagLimit', { most: tags });
    if (ownRoom <= 0) return reason('sourceTagLimit', { source, most: names });
    room -= 1;
    ownRoom -= 1;
    return null;
  };
  const refused: UnreadableValue[] = [];
  const admitted = samples.filter(({ path, at, value }) => {
    let why = reasons.get(path);
    if (why === undefined) reasons.set(path, (why = reasonOf(path)));
    if (why !== null)
      refused.push({ topic: path, reason: why, text: JSON.stringify({ tag: path, t: at, v: value }) });
    return why === null;
  });
  return { samples: admitted, refused };
}

/**
 * Counters of a source after samples that were counted for it, of whatever had counted samples that were held back till now, and
 * what is kept of the source's unreadable values.
 */
export function countAdded(
  { counts, released }: SamplesPlan,
  {
    source,
    known,
    unreadable,
    receivedAt,
    kept,
  }: {
    readonly source: string;
    readonly known: CountedSoFar;
    readonly unreadable: readonly UnreadableValue[];
    readonly receivedAt: number;
    /** Unreadable values kept, the newest. */
    readonly kept: number;
  },
): Pick<BatchWrite, 'sources' | 'topics' | 'unreadable' | 'keptUnreadable'> {
  const { stored, late, filtered, duplicate } = counts;
  const received = stored + filtered + duplicate + unreadable.length;
  const before = sourceOf(known, source);
  const counted = { received, stored, duplicate, late, unreadable: unreadable.length, filtered, gap: 0 };
  const sources = new Map([
    [
      source,
      {
        ...before,
        counters: addCounters(before.counters, counted),
        lastReceivedAt: received === 0 ? before.lastReceivedAt : Math.max(before.lastReceivedAt, receivedAt),
      },
    ],
  ]);
  const rows = unreadable.slice(-kept).map(({ topic, reason: why, text }): UnreadableRow => {
    const payload = new TextEncoder().encode(text);
    return {
      ...{ source, topic, receivedAt, size: payload.length },
      reason: why,
      payload: payload.slice(0, KEPT_PAYLOAD_BYTES),
    };
  });
  return {
    topics: countReleased(released, known, sources),
    sources: [...sources.values()],
    unreadable: rows,
    keptUnreadable: rows.length === 0 ? new Map() : new Map([[source, kept]]),
  };
}
