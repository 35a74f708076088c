import type { WorkerName } from '../entry-url.ts';

/** What better-sqlite3 can bind and give back. Booleans are stored as 0 and 1 by the caller. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** One statement of a transaction. With `rows` it runs once per row, prepared once. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly SqlValue[];
  readonly rows?: readonly (readonly SqlValue[])[];
}

export interface StatementResult {
  /** Rows changed in all. */
  readonly changes: number;
  /** For a statement with `rows`: 1 where that row changed something, 0 where it was ignored. */
  readonly rowChanges?: Uint8Array;
  /** For a statement that returns rows (`SELECT`, `RETURNING`) and has no `rows`. */
  readonly rows?: unknown[];
}

/**
 * `full`: on disk before the promise resolves, survives a power cut. `normal`: survives a crash of the process,
 * a power cut may take the last moments (tag samples only).
 */
export type Durability = 'full' | 'normal';

export interface SqliteStore {
  /**
   * Runs the statements as one atomic transaction and resolves after its commit. Transactions that wait at the
   * same time share one commit. Rejects with `AppError` `CONFLICT` (constraint) or `STORE_UNAVAILABLE`.
   */
  write(statements: readonly Statement[], options: { durability: Durability }): Promise<StatementResult[]>;
  /**
   * Runs one query in a reader, beside the writer; sees everything committed before the call. `isLong`: may take
   * longer than a few milliseconds, so that no short one has to wait for it.
   */
  read<T>(
    sql: string,
    parameters?: readonly SqlValue[],
    options?: { readonly isLong?: boolean },
  ): Promise<T[]>;
  /** Starts a thread of a context's own beside the writer, told the database file; it ends with the store. */
  companion(name: WorkerName): Companion;
  /** Resolves when the threads asked for so far run, or never will. */
  readonly started: Promise<unknown>;
  stats(): StoreStats;
  /** Called when a worker ends unasked, at once where one has; the store is unusable from then on. */
  onFailure(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/** A thread that reads the store on a connection of its own. Message `close` asks it to end. */
export interface Companion {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onEnd(listener: () => void): void;
}

export interface StoreStats {
  readonly transactions: number;
  readonly commits: number;
  readonly pendingWrites: number;
  readonly pendingReads: number;
  readonly slowestCommitMs: number;
  /** How long the oldest transaction that waits for its commit has waited. */
  readonly oldestWriteMs: number;
  /** Bytes of the write-ahead log after the last commit. */
  readonly logBytes: number;
  readonly lastError: string | null;
}

export interface WriteRequest {
  readonly id: number;
  readonly statements: readonly Statement[];
  readonly durability: Durability;
}

/** What the writer says: a commit's outcome, the bytes of the log after it, or at once that the disk fails. */
export type FromWriter = WriteReply | { readonly logBytes: number } | { readonly failing: string };

export interface WriteReply {
  readonly commitMs: number;
  readonly replies: readonly (
    | { readonly id: number; readonly ok: true; readonly results: StatementResult[] }
    | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string }
  )[];
}

export interface ReadRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export type ReadReply =
  | { readonly id: number; readonly ok: true; readonly rows: unknown[] }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string };
