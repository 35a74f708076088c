import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 5 * 1024 * 1024;

/** A text log of at most two files of 5 MiB: the present one and the one before (`….1`). */
export class LogFile {
  #size = 0;
  #hasFailed = false;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      this.#size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A log that cannot be written (full disk, no permission) is said once and never stops the app. */
  add(line: string): void {
    if (this.#hasFailed) return;
    try {
      if (this.#size > LARGEST_BYTES) {
        renameSync(this.#file, `${this.#file}.1`);
        this.#size = 0;
      }
      const text = `${line}\n`;
      appendFileSync(this.#file, text, { mode: 0o600 });
      this.#size += Buffer.byteLength(text);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    console.error(`${this.#file} cannot be written, the server's log goes on without it: ${String(error)}`);
  }
}
