import { describe, expect, it } from 'vitest';
import { firstWishes, withColumn, withEquipment, withForm, withTime } from './wishes.ts';

const values = {
  shape: 'wide' as const,
  columns: [{ column: 2, tag: 's/a/l/e/t', type: 'number' as const }],
};

describe('what was chosen of a file', () => {
  it('begins with the zone of this machine', () => {
    expect(firstWishes().time?.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('loses its columns with another separator, and keeps the zone', () => {
    const wishes = { values, time: { zone: 'UTC', columns: [1], format: 'dmy' as const } };
    expect(withForm(wishes, { delimiter: ';' })).toEqual({ delimiter: ';', time: { zone: 'UTC' } });
  });

  it('guesses again where values begin with another first row, and what is emptied', () => {
    const wishes = { firstLine: 3, valuesFrom: 5, time: {} };
    expect(withForm(wishes, { firstLine: 4 })).toEqual({ firstLine: 4, time: {} });
    expect(withForm(wishes, { valuesFrom: undefined })).toEqual({ firstLine: 3, time: {} });
  });

  it('keeps its columns with another form of time, not with another time column', () => {
    expect(withTime({ values }, { format: 'mdy' })).toEqual({ values, time: { format: 'mdy' } });
    expect(withTime({ values }, { columns: [2] })).toEqual({ time: { columns: [2] } });
  });

  it('has its names below a machine, or below none', () => {
    expect(withEquipment({ values }, 's/a/l/e')).toEqual({ equipment: 's/a/l/e' });
    expect(withEquipment({ equipment: 's/a/l/e' }, '')).toEqual({});
  });

  it('changes and leaves out columns', () => {
    expect(withColumn(values.columns, 2, { type: 'text' })).toEqual([
      { column: 2, tag: 's/a/l/e/t', type: 'text' },
    ]);
    expect(withColumn(values.columns, 2, null)).toEqual([]);
  });
});
