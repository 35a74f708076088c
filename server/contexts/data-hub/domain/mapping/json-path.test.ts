import { reason, textOfReason } from '../../../../../shared/contract/reasons.ts';
import { describe, expect, it } from 'vitest';
import { pathText } from './guess/fields.ts';
import { nodesOf, parsePath, type JsonPath, type Root } from './json-path.ts';

const ROOTS: Root[] = ['$', '@', '@@'];
function path(text: string): JsonPath {
  const parsed = parsePath(text, ROOTS);
  if ('reason' in parsed) throw new Error(textOfReason(parsed.reason, 'en'));
  return parsed;
}
const found = (text: string, value: unknown, limit = 100) =>
  nodesOf(path(text), value, limit).map(({ name, value: node }) => [name, node]);

describe('path into a payload', () => {
  const payload = {
    a: { b: [10, 20, 30] },
    온도: 7,
    "it's": 1,
    list: [
      { n: 'x', v: 1 },
      { n: 'y', v: 2 },
    ],
  };

  it('finds a name of any signs, written as JSON has it', () => {
    for (const name of ["\\'", '"', '\\"', "it's", '\\\\', 'a.b', '\u0085', '*', ''])
      expect(found(pathText('$', [{ kind: 'name', name }]), { [name]: 1 })).toEqual([[name, 1]]);
  });

  it.each([
    ['$', [['', payload]]],
    ['$.a.b[0]', [['0', 10]]],
    ['$.a.b[-1]', [['-1', 30]]],
    ['$.a.b[3]', []],
    ["$['a']['b'][1]", [['1', 20]]],
    ['$.온도', [['온도', 7]]],
    ["$['it\\'s']", [["it's", 1]]],
    ['$["\\uC628\\uB3C4"]', [['온도', 7]]],
    [
      '$.a.b[*]',
      [
        ['0', 10],
        ['1', 20],
        ['2', 30],
      ],
    ],
    [
      '$.list[*].v',
      [
        ['0', 1],
        ['1', 2],
      ],
    ],
    [
      '$.a.*.*',
      [
        ['b.0', 10],
        ['b.1', 20],
        ['b.2', 30],
      ],
    ],
    ['$.nothing.x', []],
    ['$.a.length', []],
    ['$.a.b.length', []],
    ['$.toString', []],
    ['$.__proto__', []],
    ['@@.온도', [['온도', 7]]],
  ])('%s', (text, expected) => {
    expect(found(text, payload)).toEqual(expected);
  });

  it('reads a member called __proto__ as any other', () => {
    expect(found('$.__proto__', JSON.parse('{"__proto__":5}'))).toEqual([['__proto__', 5]]);
  });

  it.each([
    ['a.b', 0, /starts with/],
    ['$.a..b', 4, /descendants/],
    ['$.', 2, /a name is expected/],
    ['$.a b', 3, /\. or \[/],
    ['$[a]', 2, /an index/],
    ['$[1:2]', 2, /an index/],
    ['$[01]', 2, /an index/],
    ["$['a'", 5, /\] is expected/],
    ["$['a\\q']", 2, /escape/],
    ['$[?@.a]', 2, /an index/],
    [`$${'.a'.repeat(17)}`, 33, /at most 16/],
    ['$.*.*.*.*', 9, /at most 3 wildcards/],
  ])('refuses %s at %i', (text, at, message) => {
    const parsed = parsePath(text, ROOTS);
    expect(parsed).toMatchObject({ at });
    expect('reason' in parsed && textOfReason(parsed.reason, 'en')).toMatch(message);
  });

  it('says where a path may start', () => {
    expect(parsePath('@@.v', ['$', '@'])).toMatchObject({
      at: 0,
      reason: reason('rootNotHere', { root: '@@', roots: '$, @' }),
    });
  });

  it('stops at one more than it may find', () => {
    expect(
      found(
        '$[*]',
        Array.from({ length: 1_000 }, () => 1),
        10,
      ),
    ).toHaveLength(11);
  });
});
