import { expect, it } from 'vitest';
import { limitedTo } from './limited-notes.ts';

it('a page that fails on and on is noted so many times a minute, and then how often', () => {
  const noted: string[] = [];
  let now = 0;
  const note = limitedTo(
    2,
    (text) => noted.push(text),
    () => now,
  );
  for (const text of ['a', 'b', 'c', 'd']) note(text);
  expect(noted).toEqual(['a', 'b']);
  now += 60_000;
  note('e');
  expect(noted).toEqual(['a', 'b', '2 more errors of pages were not written down', 'e']);
});
