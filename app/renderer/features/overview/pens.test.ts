import { describe, expect, it } from 'vitest';
import type { Tag } from '../../../../shared/contract/data-hub.ts';
import { tagForTest } from '../../../../tests/support/tags.ts';
import { firstPens, togglePen } from './pens.ts';

const tag = (path: string, value: number | string | null): Tag =>
  tagForTest(path, {
    last: { value, quality: 192, at: '2026-01-01T00:00:00.000Z', receivedAt: '2026-01-01T00:00:00.000Z' },
  });

describe('firstPens', () => {
  const tags = [
    tag('a', 'auto'),
    tag('b', 1),
    tag('c', 2),
    tag('d', null),
    tag('e', 3),
    tag('f', 4),
    tag('g', 5),
  ];

  it('prefers what rules look at', () => {
    expect(firstPens(tags, (path) => path === 'e' || path === 'a')).toEqual(['e']);
  });

  it('falls back to the first numbers', () => {
    expect(firstPens(tags, () => false)).toEqual(['b', 'c', 'e']);
  });

  it('toggles', () => {
    expect(togglePen(['b'], 'c')).toEqual(['b', 'c']);
    expect(togglePen(['b', 'c'], 'b')).toEqual(['c']);
  });
});
