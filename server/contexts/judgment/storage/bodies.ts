import { deflateSync } from 'node:zlib';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';

/** What a dictionary may hold; the newest text wins. */
const DICTIONARY_BYTES = 16_384;
/** A body that stays larger than this has much that its dictionary does not know: the next one will. */
const LARGE_BODY_BYTES = 400;
/** Dictionaries of one version on one machine, so that bodies of pure noise do not make one each. */
const MOST_GENERATIONS = 4;
/** Kept in memory, oldest first out. */
const MOST_KEPT = 2_000;

interface Dictionary {
  readonly id: number;
  readonly generation: number;
  readonly content: Buffer;
  /** Whether it is known to be on disk; until then it goes along with every body that needs it. */
  stored: boolean;
}

export interface PackedBody {
  readonly body: Uint8Array;
  readonly dictionary: number;
  /** To be run in the transaction of the body, before it. */
  readonly statements: readonly Statement[];
  /** To be called when that transaction is committed. */
  committed(): void;
}

/**
 * A judgment's body as JSON, from the columns of a `judgment_record`: unpacked, or as it is where it was stored before
 * bodies were packed.
 */
export const BODY_SQL = `CASE WHEN dictionary IS NULL THEN body ELSE zlib_text(body,
    (SELECT content FROM judgment_dictionary WHERE judgment_dictionary.id = dictionary)) END`;

/** A judgment but for what has columns of its own. */
export type UnpackedBody = Omit<Judgment, 'id' | 'at'>;

/**
 * Bodies of judgments in little room. One judgment of a version on a machine is much like the one before, so each is
 * zlib with a preset dictionary made of earlier ones: a few hundred bytes become what is really new. Dictionaries are
 * rows that never change, stored with the first body that needs them; zlib's own checksums tell a body that was
 * read with another dictionary or is damaged (RFC 1950, ADLER32 and DICTID).
 */
export class JudgmentBodies {
  readonly #store: SqliteStore;
  readonly #current = new Map<string, Dictionary>();
  /** Above every id on disk; known as soon as anything was looked up there. */
  #nextId = 0;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  async pack(judgment: Judgment): Promise<PackedBody> {
    const { id: _id, at: _at, ...rest } = judgment;
    const text = Buffer.from(JSON.stringify(rest));
    const subject = subjectOf(judgment);
    const key = JSON.stringify(subject);
    if (!this.#current.has(key)) await this.#load(key, subject);
    const current = this.#current.get(key);
    const body = current === undefined ? undefined : deflate(text, current.content);
    if (current !== undefined && body !== undefined && !isWorthAnother(body, current)) {
      return this.#packed(body, current, subject);
    }
    const next: Dictionary = {
      id: this.#nextId++,
      generation: (current?.generation ?? 0) + 1,
      content: Buffer.concat([current?.content ?? Buffer.alloc(0), text]).subarray(-DICTIONARY_BYTES),
      stored: false,
    };
    keep(this.#current, key, next, MOST_KEPT);
    return this.#packed(deflate(text, next.content), next, subject);
  }

  #packed(body: Uint8Array, dictionary: Dictionary, subject: readonly (string | number)[]): PackedBody {
    const { id, content, stored } = dictionary;
    const statement: Statement = {
      sql: `INSERT OR IGNORE INTO judgment_dictionary (id, ruleset_id, ruleset_version, equipment, content)
        VALUES (?, ?, ?, ?, ?)`,
      parameters: [id, ...subject, new Uint8Array(content)],
    };
    return {
      body,
      dictionary: id,
      statements: stored ? [] : [statement],
      committed: () => (dictionary.stored = true),
    };
  }

  /** The newest dictionary on disk for a subject. Only one process judges on a store, so no other makes further ones. */
  async #load(key: string, subject: readonly (string | number)[]): Promise<void> {
    const rows = await this.#store.read<{ id: number; content: Uint8Array }>(
      `SELECT id, content FROM judgment_dictionary
       WHERE ruleset_id = ? AND ruleset_version = ? AND equipment = ? ORDER BY id`,
      subject,
    );
    if (this.#nextId === 0) {
      const [highest] = await this.#store.read<{ id: number | null }>(
        'SELECT max(id) AS id FROM judgment_dictionary',
      );
      this.#nextId ||= (highest?.id ?? 0) + 1;
    }
    const newest = rows.at(-1);
    // While this was read another judgment may have made one.
    if (newest === undefined || this.#current.has(key)) return;
    const content = Buffer.from(newest.content);
    const found = { id: newest.id, generation: rows.length, content, stored: true };
    keep(this.#current, key, found, MOST_KEPT);
  }
}

/**
 * Whose judgments are alike: those of one version on one machine. What is asked for may name any machine, so all of
 * it shares one.
 */
function subjectOf({ ruleset, context, trigger }: Judgment): [string, number, string] {
  return [ruleset.id, ruleset.version, trigger === 'request' ? '' : (context?.equipment ?? '')];
}

function isWorthAnother(body: Uint8Array, { generation }: Dictionary): boolean {
  return body.length > LARGE_BODY_BYTES && generation < MOST_GENERATIONS;
}

/** Enough for a dictionary; less to set up for each body than zlib's own, for the same size. */
const WINDOW = { windowBits: 14, memLevel: 7 };

function deflate(text: Buffer, dictionary: Buffer): Uint8Array {
  // A copy of its own: zlib gives a view of a larger buffer, and all of that would go to the writer.
  return new Uint8Array(deflateSync(text, { ...WINDOW, dictionary }));
}

function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const oldest = map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
