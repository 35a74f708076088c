import type { HistoryRemovalPage } from '../../../shared/contract/data-hub.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { causeOf } from './domain/retention/policy.ts';
import type { HistoryStore } from './ports.ts';

/** The cursor of a list that goes by falling ids. Error `VALIDATION_FAILED`. */
export function idCursor(cursor: string | undefined): number | null {
  const before = cursor === undefined ? null : Number(cursor);
  if (before === null || Number.isSafeInteger(before)) return before;
  const message = 'not one this list has given';
  throw new AppError('VALIDATION_FAILED', `cursor: ${message}`, [{ path: 'cursor', message }]);
}

/** What went out of the history, newest first. */
export async function readRemovals(
  history: Pick<HistoryStore, 'removals'>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<HistoryRemovalPage> {
  const found = await history.removals(idCursor(cursor), limit);
  const instant = (at: number) => new Date(at).toISOString();
  const items = found.map(({ id: _id, at, from, to, ...rest }) => ({
    ...rest,
    cause: causeOf(rest.policy),
    at: instant(at),
    from: instant(from),
    to: instant(to),
  }));
  const last = found[found.length - 1];
  return last === undefined || found.length < limit ? { items } : { items, nextCursor: String(last.id) };
}
