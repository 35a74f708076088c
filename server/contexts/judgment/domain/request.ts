import { AppError } from '../../../../shared/contract/errors.ts';
import { HOLD_VERDICT, type FeedbackRequest } from '../../../../shared/contract/judgment.ts';

/** As far as clocks may differ; also what the data hub takes for a clock that is set. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

const refuse = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', `${path}: ${message}`, [{ path, message }]);

/**
 * The time to judge for, epoch milliseconds. Nothing is known of the future, and a judgment dated there would hide
 * all later ones on the overview. Error `VALIDATION_FAILED`.
 */
export function checkTime(at: string, now: number): number {
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw refuse('at', 'is no time that exists');
  if (time > now + CLOCK_TOLERANCE_MS) throw refuse('at', 'lies in the future');
  return time;
}

/** Error `VALIDATION_FAILED` for a verdict that the ruleset does not have or that contradicts the answer. */
export function checkFeedback(
  { agree, correctVerdict }: FeedbackRequest,
  verdict: string,
  declared: readonly string[],
): void {
  if (correctVerdict === undefined) return;
  if (correctVerdict !== HOLD_VERDICT && !declared.includes(correctVerdict)) {
    throw refuse('correctVerdict', `must be one of ${declared.join(', ')}`);
  }
  if (agree && correctVerdict !== verdict) throw refuse('correctVerdict', 'contradicts agree: true');
  if (!agree && correctVerdict === verdict) throw refuse('correctVerdict', 'is the verdict that was given');
}
