import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRecoveryRequest } from './recovery-bridge.ts';

it('takes the requests there are, a restore only of what can be a backup', () => {
  expect(readRecoveryRequest({ ask: 'try-again', extra: 1 })).toEqual({ ask: 'try-again' });
  const restore = { ask: 'restore', name: 'station-20261129T033000Z' };
  expect(readRecoveryRequest(restore)).toEqual(restore);
});

it.each([
  null,
  'restore',
  { ask: 'restore' },
  { ask: 'restore', name: '../station' },
  { ask: 'restore', name: '--data' },
  { ask: 'quit' },
])('refuses %j', (value) => void expect(readRecoveryRequest(value)).toBeNull());

it('makes nothing of anything else', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void expect(readRecoveryRequest(value)).toBeNull()));
});
