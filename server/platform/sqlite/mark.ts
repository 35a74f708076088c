import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/**
 * How far a store has come, beside it in `station.db-mark`: written after each commit, so that a store that has come less far is
 * known to have lost something (its log was cut or damaged, an older file was put in its place). After a power cut the mark may be
 * older than the store, never newer.
 */
export interface Mark {
  /** Of the newest commit. It counts as long as the machine runs: a power cut may take commits that were not synced. */
  readonly commit: number;
  /** Of the newest commit that was synced. */
  readonly synced: number;
  /** The database file has at least so many pages. */
  readonly pages: number;
  /** The machine's run in which `commit` was written; null where it has no name. */
  readonly run: string | null;
}

const NO_MARK: Mark = { commit: 0, synced: 0, pages: 0, run: null };
/** One write of one length, so that no part of an older one is left. */
const LENGTH = 200;

const markFileOf = (databaseFile: string) => `${databaseFile}-mark`;

/** The mark of a store; null where there is none or it cannot be read, as a power cut may leave it. */
export function readMark(databaseFile: string): Mark | null {
  try {
    const text = readFileSync(markFileOf(databaseFile), 'utf8');
    const body = text.slice(9, LENGTH);
    return crc32(body).toString(16).padStart(8, '0') === text.slice(0, 8) ? (JSON.parse(body) as Mark) : null;
  } catch {
    return null;
  }
}

/** Names the machine's run since it was switched on; null where the system has no such name. */
export function runOfMachine(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}

/** The mark as whoever writes the store keeps it. */
export class MarkKeeper {
  readonly #databaseFile: string;
  readonly #file: number;
  readonly #run = runOfMachine();
  #mark: Mark;

  constructor(databaseFile: string) {
    this.#databaseFile = databaseFile;
    this.#file = openSync(markFileOf(databaseFile), constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#mark = readMark(databaseFile) ?? NO_MARK;
  }

  get pages(): number {
    return this.#mark.pages;
  }

  /** A command beside the station writes the mark too: of the least pages and the most synced commits. */
  committed(commit: number, isSynced: boolean): void {
    const { pages, synced } = readMark(this.#databaseFile) ?? this.#mark;
    this.#write({
      commit,
      synced: isSynced ? commit : Math.max(synced, this.#mark.synced),
      pages: Math.min(pages, this.#mark.pages),
      run: this.#run,
    });
  }

  /** Fewer pages are on disk before the file may become shorter; more are told when it is longer. */
  setPages(pages: number): void {
    if (pages === this.#mark.pages) return;
    const isShorter = pages < this.#mark.pages;
    this.#write({ ...this.#mark, pages });
    if (isShorter) fsyncSync(this.#file);
  }

  #write(mark: Mark): void {
    this.#mark = mark;
    const body = JSON.stringify(mark).padEnd(LENGTH - 9);
    const text = `${crc32(body).toString(16).padStart(8, '0')} ${body}`;
    // Not worth a commit: a mark that is older only notices less.
    try {
      writeSync(this.#file, text, 0, 'utf8');
    } catch {
      return;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
