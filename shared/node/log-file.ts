import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from './make-folders.ts';

const LARGEST_BYTES = 5 * 1024 * 1024;
/** How long after a failed write the next one is tried. */
const AGAIN_AFTER_MS = 1_000;
/** Kept meanwhile, the newest. */
const MOST_WAITING = 500;

interface LogFileOptions {
  /** Told once when writing begins to fail; what is on goes on without it. */
  readonly complain?: (text: string) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonicNow?: () => number;
}

/**
 * A text log of at most two files of 5 MiB: the present one and the one before (`….1`). While it cannot be written (full disk, no
 * permission, folder gone) lines wait; once it can be, they are written, with how many were lost. It never throws.
 */
export class LogFile {
  readonly #file: string;
  readonly #complain: (text: string) => void;
  readonly #monotonicNow: () => number;
  #size: number | null = null;
  #waiting: string[] = [];
  #lost = 0;
  /** What the first failed write said; null while all is well. */
  #failure: string | null = null;
  #againAt = -Infinity;

  constructor(
    file: string,
    {
      complain = (text) => void process.stderr.write(`${text}\n`),
      monotonicNow = () => performance.now(),
    }: LogFileOptions = {},
  ) {
    this.#file = file;
    this.#complain = complain;
    this.#monotonicNow = monotonicNow;
  }

  /** Whether it is in the file now; else it waits. */
  add(line: string): boolean {
    this.#waiting.push(line);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#failure !== null && this.#monotonicNow() < this.#againAt) return false;
    try {
      this.#write(`${[...this.#afterFailure(), ...this.#waiting].join('\n')}\n`);
      this.#waiting = [];
      this.#lost = 0;
      this.#failure = null;
      return true;
    } catch (error) {
      this.#fail(String(error));
      return false;
    }
  }

  #write(text: string): void {
    if (this.#size === null) {
      makeFolders(dirname(this.#file), 0o700);
      this.#size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    }
    if (this.#size > LARGEST_BYTES) {
      renameSync(this.#file, `${this.#file}.1`);
      this.#size = 0;
    }
    appendFileSync(this.#file, text, { mode: 0o600 });
    this.#size += Buffer.byteLength(text);
  }

  /** A failed write may have left a part of a line. */
  #afterFailure(): string[] {
    if (this.#failure === null) return [];
    const lost = `${this.#lost} lines before these were lost`;
    return ['', `the log could not be written for a while (${this.#failure}); ${lost}`];
  }

  #fail(why: string): void {
    if (this.#failure === null) {
      this.#failure = why;
      this.#complain(
        `${this.#file} cannot be written: ${why}. Free some space or check its permissions; the log goes on by itself then.`,
      );
    }
    this.#size = null;
    this.#againAt = this.#monotonicNow() + AGAIN_AFTER_MS;
  }
}
