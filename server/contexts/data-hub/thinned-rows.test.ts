import { describe, expect, it } from 'vitest';
import {
  adds,
  countersOf,
  send,
  series,
  START,
  test,
  thinned,
  valuesOf,
  withHub,
  type Sent,
} from '../../../tests/support/thinned-tags.ts';
import type { CommittedSample } from './domain/batch.ts';

withHub();

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
