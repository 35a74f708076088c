import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../../server/platform/mqtt/topic-filter.ts';
import { covers, overlap, topicOf, withoutCovered } from './topic-filters.ts';

describe('topic filters', () => {
  it.each([
    ['a/#', 'a/b', true],
    ['a/#', 'a', true],
    ['a/+/#', 'a/#', false],
    ['a/#', 'a/+/#', true],
    ['#', '+/#', true],
    ['+/#', '#', true],
    ['#', '$SYS/#', false],
    ['+/x', '$SYS/x', false],
    ['a/+', 'a/b', true],
    ['a/b', 'a/+', false],
    ['a/+/c', 'a/+/+', false],
    ['+/+', '+', false],
  ])('whether %s covers %s: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  it('names a topic that two filters share, one that is none of the texts they name', () => {
    expect(topicOf(['plc/+/+/temp', 'plc/L1/#'], [])).toBe('plc/L1/x/temp');
    expect(topicOf(['+/x'], ['x/x'])).toBe('x2/x');
    expect(overlap('a/+', 'b/+')).toBe(false);
  });

  it('sees that several filters together take everything of one', () => {
    expect(topicOf(['a/#'], ['a', 'a/+', 'a/+/+/#'])).toBeNull();
    expect(topicOf(['a/#'], ['a', 'a/+', 'a/+/b/#'])).toBe('a/x/x');
  });

  it('keeps one of equal filters, and drops those another one covers', () => {
    expect(withoutCovered(['a/b', 'a/#', 'c/+', 'c/+', 'a/+/c'])).toEqual(['a/#', 'c/+']);
    expect(withoutCovered(['#', '+/#'])).toEqual(['#']);
  });

  const level = fc.constantFrom('+', 'a', 'b', '$a', '');
  const filter = fc
    .tuple(fc.array(level, { maxLength: 3 }), fc.constantFrom<string[]>([], ['#']))
    .map(([levels, tail]) => [...levels, ...tail].join('/'))
    .filter((text) => text !== '');
  const names = ['a', 'b', '$a', '', 'c'];
  const topics: string[] = [];
  const grow = (taken: string[]) => {
    if (taken.length > 0) topics.push(taken.join('/'));
    if (taken.length < 4) for (const name of names) grow([...taken, name]);
  };
  grow([]);
  // A topic that is empty as a whole is none.
  const all = topics.filter((topic) => topic !== '');

  it('says of any filters what trying every topic says (property)', () => {
    fc.assert(
      fc.property(
        fc.array(filter, { minLength: 1, maxLength: 2 }),
        fc.array(filter, { maxLength: 3 }),
        (wanted, unwanted) => {
          const fits = (topic: string) =>
            wanted.every((one) => matchesFilter(one, topic)) &&
            !unwanted.some((one) => matchesFilter(one, topic));
          const found = topicOf(wanted, unwanted);
          if (typeof found === 'string' && found !== '') expect(fits(found)).toBe(true);
          if (found === null) expect(all.filter(fits)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
