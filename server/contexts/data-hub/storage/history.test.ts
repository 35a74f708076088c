import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import { packedHistory } from '../../../migrations/20261123_1730__packed_history.ts';
import { historyRetention } from '../../../migrations/20261128_0815__history_retention.ts';
import type { Statement } from '../../../platform/sqlite/index.ts';
import { NO_NUMBER, type StoredSample } from '../domain/batch.ts';
import { BatchSamples } from '../domain/batch-samples.ts';
import { Columns } from '../domain/history/columns.ts';
import { encodeJournal } from '../domain/history/journal.ts';
import { segmentsOfPage } from '../domain/history/page.ts';
import type { Span } from '../ports.ts';
import { HistoryFiles } from './history-files.ts';
import { HistoryHeads } from './history-heads.ts';
import { HistoryReader } from './history-reader.ts';
import { SealingRounds } from './history-rounds.ts';

const SIZES = { chunkSamples: 8, pageEntries: 3, blockSamples: 3 };
const LIMITS = { roundBytes: 1, roundBytesPerTag: 0, roundAgeMs: 0, sliceSamples: 40, sliceTags: 2 };
const TAGS = [1, 2, 3];
const START = 1_700_000_000_000;
const GAPS = { factor: 5, leastMs: 2_000, limit: 1_000 };

/** The history of the thread, without the thread: what it wants written is written at once. */
class Station {
  readonly #database = new Database(':memory:');
  #heads!: HistoryHeads;
  #rounds!: SealingRounds;
  reader!: HistoryReader;

  constructor() {
    for (const sql of [...packedHistory.up, ...historyRetention.up]) this.#database.exec(sql);
    this.restart();
  }

  restart(): void {
    const files = new HistoryFiles(this.#database);
    this.#heads = new HistoryHeads(this.#database);
    this.reader = new HistoryReader(this.#database, files, this.#heads);
    this.#heads.catchUp(0);
    this.#rounds = new SealingRounds(this.#database, this.#heads, files, { limits: LIMITS, sizes: SIZES });
  }

  commit(samples: readonly StoredSample[]): void {
    this.#database
      .prepare('INSERT INTO history_journal (body) VALUES (?)')
      .run(encodeJournal(BatchSamples.from(samples)));
  }

  #run(statements: readonly Statement[]): number {
    return this.#database.transaction(() => {
      const changes = statements.map(({ sql, rows, parameters = [] }) => {
        const statement = this.#database.prepare(sql);
        return (rows ?? [parameters]).reduce((sum, row) => sum + statement.run(...row).changes, 0);
      });
      return changes[0] ?? 0;
    })();
  }

  /** Slices of the round under way or of a new one; `lost`: the last is never written, as after a crash. */
  seal(slices: number, lost: boolean): void {
    for (let slice = 0; slice < slices; slice += 1) {
      this.#heads.catchUp(0);
      if (!this.#rounds.isDue(1)) return;
      const statements = this.#rounds.next();
      if (lost && slice === slices - 1) return;
      this.#rounds.written(this.#run(statements));
    }
  }

  /** Chunks named by pages, oldest first. */
  chunkIds(): number[] {
    const pages = this.#database
      .prepare('SELECT entries FROM history_page ORDER BY tag_id, first_at')
      .pluck()
      .all();
    return (pages as Uint8Array[]).flatMap((entries) =>
      segmentsOfPage(entries, new Columns(0)).map(({ id }) => id),
    );
  }

  damage(table: string, id: string): void {
    const bytes = this.#database.prepare(`SELECT body FROM ${table} WHERE ${id}`).pluck().get() as Uint8Array;
    bytes[5] = (bytes[5] ?? 0) ^ 4;
    this.#database.prepare(`UPDATE ${table} SET body = ? WHERE ${id}`).run(bytes);
  }

  problems(): string[] {
    return this.#heads.problems.splice(0).map(({ message }) => message);
  }

  count(table: string): number {
    return this.#database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  }

  close(): void {
    this.#database.close();
  }
}

const isNumber = ({ value, quality }: StoredSample) =>
  quality === 192 && value !== null && typeof value !== 'string';
const isBad = ({ value, quality }: StoredSample) => quality !== 192 || value === null;

/** What a window must show, from every sample. */
function expected(samples: readonly StoredSample[], from: number, to: number, parts: number) {
  const inside = samples.filter(({ at }) => at >= from && at <= to);
  const width = Math.max(1, (to - from + 1) / parts);
  const byPart = Map.groupBy(inside, ({ at }) => Math.floor((at - from) / width));
  const texts = inside.filter(({ value, quality }) => typeof value === 'string' && quality === 192);
  const changes = texts.filter(({ value }, index) => index === 0 || value !== texts[index - 1]?.value);
  const perPart = [...byPart].map(([part, own]) => {
    const numbers = own.filter(isNumber).map(({ value }) => Number(value));
    const ownChanges = changes.filter(({ at }) => Math.floor((at - from) / width) === part);
    return [
      part,
      numbers.length === 0 ? null : [Math.min(...numbers), Math.max(...numbers)],
      own.some(isBad),
      [ownChanges[0]?.at, ownChanges.at(-1)?.at],
    ];
  });
  return { inside, width, perPart };
}

function gapsBetween(samples: readonly StoredSample[], from: number, to: number) {
  const inside = samples.filter(({ at }) => at >= from && at <= to).map(({ at }) => at);
  const steps = inside.slice(1).map((at, index) => at - (inside[index] as number));
  const positive = steps.filter((step) => step > 0).sort((a, b) => a - b);
  const median = positive[Math.floor(positive.length / 2)];
  if (median === undefined) return undefined;
  const threshold = Math.max(median * GAPS.factor, GAPS.leastMs);
  const before = samples.filter(({ at }) => at < from).map(({ at }) => at);
  const times = [...before.slice(-1), ...inside, to];
  return times.slice(1).flatMap((at, index) => {
    const last = times[index] as number;
    return at - last > threshold ? [{ from: Math.max(last, from), to: at }] : [];
  });
}

const value: fc.Arbitrary<SignalValue | null> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -500, max: 500 }).map((whole) => whole / 10) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: fc.constantFrom('auto', '수동') },
  { weight: 1, arbitrary: fc.constant(null) },
);
const anySample = fc.record({
  tagId: fc.constantFrom(...TAGS),
  // Few times, so that late and simultaneous samples are frequent; some far away.
  at: fc.oneof(
    { weight: 9, arbitrary: fc.nat(200).map((step) => START + step * 1_000) },
    { weight: 1, arbitrary: fc.nat(50).map((step) => START + step * 60_000) },
  ),
  seq: fc.constantFrom(NO_NUMBER, 0, 1, -8_388_608, -8_388_607),
  value,
  quality: fc.oneof(
    { weight: 6, arbitrary: fc.constant(192) },
    { weight: 1, arbitrary: fc.constantFrom(0, 500) },
  ),
});
/** Tag 1 has only numbers, so that its chunks are in blocks. */
const sample = anySample.map((one) =>
  one.tagId === 1 && typeof one.value !== 'number' ? { ...one, value: 12.5 } : one,
);
const action = fc.oneof(
  { weight: 5, arbitrary: fc.array(sample, { minLength: 1, maxLength: 60 }).map((batch) => ({ batch })) },
  { weight: 4, arbitrary: fc.record({ slices: fc.integer({ min: 1, max: 6 }), lost: fc.boolean() }) },
);
const windows = fc.array(
  fc.tuple(
    fc.integer({ min: -20, max: 260 }),
    fc.integer({ min: 0, max: 260 }),
    fc.integer({ min: 1, max: 12 }),
  ),
  { minLength: 3, maxLength: 6 },
);

it('answers like a plain list of all samples, whatever came, was sealed or cut short (property)', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 4, maxLength: 25 }), windows, (actions, asked) => {
      const station = new Station();
      const model = new Map<string, StoredSample>();
      for (const each of actions) {
        if ('batch' in each) {
          const added = each.batch
            .map((one) => ({ ...one, receivedAt: one.at }))
            .filter((one) => {
              const place = `${one.tagId}|${one.at}|${one.seq}`;
              if (model.has(place)) return false;
              model.set(place, one);
              return true;
            });
          if (added.length > 0) station.commit(added);
        } else {
          station.seal(each.slices, each.lost);
          if (each.lost) station.restart();
        }
      }
      for (const tagId of TAGS) {
        const samples = [...model.values()]
          .filter((one) => one.tagId === tagId)
          .sort((a, b) => a.at - b.at || a.seq - b.seq);
        for (const [first, length, parts] of asked)
          expectWindow(station.reader, tagId, samples, START + first * 1_000, length * 1_000, parts);
        expectPlaces(station.reader, tagId, samples);
      }
      station.close();
    }),
    { numRuns: 120 },
  );
});

function expectWindow(
  reader: HistoryReader,
  tagId: number,
  samples: readonly StoredSample[],
  from: number,
  length: number,
  parts: number,
) {
  const to = from + length;
  const { inside, width, perPart } = expected(samples, from, to, parts);
  const plain = ({ at, value: each, quality }: StoredSample) => ({ at, value: each, quality });
  const question = { from, to, until: to, parts, gaps: GAPS };
  const whole = reader.window(tagId, { ...question, points: 100_000 });
  expect(whole).toMatchObject({ total: inside.length, thinned: false });
  expect(whole.items).toEqual(inside.map(plain));
  const gaps = gapsBetween(samples, from, to);
  if (gaps !== undefined) expect(whole.gaps).toEqual(gaps);
  expect(reader.between(tagId, from - 1, to)).toEqual(inside.map(plain));
  if (inside.length === 0) return;
  const { items, thinned, gaps: drawn } = reader.window(tagId, { ...question, points: 0 });
  expect(thinned).toBe(true);
  if (gaps !== undefined) {
    const lengths = (list: readonly Span[]) =>
      list.map((gap) => [Math.floor((gap.from - from) / width), gap.to - gap.from]);
    const longest = Map.groupBy(lengths(gaps), ([part]) => part);
    const expectedLengths = [...longest].map(([part, own]) => [
      part,
      Math.max(...own.map((gap) => gap[1] ?? 0)),
    ]);
    expect(lengths(drawn)).toEqual(expectedLengths);
    expect(gaps).toEqual(expect.arrayContaining([...drawn]));
  }
  const known = new Set(inside.map((one) => JSON.stringify(plain(one))));
  for (const item of items) expect(known).toContain(JSON.stringify(item));
  expect([items[0]?.at, items.at(-1)?.at]).toEqual([inside[0]?.at, inside.at(-1)?.at]);
  for (const [part, extremes, bad, changes] of perPart) {
    const own = items
      .filter(({ at }) => Math.floor((at - from) / width) === part)
      .map((item) => ({ tagId, seq: 0, receivedAt: 0, ...item }));
    const numbers = own.filter(isNumber).map((item) => Number(item.value));
    expect(numbers.length === 0 ? null : [Math.min(...numbers), Math.max(...numbers)]).toEqual(extremes);
    expect(own.some(isBad)).toBe(bad);
    const times = own.map(({ at }) => at);
    for (const at of changes as (number | undefined)[]) if (at !== undefined) expect(times).toContain(at);
  }
}

function expectPlaces(reader: HistoryReader, tagId: number, samples: readonly StoredSample[]) {
  const keys = samples.map(({ at, seq }) => ({ tagId, at, seq }));
  expect(reader.existing(keys)).toEqual(keys);
  expect(reader.existing(keys.map((key) => ({ ...key, seq: 7 })))).toEqual([]);
  const arrivals = samples
    .filter(({ seq }) => seq < NO_NUMBER)
    .map(({ at }) => {
      const numbers = samples.filter((one) => one.at === at && one.seq < NO_NUMBER).map(({ seq }) => seq);
      return { tagId, at, seq: Math.max(...numbers) };
    });
  expect(reader.existing(arrivals.map(({ at }) => ({ tagId, at, seq: null })))).toEqual(arrivals);
  for (const offset of [0, 500, 1_000_000]) {
    const at = START + 30_000 + offset;
    const newest = samples.findLast((one) => one.at <= at);
    const answer = reader.sampleAt(tagId, at);
    expect(answer).toEqual(
      newest === undefined ? undefined : { at: newest.at, value: newest.value, quality: newest.quality },
    );
  }
}

it('empties the journal into chunks, and is ready for the next round', () => {
  const station = new Station();
  const samples = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const at = START + (from + index) * 1_000;
      return { tagId: 1, at, seq: -1, value: index, quality: 192, receivedAt: at };
    });
  station.commit(samples(0, 100));
  station.seal(10, false);
  expect([station.count('history_journal'), station.count('history_open')]).toEqual([0, 0]);
  expect([station.count('history_chunk'), station.count('history_page')]).toEqual([13, 5]);
  for (const full of [13, 14]) {
    station.commit(samples(full * 4 + 48, 4));
    station.seal(10, false);
    expect([station.count('history_chunk'), station.count('history_open')]).toEqual([full, 14 - full]);
  }
  station.close();
});

it('passes over damaged bytes, says so, and keeps all the rest', () => {
  const station = new Station();
  const at = (step: number) => START + step * 1_000;
  const commit = (tagId: number, step: number) =>
    station.commit([{ tagId, at: at(step), seq: -1, value: step, quality: 192, receivedAt: 0 }]);
  const stored = (tagId: number) =>
    station.reader.between(tagId, 0, at(1_000)).map(({ value: each }) => each);
  for (const step of [1, 2, 3]) for (const tagId of [1, 2]) commit(tagId, step);
  station.damage('history_journal', 'id = 3');
  expect([stored(1), stored(2)]).toEqual([
    [1, 3],
    [1, 2, 3],
  ]);
  expect(station.problems()).toEqual([expect.stringContaining('row 3 of the journal')]);
  station.seal(10, false);
  station.damage('history_open', 'tag_id = 1');
  expect(() => stored(1)).toThrow(/damaged/);
  expect(stored(2)).toEqual([1, 2, 3]);
  commit(1, 4);
  station.seal(10, false);
  expect(station.problems()).toEqual([expect.stringContaining('open chunk of tag 1 was put aside')]);
  expect([stored(1), stored(2)]).toEqual([[4], [1, 2, 3]]);
  expect(station.count('history_chunk')).toBe(1);
  station.close();
});

it('answers all but a damaged full chunk, says which part that is, and takes late samples of its time (property)', () => {
  const place = fc.nat(99);
  const late = fc.uniqueArray(place, { maxLength: 20 });
  fc.assert(
    fc.property(
      late,
      fc.uniqueArray(fc.nat(10), { minLength: 1, maxLength: 4 }),
      windows,
      (lateSteps, bad, asked) => {
        const station = new Station();
        const one = (step: number, ms: number) => {
          const at = START + step * 1_000 + ms;
          return { tagId: 1, at, seq: -1, value: (step * 7) % 30, quality: 192, receivedAt: 0 };
        };
        const samples = Array.from({ length: 100 }, (_, step) => one(step, 0));
        station.commit(samples);
        station.seal(10, false);
        const ids = station.chunkIds();
        for (const index of bad) station.damage('history_chunk', `id = ${ids[index]}`);
        const after = [...samples];
        expectRest(station.reader, after, asked);
        expect(() => station.reader.between(1, 0, START + 100_000)).toThrow(/damaged/);
        if (lateSteps.length > 0) station.commit(lateSteps.map((step) => one(step, 500)));
        after.push(...lateSteps.map((step) => one(step, 500)));
        after.sort((a, b) => a.at - b.at);
        expectRest(station.reader, after, asked);
        station.seal(10, false);
        expectRest(station.reader, after, asked);
        const kept = station.reader.window(1, wholeWindow).items.map(({ at }) => at);
        expect(kept).toEqual(expect.arrayContaining(lateSteps.map((step) => one(step, 500).at)));
        expect(station.problems().length).toBeGreaterThanOrEqual(bad.length);
        station.close();
      },
    ),
    { numRuns: 60 },
  );
});

const wholeWindow = { from: START, to: START + 100_000, until: START, points: 1_000, parts: 5, gaps: GAPS };

/** What lies outside the parts said to be damaged is all there, inside them nothing is invented. */
function expectRest(
  reader: HistoryReader,
  samples: readonly StoredSample[],
  asked: readonly (readonly [number, number, number])[],
) {
  expect(reader.window(1, wholeWindow).unreadable.length).toBeGreaterThan(0);
  for (const [first, length, parts] of asked) {
    const [from, to] = [START + first * 1_000, START + (first + length) * 1_000];
    const isLost = (start: number, end: number) =>
      unreadable.some((span) => span.from <= end && span.to >= start);
    const { items, unreadable } = reader.window(1, { ...wholeWindow, from, to });
    const inside = samples.filter(({ at }) => at >= from && at <= to);
    const times = items.map(({ at }) => at);
    expect(inside.map(({ at }) => at)).toEqual(expect.arrayContaining(times));
    expect(times.filter((at) => !isLost(at, at))).toEqual(
      inside.map(({ at }) => at).filter((at) => !isLost(at, at)),
    );
    const thinned = reader.window(1, { ...wholeWindow, from, to, points: 0, parts });
    const { width, perPart } = expected(inside, from, to, parts);
    for (const [part, extremes] of perPart as [number, number[] | null][]) {
      if (
        thinned.unreadable.some(
          (span) => span.from <= from + (part + 1) * width && span.to >= from + part * width,
        )
      )
        continue;
      const values = thinned.items
        .filter(({ at }) => Math.floor((at - from) / width) === part)
        .map((item) => Number(item.value));
      expect([Math.min(...values), Math.max(...values)]).toEqual(extremes);
    }
  }
}
