import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pan, spanOf, visibleRange, zoom, zoomToBox, type TimeRange } from './time-window.ts';

const NOW = Date.parse('2026-07-14T05:00:00.000Z');
const span = fc.integer({ min: 1_000, max: 7 * 86_400_000 });

describe('visibleRange', () => {
  it('moves a live window in whole columns and always shows now', () => {
    fc.assert(
      fc.property(
        span,
        fc.integer({ min: 50, max: 4_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (spanMs, columns, later) => {
          const step = spanMs / columns;
          const first = visibleRange({ mode: 'live', spanMs }, columns, NOW);
          const second = visibleRange({ mode: 'live', spanMs }, columns, NOW + later);
          const moved = (second.from - first.from) / step;
          expect(Math.abs(moved - Math.round(moved))).toBeLessThan(0.01);
          expect(second.to).toBeGreaterThanOrEqual(NOW + later - 1);
          expect(second.to - (NOW + later)).toBeLessThanOrEqual(step + 1);
        },
      ),
    );
  });
});

describe('zoom', () => {
  it('keeps the time at the anchor in place', () => {
    fc.assert(
      fc.property(
        span,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (spanMs, anchor, factor) => {
          const range: TimeRange = { mode: 'fixed', from: NOW - spanMs, to: NOW };
          const zoomed = zoom(range, factor, anchor, NOW);
          if (zoomed.mode !== 'fixed') return false;
          const before = NOW - spanMs + spanMs * anchor;
          const after = zoomed.from + (zoomed.to - zoomed.from) * anchor;
          return Math.abs(before - after) <= spanMs / 900;
        },
      ),
    );
  });

  it('stays live when the newest edge is the anchor', () => {
    expect(zoom({ mode: 'live', spanMs: 60_000 }, 0.5, 1, NOW)).toEqual({ mode: 'live', spanMs: 30_000 });
    expect(spanOf(zoom({ mode: 'live', spanMs: 1_000 }, 0.1, 1, NOW))).toBe(1_000);
  });
});

describe('pan and box', () => {
  it('keeps the span and never leaves the present behind', () => {
    fc.assert(
      fc.property(span, fc.double({ min: -3, max: 3, noNaN: true }), (spanMs, fraction) => {
        const panned = pan({ mode: 'live', spanMs }, fraction, NOW);
        return panned.mode === 'fixed' && Math.abs(spanOf(panned) - spanMs) < 1 && panned.from <= NOW;
      }),
    );
  });

  it('shows the part that was boxed, from either side', () => {
    const range: TimeRange = { mode: 'fixed', from: 0, to: 1_000_000 };
    for (const box of [zoomToBox(range, 0.2, 0.4, NOW), zoomToBox(range, 0.4, 0.2, NOW)]) {
      expect(box).toEqual({ mode: 'fixed', from: 200_000, to: 400_000 });
    }
  });
});
