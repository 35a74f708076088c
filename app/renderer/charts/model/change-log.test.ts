import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangeLog } from './change-log.ts';

describe('ChangeLog', () => {
  it('knows the earliest change since a reader looked, or says that it may be anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 600 }), fc.nat(600), (changes, seen) => {
        const log = new ChangeLog();
        for (const from of changes) log.note(from);
        const since = Math.min(seen, changes.length);
        const missed = changes.slice(since);
        expect(log.since(since)).toBe(missed.length >= 256 ? -Infinity : Math.min(Infinity, ...missed));
      }),
    );
  });
});
