import type { HistoryRemovalPage } from '../../../shared/contract/data-hub.ts';
import { idCursor, nextIdCursor } from '../../../shared/util/id-pages.ts';
import { causeOf } from './domain/retention/policy.ts';
import type { HistoryStore } from './ports.ts';

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
  return { items, ...nextIdCursor(found, limit) };
}
