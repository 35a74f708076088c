import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import type { History, Staged, StagedPlace } from './ports.ts';

/** Values a transaction takes: live messages wait no longer than for one of these. */
const PART = 4_096;
/** All files together are one source. */
export const IMPORTS_SOURCE = 'csv';
/** Messages that wait; with more of them an import stands back. */
const LIVE_FIRST = 200;
const LEAST_PAUSE_MS = 2;
const STAND_BACK_MS = 50;
const MOST_STAND_BACK_MS = 500;
const RETRY_MS = 2_000;

const markSchema = z.object({
  tag: z.number(),
  at: z.number(),
  done: z.number(),
  stored: z.number(),
  alreadyThere: z.number(),
  newTags: z.number(),
});

/** How far a staged file is in the history, as committed with it. */
export type AddingState = z.infer<typeof markSchema>;

const BEGINNING: AddingState = { tag: 0, at: 0, done: 0, stored: 0, alreadyThere: 0, newTags: 0 };

export interface AddingOptions {
  readonly source: string;
  readonly staged: Staged;
  readonly history: History;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly onProgress: (state: AddingState) => void;
  /** The store cannot be written now, or can again (null). */
  readonly onTrouble: (error: AppError | null) => void;
  /** No further part is begun. */
  readonly isStopped: () => boolean;
}

/**
 * Puts a staged file into the history, part by part, each in a transaction with the mark from which a restart goes on. At
 * most half of the time, and standing back a while where many messages wait. Null where it is stopped before it is done.
 */
export async function addStaged(options: AddingOptions): Promise<AddingState | null> {
  const { source, staged, history, pause, onProgress } = options;
  const known = await history.mark(source);
  let state = known === null ? BEGINNING : markSchema.parse(JSON.parse(known));
  while (!options.isStopped()) {
    const startedAt = performance.now();
    const next = await addPart(options, state);
    if (next === null) return state;
    if (next !== state) onProgress((state = next));
    else await pause(RETRY_MS);
    await pause(Math.max(LEAST_PAUSE_MS, performance.now() - startedAt));
    // Not for ever: a source that floods takes no turn of another.
    for (let stoodBack = 0; stoodBack < MOST_STAND_BACK_MS; stoodBack += STAND_BACK_MS) {
      if (history.waiting() <= LIVE_FIRST || options.isStopped()) break;
      await pause(STAND_BACK_MS);
    }
  }
  return null;

  /** The state after the next part, null where there is none, the same where it could not be written. */
  async function addPart({ onTrouble }: AddingOptions, before: AddingState): Promise<AddingState | null> {
    const samples = await staged.next(before as StagedPlace, PART);
    const last = samples.at(-1);
    if (last === undefined) return null;
    let after = before;
    try {
      await history.add({
        samples: samples.map(({ tag, ...sample }) => ({ ...sample, path: staged.tags[tag - 1] ?? '' })),
        isHistory: true,
        isRemembered: true,
        source: IMPORTS_SOURCE,
        markOf(added) {
          after = {
            tag: last.tag,
            at: last.at,
            done: before.done + samples.length,
            stored: before.stored + added.stored,
            alreadyThere: before.alreadyThere + added.duplicates,
            newTags: before.newTags + added.newTags,
          };
          return { source, mark: JSON.stringify(after) };
        },
      });
      onTrouble(null);
      return after;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'STORE_UNAVAILABLE') throw error;
      onTrouble(error);
      return before;
    }
  }
}
