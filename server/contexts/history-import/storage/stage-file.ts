import { existsSync, rmSync } from 'node:fs';
import Database, { type Statement } from 'better-sqlite3';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import { syncFile } from '../../../../shared/node/sync.ts';
import type { ReadSample } from '../domain/row-reader.ts';
import type { StagedPlace, StagedSample } from '../ports.ts';

const KIND = { number: 0, boolean: 1, text: 2 } as const;
/** Bounds what sorting a file takes of the memory, whatever its size. */
const CACHE_KIB = 65_536;
const WHOLE = 'whole';

const TABLES = `
  CREATE TABLE tag (id INTEGER PRIMARY KEY, path TEXT NOT NULL);
  CREATE TABLE sample (tag INTEGER NOT NULL, at INTEGER NOT NULL, value, kind INTEGER NOT NULL,
    quality INTEGER NOT NULL, PRIMARY KEY (tag, at)) WITHOUT ROWID;
  CREATE TABLE state (text TEXT NOT NULL);`;

function kindOf(value: SignalValue): number {
  if (typeof value === 'number') return KIND.number;
  return typeof value === 'boolean' ? KIND.boolean : KIND.text;
}

const columnOf = (value: SignalValue) => (typeof value === 'boolean' ? Number(value) : value);
const valueFrom = (value: number | string, kind: number): SignalValue =>
  kind === KIND.boolean ? value === 1 : value;

type Row = [tag: number, at: number, value: number | string, kind: number, quality: number];

/** A file's values while they are sorted by tag and time, in a database of their own that nothing depends on. */
export class StageWriter {
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #insert: Statement;
  readonly #value: Statement;
  readonly #tags = new Map<string, number>();

  constructor(file: string) {
    rmSync(file, { force: true });
    this.#file = file;
    this.#database = new Database(file);
    // Killed, it is begun anew: no journal is needed, and one sync at the end.
    for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', `cache_size = -${CACHE_KIB}`])
      this.#database.pragma(pragma);
    this.#database.exec(TABLES);
    this.#database.exec('BEGIN');
    this.#insert = this.#database.prepare(
      'INSERT INTO sample VALUES (?, ?, ?, ?, ?) ON CONFLICT (tag, at) DO NOTHING',
    );
    this.#value = this.#database.prepare('SELECT value, kind FROM sample WHERE tag = ? AND at = ?').raw();
  }

  get tags(): number {
    return this.#tags.size;
  }

  #tag(path: string): number {
    let id = this.#tags.get(path);
    if (id === undefined) this.#tags.set(path, (id = this.#tags.size + 1));
    return id;
  }

  /** Whether the sample is the first of its tag and time, and else whether it says the same as that. */
  add({ path, at, value, quality }: ReadSample): 'new' | 'same' | 'differing' {
    const tag = this.#tag(path);
    const kind = kindOf(value);
    if (this.#insert.run(tag, at, columnOf(value), kind, quality).changes > 0) return 'new';
    const [first, firstKind] = this.#value.get(tag, at) as [number | string, number];
    return first === columnOf(value) && firstKind === kind ? 'same' : 'differing';
  }

  /** Everything is on disk afterwards. */
  finish(): void {
    const tag = this.#database.prepare('INSERT INTO tag (id, path) VALUES (?, ?)');
    for (const [path, id] of this.#tags) tag.run(id, path);
    this.#database.prepare('INSERT INTO state VALUES (?)').run(WHOLE);
    this.#database.exec('COMMIT');
    this.#database.close();
    syncFile(this.#file);
  }

  discard(): void {
    this.#database.close();
    rmSync(this.#file, { force: true });
  }
}

/** A staged file from its beginning to its end. */
export class StageReader {
  readonly tags: readonly string[];
  readonly #database: Database.Database;
  readonly #next: Statement;

  /** Throws where the file is not there or was not finished. */
  constructor(file: string) {
    if (!existsSync(file)) throw new Error('there is no staged file');
    this.#database = new Database(file, { readonly: true });
    const state = this.#database.prepare('SELECT text FROM state').pluck().get();
    if (state !== WHOLE) throw new Error('the staged file was not finished');
    this.tags = this.#database.prepare('SELECT path FROM tag ORDER BY id').pluck().all() as string[];
    this.#next = this.#database
      .prepare('SELECT * FROM sample WHERE (tag, at) > (?, ?) ORDER BY tag, at LIMIT ?')
      .raw();
  }

  next({ tag, at }: StagedPlace, limit: number): StagedSample[] {
    return (this.#next.all(tag, at, limit) as Row[]).map((row) => ({
      tag: row[0],
      at: row[1],
      value: valueFrom(row[2], row[3]),
      quality: row[4],
    }));
  }

  close(): void {
    this.#database.close();
  }
}
