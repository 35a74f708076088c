import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisDraftOf, scaleOfDraft } from './axis-draft.ts';
import { fromLocalField, toLocalField } from '../../lib/format/local-field.ts';
import { rangeFault } from './range-draft.ts';

describe('axis draft', () => {
  it('takes numbers as people type them and nothing else', () => {
    const fixed = (min: string, max: string) => scaleOfDraft({ mode: 'fixed', min, max });
    expect(fixed(' −5 ', '1,000.5')).toEqual({ mode: 'fixed', min: -5, max: 1000.5 });
    expect(fixed('5', '5')).toBeUndefined();
    expect(fixed('', '5')).toBeUndefined();
    expect(fixed('a', '5')).toBeUndefined();
    expect(scaleOfDraft(axisDraftOf({ mode: 'auto' }))).toEqual({ mode: 'auto' });
  });

  it('brings fixed limits back', () => {
    const scale = { mode: 'fixed', min: -0.25, max: 12_345.5 } as const;
    expect(scaleOfDraft(axisDraftOf(scale))).toEqual(scale);
  });
});

describe('range draft', () => {
  it('reads back the second it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        const field = toLocalField(second * 1_000);
        // An hour that the clock shows twice reads back as one of the two.
        const back = fromLocalField(field);
        return toLocalField(back) === field;
      }),
    );
  });

  it('names what is wrong', () => {
    expect(rangeFault(NaN, 5_000, 10_000)).toBe('incomplete');
    expect(rangeFault(5_000, 5_000, 10_000)).toBe('order');
    expect(rangeFault(0, 20_000, 10_000)).toBe('long');
    expect(rangeFault(0, 5_000, 10_000)).toBeUndefined();
  });
});
