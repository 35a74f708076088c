import { expect, it } from 'vitest';
import { textsOf } from '../../../../../shared/util/ruleset-text.ts';
import { readBundle } from '../list/bundle.ts';
import { changedParts } from './changed-parts.ts';
import { comparedFiles } from './compared-texts.ts';

const MANIFEST = {
  id: 'press',
  inputs: [{ name: 'x', type: 'number' }],
  verdicts: { OK: 'normal', HOT: 'high' },
  parameters: { limit: 80 },
};
const TESTS = [{ name: 'one', input: { x: 1 }, expect: { verdict: 'OK' } }];
const before = textsOf({ manifest: MANIFEST, source: 'a\nb\n', tests: TESTS });

it('tells what differs by its name, not by its place or its spelling', () => {
  const manifest = {
    verdicts: { HOT: 'critical', OK: 'normal' },
    id: 'press',
    cacheSeconds: 5,
    inputs: [{ name: 'y', type: 'text' }, ...MANIFEST.inputs],
    parameters: {},
  };
  const after = textsOf({ manifest, source: 'a\nc\n', tests: [{ ...TESTS[0], expect: { verdict: 'HOT' } }] });
  expect(changedParts(before, after).map(({ what, name, count }) => `${what} ${name} ${count}`)).toEqual([
    'added cacheSeconds 1',
    'added inputs.y 1',
    'changed verdicts.HOT 1',
    'removed parameters.limit 1',
    'script rules.rhai 2',
    'tests tests.json 1',
  ]);
  expect(changedParts(before, before)).toEqual([]);
});

it('compares JSON in one form, and as typed where it is none', () => {
  const typed = { ...before, manifest: JSON.stringify({ ...MANIFEST, id: 'press' }), tests: '[1' };
  expect(comparedFiles(before, typed).map(({ differs }) => differs)).toEqual([false, false, true]);
});

it.each([
  ['[1,', 'noJson'],
  ['[]', 'noBundle'],
  ['{"ruleset":{"id":"press"}}', 'noBundle'],
  ['{"ruleset":{"id":"Press 1"},"rules":""}', 'noId'],
  ['{"ruleset":{"id":"press"},"rules":"","test":[]}', 'unknownPart'],
  [' '.repeat(2_000_001), 'tooLarge'],
])('a file that is no bundle is refused with why: %.40s', (text, why) => {
  expect(readBundle(text)).toMatchObject({ ok: false, why });
});

it('takes a bundle with its name, also one whose insides are not valid yet', () => {
  const bundle = { ruleset: { id: 'press', name: { ko: '프레스' }, inputs: 'none' }, rules: 'let = ;' };
  expect(readBundle(JSON.stringify(bundle))).toMatchObject({
    ok: true,
    name: { ko: '프레스', en: 'press' },
    texts: { source: 'let = ;', tests: '[]\n' },
  });
});
