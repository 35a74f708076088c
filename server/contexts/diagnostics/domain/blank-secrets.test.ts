import fc from 'fast-check';
import { expect, it } from 'vitest';
import { secretBlanker } from './blank-secrets.ts';

it.each([
  ['mqtt://me:hidden@host:1883/x', 'mqtt://me:***@host:1883/x'],
  ['{"url":"mqtt://me:hi:d@den@host","mail":"a@b"}', '{"url":"mqtt://me:***@host","mail":"a@b"}'],
  ['authorization: Bearer abc.def', 'authorization: *** ***'],
  ['curl -H "X: Bearer abcdef12"', 'curl -H "X: Bearer ***"'],
  ['{"password":"hid\\"den","port":1}', '{"password":***,"port":1}'],
  ['PGPASSWORD=hidden psql', 'PGPASSWORD=*** psql'],
  ['api_key: hidden, next', 'api_key: ***, next'],
  ['used sk-0123456789abcdefghij here', 'used *** here'],
  ['a -----BEGIN EC PRIVATE KEY-----\nhidden\n-----END EC PRIVATE KEY----- b', 'a *** b'],
])('what looks like a secret is blanked: %s', (text, shown) => {
  expect(secretBlanker([])(text)).toBe(shown);
});

it.each([
  'mqttPasswordFile  "/etc/aif/password"  (file)',
  '2026-11-29T03:04:05.678Z mqtt://host:1883 a@b',
  'aif_judgments_total{ruleset="press-thermal"} 5',
])('what is none stays: %s', (text) => {
  expect(secretBlanker([])(text)).toBe(text);
});

it('a known secret is in no text any more, in whatever form it stood', () => {
  const secrets = fc.string({ minLength: 6, unit: 'grapheme-ascii' }).filter((text) => !text.includes('*'));
  fc.assert(
    fc.property(secrets, (secret) => {
      const forms = [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ];
      for (const form of forms) expect(secretBlanker([secret])(`<${form}>`)).not.toContain(form);
    }),
  );
});
