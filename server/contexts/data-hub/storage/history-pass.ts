import type { Database } from 'better-sqlite3';
import { openConnection } from '../../../platform/sqlite/index.ts';
import type { Columns } from '../domain/history/columns.ts';
import { TagPass } from '../domain/tag-pass.ts';
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
  /** Of a thinned tag its longest interval. */
  readonly heldOutMs: number | null;
}

/** Passes over the stored samples for a thread of its own, beside the history's. */
export interface HistoryPasses {
  /** Error `DamagedError`, also of what the pass takes, where a sample cannot be read. */
  pass(question: PassQuestion): TagPass;
  close(): void;
}

export function openHistoryPasses(databaseFile: string): HistoryPasses {
  const database = openConnection(databaseFile, { readonly: true });
  return { ...passesOn(database), close: () => database.close() };
}

function passesOn(database: Database): Omit<HistoryPasses, 'close'> {
  const reader = new HistoryReader(database, new HistoryFiles(database), new HistoryHeads(database));
  return {
    pass({ tagId, from, to, windowSeconds }) {
      const begin = from - windowSeconds * 1_000;
      const newest = reader.sampleAt(tagId, begin);
      let next: PlaceInTag | null = { at: newest?.at ?? begin, seq: FIRST_NUMBER };
      let waiting: readonly Columns[] = [];
      return new TagPass(() => {
        for (;;) {
          const [first, ...rest] = waiting;
          waiting = rest;
          if (first !== undefined) return first;
          if (next === null) return null;
          ({ samples: waiting, next } = reader.piece(tagId, next, to));
        }
      });
    },
  };
}
