import type { ChunkBlocks } from '../domain/history/blocks.ts';
import { DamagedError } from '../domain/history/bytes.ts';
import { Columns } from '../domain/history/columns.ts';
import type { ChunkSource } from '../domain/history/segment.ts';
import type { HistoryFiles } from './history-files.ts';

const NO_SAMPLES = new Columns(0);
const NO_TIMES = new Float64Array(0);

/** The chunks for one answer that does without those that cannot be read, and tells which these are. */
export class TolerantChunks implements ChunkSource {
  readonly #files: HistoryFiles;
  /** Why, by the chunk's id. */
  readonly damaged = new Map<number, string>();
  /** Why the tag's open chunk cannot be read. */
  openDamaged: string | null = null;

  constructor(files: HistoryFiles) {
    this.#files = files;
  }

  columns(id: number): Columns {
    return this.#tried(id, () => this.#files.columns(id), NO_SAMPLES);
  }

  passing(id: number): Columns {
    return this.#tried(id, () => this.#files.passing(id), NO_SAMPLES);
  }

  inBlocks(id: number): ChunkBlocks | Columns {
    return this.#tried<ChunkBlocks | Columns>(id, () => this.#files.inBlocks(id), NO_SAMPLES);
  }

  times(id: number): Float64Array {
    return this.#tried(id, () => this.#files.times(id), NO_TIMES);
  }

  open(tagId: number): Columns {
    try {
      return this.#files.open(tagId);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.openDamaged = error.message;
      return NO_SAMPLES;
    }
  }

  #tried<T>(id: number, read: () => T, none: T): T {
    if (this.damaged.has(id)) return none;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.damaged.set(id, error.message);
      return none;
    }
  }
}
