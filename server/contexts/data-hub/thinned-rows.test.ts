import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { tagPatchSchema, type TagPatch } from '../../../shared/contract/tags.ts';
import type { CommittedSample } from './domain/batch.ts';

const ACTOR = { id: 'station', name: '김하나' };
let test: TestHub;
let names = 0;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

interface Sent {
  readonly v: number | string | boolean | null;
  readonly t: number;
  readonly q?: number;
}

/** A tag with a value at `test.now - 3_600_000`, thinned from then on. */
async function thinned(storage: object, more: object = {}): Promise<string> {
  const path = `s/a/l/e/tag${(names += 1)}`;
  await test.send(`aif/v1/${path}`, JSON.stringify({ v: 0, t: test.now - 3_600_000 }));
  await test.hub.patchTag(
    path,
    tagPatchSchema.parse({ ...more, storage: { mode: 'change', ...storage } }) as TagPatch,
    ACTOR,
  );
  return path;
}
const send = (path: string, ...samples: Sent[]) => test.send(`aif/v1/${path}`, JSON.stringify(samples));
const rowsOf = async (path: string) => {
  const { id } = await test.hub.tagPlace(path);
  return test.rows<{ at: number; value: number | string; quality: number }>(
    `SELECT at, value, quality FROM sample WHERE tag_id = ${id} ORDER BY at, seq`,
  );
};
/** Stored values after the first, which every tag of these tests has. */
const valuesOf = async (path: string) => (await rowsOf(path)).slice(1).map(({ value }) => value);
const countersOf = async (path: string) => (await test.hub.tag(path)).counters;
const adds = ({ received, stored, duplicate, unreadable, filtered }: Record<string, number>) =>
  received === (stored ?? 0) + (duplicate ?? 0) + (unreadable ?? 0) + (filtered ?? 0);
const START = () => test.now - 3_000_000;
const series = (values: readonly Sent['v'][], everyMs = 1_000): Sent[] =>
  values.map((v, index) => ({ v, t: START() + index * everyMs }));

describe('what comes with no message', () => {
  const QUERY = 'sql-1';
  const add = (path: string, samples: readonly Sent[], isHistory = false, source: string = QUERY) =>
    test.hub.add({
      samples: samples.map(({ v, t, q = 192 }) => ({ path, at: t, value: v as number, quality: q })),
      ...{ isHistory, source, unreadable: [] },
      markOf: () => ({ source: `sql:${source}`, mark: '1' }),
    });
  const sourceCounters = (source: string) => test.hub.sources.state(source)?.counters;

  it('is stored whole where it is the past, with the value held back before it, counted where that came', async () => {
    const path = await thinned({ deadband: 5 });
    await send(path, ...series([1, 2, 3]));
    const later = [4, 5].map((v, index) => ({ v, t: START() + 60_000 + index }));
    expect(await add(path, later, true)).toEqual({ stored: 2, duplicates: 0, newTags: 0 });
    expect(await valuesOf(path)).toEqual([1, 3, 4, 5]);
    expect(sourceCounters('broker')).toMatchObject({ received: 4, stored: 3, filtered: 1 });
    expect(sourceCounters(QUERY)).toMatchObject({ received: 2, stored: 2, filtered: 0 });
  });

  it('is thinned as that of a broker where it is news; everybody gets every value, and each row counts once', async () => {
    const path = await thinned({ deadband: 0.5 });
    const seen: CommittedSample[] = [];
    test.hub.onCommitted((samples) => seen.push(...samples.of(() => true)));
    const rows = series([10, 10.2, 10.4, 10.5, 10.1, 12, 12.1, 11.9]);
    expect(await add(path, rows.slice(0, 4))).toEqual({ stored: 1, duplicates: 0, newTags: 0 });
    expect(await add(path, rows.slice(4))).toMatchObject({ stored: 1 });
    expect(await valuesOf(path)).toEqual([10, 10.1, 12]);
    expect(seen.map(({ value, source }) => [value, source])).toEqual(rows.map(({ v }) => [v, QUERY]));
    const counters = { received: 8, stored: 3, filtered: 5, duplicate: 0, late: 0 };
    expect(sourceCounters(QUERY)).toMatchObject(counters);
    await test.reopen();
    // Read again after a restart, as from the overlap of a query: stored is nothing more, and the held one is known.
    await add(path, rows);
    expect(await valuesOf(path)).toEqual([10, 10.1, 12]);
    expect(sourceCounters(QUERY)).toMatchObject({
      received: 16,
      stored: 3,
      duplicate: 4,
      filtered: 9,
      late: 0,
    });
    expect(await countersOf(path)).toMatchObject({ received: 17, stored: 4, duplicate: 4, filtered: 9 });
    // Another source shows what was held back; it is counted where it came in.
    await send(path, { v: 30, t: START() + 60_000 });
    expect(await valuesOf(path)).toEqual([10, 10.1, 12, 11.9, 30]);
    expect(sourceCounters(QUERY)).toMatchObject({ received: 16, stored: 4, filtered: 8 });
    expect(sourceCounters('broker')).toMatchObject({ received: 2, stored: 2, filtered: 0 });
    for (const counted of [await countersOf(path), sourceCounters(QUERY), sourceCounters('broker')])
      expect(adds({ ...counted })).toBe(true);
    expect((await test.hub.topics({ limit: 100 })).items.map(({ topic }) => topic)).toEqual([
      `aif/v1/${path}`,
    ]);
  });
});
