import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { BatchWrite, UnreadableRow } from './batch.ts';
import { KEPT_PAYLOAD_BYTES } from './plan-batch.ts';
import type { FindTag, SampleToAdd, SamplesPlan } from './plan-samples.ts';
import { addCounters, NO_COUNTS, type MadeNames, type SourceState } from './state.ts';

/** A value of which nothing can be stored: where it came from, why, and as much of it as is to be kept. */
export interface UnreadableValue {
  readonly topic: string;
  readonly reason: Reason;
  readonly text: string;
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

/** Counters of a source after samples that were counted for it, and what is kept of its unreadable values. */
export function countAdded(
  { write: { samples }, duplicates }: SamplesPlan,
  {
    source,
    known = { id: source, counters: NO_COUNTS, refused: 0, lastReceivedAt: 0 },
    unreadable,
    receivedAt,
    kept,
  }: {
    readonly source: string;
    readonly known: SourceState | undefined;
    readonly unreadable: readonly UnreadableValue[];
    readonly receivedAt: number;
    /** Unreadable values kept, the newest. */
    readonly kept: number;
  },
): Pick<BatchWrite, 'sources' | 'unreadable' | 'keptUnreadable'> {
  const received = samples.news + duplicates + unreadable.length;
  const counters = addCounters(known.counters, {
    received,
    stored: samples.news,
    duplicate: duplicates,
    late: samples.late,
    unreadable: unreadable.length,
    filtered: 0,
    gap: 0,
  });
  const rows = unreadable.slice(-kept).map(({ topic, reason: why, text }): UnreadableRow => {
    const payload = new TextEncoder().encode(text);
    return {
      ...{ source, topic, receivedAt, size: payload.length },
      reason: why,
      payload: payload.slice(0, KEPT_PAYLOAD_BYTES),
    };
  });
  return {
    sources: [
      {
        ...known,
        counters,
        lastReceivedAt: received === 0 ? known.lastReceivedAt : Math.max(known.lastReceivedAt, receivedAt),
      },
    ],
    unreadable: rows,
    keptUnreadable: rows.length === 0 ? new Map() : new Map([[source, kept]]),
  };
}
