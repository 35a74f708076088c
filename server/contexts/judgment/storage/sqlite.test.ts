import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { folderOfTest } from '../../../../tests/support/folder.ts';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { migrateUp, openStore, type SqliteStore } from '../../../platform/sqlite/index.ts';
import { createSqliteJudgmentStore } from './sqlite.ts';

const open: SqliteStore[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

function openJudgments(folder = folderOfTest()) {
  const file = `${folder}/station.db`;
  migrateUp(file, MIGRATIONS, 0);
  const store = openStore(file);
  open.push(store);
  const query = <Row>(sql: string): Row[] => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare(sql).all() as Row[];
    database.close();
    return rows;
  };
  return { file, folder, store, judgments: createSqliteJudgmentStore(store), query };
}

/** What the demo's sensor health gives, with values that never repeat. */
function judged(number: number, more: Partial<Judgment> = {}): Judgment {
  const temperature = Math.round(4_000 + 300 * Math.sin(number) + (number % 7)) / 100;
  const deviation = 0.05 + Math.abs(Math.sin(number * 1.7)) / 10;
  const tag = 'demo/machining/line-2/pump-1/temperature';
  const at = new Date(Date.UTC(2026, 10, 23) + number * 10_000).toISOString();
  const evidence = (name: string, value: number | null, take: string) =>
    ({
      kind: 'input',
      name,
      value,
      unit: 'Cel',
      take,
      source: 'tag',
      tag,
      quality: 192,
      at,
      ageMs: 0,
    }) as const;
  return {
    id: newId(),
    at,
    verdict: 'OK',
    severity: 'normal',
    confidence: { claimed: 0.85, measured: null, sampleCount: 0 },
    methodUsed: 'rule',
    reasons: [
      {
        ko: `온도 ${temperature} °C가 측정 범위 안에서 정상적으로 들어옵니다`,
        en: `temperature ${temperature} °C arrives as expected and within its measuring range`,
      },
    ],
    trace: [
      {
        ruleId: 'out-of-range',
        fired: false,
        values: { temperature, 'parameters.temperature_low': -20 },
        line: 14,
      },
      { ruleId: 'samples-known', fired: true, values: { samples_1m: 60, samples_5m: 300 }, line: 40 },
      { ruleId: 'frozen', fired: false, values: { judgeable: true, temperature_changes: 54 }, line: 61 },
      {
        ruleId: 'flat',
        fired: false,
        values: { judgeable: true, temperature_deviation: deviation },
        line: 73,
      },
    ],
    ruleset: {
      id: 'sensor-health',
      version: 1,
      hash: 'd7f1f100c8381eb50016b3b0fb0394013b4d2bebd13b844a55633fa1',
    },
    inputAgeMs: number % 9_000,
    cached: false,
    latencyMs: Math.round(Math.abs(Math.sin(number)) * 9_000) / 1_000,
    evidence: [
      evidence('temperature', temperature, 'last'),
      evidence('temperature_changes', 54, 'changes'),
      evidence('temperature_deviation', deviation, 'stddev'),
      evidence('samples_1m', 60, 'count'),
      evidence('samples_5m', 300, 'count'),
    ],
    context: { equipment: 'demo/machining/line-2/pump-1', line: 'line-2' },
    trigger: 'change',
    advisory: { state: 'NOT_NEEDED' },
    ...more,
  };
}

describe('judgments as they were', () => {
  it('whatever they hold, from any machine, before and after a restart', async () => {
    const { folder, judgments, store } = openJudgments();
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const some = fc.record({
      verdict: fc.constantFrom('OK', '과열', 'HOLD'),
      severity: fc.constantFrom('normal', 'low', 'medium', 'high', 'critical'),
      reasons: fc.array(fc.oneof(text, fc.record({ ko: text, en: text })), { maxLength: 3 }),
      trigger: fc.constantFrom('request', 'change', 'stale'),
      context: fc.constantFrom(undefined, { equipment: 'a/b/c/프레스' }, { equipment: 'a/b/c/d', line: 'c' }),
      latencyMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
      holdCause: fc.constantFrom(undefined, 'INPUT_STALE', 'RULE_ERROR'),
    });
    const all: Judgment[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 8 }), async (parts) => {
        const made = parts.map(
          (part) => JSON.parse(JSON.stringify(judged(all.length, part as Partial<Judgment>))) as Judgment,
        );
        await Promise.all(made.map((judgment) => judgments.add(judgment, true)));
        all.push(...made);
        for (const judgment of made) expect(await judgments.find(judgment.id)).toEqual(judgment);
      }),
      { numRuns: 40 },
    );
    await store.close();
    const again = openJudgments(folder).judgments;
    for (const judgment of all) expect(await again.find(judgment.id)).toEqual(judgment);
    expect(await again.find('nothing')).toBeUndefined();
    expect(await again.find(newId())).toBeUndefined();
  });

  it('those of one machine stored in the order they were made, from the first', async () => {
    const { folder, judgments, store, query } = openJudgments();
    await Promise.all(Array.from({ length: 20 }, (_, number) => judgments.add(judged(number), true)));
    await store.close();
    const again = openJudgments(folder).judgments;
    const adding: Promise<void>[] = [];
    for (let number = 20; number < 60; number += 1) {
      adding.push(again.add(judged(number), true));
      if (number % 3 === 0) await Promise.resolve();
    }
    await Promise.all(adding);
    const times = query<{ at: number }>('SELECT at FROM judgment_record ORDER BY seq').map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(60);
  });

  it('those of before their bodies were packed too', async () => {
    const { judgments, store } = openJudgments();
    const old = judged(1);
    await judgments.add(old, true);
    await store.write(
      [{ sql: 'UPDATE judgment_record SET dictionary = NULL, body = ?', parameters: [JSON.stringify(old)] }],
      { durability: 'full' },
    );
    expect(await judgments.find(old.id)).toEqual(old);
  });

  it('in words for whoever opens the file', async () => {
    const { judgments, query } = openJudgments();
    const hold = judged(1, { verdict: 'HOLD', severity: 'medium', holdCause: 'INPUT_STALE' });
    await judgments.add(hold, true, { idempotencyKey: 'key', requestHash: 'hash' });
    expect(query('SELECT * FROM judgment')).toEqual([
      {
        id: hold.id,
        at: Date.parse(hold.at),
        ruleset_id: 'sensor-health',
        ruleset_version: 1,
        equipment: 'demo/machining/line-2/pump-1',
        verdict: 'HOLD',
        severity: 'medium',
        hold_cause: 'INPUT_STALE',
        idempotency_key: 'key',
        request_hash: 'hash',
      },
    ]);
  });
});

describe('room', () => {
  it('a judgment that confirms the one before takes less than 512 bytes, indexes included', async () => {
    const { file, judgments, store } = openJudgments();
    const add = async (from: number, count: number) => {
      for (let number = from; number < from + count; number += 50) {
        await Promise.all(
          Array.from({ length: 50 }, (_, index) => judgments.add(judged(number + index), true)),
        );
      }
      await store.write([{ sql: 'SELECT 1' }], { durability: 'full' });
    };
    const size = async () => {
      const [row] = await store.read<{ bytes: number }>(
        'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
      );
      return row?.bytes ?? 0;
    };
    await add(0, 500);
    const before = await size();
    await add(500, 2_000);
    expect(JSON.stringify(judged(1)).length).toBeGreaterThan(2_000);
    expect(((await size()) - before) / 2_000).toBeLessThan(512);
    await store.close();
    expect(statSync(file).size).toBeLessThan(2_500 * 512);
  });

  it('of one version on one machine there are few dictionaries, whatever is judged and however often it starts', async () => {
    const { folder, query, store: first } = openJudgments();
    await first.close();
    for (let start = 0; start < 3; start += 1) {
      const { judgments, store } = openJudgments(folder);
      for (let number = 0; number < 12; number += 1) {
        const noise = Array.from({ length: 40 }, () => newId()).join(' ');
        await judgments.add(judged(number, { reasons: [noise] }), true);
        await judgments.add(judged(number, { trigger: 'request', context: { equipment: newId() } }), true);
      }
      await store.close();
    }
    const counts = query<{ n: number; bytes: number }>(
      'SELECT count(*) AS n, max(length(content)) AS bytes FROM judgment_dictionary GROUP BY equipment',
    );
    expect(counts).toHaveLength(2);
    for (const { n, bytes } of counts) {
      expect(n).toBeLessThanOrEqual(4);
      expect(bytes).toBeLessThanOrEqual(16_384);
    }
  });
});

describe('changes only', () => {
  it('lists what differs from the one before of the same ruleset on the same machine, in whatever order they came', async () => {
    const one = fc.record({
      at: fc.integer({ min: 0, max: 12 }),
      ruleset: fc.constantFrom('heat', 'wear'),
      machine: fc.constantFrom('s/a/l/m1', 's/a/l/m2', undefined),
      verdict: fc.constantFrom('OK', 'WATCH', 'HOLD'),
      trigger: fc.constantFrom('change', 'request'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 15, maxLength: 40 }), async (drawn) => {
        const { judgments } = openJudgments();
        const made = drawn.map(({ at, ruleset, machine, verdict, ...asked }) => ({
          // One judges by itself, and is asked "what if" too; the other judges when asked.
          isState: ruleset === 'wear' || asked.trigger === 'change',
          judgment: judged(at, {
            verdict,
            trigger: ruleset === 'wear' ? 'request' : asked.trigger,
            ruleset: { id: ruleset, version: 1, hash: 'x' },
            context: machine === undefined ? {} : { equipment: machine },
          }),
        }));
        for (const { judgment, isState } of made) await judgments.add(judgment, isState);
        const states = made
          .filter(({ isState, judgment }) => isState && judgment.context?.equipment !== undefined)
          .map(({ judgment }) => judgment)
          .toSorted((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
        const changes = states.filter((state, index) => {
          const before = states
            .slice(0, index)
            .findLast(
              ({ ruleset, context }) =>
                ruleset.id === state.ruleset.id && context?.equipment === state.context?.equipment,
            );
          return before?.verdict !== state.verdict;
        });
        const ids = (list: readonly Judgment[]) => list.map(({ id }) => id);
        const listed = await judgments.list({ changesOnly: true }, undefined, 100);
        expect(ids(listed)).toEqual(ids(changes).toReversed());
        const narrow = { changesOnly: true, rulesetId: 'heat', equipment: 's/a/l/m1', verdict: 'OK' };
        expect(ids(await judgments.list(narrow, undefined, 100))).toEqual(
          ids(
            changes.filter(
              ({ ruleset, context, verdict }) =>
                ruleset.id === 'heat' && context?.equipment === 's/a/l/m1' && verdict === 'OK',
            ),
          ).toReversed(),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('reads them from their index alone, whatever else the list is narrowed to', async () => {
    const { judgments, store } = openJudgments();
    const asked: string[] = [];
    const watched = {
      ...store,
      read: (text: string, parameters?: never) => (asked.push(text), store.read(text, parameters)),
    };
    await judgments.add(judged(1), true);
    const list = createSqliteJudgmentStore(watched as SqliteStore);
    const filters = [
      {},
      { equipment: 'm' },
      { rulesetId: 'r', verdict: 'OK' },
      { rulesetId: 'r', equipment: 'm' },
      { minSeverity: 'low' },
    ] as const;
    for (const filter of filters) {
      await list.list({ ...filter, changesOnly: true }, { at: 5, id: newId() }, 100);
      const statement = asked.at(-1) ?? '';
      const places = Array.from({ length: statement.split('?').length - 1 }, () => null);
      const plan = await store.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, places);
      const details = plan.map(({ detail }) => detail);
      expect(details).toContainEqual(
        expect.stringMatching(/judgment_change USING (COVERING INDEX judgment_change_at|PRIMARY KEY)/),
      );
    }
  });
});

describe('what a new judgment is compared with', () => {
  it('is found in an index, however many judgments there are', async () => {
    const { judgments, store } = openJudgments();
    const asked: Parameters<SqliteStore['write']>[0][number][] = [];
    const watched: SqliteStore = {
      ...store,
      read: (text, parameters) => store.read(text, parameters),
      write: (statements, options) => (asked.push(...statements), store.write(statements, options)),
    };
    await judgments.add(judged(1), true);
    await createSqliteJudgmentStore(watched).add(judged(2), true);
    const ofChanges = asked.filter(({ sql }) => sql.includes('judgment_change'));
    expect(ofChanges).toHaveLength(1);
    for (const { sql, parameters } of ofChanges) {
      const plan = await store.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      const steps = plan.map(({ detail }) => detail);
      expect(steps).toContainEqual(expect.stringMatching(/\(ruleset=\? AND equipment=\? AND \(?at/));
      // What is left to sort are those of one millisecond.
      expect(steps.join()).not.toMatch(/SCAN judgment_(change|record)\b|TEMP B-TREE FOR ORDER BY/);
    }
  });
});

describe('what goes wrong', () => {
  it('a dictionary whose first judgment was refused goes along with the next', async () => {
    const { judgments } = openJudgments();
    const request = { idempotencyKey: 'taken', requestHash: 'hash' };
    await judgments.add(judged(1, { ruleset: { id: 'other', version: 1, hash: 'x' } }), true, request);
    await expect(judgments.add(judged(2), true, request)).rejects.toMatchObject({ code: 'CONFLICT' });
    const next = judged(3);
    await judgments.add(next, true);
    expect(await judgments.find(next.id)).toEqual(next);
  });

  it('a damaged body is an error and never another judgment', async () => {
    const { judgments, store } = openJudgments();
    const [one, two] = [judged(1), judged(2, { context: { equipment: 'a/b/c/d' } })];
    await judgments.add(one, true);
    await judgments.add(two, true);
    await store.write([{ sql: 'UPDATE judgment_record SET dictionary = 3 - dictionary' }], {
      durability: 'full',
    });
    await expect(judgments.find(one.id)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await store.write(
      [
        {
          sql: 'UPDATE judgment_record SET dictionary = 3 - dictionary, body = substr(body, 1, length(body) - 1)',
        },
      ],
      { durability: 'full' },
    );
    await expect(judgments.find(two.id)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
