/** Where a topic's numbering stands: the first and the highest number of the current run. */
export interface SequenceState {
  readonly first: number;
  readonly last: number;
}

export interface SequenceStep {
  readonly state: SequenceState;
  /** Change of the number of missing messages: positive for new holes, -1 when a missing one came late. */
  readonly missing: number;
}

/** Counters of 8, 16, 31, 32 and 53 bits start again after these. */
const WRAPS = new Set([0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, Number.MAX_SAFE_INTEGER]);
/** A jump beyond this is a source that numbers anew, not a million lost messages. */
const LARGEST_HOLE = 1_000_000;

/**
 * Takes the next distinct message of a topic into account.
 *
 * - One more than the last: nothing is missing. Further ahead: the numbers between are missing.
 * - Lower, with an older source time: a missing message that came late; it fills its hole.
 * - Lower, with a newer or no source time: the source numbers anew. After the end of a counter's range (255, 65535 …)
 *   it wrapped, and numbers left out after the wrap are missing; otherwise it was restarted and nothing is known
 *   to be missing.
 *
 * @param newer whether the message's source time is not older than the newest of its topic
 */
export function advance(state: SequenceState | null, seq: number, newer: boolean): SequenceStep {
  if (state === null) return { state: { first: seq, last: seq }, missing: 0 };
  if (seq > state.last) {
    const hole = seq - state.last - 1;
    if (hole > LARGEST_HOLE) return { state: { first: seq, last: seq }, missing: 0 };
    return { state: { first: state.first, last: seq }, missing: hole };
  }
  if (!newer) return { state, missing: seq >= state.first && seq < state.last ? -1 : 0 };
  if (seq === state.last) return { state, missing: 0 };
  const wrapped = WRAPS.has(state.last) && seq <= LARGEST_HOLE;
  return { state: { first: wrapped ? 0 : seq, last: seq }, missing: wrapped ? seq : 0 };
}
