import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../shared/contract/rules.ts';
import { bindTo, equipmentOf, homeOf, matchesPattern } from './binding.ts';

function manifest(...tags: [name: string, tag: string | undefined, optional?: boolean][]) {
  return rulesetManifestSchema.parse({
    id: 'r',
    name: { ko: 'r', en: 'r' },
    inputs: tags.map(([name, tag, optional = false]) => ({
      name,
      type: 'number',
      optional,
      ...(tag === undefined ? {} : { tag }),
    })),
    trigger: { kind: 'request' },
    verdicts: { OK: 'normal' },
  });
}

const plant = ['s/a/l1/press-1/heat', 's/a/l1/press-1/mode', 's/a/l1/press-2/heat', 's/a/l1/mill-1/load'];
const tagsOf = (equipment: string) => plant.filter((path) => equipmentOf(path) === equipment);
const boundOn = (of: ReturnType<typeof manifest>, equipment: string) => {
  const binding = bindTo(of, equipment, tagsOf);
  return binding === undefined ? undefined : Object.fromEntries(binding.tags);
};

describe('matchesPattern', () => {
  it.each([
    ['*/*/*/press*/heat', 's/a/l1/press-1/heat', true],
    ['*/*/*/press*/heat', 's/a/l1/press/heat', true],
    ['*/*/*/press*/heat', 's/a/l1/mill-1/heat', false],
    ['*/*/*/*/heat', 's/a/l1/press-1/heat2', false],
    ['*/*/*/*/*_temp', 's/a/l1/p/oil_temp', true],
    ['s/a/l1/p.1/heat', 's/a/l1/px1/heat', false],
    ['s/a/l1/p(1)/[x]', 's/a/l1/p(1)/[x]', true],
    ['*/*/*/프레스*/온도', '공장/a/l1/프레스-1/온도', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matchesPattern(pattern, path)).toBe(expected);
  });

  it('a pattern without * matches itself alone, whatever is in it', () => {
    const level = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[/+#*]/.test(text));
    const path = fc.tuple(level, level, level, level, level).map((levels) => levels.join('/'));
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(matchesPattern(one, one)).toBe(true);
        expect(matchesPattern(one, other)).toBe(one === other);
        expect(matchesPattern('*/*/*/*/*', one)).toBe(true);
      }),
    );
  });
});

describe('bindTo', () => {
  it('binds a pattern with * to every machine that has a tag for it, and to no other', () => {
    const heat = manifest(['heat', '*/*/*/press*/heat']);
    expect(boundOn(heat, 's/a/l1/press-1')).toEqual({ heat: 's/a/l1/press-1/heat' });
    expect(boundOn(heat, 's/a/l1/press-2')).toEqual({ heat: 's/a/l1/press-2/heat' });
    expect(boundOn(heat, 's/a/l1/mill-1')).toBeUndefined();
  });

  it('binds where one of several required inputs is: what lacks is a hold, not silence', () => {
    const both = manifest(['heat', '*/*/*/press*/heat'], ['mode', '*/*/*/press*/mode']);
    expect(boundOn(both, 's/a/l1/press-2')).toEqual({ heat: 's/a/l1/press-2/heat' });
  });

  it('does not bind by an optional input alone, unless there are no others', () => {
    const heat = manifest(['heat', '*/*/*/press*/heat'], ['load', '*/*/*/*/load', true]);
    expect(boundOn(heat, 's/a/l1/mill-1')).toBeUndefined();
    expect(boundOn(manifest(['load', '*/*/*/*/load', true]), 's/a/l1/mill-1')).toEqual({
      load: 's/a/l1/mill-1/load',
    });
  });

  it('feeds every machine from a tag that names one place', () => {
    const mixed = manifest(['heat', '*/*/*/press*/heat'], ['load', 's/a/l1/mill-1/load']);
    expect(boundOn(mixed, 's/a/l1/press-2')).toEqual({
      heat: 's/a/l1/press-2/heat',
      load: 's/a/l1/mill-1/load',
    });
    expect(boundOn(mixed, 's/a/l1/mill-1')).toBeUndefined();
  });

  it('is at home on the machine of the first tag where all name a place', () => {
    const fixed = manifest(['heat', 's/a/l1/press-1/heat'], ['load', 's/a/l1/mill-1/load']);
    expect(homeOf(fixed)).toBe('s/a/l1/press-1');
    expect(boundOn(fixed, 's/a/l1/press-1')).toEqual({
      heat: 's/a/l1/press-1/heat',
      load: 's/a/l1/mill-1/load',
    });
    expect(boundOn(fixed, 's/a/l1/mill-1')).toBeUndefined();
  });

  it('binds nothing that has no tags', () => {
    const asked = manifest(['x', undefined]);
    expect(homeOf(asked)).toBeUndefined();
    expect(boundOn(asked, 's/a/l1/press-1')).toBeUndefined();
  });
});
