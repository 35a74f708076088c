import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../migrations/index.ts';
import type { Statement } from '../../../platform/sqlite/index.ts';
import type { StoredSample } from '../domain/batch.ts';
import { BatchSamples } from '../domain/batch-samples.ts';
import { encodeJournal } from '../domain/history/journal.ts';
import type { RetentionPolicy } from '../domain/retention/policy.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import { HistoryReader } from './history-reader.ts';
import { Retention, type RetentionLimits } from './history-retention.ts';
import { SealingRounds } from './history-rounds.ts';

const SIZES = { chunkSamples: 8, pageEntries: 3, blockSamples: 3 };
const ROUNDS = { roundBytes: 1, roundAgeMs: 0, sliceSamples: 40, sliceTags: 2 };
const LIMITS: Partial<RetentionLimits> = { everyMs: 0, slicePages: 2, sliceCuts: 2, leastMs: 0 };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 28);
const GAPS = { factor: 5, leastMs: 2_000, limit: 1_000 };
const PATHS = ['s/a/l/e/fast', 's/a/l/e/slow', 's/a/l/e/kept'];
const NO_LIMIT: RetentionPolicy = { days: null, rules: [], budgetBytes: null };

/** The history of the thread, without the thread: what it wants written is written at once. */
class Station {
  readonly database = new Database(':memory:');
  readonly #heads: HistoryHeads;
  readonly #rounds: SealingRounds;
  readonly reader: HistoryReader;

  constructor() {
    this.database.pragma('auto_vacuum = INCREMENTAL');
    for (const step of MIGRATIONS) {
      for (const sql of step.up) this.database.exec(sql);
      step.convert?.up(this.database);
    }
    PATHS.forEach((path, index) =>
      this.database
        .prepare(
          `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at) VALUES (?, ?, 's', 'a', 'l', 'e', ?, 0)`,
        )
        .run(index + 1, path, path),
    );
    const files = new HistoryFiles(this.database);
    this.#heads = new HistoryHeads(this.database);
    this.reader = new HistoryReader(this.database, files, this.#heads);
    this.#heads.catchUp(0);
    this.#rounds = new SealingRounds(this.database, this.#heads, files, { limits: ROUNDS, sizes: SIZES });
  }

  #run(statements: readonly Statement[]): number {
    return this.database.transaction(() => {
      const changes = statements.map(({ sql, rows, parameters = [] }) => {
        if (sql.startsWith('PRAGMA ')) {
          this.database.exec(sql);
          return 0;
        }
        const statement = this.database.prepare(sql);
        return (rows ?? [parameters]).reduce((sum, row) => sum + statement.run(...row).changes, 0);
      });
      return changes[0] ?? 0;
    })();
  }

  commit(samples: readonly StoredSample[]): void {
    if (samples.length > 0)
      this.database
        .prepare('INSERT INTO history_journal (body) VALUES (?)')
        .run(encodeJournal(BatchSamples.from(samples)));
  }

  seal(): void {
    for (let slice = 0; slice < 200; slice += 1) {
      this.#heads.catchUp(0);
      if (!this.#rounds.isDue(1)) return;
      this.#rounds.written(this.#run(this.#rounds.next()));
    }
  }

  /** One look at what has to go, to its end. */
  keep(policy: RetentionPolicy, now: number, limits: Partial<RetentionLimits> = {}): Retention {
    const retention = new Retention(this.database, policy, now, { ...LIMITS, ...limits, everyMs: Infinity });
    for (let slice = 0; slice < 5_000; slice += 1) {
      this.#heads.catchUp(0);
      const statements = retention.next(now);
      if (statements === null) break;
      this.#run(statements);
    }
    return retention;
  }

  one<T>(sql: string): T {
    return this.database.prepare(sql).pluck().get() as T;
  }

  /** Everything that can be read of a tag. */
  all(tagId: number) {
    return this.reader.window(tagId, {
      ...{ from: NOW - 400 * DAY, to: NOW + DAY, until: NOW, points: 100_000, parts: 1, gaps: GAPS },
    });
  }
}

/** Samples of three tags at their own rates over the last 100 days, some late, some not sealed. */
const histories = fc.record({
  counts: fc.tuple(fc.nat(300), fc.nat(60), fc.nat(120)),
  unsealed: fc.nat(20),
  late: fc.uniqueArray(fc.nat(99), { maxLength: 8 }),
});

function sampleOf(tagId: number, at: number): StoredSample {
  return { tagId, at, seq: -1, value: (at / HOUR) % 37, quality: 192, receivedAt: at };
}

function filled({
  counts,
  unsealed,
  late,
}: {
  counts: readonly number[];
  unsealed: number;
  late: readonly number[];
}) {
  const station = new Station();
  const samples = counts.flatMap((count, index) =>
    Array.from({ length: count }, (_, place) =>
      sampleOf(index + 1, NOW - 100 * DAY + Math.floor(((place + 1) / count) * 99 * 24) * HOUR + place),
    ),
  );
  const ordered = samples.toSorted((a, b) => a.at - b.at);
  const loose = ordered.length - Math.min(unsealed, ordered.length);
  station.commit(ordered.slice(0, loose));
  station.seal();
  const lateSamples = late.map((day) => sampleOf(1, NOW - 100 * DAY + day * DAY + 7));
  station.commit(lateSamples);
  if (late.length % 2 === 0) station.seal();
  station.commit(ordered.slice(loose));
  return { station, samples: [...samples, ...lateSamples] };
}

const timesOf = (samples: readonly StoredSample[], tagId: number) =>
  samples
    .filter((sample) => sample.tagId === tagId)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b);

it('leaves exactly the samples from the cut on, extremes exact, whatever stands where (property)', () => {
  fc.assert(
    fc.property(
      histories,
      fc.integer({ min: 1, max: 110 }),
      fc.integer({ min: 1, max: 110 }),
      (history, days, own) => {
        const { station, samples } = filled(history);
        const rules = [{ pattern: 's/*/*/*/slow', days: own }];
        station.database
          .prepare(`INSERT INTO tag_settings (tag_id, storage_mode, retention_days) VALUES (3, 'all', ?)`)
          .run(own + 1);
        station.keep({ days, rules, budgetBytes: null }, NOW);
        PATHS.forEach((path, index) => {
          const daysOfTag = { fast: days, slow: own, kept: own + 1 }[path.slice(-4)] ?? days;
          const cut = NOW - daysOfTag * DAY;
          const kept = samples.filter(({ tagId, at }) => tagId === index + 1 && at >= cut);
          const { items, total, beginsAt } = station.all(index + 1);
          expect(items.map(({ at }) => at)).toEqual(timesOf(kept, index + 1));
          expect({ total, beginsAt }).toEqual({ total: kept.length, beginsAt: cut });
          const thinned = station.reader.window(index + 1, {
            ...{ from: NOW - 120 * DAY, to: NOW, until: NOW, points: 0, parts: 1, gaps: GAPS },
          });
          const values = thinned.items.map(({ value }) => Number(value));
          const expected = kept.map(({ value }) => Number(value));
          expect([Math.min(...values), Math.max(...values)]).toEqual([
            Math.min(...expected),
            Math.max(...expected),
          ]);
          expect(station.reader.sampleAt(index + 1, cut - 1)).toBeUndefined();
          expect(station.reader.between(index + 1, 0, NOW).map(({ at }) => at)).toEqual(
            timesOf(kept, index + 1),
          );
          // No silence is told of where the data was taken away.
          for (const gap of station.all(index + 1).gaps) expect(gap.from).toBeGreaterThanOrEqual(cut);
        });
        station.database.close();
      },
    ),
    { numRuns: 60 },
  );
});

it('over a budget takes the oldest of all tags, down to it, and tells what went (property)', () => {
  fc.assert(
    fc.property(histories, fc.double({ min: 0.05, max: 1.2, noNaN: true }), (history, share) => {
      const { station, samples } = filled(history);
      const before = station.keep(NO_LIMIT, NOW).state(NOW).bytes;
      const budgetBytes = before * share;
      const { bytes } = station.keep({ ...NO_LIMIT, budgetBytes }, NOW).state(NOW);
      expect(bytes).toBeLessThanOrEqual(budgetBytes);
      let readable = 0;
      PATHS.forEach((_, index) => {
        const { items } = station.all(index + 1);
        const times = timesOf(samples, index + 1);
        // The newest ones, all of them from one on.
        expect(items.map(({ at }) => at)).toEqual(times.slice(times.length - items.length));
        readable += items.length;
      });
      const removed = station.one<number | null>('SELECT sum(samples) FROM history_removal') ?? 0;
      expect(removed).toBeGreaterThanOrEqual(0);
      // What late samples brought back before a cut went unseen: never more than those are missing beside what is told.
      expect(samples.length - readable).toBeGreaterThanOrEqual(removed);
      expect(samples.length - readable - removed).toBeLessThanOrEqual(history.late.length + history.unsealed);
      const chunks = station.one<number>('SELECT chunks FROM history_size');
      expect(chunks).toBe(station.one('SELECT count(*) FROM history_chunk'));
      expect(station.one('SELECT bytes FROM history_size')).toBe(
        station.one('SELECT coalesce(sum(length(body)), 0) FROM history_chunk'),
      );
      station.database.close();
    }),
    { numRuns: 60 },
  );
});

it('never takes what is younger than a day, and says that the budget is too small', () => {
  const station = new Station();
  station.commit(Array.from({ length: 200 }, (_, place) => sampleOf(1, NOW - 2 * DAY + place * (DAY / 100))));
  station.seal();
  const retention = new Retention(station.database, { ...NO_LIMIT, budgetBytes: 1 }, NOW, {
    slicePages: 100,
  });
  for (const { sql, rows, parameters = [] } of retention.next(NOW) ?? [])
    for (const row of rows ?? [parameters]) station.database.prepare(sql).run(...row);
  expect(retention.next(NOW)).toBeNull();
  expect(retention.state(NOW).overBudget).toBe(true);
  expect(station.all(1).items[0]?.at).toBeLessThanOrEqual(NOW - DAY + DAY / 100);
});

it('gives the space back that is more than what the next days need', () => {
  const station = new Station();
  station.commit(
    Array.from({ length: 8_000 }, (_, place) => ({
      ...sampleOf(1, NOW - 90 * DAY + place * 200_000),
      value: `text number ${place} that takes some room`,
    })),
  );
  station.seal();
  const pages = () => station.one<number>('PRAGMA page_count');
  const before = pages();
  const limits = { sparePages: 20, vacuumPages: 16 };
  const { bytes } = station.keep({ ...NO_LIMIT, days: 30 }, NOW, limits).state(NOW);
  expect(bytes).toBeLessThan(100_000);
  expect(station.one<number>('PRAGMA freelist_count')).toBeLessThanOrEqual(36);
  expect(pages()).toBeLessThan(before / 2);
});
