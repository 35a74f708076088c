import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyWindow } from '../../app/renderer/charts/feed/unpack-columns.ts';
import { BAD, BREAK, Polyline, reduceToPolyline } from '../../app/renderer/charts/model/polyline.ts';
import { Pen } from '../../app/renderer/charts/worker/pen.ts';
import { Columns, KIND } from '../../server/contexts/data-hub/domain/history/columns.ts';
import { gapsOf } from '../../server/contexts/data-hub/domain/history/gaps.ts';
import { packedColumns } from '../../server/contexts/data-hub/domain/history/packed-columns.ts';
import { segmentOf, type Segment } from '../../server/contexts/data-hub/domain/history/segment.ts';
import { thin } from '../../server/contexts/data-hub/domain/history/thin.ts';
import { sampleColumnsSchema } from '../../shared/contract/sample-columns.ts';

interface Sample {
  readonly at: number;
  readonly value: number;
  readonly good: boolean;
}

const GOOD = 192;
const SILENCE_MS = 60_000;
/** As the window asks, and as the station divides what it is asked for. */
const POINTS_PER_COLUMN = 3;
const SAMPLES_PER_PART = 3;

function segmentsOf(samples: readonly Sample[], each: number): Segment[] {
  const segments: Segment[] = [];
  for (let start = 0; start < samples.length; start += each) {
    const columns = new Columns();
    samples
      .slice(start, start + each)
      .forEach(({ at, value, good }, index) =>
        columns.insert(at, start + index, good ? GOOD : 0, KIND.number, value),
      );
    segments.push(segmentOf(columns));
  }
  return segments;
}

/** From the stored chunks to the line that is drawn of a window with so many pixel columns. */
function drawn(segments: readonly Segment[], from: number, to: number, columns: number): Polyline {
  const parts = Math.floor((columns * POINTS_PER_COLUMN - 2) / SAMPLES_PER_PART);
  const packed = sampleColumnsSchema.parse({
    ...{ total: 0, thinned: true, gaps: [], beginsAt: null, unreadable: [] },
    ...packedColumns(thin(segments, from, to, parts)),
  });
  const gaps = gapsOf(segments, {
    from,
    to,
    before: undefined,
    threshold: SILENCE_MS,
    factor: 5,
    limit: 1_000,
    parts,
  });
  const pen = new Pen('tag');
  const stepMs = (to - from) / columns;
  pen.takeHistory({ ...historyWindow(packed), gaps }, { from, to, stepMs, current: true });
  const line = new Polyline();
  reduceToPolyline(pen.buffer, pen.gaps.list, { from, to, stepMs }, line);
  return line;
}

const steps = fc.array(
  fc.record({
    step: fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 1, max: 900 }) }, fc.constant(90_000)),
    value: fc.oneof(
      { weight: 20, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    good: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, fc.constant(false)),
  }),
  { minLength: 200, maxLength: 1_500 },
);
const window = fc.record({
  each: fc.integer({ min: 5, max: 200 }),
  start: fc.double({ min: 0, max: 0.7, noNaN: true }),
  length: fc.double({ min: 0.1, max: 1, noNaN: true }),
  columns: fc.integer({ min: 4, max: 60 }),
});

describe('what is drawn of a stored window', () => {
  it('has its lowest and highest exactly, each in its own pixel column, and every gap and bad value', () => {
    fc.assert(
      fc.property(steps, window, (list, { each, start, length, columns }) => {
        let now = 1_000_000;
        const samples = list.map(({ step, value, good }) => ({ at: (now += step), value, good }));
        const last = now - 1_000_000;
        const from = Math.floor(1_000_000 + last * start);
        const to = Math.ceil(from + last * length);
        const line = drawn(segmentsOf(samples, each), from, to, columns);
        const inside = samples.filter(({ at }) => at >= from && at <= to);
        const good = inside.filter((sample) => sample.good);
        const points = Array.from({ length: line.length }, (_, index) => ({
          at: line.times[index] as number,
          value: line.values[index] as number,
          flags: line.flags[index] as number,
        }));
        const shown = points.filter(({ flags }) => (flags & BAD) === 0);
        const stepMs = (to - from) / columns;
        for (const pick of [Math.min, Math.max]) {
          if (good.length === 0) break;
          const extreme = pick(...good.map(({ value }) => value));
          expect(pick(...shown.map(({ value }) => value))).toBe(extreme);
          const times = new Set(good.filter(({ value }) => value === extreme).map(({ at }) => at));
          expect(shown.some(({ at, value }) => value === extreme && times.has(at))).toBe(true);
        }
        for (const bad of inside.filter((sample) => !sample.good))
          expect(
            points.some(({ at, flags }) => (flags & BAD) !== 0 && Math.abs(at - bad.at) <= 2 * stepMs),
          ).toBe(true);
        inside.forEach(({ at }, index) => {
          const before = inside[index - 1];
          if (!before || at - before.at <= SILENCE_MS) return;
          // No stroke crosses a silence that can be seen: the first point after it begins a new one. Of shorter ones in one
          // pixel column there is at least one.
          const isSeen = at - before.at > 2 * stepMs;
          const near = isSeen
            ? points.filter((point) => point.at >= at).slice(0, 1)
            : points.filter((point) => Math.abs(point.at - at) <= 2 * stepMs);
          expect(near.length === 0 || near.some(({ flags }) => (flags & BREAK) !== 0)).toBe(true);
        });
        // Nothing is invented.
        const real = new Map(samples.map((sample) => [`${sample.at} ${sample.value}`, sample]));
        expect(points.every(({ at, value }) => real.has(`${at} ${value}`))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
