import { AppError } from '../../../shared/contract/errors.ts';
import { IMPORT_FILE_LIMIT } from '../../../shared/contract/history-import.ts';
import type { FileWriter, ImportFiles } from './ports.ts';

/** Files under way at one time. */
const MOST_UPLOADS = 4;
/** A sender that says nothing for so long has gone. */
const IDLE_MS = 600_000;

/** How often free room is looked at. */
const LOOK_EVERY_BYTES = 64 * 1_048_576;

interface Upload {
  readonly id: string;
  readonly writer: FileWriter;
  /** Bytes; null where the sender does not know. */
  readonly size: number | null;
  received: number;
  touchedAt: number;
  writing: boolean;
}

/** Files while they come in, piece by piece, each written before the next is asked for. */
export class Uploads {
  readonly #files: ImportFiles;
  readonly #now: () => number;
  readonly #leaveFree: number;
  readonly #open = new Map<string, Upload>();

  constructor(files: ImportFiles, now: () => number, leaveFree: number) {
    this.#files = files;
    this.#now = now;
    this.#leaveFree = leaveFree;
  }

  received(id: string): number | undefined {
    return this.#open.get(id)?.received;
  }

  /** Ids of those whose sender has gone. */
  idle(): string[] {
    const before = this.#now() - IDLE_MS;
    return [...this.#open.values()].filter(({ touchedAt }) => touchedAt < before).map(({ id }) => id);
  }

  /** Errors: `OVERLOADED`, `STORE_UNAVAILABLE` (no room). */
  async begin(id: string, size: number | null): Promise<void> {
    if (this.#open.size >= MOST_UPLOADS)
      throw new AppError('OVERLOADED', `${MOST_UPLOADS} files are being sent already: wait for one of them`);
    await this.#requireRoom(size ?? 0);
    const writer = await this.#files.create(id);
    this.#open.set(id, { id, writer, size, received: 0, touchedAt: this.#now(), writing: false });
  }

  /** Errors: `NOT_FOUND`, `CONFLICT` (another offset is wanted), `PAYLOAD_TOO_LARGE`, `STORE_UNAVAILABLE`. */
  async append(id: string, offset: number, bytes: Uint8Array): Promise<number> {
    const upload = this.#get(id);
    if (offset !== upload.received || upload.writing)
      throw new AppError('CONFLICT', `the next piece of this file begins at ${upload.received}`);
    const limit = upload.size ?? IMPORT_FILE_LIMIT;
    if (offset + bytes.length > limit)
      throw new AppError('PAYLOAD_TOO_LARGE', `the file is larger than ${limit} bytes`);
    upload.writing = true;
    try {
      await upload.writer.append(bytes, offset);
    } catch (error) {
      throw new AppError('STORE_UNAVAILABLE', 'the file cannot be written: is the disk full?', [], error);
    } finally {
      upload.writing = false;
    }
    const end = offset + bytes.length;
    if (Math.floor(offset / LOOK_EVERY_BYTES) !== Math.floor(end / LOOK_EVERY_BYTES))
      await this.#requireRoom(0);
    upload.touchedAt = this.#now();
    upload.received += bytes.length;
    return upload.received;
  }

  /** Bytes of the whole file. Error `VALIDATION_FAILED` where some are missing. */
  async finish(id: string): Promise<number> {
    const upload = this.#get(id);
    if (upload.received === 0) throw new AppError('VALIDATION_FAILED', 'the file is empty');
    if (upload.size !== null && upload.received !== upload.size)
      throw new AppError('VALIDATION_FAILED', `${upload.received} of ${upload.size} bytes have come`);
    this.#open.delete(id);
    await upload.writer.close();
    return upload.received;
  }

  async drop(id: string): Promise<void> {
    const upload = this.#open.get(id);
    this.#open.delete(id);
    await upload?.writer.close().catch(() => {});
  }

  async close(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.drop(id);
  }

  #get(id: string): Upload {
    const upload = this.#open.get(id);
    if (upload === undefined) throw new AppError('NOT_FOUND', 'no file of this id is being sent');
    return upload;
  }

  async #requireRoom(bytes: number): Promise<void> {
    if ((await this.#files.free()) < bytes + this.#leaveFree)
      throw new AppError(
        'STORE_UNAVAILABLE',
        'there is not enough room for this file where the data folder is',
      );
  }
}
