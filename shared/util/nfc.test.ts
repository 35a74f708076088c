import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toNfc } from './nfc.ts';

const decomposed = '과열'.normalize('NFD');

it('normalises texts and keys at every depth', () => {
  expect(toNfc({ [decomposed]: [decomposed, { a: decomposed }] })).toEqual({ 과열: ['과열', { a: '과열' }] });
});

it('leaves everything else as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = toNfc(value);
      expect(toNfc(once)).toEqual(once);
      expect(JSON.stringify(once)?.normalize('NFC')).toBe(JSON.stringify(value)?.normalize('NFC'));
    }),
  );
});
