import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsOf } from '../topic.ts';
import { placeOnFirstSight, type KnownPlace } from './unsorted.ts';

it.each<[KnownPlace, string]>([
  [{ site: 's', area: 'a', line: 'l', equipment: 'e', tag: 't' }, 's/a/l/e/t'],
  [{ line: 'line-2', equipment: 'press-4', tag: '온도' }, 'unsorted/-/line-2/press-4/온도'],
  [{ tag: 'x' }, 'unsorted/-/-/-/x'],
  [{ site: 's', equipment: 'e', tag: 't' }, 'unsorted/s/-/e/t'],
  [{ site: 's', area: 'a', equipment: 'e', tag: 'DB1/4+#' }, 'unsorted/s.a/-/e/DB1_4__'],
])('%j stands at %s until it is sorted', (place, path) => {
  expect(placeOnFirstSight(place)).toEqual({ path });
});

it('gives five levels for whatever a source says, or says why not', () => {
  const name = fc.option(fc.string({ unit: 'binary', maxLength: 30 }), { nil: undefined });
  fc.assert(
    fc.property(name, name, name, name, fc.string({ maxLength: 30 }), (site, area, line, equipment, tag) => {
      const found = placeOnFirstSight({ site, area, line, equipment, tag });
      if ('reason' in found) {
        expect(['tagWithoutName', 'pathTooLong']).toContain(found.reason.code);
        return;
      }
      expect(found.path.split('/')).toHaveLength(5);
      expect(Object.values(partsOf(found.path)).every((level) => level !== '')).toBe(true);
    }),
  );
});
