import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import type { History } from './ports.ts';

const RETRY_MS = 2_000;
/** Until values that were just added are in chunks. */
const LATER_MS = 50;
const LEAST_PAUSE_MS = 2;
const LIVE_FIRST = 200;

const markSchema = z.object({ removed: z.number(), missing: z.number() });

/** What is gone so far, as committed with it. */
export type TakenState = z.infer<typeof markSchema>;

export interface TakingBackOptions {
  /** Name under which the values were added. */
  readonly source: string;
  readonly history: History;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly onProgress: (state: TakenState) => void;
  /** The store cannot be written now, or can again (null). */
  readonly onTrouble: (error: AppError | null) => void;
  readonly isStopped: () => boolean;
}

export const undoMark = (source: string) => `undo-${source}`;

/**
 * Takes everything out of the history that was added under a name, part by part, the newest first, each in a transaction with the
 * mark from which a restart goes on. Live values go first, as while adding. Null where it is stopped before it is done.
 */
export async function takeBackAdded(options: TakingBackOptions): Promise<TakenState | null> {
  const { source, history, pause, onProgress, onTrouble } = options;
  const known = await history.mark(undoMark(source));
  let state: TakenState = known === null ? { removed: 0, missing: 0 } : markSchema.parse(JSON.parse(known));
  while (!options.isStopped()) {
    const startedAt = performance.now();
    try {
      const before = state;
      let after = before;
      const taken = await history.takeBack(source, ({ removed, missing }) => {
        after = { removed: before.removed + removed, missing: before.missing + missing };
        return { source: undoMark(source), mark: JSON.stringify(after) };
      });
      if (taken === null) return state;
      onTrouble(null);
      if (taken === 'later') await pause(LATER_MS);
      else onProgress((state = after));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'STORE_UNAVAILABLE') throw error;
      onTrouble(error);
      await pause(RETRY_MS);
    }
    await pause(Math.max(LEAST_PAUSE_MS, performance.now() - startedAt));
    while (history.waiting() > LIVE_FIRST && !options.isStopped()) await pause(LATER_MS);
  }
  return null;
}
