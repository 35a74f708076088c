import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../../../../platform/mqtt/topic-filter.ts';
import { matchTopic, parsePattern, type TopicPattern } from './pattern.ts';

function pattern(text: string): TopicPattern {
  const parsed = parsePattern(text);
  if ('reason' in parsed) throw new Error(textOfReason(parsed.reason, 'en'));
  return parsed;
}
const parts = (text: string, topic: string) => {
  const found = matchTopic(pattern(text), topic.split('/'));
  return found === null ? null : Object.fromEntries(found);
};

describe('pattern of topics', () => {
  it('takes named parts out of a topic', () => {
    expect(parts('plc/{line}/{equipment}/+/{tag}', 'plc/L1/press/io/temp')).toEqual({
      line: 'L1',
      equipment: 'press',
      tag: 'temp',
    });
    expect(parts('plc/{line}/#', 'plc/L1/a/b')).toEqual({ line: 'L1' });
    expect(parts('plc/{line}/#', 'plc/L1')).toEqual({ line: 'L1' });
    expect(parts('plc/{line}/{tag...}', 'plc/L1/motor/temp')).toEqual({ line: 'L1', tag: 'motor.temp' });
    expect(parts('plc/{line}/{tag...}', 'plc/L1')).toBeNull();
    expect(parts('설비/{line}', '설비/1라인')).toEqual({ line: '1라인' });
  });

  it.each([
    ['plc/{line', 4, /no named part/],
    ['plc/x{line}', 4, /no named part/],
    ['plc/{1a}', 4, /no named part/],
    ['a/{b}/{b}', 6, /there twice/],
    ['a/#/b', 2, /only as the last one/],
    ['a/b+', 2, /whole levels/],
    ['a/{b...}/c', 2, /last level/],
    ['$share/g/a', 0, /shared/],
    [`a/${'b/'.repeat(40)}`, 0, /at most 32/],
    ['a/b\u0007', 2, /control character/],
  ])('refuses %s at %i', (text, at, message) => {
    const parsed = parsePattern(text);
    expect(parsed).toMatchObject({ at });
    expect('reason' in parsed && textOfReason(parsed.reason, 'en')).toMatch(message);
  });

  it('matches exactly what the broker sends for its filter (property)', () => {
    const level = fc.constantFrom('+', '{a}', '{b}', 'x', 'y', '$x', '');
    const text = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/#', '/{rest...}'))
      .map(([levels, tail]) => levels.join('/') + tail);
    const topic = fc
      .array(fc.constantFrom('x', 'y', 'z', '$x', ''), { minLength: 1, maxLength: 6 })
      .map((levels) => levels.join('/'));
    fc.assert(
      fc.property(text, topic, (written, sent) => {
        const parsed = parsePattern(written);
        if ('reason' in parsed) return;
        expect(matchTopic(parsed, sent.split('/')) !== null).toBe(matchesFilter(parsed.filter, sent));
      }),
      { numRuns: 2_000 },
    );
  });
});
