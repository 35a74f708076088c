import type { Database } from 'better-sqlite3';
import { openConnection } from '../../../platform/sqlite/index.ts';
import type { Columns } from '../domain/history/columns.ts';
import { HeldOutPass } from '../domain/held-out-pass.ts';
import { TagPass } from '../domain/tag-pass.ts';
import type { ThinnedTag } from '../ports.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import { HistoryReader, type PlaceInTag } from './history-reader.ts';

const FIRST_NUMBER = Number.MIN_SAFE_INTEGER;

/** Samples of a tag up to `to`, from as far before `from` as makes windows of `windowSeconds` and the value at `from` whole. */
export interface PassQuestion {
  readonly tagId: number;
  readonly from: number;
  readonly to: number;
  readonly windowSeconds: number;
  readonly thinned: ThinnedTag | null;
}

/** Passes over the stored samples for a thread of its own, beside the history's. */
export interface HistoryPasses {
  /** Error `DamagedError`, also of what the pass takes, where a sample cannot be read. */
  pass(question: PassQuestion): TagPass | HeldOutPass;
  close(): void;
}

export function openHistoryPasses(databaseFile: string): HistoryPasses {
  const database = openConnection(databaseFile, { readonly: true });
  return { ...passesOn(database), close: () => database.close() };
}

function passesOn(database: Database): Omit<HistoryPasses, 'close'> {
  const reader = new HistoryReader(database, new HistoryFiles(database), new HistoryHeads(database));
  return {
    pass({ tagId, from, to, windowSeconds, thinned }) {
      const reachMs = windowSeconds * 1_000 + (thinned?.maxMs ?? 0);
      const begin = reader.sampleAt(tagId, from - reachMs)?.at ?? from - reachMs;
      const end = to + (thinned?.maxMs ?? 0);
      let next: PlaceInTag | null = { at: begin, seq: FIRST_NUMBER };
      let waiting: readonly Columns[] = [];
      const pull = () => {
        for (;;) {
          const [first, ...rest] = waiting;
          waiting = rest;
          if (first !== undefined) return first;
          if (next === null) return null;
          ({ samples: waiting, next } = reader.piece(tagId, next, end));
        }
      };
      return thinned === null ? new TagPass(pull) : new HeldOutPass(pull, { ...thinned, windowSeconds, to });
    },
  };
}
