import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { bundleText, textsOf } from './ruleset-text.ts';

const MANIFEST = {
  limits: { deadlineMs: 50, operations: 1_000 },
  verdicts: { OVERHEAT: 'high', OK: 'normal', WATCH: 'medium' },
  parameters: { zone_b: 2, zone_a: 1 },
  inputs: [{ optional: true, type: 'number', name: 'x', label: { en: 'X', ko: '엑스' } }],
  name: { en: 'Press', ko: '프레스' },
  id: 'press',
  trigger: { kind: 'request' },
  strange: 1,
};
const TESTS = [{ expect: { confidence: 1, verdict: 'OK' }, input: { z: 1, a: null }, name: 'one' }];

it('writes the members of each part in one order, whatever order they came in', () => {
  const { manifest, tests } = textsOf({ manifest: MANIFEST, source: '', tests: TESTS });
  expect(Object.keys(JSON.parse(manifest) as object)).toEqual(
    'id,name,inputs,trigger,verdicts,parameters,limits,strange'.split(','),
  );
  expect(manifest.replaceAll(/\s/g, '')).toContain('"OK":"normal","WATCH":"medium","OVERHEAT":"high"');
  expect(tests.replaceAll(/\s/g, '')).toBe(
    '[{"name":"one","input":{"a":null,"z":1},"expect":{"verdict":"OK","confidence":1}}]',
  );
});

it('loses and changes nothing, also of what is no ruleset', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (manifest, tests) => {
      const bundle = JSON.parse(bundleText({ manifest, source: 'x', tests })) as unknown;
      expect(canonicalJson(bundle)).toBe(canonicalJson({ ruleset: manifest, rules: 'x', tests }));
    }),
  );
});
