import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { withChildren } from './listening.ts';

/** A secret as text, and everything it may have become on its way into a file: none of it may stand there. */
function formsOf(secret: string): Buffer[] {
  // In base64 its letters depend on where it begins; those that depend on its neighbours are left out.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    const own = text.replace(/=+$/, '').slice(offset === 0 ? 0 : 4, -2);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const texts = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64];
  const bytes = texts.map((text) => Buffer.from(text));
  return [...bytes, Buffer.from(secret, 'utf16le')].filter(({ length }) => length >= 8);
}

const UNPACKING = [inflateSync, inflateRawSync, gunzipSync, brotliDecompressSync, zstdDecompressSync];
function unpacked(body: Buffer): Buffer[] {
  return UNPACKING.flatMap((unpack) => {
    try {
      return [unpack(body)];
    } catch {
      return [];
    }
  });
}

/** Every text and blob of a database, blobs unpacked as well. */
function valuesOf(file: string): Buffer[] {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
      .pluck()
      .all() as string[];
    const values = tables.flatMap((table) =>
      (database.prepare(`SELECT * FROM "${table}"`).raw().all() as unknown[][]).flat(),
    );
    return values.flatMap((value) => {
      if (typeof value === 'string') return [Buffer.from(value)];
      return Buffer.isBuffer(value) ? [value, ...unpacked(value)] : [];
    });
  } finally {
    database.close();
  }
}

/** What a station may have left: by name of the place, what stands there. */
export class Leavings {
  readonly #places = new Map<string, Buffer[]>();

  add(place: string, ...contents: (string | Buffer)[]): void {
    const known = this.#places.get(place) ?? [];
    this.#places.set(place, [...known, ...contents.map((content) => Buffer.from(content))]);
  }

  /** Every file below a folder, of databases also what is packed in them. */
  addFolder(folder: string): void {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      this.add(relative(folder, file), bytes, ...unpacked(bytes));
      if (bytes.subarray(0, 15).toString() === 'SQLite format 3')
        this.add(relative(folder, file), ...valuesOf(file));
    }
  }

  /** The command lines of a process and of all it started, and the environment of those. */
  addProcesses(pid: number): void {
    for (const process of withChildren(pid)) {
      this.add(
        `arguments of ${process === pid ? 'the station' : 'a child'}`,
        readFileSync(`/proc/${process}/cmdline`),
      );
      const whose = process === pid ? 'the station' : 'a child';
      this.add(`environment of ${whose}`, readFileSync(`/proc/${process}/environ`));
    }
  }

  get places(): string[] {
    return [...this.#places.keys()].sort();
  }

  /** Where a secret stands, in whatever form. */
  placesOf(secret: string): string[] {
    const forms = formsOf(secret);
    const has = (contents: readonly Buffer[]) =>
      contents.some((content) => forms.some((form) => content.includes(form)));
    return this.places.filter((place) => has(this.#places.get(place) ?? []));
  }
}
