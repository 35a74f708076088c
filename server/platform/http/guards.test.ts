import crypto from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, expect, it } from 'vitest';
import { RequestGuard } from './guards.ts';

const TOKEN = 'a1'.repeat(32);
const inConstantTime = crypto.timingSafeEqual;

/** Another comparison in place of Node's, for whoever has imported that. */
function compareBy(compare: typeof crypto.timingSafeEqual): void {
  crypto.timingSafeEqual = compare;
  syncBuiltinESMExports();
}
afterEach(() => compareBy(inConstantTime));

const withToken = (token: string) =>
  ({
    headers: { authorization: `Bearer ${token}` },
    socket: { remoteAddress: '192.0.2.1' },
  }) as IncomingMessage;
const accepts = (token: string) => {
  try {
    new RequestGuard(TOKEN).checkBearer(withToken(token));
    return true;
  } catch {
    return false;
  }
};

it('compares tokens in constant time, whichever sign is wrong, and by nothing else', () => {
  const wrong = [`b${TOKEN.slice(1)}`, `${TOKEN.slice(0, -1)}2`, '0'.repeat(64)];
  const compared: number[] = [];
  compareBy((a, b) => {
    compared.push(a.byteLength, b.byteLength);
    return inConstantTime(a, b);
  });
  expect([TOKEN, ...wrong].map(accepts)).toEqual([true, false, false, false]);
  expect(compared).toEqual(Array.from({ length: 8 }, () => 64));

  compareBy(() => true);
  expect(wrong.map(accepts)).toEqual([true, true, true]);
  compareBy(() => false);
  expect(accepts(TOKEN)).toBe(false);
});

it('a token of another length is none', () => {
  expect(['', TOKEN.slice(1), `${TOKEN}a`, 'é'.repeat(32)].map(accepts)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
