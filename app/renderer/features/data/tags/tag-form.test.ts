import { describe, expect, it } from 'vitest';
import { tagForTest } from '../../../../../tests/support/tags.ts';
import { faultsOf, formOf, patchOf } from './tag-form.ts';

const before = formOf(tagForTest('s/a/l/e/t', { unit: 'Cel', range: { low: -40, high: null } }));

describe('the form of a tag', () => {
  it('changes only what was changed; an empty field takes its setting back', () => {
    const now = { ...before, unit: '', rangeHigh: '150,5', nameKo: ' 온도 ' };
    expect(patchOf(before, now)).toEqual({
      patch: { unit: null, range: { high: 150.5 }, name: { ko: '온도' } },
    });
    expect(patchOf(before, before)).toEqual({ patch: {} });
  });

  it('says what is wrong at its field', () => {
    const now = { ...before, unit: '°C', limitLow: 'x', rangeHigh: '-50', path: 'a/b' };
    expect(patchOf(before, now)).toMatchObject({
      faults: {
        unit: expect.stringContaining('write Cel') as string,
        limitLow: expect.any(String) as string,
      },
    });
    expect(faultsOf([{ path: 'range.high', message: 'too low' }])).toEqual({ rangeHigh: 'too low' });
  });
});
