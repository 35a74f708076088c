import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataHub } from '../../../migrations/20261123_1300__data_hub.ts';
import { sources } from '../../../migrations/20261128_0755__sources.ts';
import { hubStateLog } from '../../../migrations/20261128_1110__hub_state_log.ts';
import { tags } from '../../../migrations/20261128_0740__tags.ts';
import { sharedTags } from '../../../migrations/20261128_2239__shared_tags.ts';
import { tagStorage } from '../../../migrations/20261128_1126__tag_storage.ts';
import type { Statement } from '../../../platform/sqlite/index.ts';
import { NO_COUNTS, type SourceState, type TagState, type TopicState } from '../domain/state.ts';
import { SOURCE_COLUMNS, TAG_COLUMNS, TOPIC_COLUMNS } from './rows.ts';
import { StateLog } from './state-log.ts';
import { foldStateLog, newestRows, packRows, type Column } from './state-rows.ts';
import { stateTable } from '../../../../tests/support/state-table.ts';

const IDS = Array.from({ length: 20 }, (_, index) => index + 1);
const ADD_TAG = `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at)
  VALUES (?, 's/a/l/e/' || ?, 's', 'a', 'l', 'e', ?, 0)`;

interface Batch {
  readonly tags: readonly TagState[];
  readonly topics: readonly TopicState[];
  readonly sources: readonly SourceState[];
}

/** A batch that touches these; every state of it can be told from all others. */
function batchOf(ids: readonly number[], stamp: number): Batch {
  const counters = { ...NO_COUNTS, received: stamp };
  const value = [stamp / 3, `글 ${stamp}`, stamp % 2 === 0, null][stamp % 4] ?? null;
  return {
    tags: ids.map((id) => ({
      id,
      path: `s/a/l/e/${id}`,
      createdAt: 0,
      newestAt: stamp % 3 === 0 ? -Infinity : stamp,
      furthestAt: stamp,
      madeBy: '',
      isShared: stamp % 11 === 4,
      kept: null,
      held: stamp % 7 === 3 ? { seq: stamp, topic: `토픽 ${stamp}` } : null,
      last: stamp % 5 === 0 ? null : { value, quality: 192, at: stamp, receivedAt: stamp + 1 },
      counters,
    })),
    topics: ids.map((id) => ({
      topic: `topic ${id}`,
      source: 'broker',
      counters,
      sequence: stamp % 2 === 0 ? null : { first: 1, last: stamp },
      newestAt: stamp,
      lastReceivedAt: stamp,
    })),
    sources: [{ id: 'broker', counters, refused: stamp, lastReceivedAt: stamp }],
  };
}

const rowOf = <Row>(columns: readonly Column<Row>[], row: Row) =>
  Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)]));

/** What was committed, as rows by their key. */
class Model {
  readonly tags = new Map<number, TagState>();
  readonly topics = new Map<string, TopicState>();
  readonly sources = new Map<string, SourceState>();

  take(batch: Batch): void {
    for (const tag of batch.tags) this.tags.set(tag.id, tag);
    for (const topic of batch.topics) this.topics.set(topic.topic, topic);
    for (const source of batch.sources) this.sources.set(source.id, source);
  }

  get rows() {
    return {
      tag: Array.from(this.tags.values(), (tag) => rowOf(TAG_COLUMNS, tag)),
      topic: Array.from(this.topics.values(), (topic) => rowOf(TOPIC_COLUMNS, topic)),
      source_counters: Array.from(this.sources.values(), (each) => rowOf(SOURCE_COLUMNS, each)),
    };
  }
}

class Station {
  readonly database = new Database(':memory:');
  readonly #model = new Model();
  readonly #statements = new Map<string, Database.Statement>();
  #log = new StateLog({ logBytes: 2_500, sliceRows: 20 });
  foldings = 0;

  constructor() {
    for (const step of [dataHub, tags, sources, hubStateLog, tagStorage, sharedTags])
      for (const sql of step.up) this.database.exec(sql);
    for (const id of IDS) this.database.prepare(ADD_TAG).run(id, id, String(id));
  }

  get logged() {
    return this.database.prepare('SELECT id, body FROM hub_state_log ORDER BY id').all() as {
      id: number;
      body: Uint8Array;
    }[];
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql) ?? this.database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #run(statements: readonly Statement[]): void {
    this.database.transaction(() => {
      for (const { sql, rows, parameters = [] } of statements)
        for (const row of rows ?? [parameters]) this.#prepared(sql).run(...row);
    })();
    if (statements.some(({ sql }) => sql.startsWith('DELETE'))) this.foldings += 1;
  }

  commit(batch: Batch, fate: 'works' | 'fails' | 'crashes before' | 'crashes after'): void {
    const { statements, written } = this.#log.next(batch);
    if (fate === 'works' || fate === 'crashes after') {
      this.#run(statements);
      this.#model.take(batch);
    }
    if (fate === 'works') written();
    if (fate.startsWith('crashes')) this.#restart();
  }

  #restart(): void {
    const newest = newestRows(this.logged, () => {});
    this.#log = new StateLog({ logBytes: 2_500, sliceRows: 20 });
    this.#log.begin({
      lastId: this.logged.at(-1)?.id ?? 0,
      bytes: this.logged.reduce((sum, { body }) => sum + body.length, 0),
      tags: [...this.#model.tags.values()].filter(({ id }) => newest.tag.has(id)),
      topics: [...this.#model.topics.values()].filter(({ topic }) => newest.topic.has(topic)),
      sources: [...this.#model.sources.values()].filter(({ id }) => newest.source_counters.has(id)),
    });
  }

  /** Rows that were committed and are not what the log over the rows of the tables gives. */
  wrong(): unknown[] {
    const wrong: unknown[] = [];
    const newest = newestRows(this.logged, () => {});
    const byKey = { tag: 'id', topic: 'topic', source_counters: 'id' } as const;
    for (const table of ['tag', 'topic', 'source_counters'] as const)
      for (const row of this.#model.rows[table]) {
        const key = byKey[table];
        const stored = this.#prepared(`SELECT * FROM ${table} WHERE ${key} = ?`).get(row[key]);
        const shown = { ...(stored as object), ...newest[table].get(row[key] as never) } as typeof row;
        if (Object.keys(row).some((name) => !Object.is(shown[name], row[name]))) wrong.push({ row, shown });
      }
    return wrong;
  }
}

it('gives the newest states after any commits, failures and crashes (property)', () => {
  const step = fc.record({
    ids: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 3 }),
    fate: fc.oneof(
      { weight: 8, arbitrary: fc.constant('works' as const) },
      { weight: 1, arbitrary: fc.constantFrom('fails' as const, 'crashes before' as const) },
      { weight: 1, arbitrary: fc.constant('crashes after' as const) },
    ),
  });
  let foldings = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const station = new Station();
      steps.forEach(({ ids, fate }, index) => {
        station.commit(batchOf(ids, index + 1), fate);
        if (index % 4 === 0) expect(station.wrong()).toEqual([]);
      });
      foldStateLog(station.database);
      station.database.exec('DELETE FROM hub_state_log');
      expect(station.wrong()).toEqual([]);
      foldings += station.foldings;
      station.database.close();
    }),
    { numRuns: 40 },
  );
  expect(foldings).toBeGreaterThan(10);
});

it('stays short however long it is written', () => {
  const station = new Station();
  for (let stamp = 1; stamp <= 500; stamp += 1) station.commit(batchOf(IDS, stamp), 'works');
  expect(station.wrong()).toEqual([]);
  expect(station.logged.length).toBeLessThan(20);
});

it('passes over a damaged row and says which', () => {
  const good = packRows([stateTable('topic', ['topic', 'stored'], [['a', 1]])]);
  const bad = packRows([stateTable('topic', ['topic', 'stored'], [['a', 2]])]);
  bad[bad.length - 3] = (bad[bad.length - 3] as number) ^ 1;
  const problems: string[] = [];
  const newest = newestRows(
    [
      { id: 7, body: good },
      { id: 8, body: bad },
      { id: 9, body: new Uint8Array(3) },
    ],
    (problem) => problems.push(problem),
  );
  expect(newest.topic.get('a')).toEqual({ topic: 'a', stored: 1 });
  expect(problems).toEqual([expect.stringContaining('row 9'), expect.stringContaining('row 8')]);
});

it('reads rows from before columns had forms', () => {
  const tables = [{ table: 'tag', columns: ['id', 'last_value', 'stored', 'held_seq'], rows: 2 }];
  const head = Buffer.from(JSON.stringify({ tables, texts: [[5, '온도']] }));
  const cells = Buffer.from(new Float64Array([1, -0, 4, Number.NaN, 2, Number.NaN, 9, -8_388_608]).buffer);
  const start = Math.ceil((8 + head.length) / 8) * 8;
  const body = Buffer.alloc(start + cells.length);
  body.writeUInt32LE(head.length, 4);
  body.set(head, 8);
  body.set(cells, start);
  body.writeUInt32LE(crc32(body.subarray(4)), 0);
  const { tag } = newestRows([{ id: 1, body }], (problem) => expect.unreachable(problem));
  expect([...tag.values()]).toEqual([
    { id: 1, last_value: -0, stored: 4, held_seq: null },
    { id: 2, last_value: '온도', stored: 9, held_seq: -8_388_608 },
  ]);
});

it('gives back every cell of every form (property)', () => {
  const cell = fc.oneof(
    fc.constantFrom(null, -0, 0, 2 ** 53, -(2 ** 53), 'text', ''),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
  );
  const columns = fc.tuple(
    fc.array(cell, { minLength: 5, maxLength: 5 }),
    fc.array(fc.integer(), { minLength: 5, maxLength: 5 }),
    fc.array(fc.constantFrom(0, -0), { minLength: 5, maxLength: 5 }),
    fc.array(fc.constantFrom(null, 7), { minLength: 5, maxLength: 5 }),
  );
  fc.assert(
    fc.property(columns, (columnsOf) => {
      const names = ['id', ...columnsOf.map((_, index) => `column ${index}`)];
      const rows = Array.from({ length: 5 }, (_, row) => [
        row,
        ...columnsOf.map((each) => each[row] ?? null),
      ]);
      const body = packRows([stateTable('tag', names, rows)]);
      const { tag } = newestRows([{ id: 1, body }], (problem) => expect.unreachable(problem));
      const found = rows.map(([id = null]) => Object.values(tag.get(id) ?? {}));
      expect(found).toEqual(rows);
    }),
  );
});
