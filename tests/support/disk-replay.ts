import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DiskEvent } from './disk-record.ts';

type Write = { readonly at: number; readonly data: Buffer } | { readonly size: number };

interface File {
  /** What is on the disk whatever happens. */
  durable: Buffer;
  /** Since the last sync, in their order: the disk has any part of them. */
  pending: Write[];
}

const SECTOR = 512;

/**
 * A disk that loses power: a file has what was synced, and of what was written since any part, sectors of their own. What a failed
 * sync left is lost for good, although the program could still read it (so do Linux's file systems). Names are on the disk when
 * their folder, or the file itself, is synced.
 */
export class PowerlessDisk {
  readonly #root: string;
  readonly #files = new Map<string, File>();
  /** What names the disk has; those of `#files` that the program has are there perhaps. */
  #durableNames = new Map<string, File>();

  constructor(root: string) {
    this.#root = root;
  }

  /** What is in a folder is on the disk already. */
  load(folder: string): void {
    for (const name of readdirSync(folder)) {
      if (!statSync(join(folder, name)).isFile()) continue;
      this.#files.set(name, { durable: readFileSync(join(folder, name)), pending: [] });
    }
    this.#durableNames = new Map(this.#files);
  }

  #file(path: string): File {
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, (file = { durable: Buffer.alloc(0), pending: [] }));
    return file;
  }

  apply(event: DiskEvent): void {
    if (event.kind === 'said' || event.kind === 'folder') return;
    const path = relative(this.#root, event.path);
    if (event.kind === 'create') this.#file(path);
    if (event.kind === 'write') this.#file(path).pending.push({ at: event.at, data: event.data });
    if (event.kind === 'truncate') this.#file(path).pending.push({ size: event.size });
    if (event.kind === 'unlink') this.#files.delete(path);
    if (event.kind === 'rename') {
      const file = this.#file(path);
      this.#files.delete(path);
      this.#files.set(relative(this.#root, event.to), file);
    }
    if (event.kind === 'sync') this.#sync(path, event.ok);
  }

  #sync(path: string, ok: boolean): void {
    if (path === '') {
      if (ok) this.#durableNames = new Map(this.#files);
      return;
    }
    const file = this.#file(path);
    if (ok) {
      file.durable = applied(file.durable, file.pending);
      this.#durableNames.set(path, file);
    }
    file.pending = [];
  }

  /**
   * Puts the disk as it may be found after the power is back into a folder. `keeps` decides of each sector not synced whether it
   * is there, `keepsNames` of names.
   */
  restore(folder: string, keeps: () => boolean, keepsNames: boolean): void {
    mkdirSync(folder, { recursive: true });
    const names = keepsNames ? this.#files : this.#durableNames;
    for (const [name, file] of names) {
      if (name.includes('/') || name.endsWith('-shm') || name.endsWith('.sock')) continue;
      const kept = file.pending.flatMap((write): Write[] =>
        'size' in write ? (keeps() ? [write] : []) : sectorsOf(write).filter(() => keeps()),
      );
      writeFileSync(join(folder, name), applied(file.durable, kept), { mode: 0o600 });
    }
  }
}

function sectorsOf({ at, data }: { at: number; data: Buffer }): { at: number; data: Buffer }[] {
  const sectors = [];
  for (let from = 0; from < data.length;) {
    const until = Math.min(data.length, from + SECTOR - ((at + from) % SECTOR));
    sectors.push({ at: at + from, data: data.subarray(from, until) });
    from = until;
  }
  return sectors;
}

function applied(content: Buffer, writes: readonly Write[]): Buffer {
  const ends = writes.map((write) => ('size' in write ? write.size : write.at + write.data.length));
  const whole = Buffer.alloc(Math.max(content.length, ...ends, 0));
  content.copy(whole);
  let { length } = content;
  for (const write of writes) {
    if ('size' in write) {
      if (write.size < length) whole.fill(0, write.size, length);
      length = write.size;
    } else {
      write.data.copy(whole, write.at);
      length = Math.max(length, write.at + write.data.length);
    }
  }
  return whole.subarray(0, length);
}
