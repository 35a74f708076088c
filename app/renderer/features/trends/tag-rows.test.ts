import { describe, expect, it } from 'vitest';
import { tagForTest } from '../../../../tests/support/tags.ts';
import { foundRows, treeRows } from './tag-rows.ts';

const tag = (path: string) => tagForTest(path);
const machines = ['s/a/line-2/press-10', 's/a/line-2/press-9', 's/a/line-1/oven'];

describe('treeRows', () => {
  it('orders lines and machines as people count, and shows tags of open machines only', () => {
    const rows = treeRows(machines, new Set(['s/a/line-2/press-9']), () => ({
      tags: [tag('s/a/line-2/press-9/t')],
      state: 'more',
    }));
    expect(rows.map((row) => [row.level, 'name' in row ? row.name : row.note])).toEqual([
      [1, 's › a › line-1'],
      [2, 'oven'],
      [1, 's › a › line-2'],
      [2, 'press-9'],
      [3, 't'],
      [3, 'more'],
      [2, 'press-10'],
    ]);
  });

  it('hides the machines of a closed line', () => {
    const rows = treeRows(machines, new Set(['s/a/line-2']), () => undefined);
    expect(rows.map(({ key }) => key)).toEqual(['s/a/line-1', 's/a/line-1/oven', 's/a/line-2']);
  });
});

describe('foundRows', () => {
  it('says where a found tag is, and that there are more', () => {
    const rows = foundRows([tag('s/a/line-1/oven/t')], true);
    expect(rows[0]).toMatchObject({ name: 't', place: 'line-1 › oven' });
    expect(rows[1]).toMatchObject({ note: 'more' });
  });
});
