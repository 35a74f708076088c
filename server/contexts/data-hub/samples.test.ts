import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';

const PATH = 's/a/l/e/t';
const TOPIC = `aif/v1/${PATH}`;
const SECOND = 1_000;

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

type Sent = { v: number | string | boolean | null; t: number; q?: number };

async function send(samples: readonly Sent[], topic = TOPIC): Promise<void> {
  for (let start = 0; start < samples.length; start += 5_000)
    await test.send(topic, JSON.stringify(samples.slice(start, start + 5_000)));
}

function query(from: number, to: number, points = 2_000) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), points };
}

describe('samples of a window', () => {
  it('for a chart come with the one before, whose value still stands, but not over a silence', async () => {
    const start = test.now - 600 * SECOND;
    await send(
      Array.from({ length: 10 }, (_, index) => ({
        v: index < 5 ? 'auto' : 'hand',
        t: start + index * 10 * SECOND,
      })),
    );
    const columns = (from: number, to: number) =>
      test.hub.sampleColumns(PATH, query(start + from, start + to));
    expect(await columns(43_000, 47_000)).toMatchObject({
      ...{ total: 0, gaps: [], before: { at: start + 40 * SECOND, value: 'auto', quality: 192 } },
    });
    expect((await columns(-10_000, 5_000)).before).toBeNull();
    expect((await columns(300_000, 310_000)).before).toBeNull();
  });

  it('gives all of them, both ends included, with quality and source time', async () => {
    const start = test.now - 10 * SECOND;
    await send(
      [0, 1, 2, 3].map((index) => ({ v: index, t: start + index * SECOND, q: index === 2 ? 0 : 192 })),
    );
    const result = await test.hub.samples(PATH, query(start + SECOND, start + 3 * SECOND));
    expect(result).toMatchObject({ total: 3, thinned: false, gaps: [] });
    expect(result.items).toEqual([
      { at: new Date(start + SECOND).toISOString(), value: 1, quality: 192 },
      { at: new Date(start + 2 * SECOND).toISOString(), value: 2, quality: 0 },
      { at: new Date(start + 3 * SECOND).toISOString(), value: 3, quality: 192 },
    ]);
  });

  it('is the last hour unless told otherwise', async () => {
    await send([
      { v: 1, t: test.now - 3_700 * SECOND },
      { v: 2, t: test.now - 60 * SECOND },
    ]);
    const { items } = await test.hub.samples(PATH, { points: 100 });
    expect(items.map(({ value }) => value)).toEqual([2]);
  });

  it('keeps the extremes of every part exactly when thinned (property)', async () => {
    let tag = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 900 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
          {
            minLength: 60,
            maxLength: 400,
          },
        ),
        fc.integer({ min: 10, max: 50 }),
        async (steps, points) => {
          tag += 1;
          const path = `s/a/l/e/t${tag}`;
          let at = test.now - 3_600 * SECOND;
          const sent = steps.map(([step, v]) => ({ v: v === 0 ? 0 : v, t: (at += step) }));
          await send(sent, `aif/v1/${path}`);
          const from = sent[0]?.t ?? 0;
          const to = sent.at(-1)?.t ?? 0;
          const result = await test.hub.samples(path, query(from, to, points));
          expect(result.thinned).toBe(true);
          expect(result.items.length).toBeLessThanOrEqual(points);
          const byTime = new Map(sent.map(({ t, v }) => [t, v]));
          for (const item of result.items) expect(item.value).toBe(byTime.get(Date.parse(item.at)));
          const times = result.items.map((item) => Date.parse(item.at));
          expect([times[0], times.at(-1)]).toEqual([from, to]);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const values = result.items.map(({ value }) => value as number);
          expect(Math.min(...values)).toBe(Math.min(...sent.map(({ v }) => v)));
          expect(Math.max(...values)).toBe(Math.max(...sent.map(({ v }) => v)));
          const buckets = Math.floor((points - 2) / 3);
          const width = (to - from + 1) / buckets;
          const bucketOf = (time: number) => Math.floor((time - from) / width);
          for (let bucket = 0; bucket < buckets; bucket += 1) {
            const inside = sent.filter(({ t }) => bucketOf(t) === bucket).map(({ v }) => v);
            const kept = result.items
              .filter((item) => bucketOf(Date.parse(item.at)) === bucket)
              .map(({ value }) => value as number);
            if (inside.length === 0) continue;
            expect([Math.min(...kept), Math.max(...kept)]).toEqual([
              Math.min(...inside),
              Math.max(...inside),
            ]);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps bad quality and changes of text visible when thinned', async () => {
    const start = test.now - 3_600 * SECOND;
    await send(
      Array.from({ length: 2_000 }, (_, i) => ({ v: i % 7, t: start + i * SECOND, q: i === 777 ? 0 : 192 })),
    );
    const numbers = await test.hub.samples(PATH, query(start, test.now, 100));
    expect(numbers.items.filter(({ quality }) => quality === 0)).toHaveLength(1);
    await send(
      Array.from({ length: 2_000 }, (_, i) => ({
        v: i < 500 || i > 1_500 ? 'auto' : '수동',
        t: start + i * SECOND,
      })),
      'aif/v1/s/a/l/e/mode',
    );
    const texts = await test.hub.samples('s/a/l/e/mode', query(start, test.now, 100));
    expect(texts.items.map(({ value, at }) => [value, (Date.parse(at) - start) / SECOND])).toEqual([
      ['auto', 0],
      ['수동', 500],
      ['auto', 1_501],
      ['auto', 1_999],
    ]);
  });

  it('shows where data is missing, thinned or not', async () => {
    const start = test.now - 3_600 * SECOND;
    const seconds = Array.from({ length: 3_000 }, (_, i) => i).filter((i) => i < 1_000 || i >= 1_020);
    await send(seconds.map((i) => ({ v: i, t: start + i * SECOND })));
    const gap = [
      {
        from: new Date(start + 999 * SECOND).toISOString(),
        to: new Date(start + 1_020 * SECOND).toISOString(),
      },
    ];
    const end = start + 2_999 * SECOND;
    expect((await test.hub.samples(PATH, query(start, end, 100))).gaps).toEqual(gap);
    expect((await test.hub.samples(PATH, query(start, end, 5_000))).gaps).toEqual(gap);
  });

  it('shows the silence at the ends of a window too, but not of times to come', async () => {
    const start = test.now - 3_600 * SECOND;
    await send(Array.from({ length: 100 }, (_, i) => ({ v: i, t: start + i * SECOND })));
    await send(Array.from({ length: 100 }, (_, i) => ({ v: i, t: start + (i + 1_000) * SECOND })));
    const gapsOf = async (from: number, to: number) =>
      (await test.hub.samples(PATH, query(start + from * SECOND, start + to * SECOND, 5_000))).gaps.map(
        (gap) => [gap.from, gap.to].map((at) => (Date.parse(at) - start) / SECOND),
      );
    expect(await gapsOf(0, 99)).toEqual([]);
    expect(await gapsOf(0, 500)).toEqual([[99, 500]]);
    expect(await gapsOf(500, 1_050)).toEqual([[500, 1_000]]);
    expect(await gapsOf(300, 600)).toEqual([[300, 600]]);
    expect(await gapsOf(1_050, 5_000)).toEqual([[1_099, 3_600]]);
    expect(await gapsOf(-500, 50)).toEqual([]);
    expect(await gapsOf(4_000, 5_000)).toEqual([]);
  });

  it('refuses an unknown tag and a window that ends before it starts', async () => {
    await expect(test.hub.samples('s/a/l/e/none', { points: 10 })).rejects.toMatchObject({
      code: 'TAG_NOT_FOUND',
    });
    await send([{ v: 1, t: test.now }]);
    await expect(test.hub.samples(PATH, query(test.now, test.now - 1))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });
});
