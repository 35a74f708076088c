import { Text } from '@codemirror/state';
import { ChangeSet } from '@codemirror/state';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changesBetween } from './text-changes.ts';

it('the changes between two texts make one of the other', () => {
  const text = fc
    .array(fc.constantFrom('let a = 1;', '// 온도', '', '}', 'x'), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const set = ChangeSet.of([...changesBetween(before, after)], before.length);
      expect(set.apply(Text.of(before.split('\n'))).toString()).toBe(after);
    }),
  );
});

it('what stays the same is not touched', () => {
  expect(changesBetween('let a = 1;\nlet b = 2;\n', 'let a = 1;\nlet b = 3;\n')).toEqual([
    { from: 19, to: 20, insert: '3' },
  ]);
  expect(changesBetween('same', 'same')).toEqual([]);
});
