import type { Backup, BackupFacts, Restored } from '../../../shared/contract/backups.ts';

/** The folder of backups. */
export interface BackupFiles {
  readonly folder: string;
  /** Newest first; what has no facts beside it, or other ones than these, is none. */
  list(): Backup[];
  /** Takes both files of a backup away. */
  remove(name: string): void;
  /** What is left of copies that did not end. */
  removeUnfinished(): void;
  freeBytes(): number;
  /** Bytes a copy of the store has. */
  neededBytes(): number;
  /** Bytes of stores that were moved aside. */
  quarantineBytes(): number;
}

export interface CopyOrder {
  readonly name: string;
  readonly kind: BackupFacts['kind'];
}

/** Copies and verifies beside everything else. */
export interface BackupThread {
  /** Resolves when the copy is in its place, verified; rejects with a `ReasonError`, or with the signal's reason. */
  copy(order: CopyOrder, onShare: (share: number) => void, signal: AbortSignal): Promise<void>;
  /** Reads a backup from end to end. Rejects with a `ReasonError` that says what is wrong with it. */
  verify(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What is to be restored at the next start, and what was restored last. */
export interface RestoreNotes {
  ask(order: {
    readonly backup: string;
    readonly by: string;
    readonly reason: string;
    readonly at: string;
  }): void;
  last(): Restored | null;
}
