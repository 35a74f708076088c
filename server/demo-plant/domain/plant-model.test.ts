import { expect, it } from 'vitest';
import { LINES, MACHINES, plantTags, possibleFaults } from './plant-model.ts';
import { demoFaultKindSchema } from '../../../shared/contract/demo-plant.ts';
import { tagPathSchema } from '../../../shared/contract/common.ts';

it('is two lines, at least six machines and fifty tags', () => {
  expect(LINES).toHaveLength(2);
  expect(MACHINES.length).toBeGreaterThanOrEqual(6);
  expect(plantTags('demo').length).toBeGreaterThanOrEqual(50);
});

it('has unique, valid paths, and a unit and Korean and English names for each measurement', () => {
  const tags = plantTags('demo');
  expect(new Set(tags.map(({ path }) => path)).size).toBe(tags.length);
  const faulty = tags.filter(
    ({ path, definition }) =>
      !tagPathSchema.safeParse(path).success ||
      !/\p{Script=Hangul}/u.test(definition.name.ko) ||
      definition.name.en === '' ||
      (definition.form === 'grouped' && definition.unit === undefined),
  );
  expect(faulty).toEqual([]);
});

it('can break every machine in some way', () => {
  for (const machine of MACHINES) {
    expect(possibleFaults(machine).length).toBeGreaterThan(0);
    expect(machine.tags).toContain('temperature');
  }
  const all = new Set(MACHINES.flatMap(possibleFaults));
  expect([...all].sort()).toEqual([...demoFaultKindSchema.options].sort());
});
