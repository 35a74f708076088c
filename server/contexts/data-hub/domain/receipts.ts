import { placed, textOfReason } from '../../../../shared/contract/reasons.ts';
import type { MessageOutcome, PartOutcome } from './batch.ts';
import { addCounters, NO_COUNTS } from './state.ts';

/** Errors told of a request, the first. */
export const MOST_ERRORS = 100;

/** What became of a part, from what became of its messages. */
export function partOutcomeOf(outcomes: readonly MessageOutcome[], lines: readonly number[]): PartOutcome {
  const counters = outcomes.reduce((sum, outcome) => addCounters(sum, outcome.counters), NO_COUNTS);
  const errors = outcomes.flatMap(({ faults: [first, ...more] }, index) => {
    if (first === undefined) return [];
    const why = more.length === 0 ? first.reason : placed(first.reason, { more: more.length });
    return [{ line: lines[index] ?? 0, reason: textOfReason(why, 'en') }];
  });
  return { counters, errors: errors.slice(0, MOST_ERRORS) };
}

/** Of parts in their order, what became of the whole. */
export function wholeOutcomeOf(parts: readonly PartOutcome[]): PartOutcome {
  return {
    counters: parts.reduce((sum, { counters }) => addCounters(sum, counters), NO_COUNTS),
    errors: parts.flatMap(({ errors }) => errors).slice(0, MOST_ERRORS),
  };
}
