import type { SignalValue } from '../../../shared/contract/common.ts';
import type {
  HistoryImport,
  ImportFault,
  ImportOptions,
  ImportResult,
} from '../../../shared/contract/history-import.ts';

/** Imports as they are remembered. */
export interface ImportStore {
  /** Oldest first. */
  all(): Promise<HistoryImport[]>;
  /** On disk before it resolves. */
  save(job: HistoryImport): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface FileWriter {
  /** At this place of the file: a piece that could not be written whole is written there again. */
  append(bytes: Uint8Array, offset: number): Promise<void>;
  /** On disk before it resolves. */
  close(): Promise<void>;
}

/** The beginning of a file as cells. */
export interface FileHead {
  readonly encoding: ImportOptions['encoding'];
  readonly delimiter: ImportOptions['delimiter'];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export interface FormWish {
  readonly encoding?: FileHead['encoding'] | undefined;
  readonly delimiter?: FileHead['delimiter'] | undefined;
}

/** The files of the imports, in the data folder; named by ids of ours, never by what a sender calls them. */
export interface ImportFiles {
  create(id: string): Promise<FileWriter>;
  /** Its first rows. Error `NOT_FOUND`. */
  head(id: string, wish: FormWish): Promise<FileHead>;
  exists(id: string): Promise<boolean>;
  /** Free bytes where the data folder is. */
  free(): Promise<number>;
  /** The file with the faulty rows, `limit` bytes of it from `offset` on; null where there are none. */
  errors(
    id: string,
    offset: number,
    limit: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly isEnd: boolean } | null>;
  /** The same as a stream of its own. */
  errorStream(id: string): AsyncIterable<Uint8Array> | null;
  /** Everything but the error file. */
  removeData(id: string): Promise<void>;
  removeAll(id: string): Promise<void>;
  /** Ids there are files of. */
  ids(): Promise<string[]>;
}

/** What reading a whole file found. Nothing of it is in the history yet. */
export type StagedFile = Pick<
  ImportResult,
  | 'rows'
  | 'badRows'
  | 'values'
  | 'empty'
  | 'duplicateInFile'
  | 'differingInFile'
  | 'tags'
  | 'occurTwice'
  | 'doNotOccur'
  | 'outOfOrder'
> & {
  /** Epoch milliseconds; null without a value. */
  readonly from: number | null;
  readonly to: number | null;
  /** The first faults. */
  readonly faults: readonly ImportFault[];
};

export interface StageOrder {
  readonly id: string;
  readonly options: ImportOptions;
  /** Faulty rows are left out; otherwise nothing is staged once there is one. */
  readonly skipBadRows: boolean;
  /** Epoch milliseconds; history cannot be later. */
  readonly now: number;
  /** Fewer free bytes than this end it. */
  readonly leaveFree: number;
  /** A file that names more tags is refused as soon as it does. */
  readonly mostTags: number;
}

/** Place of a value in a staged file: number of its tag and epoch milliseconds. */
export interface StagedPlace {
  readonly tag: number;
  readonly at: number;
}

export interface StagedSample extends StagedPlace {
  readonly value: SignalValue;
  readonly quality: number;
}

/** A file read, checked and sorted by tag and time. */
export interface Staged {
  /** Paths by number. */
  readonly tags: readonly string[];
  next(after: StagedPlace, limit: number): Promise<StagedSample[]>;
  close(): Promise<void>;
}

export interface ImportStage {
  /**
   * Reads a whole file, whatever its size, in a thread of its own. `onProgress`: bytes read. Errors: `STORE_UNAVAILABLE`
   * (no room), `VALIDATION_FAILED` (too many tags); the signal's reason.
   */
  read(order: StageOrder, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<StagedFile>;
  /** Null where it is not there or damaged: the file must be read again. */
  open(id: string): Promise<Staged | null>;
}

/** The history, as imports need it. */
export interface History {
  add(part: {
    readonly samples: readonly {
      readonly path: string;
      readonly at: number;
      readonly value: SignalValue;
      readonly quality: number;
    }[];
    readonly isHistory: true;
    readonly isRemembered: true;
    readonly source: string;
    readonly markOf: (added: HistoryAdded) => { readonly source: string; readonly mark: string };
  }): Promise<HistoryAdded>;
  mark(source: string): Promise<string | null>;
  forgetMark(source: string): Promise<void>;
  /** Values added under a mark's name that can be taken back. */
  addedBy(source: string): Promise<number>;
  /** The newest part of them; null when nothing is left, `later` while it is on its way into chunks. */
  takeBack(
    source: string,
    markOf: (taken: HistoryTaken) => { readonly source: string; readonly mark: string },
  ): Promise<HistoryTaken | 'later' | null>;
  forgetAdded(source: string): Promise<void>;
  /** Why nothing can be written now, or null. */
  failure(): Error | null;
  tagPaths(): readonly string[];
  readonly tagLimit: number;
  /** Messages that wait for their commit. */
  waiting(): number;
}

export interface HistoryTaken {
  readonly removed: number;
  readonly missing: number;
}

export interface HistoryAdded {
  readonly stored: number;
  readonly duplicates: number;
  readonly newTags: number;
}
