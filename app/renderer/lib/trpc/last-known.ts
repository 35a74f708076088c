import { judgmentPageSchema, overviewSchema } from '../../../../shared/contract/judgment.ts';
import { queryClient, trpc } from './client.ts';
import { useConnection } from './connection.ts';
import { readKeptAnswers, type KeptAnswer } from './kept-answers.ts';

const STORAGE_KEY = 'aif.last-known.1';
const KEEP_EVERY_MS = 10_000;
/** Newest judgments of the overview. */
export const OVERVIEW_JUDGMENTS = 40;

/** What the first page shows. */
const QUERIES: readonly (readonly unknown[])[] = [
  trpc.judgment.overview.queryKey(),
  trpc.judgment.list.queryKey({ limit: OVERVIEW_JUDGMENTS }),
];
const SCHEMAS = [overviewSchema, judgmentPageSchema];

/**
 * Puts what was last known into an empty window, so that it has something to show while the server still starts; whoever shows it marks
 * it as old, as nothing is live yet. Returns of when the oldest of it is, in epoch milliseconds; null where there is nothing.
 */
function showLastKnown(): number | null {
  let text: string | null = null;
  try {
    text = window.localStorage.getItem(STORAGE_KEY);
  } catch {
    // A browser that forbids storage: the window waits for the server.
  }
  const times = readKeptAnswers(text, SCHEMAS).flatMap((kept, index) => {
    if (kept === null) return [];
    queryClient.setQueryData(QUERIES[index] ?? [], kept.data, { updatedAt: kept.at });
    return [kept.at];
  });
  return times.length === 0 ? null : Math.min(...times);
}

/** What of a live server is known now, for the next start. */
function keepLastKnown(): void {
  if (useConnection.getState().phase !== 'live') return;
  const kept = QUERIES.map((queryKey): KeptAnswer | null => {
    const state = queryClient.getQueryState(queryKey);
    return state?.data === undefined ? null : { data: state.data, at: state.dataUpdatedAt };
  });
  // A window that never was at the overview has nothing new to say.
  if (kept[0] === null) return;
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  } catch {
    // Full or forbidden: the next start waits for the server.
  }
}

/** Shows what was last known, and keeps it up for as long as the window is open. */
export function startLastKnown(): void {
  useConnection.setState({ lastKnownAt: showLastKnown() });
  setInterval(keepLastKnown, KEEP_EVERY_MS);
  window.addEventListener('pagehide', keepLastKnown);
}
