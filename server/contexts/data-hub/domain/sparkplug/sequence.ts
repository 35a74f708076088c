import type { NodeState } from './node-state.ts';

/** Numbers run from 0 to 255 and start again. */
const NUMBERS = 256;

/**
 * - `next`: as expected. `unchecked`: it has no number, or none is expected yet.
 * - `filled`: one that was missing came late.
 * - `ahead`: messages before it are missing.
 * - `repeated`: the one before it once more.
 * - `behind`: neither: the node counts anew without a birth, or its messages come more than half a round late.
 */
export type SequenceStep = 'next' | 'unchecked' | 'filled' | 'ahead' | 'repeated' | 'behind';

type Numbering = Pick<NodeState, 'expected' | 'missing' | 'missingSince'>;

export const NOTHING_MISSING: Pick<NodeState, 'missing' | 'missingSince'> = {
  missing: new Set(),
  missingSince: null,
};

export function after(seq: number): number {
  return (seq + 1) % NUMBERS;
}

/** Takes a message's number into account. `lost` is the change in the number of missing messages. */
export function follow(
  { expected, missing, missingSince }: Numbering,
  seq: number | null,
  now: number,
): { readonly step: SequenceStep; readonly numbering: Numbering; readonly lost: number } {
  const same = { expected, missing, missingSince };
  if (seq === null) return { step: 'unchecked', numbering: same, lost: 0 };
  if (expected === null) return { step: 'unchecked', numbering: { ...same, expected: after(seq) }, lost: 0 };
  if (missing.has(seq)) {
    const left = new Set(missing);
    left.delete(seq);
    return {
      step: 'filled',
      numbering: { expected, missing: left, missingSince: left.size === 0 ? null : missingSince },
      lost: -1,
    };
  }
  const ahead = (seq - expected + NUMBERS) % NUMBERS;
  if (ahead === 0)
    return { step: 'next', numbering: { missing, missingSince, expected: after(seq) }, lost: 0 };
  if (ahead === NUMBERS - 1) return { step: 'repeated', numbering: same, lost: 0 };
  if (ahead >= NUMBERS / 2)
    return { step: 'behind', numbering: { ...NOTHING_MISSING, expected: after(seq) }, lost: 0 };
  const holes = new Set(missing);
  for (let number = expected; number !== seq; number = after(number)) holes.add(number);
  return {
    step: 'ahead',
    numbering: { expected: after(seq), missing: holes, missingSince: missingSince ?? now },
    lost: ahead,
  };
}
