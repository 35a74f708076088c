import { expect, it } from 'vitest';
import { equipmentFor, tagPathFor } from './mapping.ts';

const source = { group: 'Suwon', node: 'gw 1', device: 'press-1' };

it('puts a device where the pattern says, and the node itself under "node"', () => {
  expect(equipmentFor('{group}/sparkplug/{node}/{device}', source)).toEqual({
    path: 'Suwon/sparkplug/gw 1/press-1',
  });
  expect(equipmentFor('suwon/press-shop/{node}/{group}-{device}', { ...source, device: null })).toEqual({
    path: 'suwon/press-shop/gw 1/Suwon-node',
  });
});

it('refuses a name that would make another path', () => {
  const refused = equipmentFor('{group}/s/{node}/{device}', { ...source, device: 'a\u0007b' });
  expect(refused).toHaveProperty('reason');
});

it('joins the levels of a metric name by dots, in NFC', () => {
  expect(tagPathFor('s/a/l/e', 'Motor/Bearing 1/Temperature')).toEqual({
    path: 's/a/l/e/Motor.Bearing 1.Temperature',
  });
  expect(tagPathFor('s/a/l/e', '/온도'.normalize('NFD'))).toEqual({ path: 's/a/l/e/온도' });
  expect(tagPathFor('s/a/l/e', 'A+B #2')).toEqual({ path: 's/a/l/e/A_B _2' });
  expect(tagPathFor('s/a/l/e', '///')).toHaveProperty('reason');
});
