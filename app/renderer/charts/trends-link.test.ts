import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrendsSearch, trendsHref, trendsSearch } from './trends-link.ts';

const part = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[/+#]/.test(text));
const path = fc.array(part, { minLength: 5, maxLength: 5 }).map((parts) => parts.join('/'));
const pen = fc.record(
  {
    path,
    axis: fc.constantFrom(...(['left', 'right', 'left2', 'right2', 'own'] as const)),
    hidden: fc.constant(true),
  },
  { requiredKeys: ['path'] },
);

describe('trends link', () => {
  it('reads back what it wrote, for any tag path', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(pen, { selector: (entry) => entry.path, minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 604_800 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 732 * 86_400 }), { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 }),
        (charts, spanSeconds, seconds, ends) => {
          const shifts = charts.map((_, index) =>
            index === 0 ? seconds.map((second) => second * 1_000) : [],
          );
          const [min = 0, max = 0] = ends.map((end) => end + 0).sort((a, b) => a - b);
          const axes = charts.map((_, index) => (index === 0 ? { right2: { min, max } } : {}));
          const withoutLimits = charts.map((_, index) => index === charts.length - 1);
          const link = { charts, shifts, axes, withoutLimits, spanSeconds };
          const search = new URLSearchParams(trendsSearch(link).toString());
          expect(parseTrendsSearch(search, 600)).toEqual(link);
        },
      ),
    );
  });

  it('keeps a fixed window', () => {
    const fixed = { from: 1_000_000, to: 2_000_000 };
    const href = trendsHref({ charts: [[{ path: 'a/b/c/d/온도' }]], spanSeconds: 1_000, fixed });
    expect(parseTrendsSearch(new URL(href, 'http://x').searchParams, 600)).toEqual({
      charts: [[{ path: 'a/b/c/d/온도' }]],
      spanSeconds: 1_000,
      fixed,
    });
  });

  it('falls back on a hand-made address instead of failing', () => {
    const parsed = parseTrendsSearch(
      new URLSearchParams(
        'pen=&pen=a/b/c/d/e&pen=a/b/c/d/e&span=-4&from=x&to=y&axis=l:5:2&axis=q:0:1&axis=r::9&limits=?',
      ),
      600,
    );
    expect(parsed).toEqual({ charts: [[{ path: 'a/b/c/d/e' }]], spanSeconds: 600 });
  });
});
